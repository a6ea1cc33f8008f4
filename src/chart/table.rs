//! The numbers of a figure as rows, for the CSV beside the chart.

use jiff::ToSpan;

use super::cost::Cost;
use super::figure::{
    Body, Days, Figure, Interval, KeyFigures, Levers, Panel, Record, Strain, Thousand, Waits,
};
use super::plot::label;
use super::tradeoff::TradeOff;

/// Rows under named columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Cells as text; empty where there is no number.
    pub rows: Vec<Vec<String>>,
}

impl Figure {
    /// Every plotted number in long form.
    #[must_use]
    pub fn rows(&self) -> Table {
        match &self.body {
            Body::Fan(fan) => self.panels(fan.time, &fan.panels),
            Body::Difference(both) => {
                self.panels(both.time, &[both.level.clone(), both.difference.clone()])
            }
            Body::Places(places) => self.panels(places.time, &places.panels),
            Body::Strain(strain) => self.strain(strain),
            Body::Waits(waits) => self.waits(waits),
            Body::Thousand(thousand) => self.thousand(thousand),
            Body::KeyFigures(table) => self.key_figures(table),
            Body::Cost(cost) => self.cost(cost),
            Body::Tornado(tornado) => super::tornado::rows(tornado),
            Body::TradeOff(tradeoff) => self.tradeoff(tradeoff),
            Body::Split(split) => super::split::rows(split),
            Body::Ranges(ranges) => self.ranges(ranges),
            Body::Pairs(pairs) => self.pairs(pairs),
            Body::Counted(counted) => self.counted(counted),
            Body::Record(record) => self.record(record),
            Body::Levers(levers) => self.levers(levers),
            Body::Lower(lower) => super::lower::rows(self, lower),
            Body::Map(map) => super::map::rows(self, map),
            Body::Waterfall(body) => super::waterfall::rows(self, body),
            Body::Bars(bars) => super::bars::rows(self, bars),
            Body::Front(front) => super::front::rows(self, front),
            Body::Scatter(scatter) => super::scatter::rows(self, scatter),
            Body::Chance(chance) => self.panels(chance.time, &chance.panels),
            Body::Heat(heat) => super::heat::rows(heat),
            Body::Curves(curves) => super::curves::rows(self, curves),
            Body::Plane(plane) => super::plane::rows(self, plane),
            Body::Flows(flows) => super::flows::rows(self, flows),
        }
    }

    fn panels(&self, time: Days, panels: &[Panel]) -> Table {
        let mut table = Table::with("panel,unit,series,date,p05,p25,p50,p75,p95");
        let date = |day: usize| {
            let days = i64::try_from(day).unwrap_or(0).min(1_000_000);
            time.start.saturating_add(days.days()).to_string()
        };
        for panel in panels {
            for series in &panel.series {
                for (day, &median) in series.p50.iter().enumerate() {
                    let at = |values: &[f64]| number(values.get(day).copied().unwrap_or(f64::NAN));
                    let mut row = vec![
                        panel.title.clone(),
                        panel.unit.clone(),
                        label(&self.scenarios, series.scenario).to_owned(),
                        date(day),
                    ];
                    row.extend([
                        at(&series.p05),
                        at(&series.p25),
                        number(median),
                        at(&series.p75),
                        at(&series.p95),
                    ]);
                    table.rows.push(row);
                }
            }
            for limit in &panel.limits {
                let name = limit.scenario.map_or_else(
                    || limit.label.clone(),
                    |index| format!("{} ({})", limit.label, label(&self.scenarios, index)),
                );
                for (day, &value) in limit.values.iter().enumerate() {
                    let row = vec![
                        panel.title.clone(),
                        panel.unit.clone(),
                        name.clone(),
                        date(day),
                        String::new(),
                        String::new(),
                        number(value),
                        String::new(),
                        String::new(),
                    ];
                    table.rows.push(row);
                }
            }
        }
        table
    }

    fn record(&self, record: &Record) -> Table {
        let fans: Vec<Panel> = record.panels.iter().map(|one| one.panel.clone()).collect();
        let mut table = self.panels(record.time, &fans);
        for panel in &record.panels {
            let lines = [("published", &panel.points), ("naive", &panel.naive)];
            for (name, points) in lines {
                table.rows.extend(points.iter().map(|point| {
                    let mut row = vec![panel.panel.title.clone(), panel.panel.unit.clone()];
                    row.extend([name.to_owned(), point.date.to_string()]);
                    row.extend([String::new(), String::new(), number(point.value)]);
                    row.extend([String::new(), String::new()]);
                    row
                }));
            }
        }
        table
    }

    fn levers(&self, levers: &Levers) -> Table {
        let mut table = Table::with("lever,change,scenario,from,ramp_days,until");
        for bar in &levers.bars {
            table.rows.push(vec![
                bar.lever.clone(),
                bar.label.clone(),
                label(&self.scenarios, bar.scenario).to_owned(),
                bar.from.to_string(),
                bar.ramp_days.to_string(),
                bar.until
                    .map_or_else(String::new, |until| until.to_string()),
            ]);
        }
        table
    }

    fn strain(&self, strain: &Strain) -> Table {
        let mut table = Table::with("scenario,place,month,ratio");
        for block in &strain.blocks {
            for (place, values) in strain.places.iter().zip(&block.values) {
                for (month, &value) in strain.months.iter().zip(values) {
                    let name = label(&self.scenarios, block.scenario).to_owned();
                    table.rows.push(vec![
                        name,
                        place.clone(),
                        month.strftime("%Y-%m").to_string(),
                        number(value),
                    ]);
                }
            }
        }
        table
    }

    fn waits(&self, waits: &Waits) -> Table {
        let mut table = Table::with("group,scenario,outcome,days_since_registration,share");
        for group in &waits.groups {
            for curve in &group.curves {
                let served = std::iter::once((group.served_label.as_str(), &curve.served));
                let left = curve
                    .left
                    .iter()
                    .map(|exit| (exit.label.as_str(), &exit.share));
                for (outcome, shares) in served.chain(left) {
                    for (&day, &share) in waits.days.iter().zip(shares) {
                        let name = label(&self.scenarios, curve.scenario).to_owned();
                        table.rows.push(vec![
                            group.title.clone(),
                            name,
                            outcome.to_owned(),
                            number(day),
                            number(share),
                        ]);
                    }
                }
                let name = label(&self.scenarios, curve.scenario).to_owned();
                let median = curve
                    .median
                    .map_or_else(|| "not reached".to_owned(), number);
                table.rows.push(vec![
                    group.title.clone(),
                    name,
                    "median wait".to_owned(),
                    median,
                    String::new(),
                ]);
            }
        }
        table
    }

    fn thousand(&self, thousand: &Thousand) -> Table {
        let mut table = Table::with("kind,series,outcome,p05,value,p95");
        for bar in &thousand.bars {
            for (fate, &value) in thousand.fates.iter().zip(&bar.values) {
                let name = label(&self.scenarios, bar.scenario).to_owned();
                table.rows.push(vec![
                    "per 1,000".to_owned(),
                    name,
                    fate.label.clone(),
                    String::new(),
                    number(value),
                    String::new(),
                ]);
            }
        }
        for difference in &thousand.differences {
            for (fate, value) in thousand.fates.iter().zip(&difference.values) {
                let mut row = vec![
                    "difference per 1,000".to_owned(),
                    difference.label.clone(),
                    fate.label.clone(),
                ];
                row.extend(three(value));
                table.rows.push(row);
            }
        }
        table
    }

    fn key_figures(&self, key: &KeyFigures) -> Table {
        let mut table = Table::with(
            "metric,unit,scenario,p05,p50,p95,difference_p05,difference_p50,difference_p95",
        );
        for row in &key.rows {
            for cell in &row.values {
                let mut line = vec![
                    row.label.clone(),
                    row.unit.clone(),
                    label(&self.scenarios, cell.scenario).to_owned(),
                ];
                line.extend(three(&cell.value));
                line.extend(
                    cell.difference
                        .map_or_else(Default::default, |difference| three(&difference)),
                );
                table.rows.push(line);
            }
        }
        table
    }

    fn tradeoff(&self, tradeoff: &TradeOff) -> Table {
        let mut table = Table::with(
            "panel,unit,scenario,point,planned_at_full_size,across_p05,across_p50,across_p95,p05,p50,p95",
        );
        for panel in &tradeoff.panels {
            for path in &panel.paths {
                let planned = tradeoff
                    .planned
                    .iter()
                    .find(|(scenario, _)| *scenario == path.scenario);
                for point in &path.points {
                    let scenario = label(&self.scenarios, path.scenario).to_owned();
                    let mut row = vec![
                        panel.title.clone(),
                        panel.unit.clone(),
                        scenario,
                        point.label.clone(),
                        planned.map_or_else(String::new, |(_, value)| number(*value)),
                    ];
                    row.extend(three(&point.across));
                    row.extend(three(&point.upward));
                    table.rows.push(row);
                }
            }
        }
        table
    }

    fn cost(&self, cost: &Cost) -> Table {
        let mut table = Table::with("payer,unit,scenario,p05,p50,p95");
        for payer in &cost.payers {
            for (scenario, value) in &payer.values {
                let mut row = vec![
                    payer.label.clone(),
                    cost.unit.clone(),
                    label(&self.scenarios, *scenario).to_owned(),
                ];
                row.extend(three(value));
                table.rows.push(row);
            }
        }
        table
    }
}

impl Table {
    pub(super) fn with(columns: &str) -> Self {
        Self {
            columns: columns.split(',').map(str::to_owned).collect(),
            rows: Vec::new(),
        }
    }

    /// The table as CSV text.
    ///
    /// # Errors
    /// If writing to memory fails.
    pub fn csv(&self) -> std::io::Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer
            .into_inner()
            .map_err(|error| std::io::Error::other(error.to_string()))
    }
}

pub(super) fn three(value: &Interval) -> [String; 3] {
    [number(value.p05), number(value.p50), number(value.p95)]
}

/// The shortest text that reads back as the same number.
pub(super) fn number(value: f64) -> String {
    if value.is_finite() {
        value.to_string()
    } else {
        String::new()
    }
}
