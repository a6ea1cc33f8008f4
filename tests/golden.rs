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
        ("metering-2018-2020", "6e7a638542fc63fa"),
        ("title-42-2020-2023", "8ce0ce2da58e72a1"),
        ("cbp-one-2023-2024", "491646d5c8c2803d"),
        ("status-quo", "699baa48ca22a9f5"),
        ("enforcement-only", "2a97a607a03e1274"),
        ("legal-pathways", "a6af594bc335ee4e"),
        ("five-step-package", "d8aa8d5a2095a08a"),
        ("joint-work-own-territory", "ffda4ffde69f2b12"),
        ("ports-closed", "875a63b151e9226c"),
        ("remain-in-mexico", "7ad80b1f188e3b47"),
        ("root-causes", "cbaddf7eccd8dd53"),
        ("shared-hosting", "8300be6f516ba7b2"),
        ("shelter-build-out", "04b4e9f5ca25bc9d"),
        ("surge-stress", "7f13d30f0354b6a8"),
        ("unilateral-action", "bf180f25a89c87be"),
        ("enforcement-only-equal", "76b2c162152b2153"),
        ("legal-pathways-equal", "314bd6f63a04b810"),
    ];
    let moved: Vec<String> = golden
        .into_iter()
        .map(|(name, expected)| (name, expected, fingerprint(name)))
        .filter(|(_, expected, found)| expected != found)
        .map(|(name, expected, found)| format!("{name}: {found}, was {expected}"))
        .collect();
    assert!(moved.is_empty(), "results have changed: {moved:#?}");
}
