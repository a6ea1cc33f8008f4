//! The relationships (R): how a day follows from the day before.
//!
//! A replicate is a pure function: [`day::run`] takes plain [`inputs::Inputs`], the luck of the
//! replicate and a start [`state::State`], and returns a [`record::Record`]. The model knows
//! nothing of files, scenarios or charts.
//!
//! Every way a person can move is a row of [`transition::TABLE`]; every process of the day is a
//! file of [`process`]; [`day::day`] is their order.

pub mod cohort;
pub mod day;
pub mod flows;
pub mod inputs;
pub mod outlay;
pub mod params;
pub mod perception;
pub mod process;
pub mod record;
pub mod shelter;
pub mod state;
pub mod transition;
pub mod waits;
