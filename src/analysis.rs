//! Layer 5: what the results say, and how sure they are.
//!
//! Two kinds of uncertainty are kept apart everywhere. **Precision** ([`Estimate`]) is the error of our
//! own mean, which more replicates shrink. **Spread** ([`Spread`]) is the range of futures, which no
//! amount of computing shrinks. They never share a column, a band or a sentence.
//!
//! Nothing here simulates: every function reads [`crate::experiment::Results`].

pub mod compare;
pub mod design;
pub mod discovery;
pub mod dose;
pub mod ends;
pub mod estimate;
pub mod headline;
pub mod influence;
pub mod key;
pub mod load;
pub mod pairing;
pub mod precision;
pub mod prim;
pub mod ratio;
pub mod robust;
pub mod root;
pub mod search;
pub mod sensitivity;
pub mod shapley;
pub mod shares;
pub mod spread;
pub mod summary;
pub mod thirds;
pub mod warning;
pub mod words;

pub use compare::{Comparison, compare};
pub use estimate::Estimate;
pub use influence::{Influence, Inputs};
pub use spread::Spread;
pub use summary::{Summary, summarize};

use crate::experiment::Results;

/// Everything tables, charts and report quote: computed once from the results.
#[derive(Clone, Debug)]
pub struct Answers {
    /// Summaries by arm, then cell.
    pub summaries: Vec<Vec<Summary>>,
    /// Paired comparisons by pair of the design, then cell.
    pub comparisons: Vec<Vec<Comparison>>,
}

impl Answers {
    /// Summarizes every arm and compares every pair.
    #[must_use]
    pub fn of(results: &Results) -> Self {
        let arms = 0..results.design.arms.len();
        let pairs = results.design.pairs.iter();
        Self {
            summaries: arms.map(|arm| summarize(results, arm)).collect(),
            comparisons: pairs.map(|&pair| compare(results, pair)).collect(),
        }
    }
}
