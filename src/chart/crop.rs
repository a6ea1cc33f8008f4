//! A part of a figure: fewer days or fewer places, for redrawing a chart without
//! simulating again.

use jiff::civil::Date;

use super::calendar::day_number;
use super::figure::{Body, Days, Figure, Panel, Spread};

impl Figure {
    /// The figure from `from` to `to`, both included; a figure without a time axis
    /// stays as it is, and so does one that would be left without a day.
    #[must_use]
    pub fn between(mut self, from: Option<Date>, to: Option<Date>) -> Self {
        match &mut self.body {
            Body::Fan(fan) => crop(&mut fan.time, fan.panels.iter_mut(), from, to),
            Body::Chance(chance) => crop(&mut chance.time, chance.panels.iter_mut(), from, to),
            Body::Places(places) => crop(&mut places.time, places.panels.iter_mut(), from, to),
            Body::Difference(both) => {
                crop(
                    &mut both.time,
                    [&mut both.level, &mut both.difference].into_iter(),
                    from,
                    to,
                );
            }
            Body::Strain(strain) => {
                let inside = |month: &Date| {
                    from.is_none_or(|from| month.last_of_month() >= from)
                        && to.is_none_or(|to| *month <= to)
                };
                let kept: Vec<bool> = strain.months.iter().map(inside).collect();
                if kept.contains(&true) {
                    keep(&mut strain.months, &kept);
                    strain
                        .blocks
                        .iter_mut()
                        .flat_map(|block| &mut block.values)
                        .for_each(|row| keep(row, &kept));
                }
            }
            _ => {}
        }
        self
    }

    /// The figure with only the places named, in its own order; all of them if none
    /// is known. Figures without places stay as they are.
    #[must_use]
    pub fn only_places<S: AsRef<str>>(mut self, names: &[S]) -> Self {
        let wanted = |label: &str| names.iter().any(|name| same_place(name.as_ref(), label));
        match &mut self.body {
            Body::Places(places) if places.panels.iter().any(|panel| wanted(&panel.title)) => {
                places.panels.retain(|panel| wanted(&panel.title));
            }
            Body::Chance(chance) if chance.panels.iter().any(|panel| wanted(&panel.title)) => {
                chance.panels.retain(|panel| wanted(&panel.title));
            }
            Body::Strain(strain) if strain.places.iter().any(|place| wanted(place)) => {
                let kept: Vec<bool> = strain.places.iter().map(|place| wanted(place)).collect();
                keep(&mut strain.places, &kept);
                strain
                    .blocks
                    .iter_mut()
                    .for_each(|block| keep(&mut block.values, &kept));
            }
            _ => {}
        }
        self
    }
}

impl Figure {
    /// Places that a figure shows one by one, in its order.
    #[must_use]
    pub fn place_names(&self) -> Vec<&str> {
        match &self.body {
            Body::Places(places) => places
                .panels
                .iter()
                .map(|panel| panel.title.as_str())
                .collect(),
            Body::Strain(strain) => strain.places.iter().map(String::as_str).collect(),
            Body::Chance(chance) => chance.panels.iter().map(|one| one.title.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a figure shows this place, by its label or its name.
    #[must_use]
    pub fn has_place(&self, name: &str) -> bool {
        self.place_names()
            .iter()
            .any(|label| same_place(name, label))
    }
}

/// "ciudad-juarez" and "Ciudad Juárez" are one place: capitals, accents, spaces and
/// hyphens do not count.
fn same_place(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let letters = name
            .to_lowercase()
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .collect::<String>();
        letters
            .replace(['á', 'à'], "a")
            .replace('é', "e")
            .replace('í', "i")
            .replace('ó', "o")
            .replace(['ú', 'ü'], "u")
            .replace('ñ', "n")
    };
    plain(one) == plain(other)
}

fn keep<T>(values: &mut Vec<T>, kept: &[bool]) {
    let mut flags = kept.iter();
    values.retain(|_| flags.next().copied().unwrap_or(false));
}

fn crop<'a>(
    time: &mut Days,
    panels: impl Iterator<Item = &'a mut Panel>,
    from: Option<Date>,
    to: Option<Date>,
) {
    let first = from.map_or(0, |date| whole(day_number(time.start, date)));
    let end = to
        .map_or(time.days, |date| whole(day_number(time.start, date) + 1.0))
        .min(time.days);
    if first >= end {
        return;
    }
    for panel in panels {
        panel
            .series
            .iter_mut()
            .flat_map(quantiles)
            .for_each(|values| part(values, first, end));
        let daily = panel
            .limits
            .iter_mut()
            .filter(|limit| limit.values.len() > 1);
        daily.for_each(|limit| part(&mut limit.values, first, end));
    }
    let days = i64::try_from(first).unwrap_or(0);
    time.start = time.start.saturating_add(jiff::Span::new().days(days));
    time.days = end - first;
}

fn quantiles(series: &mut Spread) -> [&mut Vec<f64>; 5] {
    [
        &mut series.p05,
        &mut series.p25,
        &mut series.p50,
        &mut series.p75,
        &mut series.p95,
    ]
}

fn part(values: &mut Vec<f64>, first: usize, end: usize) {
    values.truncate(end);
    values.drain(..first.min(values.len()));
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped at zero
fn whole(days: f64) -> usize {
    days.max(0.0) as usize
}
