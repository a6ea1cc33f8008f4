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
        ("metering-2018-2020", "1103f7082ecad650"),
        ("title-42-2020-2023", "b98da793d3b24de0"),
        ("cbp-one-2023-2024", "1bc5b31b4eab6385"),
        ("status-quo", "c7bf9737cb36a66f"),
        ("enforcement-only", "9beac56da6f26a95"),
        ("legal-pathways", "70f002f058076c1f"),
        ("five-step-package", "6aa60989965f3780"),
        ("joint-work-own-territory", "29bde462e44b4f28"),
        ("ports-closed", "a9f1bad1f1fb7e65"),
        ("remain-in-mexico", "17e9b3e0597f3a63"),
        ("root-causes", "97b91eddf85e1eab"),
        ("shared-hosting", "d152c2bd55d5f6fd"),
        ("shelter-build-out", "d5e25bb9b93623bb"),
        ("surge-stress", "02f3d2255d0dd769"),
        ("unilateral-action", "eb8ef0fc9bec446a"),
        ("enforcement-only-equal", "e0dd42a9e5a96126"),
        ("legal-pathways-equal", "86055df53d080434"),
    ];
    let moved: Vec<String> = golden
        .into_iter()
        .map(|(name, expected)| (name, expected, fingerprint(name)))
        .filter(|(_, expected, found)| expected != found)
        .map(|(name, expected, found)| format!("{name}: {found}, was {expected}"))
        .collect();
    assert!(moved.is_empty(), "results have changed: {moved:#?}");
}
