//! Layer 4: every scenario, in every replicate, under the same luck.
//!
//! ```text
//! Design (who, how often, from which seed)
//!    │   ensemble::run: replicates in parallel, each a pure function of (seed, number)
//!    ▼
//! Results (headline values of every replicate; daily summaries streamed over replicates)
//! ```
//!
//! Nothing here knows result folders or charts. Results are the same bytes for any number of threads: headline
//! values are put in the order of replicate numbers, and daily summaries hold whole numbers only,
//! whose sums and counts do not depend on the order of adding. Memory does not grow with replicates, but for their
//! numbers: headline values go to a file as they come, and are read back one column at a time.

mod assemble;
mod branch;
mod codec;
mod daily;
mod design;
mod ensemble;
#[cfg(test)]
pub(crate) mod fake;
pub mod hindcast;
mod load;
mod part;
mod replicate;
mod results;
mod rows;
mod states;
mod summaries;
mod summed;
mod watched;

pub use daily::Daily;
pub use design::{Arm, Design, Pair, pairs};
pub use ensemble::{Ensemble, Keeper, Replicate, SimulationError, Simulator, Watch, run};
pub use load::{FUTURES as LOAD_FUTURES, Load, LoadSpread, Loads, Point};
pub use part::PartError;
pub use replicate::Plan;
pub use results::Results;
pub use rows::{Shelf, Storage};
pub use states::States;
pub use summed::{CHECKSUM, Summed};
pub use watched::{Take, Watched};
