//! The load on queues and shelters in sentences.

use super::words::number;
use crate::experiment::{Load, Loads, Point};
use crate::scenario::words::date as in_words;
use crate::time::Date;
use crate::world::World;

/// One sentence for each queue and city, and one that says what they rest on.
#[must_use]
pub fn sentences(loads: &Loads, world: &World) -> Vec<String> {
    let lines = loads
        .loads
        .iter()
        .map(|load| sentence(load, loads.start, world));
    lines.chain(std::iter::once(basis(loads))).collect()
}

/// What the figures are, and what they are not.
fn basis(loads: &Loads) -> String {
    format!(
        "Counted from {} to {} in one run with every uncertain input at its central value: no range of futures.",
        in_words(loads.from),
        in_words(loads.to)
    )
}

/// The heaviest load as a remark before a run; none if nothing grows and no beds lack.
#[must_use]
pub fn remark(loads: &Loads, title: &str, world: &World) -> Option<String> {
    let worst = loads.worst()?;
    let rest = "(one run at central values; `garita describe` shows all)";
    Some(format!(
        "load of {title}: {} {rest}",
        sentence(worst, loads.start, world)
    ))
}

/// "Appointment list: 2,200 people join a day against 1,380 slots; …".
fn sentence(load: &Load, first: Date, world: &World) -> String {
    format!(
        "{}: {}; {}.",
        name(load, world),
        against(load),
        outlook(load, first)
    )
}

fn name(load: &Load, world: &World) -> String {
    let place = load.place.as_ref().and_then(|place| world.place(place));
    match (load.point, place) {
        (Point::Appointment, _) => "Appointment list".to_owned(),
        (Point::Hearing, _) => "U.S. hearings for people who wait in Mexico".to_owned(),
        (Point::Protection, _) => "Mexican protection".to_owned(),
        (Point::Return, _) => "Return by Mexico".to_owned(),
        (Point::Custody, _) => "Mexican custody".to_owned(),
        (Point::Shelter, Some(place)) => format!("Shelters in {}", world.places[place].label),
        (Point::Shelter, None) => "Shelters".to_owned(),
    }
}

fn against(load: &Load) -> String {
    let (demand, capacity) = (amount(load.demand), amount(load.capacity));
    match load.point {
        Point::Appointment => format!("{demand} people join a day against {capacity} slots"),
        Point::Hearing => {
            format!("{demand} people are enrolled a day against hearings to end {capacity} cases")
        }
        Point::Protection => format!("{demand} people apply a day against {capacity} decisions"),
        Point::Return => format!(
            "{demand} people get an order to leave a day against {capacity} seats (before what home countries accept)"
        ),
        Point::Custody => format!("{demand} people on an average day against {capacity} beds"),
        Point::Shelter => format!("{demand} people seek {capacity} beds on an average night"),
    }
}

/// What comes of it.
fn outlook(load: &Load, first: Date) -> String {
    if load.is_room() {
        room_outlook(load, first)
    } else {
        queue_outlook(load)
    }
}

fn queue_outlook(load: &Load) -> String {
    let (waiting, growth) = (amount(load.waiting), amount(load.growth));
    if !load.grows() {
        let left = load.strain() > 1.0;
        let why = if left {
            ", because people leave before their turn"
        } else {
            ""
        };
        return format!("{waiting} wait at the end, and that does not grow{why}");
    }
    let doubles = load.then.map_or(String::new(), |then| {
        format!(", twice as many by {}", month(then))
    });
    format!(
        "no steady state: {waiting} wait at the end, and that grows by about {growth} a day{doubles}"
    )
}

fn room_outlook(load: &Load, first: Date) -> String {
    let lack = load.waiting - load.capacity;
    match (load.full_from, load.then) {
        (Some(from), _) => {
            let grows = if load.grows() {
                format!(", and demand grows by about {} a day", amount(load.growth))
            } else {
                String::new()
            };
            let since = if from <= first {
                "from the first day".to_owned()
            } else {
                format!("since {}", month(from))
            };
            format!(
                "too few beds {since}, about {} too few at the end{grows}",
                amount(lack.max(0.0))
            )
        }
        (None, Some(then)) => format!(
            "room at the end, but demand grows by about {} a day and takes the last bed around {}",
            amount(load.growth),
            month(then)
        ),
        (None, None) => "enough beds".to_owned(),
    }
}

/// About a year and month: a day would promise too much.
fn month(date: Date) -> String {
    let words = in_words(date);
    words
        .split_once(' ')
        .map_or(words.clone(), |(_, month)| month.to_owned())
}

/// Three digits that count; below ten with one after the point.
fn amount(value: f64) -> String {
    let step = match value.abs() {
        ..1e3 => 0.1,
        1e3..1e4 => 10.0,
        1e4..1e5 => 100.0,
        _ => 1000.0,
    };
    let value = (value / step).round() * step;
    let decimals = usize::from(value.abs() < 9.95 && (value - value.round()).abs() > 0.049);
    number(value, decimals)
}
