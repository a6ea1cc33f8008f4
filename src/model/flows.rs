//! What happened today: moves between compartments and counts that are not moves, by cell; and
//! the ledger that checks conservation.

use super::inputs::Shape;
use super::transition::{Compartment, Kind, TABLE, Transition};

macro_rules! tallies {
    ($($name:ident,)*) => {
        /// A daily count that moves nobody.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)] // named after what they count
        pub enum Tally { $($name,)* }

        impl Tally {
            /// Every tally in order.
            pub const ALL: &'static [Tally] = &[$(Tally::$name,)*];
        }
    };
}

tallies! {
    WorkVisas, SeasonalWorkVisas, ReturningWorkers, PermanentVisas, Parole, FamilyReunification, SafeMobility,
    DeparturesReplaced, Regularized,
    PortAppointments, PortWalkIns,
    RemoteAttempts, RepeatAttempts, DeathsRemote,
    HearingsHeld, LegalHelp,
    FilesClosed,
    WrongfulReturns, HarmEvents, HarmByOfficials, HarmOnAttempts,
}

/// The day's moves and counts by cell (origin × place).
#[derive(Clone, Debug)]
pub struct Flows {
    cells: usize,
    counts: Vec<u32>,
    /// Rows with a count today: most rows stay empty on most days.
    touched: Vec<bool>,
}

impl Flows {
    /// Rows kept: one per transition, then one per tally.
    pub const ROWS: usize = Transition::COUNT + Tally::ALL.len();

    /// No moves yet.
    #[must_use]
    pub fn new(shape: &Shape) -> Self {
        Flows {
            cells: shape.cells(),
            counts: vec![0; Self::ROWS * shape.cells()],
            touched: vec![false; Self::ROWS],
        }
    }

    /// Row of a transition.
    #[must_use]
    pub fn row(transition: Transition) -> usize {
        transition as usize
    }

    /// Row of a tally.
    #[must_use]
    pub fn tally_row(tally: Tally) -> usize {
        Transition::COUNT + tally as usize
    }

    /// Records people who moved.
    #[inline]
    pub fn add(&mut self, transition: Transition, cell: usize, people: u32) {
        self.count(Self::row(transition), cell, people);
    }

    /// Records a count that moves nobody.
    #[inline]
    pub fn tally(&mut self, tally: Tally, cell: usize, count: u32) {
        self.count(Self::tally_row(tally), cell, count);
    }

    #[inline]
    fn count(&mut self, row: usize, cell: usize, count: u32) {
        if count > 0 {
            self.counts[row * self.cells + cell] += count;
            self.touched[row] = true;
        }
    }

    /// Rows with a count today.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        (0..Self::ROWS).filter(|row| self.touched[*row])
    }

    /// Today's count of a row, by cell.
    #[inline]
    #[must_use]
    pub fn cells(&self, row: usize) -> &[u32] {
        &self.counts[row * self.cells..(row + 1) * self.cells]
    }

    /// People who took a transition today in one cell.
    #[inline]
    #[must_use]
    pub fn of(&self, transition: Transition, cell: usize) -> u32 {
        self.counts[Self::row(transition) * self.cells + cell]
    }

    /// People of an origin who took a transition today.
    #[must_use]
    pub fn of_origin(&self, transition: Transition, shape: &Shape, origin: usize) -> u32 {
        if !self.touched[Self::row(transition)] {
            return 0;
        }
        let first = Self::row(transition) * self.cells + origin * shape.places;
        self.counts[first..first + shape.places].iter().sum()
    }

    /// A tally's count today over all cells.
    #[must_use]
    pub fn tallied(&self, tally: Tally) -> u32 {
        self.sum(Self::tally_row(tally))
    }

    /// People who took a transition today.
    #[must_use]
    pub fn total(&self, transition: Transition) -> u32 {
        self.sum(Self::row(transition))
    }

    fn sum(&self, row: usize) -> u32 {
        if self.touched[row] {
            self.cells(row).iter().sum()
        } else {
            0
        }
    }

    /// Forgets the day.
    pub fn clear(&mut self) {
        for (row, touched) in self
            .touched
            .iter_mut()
            .enumerate()
            .filter(|(_, touched)| **touched)
        {
            self.counts[row * self.cells..(row + 1) * self.cells].fill(0);
            *touched = false;
        }
    }
}

/// The head count of every compartment and origin implied by the recorded moves.
///
/// Conservation: initial stocks + departures + removals into Mexico = stocks + exits, per origin
/// and day. The ledger derives each stock from the moves; [`Ledger::check`] compares it with the
/// people actually counted.
#[derive(Clone, Debug)]
pub struct Ledger {
    origins: usize,
    heads: Vec<i64>,
}

/// A broken balance: more or fewer people counted than the moves imply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imbalance {
    /// Where.
    pub compartment: Compartment,
    /// Index of the origin.
    pub origin: usize,
    /// People implied by the moves.
    pub implied: i64,
    /// People counted.
    pub counted: i64,
}

impl Ledger {
    /// A ledger whose stocks are the people counted now.
    pub fn open(shape: &Shape, counted: impl Fn(Compartment, usize) -> u32) -> Self {
        let mut ledger = Ledger {
            origins: shape.origins,
            heads: vec![0; Compartment::ALL.len() * shape.origins],
        };
        for compartment in Compartment::ALL
            .into_iter()
            .filter(|c| c.kind() == Kind::Stock)
        {
            for origin in 0..shape.origins {
                ledger.heads[compartment as usize * shape.origins + origin] =
                    i64::from(counted(compartment, origin));
            }
        }
        ledger
    }

    /// Books the day's moves.
    pub fn book(&mut self, flows: &Flows, shape: &Shape) {
        for row in TABLE {
            for origin in 0..shape.origins {
                let people = i64::from(flows.of_origin(row.transition, shape, origin));
                self.heads[row.from as usize * self.origins + origin] -= people;
                self.heads[row.to as usize * self.origins + origin] += people;
            }
        }
    }

    /// People in a compartment as implied by the moves (exits: since the run began).
    #[must_use]
    pub fn heads(&self, compartment: Compartment, origin: usize) -> i64 {
        self.heads[compartment as usize * self.origins + origin]
    }

    /// Compares the implied stocks with the people counted; doors must be empty.
    ///
    /// # Errors
    /// The first compartment and origin that does not balance.
    pub fn check(&self, counted: impl Fn(Compartment, usize) -> u32) -> Result<(), Imbalance> {
        for compartment in Compartment::ALL {
            for origin in 0..self.origins {
                let implied = self.heads(compartment, origin);
                let found = match compartment.kind() {
                    Kind::Stock => i64::from(counted(compartment, origin)),
                    Kind::Door => 0,
                    Kind::Source | Kind::Exit => implied,
                };
                if implied != found {
                    return Err(Imbalance {
                        compartment,
                        origin,
                        implied,
                        counted: found,
                    });
                }
            }
        }
        Ok(())
    }
}
