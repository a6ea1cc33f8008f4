//! What was published of the days that are simulated, on the fans of the daily series.

use super::{Drawing, days, figure, period, who};
use crate::chart::{Body, Panel, Record, RecordPanel, RecordPoint, Scale};
use crate::experiment::hindcast::Target;
use crate::metric;
use crate::observation::{Kind, Observations, bundled};
use crate::report::{Story, series};
use crate::text::say;
use crate::time::{days_between, plus_days};

/// A panel for each daily series of which months were published; none where the run simulates no such month.
pub(super) fn published(story: &Story) -> Option<Drawing> {
    let observations = bundled().ok()?;
    let whole = story.results.series.iter();
    let whole = whole.filter(|key| (key.place.as_str(), key.group.as_str()) == ("all", "all"));
    let panels: Vec<RecordPanel> = whole
        .filter_map(|key| panel(story, &observations, key.metric))
        .collect();
    if panels.is_empty() {
        return None;
    }
    let body = Record {
        time: days(story),
        panels,
        scale: Scale::Own,
    };
    let subtitle = tell!(
        "Simulated day by day, and published by month as a daily mean, {period}",
        period = period(story)
    );
    let alt = tell!(
        "Lines with bands over time under {scenarios}, with dots of what was published of each month.",
        scenarios = who(story)
    );
    let notes = [
        say(
            "Dots: published counts of whole months ÷ days, at the middle of the month; hollow where the policy of a scenario was set from them. Bands are of single days, and wider than those of whole months would be.",
        ),
        say(
            "Inputs of a scenario may have been fitted to some of these counts; garita backtest holds forecasts against counts that they did not see.",
        ),
    ];
    Some(Drawing {
        stem: "published",
        figure: figure(
            story,
            say("Simulated and published"),
            subtitle,
            Body::Record(body),
            &notes,
        ),
        alt,
    })
}

fn panel(story: &Story, observations: &Observations, metric: usize) -> Option<RecordPanel> {
    let metric = &metric::ALL[metric];
    let design = &story.results.design;
    let is_simulated = |target: &&Target| {
        (target.metric.as_str(), target.origin.as_str()) == (metric.name, "all")
            && Kind::of(target) == Some(Kind::Month)
            && target.period_from >= design.start
            && target.period_to <= design.end()
    };
    let point = |target: &Target| {
        let gap = days_between(target.period_from, target.period_to);
        let mut arms = design.arms.iter();
        RecordPoint {
            date: plus_days(target.period_from, gap / 2),
            value: target.observed / f64::from(gap + 1),
            held_back: arms.all(|arm| observations.policy_set(target, &arm.name).is_none()),
        }
    };
    let targets = observations.targets.iter().filter(is_simulated);
    let points: Vec<RecordPoint> = targets.map(point).collect();
    (!points.is_empty()).then(|| RecordPanel {
        panel: Panel {
            title: say(metric.label).to_owned(),
            unit: tell!("{unit} a day", unit = say(metric.unit)),
            series: series::levels(story, metric.name, "all", "all"),
            limits: Vec::new(),
        },
        origin: None,
        points,
        naive: Vec::new(),
    })
}
