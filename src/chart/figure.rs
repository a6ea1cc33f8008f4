//! A plain description of a figure: data only. Drawing reads it and nothing else,
//! and the CSV beside the chart is made from the same numbers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::bars::Bars;
use super::chance::Chance;
use super::cost::Cost;
use super::curves::Curves;
use super::fitted::{Counted, Pairs, Ranges};
use super::flows::Flows;
use super::front::Front;
use super::gap::{many, one, rows};
use super::heat::Heat;
use super::lower::Lower;
use super::map::Map;
use super::plane::Plane;
use super::scatter::Scatter;
use super::split::Split;
use super::theme::{Fate, Role};
use super::tornado::Tornado;
use super::tradeoff::TradeOff;
use super::waterfall::Waterfall;

/// Everything a chart shows, except where it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What is shown; states no more than the data do.
    pub title: String,
    /// Unit, period, what the bands mean.
    pub subtitle: String,
    /// The scenarios in the figure; series refer to them by position.
    pub scenarios: Vec<Compared>,
    /// The panels.
    pub body: Body,
    /// Sentences under the chart.
    pub notes: Vec<String>,
}

/// One compared scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Title of the scenario.
    pub label: String,
    /// Its colour.
    pub role: Role,
}

impl Compared {
    /// Scenarios with fixed colours in the order given; `reference` is grey.
    #[must_use]
    pub fn list<S: AsRef<str>>(labels: &[S], reference: Option<usize>) -> Vec<Self> {
        let mut next = 0..;
        let role = |index| {
            if Some(index) == reference {
                Role::Reference
            } else {
                Role::Scenario(next.next().unwrap_or(0))
            }
        };
        let roles: Vec<Role> = (0..labels.len()).map(role).collect();
        labels
            .iter()
            .zip(roles)
            .map(|(label, role)| Self {
                label: label.as_ref().to_owned(),
                role,
            })
            .collect()
    }
}

/// The kinds of figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// Median and bands over time, one to three panels.
    Fan(Fan),
    /// Levels above, paired difference below.
    Difference(Difference),
    /// Heat map place × month.
    Strain(Strain),
    /// A small fan per place, one common scale.
    Places(Places),
    /// Cumulative incidence since registration.
    Waits(Waits),
    /// Where every 1,000 people are at a date.
    Thousand(Thousand),
    /// Dot and interval beside printed numbers.
    KeyFigures(KeyFigures),
    /// Bars by payer with whiskers.
    Cost(Cost),
    /// How far each uncertain input moves a result.
    Tornado(Tornado),
    /// Results against outlay along packages of growing size.
    TradeOff(TradeOff),
    /// Shares of a whole, such as the sources of variance.
    Split(Split),
    /// Inputs before and after a calibration.
    Ranges(Ranges),
    /// Inputs of a calibration against each other.
    Pairs(Pairs),
    /// Published counts on what was simulated of them.
    Counted(Counted),
    /// Forecasts with the published counts drawn on them.
    Record(Record),
    /// Which levers move when.
    Levers(Levers),
    /// In how many futures each metric is lower than under the base.
    Lower(Lower),
    /// Places with people and strain on a schematic map.
    Map(Map),
    /// Results along a number that is chosen, and where a target is met.
    Curves(Curves),
    /// Results over two levers.
    Heat(Heat),
    /// A difference in its parts, lever by lever.
    Waterfall(Waterfall),
    /// Ranked bars with intervals.
    Bars(Bars),
    /// Portfolios between two aims.
    Front(Front),
    /// Results at scattered points.
    Scatter(Scatter),
    /// Chances by date.
    Chance(Chance),
    /// Futures on two differences.
    Plane(Plane),
    /// From joining a queue to leaving it.
    Flows(Flows),
}

/// The days of a daily series: `days` values, the first on `start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// Date of the first value.
    pub start: Date,
    /// How many values.
    pub days: usize,
}

/// The range of simulated futures of one scenario, one value a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// 5 % quantile.
    #[serde(with = "many")]
    pub p05: Vec<f64>,
    /// 25 % quantile.
    #[serde(with = "many")]
    pub p25: Vec<f64>,
    /// Median.
    #[serde(with = "many")]
    pub p50: Vec<f64>,
    /// 75 % quantile.
    #[serde(with = "many")]
    pub p75: Vec<f64>,
    /// 95 % quantile.
    #[serde(with = "many")]
    pub p95: Vec<f64>,
}

/// A line that a level is held against, such as usable beds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// "Usable beds".
    pub label: String,
    /// The scenario it belongs to; none if it holds for all.
    pub scenario: Option<usize>,
    /// One value for all days, or one a day.
    #[serde(with = "many")]
    pub values: Vec<f64>,
}

/// One panel of daily series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// "Awaiting a U.S. appointment".
    pub title: String,
    /// "people".
    pub unit: String,
    /// One per scenario shown.
    pub series: Vec<Spread>,
    /// Capacity lines.
    pub limits: Vec<Limit>,
}

/// A lever setting that changes, for the strip under the time axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeverBar {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// "Port appointments 1,450 → 4,350 a day".
    pub label: String,
    /// What is moved, the beginning of the label: "Port appointments"; bars of one lever stand together.
    #[serde(default)]
    pub lever: String,
    /// First day.
    pub from: Date,
    /// Days until the full value is reached.
    pub ramp_days: u32,
    /// Last day, if it ends.
    pub until: Option<Date>,
}

/// Which levers move when, as a chart of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Levers {
    /// Days of the time axis.
    pub time: Days,
    /// The settings that change.
    pub bars: Vec<LeverBar>,
}

/// How panels stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arrangement {
    /// One below the other, labelled at the right end.
    #[default]
    Stacked,
    /// Beside each other, with end values only.
    SideBySide,
}

/// Fans over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fan {
    /// Days of every series.
    pub time: Days,
    /// How panels stand.
    pub arrangement: Arrangement,
    /// The panels, each on its own scale from zero.
    pub panels: Vec<Panel>,
    /// Lever strip; may be empty.
    pub levers: Vec<LeverBar>,
}

/// Forecasts of one series from several days, beside what was published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Days of every series.
    pub time: Days,
    /// One panel per day from which something was forecast, or per series.
    pub panels: Vec<RecordPanel>,
    /// One scale for all panels, or each its own.
    #[serde(default)]
    pub scale: Scale,
}

/// The forecast from one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordPanel {
    /// The fans.
    pub panel: Panel,
    /// Last day known to the forecast; none where nothing is forecast.
    pub origin: Option<Date>,
    /// What was published, at the middle of its period.
    pub points: Vec<RecordPoint>,
    /// A naive forecast as a thin line; may be empty.
    pub naive: Vec<RecordPoint>,
}

/// A number on a date.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordPoint {
    /// The date.
    pub date: Date,
    /// The number.
    pub value: f64,
    /// Whether it was not known when the forecast was made, or the policy was set.
    pub held_back: bool,
}

/// Levels and the paired difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Days of every series.
    pub time: Days,
    /// The levels.
    pub level: Panel,
    /// Paired differences; a series has the colour of the scenario it belongs to.
    pub difference: Panel,
    /// What above zero means: "more people waiting than under Enforcement only".
    pub above: String,
    /// What below zero means.
    pub below: String,
    /// Lever strip; may be empty.
    pub levers: Vec<LeverBar>,
}

/// Heat map of strain, place × month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strain {
    /// First day of each month.
    pub months: Vec<Date>,
    /// Places, top to bottom.
    pub places: Vec<String>,
    /// One block per scenario, on one colour scale.
    pub blocks: Vec<StrainBlock>,
    /// Title of the colour scale: "Shelter demand ÷ usable beds".
    pub measure: String,
}

/// One scenario's strain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrainBlock {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// `values[place][month]`; 1 is at capacity, NaN is no data.
    #[serde(with = "rows")]
    pub values: Vec<Vec<f64>>,
}

/// How the panels of several places are scaled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// One scale from zero for all.
    #[default]
    Common,
    /// Each from zero to what it needs, with numbers of its own.
    Own,
    /// One scale for all whose steps are ratios.
    Ratio,
}

/// A fan per place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Places {
    /// Days of every series.
    pub time: Days,
    /// One panel per place.
    pub panels: Vec<Panel>,
    /// Panels in a row; chosen by their number if none.
    pub columns: Option<usize>,
    /// Scale of the panels.
    #[serde(default)]
    pub scale: Scale,
}

/// Cumulative incidence since registration, by group and scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waits {
    /// Days since registration at which shares are given, ascending.
    pub days: Vec<f64>,
    /// One row of panels per group.
    pub groups: Vec<WaitGroup>,
}

/// Waits of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitGroup {
    /// "Awaiting a U.S. appointment".
    pub title: String,
    /// What being served is called: "received an appointment".
    pub served_label: String,
    /// One per scenario.
    pub curves: Vec<WaitCurve>,
}

/// Waits of one group in one scenario. Shares are of all who registered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitCurve {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// Share served by each day.
    #[serde(with = "many")]
    pub served: Vec<f64>,
    /// Shares who left by each exit; what remains is still waiting.
    pub left: Vec<WaitExit>,
    /// Day by which half of all who registered were served; none if not reached.
    pub median: Option<f64>,
}

/// An exit from a queue other than being served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitExit {
    /// "crossed between ports".
    pub label: String,
    /// Its colour.
    pub fate: Fate,
    /// Share who left this way by each day.
    #[serde(with = "many")]
    pub share: Vec<f64>,
}

/// Median and 90 % of futures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// 5 % quantile.
    #[serde(with = "one")]
    pub p05: f64,
    /// Median; NaN prints as "not reached".
    #[serde(with = "one")]
    pub p50: f64,
    /// 95 % quantile.
    #[serde(with = "one")]
    pub p95: f64,
}

impl Interval {
    /// From low, middle and high.
    #[must_use]
    pub fn new(p05: f64, p50: f64, p95: f64) -> Self {
        Self { p05, p50, p95 }
    }
}

/// "Of every 1,000 people who set out, at this date".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thousand {
    /// What became of people, in drawing order.
    pub fates: Vec<FateLabel>,
    /// One bar per scenario.
    pub bars: Vec<ThousandBar>,
    /// Paired differences per 1,000; may be empty.
    pub differences: Vec<ThousandDifference>,
}

/// A fate with its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FateLabel {
    /// "Waiting, unsheltered".
    pub label: String,
    /// Its colour.
    pub fate: Fate,
}

/// One scenario's bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThousandBar {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// People per 1,000 for each fate; sums to about 1,000.
    #[serde(with = "many")]
    pub values: Vec<f64>,
}

/// Difference of one scenario to the base, per 1,000.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThousandDifference {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// "Legal pathways minus Enforcement only".
    pub label: String,
    /// One per fate.
    pub values: Vec<Interval>,
}

/// Key figures: a table that is also a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyFigures {
    /// Rows in fixed order.
    pub rows: Vec<KeyRow>,
    /// Head of the difference column: "Difference to Enforcement only".
    pub difference_title: String,
}

/// One metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyRow {
    /// Heading above the first row of its kind: "Shelter"; may be empty.
    #[serde(default)]
    pub topic: String,
    /// "Unsheltered nights".
    pub label: String,
    /// "person-nights, total".
    pub unit: String,
    /// Digits after the point.
    pub decimals: usize,
    /// One per scenario shown.
    pub values: Vec<KeyValue>,
}

/// One scenario's value of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyValue {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// Median and 90 % of futures.
    pub value: Interval,
    /// Paired difference to the base; none for the base itself.
    pub difference: Option<Interval>,
}
