//! What pairing gains: compared scenarios share their luck, so that most of it cancels.

use super::compare::differences;
use crate::stats::Moments;

/// Variance of the difference of two independent runs ÷ variance of the paired difference,
/// `(Var A + Var B) / Var(B − A)`.
///
/// 1 means pairing gained nothing; 9 means it saved 8 of 9 replicates. Infinite when the paired
/// difference does not vary at all although the scenarios do; NaN when nothing varies.
/// Values of one state of the world after another make this the gain over all uncertainty; see
/// [`chance_ratio`] for the gain within states of the world.
#[must_use]
pub fn variance_ratio(base: &[f64], scenario: &[f64]) -> f64 {
    let variance = |values: &[f64]| Moments::of(values).variance();
    (variance(base) + variance(scenario)) / variance(&differences(base, scenario))
}

/// The same ratio for chance alone: variances are taken within states of the world and pooled.
///
/// `state[i]` names the state of the world that row `i` was simulated in; every state needs at least
/// two rows to count.
#[must_use]
pub fn chance_ratio(base: &[f64], scenario: &[f64], state: &[usize]) -> f64 {
    variance_ratio(&centred(base, state), &centred(scenario, state))
}

/// Each value less the mean of its state of the world. (The common divisor of a pooled variance cancels
/// in the ratio.)
fn centred(values: &[f64], state: &[usize]) -> Vec<f64> {
    let members = |wanted: usize| -> Vec<f64> {
        let rows = values
            .iter()
            .zip(state)
            .filter(|&(_, &state)| state == wanted);
        rows.map(|(&value, _)| value).collect()
    };
    let states = state.iter().max().map_or(0, |last| last + 1);
    let means: Vec<f64> = (0..states)
        .map(|state| Moments::of(&members(state)).mean())
        .collect();
    values
        .iter()
        .zip(state)
        .map(|(value, &state)| value - means[state])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratio_of_known_variances() {
        let base = [1.0, 2.0, 3.0, 4.0];
        let scenario = [2.0, 3.0, 4.0, 6.0];
        // Variances 5/3 and 35/12, of the difference (1, 1, 1, 2) 1/4.
        let expected = (5.0 / 3.0 + 35.0 / 12.0) / 0.25;
        assert!((variance_ratio(&base, &scenario) - expected).abs() < 1e-12);
    }

    #[test]
    fn a_constant_shift_cancels_wholly_and_constants_have_no_ratio() {
        assert_eq!(variance_ratio(&[1.0, 2.0], &[3.0, 4.0]), f64::INFINITY);
        assert!(variance_ratio(&[1.0, 1.0], &[2.0, 2.0]).is_nan());
    }

    #[test]
    fn differences_between_states_of_the_world_do_not_count_as_chance() {
        let state = [0, 0, 1, 1];
        let base = [0.0, 1.0, 100.0, 101.0];
        let scenario = [0.0, 2.0, 500.0, 502.0];
        // Within states the scenario moves by ±1 where the base moves by ±0.5: (1 + 4) / 1.
        assert!((chance_ratio(&base, &scenario, &state) - 5.0).abs() < 1e-12);
    }
}
