//! Which levers move when, as bars under a time axis.

use crate::chart::LeverBar;
use crate::lever::{Lever, record};
use crate::scenario::{LeverChange, Scenario, lever_changes, words};

/// Bars of every scenario, in the order of the design's arms.
pub struct LeverBars(Vec<Vec<LeverBar>>);

/// Bars of one scenario under a chart; what does not fit is in the report.
const MOST: usize = 6;

impl LeverBars {
    /// Bars for whatever each scenario changes against the scenario its line starts from.
    #[must_use]
    pub fn of(scenarios: &[Scenario], levers: &[Lever]) -> Self {
        let bars = |(index, scenario)| bars(index, scenario, levers);
        Self(scenarios.iter().enumerate().map(bars).collect())
    }

    /// The bars of all scenarios, the earliest of each first.
    #[must_use]
    pub fn all(&self) -> Vec<LeverBar> {
        self.0
            .iter()
            .flat_map(|bars| bars.iter().take(MOST).cloned())
            .collect()
    }
}

fn bars(index: usize, scenario: &Scenario, levers: &[Lever]) -> Vec<LeverBar> {
    let changes = scenario
        .base()
        .map_or_else(Vec::new, |base| lever_changes(scenario, base));
    let bar = |change: &LeverChange| LeverBar {
        scenario: index,
        label: label(change, levers),
        from: change.from.unwrap_or(scenario.start),
        ramp_days: change.ramp_days,
        until: change.until.filter(|until| *until <= scenario.end),
    };
    let mut bars: Vec<LeverBar> = changes.iter().map(bar).collect();
    bars.sort_by_key(|bar| bar.from);
    bars
}

/// "Appointment slots 1,450 → 4,350 appointments a day".
fn label(change: &LeverChange, levers: &[Lever]) -> String {
    let unit = record(levers, change.setting).map_or("", |record| record.unit.as_str());
    let cells = if change.cells.is_empty() {
        String::new()
    } else {
        format!(" {}", change.cells)
    };
    let (before, value) = (
        words::number(change.before),
        words::amount(change.value, unit),
    );
    format!("{}{cells} {before} → {value}", change.label)
}
