//! Garita: a policy scenario simulator for migration at the U.S.–Mexico border.
//!
//! The path from a scenario file to a chart is a straight line, and so are the imports:
//!
//! 1. [`scenario`] reads a named TOML file into dated [`lever`] schedules and [`parameter`]s;
//! 2. [`uncertainty`] draws one state of the world from the parameters;
//! 3. [`model`] runs one replicate, a pure function from inputs to a record of what happened;
//! 4. [`metric`] measures the record;
//! 5. [`experiment`] runs many replicates of several scenarios with common random numbers;
//! 6. [`analysis`] summarizes and compares;
//! 7. [`checks`] holds what users expect against what was simulated;
//! 8. [`export`], [`chart`] and [`report`] write what people read;
//! 9. [`study`] does all of that for whoever calls: the command line, or another program.

#[macro_use]
pub mod text;

pub mod analysis;
pub mod backtest;
pub mod calibrate;
pub mod chart;
pub mod checks;
pub mod cli;
pub mod decide;
pub mod distribution;
pub mod experiment;
pub mod export;
pub mod lever;
pub mod metric;
pub mod model;
pub mod observation;
pub mod parameter;
pub mod random;
pub mod report;
pub mod sampler;
pub mod scenario;
pub mod schedule;
#[cfg(feature = "serve")]
pub mod serve;
pub mod setting;
pub mod stats;
pub mod study;
pub mod time;
pub mod uncertainty;
pub mod world;
