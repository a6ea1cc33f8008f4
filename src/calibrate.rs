//! Calibration: what published counts say of chosen inputs, as a set of equally likely fits.
//!
//! [`settings`] says what is fitted to what, [`smoother`] moves an ensemble towards the counts,
//! [`fit`] runs the rounds. The result is a [`crate::uncertainty::Calibration`] that scenarios name.

pub mod fit;
pub mod settings;
pub mod smoother;

pub use fit::{Fitted, Fitting};
pub use settings::Settings;
