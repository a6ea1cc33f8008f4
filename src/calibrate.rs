//! Calibration: what published counts say of chosen inputs, as a set of equally likely fits.
//!
//! [`settings`] says what is fitted to what, [`smoother`] moves an ensemble towards the counts,
//! [`fit`] runs the rounds, [`kept`] is what they leave when they are stopped, [`findings`] sums up what
//! came out. The result is a [`crate::uncertainty::Calibration`] that scenarios name.

pub mod findings;
pub mod fit;
pub mod kept;
pub mod settings;
pub mod smoother;

pub use findings::Findings;
pub use fit::{Fitted, Fitting};
pub use kept::{Kept, KeptError};
pub use settings::{Changes, Settings, bundled, list};
