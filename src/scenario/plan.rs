//! Planned outlay: what the levers of a scenario would cost, beyond those of another, if each were
//! used as planned, at median unit costs.
//!
//! For a setting `s` with an item of cost `i` ([`crate::lever::CostItem`]), the units of cost on day `t` are
//!
//! ```text
//! units(t) = Σ over cells c of  (scenario_s,c(t) − other_s,c(t)) · units_i,c · weight_i(t)
//! USD(t)   = units(t) · median unit cost of i
//! ```
//!
//! where the weight is 1 on each day, 1 on U.S. working days and 0 on others, 1 / 365.25 a day for
//! sums by year and 12 / 365.25 for sums by month. What is built once counts on the day on which the
//! setting first reaches a value. Nothing here is simulated: whether anybody comes to use a place,
//! and what follows from that, is the matter of the simulated outlay (`src/model/outlay.rs`).

use std::ops::Range;

use super::describe::lever_changes;
use super::{LeverChange, Listing, Scenario};
use crate::lever::{Cost, CostItem, Lever, Per, Price, SettingRecord};
use crate::parameter::Grade;
use crate::setting::Setting;
use crate::time::{Date, days_between, plus_days};
use crate::world::Cell;

/// Days of the first and of the steady year.
const YEAR_DAYS: usize = 365;

/// Planned outlay of a scenario beyond another.
#[derive(Clone, Debug)]
pub struct Planned {
    /// What it is beyond of: the other scenario's name.
    pub beyond: String,
    /// First day of the run.
    pub start: Date,
    /// What is paid, in the order of the settings.
    pub lines: Vec<PlannedLine>,
    /// Settings that differ and cost nothing by themselves: label and reason.
    pub unpaid: Vec<(String, String)>,
    /// Day of the run on which the first change is dated.
    first: usize,
    /// Day of the run on which every change is fully phased in.
    phased_in: usize,
    /// Days of the run.
    days: usize,
}

/// One item of cost of one setting.
#[derive(Clone, Debug)]
pub struct PlannedLine {
    /// The setting that is paid for.
    pub setting: Setting,
    /// The setting in words.
    pub label: String,
    /// Who pays.
    pub payer: String,
    /// Name of the parameter with the unit cost; empty where the setting is money.
    pub unit_cost: String,
    /// USD of 2023 for one unit, at the median.
    pub usd: f64,
    /// Unit of the unit cost: `USD/person-day`.
    pub unit: String,
    /// How well the unit cost is known; none where the setting is money.
    pub grade: Option<Grade>,
    /// Whether it is paid once, for what is built.
    pub once: bool,
    /// Units beyond the other scenario on each day of the run.
    pub units: Vec<f64>,
}

impl PlannedLine {
    /// Units over some days of the run.
    #[must_use]
    pub fn units_over(&self, days: &Range<usize>) -> f64 {
        self.units[days.clone()].iter().sum()
    }

    /// USD of 2023 over some days of the run.
    #[must_use]
    pub fn usd_over(&self, days: &Range<usize>) -> f64 {
        self.units_over(days) * self.usd
    }
}

impl Planned {
    /// The 365 days from the day on which the first change is dated, or what the run holds of them.
    #[must_use]
    pub fn first_year(&self) -> Range<usize> {
        self.first..(self.first + YEAR_DAYS).min(self.days)
    }

    /// The last 365 days of the run, or the whole of a shorter one.
    #[must_use]
    pub fn steady_year(&self) -> Range<usize> {
        self.days.saturating_sub(YEAR_DAYS)..self.days
    }

    /// Every day of the run.
    #[must_use]
    pub fn whole(&self) -> Range<usize> {
        0..self.days
    }

    /// Whether every change is fully phased in before the steady year begins.
    #[must_use]
    pub fn is_steady(&self) -> bool {
        self.phased_in <= self.steady_year().start
    }

    /// The calendar years that the run touches, with their days.
    #[must_use]
    pub fn calendar_years(&self) -> Vec<(i16, Range<usize>)> {
        let mut years: Vec<(i16, Range<usize>)> = Vec::new();
        for day in 0..self.days {
            let year = self.date(day).year();
            match years.last_mut().filter(|(last, _)| *last == year) {
                Some((_, days)) => days.end = day + 1,
                None => years.push((year, day..day + 1)),
            }
        }
        years
    }

    /// Date of a day of the run.
    #[must_use]
    pub fn date(&self, day: usize) -> Date {
        plus_days(self.start, i32::try_from(day).unwrap_or(i32::MAX))
    }

    /// USD of 2023 over some days of the run, all payers.
    #[must_use]
    pub fn total(&self, days: &Range<usize>) -> f64 {
        self.lines.iter().map(|line| line.usd_over(days)).sum()
    }

    /// USD of 2023 over the whole run, all payers.
    #[must_use]
    pub fn over_run(&self) -> f64 {
        // Nothing summed up is a zero with a minus sign, which is not for people.
        self.total(&self.whole()) + 0.0
    }

    /// USD of 2023 over some days, by payer in the order of their first line.
    #[must_use]
    pub fn by_payer(&self, days: &Range<usize>) -> Vec<(&str, f64)> {
        let mut payers: Vec<(&str, f64)> = Vec::new();
        for line in &self.lines {
            let usd = line.usd_over(days);
            match payers.iter_mut().find(|(payer, _)| *payer == line.payer) {
                Some((_, sum)) => *sum += usd,
                None => payers.push((&line.payer, usd)),
            }
        }
        payers
    }
}

/// Planned outlay of `scenario` beyond `other`, on the days and at the unit costs of `scenario`.
///
/// Cells that only one of the two worlds has are left out.
#[must_use]
pub fn planned(scenario: &Scenario, other: &Scenario, levers: &[Lever]) -> Planned {
    let changes = lever_changes(scenario, other);
    let mut plan = Planned {
        beyond: other.name.clone(),
        start: scenario.start,
        lines: Vec::new(),
        unpaid: Vec::new(),
        first: first_day(scenario, &changes),
        phased_in: last_ramp(scenario, &changes),
        days: scenario.days(),
    };
    for record in levers.iter().flat_map(|lever| &lever.settings) {
        let Some(gaps) = gaps(scenario, other, record.setting) else {
            continue;
        };
        match &record.cost {
            Cost::None(why) => plan.unpaid.push((record.label.clone(), why.clone())),
            Cost::Items(items) => {
                let lines = items.iter().map(|item| line(scenario, record, item, &gaps));
                let is_paid = |line: &PlannedLine| line.units.iter().any(|units| *units != 0.0);
                plan.lines.extend(lines.filter(is_paid));
            }
        }
    }
    plan
}

fn day_of(scenario: &Scenario, date: Date) -> usize {
    usize::try_from(days_between(scenario.start, date))
        .unwrap_or(0)
        .min(scenario.days())
}

fn first_day(scenario: &Scenario, changes: &[LeverChange]) -> usize {
    let days = changes.iter().map(|change| change.from);
    days.map(|from| from.map_or(0, |from| day_of(scenario, from)))
        .min()
        .unwrap_or(0)
}

fn last_ramp(scenario: &Scenario, changes: &[LeverChange]) -> usize {
    let end = |change: &LeverChange| {
        let from = change.from?;
        let ramp = i32::try_from(change.ramp_days).unwrap_or(i32::MAX);
        Some(day_of(scenario, plus_days(from, ramp)))
    };
    changes.iter().filter_map(end).max().unwrap_or(0)
}

/// The schedule of a cell in both scenarios, day by day.
struct Gap {
    cell: Cell,
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

/// The cells in which a setting differs; none if it differs nowhere.
fn gaps(scenario: &Scenario, other: &Scenario, setting: Setting) -> Option<Vec<Gap>> {
    let theirs = setting.scope().cells(&other.world);
    let gap = |(index, cell): (usize, Cell)| {
        let name = cell.name(&scenario.world);
        let same = theirs
            .iter()
            .position(|one| one.name(&other.world) == name)?;
        let of = |scenario: &Scenario, index: usize| {
            scenario.policy.setting(setting).schedules[index].clone()
        };
        let [ours, theirs] = [of(scenario, index), of(other, same)];
        ours.first_difference(&theirs, scenario.start, scenario.end)?;
        let [ours, theirs] = [ours, theirs].map(|one| one.values(scenario.start, scenario.days()));
        Some(Gap { cell, ours, theirs })
    };
    let cells = setting.scope().cells(&scenario.world);
    let gaps: Vec<Gap> = cells.into_iter().enumerate().filter_map(gap).collect();
    (!gaps.is_empty()).then_some(gaps)
}

fn line(scenario: &Scenario, record: &SettingRecord, item: &CostItem, gaps: &[Gap]) -> PlannedLine {
    let (unit_cost, parameter) = match &item.price {
        Price::Parameter(name) => (name.clone(), scenario.parameter(name)),
        Price::Usd(_) => (String::new(), None),
    };
    let usd = match item.price {
        Price::Usd(usd) => usd,
        Price::Parameter(_) => parameter.map_or(f64::NAN, |one| one.clamp(one.value.central())),
    };
    PlannedLine {
        setting: record.setting,
        label: record.label.clone(),
        payer: item.payer.clone(),
        unit_cost,
        usd,
        unit: parameter.map_or_else(|| "USD".to_owned(), |parameter| parameter.unit.clone()),
        grade: parameter.map(|parameter| parameter.grade),
        once: item.per == Per::Once,
        units: units(scenario, item, gaps),
    }
}

/// Units of cost on each day, over all cells.
fn units(scenario: &Scenario, item: &CostItem, gaps: &[Gap]) -> Vec<f64> {
    let mut units = item.per.weights(&scenario.calendar());
    let mut raised = vec![0.0; units.len()];
    for gap in gaps {
        let per_unit = item.units_in(gap.cell, &scenario.world);
        let (ours, theirs) = match item.per {
            Per::Once => (added(&gap.ours), added(&gap.theirs)),
            _ => (gap.ours.clone(), gap.theirs.clone()),
        };
        for (sum, (ours, theirs)) in raised.iter_mut().zip(ours.iter().zip(&theirs)) {
            *sum += (ours - theirs) * per_unit;
        }
    }
    for (units, raised) in units.iter_mut().zip(raised) {
        *units *= raised;
    }
    units
}

/// What each day adds to the highest value so far, from 0.
fn added(values: &[f64]) -> Vec<f64> {
    let mut highest = 0.0_f64;
    let add = |value: &f64| {
        let more = (value - highest).max(0.0);
        highest += more;
        more
    };
    values.iter().map(add).collect()
}

/// The plan as a table: a row for each line, then for each payer, then for all, in million USD.
#[must_use]
pub fn plan_listing(plan: &Planned) -> Listing {
    let (first, steady) = (plan.first_year(), plan.steady_year());
    let mut rows: Vec<Vec<String>> = plan.lines.iter().map(|line| line_row(plan, line)).collect();
    let sums = |label: &str, payer: &str, usd: [f64; 2]| {
        let [first, steady] = usd.map(millions);
        vec![
            label.to_owned(),
            String::new(),
            first,
            steady,
            payer.to_owned(),
        ]
    };
    let payers = plan
        .by_payer(&first)
        .into_iter()
        .zip(plan.by_payer(&steady));
    if plan.by_payer(&first).len() > 1 {
        rows.extend(payers.map(|((payer, one), (_, two))| sums("in all", payer, [one, two])));
    }
    rows.push(sums(
        "total",
        "all",
        [plan.total(&first), plan.total(&steady)],
    ));
    Listing {
        header: vec![
            "planned outlay, million USD",
            "first year",
            "steady year",
            "quantity × unit cost",
            "grade",
            "payer",
        ],
        rows,
    }
}

fn line_row(plan: &Planned, line: &PlannedLine) -> Vec<String> {
    let (first, steady) = (plan.first_year(), plan.steady_year());
    let counted = if line.once {
        plan.whole()
    } else {
        steady.clone()
    };
    let grade = line.grade.map_or("", Grade::name);
    let when = if line.once { " built" } else { "" };
    let quantity = short(line.units_over(&counted));
    vec![
        line.label.clone(),
        millions(line.usd_over(&first)),
        millions(line.usd_over(&steady)),
        format!("{quantity}{when} × {} {}", short(line.usd), line.unit),
        grade.to_owned(),
        line.payer.clone(),
    ]
}

fn millions(usd: f64) -> String {
    let tenths = (usd / 1e5).round() / 10.0;
    let whole = super::words::number(tenths.trunc());
    format!("{whole}.{:.0}", (tenths.fract() * 10.0).abs())
}

/// A number with three figures or more, without noise behind them.
fn short(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 1.0,
        size if size >= 1.0 => 100.0,
        _ => 10_000.0,
    };
    super::words::number((value * digits).round() / digits)
}

/// What the plan counts and when, in sentences.
#[must_use]
pub fn plan_notes(plan: &Planned) -> Vec<String> {
    use super::words::{capitalized, date, list};
    let span = |days: &Range<usize>| {
        let last = days.end.saturating_sub(1).max(days.start);
        format!(
            "{} to {}",
            date(plan.date(days.start)),
            date(plan.date(last))
        )
    };
    let mut notes = vec![format!(
        "Beyond `{}`, if every lever is used as planned, at median unit costs in USD of 2023. First year: {}. Steady year: {}; quantities are of this year.",
        plan.beyond,
        span(&plan.first_year()),
        span(&plan.steady_year()),
    )];
    if !plan.is_steady() {
        notes.push("Some changes are still being phased in during the steady year.".to_owned());
    }
    if !plan.unpaid.is_empty() {
        let labels: Vec<String> = plan.unpaid.iter().map(|(label, _)| label.clone()).collect();
        notes.push(format!(
            "{}: no planned cost of {} own; what follows is part of the simulated outlay.",
            capitalized(&list(&labels)),
            if labels.len() > 1 { "their" } else { "its" },
        ));
    }
    notes
}
