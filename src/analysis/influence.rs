//! Which uncertain inputs move an answer.
//!
//! Each replicate has its own state of the world, so the rank correlation between a drawn input and the
//! paired difference says how strongly, and in which sense, that input moves the answer. It is a
//! screening measure: monotone effects only, one input at a time.

use super::compare::differences;
use crate::experiment::{Pair, Results};
use crate::stats::{Moments, spearman};

/// Rank correlation of one uncertain input with a paired difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Influence {
    /// Name of the input, `parameter` or `parameter/cell`.
    pub name: String,
    /// Spearman's rank correlation, −1 to 1; positive: larger input, larger difference.
    pub correlation: f64,
    /// Lower end of an interval that holds for all inputs at once with 95 % confidence.
    pub low: f64,
    /// Upper end of that interval.
    pub high: f64,
}

impl Influence {
    /// Whether the interval excludes zero: with this many replicates the input's effect can be told from
    /// chance.
    #[must_use]
    pub fn resolved(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// The drawn inputs of an experiment, those that vary. Their values are read one at a time when they are needed.
pub struct Inputs<'a> {
    names: Vec<String>,
    /// Position of each among all inputs.
    positions: Vec<usize>,
    column: Box<dyn Fn(usize) -> Vec<f64> + 'a>,
}

impl<'a> Inputs<'a> {
    /// Every input that varies. Cells of one parameter that move together count once, under the first.
    #[must_use]
    pub fn of(results: &'a Results) -> Self {
        let mut inputs = Self {
            names: Vec::new(),
            positions: Vec::new(),
            column: Box::new(|position| results.input(position)),
        };
        for (position, name) in results.inputs.iter().enumerate() {
            let column = results.input(position);
            if varies(&column) && !inputs.has_twin(name, &column) {
                inputs.names.push(name.clone());
                inputs.positions.push(position);
            }
        }
        inputs
    }

    /// Names with values, in the order of the parameters.
    pub fn each(&self) -> impl Iterator<Item = (&String, Vec<f64>)> {
        let positions = self.positions.iter();
        let named = self.names.iter().zip(positions);
        named.map(|(name, &position)| (name, (self.column)(position)))
    }

    /// Whether a cell of the same parameter ranks the futures in the same order.
    fn has_twin(&self, name: &str, column: &[f64]) -> bool {
        let parameter = |name: &str| name.split('/').next().unwrap_or_default().to_owned();
        let siblings = self.names.iter().zip(&self.positions).rev();
        let siblings = siblings.take_while(|(other, _)| parameter(other) == parameter(name));
        // Rank correlations are ratios of sums of half-integers: 1 up to the rounding of one division.
        siblings
            .into_iter()
            .any(|(_, &other)| spearman(&(self.column)(other), column) > 1.0 - 1e-9)
    }

    /// Influence of every varying input on one cell's paired difference, strongest first; empty where
    /// the difference is blank in some replicate or does not vary.
    #[must_use]
    pub fn influence(&self, results: &Results, pair: Pair, cell: usize) -> Vec<Influence> {
        let column = |arm| results.column(arm, cell);
        self.rank(&differences(&column(pair.base), &column(pair.scenario)))
    }

    /// Influence of every varying input on one answer per replicate, strongest first.
    #[must_use]
    pub fn rank(&self, answers: &[f64]) -> Vec<Influence> {
        if !varies(answers) {
            return Vec::new();
        }
        let margin = margin(answers.len(), self.names.len());
        let mut found: Vec<Influence> = self
            .each()
            .map(|(name, input)| influence(name, spearman(&input, answers), margin))
            .collect();
        found.sort_by(|a, b| {
            b.correlation
                .abs()
                .total_cmp(&a.correlation.abs())
                .then(a.name.cmp(&b.name))
        });
        found
    }
}

/// Interval on Fisher's scale, where a correlation's error is nearly normal: tanh(atanh ρ ± margin).
fn influence(name: &str, correlation: f64, margin: f64) -> Influence {
    let centre = libm::atanh(correlation.clamp(-0.999_999, 0.999_999));
    let (low, high) = (libm::tanh(centre - margin), libm::tanh(centre + margin));
    Influence {
        name: name.to_owned(),
        correlation,
        low,
        high,
    }
}

/// Half width on Fisher's scale: 1.03 z / √(n − 3) (Fieller, Hartley and Pearson 1957, for ranks), with z
/// so large that all `inputs` intervals hold together with 95 % (Bonferroni).
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of replicates and inputs are far below 2^53"
)]
pub(super) fn margin(replicates: usize, inputs: usize) -> f64 {
    if replicates < 4 {
        return f64::INFINITY;
    }
    let z = crate::sampler::normal(1.0 - 0.025 / inputs.max(1) as f64);
    1.03 * z / ((replicates - 3) as f64).sqrt()
}

/// Whether the values are all known and not all equal.
fn varies(values: &[f64]) -> bool {
    Moments::of(values).variance() > 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs<'a>(columns: &'a [(&str, Vec<f64>)]) -> Inputs<'a> {
        Inputs {
            names: columns.iter().map(|(name, _)| (*name).to_owned()).collect(),
            positions: (0..columns.len()).collect(),
            column: Box::new(|position| columns[position].1.clone()),
        }
    }

    #[test]
    fn the_strongest_comes_first_and_noise_is_called_unresolved() {
        let n = 60;
        let value = |k: u32, step: u32| f64::from((k * step) % 61);
        let answers: Vec<f64> = (1..=n).map(|k| -value(k, 1)).collect();
        let columns = [
            ("noise", (1..=n).map(|k| value(k, 23)).collect()),
            ("cause", (1..=n).map(|k| value(k, 1).sqrt()).collect()),
        ];
        let inputs = inputs(&columns);
        let found = inputs.rank(&answers);
        assert_eq!(
            (found[0].name.as_str(), found[0].resolved()),
            ("cause", true)
        );
        assert!((found[0].correlation + 1.0).abs() < 1e-12);
        assert!(!found[1].resolved(), "{:?}", found[1]);
    }

    #[test]
    fn an_answer_that_never_varies_has_no_influences() {
        assert!(
            inputs(&[("x", vec![1.0, 2.0, 3.0])])
                .rank(&[5.0, 5.0, 5.0])
                .is_empty()
        );
        assert!(
            inputs(&[("x", vec![1.0, 2.0, 3.0])])
                .rank(&[5.0, f64::NAN, 5.0])
                .is_empty()
        );
    }
}
