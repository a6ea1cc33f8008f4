//! Fitting up to a day, and running on from there.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::row::{Known, Row, judge};
use crate::calibrate::{Fitting, Settings};
use crate::experiment::Plan;
use crate::experiment::hindcast::{self, Target};
use crate::lever::{Family, Lever};
use crate::model::record::Record;
use crate::observation::{Kind, Observations};
use crate::random::{Draws, name_key};
use crate::sampler::normal;
use crate::scenario::{Catalogue, Scenario, StartState};
use crate::time::Date;
use crate::uncertainty::{Calibration, Fit};

/// How forecasts are run.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// Records of levers.
    pub catalogue: &'a Catalogue,
    /// Seed of all chance.
    pub seed: u64,
    /// Simulated futures of a forecast.
    pub replicates: u64,
    /// Set to stop.
    pub stop: &'a AtomicBool,
    /// Called after each run.
    pub finished: &'a (dyn Fn() + Sync),
}

/// One forecast: who is run, what is known, what is scored.
pub struct Forecast<'a> {
    /// Name of the era or scenario, for the rows.
    pub era: &'a str,
    /// Whose parameters, for the rows.
    pub parameters: &'a str,
    /// The scenario, with its past.
    pub scenario: &'a Scenario,
    /// The fits.
    pub fits: &'a Calibration,
    /// First day whose counts were fitted, if any were.
    pub fit_from: Option<Date>,
    /// Last day known.
    pub origin: Date,
    /// First day scored.
    pub from: Date,
    /// Last day scored.
    pub to: Date,
    /// Counts to be scored.
    pub observations: &'a Observations,
    /// Counts that naive forecasts may look back on.
    pub history: &'a [Target],
    /// Standard error of the log of a published count, if futures are to carry it: how far published and simulated
    /// counts of the same world may be apart.
    pub error: Option<&'a dyn Fn(&Target) -> f64>,
}

impl Forecast<'_> {
    /// Runs the forecast and judges every count that it covers; `None` if stopped.
    ///
    /// # Errors
    /// A sentence if people were not conserved.
    pub fn rows(&self, run: &Run) -> Result<Option<Vec<Row>>, String> {
        let targets: Vec<&Target> = self
            .observations
            .targets
            .iter()
            .filter(|target| Kind::of(target).is_some() && self.concerns(target))
            .collect();
        let scenario = until(self.scenario, self.to);
        let Some(mut ensembles) = ensembles(&scenario, self.fits, &targets, run)? else {
            return Ok(None);
        };
        if let Some(error) = self.error {
            for (target, ensemble) in targets.iter().zip(&mut ensembles) {
                let own = ensemble.iter_mut();
                own.for_each(|values| carry(values, target, error(target), run.seed));
            }
        }
        let known = Known::until(self.origin, self.history);
        let rows = targets.into_iter().zip(ensembles);
        let rows = rows.filter_map(|(target, ensemble)| {
            let mut row = judge(target, &ensemble?, self.origin, &known);
            self.era.clone_into(&mut row.era);
            self.parameters.clone_into(&mut row.parameters);
            let chain = chain(&scenario);
            let mut meant = chain
                .iter()
                .filter(|one| target.period_from <= one.end && target.period_to >= one.start);
            let why = meant.find_map(|one| self.observations.policy_set(target, &one.name));
            row.stands(why);
            Some(row)
        });
        Ok(Some(rows.collect()))
    }

    /// Whether a count is wholly in the fitted window or wholly after it.
    fn concerns(&self, target: &Target) -> bool {
        let fitted = self
            .fit_from
            .is_some_and(|from| target.period_from >= from && target.period_to <= self.origin);
        let after = target.period_from > self.origin;
        target.period_from >= self.from && target.period_to <= self.to && (fitted || after)
    }
}

/// Multiplies every value by an error of its own, whose log has mean 0 and the standard error `error`.
fn carry(values: &mut [f64], target: &Target, error: f64, seed: u64) {
    for (k, value) in (0..).zip(values.iter_mut()) {
        let key = Draws::new(seed, k).key(name_key("error of a count"), name_key(&target.id), 0);
        *value *= libm::exp(error * normal(key.uniform(0, 0)));
        if target.unit == "share" {
            *value = value.min(1.0);
        }
    }
    values.sort_by(f64::total_cmp);
}

/// The end of the month that lies some months after a date.
#[must_use]
pub fn months_after(date: Date, months: i32) -> Date {
    let first = date.first_of_month();
    let later = first.saturating_add(jiff::Span::new().months(months));
    later.last_of_month()
}

/// A scenario and those that hand over to it, the oldest first.
#[must_use]
pub fn chain(scenario: &Scenario) -> Vec<&Scenario> {
    let mut chain = vec![scenario];
    while let StartState::Handover(past) = &chain[0].start_state {
        chain.insert(0, past);
    }
    chain
}

/// A scenario as far as a day: it ends there, and if it starts later the past it starts from stands for it.
#[must_use]
pub fn until(scenario: &Scenario, last: Date) -> Scenario {
    let mut cut = scenario;
    while let StartState::Handover(past) = &cut.start_state
        && cut.start > last
    {
        cut = past;
    }
    let mut cut = cut.clone();
    cut.end = cut.end.min(last);
    // A past has the parameters of the scenario that goes on.
    cut.parameters.clone_from(&scenario.parameters);
    cut
}

/// A scenario as somebody knows it who knows policy but not the future: what happens outside every policy is held
/// from the day after `last` on at what it was, here and in what it starts from.
#[must_use]
pub fn held(scenario: &Scenario, last: Date, levers: &[Lever]) -> Scenario {
    let mut held_back = scenario.clone();
    held_back.policy.hold(levers, Family::Outside, last);
    if let StartState::Handover(past) = &scenario.start_state {
        held_back.start_state = StartState::Handover(Box::new(held(past, last, levers)));
    }
    held_back
}

/// Fits to the counts of the window of `settings`; `None` if stopped.
///
/// # Errors
/// See [`Fitting::simulate`] and [`Fitting::advance`].
pub fn fit(
    settings: &Settings,
    targets: &[Target],
    name: &str,
    run: &Run,
) -> Result<Option<Calibration>, String> {
    let settings = Settings {
        scenario: until(&settings.scenario, settings.to),
        ..settings.clone()
    };
    let mut fitting = Fitting::new(&settings, run.catalogue, targets);
    if fitting.targets.is_empty() {
        return Err(format!(
            "there are no counts to fit from {} to {}",
            settings.from, settings.to
        ));
    }
    for _ in 0..settings.rounds {
        let Some(simulated) = fitting.simulate(run.stop, run.finished)? else {
            return Ok(None);
        };
        fitting.advance(&simulated)?;
    }
    Ok(Some(fitting.calibration(name)))
}

/// What each simulated future says of each target, ascending; `None` for a target that the run does not cover, and
/// as a whole if stopped.
///
/// # Errors
/// A sentence if people were not conserved.
pub fn ensembles(
    scenario: &Scenario,
    fits: &Calibration,
    targets: &[&Target],
    run: &Run,
) -> Result<Option<Vec<Option<Vec<f64>>>>, String> {
    let plan = Plan::new(
        std::slice::from_ref(scenario),
        run.catalogue,
        run.seed,
        false,
    );
    let one = |k: u64| -> Result<Option<Vec<Option<f64>>>, String> {
        if run.stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let fit = if fits.is_empty() {
            Fit::default()
        } else {
            fits.fit(k)
        };
        let records = plan.fitted_records(0, k, &fit)?;
        let runs: Vec<(&Scenario, &Record)> = records
            .iter()
            .map(|(scenario, record)| (*scenario, record))
            .collect();
        (run.finished)();
        let measured = targets
            .iter()
            .map(|target| hindcast::measure_all(&runs, target));
        Ok(Some(measured.collect()))
    };
    let futures: Result<Option<Vec<_>>, String> =
        (0..run.replicates).into_par_iter().map(one).collect();
    let Some(futures) = futures? else {
        return Ok(None);
    };
    let of_target = |index: usize| {
        let values: Option<Vec<f64>> = futures.iter().map(|future| future[index]).collect();
        // A share of nothing is no number: such a future says nothing of it.
        let mut values = values?;
        values.retain(|value| value.is_finite());
        values.sort_by(f64::total_cmp);
        (!values.is_empty()).then_some(values)
    };
    Ok(Some((0..targets.len()).map(of_target).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_end_where_they_end() {
        assert_eq!(months_after(date(2023, 10, 31), 4), date(2024, 2, 29));
        assert_eq!(months_after(date(2023, 12, 31), 12), date(2024, 12, 31));
    }

    #[test]
    fn a_scenario_is_cut_where_its_past_ends_too() {
        let scenario =
            crate::scenario::load("title-42-2020-2023", &crate::scenario::Overrides::default())
                .unwrap();
        let cut = until(&scenario, date(2021, 3, 31));
        assert_eq!(
            (cut.name.as_str(), cut.end),
            ("title-42-2020-2023", date(2021, 3, 31))
        );
        let cut = until(&scenario, date(2019, 6, 30));
        assert_eq!(
            (cut.name.as_str(), cut.end),
            ("metering-2018-2020", date(2019, 6, 30))
        );
        assert_eq!(chain(&scenario).len(), 2);
    }

    #[test]
    fn values_carry_errors_of_the_stated_size() {
        let targets = crate::experiment::hindcast::targets().unwrap();
        let mut values = vec![100.0; 4000];
        carry(&mut values, &targets[0], 0.2, 1);
        let logs: Vec<f64> = values
            .iter()
            .map(|value| libm::log(value / 100.0))
            .collect();
        let moments = crate::stats::Moments::of(&logs);
        // Standard errors 0.0032 of the mean and 0.0022 of the deviation; four of each.
        assert!(moments.mean().abs() < 0.0128, "{}", moments.mean());
        assert!(
            (moments.deviation() - 0.2).abs() < 0.009,
            "{}",
            moments.deviation()
        );
    }
}
