//! Two differences against each other: a dot for every future, the mean with a ring, zero lines through both.

use serde::{Deserialize, Serialize};

use super::canvas::{Align, At, Pen, Type};
use super::figure::Figure;
use super::font;
use super::gap::rows as pairs;
use super::number::Ticks;
use super::page::{Key, Page};
use super::plot::{self, Plot};
use super::table::{self, Table};
use super::tradeoff::{around, free_place};
use crate::text::say;

/// Height of the plot.
const HEIGHT: f64 = 430.0;

/// Futures of one or more comparisons on two differences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plane {
    /// What is across: "Unsheltered nights, difference".
    pub across: String,
    /// What is upward: "Public outlay, difference".
    pub upward: String,
    /// Unit upward.
    pub unit: String,
    /// What the corners mean: above left, above right, below left, below right.
    pub corners: [String; 4],
    /// One a comparison.
    pub clouds: Vec<Cloud>,
}

/// The futures of one comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cloud {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// What it comes to: "$37 for each night avoided (95 % interval: $20 to $90)".
    pub words: String,
    /// Across and upward in the mean.
    #[serde(with = "super::gap::many")]
    pub mean: Vec<f64>,
    /// Across and upward, future by future.
    #[serde(with = "pairs")]
    pub futures: Vec<Vec<f64>>,
}

impl Cloud {
    /// Every future with both numbers.
    fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        self.futures.iter().filter_map(|future| known(future))
    }
}

fn known(numbers: &[f64]) -> Option<(f64, f64)> {
    match *numbers {
        [x, y] if x.is_finite() && y.is_finite() => Some((x, y)),
        _ => None,
    }
}

pub(super) fn draw(page: &mut Page, figure: &Figure, plane: &Plane) {
    words(page, figure, plane);
    let points = || plane.clouds.iter().flat_map(Cloud::points);
    let means = || plane.clouds.iter().filter_map(|cloud| known(&cloud.mean));
    let (left, right) = reach(points().map(|point| point.0), means().map(|mean| mean.0));
    let (low, high) = reach(points().map(|point| point.1), means().map(|mean| mean.1));
    let across = Ticks::covering(left, right, 6);
    let upward = Ticks::covering(low, high, 5);
    let width = page.right - page.left;
    page.y += page.heading(page.left, width, &plane.upward, &plane.unit);
    let style = page.tick_type();
    let widest = |labels: &[String]| {
        let widths = labels.iter().map(|label| style.width(label));
        widths.fold(20.0, f64::max)
    };
    let top = page.y + 4.0;
    let bounds = [
        page.left + widest(&upward.labels) + 10.0,
        top,
        page.right - widest(&across.labels) / 2.0,
        top + HEIGHT,
    ];
    let plot = Plot::new(bounds, across.span(), upward.span());
    plot.value_axis(page, &upward);
    zero_lines(page, &plot);
    for cloud in &plane.clouds {
        let colour = page
            .theme
            .colour(plot::role(&figure.scenarios, cloud.scenario));
        for (x, y) in cloud.points() {
            let at = plot.at(x, y);
            page.canvas.dot(at, 3.2, colour.alpha(0.4));
            if !inside(&plot, (x, y)) {
                page.canvas.dot(at, 1.6, page.theme.paper);
            }
        }
    }
    for cloud in &plane.clouds {
        let colour = page
            .theme
            .colour(plot::role(&figure.scenarios, cloud.scenario));
        if let Some((x, y)) = known(&cloud.mean) {
            page.canvas.dot(plot.at(x, y), 9.0, page.theme.ink);
            page.canvas.dot(plot.at(x, y), 7.4, page.theme.paper);
            page.canvas.dot(plot.at(x, y), 5.6, colour);
        }
    }
    corners(page, plane, &plot);
    names(page, figure, plane, &plot);
    page.y = plot.bounds[3] + plot.number_axis(page, &across, &plane.across);
    let beyond = points().filter(|point| !inside(&plot, *point)).count();
    if beyond > 0 {
        let words = match beyond {
            1 => say("Hollow, at the edge: one future lies beyond it.").to_owned(),
            _ => tell!(
                "Hollow, at the edge: {n} futures lie beyond it.",
                n = beyond
            ),
        };
        page.paragraph(&words, style, 1.3);
    }
}

/// Share of futures on either side that a picture need not reach: a few far away would press all others into a line.
const FAR: f64 = 0.01;

/// From the lowest to the highest number, a few far ones left out; zero and means are always in.
fn reach(numbers: impl Iterator<Item = f64>, means: impl Iterator<Item = f64>) -> (f64, f64) {
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let far = (super::number::to_f64(sorted.len()) * FAR).ceil();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a small share of a count
    let far = far as usize;
    let kept = sorted
        .get(far..sorted.len().saturating_sub(far))
        .unwrap_or(&[]);
    let all = kept.iter().copied().chain(means).chain([0.0]);
    all.fold((0.0, 0.0), |(low, high), number| {
        (low.min(number), high.max(number))
    })
}

fn inside(plot: &Plot, (x, y): (f64, f64)) -> bool {
    let holds = |(low, high): (f64, f64), value: f64| (low..=high).contains(&value);
    holds(plot.across, x) && holds(plot.upward, y)
}

/// One line for each comparison: its dot, its name and what it comes to.
fn words(page: &mut Page, figure: &Figure, plane: &Plane) {
    let style = page.label_type();
    for cloud in &plane.clouds {
        let role = plot::role(&figure.scenarios, cloud.scenario);
        let name = plot::label(&figure.scenarios, cloud.scenario);
        page.legend(&[(Key::Dot(role), name.to_owned())]);
        page.y -= 12.0;
        let left = page.left;
        page.left += 35.0;
        page.paragraph(&cloud.words, style, 1.3);
        page.left = left;
        page.y += 2.0;
    }
    page.y += 16.0;
}

fn zero_lines(page: &mut Page, plot: &Plot) {
    let pen = Pen::new(page.theme.ink, 1.1);
    let [left, top, right, bottom] = plot.bounds;
    let (x, y) = plot.at(0.0, 0.0);
    page.canvas.line(&[(x, top), (x, bottom)], &pen);
    page.canvas.line(&[(left, y), (right, y)], &pen);
}

/// Names of several scenarios beside their means, where they find room.
fn names(page: &mut Page, figure: &Figure, plane: &Plane, plot: &Plot) {
    let [left, top, right, bottom] = plot.bounds;
    let mut taken = vec![
        [left, top, right, top + 28.0],
        [left, bottom - 28.0, right, bottom],
    ];
    let means = plane.clouds.iter().filter_map(|cloud| {
        let (x, y) = known(&cloud.mean)?;
        Some((cloud.scenario, plot.at(x, y)))
    });
    let means: Vec<(usize, At)> = means.collect();
    taken.extend(means.iter().map(|(_, at)| around(*at, 9.0)));
    if means.len() < 2 {
        return;
    }
    for (scenario, at) in means {
        let role = plot::role(&figure.scenarios, scenario);
        let style = Type {
            size: page.theme.sizes.small,
            ..page.role_type(role)
        };
        let name = plot::label(&figure.scenarios, scenario);
        let name = font::shorten(name, style.size, style.weight, (right - left) / 3.0);
        let width = style.width(&name);
        if let Some(place) = free_place(plot, (at, width), style, &taken, &[]) {
            let (from, to) = ((place[0] - 2.0, place[1]), (place[2] + 2.0, place[3] + 1.0));
            page.canvas.rect(from, to, page.theme.paper.alpha(0.75));
            page.canvas
                .text((place[0], place[3] - 2.0), Align::Left, &name, style);
            taken.push(place);
        }
    }
}

/// Words in the corners that have room beside the zero line.
fn corners(page: &mut Page, plane: &Plane, plot: &Plot) {
    let style = Type {
        colour: page.theme.soft,
        ..page.small_type()
    };
    let [left, top, right, bottom] = plot.bounds;
    let (x, y) = plot.at(0.0, 0.0);
    for (index, words) in plane.corners.iter().enumerate() {
        let (is_left, is_above) = (index % 2 == 0, index < 2);
        let (room, height) = (
            if is_left { x - left } else { right - x } - 16.0,
            if is_above { y - top } else { bottom - y },
        );
        let lines = font::wrap(words, style.size, style.weight, room.max(1.0));
        let widest = lines
            .iter()
            .map(|line| style.width(line))
            .fold(0.0, f64::max);
        let line = style.size * 1.35;
        let tall = line * super::number::to_f64(lines.len());
        if widest > room || tall + 12.0 > height {
            continue;
        }
        let (at, align) = if is_left {
            (left + 6.0, Align::Left)
        } else {
            (right - 4.0, Align::Right)
        };
        let start = if is_above {
            top + 4.0
        } else {
            bottom - tall - 8.0
        };
        for (number, words) in lines.iter().enumerate() {
            let baseline = start + line * super::number::to_f64(number + 1) - 3.0;
            let width = style.width(words);
            let from = if is_left { at } else { at - width };
            let paper = page.theme.paper.alpha(0.85);
            page.canvas.rect(
                (from - 2.0, baseline - style.size),
                (from + width + 2.0, baseline + 4.0),
                paper,
            );
            page.canvas.text((at, baseline), align, words, style);
        }
    }
}

/// The numbers of the figure.
pub(super) fn rows(figure: &Figure, plane: &Plane) -> Table {
    let mut table = Table::with("scenario,future,across,upward,words");
    for cloud in &plane.clouds {
        let name = plot::label(&figure.scenarios, cloud.scenario);
        let futures = cloud.futures.iter().enumerate();
        let futures = futures.map(|(index, future)| ((index + 1).to_string(), future, ""));
        let mean = ("mean".to_owned(), &cloud.mean, cloud.words.as_str());
        for (which, numbers, words) in std::iter::once(mean).chain(futures) {
            let at = |index: usize| table::number(numbers.get(index).copied().unwrap_or(f64::NAN));
            let row = vec![name.to_owned(), which, at(0), at(1), words.to_owned()];
            table.rows.push(row);
        }
    }
    table
}
