//! Every test below draws fixed numbers, so a pass is a pass for good. The stated chance of a false alarm is that of a
//! perfect generator failing when the seed is changed.

use super::*;
use proptest::prelude::*;
use rand_xoshiro::rand_core::Rng;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// From a second implementation, in Python, of the definitions in the module's text.
const GOLDEN_VALUES: [f64; 3] = [
    0.954_314_774_496_512_3,
    0.843_489_282_309_907,
    0.462_667_028_135_745_34,
];
const GOLDEN_WORD: u64 = 0x84dc_e709_394d_1428;

/// These values are a promise: a change of them changes every result.
#[test]
fn golden_values() {
    let draws = Draws::new(42, 7);
    let key = draws.key(3, name_key("tijuana"), name_key("venezuela"));
    assert_eq!(key.uniform(0, 0), GOLDEN_VALUES[0]);
    assert_eq!(key.uniform(730, 1), GOLDEN_VALUES[1]);
    assert_eq!(key.uniform(-1, u64::MAX), GOLDEN_VALUES[2]);
    assert_eq!(
        draws.generator("crossing.detection").next_u64(),
        GOLDEN_WORD
    );
}

/// The published test vectors of FNV-1a.
#[test]
fn name_keys_are_fnv_1a() {
    assert_eq!(name_key(""), 0xcbf2_9ce4_8422_2325);
    assert_eq!(name_key("a"), 0xaf63_dc4c_8601_ec8c);
    assert_eq!(name_key("foobar"), 0x8594_4171_f739_67e8);
}

/// `SplitMix64` from seed 0 starts with this published value; it is our mixer after one golden step.
#[test]
fn the_mixer_is_the_published_one() {
    assert_eq!(mix(GOLDEN), 0xe220_a839_7b1d_cdaf);
}

#[test]
fn the_ends_are_never_reached() {
    let from = |bits: u64| ((bits >> 11) | 1) as f64 / (1_u64 << 53) as f64;
    assert!(from(0) > 0.0 && from(u64::MAX) < 1.0);
    assert_eq!(1.0 - from(u64::MAX), from(0));
}

/// `count` numbers that differ in one part of the key only, for each part in turn.
fn along_each_part(count: u64) -> Vec<(&'static str, Vec<f64>)> {
    let draws = Draws::new(1, 2);
    let key = draws.key(3, 4, 5);
    let along = |number: &dyn Fn(u64) -> f64| (0..count).map(number).collect::<Vec<_>>();
    vec![
        ("day", along(&|i| key.uniform(i as i32 - 1_000, 0))),
        ("slot", along(&|i| key.uniform(0, i))),
        ("high slot", along(&|i| key.uniform(0, i << 40))),
        ("process", along(&|i| draws.key(i, 4, 5).uniform(0, 0))),
        ("place", along(&|i| draws.key(3, i, 5).uniform(0, 0))),
        ("origin", along(&|i| draws.key(3, 4, i).uniform(0, 0))),
        (
            "seed",
            along(&|i| Draws::new(i, 2).key(3, 4, 5).uniform(0, 0)),
        ),
        (
            "replicate",
            along(&|i| Draws::new(1, i).key(3, 4, 5).uniform(0, 0)),
        ),
    ]
}

/// Chi-square of equally likely bins, two-sided, at 1e-5.
fn check_even(part: &str, bins: &[u32]) {
    let law = ChiSquared::new((bins.len() - 1) as f64).expect("valid");
    let expected = f64::from(bins.iter().sum::<u32>()) / bins.len() as f64;
    let square = |count: &u32| (f64::from(*count) - expected) * (f64::from(*count) - expected);
    let p = law.cdf(bins.iter().map(square).sum::<f64>() / expected);
    assert!(p > 5e-6 && p < 1.0 - 5e-6, "{part}: {p}");
}

/// Chi-square over 1,024 equal bins, two-sided, at 1e-5 each: false alarm 8e-5 over the eight parts.
#[test]
fn uniform_along_every_part_of_the_key() {
    for (part, numbers) in along_each_part(200_000) {
        let mut bins = [0_u32; 1_024];
        for u in &numbers {
            bins[(u * 1_024.0) as usize] += 1;
        }
        check_even(part, &bins);
    }
}

/// Correlation of numbers 1, 2, 3, 7 and 365 steps apart: |r|·√n is normal, so 5 has a chance of 6e-7 each, 2e-5 in all.
#[test]
fn neighbours_along_every_part_are_uncorrelated() {
    for (part, numbers) in along_each_part(200_000) {
        for lag in [1, 2, 3, 7, 365] {
            let pairs = numbers.len() - lag;
            let product = |i: usize| 12.0 * (numbers[i] - 0.5) * (numbers[i + lag] - 0.5);
            let r = (0..pairs).map(product).sum::<f64>() / pairs as f64;
            assert!(r.abs() * (pairs as f64).sqrt() < 5.0, "{part} {lag}: {r}");
        }
    }
}

/// Pairs of neighbours fill the unit square evenly: 32 × 32 bins at 1e-5 each, 8e-5 in all.
#[test]
fn pairs_of_neighbours_fill_the_square() {
    for (part, numbers) in along_each_part(200_000) {
        let mut bins = [0_u32; 1_024];
        let cell = |u: f64| (u * 32.0) as usize;
        numbers
            .chunks_exact(2)
            .for_each(|pair| bins[cell(pair[0]) * 32 + cell(pair[1])] += 1);
        check_even(part, &bins);
    }
}

/// Each of the 52 free bits is one half of the time: |z| < 5.5 has a chance of 4e-8 each, 2e-5 in all.
#[test]
fn every_bit_is_fair() {
    for (part, numbers) in along_each_part(100_000) {
        for bit in 1..=52 {
            let ones = numbers
                .iter()
                .filter(|&&u| (u * (1_u64 << bit) as f64) as u64 & 1 == 1)
                .count();
            let z = (ones as f64 - 50_000.0) / 25_000.0_f64.sqrt();
            assert!(z.abs() < 5.5, "{part} {bit}: {z}");
        }
    }
}

/// A grid of processes, places, origins, days and slots as a model uses them: no two numbers alike.
/// With 2⁵² values and 300,000 numbers the chance of one collision is 1e-5.
#[test]
fn no_two_keys_share_their_luck() {
    let mut seen = std::collections::BTreeSet::new();
    for replicate in 0..3 {
        for process in 0..10 {
            for place in 0..10 {
                let key = Draws::new(9, replicate).key(process, place, process);
                for day in 0..100 {
                    for slot in 0..10 {
                        assert!(seen.insert(key.uniform(day, slot).to_bits()));
                    }
                }
            }
        }
    }
}

#[test]
fn purposes_have_their_own_generators() {
    let draws = Draws::new(1, 1);
    let first = |purpose: &str| draws.generator(purpose).next_u64();
    assert_eq!(first("a"), first("a"));
    assert_ne!(first("a"), first("b"));
    assert_ne!(first("a"), Draws::new(1, 2).generator("a").next_u64());
    assert_ne!(first("a"), Draws::new(2, 1).generator("a").next_u64());
}

proptest! {
    #[test]
    fn always_inside_the_unit_interval_and_repeatable(
        seed: u64, replicate: u64, process: u64, place: u64, origin: u64, day: i32, slot: u64,
    ) {
        let u = Draws::new(seed, replicate).key(process, place, origin).uniform(day, slot);
        prop_assert!(u > 0.0 && u < 1.0);
        prop_assert_eq!(u, Draws::new(seed, replicate).key(process, place, origin).uniform(day, slot));
    }
}

#[test]
fn whole_numbers_below_a_number_are_uniforms_times_it() {
    let key = Draws::new(1, 2).key(3, 4, 5).on(6);
    for slot in 0..10_000 {
        for below in [1, 2, 7, 1_000_003, u32::MAX] {
            let expected = (key.uniform(slot) * f64::from(below)) as u32;
            assert_eq!(key.below(slot, below), expected);
        }
    }
    let slots = key.slots(100);
    assert_eq!(slots.uniform(5), key.uniform(105));
    assert_eq!(slots.below(5, 1_000), key.below(105, 1_000));
}
