//! The load on queues and shelters in sentences.

use super::words::number;
use crate::experiment::{LOAD_FUTURES as FUTURES, Load, LoadSpread, Loads, Point};
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
        "Counted from {} to {} in {FUTURES} simulated futures. Figures are those of the middle future, by people at the end; in brackets the lowest and the highest. A run of many futures shows their range.",
        in_words(loads.from),
        in_words(loads.to)
    )
}

/// The heaviest load as a remark before a run; none if in most futures nothing grows and no beds lack.
#[must_use]
pub fn remark(loads: &Loads, title: &str, world: &World) -> Option<String> {
    let worst = loads.worst()?;
    Some(format!(
        "load of {title}, in the middle of {FUTURES} simulated futures: {} (`garita describe` shows all)",
        sentence(worst, loads.start, world)
    ))
}

/// "Appointment list: 2,200 people join a day against 1,380 slots; …".
fn sentence(spread: &LoadSpread, first: Date, world: &World) -> String {
    let load = spread.middle();
    let outlook = if load.is_room() {
        room_outlook(spread, first)
    } else {
        queue_outlook(spread)
    };
    format!("{}: {}; {outlook}.", name(load, world), against(load))
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

/// What comes of a queue.
fn queue_outlook(spread: &LoadSpread) -> String {
    let load = spread.middle();
    let waiting = format!(
        "{} wait at the end{}",
        amount(load.waiting),
        ends(spread, |load| load.waiting)
    );
    match spread.count(Load::grows) {
        FUTURES => {
            let doubles = load.then.map_or(String::new(), |then| {
                format!(", twice as many by {}", month(then))
            });
            format!(
                "no steady state: {waiting}, and that grows in all {FUTURES} futures, by about {} a day{doubles}",
                amount(load.growth)
            )
        }
        0 => {
            let left = load.strain() > 1.0;
            let why = if left {
                ", because people leave before their turn"
            } else {
                ""
            };
            format!("{waiting}, and that grows in none of {FUTURES} futures{why}")
        }
        some => format!("{waiting}; futures differ: that grows in {some} of {FUTURES}"),
    }
}

/// What comes of beds.
fn room_outlook(spread: &LoadSpread, first: Date) -> String {
    let lack = |load: &Load| (load.waiting - load.capacity).max(0.0);
    let load = spread.middle();
    match (spread.count(Load::lacks), load.full_from) {
        (FUTURES, Some(from)) => {
            let since = if from <= first {
                "from the first day".to_owned()
            } else {
                format!("since {}", month(from))
            };
            let grows = if spread.count(Load::grows) == FUTURES {
                ", and demand grows in each"
            } else {
                ""
            };
            format!(
                "too few beds in all {FUTURES} futures, {since}, about {} too few at the end{}{grows}",
                amount(lack(load)),
                ends(spread, lack)
            )
        }
        (0, _) => room_to_spare(spread),
        (some, _) => format!(
            "futures differ: beds are too few at the end in {some} of {FUTURES}, by at most about {}",
            amount(spread.ends(lack)[1])
        ),
    }
}

/// Beds that suffice in every future, perhaps not for long.
fn room_to_spare(spread: &LoadSpread) -> String {
    let load = spread.middle();
    match (spread.count(|load| load.then.is_some()), load.then) {
        (FUTURES, Some(then)) => format!(
            "room at the end in all {FUTURES} futures, but demand grows by about {} a day and takes the last bed around {}",
            amount(load.growth),
            month(then)
        ),
        (0, _) => format!("enough beds in all {FUTURES} futures"),
        (some, _) => format!(
            "room at the end in all {FUTURES} futures; they differ in what follows: demand grows in {some}"
        ),
    }
}

/// " (from 90,100 to 640,000)"; nothing if all futures have the same.
fn ends(spread: &LoadSpread, number: impl Fn(&Load) -> f64) -> String {
    let [low, high] = spread.ends(number).map(amount);
    if low == high {
        String::new()
    } else {
        format!(" (from {low} to {high})")
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
