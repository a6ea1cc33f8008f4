//! Where people wait, as a schematic map on four dates, and as a strip.

use super::{Drawing, figure, period, who};
use crate::chart::{Body, Map, MapFrame, MapPlace, MapRow};
use crate::report::{Story, series};
use crate::text::say;
use crate::time::{Date, days_between};

/// Dates drawn: evenly from the first day to the last.
const DATES: usize = 4;

/// Maps in a strip at most.
const MOST_FRAMES: usize = 8;
/// A strip of fewer tells no more than the map on four dates.
const FEWEST_FRAMES: usize = 5;
/// The last day joins the strip if it is at least this many days after the frame before.
const APART: usize = 60;

/// The map on four dates and, where the run is long enough, a strip with one every half year; none without places.
pub(super) fn maps(story: &Story) -> Vec<Drawing> {
    let design = &story.results.design;
    let strip = half_years(design.start, design.days);
    let strip = (strip.len() >= FEWEST_FRAMES).then(|| {
        let title = say("Where people wait, and where shelters are full, over time");
        map(story, "map-strip", title, &strip)
    });
    let title = say("Where people wait, and where shelters are full");
    let four = map(story, "map", title, &days(design.days));
    four.into_iter().chain(strip.flatten()).collect()
}

/// The first day and every half year after it (every year, or more, where that would be too many), and the last day.
fn half_years(start: Date, count: usize) -> Vec<usize> {
    let last = count.saturating_sub(1);
    let every = |months: i32| -> Vec<usize> {
        let on = |step: i32| {
            let date = start.saturating_add(jiff::Span::new().months(months * step));
            usize::try_from(days_between(start, date)).unwrap_or(usize::MAX)
        };
        let mut days: Vec<usize> = (0..=MOST_FRAMES as i32)
            .map(on)
            .take_while(|&day| day <= last)
            .collect();
        days.extend(
            days.last()
                .filter(|&&day| day + APART <= last)
                .map(|_| last),
        );
        days
    };
    let fits = (1..=40)
        .map(|halves| every(6 * halves))
        .find(|days| days.len() <= MOST_FRAMES);
    fits.unwrap_or_default()
}

/// Circles by mean number of people waiting, coloured by shelter strain; none without places.
fn map(story: &Story, stem: &'static str, title: &str, days: &[usize]) -> Option<Drawing> {
    let places: Vec<MapPlace> = story
        .places
        .iter()
        .filter_map(|name| place(story, name))
        .collect();
    if places.is_empty() {
        return None;
    }
    let rows: Option<Vec<MapRow>> = (0..story.results.design.arms.len())
        .map(|arm| {
            Some(MapRow {
                scenario: arm,
                frames: frames(story, arm, days)?,
            })
        })
        .collect();
    let dates: Vec<Date> = days
        .iter()
        .map(|&day| story.results.design.date(day))
        .collect();
    let body = Map {
        circles: say("Area of a circle: people waiting").to_owned(),
        measure: say("People seeking a bed ÷ usable beds").to_owned(),
        places,
        dates,
        rows: rows?,
    };
    let subtitle = tell!(
        "People waiting in each city, and how full its shelters are, {period}",
        period = period(story)
    );
    let alt = tell!(
        "Schematic maps on {n} dates under {scenarios}: a circle for each city, larger with more people waiting, darker with more strain.",
        n = days.len(),
        scenarios = who(story)
    );
    let notes = [say(
        "Mean over simulated futures. Cities at their longitude and latitude; the line joins the border cities in order and is not the border itself. People held in migration stations are in no city.",
    )];
    let figure = figure(story, title, subtitle, Body::Map(body), &notes);
    Some(Drawing { stem, figure, alt })
}

fn place(story: &Story, name: &str) -> Option<MapPlace> {
    let place = &story.world.places[story.world.place(name)?];
    Some(MapPlace {
        label: say(&place.label).to_owned(),
        longitude: place.longitude,
        latitude: place.latitude,
        border: place.border,
    })
}

/// Days of the run at which maps stand, each once.
fn days(count: usize) -> Vec<usize> {
    let last = count.saturating_sub(1);
    let mut days: Vec<usize> = (0..DATES).map(|step| last * step / (DATES - 1)).collect();
    days.dedup();
    days
}

fn frames(story: &Story, arm: usize, days: &[usize]) -> Option<Vec<MapFrame>> {
    let all = |metric: &str| -> Option<Vec<Vec<f64>>> {
        let places = story.places.iter();
        places
            .map(|place| series::means(story, arm, metric, place))
            .collect()
    };
    let (people, demand, beds) = (
        all("people-waiting")?,
        all("shelter-demand")?,
        all("usable-beds")?,
    );
    let frame = |&day: &usize| MapFrame {
        people: people.iter().map(|series| series[day]).collect(),
        strain: demand
            .iter()
            .zip(&beds)
            .map(|(demand, beds)| {
                if beds[day] > 0.0 {
                    demand[day] / beds[day]
                } else {
                    f64::NAN
                }
            })
            .collect(),
    };
    Some(days.iter().map(frame).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_stand_on_the_first_and_the_last_day_and_never_twice() {
        assert_eq!(days(1_036), [0, 345, 690, 1_035]);
        assert_eq!(days(1), [0]);
        assert_eq!(days(2), [0, 1]);
    }

    #[test]
    fn a_strip_has_a_map_every_half_year_and_on_the_last_day() {
        let start = jiff::civil::date(2024, 3, 1);
        // 1 March and 1 September of 2024, 2025 and 2026, then 31 December 2026.
        let expected = [0, 184, 365, 549, 730, 914, 1_035];
        assert_eq!(half_years(start, 1_036), expected);
        assert_eq!(half_years(start, 1), [0]);
        assert_eq!(half_years(start, 200), [0, 184]);
        assert!(half_years(start, 36_525).len() <= MOST_FRAMES);
    }
}
