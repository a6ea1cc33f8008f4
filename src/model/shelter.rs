//! Tonight's beds, who sought one, and who found none.

use super::inputs::Shape;

/// People with a claim on shelter, as counted tonight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guest {
    /// Awaiting a U.S. appointment.
    Appointment,
    /// Awaiting a U.S. hearing.
    Hearing,
    /// Awaiting Mexican protection.
    Protection,
    /// Awaiting return, at liberty.
    Return,
    /// Undecided, turned back, or contained in the south.
    Undecided,
    /// Recently settled.
    Settled,
    /// Displaced residents of the place, from outside the queues.
    Resident,
}

impl Guest {
    /// All kinds of guests in order.
    pub const ALL: [Guest; 7] = [
        Guest::Appointment,
        Guest::Hearing,
        Guest::Protection,
        Guest::Return,
        Guest::Undecided,
        Guest::Settled,
        Guest::Resident,
    ];

    /// Number of kinds.
    pub const COUNT: usize = Guest::ALL.len();

    /// Word used in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Guest::Appointment => "appointment",
            Guest::Hearing => "hearing",
            Guest::Protection => "protection",
            Guest::Return => "return",
            Guest::Undecided => "undecided",
            Guest::Settled => "settled",
            Guest::Resident => "residents",
        }
    }
}

/// One place's shelters tonight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Night {
    /// Usable beds.
    pub beds: u32,
    /// People present in the groups, in shelter or not (residents: those who seek a bed).
    pub present: [u32; Guest::COUNT],
    /// People who sought a bed.
    pub seeking: [u32; Guest::COUNT],
    /// People in a bed; their sum never exceeds the beds.
    pub sheltered: [u32; Guest::COUNT],
    /// People the place's advisers can serve.
    pub advisers_reach: u32,
}

impl Night {
    /// People who sought a bed and found none.
    #[must_use]
    pub fn unsheltered(&self, guest: Guest) -> u32 {
        self.seeking[guest as usize] - self.sheltered[guest as usize]
    }

    /// People of the queues (not residents) who sought a bed and found none.
    #[must_use]
    pub fn unsheltered_migrants(&self) -> u32 {
        Guest::ALL[..Guest::Resident as usize]
            .iter()
            .map(|guest| self.unsheltered(*guest))
            .sum()
    }

    /// People of the queues present.
    #[must_use]
    pub fn migrants(&self) -> u32 {
        self.present[..Guest::Resident as usize].iter().sum()
    }

    /// People who sought a bed, residents included.
    #[must_use]
    pub fn demand(&self) -> u32 {
        self.seeking.iter().sum()
    }
}

/// Tonight's shelters of every place.
#[derive(Clone, Debug)]
pub struct Shelters {
    /// By place.
    pub nights: Vec<Night>,
}

impl Shelters {
    /// No night yet.
    #[must_use]
    pub fn new(shape: &Shape) -> Self {
        Shelters {
            nights: vec![Night::default(); shape.places],
        }
    }

    /// Share of the people present in a place who sought a bed last night and found none.
    #[must_use]
    pub fn unsheltered_share(&self, place: usize) -> f64 {
        let night = &self.nights[place];
        share(night.unsheltered_migrants(), night.migrants())
    }

    /// Share of the people present in a place whom advisers reached last night.
    #[must_use]
    pub fn advised_share(&self, place: usize) -> f64 {
        let night = &self.nights[place];
        share(night.advisers_reach, night.migrants()).min(1.0)
    }
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 {
        0.0
    } else {
        f64::from(part) / f64::from(whole)
    }
}
