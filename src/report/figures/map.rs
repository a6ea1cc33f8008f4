//! Where people wait, as a schematic map on four dates.

use super::{Drawing, figure, period, who};
use crate::chart::{Body, Map, MapFrame, MapPlace, MapRow};
use crate::report::{Story, series};
use crate::text::say;
use crate::time::Date;

/// Dates drawn: evenly from the first day to the last.
const DATES: usize = 4;

/// Circles by mean number of people waiting, coloured by shelter strain; none without places.
pub(super) fn map(story: &Story) -> Option<Drawing> {
    let places: Vec<MapPlace> = story
        .places
        .iter()
        .filter_map(|name| place(story, name))
        .collect();
    if places.is_empty() {
        return None;
    }
    let days = days(story.results.design.days);
    let rows: Option<Vec<MapRow>> = (0..story.results.design.arms.len())
        .map(|arm| {
            Some(MapRow {
                scenario: arm,
                frames: frames(story, arm, &days)?,
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
    let figure = figure(
        story,
        say("Where people wait, and where shelters are full"),
        subtitle,
        Body::Map(body),
        &notes,
    );
    Some(Drawing {
        stem: "map",
        figure,
        alt,
    })
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
}
