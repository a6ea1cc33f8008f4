//! A run split into shards: which replicates each simulates.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Most shards of a run.
pub const MOST_SHARDS: u64 = 1_000_000;

/// Shard `number` of `of`: the replicates `k` with `k mod of = number − 1`.
///
/// Taken in turn, not in blocks: shards differ by one replicate at most, however many there are, each meets the same mix
/// of states of the world, and a shard of a longer run begins with the replicates of the same shard of a shorter one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// Its number, from 1.
    pub number: u64,
    /// How many shards there are.
    pub of: u64,
}

impl Shard {
    /// The whole run.
    pub const ALL: Self = Self { number: 1, of: 1 };

    /// The replicates of this shard among those of the whole run, in the same order.
    #[must_use]
    pub fn replicates(self, all: &[u64]) -> Vec<u64> {
        let mine = |k: &u64| k % self.of == self.number - 1;
        all.iter().copied().filter(mine).collect()
    }

    /// Every shard of a run that is split in as many.
    pub fn each(of: u64) -> impl Iterator<Item = Self> {
        (1..=of).map(move |number| Self { number, of })
    }

    /// Usual name of its file.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{}-of-{}.part", self.number, self.of)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} of {}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    /// Reads `i/n`.
    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/');
        let numbers =
            numbers.and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) if 1 <= number && number <= of && of <= MOST_SHARDS => {
                Ok(Self { number, of })
            }
            _ => Err(format!(
                "write I/N, shard I of N with I from 1 to N and N up to {MOST_SHARDS}, such as 2/5"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_read_and_refused() {
        assert_eq!("2/5".parse(), Ok(Shard { number: 2, of: 5 }));
        for wrong in ["0/5", "6/5", "2", "2/", "/5", "-1/5", "2/5/7", "1/1000001"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_replicate_is_in_one_shard_and_shards_are_of_one_size() {
        let all: Vec<u64> = (0..23).collect();
        for of in [1, 2, 7, 40] {
            let shards: Vec<Vec<u64>> = Shard::each(of).map(|one| one.replicates(&all)).collect();
            let mut together = shards.concat();
            together.sort_unstable();
            assert_eq!(together, all);
            let sizes = shards.iter().map(Vec::len);
            assert!(sizes.clone().max().unwrap() - sizes.min().unwrap() <= 1);
        }
    }
}
