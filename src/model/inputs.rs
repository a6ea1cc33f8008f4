//! Everything one replicate needs, as plain values: no files, no names of scenarios.

use super::cohort::DayNumber;
use super::params::Params;
use crate::random::{DayKey, Draws, Key, name_key};
use crate::setting::Setting;
use crate::time::{Calendar, Date, Office, days_between, month_number};
use crate::uncertainty::FittedSteps;
use crate::world::{Scope, World};

/// The days of a run with what the processes ask of each.
#[derive(Clone, Debug)]
pub struct Days {
    first: DayNumber,
    weekdays: Vec<u8>,
    months: Vec<u8>,
    month_numbers: Vec<i32>,
    of_month: Vec<u8>,
    us_offices: Vec<bool>,
    mexican_offices: Vec<bool>,
}

impl Days {
    /// Copies what the model needs from a calendar.
    #[must_use]
    pub fn new(calendar: &Calendar) -> Self {
        let dates = || (0..calendar.months().len()).map(|day| calendar.date(day));
        Days {
            first: day_number(calendar.start()),
            weekdays: calendar.weekdays().to_vec(),
            months: calendar.months().to_vec(),
            month_numbers: dates().map(month_number).collect(),
            of_month: dates().map(|date| date.day().unsigned_abs()).collect(),
            us_offices: calendar.working_days(Office::UnitedStates).to_vec(),
            mexican_offices: calendar.working_days(Office::Mexico).to_vec(),
        }
    }

    /// Days in the run.
    #[must_use]
    pub fn len(&self) -> usize {
        self.weekdays.len()
    }

    /// Whether the run has no day.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weekdays.is_empty()
    }

    /// Number of the first day.
    #[must_use]
    pub fn first(&self) -> DayNumber {
        self.first
    }

    /// Number of the last day.
    #[must_use]
    pub fn last(&self) -> DayNumber {
        self.first + DayNumber::try_from(self.len()).unwrap_or(0) - 1
    }
}

/// Days from 1 January 1970 to `date`.
#[must_use]
pub fn day_number(date: Date) -> DayNumber {
    days_between(jiff::civil::date(1970, 1, 1), date)
}

/// The value of every lever setting on every day.
#[derive(Clone, Debug)]
pub struct Levers {
    /// Index of each setting's first cell.
    offsets: Vec<usize>,
    paths: Vec<Path>,
    references: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq)]
enum Path {
    Constant(f64),
    Daily(Vec<f64>),
}

impl Levers {
    /// Builds the paths from `value(setting, cell) -> one value per day` and the reference values.
    #[must_use]
    pub fn new(
        world: &World,
        mut daily: impl FnMut(Setting, usize) -> Vec<f64>,
        reference: impl Fn(Setting) -> f64,
    ) -> Self {
        let mut levers = Levers {
            offsets: Vec::new(),
            paths: Vec::new(),
            references: Vec::new(),
        };
        for &setting in Setting::ALL {
            levers.offsets.push(levers.paths.len());
            for cell in 0..cells(setting.scope(), world) {
                levers.paths.push(Path::new(daily(setting, cell)));
                levers.references.push(reference(setting));
            }
        }
        levers
    }

    /// Value of a setting in one cell on a day of the run.
    #[inline]
    #[must_use]
    pub fn value(&self, setting: Setting, cell: usize, day: usize) -> f64 {
        self.paths[self.offsets[setting as usize] + cell].on(day)
    }

    /// Days from the start of a run on which every setting has the same value as in `other`, of `days` days.
    #[must_use]
    pub fn days_shared(&self, other: &Levers, days: usize) -> usize {
        if self.offsets != other.offsets || self.references != other.references {
            return 0;
        }
        let paths = self.paths.iter().zip(&other.paths);
        let shared = paths.map(|(path, other)| path.days_shared(other, days));
        shared.min().unwrap_or(days)
    }

    #[inline]
    fn reference(&self, setting: Setting, cell: usize) -> f64 {
        self.references[self.offsets[setting as usize] + cell]
    }
}

impl Path {
    #[allow(clippy::float_cmp)] // constant means the very same number every day
    fn new(values: Vec<f64>) -> Path {
        match values.first() {
            Some(first) if values.iter().all(|value| value == first) => Path::Constant(*first),
            None => Path::Constant(0.0),
            Some(_) => Path::Daily(values),
        }
    }

    #[inline]
    fn on(&self, day: usize) -> f64 {
        match self {
            Path::Constant(value) => *value,
            Path::Daily(values) => values[day],
        }
    }

    #[allow(clippy::float_cmp)] // the very same number
    fn days_shared(&self, other: &Path, days: usize) -> usize {
        if self == other {
            return days;
        }
        let differs = |day: &usize| self.on(*day) != other.on(*day);
        (0..days).find(differs).unwrap_or(days)
    }
}

fn cells(scope: Scope, world: &World) -> usize {
    match scope {
        Scope::National => 1,
        Scope::Origin => world.origins.len(),
        Scope::Place => world.places.len(),
        Scope::OriginPlace => world.origins.len() * world.places.len(),
    }
}

/// Whether people wait on one list for all ports or on one list per port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListScope {
    /// One national order; people leave through any open port.
    National,
    /// Each place has its own list and its own port's slots.
    ByPort,
}

/// What happens to the names when a list closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnClose {
    /// Names are kept with their dates.
    Freeze,
    /// Names are cancelled: people are undecided again and their dates are lost.
    Cancel,
}

/// Structural choices of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Structure {
    /// Departures respond to what people perceive of policy.
    pub response: bool,
    /// Scope of the appointment list.
    pub list: ListScope,
    /// What closing the list does.
    pub on_close: OnClose,
    /// The run starts with the stocks of the `start.*` parameters instead of empty.
    pub start_stocks: bool,
}

/// The sets of the model as the kernel sees them.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Number of origins.
    pub origins: usize,
    /// Number of places.
    pub places: usize,
    /// Per origin: skips the journey, cannot ask Mexico for protection.
    pub in_mexico: Vec<bool>,
    /// Per place: on the border.
    pub border: Vec<bool>,
    /// Per origin: key of its name for draws.
    pub origin_keys: Vec<u64>,
    /// Per place: key of its name for draws.
    pub place_keys: Vec<u64>,
}

impl Shape {
    /// Reads the sets of a world.
    #[must_use]
    pub fn new(world: &World) -> Self {
        Shape {
            origins: world.origins.len(),
            places: world.places.len(),
            in_mexico: world
                .origins
                .iter()
                .map(|origin| origin.in_mexico)
                .collect(),
            border: world.places.iter().map(|place| place.border).collect(),
            origin_keys: world
                .origins
                .iter()
                .map(|origin| name_key(&origin.name))
                .collect(),
            place_keys: world
                .places
                .iter()
                .map(|place| name_key(&place.name))
                .collect(),
        }
    }

    /// Number of origin-place cells.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.origins * self.places
    }

    /// Index of the cell of an origin in a place.
    #[inline]
    #[must_use]
    pub fn cell(&self, origin: usize, place: usize) -> usize {
        origin * self.places + place
    }

    /// The cells of a place, one per origin.
    pub fn cells_of_place(&self, place: usize) -> impl Iterator<Item = usize> + Clone + use<> {
        (place..self.cells()).step_by(self.places)
    }

    /// Every `(origin, place)`, in the order of cells.
    pub fn each_cell(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let places = self.places;
        (0..self.origins).flat_map(move |origin| (0..places).map(move |place| (origin, place)))
    }
}

/// The inputs of one replicate of one scenario.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// Origins and places.
    pub shape: Shape,
    /// The days of the run.
    pub days: Days,
    /// One state of the world.
    pub params: Params,
    /// The policy, day by day.
    pub levers: Levers,
    /// Structural choices.
    pub structure: Structure,
    /// Monthly steps that are known.
    pub fitted: FittedSteps,
}

/// One day of a run: the inputs in force and that day's luck.
#[derive(Clone, Copy)]
pub struct Today<'a> {
    /// The inputs of the run.
    pub inputs: &'a Inputs,
    /// The parameters, for short.
    pub params: &'a Params,
    /// Origins and places, for short.
    pub shape: &'a Shape,
    /// Day of the run, from 0.
    pub index: usize,
    /// Day since 1 January 1970.
    pub day: DayNumber,
    keys: &'a Keys,
}

/// Stands for all places or all origins in the key of a draw.
const NATIONAL: u64 = 0;

impl<'a> Today<'a> {
    /// Day number `index` of a run.
    #[must_use]
    pub fn new(inputs: &'a Inputs, keys: &'a Keys, index: usize) -> Self {
        let day = inputs.days.first + DayNumber::try_from(index).unwrap_or(DayNumber::MAX);
        Today {
            inputs,
            params: &inputs.params,
            shape: &inputs.shape,
            index,
            day,
            keys,
        }
    }

    /// Value in force of a national setting.
    #[inline]
    #[must_use]
    pub fn lever(&self, setting: Setting) -> f64 {
        self.lever_at(setting, 0)
    }

    /// Value in force of a setting for one origin or place.
    #[inline]
    #[must_use]
    pub fn lever_at(&self, setting: Setting, cell: usize) -> f64 {
        self.inputs.levers.value(setting, cell, self.index)
    }

    /// Value that was in force `days` ago; before the run, the reference value.
    #[must_use]
    pub fn lever_before(&self, setting: Setting, cell: usize, days: f64) -> f64 {
        let back = whole_days(days);
        match self.index.checked_sub(back) {
            Some(day) => self.inputs.levers.value(setting, cell, day),
            None => self.inputs.levers.reference(setting, cell),
        }
    }

    /// How far a national setting is from its reference value.
    #[inline]
    #[must_use]
    pub fn lever_change(&self, setting: Setting) -> f64 {
        self.lever(setting) - self.inputs.levers.reference(setting, 0)
    }

    /// How far a setting of one origin or place is from its reference value.
    #[inline]
    #[must_use]
    pub fn lever_change_at(&self, setting: Setting, cell: usize) -> f64 {
        self.lever_at(setting, cell) - self.inputs.levers.reference(setting, cell)
    }

    /// Weekday, Monday 0.
    #[must_use]
    pub fn weekday(&self) -> usize {
        usize::from(self.inputs.days.weekdays[self.index])
    }

    /// Month, January 0.
    #[must_use]
    pub fn month(&self) -> usize {
        usize::from(self.inputs.days.months[self.index]) - 1
    }

    /// Months from January of year 0.
    #[must_use]
    pub fn month_number(&self) -> i32 {
        self.inputs.days.month_numbers[self.index]
    }

    /// Day of the calendar month, 1 to 31.
    #[must_use]
    pub fn month_day(&self) -> u8 {
        self.inputs.days.of_month[self.index]
    }

    /// U.S. courts sit today.
    #[must_use]
    pub fn us_offices_open(&self) -> bool {
        self.inputs.days.us_offices[self.index]
    }

    /// Mexican offices work today.
    #[must_use]
    pub fn mexican_offices_open(&self) -> bool {
        self.inputs.days.mexican_offices[self.index]
    }

    /// Today's key for a purpose, an origin and a place (`None`: all of them).
    #[inline]
    #[must_use]
    pub fn key(&self, luck: Luck, origin: Option<usize>, place: Option<usize>) -> DayKey {
        self.keys.of(luck, origin, place).on(self.day)
    }

    /// The key of this calendar month for a purpose and an origin (`None`: all of them), the same on
    /// each of its days.
    #[must_use]
    pub fn key_of_month(&self, luck: Luck, origin: Option<usize>) -> DayKey {
        self.keys.of(luck, origin, None).on(self.month_number())
    }

    /// [`Today::key`] for the cell of an origin in a place.
    #[inline]
    #[must_use]
    pub fn key_at(&self, luck: Luck, cell: usize) -> DayKey {
        self.keys.at(luck, cell).on(self.day)
    }

    /// Today's uniform for a purpose, an origin and a place (`None`: all of them) and a slot.
    #[inline]
    #[must_use]
    pub fn uniform(
        &self,
        luck: Luck,
        origin: Option<usize>,
        place: Option<usize>,
        slot: u64,
    ) -> f64 {
        self.key(luck, origin, place).uniform(slot)
    }

    /// [`Today::uniform`] for the cell of an origin in a place.
    #[inline]
    #[must_use]
    pub fn uniform_at(&self, luck: Luck, cell: usize, slot: u64) -> f64 {
        self.key_at(luck, cell).uniform(slot)
    }
}

/// The part of every key of a run that does not change from day to day, folded once.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Per purpose: the cells, then origins in all places, then places for all origins, then all.
    folded: Vec<Key>,
    places: usize,
    /// First key of an origin in all places, of a place for all origins, and of all, within a purpose.
    of_origins: usize,
    of_places: usize,
    of_all: usize,
    /// Keys of a purpose.
    purpose: usize,
}

impl Keys {
    /// Folds the keys of every purpose and cell.
    #[must_use]
    pub fn new(draws: &Draws, shape: &Shape) -> Self {
        let origins = || shape.origin_keys.iter().copied();
        let places = || shape.place_keys.iter().copied();
        let mut keys = Vec::new();
        for luck in 0..=Luck::LAST {
            let key = |place, origin| draws.key(luck, place, origin);
            keys.extend(origins().flat_map(|origin| places().map(move |place| key(place, origin))));
            keys.extend(origins().map(|origin| key(NATIONAL, origin)));
            keys.extend(places().map(|place| key(place, NATIONAL)));
            keys.push(key(NATIONAL, NATIONAL));
        }
        let of_places = shape.cells() + shape.origins;
        Keys {
            folded: keys,
            places: shape.places,
            of_origins: shape.cells(),
            of_places,
            of_all: of_places + shape.places,
            purpose: of_places + shape.places + 1,
        }
    }

    /// First key of a purpose.
    #[inline]
    fn first(&self, luck: Luck) -> usize {
        luck as usize * self.purpose
    }

    #[inline]
    fn at(&self, luck: Luck, cell: usize) -> Key {
        self.folded[self.first(luck) + cell]
    }

    #[inline]
    fn of(&self, luck: Luck, origin: Option<usize>, place: Option<usize>) -> Key {
        self.folded[self.first(luck)
            + match (origin, place) {
                (Some(origin), Some(place)) => origin * self.places + place,
                (Some(origin), None) => self.of_origins + origin,
                (None, Some(place)) => self.of_places + place,
                (None, None) => self.of_all,
            }]
    }
}

fn whole_days(days: f64) -> usize {
    // Parameters are bounded to a few thousand days.
    days.round().clamp(0.0, 100_000.0) as usize
}

macro_rules! luck {
    ($($name:ident = $number:literal,)*) => {
        /// What a uniform is for. Numbers never change, so that adding a purpose leaves the luck
        /// of all others alone.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)] // named after the step that draws
        #[repr(u64)]
        pub enum Luck { $($name = $number,)* }

        impl Luck {
            /// The highest number in use.
            const LAST: u64 = {
                let (numbers, mut last, mut i) = ([$($number,)*], 0, 0);
                while i < numbers.len() {
                    if numbers[i] > last {
                        last = numbers[i];
                    }
                    i += 1;
                }
                last
            };
        }
    };
}

luck! {
    LeaveAppointment = 1, LeaveProtection = 2, LeaveHearing = 3, LeaveSettled = 4,
    Shock = 10, Depart = 11, SurgeStart = 12, SurgeSize = 13, Pathway = 14, Replaced = 15,
    InteriorRemoval = 16, Regularization = 17, PortVisit = 18, Drift = 19,
    Transit = 20, ProtectionSouth = 21, HeldEligible = 22, Hold = 23, Contain = 24,
    ContainPlace = 25, LibertyPlace = 26, Contained = 27, Hosting = 28, SouthPlace = 29,
    ReturnSeats = 30, Overdue = 31, Liberty = 32, AssistedReturn = 33,
    Intention = 40, CrossPlace = 41, WaitPlace = 42, ProtectionPlace = 43, WalkInPlace = 44,
    ReturnPlace = 45, UndecidedPlace = 46, Decide = 47, Retry = 48,
    Slots = 50, CallOrder = 51, CallRandom = 52, PortOutcome = 53, PortUsed = 54, WalkIn = 55, SendBack = 56,
    Court = 60, Recess = 61, CourtOutcome = 62, CourtOrder = 63,
    Decisions = 70, DecisionOrder = 71, DecisionOutcome = 72, FileClosure = 73,
    Route = 80, Deaths = 81, Detection = 82, Children = 83, Repatriable = 84, Enrol = 85,
    ReturnToMexico = 86, Repatriate = 87, Detain = 88, TakenSouth = 89,
    Seek = 90, Families = 91, Beds = 92,
    Harm = 100, HarmAttempt = 101, Officials = 102, Claims = 103, Settling = 104,
}
