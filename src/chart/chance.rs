//! Chances by date: for every day, in what share of futures something has happened, on axes from 0 to 100 %.

use serde::{Deserialize, Serialize};

use super::dress::{Dress, SHARED};
use super::fan;
use super::figure::{Days, Figure, Panel};
use super::number::{self, Ticks};
use super::page::{Key, Page};
use super::panels;
use super::plot::{self, Plot};

/// Chances by date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    /// Days of every series.
    pub time: Days,
    /// What line and band mean: "share of futures with its 95 % interval".
    pub key: String,
    /// One panel per place or event. Shares lie in `[0, 1]`: `p50` is the line, `p05` and `p95` the ends of its band,
    /// `p25` and `p75` stay empty.
    pub panels: Vec<Panel>,
}

/// Height of a plot alone in its row.
const TALL: f64 = 300.0;
/// Height of a plot beside others.
const HEIGHT: f64 = 165.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, body: &Chance) {
    legend(page, figure, body);
    let columns = panels::columns(body.panels.len());
    panels::grid(
        page,
        &body.panels,
        columns,
        |panel| (&panel.title, &panel.unit),
        |page, panel, [left, top, right]| {
            let ticks = percents();
            let left = left + panels::numbers_room(page, &ticks);
            let room = if columns == 1 {
                let numbers = page.tick_type().width("100\u{202f}% (100 to 100)") + 30.0;
                fan::names_room(page, &figure.scenarios).max(numbers)
            } else {
                let numbers = page.tick_type().width(">99\u{202f}%") + 14.0;
                let bars = plot::END_BAR * number::to_f64(panel.series.len()) + 8.0;
                if is_filled(figure) { numbers } else { bars }
            };
            let height = if columns == 1 { TALL } else { HEIGHT };
            let bounds = [left, top, right - room, top + height];
            draw_panel(page, figure, body, panel, bounds, columns == 1)
        },
    );
}

fn legend(page: &mut Page, figure: &Figure, body: &Chance) {
    let series = || body.panels.iter().flat_map(|panel| &panel.series);
    let mut keys = Vec::new();
    for (index, scenario) in figure.scenarios.iter().enumerate() {
        if series().any(|one| one.scenario == index) {
            let key = if is_filled(figure) {
                Key::Range(Some(scenario.role))
            } else {
                Key::Fan(scenario.role, Dress::Bare)
            };
            keys.push((key, scenario.label.clone()));
        }
    }
    if !body.key.is_empty() {
        let key = match (is_filled(figure), body.panels.len()) {
            (true, _) => Key::Range(None),
            (false, 1) => Key::Bands(Dress::Bare),
            (false, _) => Key::Whisker(None),
        };
        keys.push((key, body.key.clone()));
    }
    page.legend(&keys);
}

/// More scenarios than can share a panel have bands on the last day only: in print, or as upright bars.
fn is_filled(figure: &Figure) -> bool {
    figure.scenarios.len() <= SHARED
}

fn percents() -> Ticks {
    let at = vec![0.0, 0.25, 0.5, 0.75, 1.0];
    let labels = at.iter().map(|share| percent(*share)).collect();
    Ticks { at, labels }
}

/// "97 %", and never "100 %" or "0 %" for less than all or more than none.
pub(super) fn percent(share: f64) -> String {
    let words = match share {
        _ if share < 1.0 && share > 0.995 => ">99".to_owned(),
        _ if share > 0.0 && share < 0.005 => "<1".to_owned(),
        _ => number::plain(share * 100.0, 0),
    };
    format!("{words}\u{202f}%")
}

/// Answers the lower edge of the panel.
fn draw_panel(
    page: &mut Page,
    figure: &Figure,
    body: &Chance,
    panel: &Panel,
    bounds: [f64; 4],
    named: bool,
) -> f64 {
    let plot = Plot::new(bounds, plot::day_range(body.time), (0.0, 1.0));
    plot.value_axis(page, &percents());
    for series in &panel.series {
        if is_filled(figure) {
            let role = plot::role(&figure.scenarios, series.scenario);
            plot::range(page, &plot, series, role);
        }
    }
    for series in &panel.series {
        let role = plot::role(&figure.scenarios, series.scenario);
        plot::median(page, &plot, series, role);
    }
    let ends = panel.series.iter().filter_map(|series| {
        let value = plot::end_value(series)?;
        let range = plot::last_day(series).map_or_else(String::new, |last| {
            let ends = [last.p05, last.p95].map(|end| number::plain(end * 100.0, 0));
            format!(" ({})", number::range(&ends[0], &ends[1]))
        });
        let range = if named { range } else { String::new() };
        Some((series.scenario, value, percent(value) + &range))
    });
    let ends: Vec<(usize, f64, String)> = ends.collect();
    if named {
        fan::names_at(page, &plot, &figure.scenarios, &ends);
    } else if !is_filled(figure) {
        plot::end_bars(page, &plot, panel, &figure.scenarios);
    } else {
        fan::values_at(page, &plot, &figure.scenarios, &ends);
    }
    bounds[3] + plot.time_axis(page, body.time)
}
