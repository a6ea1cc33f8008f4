//! A schematic map: places at their longitude and latitude, circles by people, colour by shelter strain, on some dates.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::calendar;
use super::canvas::{Align, At, Pen, Type};
use super::figure::Figure;
use super::font::{self, Weight};
use super::gap::many;
use super::number::{self, to_f64};
use super::page::Page;
use super::plot;
use super::strain;
use super::table::{Table, number as cell};
use super::tradeoff::{around, meet, places as sides};

/// People and strain by place, scenario and date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Map {
    /// What circles are: "people waiting".
    pub circles: String,
    /// What colours are: "People seeking a bed ÷ usable beds".
    pub measure: String,
    /// The places.
    pub places: Vec<MapPlace>,
    /// The dates, ascending; the last is the end.
    pub dates: Vec<Date>,
    /// One row of maps per scenario.
    pub rows: Vec<MapRow>,
}

/// A place on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapPlace {
    /// "Ciudad Juárez".
    pub label: String,
    /// Degrees east of Greenwich.
    pub longitude: f64,
    /// Degrees north of the equator.
    pub latitude: f64,
    /// Whether it lies on the border; these are joined by a line.
    pub border: bool,
}

/// The maps of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapRow {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// One per date.
    pub frames: Vec<MapFrame>,
}

/// One scenario on one date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapFrame {
    /// People at each place.
    #[serde(with = "many")]
    pub people: Vec<f64>,
    /// Strain at each place; 1 is at capacity, NaN is no data.
    #[serde(with = "many")]
    pub strain: Vec<f64>,
}

/// Radius of the largest circle; no more than a share of the width of a small map.
const LARGEST: f64 = 26.0;
const SHARE: f64 = 0.1;

/// Share of the page's width that the map with the names of cities takes.
const KEY: f64 = 0.36;
/// Distance from the edge of that map to the outermost city.
const EDGE: f64 = 14.0;

/// What circles are drawn by: most people, highest strain, largest radius.
#[derive(Clone, Copy)]
struct Scales {
    most: f64,
    top: f64,
    largest: f64,
}

impl Scales {
    /// Areas are in proportion to people.
    fn radius(&self, people: f64) -> f64 {
        self.largest * libm::sqrt(people.max(0.0) / self.most)
    }

    /// Distance from the edge of a map to the outermost place.
    fn edge(&self) -> f64 {
        self.largest + 4.0
    }
}

/// Where degrees fall on the page: at the middle latitude, one degree is as long across as upward.
struct Ground {
    left: f64,
    top: f64,
    scale: f64,
    west: f64,
    north: f64,
    squeeze: f64,
}

impl Ground {
    /// Fits the places into `width` at `(left, top)`; answers the height used, too.
    fn fitting(places: &[MapPlace], (left, top): At, width: f64, edge: f64) -> (Self, f64) {
        let ends = |value: fn(&MapPlace) -> f64| {
            let all = places.iter().map(value);
            let low = all.clone().fold(f64::INFINITY, f64::min);
            (low, all.fold(f64::NEG_INFINITY, f64::max))
        };
        let (west, east) = ends(|place| place.longitude);
        let (south, north) = ends(|place| place.latitude);
        let squeeze = libm::cos(f64::midpoint(south, north).to_radians());
        let wide = ((east - west) * squeeze).max(1.0);
        let scale = (width - 2.0 * edge) / wide;
        let ground = Self {
            left: left + edge,
            top: top + edge,
            scale,
            west,
            north,
            squeeze,
        };
        (ground, (north - south).max(0.0) * scale + 2.0 * edge)
    }

    fn at(&self, place: &MapPlace) -> At {
        (
            self.left + (place.longitude - self.west) * self.squeeze * self.scale,
            self.top + (self.north - place.latitude) * self.scale,
        )
    }
}

pub(super) fn draw(page: &mut Page, figure: &Figure, map: &Map) {
    if map.places.is_empty() || map.dates.is_empty() {
        return;
    }
    let frames = || map.rows.iter().flat_map(|row| &row.frames);
    let top = strain::top_for(frames().flat_map(|frame| frame.strain.iter().copied()));
    let most = frames()
        .flat_map(|frame| &frame.people)
        .copied()
        .filter(|people| people.is_finite())
        .fold(1.0, f64::max);
    let cell = (page.right - page.left) / to_f64(map.dates.len());
    let scales = Scales {
        most,
        top,
        largest: LARGEST.min(SHARE * cell),
    };
    keys(page, map, &scales);
    for row in &map.rows {
        draw_row(page, figure, map, row, &scales);
    }
}

/// Which city is where, and beside it what colours and sizes stand for.
fn keys(page: &mut Page, map: &Map, scales: &Scales) {
    let start = page.y + 6.0;
    let width = KEY * (page.right - page.left);
    let bottom = names(page, map, (page.left, start), width);
    let left = page.left + width + 60.0;
    page.y = start;
    strain::scale_bar(page, &map.measure, scales.top, left);
    let under = sizes(page, map, (left, page.y + 22.0), scales);
    page.y = bottom.max(under) + 4.0;
}

/// The cities with their names in `width`; answers the lower edge.
fn names(page: &mut Page, map: &Map, corner: At, width: f64) -> f64 {
    let (ground, height) = Ground::fitting(&map.places, corner, width, EDGE);
    border(page, &ground, map);
    let style = Type::new(page.theme.sizes.small, Weight::Regular, page.theme.ink);
    let dots: Vec<At> = map.places.iter().map(|place| ground.at(place)).collect();
    let mut taken: Vec<[f64; 4]> = dots.iter().map(|&at| around(at, 5.0)).collect();
    for (place, &at) in map.places.iter().zip(&dots) {
        page.canvas.dot(at, 4.0, page.theme.soft);
        let mut open = sides(at, style.width(&place.label), style).into_iter();
        let inside = |side: &[f64; 4]| side[0] >= page.left && side[2] <= page.right;
        let free = open.find(|side| inside(side) && !taken.iter().any(|other| meet(side, other)));
        if let Some(side) = free {
            page.canvas
                .text((side[0], side[3] - 2.0), Align::Left, &place.label, style);
            taken.push(side);
        }
    }
    corner.1 + height
}

/// Circles of round numbers with their words; answers the lower edge.
fn sizes(page: &mut Page, map: &Map, (x, y): At, scales: &Scales) -> f64 {
    let style = page.tick_type();
    let head = font::shorten(&map.circles, style.size, style.weight, page.right - x);
    page.canvas.text((x, y), Align::Left, &head, style);
    let power = libm::pow(10.0, libm::log10(scales.most).floor());
    let mut baseline = y + 14.0;
    for people in [power, power / 4.0, power / 20.0] {
        let radius = scales.radius(people);
        baseline += radius.max(8.0) + 6.0;
        let centre = (x + LARGEST, baseline);
        ring(page, centre, radius);
        let at = (x + 2.0 * LARGEST + 10.0, baseline + style.middle());
        let label = number::short(people, number::decimals_for(people).min(1));
        page.canvas.text(at, Align::Left, &label, style);
        baseline += radius.max(8.0);
    }
    baseline
}

fn ring(page: &mut Page, centre: At, radius: f64) {
    page.canvas.dot(centre, radius, page.theme.axis);
    page.canvas
        .dot(centre, (radius - 1.2).max(0.3), page.theme.paper);
}

/// The border as a line through its cities from west to east.
fn border(page: &mut Page, ground: &Ground, map: &Map) {
    let mut cities: Vec<&MapPlace> = map.places.iter().filter(|place| place.border).collect();
    cities.sort_by(|one, other| one.longitude.total_cmp(&other.longitude));
    let line: Vec<At> = cities.into_iter().map(|place| ground.at(place)).collect();
    page.canvas.line(&line, &Pen::new(page.theme.axis, 1.1));
}

/// One scenario: a map for each date.
fn draw_row(page: &mut Page, figure: &Figure, map: &Map, row: &MapRow, scales: &Scales) {
    let role = plot::role(&figure.scenarios, row.scenario);
    let name = page.role_type(role);
    page.y += name.size * 1.5;
    let label = plot::label(&figure.scenarios, row.scenario);
    let label = font::shorten(label, name.size, name.weight, page.right - page.left);
    page.canvas
        .text((page.left, page.y), Align::Left, &label, name);
    let dates = page.tick_type();
    let start = page.y + dates.size * 1.6;
    let cell = (page.right - page.left) / to_f64(map.dates.len());
    let mut bottom = start;
    for (index, (date, frame)) in map.dates.iter().zip(&row.frames).enumerate() {
        let left = page.left + cell * to_f64(index);
        page.canvas.text(
            (left, start),
            Align::Left,
            &calendar::day_name(*date),
            dates,
        );
        let (ground, height) =
            Ground::fitting(&map.places, (left, start), cell - 6.0, scales.edge());
        border(page, &ground, map);
        circles(page, &ground, map, frame, scales);
        bottom = start + height;
    }
    page.y = bottom + 2.0;
}

/// Large circles first, so that small ones stay in sight.
fn circles(page: &mut Page, ground: &Ground, map: &Map, frame: &MapFrame, scales: &Scales) {
    let people = |place: usize| frame.people.get(place).copied().unwrap_or(f64::NAN);
    let mut order: Vec<usize> = (0..map.places.len())
        .filter(|&place| people(place).is_finite())
        .collect();
    order.sort_by(|&one, &other| people(other).total_cmp(&people(one)));
    for place in order {
        let strain = frame.strain.get(place).copied().unwrap_or(f64::NAN);
        let colour = if strain.is_finite() {
            strain::shade(page.theme, strain, scales.top)
        } else {
            page.theme.grid
        };
        let (at, radius) = (
            ground.at(&map.places[place]),
            scales.radius(people(place)).max(1.5),
        );
        page.canvas.dot(at, radius + 1.0, page.theme.axis);
        page.canvas.dot(at, radius, colour);
    }
}

/// The numbers of the figure.
pub(super) fn rows(figure: &Figure, map: &Map) -> Table {
    let mut table = Table::with("scenario,date,place,longitude,latitude,people,strain");
    for row in &map.rows {
        for (date, frame) in map.dates.iter().zip(&row.frames) {
            for (index, place) in map.places.iter().enumerate() {
                let at = |values: &[f64]| cell(values.get(index).copied().unwrap_or(f64::NAN));
                table.rows.push(vec![
                    plot::label(&figure.scenarios, row.scenario).to_owned(),
                    date.to_string(),
                    place.label.clone(),
                    cell(place.longitude),
                    cell(place.latitude),
                    at(&frame.people),
                    at(&frame.strain),
                ]);
            }
        }
    }
    table
}
