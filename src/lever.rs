//! Levers: what policy can choose, and a policy as dated choices of every lever.

pub mod cost;

pub use cost::{Cost, CostItem, Per, Price, Whose};

use crate::schedule::Schedule;
use crate::setting::Setting;
use crate::time::Date;
use crate::world::{Cell, World};

/// The families of levers, as the policy debate groups them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Detection, limits, returns, interdiction, custody.
    Enforcement,
    /// Appointments, visas, parole, protection, regularization.
    LegalPathways,
    /// Shelter beds, funding and services.
    Reception,
    /// Root causes, talks, shared hosting, cooperation.
    Regional,
    /// Intelligence, joint work, law enforcement, arms control.
    Security,
    /// What happens outside every policy, for stress tests.
    Outside,
}

impl Family {
    /// Every family with its word in files.
    pub const NAMES: [(&'static str, Family); 6] = [
        ("enforcement", Family::Enforcement),
        ("legal-pathways", Family::LegalPathways),
        ("reception", Family::Reception),
        ("regional", Family::Regional),
        ("security", Family::Security),
        ("outside", Family::Outside),
    ];

    /// The word for the family in files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Family::Enforcement => "enforcement",
            Family::LegalPathways => "legal-pathways",
            Family::Reception => "reception",
            Family::Regional => "regional",
            Family::Security => "security",
            Family::Outside => "outside",
        }
    }

    /// What people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Family::Enforcement => "Enforcement",
            Family::LegalPathways => "Legal pathways",
            Family::Reception => "Reception",
            Family::Regional => "Regional",
            Family::Security => "Security",
            Family::Outside => "Outside every policy",
        }
    }
}

/// Whether the direction of a lever's effect is put in, or comes out of the mechanisms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The direction is an assumption; sentences that rest on it say so.
    Assumed,
    /// The direction follows from capacities and counted flows.
    Emerges,
}

impl Sign {
    /// Every kind of sign with its word in files.
    pub const NAMES: [(&'static str, Sign); 2] =
        [("assumed", Sign::Assumed), ("emerges", Sign::Emerges)];

    /// The word for the sign in files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Sign::Assumed => "assumed",
            Sign::Emerges => "emerges",
        }
    }
}

/// Which way a metric moves as a setting rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The metric rises.
    More,
    /// The metric falls.
    Fewer,
    /// The evidence leaves the sign open, or it depends on other conditions.
    Either,
}

impl Way {
    /// Every way with its word in files.
    pub const NAMES: [(&'static str, Way); 3] = [
        ("more", Way::More),
        ("fewer", Way::Fewer),
        ("either", Way::Either),
    ];

    /// The word for the way in files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Way::More => "more",
            Way::Fewer => "fewer",
            Way::Either => "either",
        }
    }
}

/// A metric that a lever is said to move, so that it can be checked and measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The setting that moves it; every setting of the lever if none is named.
    pub setting: Option<Setting>,
    /// Name of the metric.
    pub metric: String,
    /// Statistic over the period; the first that the metric has if none is named.
    pub statistic: Option<String>,
    /// Place, or `all`.
    pub place: String,
    /// Group, or `all`.
    pub group: String,
    /// Origin, or `all`.
    pub origin: String,
    /// Which way it moves as the setting rises.
    pub way: Way,
    /// The parameter whose sign decides, where the way is either.
    pub effect: Option<String>,
}

/// What a lever does in the end, what that rests on, and what stops it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effect {
    /// The capacity that stops the lever, in words.
    pub limit: String,
    /// Names of the parameters that hold the size of the effect.
    pub parameters: Vec<String>,
    /// What the size rests on: rows of `data/evidence/`, keys of `data/sources.toml`, or reasoning,
    /// written as the head of `data/levers.toml` says.
    pub evidence: Vec<String>,
    /// Metrics that the lever moves.
    pub moves: Vec<Move>,
}

impl Effect {
    /// The metrics that one setting of the lever moves.
    pub fn moves_of(&self, setting: Setting) -> impl Iterator<Item = &Move> {
        let concerns = move |told: &&Move| told.setting.is_none_or(|named| named == setting);
        self.moves.iter().filter(concerns)
    }
}

/// One thing that policy can choose, with one or more settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// Short name used in files and tables.
    pub name: String,
    /// The family in which the policy debate puts it.
    pub family: Family,
    /// Name for people.
    pub label: String,
    /// What it is, in one neutral sentence.
    pub description: String,
    /// Which part of the model it moves, and how.
    pub mechanism: String,
    /// Whether the direction of its effect is assumed or emerges.
    pub sign: Sign,
    /// What it moves, what the size rests on, and what stops it.
    pub effect: Effect,
    /// The numbers it consists of.
    pub settings: Vec<SettingRecord>,
    /// Settings that are shares of one whole: together they must not exceed 1.
    pub shares: Vec<Setting>,
}

/// One number that a lever steers, with all that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingRecord {
    /// Which number.
    pub setting: Setting,
    /// What it is, in words for people.
    pub label: String,
    /// Unit of every number below and of every number in a scenario file.
    pub unit: String,
    /// The value at which the lever does nothing.
    pub reference: f64,
    /// Smallest and largest value that policy may choose.
    pub range: [f64; 2],
    /// Key in `data/sources.toml`, or `assumption`.
    pub source: String,
    /// Reasoning, or how the reference was read from the source.
    pub note: String,
    /// What one unit costs if it is used as planned.
    pub cost: Cost,
}

impl SettingRecord {
    /// The name without the lever: `slots-per-day` of `port-appointments.slots-per-day`.
    #[must_use]
    pub fn short_name(&self) -> &'static str {
        let name = self.setting.name();
        name.split_once('.').map_or(name, |(_, short)| short)
    }
}

/// The dated values of one setting, a schedule for each cell of its scope.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingPolicy {
    /// One schedule per cell, in the order of [`crate::world::Scope::cells`].
    pub schedules: Vec<Schedule>,
    /// Key in `data/sources.toml`, or `assumption`.
    pub source: String,
    /// Reasoning.
    pub note: String,
}

/// A choice of every lever on every date.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    world: World,
    /// In the order of [`Setting::ALL`].
    settings: Vec<SettingPolicy>,
}

impl Policy {
    /// The policy in which every lever stays at its reference: nothing is done.
    ///
    /// Settings without a record stay at 0.
    #[must_use]
    pub fn reference(levers: &[Lever], world: &World) -> Self {
        let settings = Setting::ALL.iter().map(|&setting| {
            let record = record(levers, setting);
            let schedule = Schedule::constant(record.map_or(0.0, |record| record.reference));
            SettingPolicy {
                schedules: vec![schedule; setting.scope().cells(world).len()],
                source: record
                    .map(|record| record.source.clone())
                    .unwrap_or_default(),
                note: record.map(|record| record.note.clone()).unwrap_or_default(),
            }
        });
        Policy {
            world: world.clone(),
            settings: settings.collect(),
        }
    }

    /// The world whose cells the schedules follow.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The schedules of a setting, with source and note.
    #[must_use]
    pub fn setting(&self, setting: Setting) -> &SettingPolicy {
        &self.settings[position(setting)]
    }

    /// The schedules of a setting, to be changed.
    pub fn setting_mut(&mut self, setting: Setting) -> &mut SettingPolicy {
        &mut self.settings[position(setting)]
    }

    /// Holds every setting of a family at its value of `last` from the next day on.
    pub fn hold(&mut self, levers: &[Lever], family: Family, last: Date) {
        let settings = levers.iter().filter(|lever| lever.family == family);
        let settings = settings.flat_map(|lever| &lever.settings);
        for setting in settings.map(|record| record.setting).collect::<Vec<_>>() {
            for schedule in &mut self.setting_mut(setting).schedules {
                *schedule = schedule.held_after(last);
            }
        }
    }

    /// The schedule of a setting in one cell; coordinates that the setting does not have are ignored.
    ///
    /// # Panics
    ///
    /// If a coordinate that the setting needs is missing: a mistake in the program.
    #[must_use]
    pub fn schedule(&self, setting: Setting, cell: Cell) -> &Schedule {
        match setting.scope().index(&self.world, cell.origin, cell.place) {
            Some(index) => &self.setting(setting).schedules[index],
            None => panic!("`{}` has no cell {cell:?}", setting.name()),
        }
    }

    /// The value of a national setting, or of one cell, on a date.
    #[must_use]
    pub fn value_on(&self, setting: Setting, cell: Cell, date: Date) -> f64 {
        self.schedule(setting, cell).value_on(date)
    }

    /// Every setting and cell whose value differs from `other` on a day from `start` to `end`, with
    /// the first such day. Both policies must be about the same world.
    #[must_use]
    pub fn differences(&self, other: &Policy, start: Date, end: Date) -> Vec<Difference> {
        let mut found = Vec::new();
        for &setting in Setting::ALL {
            for cell in setting.scope().cells(&self.world) {
                let (ours, theirs) = (self.schedule(setting, cell), other.schedule(setting, cell));
                if ours == theirs {
                    continue;
                }
                if let Some(from) = ours.first_difference(theirs, start, end) {
                    found.push(Difference {
                        setting,
                        cell,
                        from,
                    });
                }
            }
        }
        found
    }
}

/// One place where two policies part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Which number differs.
    pub setting: Setting,
    /// In which cell.
    pub cell: Cell,
    /// On which day first.
    pub from: Date,
}

/// The record of a setting among all levers.
#[must_use]
pub fn record(levers: &[Lever], setting: Setting) -> Option<&SettingRecord> {
    levers
        .iter()
        .flat_map(|lever| &lever.settings)
        .find(|record| record.setting == setting)
}

fn position(setting: Setting) -> usize {
    // `Setting::ALL` is in the order of the enum, which a test checks.
    setting as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Step;
    use crate::world::tests::small_world;
    use jiff::civil::date;

    #[test]
    fn settings_are_listed_in_the_order_of_the_enum() {
        for (index, &setting) in Setting::ALL.iter().enumerate() {
            assert_eq!(position(setting), index);
        }
    }

    #[test]
    fn a_policy_has_a_schedule_for_every_cell() {
        let world = small_world();
        let policy = Policy::reference(&[], &world);
        for &setting in Setting::ALL {
            assert_eq!(
                policy.setting(setting).schedules.len(),
                setting.scope().cells(&world).len()
            );
        }
    }

    #[test]
    fn differences_name_setting_cell_and_first_day() {
        let world = small_world();
        let base = Policy::reference(&[], &world);
        let mut changed = base.clone();
        let (start, end) = (date(2024, 3, 1), date(2026, 12, 31));
        assert!(changed.differences(&base, start, end).is_empty());

        let place_setting = Setting::ShelterBeds;
        changed.setting_mut(place_setting).schedules[1].steps =
            vec![Step::starting(date(2025, 1, 1), 500.0)];
        let expected = Difference {
            setting: place_setting,
            cell: Cell {
                origin: None,
                place: Some(1),
            },
            from: date(2025, 1, 1),
        };
        assert_eq!(changed.differences(&base, start, end), [expected]);
    }
}
