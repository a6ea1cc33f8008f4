//! From joining a queue to leaving it: for each scenario a diagram whose bands are as thick as people are many, all on one
//! scale, and paired differences below.

use serde::{Deserialize, Serialize};

use super::canvas::{Align, At, Type};
use super::figure::{FateLabel, Figure, ThousandDifference};
use super::font;
use super::gap::{many, one};
use super::labels;
use super::number::{self, to_f64};
use super::page::Page;
use super::plot;
use super::table::{self, Table};
use super::theme::Colour;
use super::thousand;
use crate::text::say;

/// Height of the largest diagram without its gaps, for up to this many scenarios and for more.
const HEIGHTS: (usize, [f64; 2]) = (3, [230.0, 150.0]);
/// Width of a node.
const NODE: f64 = 10.0;
/// Gap between nodes of a column.
const GAP: f64 = 24.0;
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
    let most = flows
        .diagrams
        .iter()
        .map(FlowDiagram::total)
        .fold(0.0, f64::max);
    let tall = HEIGHTS.1[usize::from(flows.diagrams.len() > HEIGHTS.0)];
    let unit = if most > 0.0 { tall / most } else { 0.0 };
    for diagram in &flows.diagrams {
        let role = plot::role(&figure.scenarios, diagram.scenario);
        let style = page.role_type(role);
        let label = plot::label(&figure.scenarios, diagram.scenario);
        let label = font::shorten(label, style.size, style.weight, page.right - page.left);
        page.y += style.size * 1.4;
        page.canvas
            .text((page.left, page.y), Align::Left, &label, style);
        page.y += 8.0;
        draw_diagram(page, flows, diagram, unit);
        page.y += 14.0;
    }
    let pieces = thousand::Differences {
        title: say("Paired differences, all queues together"),
        unit: &flows.unit,
        fates: &flows.exits,
        all: &flows.differences,
    };
    thousand::differences(page, figure, &pieces);
}

fn draw_diagram(page: &mut Page, flows: &Flows, diagram: &FlowDiagram, unit: f64) {
    let queues: Vec<f64> = diagram.queues.iter().map(FlowQueue::total).collect();
    let exits = diagram.exits(flows.exits.len());
    let nodes = queues.iter().filter(|people| **people > 0.0).count();
    let nodes = nodes.max(exits.iter().filter(|people| **people > 0.0).count());
    let height = diagram.total() * unit + GAP * to_f64(nodes);
    let height = height.max(34.0 * to_f64(nodes));
    let middle = page.y + height / 2.0;
    let wide = label_room(page, flows);
    let (left, right) = (page.left + wide[0], page.right - wide[1]);
    let columns = [
        Column::stacked(left, &diagram.sources(), unit, middle),
        Column::stacked(
            f64::midpoint(left, right) - NODE / 2.0,
            &queues,
            unit,
            middle,
        ),
        Column::stacked(right - NODE, &exits, unit, middle),
    ];
    bands(page, flows, diagram, &columns, unit);
    draw_nodes(page, flows, &columns);
    let limits = (page.y, page.y + height);
    let [sources, queues_column, ends] = &columns;
    let names: Vec<&String> = flows.sources.iter().collect();
    side_labels(
        page,
        &names,
        &diagram.sources(),
        sources,
        Align::Right,
        limits,
    );
    let names: Vec<&String> = flows.exits.iter().map(|exit| &exit.label).collect();
    side_labels(page, &names, &exits, ends, Align::Left, limits);
    for ((name, people), (top, _)) in flows.queues.iter().zip(&queues).zip(&queues_column.nodes) {
        if *people > 0.0 {
            queue_label(page, name, *people, (queues_column.x + NODE / 2.0, *top));
        }
    }
    page.y += height + 6.0;
}

/// Room for words left of the first and right of the last column.
fn label_room(page: &Page, flows: &Flows) -> [f64; 2] {
    let style = page.label_type();
    let widest = |texts: &mut dyn Iterator<Item = &String>| {
        texts
            .map(|text| style.width(text))
            .fold(80.0, f64::max)
            .min(230.0)
            + 14.0
    };
    [
        widest(&mut flows.sources.iter()),
        widest(&mut flows.exits.iter().map(|exit| &exit.label)),
    ]
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
    names: &[&String],
    people: &[f64],
    column: &Column,
    align: Align,
    (top, bottom): (f64, f64),
) {
    let style = page.label_type();
    let bold = Type {
        colour: page.theme.ink,
        ..page.role_type(super::theme::Role::Reference)
    };
    let shown: Vec<usize> = (0..names.len())
        .filter(|&index| people[index] > 0.0)
        .collect();
    let wanted: Vec<f64> = shown
        .iter()
        .map(|&index| column.nodes[index].0 + column.nodes[index].1 / 2.0)
        .collect();
    let tall = style.size * 2.3;
    let placed = labels::spread(&wanted, &vec![tall; shown.len()], 2.0, top, bottom);
    let x = if align == Align::Right {
        column.x - 8.0
    } else {
        column.x + NODE + 8.0
    };
    for (index, middle) in shown.into_iter().zip(placed) {
        let name = font::shorten(names[index], style.size, style.weight, 230.0);
        page.canvas.text((x, middle - 2.0), align, &name, style);
        let count = number::rounded(people[index], 0);
        let under = (x, middle + style.size - 1.0);
        page.canvas.text(under, align, &count, bold);
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
