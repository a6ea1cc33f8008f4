//! Random counts by inversion: one uniform number in (0, 1) in, the exact count out.
//!
//! Every sampler returns the smallest `k` with `P(X ≤ k) ≥ u`. One uniform per count, and a map that never decreases
//! in `u`, keep compared scenarios in step: where two scenarios differ a little, their counts differ a little.
//! Parameters outside their range are read as the nearest sensible value (no people, no chance, certainty); nothing
//! here panics. Only portable mathematics is used, so the same key gives the same count on every machine.

mod binomial;
mod hypergeometric;
mod inversion;
mod mass;
mod negative_binomial;
mod normal;
mod poisson;
mod split;

pub use binomial::{Chance, binomial};
pub use hypergeometric::hypergeometric;
pub use negative_binomial::negative_binomial;
pub use normal::normal;
pub use poisson::poisson;
pub use split::{Ration, largest_remainder, multinomial, ration};
