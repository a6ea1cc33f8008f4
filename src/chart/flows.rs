//! From joining a queue to leaving it: for each scenario a diagram whose bands are as thick as people are many, all on one
//! scale, and paired differences below.

use serde::{Deserialize, Serialize};

use super::canvas::{Align, At, Type};
use super::figure::{FateLabel, Figure, ThousandDifference};
use super::font;
use super::gap::{many, one};
use super::labels;
use super::number::{self, to_f64};
use super::page::{Key, Page};
use super::plot;
use super::table::{self, Table};
use super::theme::Colour;
use super::thousand;
use crate::text::say;

/// Up to this many diagrams stand below each other; more stand two in a row.
const BELOW: usize = 3;
/// Free room between two diagrams of a row.
const APART: f64 = 36.0;
/// Width of a node.
const NODE: f64 = 10.0;
/// Gap between nodes of a column.
const GAP: f64 = 24.0;
/// Widest name beside a diagram.
const SIDE: f64 = 230.0;
/// Points along a band's edge.
const STEPS: usize = 24;

/// People who were in queues or joined them, and how they left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flows {
    /// Where people come from: "Waiting on 1 March 2024", "Joined since".
    pub sources: [String; 2],
    /// The queues, top to bottom.
    pub queues: Vec<String>,
    /// How they end, top to bottom.
    pub exits: Vec<FateLabel>,
    /// One a scenario.
    pub diagrams: Vec<FlowDiagram>,
    /// Paired differences in people by exit, over all queues; may be empty.
    pub differences: Vec<ThousandDifference>,
    /// What the differences are: "people; whisker: 90 % of futures".
    pub unit: String,
}

/// One scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowDiagram {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// One a queue.
    pub queues: Vec<FlowQueue>,
}

/// People of one queue: as many come as go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowQueue {
    /// People in it on the first day.
    #[serde(with = "one")]
    pub first: f64,
    /// People who joined it.
    #[serde(with = "one")]
    pub joined: f64,
    /// People by exit.
    #[serde(with = "many")]
    pub exits: Vec<f64>,
}

impl FlowQueue {
    /// Everybody who was ever in it.
    #[must_use]
    pub fn total(&self) -> f64 {
        clean(self.first) + clean(self.joined)
    }
}

fn clean(people: f64) -> f64 {
    if people.is_finite() {
        people.max(0.0)
    } else {
        0.0
    }
}

impl FlowDiagram {
    fn total(&self) -> f64 {
        self.queues.iter().map(FlowQueue::total).sum()
    }

    /// People by source.
    fn sources(&self) -> [f64; 2] {
        let sum =
            |of: fn(&FlowQueue) -> f64| self.queues.iter().map(|queue| clean(of(queue))).sum();
        [sum(|queue| queue.first), sum(|queue| queue.joined)]
    }

    /// People by exit.
    fn exits(&self, count: usize) -> Vec<f64> {
        let of = |exit: usize| {
            let queues = self.queues.iter();
            queues
                .map(|queue| clean(queue.exits.get(exit).copied().unwrap_or(0.0)))
                .sum()
        };
        (0..count).map(of).collect()
    }
}

/// Nodes of a column: tops and heights.
struct Column {
    x: f64,
    nodes: Vec<(f64, f64)>,
}

impl Column {
    /// Nodes as high as people are many, stacked with gaps and centred on `middle`.
    fn stacked(x: f64, people: &[f64], unit: f64, middle: f64) -> Self {
        let shown = people.iter().filter(|people| **people > 0.0).count();
        let height = people.iter().sum::<f64>() * unit + GAP * to_f64(shown.saturating_sub(1));
        let mut top = middle - height / 2.0;
        let mut node = |people: &f64| {
            let (start, height) = (top, people * unit);
            if *people > 0.0 {
                top += height + GAP;
            }
            (start, height)
        };
        Self {
            x,
            nodes: people.iter().map(&mut node).collect(),
        }
    }
}

pub(super) fn draw(page: &mut Page, figure: &Figure, flows: &Flows) {
    let most = flows.diagrams.iter().map(FlowDiagram::total);
    let most = most.fold(0.0, f64::max);
    let layout = Layout::of(flows.diagrams.len());
    let unit = if most > 0.0 { layout.tall / most } else { 0.0 };
    if layout.columns > 1 {
        let exit = |exit: &FateLabel| (Key::Square(page.theme.fate(exit.fate)), exit.label.clone());
        let keys: Vec<(Key, String)> = flows.exits.iter().map(exit).collect();
        page.legend(&keys);
    }
    let gaps = APART * to_f64(layout.columns - 1);
    let cell = (page.right - page.left - gaps) / to_f64(layout.columns);
    for row in flows.diagrams.chunks(layout.columns) {
        let (start, mut bottom) = (page.y, page.y);
        for (index, diagram) in row.iter().enumerate() {
            let left = page.left + (cell + APART) * to_f64(index);
            page.y = start;
            named(page, figure, diagram, (left, left + cell));
            let drawn = Diagram::of(page, flows, diagram, &layout, unit);
            drawn.draw(page, (left, left + cell));
            bottom = bottom.max(page.y + 14.0);
        }
        page.y = bottom;
    }
    let pieces = thousand::Differences {
        title: say("Paired differences, all queues together"),
        unit: &flows.unit,
        fates: &flows.exits,
        all: &flows.differences,
    };
    thousand::differences(page, figure, &pieces);
}

/// How diagrams stand.
struct Layout {
    /// Diagrams in a row.
    columns: usize,
    /// Height of the largest without its gaps.
    tall: f64,
}

impl Layout {
    fn of(diagrams: usize) -> Self {
        if diagrams > BELOW {
            return Self {
                columns: 2,
                tall: 120.0,
            };
        }
        Self {
            columns: 1,
            tall: 230.0,
        }
    }
}

/// The name of the scenario above its diagram.
fn named(page: &mut Page, figure: &Figure, diagram: &FlowDiagram, (left, right): (f64, f64)) {
    let style = page.role_type(plot::role(&figure.scenarios, diagram.scenario));
    let label = plot::label(&figure.scenarios, diagram.scenario);
    let label = font::shorten(label, style.size, style.weight, right - left);
    page.y += style.size * 1.4;
    page.canvas.text((left, page.y), Align::Left, &label, style);
    page.y += 8.0;
}

/// A diagram with its words.
struct Diagram<'a> {
    flows: &'a Flows,
    of: &'a FlowDiagram,
    /// Height of a person.
    unit: f64,
    /// Names of the sources, in lines.
    sources: Vec<Vec<String>>,
    /// Names of the exits, in lines; without any where a legend says what colours are.
    exits: Vec<Vec<String>>,
}

impl<'a> Diagram<'a> {
    fn of(
        page: &Page,
        flows: &'a Flows,
        diagram: &'a FlowDiagram,
        layout: &Layout,
        unit: f64,
    ) -> Self {
        let (style, narrow) = (page.label_type(), layout.columns > 1);
        let source = |name: &String| {
            let room = if narrow { 100.0 } else { SIDE };
            font::wrap(name, style.size, style.weight, room)
        };
        let exit = |exit: &FateLabel| {
            if narrow {
                return Vec::new();
            }
            vec![font::shorten(&exit.label, style.size, style.weight, SIDE)]
        };
        Self {
            flows,
            of: diagram,
            unit,
            sources: flows.sources.iter().map(source).collect(),
            exits: flows.exits.iter().map(exit).collect(),
        }
    }

    fn draw(&self, page: &mut Page, (left, right): (f64, f64)) {
        let people = self.of.queues.iter().map(FlowQueue::total);
        let people: Vec<f64> = people.collect();
        let (came, went) = (self.of.sources(), self.of.exits(self.flows.exits.len()));
        let shown = |people: &[f64]| people.iter().filter(|people| **people > 0.0).count();
        let nodes = shown(&people).max(shown(&went));
        let height = self.of.total() * self.unit + GAP * to_f64(nodes);
        let height = height.max(34.0 * to_f64(nodes));
        let middle = page.y + height / 2.0;
        let left = left + room(page, &self.sources, &came);
        let right = right - room(page, &self.exits, &went);
        let centre = f64::midpoint(left, right) - NODE / 2.0;
        let columns = [
            Column::stacked(left, &came, self.unit, middle),
            Column::stacked(centre, &people, self.unit, middle),
            Column::stacked(right - NODE, &went, self.unit, middle),
        ];
        bands(page, self.flows, self.of, &columns, self.unit);
        draw_nodes(page, self.flows, &columns);
        let limits = (page.y, page.y + height);
        let [sources, queues, exits] = &columns;
        side_labels(page, &self.sources, &came, sources, Align::Right, limits);
        side_labels(page, &self.exits, &went, exits, Align::Left, limits);
        for ((name, people), (top, _)) in self.flows.queues.iter().zip(&people).zip(&queues.nodes) {
            if *people > 0.0 {
                queue_label(page, name, *people, (queues.x + NODE / 2.0, *top));
            }
        }
        page.y += height + 6.0;
    }
}

/// Room for words and numbers beside an outer column.
fn room(page: &Page, names: &[Vec<String>], people: &[f64]) -> f64 {
    let (style, bold) = (page.label_type(), count_type(page));
    let words = names.iter().flatten().map(|line| style.width(line));
    let counts = people
        .iter()
        .map(|people| bold.width(&number::rounded(*people, 0)));
    words.chain(counts).fold(60.0, f64::max) + 14.0
}

/// Numbers of people.
fn count_type(page: &Page) -> Type {
    Type {
        colour: page.theme.ink,
        ..page.role_type(super::theme::Role::Reference)
    }
}

/// Bands from sources to queues in grey, from queues to exits in the colour of the exit.
fn bands(page: &mut Page, flows: &Flows, diagram: &FlowDiagram, columns: &[Column; 3], unit: f64) {
    let [sources, queues, exits] = columns;
    let mut leaving: Vec<f64> = sources.nodes.iter().map(|node| node.0).collect();
    let mut arriving: Vec<f64> = exits.nodes.iter().map(|node| node.0).collect();
    let grey = page.theme.axis;
    for (queue, (top, _)) in diagram.queues.iter().zip(&queues.nodes) {
        let mut entry = *top;
        for (source, people) in [clean(queue.first), clean(queue.joined)]
            .into_iter()
            .enumerate()
        {
            let thick = people * unit;
            let from = (sources.x + NODE, leaving[source]);
            band(page, from, (queues.x, entry), thick, (grey, 0.35));
            leaving[source] += thick;
            entry += thick;
        }
        let mut exit_from = *top;
        let people = queue.exits.iter().map(|people| clean(*people));
        for ((people, at), exit) in people.zip(&mut arriving).zip(&flows.exits) {
            let thick = people * unit;
            let colour = page.theme.fate(exit.fate);
            let from = (queues.x + NODE, exit_from);
            band(page, from, (exits.x, *at), thick, (colour, 0.55));
            exit_from += thick;
            *at += thick;
        }
    }
}

/// A band from the right edge of one node to the left edge of another, both ends level.
fn band(page: &mut Page, from: At, to: At, thick: f64, (colour, alpha): (Colour, f64)) {
    if thick < 0.05 {
        return;
    }
    let at = |step: usize| {
        let part = to_f64(step) / to_f64(STEPS);
        let bend = part * part * (3.0 - 2.0 * part);
        (
            from.0 + (to.0 - from.0) * part,
            from.1 + (to.1 - from.1) * bend,
        )
    };
    let upper = (0..=STEPS).map(at);
    let lower = (0..=STEPS).rev().map(at).map(|(x, y)| (x, y + thick));
    let outline: Vec<At> = upper.chain(lower).collect();
    page.canvas.area(&outline, colour.alpha(alpha));
}

fn draw_nodes(page: &mut Page, flows: &Flows, columns: &[Column; 3]) {
    let [sources, queues, exits] = columns;
    let soft = page.theme.soft;
    let fates = flows.exits.iter().map(|exit| page.theme.fate(exit.fate));
    let fates: Vec<Colour> = fates.collect();
    let grey = |column: &Column| vec![soft; column.nodes.len()];
    for (column, colours) in [
        (sources, grey(sources)),
        (queues, grey(queues)),
        (exits, fates),
    ] {
        for ((top, height), colour) in column.nodes.iter().zip(colours) {
            if *height > 0.0 {
                let to = (column.x + NODE, top + height.max(1.0));
                page.canvas.rect((column.x, *top), to, colour);
            }
        }
    }
}

/// The name and number of people beside the nodes of an outer column.
fn side_labels(
    page: &mut Page,
    names: &[Vec<String>],
    people: &[f64],
    column: &Column,
    align: Align,
    (top, bottom): (f64, f64),
) {
    let (style, bold) = (page.label_type(), count_type(page));
    let leading = style.size * 1.15;
    let shown: Vec<usize> = (0..names.len())
        .filter(|&index| people[index] > 0.0)
        .collect();
    let wanted: Vec<f64> = shown
        .iter()
        .map(|&index| column.nodes[index].0 + column.nodes[index].1 / 2.0)
        .collect();
    let lines = shown.iter().map(|&index| names[index].len() + 1);
    let talls: Vec<f64> = lines.map(|lines| leading * to_f64(lines)).collect();
    let placed = labels::spread(&wanted, &talls, 2.0, top, bottom);
    let x = if align == Align::Right {
        column.x - 8.0
    } else {
        column.x + NODE + 8.0
    };
    for ((index, middle), tall) in shown.into_iter().zip(placed).zip(talls) {
        let mut y = middle - tall / 2.0 + style.size * 0.9;
        for line in &names[index] {
            page.canvas.text((x, y), align, line, style);
            y += leading;
        }
        let count = number::rounded(people[index], 0);
        page.canvas.text((x, y), align, &count, bold);
    }
}

/// The name of a queue and its people above its node.
fn queue_label(page: &mut Page, name: &str, people: f64, (middle, top): At) {
    let style = Type {
        colour: page.theme.ink,
        ..page.small_type()
    };
    let text = format!("{name}: {}", number::rounded(people, 0));
    let half = style.width(&text) / 2.0 + 3.0;
    let baseline = top - 6.0;
    let paper = page.theme.paper.alpha(0.8);
    page.canvas.rect(
        (middle - half, baseline - style.size),
        (middle + half, baseline + 4.0),
        paper,
    );
    page.canvas
        .text((middle, baseline), Align::Centre, &text, style);
}

/// The numbers of the figure.
pub(super) fn rows(figure: &Figure, flows: &Flows) -> Table {
    let mut table = Table::with("scenario,from,to,people");
    for diagram in &flows.diagrams {
        let scenario = plot::label(&figure.scenarios, diagram.scenario);
        let mut row = |from: &str, to: &str, people: f64| {
            let words = [scenario, from, to].map(str::to_owned);
            let people = [table::number(people)];
            table.rows.push(words.into_iter().chain(people).collect());
        };
        for (name, queue) in flows.queues.iter().zip(&diagram.queues) {
            row(&flows.sources[0], name, queue.first);
            row(&flows.sources[1], name, queue.joined);
            for (exit, people) in flows.exits.iter().zip(&queue.exits) {
                row(name, &exit.label, *people);
            }
        }
    }
    table
}
