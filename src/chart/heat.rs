//! A grid of cells over two levers: a result, or its difference to the base, for every pair of settings.

use serde::{Deserialize, Serialize};

use super::canvas::{Align, At, Type};
use super::figure::Interval;
use super::font;
use super::number::{self, to_f64};
use super::page::{Key, Page};
use super::panels;
use super::table::{Table, number as cell_text, three};

mod cell;

/// Results over two axes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heat {
    /// The columns, left to right.
    pub across: HeatAxis,
    /// The rows: names from top to bottom, numbers from bottom to top.
    pub upward: HeatAxis,
    /// The cell of the base, framed.
    pub base: Option<HeatBase>,
    /// What the numbers in cells are: "median, 90 % of futures below it"; may be empty.
    pub key: String,
    /// One panel per metric.
    pub panels: Vec<HeatPanel>,
}

/// One side of a grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeatAxis {
    /// "Port appointments a day".
    pub label: String,
    /// What stands at each column or row.
    pub steps: Steps,
}

/// Settings along an axis, evenly spaced whatever they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Steps {
    /// Numbers, ascending.
    Numbers(Vec<f64>),
    /// Names, in the order they are read.
    Names(Vec<String>),
}

/// The cell from which the levers were moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatBase {
    /// Position of its column in the steps across.
    pub column: usize,
    /// Position of its row in the steps upward.
    pub row: usize,
    /// "as in Status quo".
    pub label: String,
}

/// One metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeatPanel {
    /// "Unsheltered nights".
    pub title: String,
    /// "person-nights, difference to Status quo".
    pub unit: String,
    /// Digits after the point.
    pub decimals: usize,
    /// Whether numbers are differences: coloured away from zero both ways and printed with their sign, in bold where
    /// the whole interval lies on one side of zero.
    pub differences: bool,
    /// `values[row][column]` in the order of the steps; NaN is no number.
    pub values: Vec<Vec<Interval>>,
}

/// Widest room for the names of rows.
const NAMES: f64 = 220.0;
/// Lines of words at most, for an axis or a column.
const LINES: usize = 4;
/// Width of a cell that has room for most numbers.
const ROOMY: f64 = 62.0;
/// More columns than this are read by colour alone.
const READ: usize = 14;

pub(super) fn draw(page: &mut Page, body: &Heat) {
    if let Some(base) = &body.base {
        page.legend(&[(Key::Frame, base.label.clone())]);
    }
    let style = page.tick_type();
    page.paragraph(&body.key, style, 1.3);
    page.y += 8.0;
    let names = body.upward.steps.words();
    let widest = names.iter().map(|name| page.label_type().width(name));
    let gutter = widest.fold(118.0, f64::max).min(NAMES) + 14.0;
    let columns = columns(body, page.right - page.left - gutter);
    let edge = page.left;
    page.left += gutter;
    for row in body.panels.chunks(columns) {
        panels::grid(
            page,
            row,
            columns,
            |panel| (&panel.title, &panel.unit),
            |page, panel, [left, top, right]| {
                let first = (left - edge - gutter).abs() < 1.0;
                let names = first.then_some((edge, gutter));
                draw_panel(page, body, panel, [left, top, right], names)
            },
        );
    }
    page.left = edge;
}

/// Panels in a row: fewer where cells would be too narrow for their numbers.
fn columns(body: &Heat, width: f64) -> usize {
    let usual = panels::columns(body.panels.len());
    let steps = body.across.steps.len();
    let roomy = |count: &usize| width / to_f64(*count) >= ROOMY * to_f64(steps);
    if steps > READ {
        return usual;
    }
    (1..=usual).rev().find(roomy).unwrap_or(1)
}

impl Steps {
    fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Names(names) => names.len(),
        }
    }

    /// Names, or numbers with as many digits as tell them apart.
    fn words(&self) -> Vec<String> {
        match self {
            Self::Names(names) => names.clone(),
            Self::Numbers(numbers) => {
                let most = numbers
                    .iter()
                    .fold(0.0, |most: f64, one| most.max(one.abs()));
                let whole = |digits: &usize| {
                    let ten = libm::pow(10.0, to_f64(*digits));
                    let off = |one: &f64| (one * ten - (one * ten).round()).abs() / ten;
                    numbers.iter().all(|one| off(one) <= most * 1e-6)
                };
                let digits = (0..9).find(whole).unwrap_or(9);
                let print = |one: &f64| number::short(*one, digits);
                numbers.iter().map(print).collect()
            }
        }
    }

    /// Where a step stands, from the top: numbers rise.
    fn place(&self, row: usize) -> usize {
        match self {
            Self::Names(_) => row,
            Self::Numbers(numbers) => numbers.len() - 1 - row,
        }
    }
}

fn draw_panel(
    page: &mut Page,
    body: &Heat,
    panel: &HeatPanel,
    [left, top, right]: [f64; 3],
    names: Option<(f64, f64)>,
) -> f64 {
    let reach = cell::reach(panel);
    cell::colour_bar(page, panel, reach, [left, top, right]);
    let top = top + cell::BAR + page.theme.sizes.tick + 22.0;
    let (rows, columns) = (body.upward.steps.len(), body.across.steps.len());
    let width = (right - left) / to_f64(columns.max(1));
    let height = (300.0 / to_f64(rows.max(1))).clamp(18.0, 46.0);
    let shown = cell::Print::fitting(page, panel, width, height);
    if let Some((edge, gutter)) = names {
        row_names(page, body, (edge, edge + gutter), top, height);
    }
    for (row, values) in panel.values.iter().enumerate().take(rows) {
        let y = top + height * to_f64(body.upward.steps.place(row));
        for (column, value) in values.iter().enumerate().take(columns) {
            let at = (left + width * to_f64(column), y);
            cell::draw_cell(page, panel, (reach, shown), value, (at, width, height));
        }
    }
    if let Some(base) = body
        .base
        .as_ref()
        .filter(|one| one.row < rows && one.column < columns)
    {
        let y = top + height * to_f64(body.upward.steps.place(base.row));
        let x = left + width * to_f64(base.column);
        cell::frame(page, [x, y, x + width, y + height]);
    }
    let bottom = top + height * to_f64(rows);
    bottom + column_names(page, body, (left, bottom), (width, right - left))
}

/// Words in lines, the last one cut where there are too many.
fn lines(text: &str, style: Type, limit: f64) -> Vec<String> {
    let mut lines = font::wrap(text, style.size, style.weight, limit);
    if lines.len() > LINES {
        let rest = lines.split_off(LINES - 1).join(" ");
        lines.push(rest);
    }
    let cut = |line: &String| font::shorten(line, style.size, style.weight, limit);
    lines.iter().map(cut).collect()
}

/// What rows are, above their names.
fn row_names(page: &mut Page, body: &Heat, (left, right): (f64, f64), top: f64, height: f64) {
    let soft = page.tick_type();
    let words = lines(&body.upward.label, soft, right - left - 14.0);
    for (index, line) in words.iter().enumerate() {
        let y = top - 9.0 - soft.size * 1.25 * to_f64(words.len() - 1 - index);
        page.canvas.text((left, y), Align::Left, line, soft);
    }
    let style = page.label_type();
    for (row, name) in body.upward.steps.words().iter().enumerate() {
        let name = font::shorten(name, style.size, style.weight, right - left - 14.0);
        let y = top + height * (to_f64(body.upward.steps.place(row)) + 0.5);
        let at = (right - 10.0, y + style.middle());
        page.canvas.text(at, Align::Right, &name, style);
    }
}

/// Names of columns, as many as fit, and what they are; answers the height used.
fn column_names(page: &mut Page, body: &Heat, (left, top): At, (width, whole): (f64, f64)) -> f64 {
    let style = page.tick_type();
    let words = body.across.steps.words();
    let wrapped: Vec<Vec<String>> = match body.across.steps {
        Steps::Names(_) => {
            let name = |name: &String| lines(name, style, width - 8.0);
            words.iter().map(name).collect()
        }
        Steps::Numbers(_) => words.into_iter().map(|word| vec![word]).collect(),
    };
    let widest = wrapped.iter().flatten().map(|line| style.width(line));
    let widest = widest.fold(1.0, f64::max) + 8.0;
    let every = (1..=wrapped.len()).find(|&every| width * to_f64(every) >= widest);
    let mut tallest = 1;
    for (column, name) in wrapped.iter().enumerate().step_by(every.unwrap_or(1)) {
        let x = left + width * (to_f64(column) + 0.5);
        for (index, line) in name.iter().enumerate() {
            let y = top + 6.0 + style.size * (1.0 + 1.25 * to_f64(index));
            page.canvas.text((x, y), Align::Centre, line, style);
        }
        tallest = tallest.max(name.len());
    }
    let mut below = top + 6.0 + style.size * 1.25 * to_f64(tallest);
    for line in font::wrap(&body.across.label, style.size, style.weight, whole) {
        below += style.size * 1.35;
        page.canvas.text((left, below), Align::Left, &line, style);
    }
    below - top + 8.0
}

/// The numbers of the figure.
pub(super) fn rows(body: &Heat) -> Table {
    let mut table = Table::with("panel,unit,across,upward,p05,p50,p95,base");
    let steps = |steps: &Steps| match steps {
        Steps::Numbers(numbers) => numbers.iter().map(|one| cell_text(*one)).collect(),
        Steps::Names(names) => names.clone(),
    };
    let (across, upward): (Vec<String>, Vec<String>) =
        (steps(&body.across.steps), steps(&body.upward.steps));
    let is_base = |row: usize, column: usize| {
        let found = body.base.as_ref();
        found.is_some_and(|base| (base.row, base.column) == (row, column))
    };
    for panel in &body.panels {
        for (row, (name, values)) in upward.iter().zip(&panel.values).enumerate() {
            for (column, (other, value)) in across.iter().zip(values).enumerate() {
                let words = [&panel.title, &panel.unit, other, name].map(Clone::clone);
                let mut line = words.to_vec();
                line.extend(three(value));
                let base = if is_base(row, column) { "yes" } else { "no" };
                line.push(base.to_owned());
                table.rows.push(line);
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_print_as_many_digits_as_they_need() {
        let words = |numbers: &[f64]| Steps::Numbers(numbers.to_vec()).words();
        assert_eq!(words(&[0.0, 1450.0]), ["0", "1,450"]);
        assert_eq!(words(&[0.5, 1.25]), ["0.50", "1.25"]);
        assert_eq!(words(&[0.1 + 0.2]), ["0.3"]);
    }
}
