//! A number that changes on dates: steps, linear ramps, an end and reversals.

use crate::time::{Calendar, Date, days_between, plus_days};

/// One dated change of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// First day of the change; none means it holds from the start, before any date.
    pub from: Option<Date>,
    /// The value that the step sets.
    pub value: f64,
    /// Days over which the value is reached in a straight line; 0 is at once. A step without
    /// `from` has no ramp.
    pub ramp_days: u32,
    /// First day on which the step no longer holds; none means for good.
    pub until: Option<Date>,
}

impl Step {
    /// A value that holds from the start.
    #[must_use]
    pub fn always(value: f64) -> Self {
        Step {
            from: None,
            value,
            ramp_days: 0,
            until: None,
        }
    }

    /// A value that holds from `from` on.
    #[must_use]
    pub fn starting(from: Date, value: f64) -> Self {
        Step {
            from: Some(from),
            ..Step::always(value)
        }
    }

    fn holds_on(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date < until)
    }

    /// How much of a ramp is done on `date`, from 0 to 1.
    fn progress(&self, date: Date) -> f64 {
        match self.from {
            Some(from) if self.ramp_days > 0 => {
                (f64::from(days_between(from, date)) / f64::from(self.ramp_days)).min(1.0)
            }
            _ => 1.0,
        }
    }
}

/// A number over time: a reference value and the dated steps that move it.
///
/// On a given day the last step of the list that holds decides. Its ramp starts on `from` with the
/// value the earlier steps had on that day, and reaches `value` after `ramp_days`. From `until` on,
/// the schedule goes on as if the step had never been: earlier steps decide again, or the reference.
///
/// # Examples
///
/// ```
/// # use garita::schedule::{Schedule, Step};
/// # use jiff::civil::date;
/// let ramp = Step { ramp_days: 100, ..Step::starting(date(2025, 1, 1), 3000.0) };
/// let slots = Schedule { reference: 1000.0, steps: vec![ramp] };
/// assert_eq!(slots.value_on(date(2025, 1, 1)), 1000.0);
/// assert_eq!(slots.value_on(date(2025, 2, 20)), 2000.0);
/// assert_eq!(slots.value_on(date(2026, 1, 1)), 3000.0);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// The value where no step holds: the value at which the lever does nothing.
    pub reference: f64,
    /// Changes in the order of their dates.
    pub steps: Vec<Step>,
}

impl Schedule {
    /// A schedule that stays at `reference`.
    #[must_use]
    pub fn constant(reference: f64) -> Self {
        Schedule {
            reference,
            steps: Vec::new(),
        }
    }

    /// The value on `date`.
    #[must_use]
    pub fn value_on(&self, date: Date) -> f64 {
        self.value_given(&self.ramp_starts(), date)
    }

    /// The value of each of `days` days from `start` on.
    #[must_use]
    pub fn values(&self, start: Date, days: usize) -> Vec<f64> {
        let starts = self.ramp_starts();
        (0..days)
            .map(|day| plus_days(start, i32::try_from(day).unwrap_or(i32::MAX)))
            .map(|date| self.value_given(&starts, date))
            .collect()
    }

    /// The value of every day of a calendar.
    #[must_use]
    pub fn compile(&self, calendar: &Calendar) -> Vec<f64> {
        self.values(calendar.start(), calendar.len())
    }

    /// For each step, the value that the steps before it have on its first day.
    fn ramp_starts(&self) -> Vec<f64> {
        let mut starts = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            // `zip` below sees only the steps whose start is known: the earlier ones.
            let start = step
                .from
                .map_or(self.reference, |from| self.value_given(&starts, from));
            starts.push(start);
        }
        starts
    }

    /// The value on `date` by the first `starts.len()` steps.
    fn value_given(&self, starts: &[f64], date: Date) -> f64 {
        let known = self.steps.iter().zip(starts);
        let Some((step, start)) = known.rev().find(|(step, _)| step.holds_on(date)) else {
            return self.reference;
        };
        let progress = step.progress(date);
        if progress >= 1.0 {
            step.value
        } else {
            start + (step.value - start) * progress
        }
    }

    /// The schedule as known on `last`: later steps are unknown, and the value of that day goes on.
    #[must_use]
    pub fn held_after(&self, last: Date) -> Schedule {
        let known = |step: &&Step| step.from.is_none_or(|from| from <= last);
        let mut steps: Vec<Step> = self.steps.iter().filter(known).copied().collect();
        steps.push(Step::starting(plus_days(last, 1), self.value_on(last)));
        Schedule {
            reference: self.reference,
            steps,
        }
    }

    /// Whether no step moves the number away from the reference.
    #[must_use]
    pub fn is_reference(&self) -> bool {
        #[allow(clippy::float_cmp)] // the question is whether it is the very same number
        self.steps.iter().all(|step| step.value == self.reference)
    }

    /// The smallest and the largest value that the schedule ever takes.
    ///
    /// Ramps lie between the values of steps, so only those and the reference count; the reference
    /// counts only if a day without any step exists.
    #[must_use]
    pub fn extremes(&self) -> (f64, f64) {
        let covered = self
            .steps
            .iter()
            .any(|step| step.from.is_none() && step.until.is_none());
        let start = if covered { None } else { Some(self.reference) };
        let values = start
            .into_iter()
            .chain(self.steps.iter().map(|step| step.value));
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        })
    }

    /// The first day on which the two schedules differ, from `start` to `end`.
    #[must_use]
    pub fn first_difference(&self, other: &Schedule, start: Date, end: Date) -> Option<Date> {
        let days = usize::try_from(days_between(start, end) + 1).unwrap_or(0);
        let (ours, theirs) = (self.values(start, days), other.values(start, days));
        #[allow(clippy::float_cmp)] // equal means byte-equal here
        let day = ours
            .iter()
            .zip(&theirs)
            .position(|(ours, theirs)| ours != theirs)?;
        Some(plus_days(start, i32::try_from(day).unwrap_or(i32::MAX)))
    }

    /// Replaces the steps from the first date that `later` names onward, as a child scenario does:
    /// earlier steps stay, and an undated first step replaces all.
    pub fn replace_from(&mut self, later: &[Step]) {
        let Some(first) = later.iter().map(|step| step.from).min() else {
            return;
        };
        self.steps
            .retain(|step| first.is_some() && step.from < first);
        self.steps.extend_from_slice(later);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Offices;
    use jiff::civil::date;

    fn schedule(steps: &[Step]) -> Schedule {
        Schedule {
            reference: 100.0,
            steps: steps.to_vec(),
        }
    }

    #[track_caller]
    fn assert_values(schedule: &Schedule, expected: &[((i8, i8), f64)]) {
        for &((month, day), value) in expected {
            let found = schedule.value_on(date(2025, month, day));
            assert!(
                (found - value).abs() < 1e-9,
                "2025-{month}-{day}: {found}, expected {value}"
            );
        }
    }

    #[test]
    fn what_comes_later_is_unknown() {
        let ramp = Step {
            ramp_days: 100,
            ..Step::starting(date(2025, 1, 1), 200.0)
        };
        let later = Step::starting(date(2026, 1, 1), 7.0);
        let schedule = Schedule {
            reference: 100.0,
            steps: vec![ramp, later],
        };
        let held = schedule.held_after(date(2025, 2, 20));
        assert_eq!(held.value_on(date(2025, 1, 21)), 120.0);
        assert_eq!(held.value_on(date(2025, 6, 1)), 150.0);
        assert_eq!(held.value_on(date(2027, 1, 1)), 150.0);
    }

    #[test]
    fn no_step_is_the_reference() {
        assert_values(&Schedule::constant(100.0), &[((1, 1), 100.0)]);
        assert!(Schedule::constant(100.0).is_reference());
    }

    #[test]
    fn an_undated_step_holds_from_the_start() {
        assert_values(&schedule(&[Step::always(7.0)]), &[((1, 1), 7.0)]);
    }

    #[test]
    fn a_step_starts_on_its_day() {
        assert_values(
            &schedule(&[Step::starting(date(2025, 3, 1), 7.0)]),
            &[((2, 28), 100.0), ((3, 1), 7.0)],
        );
    }

    #[test]
    fn a_ramp_starts_at_the_previous_value_and_ends_at_its_own() {
        let ramp = Step {
            ramp_days: 10,
            ..Step::starting(date(2025, 3, 1), 200.0)
        };
        assert_values(
            &schedule(&[ramp]),
            &[
                ((3, 1), 100.0),
                ((3, 2), 110.0),
                ((3, 11), 200.0),
                ((12, 31), 200.0),
            ],
        );
    }

    #[test]
    fn an_end_reverts() {
        let step = Step {
            until: Some(date(2025, 4, 1)),
            ..Step::starting(date(2025, 3, 1), 7.0)
        };
        assert_values(&schedule(&[step]), &[((3, 31), 7.0), ((4, 1), 100.0)]);
    }

    #[test]
    fn an_end_may_cut_a_ramp() {
        let step = Step {
            ramp_days: 100,
            until: Some(date(2025, 3, 11)),
            ..Step::starting(date(2025, 3, 1), 200.0)
        };
        assert_values(&schedule(&[step]), &[((3, 10), 109.0), ((3, 11), 100.0)]);
    }

    #[test]
    fn a_reversal_may_ramp_down() {
        let up = Step::starting(date(2025, 1, 11), 200.0);
        let down = Step {
            ramp_days: 10,
            ..Step::starting(date(2025, 3, 1), 100.0)
        };
        assert_values(
            &schedule(&[up, down]),
            &[((2, 28), 200.0), ((3, 6), 150.0), ((3, 11), 100.0)],
        );
    }

    #[test]
    fn a_second_ramp_starts_where_the_first_had_come() {
        let first = Step {
            ramp_days: 100,
            ..Step::starting(date(2025, 1, 1), 200.0)
        };
        let second = Step {
            ramp_days: 10,
            ..Step::starting(date(2025, 2, 20), 50.0)
        };
        assert_values(
            &schedule(&[first, second]),
            &[
                ((2, 19), 149.0),
                ((2, 20), 150.0),
                ((2, 25), 100.0),
                ((3, 2), 50.0),
            ],
        );
    }

    #[test]
    fn overlapping_steps_the_last_decides_until_it_ends() {
        let outer = Step {
            until: Some(date(2025, 9, 1)),
            ..Step::starting(date(2025, 2, 1), 300.0)
        };
        let inner = Step {
            until: Some(date(2025, 5, 1)),
            ..Step::starting(date(2025, 4, 1), 500.0)
        };
        assert_values(
            &schedule(&[outer, inner]),
            &[
                ((1, 31), 100.0),
                ((3, 31), 300.0),
                ((4, 1), 500.0),
                ((5, 1), 300.0),
                ((9, 1), 100.0),
            ],
        );
        let longer = Step {
            until: Some(date(2025, 10, 1)),
            ..inner
        };
        assert_values(
            &schedule(&[outer, longer]),
            &[((9, 1), 500.0), ((10, 1), 100.0)],
        );
    }

    #[test]
    fn compile_gives_every_day() {
        let calendar = Calendar::new(date(2025, 2, 27), 4, Offices::default());
        let compiled = schedule(&[Step::starting(date(2025, 3, 1), 7.0)]).compile(&calendar);
        assert_eq!(compiled, [100.0, 100.0, 7.0, 7.0]);
    }

    #[test]
    fn later_steps_replace_from_their_first_date() {
        let step = |month, value| Step::starting(date(2025, month, 1), value);
        let mut parent = schedule(&[step(1, 1.0), step(6, 6.0), step(9, 9.0)]);
        parent.replace_from(&[step(6, 60.0)]);
        assert_eq!(parent.steps, [step(1, 1.0), step(6, 60.0)]);
        parent.replace_from(&[Step::always(5.0)]);
        assert_eq!(parent.steps, [Step::always(5.0)]);
        parent.replace_from(&[]);
        assert_eq!(parent.steps, [Step::always(5.0)]);
    }

    #[test]
    fn the_first_difference_is_the_day_of_the_first_move() {
        let ramp = Step {
            ramp_days: 10,
            ..Step::starting(date(2025, 3, 1), 200.0)
        };
        let found = schedule(&[ramp]).first_difference(
            &schedule(&[]),
            date(2025, 1, 1),
            date(2025, 12, 31),
        );
        assert_eq!(
            found,
            Some(date(2025, 3, 2)),
            "on its first day a ramp still has the old value"
        );
        assert_eq!(
            schedule(&[]).first_difference(&schedule(&[]), date(2025, 1, 1), date(2025, 12, 31)),
            None
        );
    }

    #[test]
    fn extremes_cover_every_value_taken() {
        let ramp = Step {
            ramp_days: 10,
            ..Step::starting(date(2025, 3, 1), 200.0)
        };
        assert_eq!(schedule(&[ramp]).extremes(), (100.0, 200.0));
        assert_eq!(schedule(&[Step::always(7.0)]).extremes(), (7.0, 7.0));
    }
}
