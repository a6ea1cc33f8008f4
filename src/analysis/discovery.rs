//! Under which conditions a policy does worse: a box of inputs found on one half of the futures and judged on the other.
//!
//! With hundreds of inputs and a hundred futures, a box that fits is always found, and says nothing. So it is looked
//! for in every other future, and what is said of it, how many of the cases it covers and how often it is right, is counted in the
//! futures that the search has not seen.

use super::prim::{Catch, Limit, Patience, Region, peel};
use crate::stats::{Interval, proportion_interval};

/// How boxes are peeled: patiently, with two limited inputs at most, since that is what people remember.
const PATIENCE: Patience = Patience {
    share: 0.05,
    least: 0.1,
    inputs: 2,
};

/// Futures that are looked at: more take long and say no more.
pub const MOST: usize = 2_000;

/// Fewer cases, or fewer futures that are none, in the half that is searched tell nothing.
const FEWEST: usize = 8;

/// Conditions under which cases are more frequent than elsewhere, as counted in futures that the search has not seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Limits of one or two inputs, by position among the columns.
    pub limits: Vec<Limit>,
    /// Share of the cases that meet the conditions.
    pub coverage: Interval,
    /// Share of the futures meeting the conditions that are cases.
    pub precision: Interval,
    /// Share of all futures that are cases.
    pub base: f64,
}

/// The conditions under which cases gather; none if the futures not searched do not bear them out: precision must be above
/// the share of cases everywhere with 95 % confidence.
///
/// `columns` hold one value per future for each input, [`MOST`] at best.
#[must_use]
pub fn discover(columns: &[Vec<f64>], is_case: &[bool]) -> Option<Condition> {
    let half = |first: usize| (first..is_case.len()).step_by(2).collect::<Vec<usize>>();
    let (searched, kept_back) = (half(0), half(1));
    let cases = searched.iter().filter(|row| is_case[**row]).count();
    if cases < FEWEST || searched.len() - cases < FEWEST {
        return None;
    }
    let boxes = peel(columns, is_case, &searched, PATIENCE);
    let caught = |region: &Region| region.catch(columns, is_case, &searched);
    let best = boxes
        .into_iter()
        .map(|region| pruned(region, &caught))
        .max_by(|a, b| balance(&caught(a)).total_cmp(&balance(&caught(b))))?;
    judged(best, &best_of(columns, is_case, &kept_back))
}

/// How a box does on futures that the search has not seen.
fn best_of<'a>(
    columns: &'a [Vec<f64>],
    is_case: &'a [bool],
    rows: &'a [usize],
) -> impl Fn(&Region) -> (Catch, usize) + 'a {
    move |region| (region.catch(columns, is_case, rows), rows.len())
}

fn judged(region: Region, on: &impl Fn(&Region) -> (Catch, usize)) -> Option<Condition> {
    let (catch, futures) = on(&region);
    if region.limits.is_empty() || catch.points == 0 || catch.all_cases == 0 {
        return None;
    }
    let share = |part: usize, whole: usize| proportion_interval(part as u64, whole as u64);
    let base = catch.all_cases as f64 / futures as f64;
    let precision = share(catch.cases, catch.points);
    (precision.low > base).then(|| Condition {
        coverage: share(catch.cases, catch.all_cases),
        limits: region.limits,
        precision,
        base,
    })
}

/// The harmonic mean of coverage and density: neither all cases with much else, nor a few pure ones.
fn balance(catch: &Catch) -> f64 {
    2.0 * catch.cases as f64 / (catch.points + catch.all_cases) as f64
}

/// The box without limits that do not make it better.
fn pruned(region: Region, caught: &impl Fn(&Region) -> Catch) -> Region {
    let simpler = region
        .limits
        .iter()
        .map(|limit| region.without(limit.input));
    let better = simpler
        .filter(|other| balance(&caught(other)) >= balance(&caught(&region)))
        .max_by(|a, b| balance(&caught(a)).total_cmp(&balance(&caught(b))));
    match better {
        Some(other) => pruned(other, caught),
        None => region,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;

    fn uniforms(seed: u64, columns: usize, rows: usize) -> Vec<Vec<f64>> {
        let draws = Draws::new(seed, 0);
        let column = |at: usize| {
            let key = draws.key(0, 0, 0).on(at as i32);
            (0..rows).map(|row| key.uniform(row as u64)).collect()
        };
        (0..columns).map(column).collect()
    }

    #[test]
    fn a_condition_among_hundreds_of_inputs_is_found_and_counted_honestly() {
        let columns = uniforms(1, 300, 400);
        let is_case: Vec<bool> = (0..400)
            .map(|row| columns[17][row] > 0.6 && (columns[200][row] < 0.8))
            .collect();
        let found = discover(&columns, &is_case).unwrap();
        assert!(
            found
                .limits
                .iter()
                .any(|limit| limit.input == 17 && (limit.low - 0.6).abs() < 0.06)
        );
        assert!(
            found.precision.low > 0.6 && found.coverage.estimate > 0.7,
            "{found:?}"
        );
        assert!((found.base - 0.32).abs() < 0.08);
    }

    #[test]
    fn chance_is_hardly_ever_taken_for_a_condition() {
        let wrong = (0..100).filter(|seed| {
            let columns = uniforms(1_000 + seed, 60, 120);
            let luck = Draws::new(*seed, 1).key(0, 0, 0).on(0);
            let is_case: Vec<bool> = (0..120).map(|row| luck.uniform(row) < 0.4).collect();
            discover(&columns, &is_case).is_some()
        });
        // 2.5 % by the law of the interval; 8 of 100 would be beyond a chance of one in a thousand.
        let wrong = wrong.count();
        assert!(wrong < 8, "{wrong}");
    }

    #[test]
    fn too_few_cases_tell_nothing() {
        let columns = uniforms(2, 5, 40);
        let is_case: Vec<bool> = (0..40).map(|row| columns[0][row] > 0.9).collect();
        assert!(discover(&columns, &is_case).is_none());
    }
}
