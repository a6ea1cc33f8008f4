//! Charts of shelters: strain by place and month, and demand against beds.

use super::figures::{Drawing, days, figure, on_side, period, who};
use super::{Story, series};
use crate::chart::{Body, Limit, Panel, Places, Scale, Strain, StrainBlock};
use crate::text::say;
use crate::time::Date;

/// Heat map of shelter demand ÷ usable beds, place × month.
pub(super) fn strain(story: &Story) -> Option<Drawing> {
    let months = months(story);
    let blocks: Option<Vec<StrainBlock>> = (0..story.results.design.arms.len())
        .map(|arm| {
            let rows = story
                .places
                .iter()
                .map(|place| monthly(story, arm, place, &months));
            rows.collect::<Option<_>>().map(|values| StrainBlock {
                scenario: arm,
                values,
            })
        })
        .collect();
    let body = Strain {
        months: months.iter().map(|(first, _)| *first).collect(),
        places: story
            .places
            .iter()
            .map(|name| series::place_label(story, name))
            .collect(),
        blocks: blocks?,
        measure: say("People seeking a bed ÷ usable beds").to_owned(),
    };
    let subtitle = tell!(
        "People seeking a shelter bed for each usable bed, by city and month, {period}",
        period = period(story)
    );
    let alt = tell!(
        "Heat maps of shelter strain by city and month under {scenarios}; darker is more strain, 1 is full.",
        scenarios = who(story)
    );
    let notes = [say(
        "Mean over simulated futures. Displaced residents of the city are among those who seek beds.",
    )];
    let figure = figure(
        story,
        say("Where shelters are full"),
        subtitle,
        Body::Strain(body),
        &notes,
    );
    Some(Drawing {
        stem: "shelter-strain",
        figure,
        alt,
    })
}

/// Small multiples on one scale: people seeking a bed against usable beds, on the border or inland.
pub(super) fn beds(
    story: &Story,
    stem: &'static str,
    title: &str,
    border: bool,
) -> Option<Drawing> {
    let shown = on_side(story, border);
    if shown.is_empty() {
        return None;
    }
    let panel = |name: &&String| -> Option<Panel> {
        let limits = (0..story.results.design.arms.len()).map(|arm| {
            let values = series::means(story, arm, "usable-beds", name)?;
            Some(Limit {
                label: say("usable beds").to_owned(),
                scenario: Some(arm),
                values,
            })
        });
        Some(Panel {
            title: series::place_label(story, name),
            unit: say("people").to_owned(),
            series: series::levels(story, "shelter-demand", name, "all"),
            limits: shared(limits.collect::<Option<Vec<_>>>()?),
        })
    };
    let panels = shown.iter().map(panel).collect::<Option<_>>()?;
    let body = Places {
        time: days(story),
        panels,
        columns: None,
        scale: Scale::Ratio,
    };
    let subtitle = if border {
        tell!(
            "People seeking a shelter bed, and usable beds, in each city on the border, {period}",
            period = period(story)
        )
    } else {
        tell!(
            "People seeking a shelter bed, and usable beds, in each city inland, {period}",
            period = period(story)
        )
    };
    let alt = if border {
        tell!(
            "A small panel for each city on the border: people seeking a bed under {scenarios}, against usable beds.",
            scenarios = who(story)
        )
    } else {
        tell!(
            "A small panel for each city inland: people seeking a bed under {scenarios}, against usable beds.",
            scenarios = who(story)
        )
    };
    let notes = [say(
        "Lines: the middle simulated future. Usable beds are those that exist and are staffed. Equal distances upward are equal ratios: the gap between people and beds is the strain.",
    )];
    Some(Drawing {
        stem,
        figure: figure(story, title, subtitle, Body::Places(body), &notes),
        alt,
    })
}

/// One line where all scenarios have the same beds.
fn shared(mut limits: Vec<Limit>) -> Vec<Limit> {
    if limits
        .windows(2)
        .all(|pair| pair[0].values == pair[1].values)
    {
        limits.truncate(1);
        for limit in &mut limits {
            limit.scenario = None;
        }
    }
    limits
}

/// First day and days of every calendar month of the run.
fn months(story: &Story) -> Vec<(Date, Vec<usize>)> {
    let mut months: Vec<(Date, Vec<usize>)> = Vec::new();
    for day in 0..story.results.design.days {
        let date = story.results.design.date(day);
        match months.last_mut() {
            Some((first, days)) if first.month() == date.month() => days.push(day),
            _ => months.push((date.first_of_month(), vec![day])),
        }
    }
    months
}

/// Demand ÷ beds, month by month: sums of daily means.
fn monthly(
    story: &Story,
    arm: usize,
    place: &str,
    months: &[(Date, Vec<usize>)],
) -> Option<Vec<f64>> {
    let demand = series::means(story, arm, "shelter-demand", place)?;
    let beds = series::means(story, arm, "usable-beds", place)?;
    let sum = |values: &[f64], days: &[usize]| days.iter().map(|&day| values[day]).sum::<f64>();
    let ratio = |days: &Vec<usize>| {
        let beds = sum(&beds, days);
        if beds > 0.0 {
            sum(&demand, days) / beds
        } else {
            f64::NAN
        }
    };
    Some(months.iter().map(|(_, days)| ratio(days)).collect())
}
