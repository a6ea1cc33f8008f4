//! Every process of the model at work and at its extremes: zero, huge, closed.
//!
//! Each test stands on a quiet stage (`support::Stage`) where nothing happens but what it turns on,
//! and checks one law: as an identity where the law is exact, by a stated multiple of the standard
//! error where it is a chance ([`support::sample::LIMIT`], [`support::sample::DIRECTION`]).

#[path = "../support/mod.rs"]
mod support;

mod choice;
mod cooperation;
mod crossing;
mod custody;
mod outlay;
mod pathway;
mod port;
mod protection;
mod remain;
mod response;
mod security;
mod settled;
mod shelter;
mod transit;
