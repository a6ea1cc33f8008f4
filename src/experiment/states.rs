//! States of the world that a design chooses, in place of drawn ones.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// Points of a design over uncertain inputs, each to be met by several draws of chance.
///
/// Points come in blocks of equal length, such as the trajectories of a screening. Replicate `k` has point `k ÷ chances`; its
/// luck is the same at every point of a block, so that these differ by their inputs alone, and other in every block. Inputs
/// that the design does not name are drawn with the luck.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct States {
    /// Names of parameters; all cells of a parameter move together.
    pub inputs: Vec<String>,
    /// For each point the share of futures in which each input is lower, strictly between 0 and 1.
    pub points: Vec<Vec<f64>>,
    /// Points in a block, at least 1.
    pub block: u64,
    /// Draws of chance for each point, at least 1.
    pub chances: u64,
}

impl States {
    /// How many replicates the points take.
    #[must_use]
    pub fn replicates(&self) -> u64 {
        self.points.len() as u64 * self.chances
    }

    /// The number whose luck and fit a replicate has.
    #[must_use]
    pub fn chance(&self, k: u64) -> u64 {
        k / (self.block * self.chances) * self.chances + k % self.chances
    }

    /// The share chosen for a stream, `parameter` or `parameter/cell`; none if the design leaves it to chance.
    #[must_use]
    pub fn share(&self, k: u64, stream: &str) -> Option<f64> {
        let parameter = stream.split('/').next().unwrap_or(stream);
        let input = self.inputs.iter().position(|name| name == parameter)?;
        let point = usize::try_from(k / self.chances).ok()?;
        self.points.get(point)?.get(input).copied()
    }

    /// SHA-256 over everything that is chosen.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(format!(
            "{} × {} of {:?}",
            self.block, self.chances, self.inputs
        ));
        for point in &self.points {
            hash.update(format!("{point:?}"));
        }
        hash.finalize()
            .iter()
            .fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_of_a_block_meets_the_same_luck() {
        let states = States {
            inputs: vec!["a".to_owned(), "b".to_owned()],
            points: vec![
                vec![0.1, 0.2],
                vec![0.3, 0.4],
                vec![0.5, 0.6],
                vec![0.7, 0.8],
            ],
            block: 2,
            chances: 3,
        };
        assert_eq!(states.replicates(), 12);
        let met: Vec<_> = (0..12)
            .map(|k| (states.share(k, "b/tijuana"), states.chance(k)))
            .collect();
        let point = |share, first| (first..first + 3).map(move |chance| (Some(share), chance));
        let blocks = [(0.2, 0), (0.4, 0), (0.6, 3), (0.8, 3)];
        let expected: Vec<_> = blocks
            .into_iter()
            .flat_map(|(share, first)| point(share, first))
            .collect();
        assert_eq!(met, expected);
        assert_eq!(states.share(0, "c"), None);
        assert_eq!(states.share(12, "a"), None);
    }
}
