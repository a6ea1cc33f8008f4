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
        ("verification/border-queue-1", "db0a15ce6e6887ec"),
        ("metering-2018-2020", "7820fb4f3a280250"),
        ("title-42-2020-2023", "d6d7bdcfa5b161e5"),
        ("cbp-one-2023-2024", "1c1ada2fcd18daaf"),
        ("status-quo", "1580328c1427a562"),
        ("enforcement-only", "239338613be112c8"),
        ("legal-pathways", "a1e3a9fd5ad36b5d"),
        ("five-step-package", "27439629ccbccabc"),
        ("joint-work-own-territory", "bf890d5c20c984a8"),
        ("ports-closed", "77623606ca8b02fa"),
        ("remain-in-mexico", "07e70979f04bdb4d"),
        ("root-causes", "8ff720c348605437"),
        ("shared-hosting", "35219f1dce5bb180"),
        ("shelter-build-out", "135350aeeaadfd42"),
        ("surge-stress", "a6844f3751c2aa30"),
        ("unilateral-action", "c4f26b311f34cde5"),
        ("enforcement-only-equal", "cebbdf24e95a660a"),
        ("legal-pathways-equal", "63be844c8ed01079"),
    ];
    let moved: Vec<String> = golden
        .into_iter()
        .map(|(name, expected)| (name, expected, fingerprint(name)))
        .filter(|(_, expected, found)| expected != found)
        .map(|(name, expected, found)| format!("{name}: {found}, was {expected}"))
        .collect();
    assert!(moved.is_empty(), "results have changed: {moved:#?}");
}
