//! What we report (M): each metric with its label, unit, direction and reading, and how it is
//! measured from the record of a replicate.

mod cost;
mod movement;
mod queue;
mod risk;
mod shelter;
mod wait;

use crate::model::flows::Tally;
use crate::model::record::Record;
use crate::model::transition::{Compartment, Transition};
use crate::text::{key, say};
use crate::world::World;

pub use wait::{Incidence, WAIT_GRID, incidence};

/// Whether less of a metric is better for the people counted, or the report takes no side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Lower is better: deaths, reported harm, wrongful returns, unsheltered nights, nights over
    /// capacity.
    Lower,
    /// No side taken; worded "more" or "fewer".
    Neutral,
}

impl Direction {
    /// Word used in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Direction::Lower => "lower",
            Direction::Neutral => "neutral",
        }
    }
}

/// One reported outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metric {
    /// Short name used in files and tables.
    pub name: &'static str,
    /// Name for people: axis titles and sentences.
    pub label: &'static str,
    /// Unit of its values.
    pub unit: &'static str,
    /// Whether lower is better.
    pub direction: Direction,
    /// One sentence that says how to read it.
    pub reading: &'static str,
    /// Digits after the point in texts.
    pub decimals: usize,
}

/// One number per replicate: a metric, how it is summarized over the period, and for whom.
#[derive(Clone, Debug, PartialEq)]
pub struct CellKey {
    /// Position of the metric in [`ALL`].
    pub metric: usize,
    /// How the days are summarized: `mean`, `total`, `end`, `peak`, `p50`, …
    pub statistic: &'static str,
    /// Place, or `all`.
    pub place: String,
    /// Group, exit, payer or channel, or `all`.
    pub group: String,
    /// Origin, or `all`.
    pub origin: String,
    /// Belongs to the table that opens a summary.
    pub headline: bool,
}

impl CellKey {
    /// `unsheltered-nights:total`, followed by the place, group and origin where the cell is split:
    /// `share-served:day-180@appointment`.
    #[must_use]
    pub fn name(&self) -> String {
        let split = [&self.place, &self.group, &self.origin];
        let split: Vec<&str> = split
            .into_iter()
            .map(String::as_str)
            .filter(|part| *part != "all")
            .collect();
        let name = format!("{}:{}", ALL[self.metric].name, self.statistic);
        if split.is_empty() {
            name
        } else {
            format!("{name}@{}", split.join("/"))
        }
    }
}

/// One daily series per replicate.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesKey {
    /// Position of the metric in [`ALL`].
    pub metric: usize,
    /// Place, or `all`.
    pub place: String,
    /// Group, or `all`.
    pub group: String,
}

/// What is kept of one replicate of one scenario.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Values in the order of [`cells`]; NaN where not reached or undefined.
    pub cells: Vec<f64>,
    /// Whole numbers by series, in the order of [`series`], then by day.
    pub series: Vec<Vec<i64>>,
}

macro_rules! metrics {
    ($($id:ident: $name:literal, $label:literal, $unit:literal, $direction:ident, $decimals:literal, $reading:literal;)*) => {
        /// Positions of the metrics in [`ALL`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Id { $($id,)* }

        /// Every metric.
        pub const ALL: &[Metric] = &[$(Metric {
            name: $name, label: $label, unit: $unit, direction: Direction::$direction,
            decimals: $decimals, reading: $reading,
        },)*];
    };
}

metrics! {
    Waiting: "people-waiting", "People waiting", "people", Neutral, 0, "People in a group on an average day of the period (mean), at its end, or on its highest day (peak).";
    Registered: "registered", "People who joined a queue", "people", Neutral, 0, "Registrations, applications, enrolments and orders to leave over the period.";
    Served: "served", "People served", "people", Neutral, 0, "People who reached what they waited for: a call to a port, a final hearing, a decision, a return seat.";
    LeftQueue: "left-queue", "People who left a queue before service", "people", Neutral, 0, "People who crossed or went on north, went home, or changed queue before their turn.";
    WaitServed: "wait-of-served", "Wait of those served", "days", Neutral, 0, "Days from registration to service, among people served in the period, whenever they registered.";
    WaitMedian: "median-wait", "Median time to service", "days", Neutral, 0, "Days after which half of those who registered in the period have been served; not reached if leaving and waiting keep the share served below half.";
    ShareServed: "share-served", "Share served", "share of registered", Neutral, 3, "Cumulative incidence: share of those who registered in the period served within so many days; leaving is a competing end, and people still waiting at its end count for as long as they had waited.";
    ShareLeft: "share-left", "Share who left", "share of registered", Neutral, 3, "Cumulative incidence of leaving before service, by exit, within so many days.";
    ShareWaiting: "share-still-waiting", "Share still waiting", "share of registered", Neutral, 3, "Share of those who registered in the period still waiting after so many days.";
    UnshelteredNights: "unsheltered-nights", "Unsheltered nights", "person-nights", Lower, 0, "Nights on which somebody sought a shelter bed and found none, displaced residents included.";
    OverCapacity: "nights-over-capacity", "Nights over capacity", "place-nights", Lower, 0, "Nights on which more people sought beds in a place than it had.";
    Occupancy: "shelter-occupancy", "Shelter occupancy", "share of usable beds", Neutral, 3, "Occupied beds over usable beds.";
    Beds: "usable-beds", "Usable beds", "beds", Neutral, 0, "Beds that exist and are staffed.";
    ShelterDemand: "shelter-demand", "People seeking a bed", "people", Neutral, 0, "People who seek a shelter bed on a night, displaced residents included.";
    Unsheltered: "unsheltered", "People without a bed", "people", Lower, 0, "People who sought a bed on a night and found none, displaced residents included.";
    ShelterStrain: "shelter-strain", "Shelter strain", "demand ÷ usable beds", Neutral, 2, "People who seek beds over usable beds; 1 is at capacity.";
    CaseStrain: "case-strain", "Case strain", "open cases ÷ yearly capacity", Neutral, 2, "Active protection applications over the decisions the offices can make in a year; 1 is a year's work.";
    AdviserStrain: "adviser-strain", "Adviser strain", "people ÷ advisers' capacity", Neutral, 2, "People waiting in places with advisers over the people those advisers can serve; 1 is at capacity.";
    Strain: "strain", "Highest strain", "ratio", Neutral, 2, "The largest of shelter, case and adviser strain.";
    Deaths: "deaths", "Deaths while crossing", "people", Lower, 0, "Deaths on attempts between ports.";
    Harm: "harm-events", "Reported harm", "events", Lower, 0, "Reported-harm events in Mexico and while crossing; a floor, since most harm goes unreported.";
    HarmRate: "harm-rate", "Reported harm per 1,000 person-days", "events per 1,000 person-days", Lower, 3, "Reported-harm events while waiting, per 1,000 days that people spent waiting.";
    WrongfulReturns: "wrongful-returns", "Wrongful returns", "events", Lower, 0, "Returns of people who would have stated a fear of return if asked; events, since one person can be sent back more than once; not a forecast of who would be granted protection.";
    Departures: "departures", "People setting out", "people", Neutral, 0, "People who set out for the border.";
    Replaced: "departures-replaced", "Departures replaced by pathways", "people", Neutral, 0, "People who used a pathway from abroad and would otherwise have set out.";
    Interdictions: "mexican-detention-events", "Interdictions in Mexico", "events", Neutral, 0, "Events in which Mexican agents met people travelling north; one person can count many times.";
    Contained: "contained-south", "People contained in the south", "people", Neutral, 0, "People held up in the south of Mexico after a transfer, on an average day.";
    Travelling: "en-route", "People travelling north", "people", Neutral, 0, "People on the journey through Mexico, on an average day.";
    Attempts: "attempts", "Attempts between ports", "events", Neutral, 0, "Attempts to cross between ports; one person can count many times.";
    Encounters: "encounters-between-ports", "Encounters between ports", "events", Neutral, 0, "Meetings with U.S. agents between ports; events, not people.";
    PortEncounters: "encounters-at-ports", "Encounters at ports", "events", Neutral, 0, "People who came to a port of entry, with and without appointment.";
    Appointments: "appointments-used", "Appointments used", "people", Neutral, 0, "People called from the list to a port.";
    RepeatShare: "repeat-share", "Share of repeat attempts", "share of attempts", Neutral, 3, "Attempts by people who had been turned back.";
    RemoteShare: "remote-share", "Share on remote routes", "share of attempts", Neutral, 3, "Attempts on remote routes, where deaths are more frequent.";
    Undetected: "undetected-entries", "Undetected entries", "people", Neutral, 0, "People who crossed between ports without being met.";
    Released: "releases", "Releases into the U.S.", "people", Neutral, 0, "People met between ports and released to pursue their case.";
    UsOutcomes: "us-outcomes", "Consequences of encounters between ports", "people", Neutral, 0, "What happened to people met between ports, by consequence.";
    Admissions: "lawful-admissions", "Lawful admissions", "people", Neutral, 0, "People admitted at ports, by a hearing, or through a pathway from abroad.";
    Returns: "returns", "Returns and repatriations", "events", Neutral, 0, "Returns by Mexico, repatriations by the U.S. and people sent back to Mexico; events, since one person can be returned more than once.";
    Jobs: "jobs-filled", "Jobs filled by work visas", "jobs", Neutral, 0, "Work visas used, temporary and permanent; seasonal workers return and count each year.";
    Regularized: "residents-regularized", "Residents regularized", "people", Neutral, 0, "Residents of the U.S. without status who obtained one.";
    Applications: "protection-applications", "Protection applications in Mexico", "people", Neutral, 0, "People who applied for protection in Mexico.";
    Decisions: "protection-decisions", "Protection decisions in Mexico", "decisions", Neutral, 0, "Decisions by Mexico's refugee agency.";
    OpenFiles: "open-files", "Open protection files", "files", Neutral, 0, "Files not closed, including those of people who have left.";
    Custody: "custody", "People in Mexican custody", "people", Neutral, 0, "People held in Mexican migration stations.";
    Settled: "settled", "People settled in Mexico", "people", Neutral, 0, "Recognized or regularized people living in Mexico.";
    Outcome: "outcome", "Where people are", "share of people", Neutral, 3, "Of everybody waiting or on the way at the start or who set out since: where they are at the end of the period.";
    Counted: "people-counted", "People counted", "people", Neutral, 0, "Everybody waiting or on the way at the start or who set out since: the whole of the shares that say where people are.";
    Outlay: "outlay", "Public outlay", "USD", Neutral, 0, "Quantity × unit cost over the period, by payer; taxes, wages and remittances are not counted.";
    PrivateOutlay: "private-outlay", "Outlay of people on the move", "USD", Neutral, 0, "Fees for crossing and rent paid by people on the move.";
    Cooperation: "cooperation", "Cooperation", "index 0–1", Neutral, 2, "How far the two countries work together; it multiplies Mexican capacities.";
    DrugIndex: "drug-index", "Drug-flow index", "index, reference 1", Neutral, 2, "An index only, moved by the security levers.";
    Predation: "predation", "Criminal predation", "index, reference 1", Neutral, 2, "Factor on reported harm, moved by the security levers.";
}

/// Groups of waiting people: name, label and the stocks they are made of.
pub const GROUPS: &[(&str, &str, &[Compartment])] = &[
    (
        "us",
        "awaiting a U.S. appointment or hearing",
        &[Compartment::Appointment, Compartment::Hearing],
    ),
    (
        "protection",
        "awaiting Mexican protection",
        &[Compartment::Protection],
    ),
    (
        "return",
        "awaiting return by Mexico",
        &[Compartment::Custody, Compartment::AtLiberty],
    ),
    (
        "appointment",
        "awaiting a U.S. appointment",
        &[Compartment::Appointment],
    ),
    (
        "hearing",
        "awaiting a U.S. hearing",
        &[Compartment::Hearing],
    ),
    (
        "undecided",
        "undecided",
        &[Compartment::Undecided, Compartment::TurnedBack],
    ),
    (
        "all",
        "all groups",
        &[
            Compartment::Appointment,
            Compartment::Hearing,
            Compartment::Protection,
            Compartment::Custody,
            Compartment::AtLiberty,
            Compartment::Undecided,
            Compartment::TurnedBack,
        ],
    ),
];

/// Label of a group, exit, payer or channel as used in tables; the name itself if it has none.
#[must_use]
pub fn group_label(name: &str) -> &str {
    let group = GROUPS.iter().find(|group| group.0 == name);
    say(group.map_or(name, |group| group.1))
}

/// What being served is in each queue that people join: in a table, and in a sentence.
pub const SERVED: [(&str, &str, &str); 4] = [
    ("appointment", key("called"), key("called to a port")),
    ("hearing", key("heard"), key("had their last hearing")),
    ("protection", key("decided"), key("received a decision")),
    ("return", key("returned"), key("returned")),
];

/// Keys of the numbers measured for a world, in order.
#[must_use]
pub fn cells(world: &World) -> Vec<CellKey> {
    let record = Record::blank(world.origins.len(), world.places.len());
    let mut sheet = Sheet::new(world, &record, true);
    sheet.measure();
    sheet.cell_keys
}

/// Keys of the daily series of a world, in order.
#[must_use]
pub fn series(world: &World) -> Vec<SeriesKey> {
    let record = Record::blank(world.origins.len(), world.places.len());
    let mut sheet = Sheet::new(world, &record, true);
    sheet.measure();
    sheet.series_keys
}

/// Measures a record: every cell and every daily series.
#[must_use]
pub fn measure(world: &World, record: &Record) -> Outcome {
    let mut sheet = Sheet::new(world, record, false);
    sheet.measure();
    Outcome {
        cells: sheet.cells,
        series: sheet.series,
    }
}

/// Collects measured values, or values and their keys, in one order, so that the two can never disagree.
struct Sheet<'a> {
    world: &'a World,
    record: &'a Record,
    /// Keys are written down: once for a world, not for every replicate.
    named: bool,
    cell_keys: Vec<CellKey>,
    series_keys: Vec<SeriesKey>,
    cells: Vec<f64>,
    series: Vec<Vec<i64>>,
}

impl<'a> Sheet<'a> {
    fn new(world: &'a World, record: &'a Record, named: bool) -> Self {
        Sheet {
            world,
            record,
            named,
            cell_keys: Vec::new(),
            series_keys: Vec::new(),
            cells: Vec::new(),
            series: Vec::new(),
        }
    }

    fn measure(&mut self) {
        queue::measure(self);
        wait::measure(self);
        shelter::measure(self);
        risk::measure(self);
        movement::measure(self);
        cost::measure(self);
    }

    fn push(
        &mut self,
        id: Id,
        statistic: &'static str,
        [place, group, origin]: [&str; 3],
        headline: bool,
        value: f64,
    ) {
        self.cells.push(value);
        if self.named {
            self.cell_keys.push(CellKey {
                metric: id as usize,
                statistic,
                place: place.to_owned(),
                group: group.to_owned(),
                origin: origin.to_owned(),
                headline,
            });
        }
    }

    fn daily(&mut self, id: Id, [place, group]: [&str; 2], value: impl Fn(&Record, usize) -> u32) {
        let record = self.record;
        let days = (0..record.days()).map(|day| i64::from(value(record, day)));
        self.series.push(days.collect());
        if self.named {
            self.series_keys.push(SeriesKey {
                metric: id as usize,
                place: place.to_owned(),
                group: group.to_owned(),
            });
        }
    }
}

const ALL_CELLS: [&str; 3] = ["all", "all", "all"];

/// Mean over the days of a run.
fn mean(record: &Record, value: impl Fn(usize) -> f64) -> f64 {
    let days = record.days();
    (0..days).map(value).sum::<f64>() / days as f64
}

/// Mean of the days of a run, given the sum of their whole numbers.
fn daily_mean(record: &Record, sum: u64) -> f64 {
    sum as f64 / record.days() as f64
}

/// People who took one of several transitions in the run.
fn flows_in_run(record: &Record, transitions: &[Transition]) -> f64 {
    let people = transitions.iter().map(|t| record.flow_in_run(*t));
    people.sum::<u64>() as f64
}

/// Sum of several tallies in the run.
fn tallies_in_run(record: &Record, tallies: &[Tally]) -> f64 {
    let counts = tallies.iter().map(|tally| record.tally_in_run(*tally));
    counts.sum::<u64>() as f64
}

/// Sum of several transitions on a day.
fn flows(record: &Record, day: usize, transitions: &[Transition]) -> u32 {
    transitions
        .iter()
        .map(|transition| record.flow(day, *transition))
        .sum()
}

/// A ratio; NaN where nothing could have been counted.
fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { f64::NAN }
}
