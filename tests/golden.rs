//! Published numbers move only on purpose: fingerprints of whole replicates, every metric and every
//! daily series. If one changes, say so under "Changes results" in the change log, with the size of
//! the move, and put the new fingerprint here.

use std::fmt::Write;

use garita::experiment::{Plan, Simulator};
use garita::random::name_key;
use garita::scenario::{self, Overrides};

/// FNV-1a over the bits of every value of replicate 0 with seed 1.
fn fingerprint(name: &str) -> String {
    let scenario = scenario::load(name, &Overrides::default()).expect("a shipped scenario loads");
    let plan = Plan::new(
        &[scenario],
        scenario::catalogue().expect("records load"),
        1,
        true,
    );
    let replicate = plan.replicate(0).expect("people are conserved");
    let mut text = String::new();
    for outcome in &replicate.outcomes {
        for value in &outcome.cells {
            // NaN has many bit patterns; all mean "not reached".
            let bits = if value.is_nan() {
                u64::MAX
            } else {
                value.to_bits()
            };
            let _ = write!(text, "{bits:x} ");
        }
        for value in outcome.series.iter().flatten() {
            let _ = write!(text, "{value} ");
        }
    }
    format!("{:016x}", name_key(&text))
}

#[test]
fn replicates_are_what_they_were() {
    let golden = [
        ("verification/border-queue-1", "56e54b1c47f45496"),
        ("metering-2018-2020", "51a7a39f3344bf5d"),
        ("title-42-2020-2023", "9f318208baf4e70a"),
        ("cbp-one-2023-2024", "e812f60291d5e213"),
        ("status-quo", "d42a5f2ca31b1d68"),
        ("enforcement-only", "cfd50276a7bb3567"),
        ("legal-pathways", "8bb6ac78cacbded4"),
        ("five-step-package", "5cd2721260d95307"),
        ("joint-work-own-territory", "1b9d08067c2466ee"),
        ("ports-closed", "8ba5ef11693abdb4"),
        ("remain-in-mexico", "a83275c9ed19dbe7"),
        ("root-causes", "21fccb3287521284"),
        ("shared-hosting", "ce48af923828eca1"),
        ("shelter-build-out", "f2734ea0a7f68bd7"),
        ("surge-stress", "e60a9ef21b367f2b"),
        ("unilateral-action", "7998a4042542f327"),
        ("enforcement-only-equal", "2c95cf789a9f9d13"),
        ("legal-pathways-equal", "516201595c74589a"),
    ];
    let moved: Vec<String> = golden
        .into_iter()
        .map(|(name, expected)| (name, expected, fingerprint(name)))
        .filter(|(_, expected, found)| expected != found)
        .map(|(name, expected, found)| format!("{name}: {found}, was {expected}"))
        .collect();
    assert!(moved.is_empty(), "results have changed: {moved:#?}");
}
