//! Nanoseconds per draw of the keyed uniforms and the inverse samplers, for settings as the model meets them.
//!
//! Each sample draws 65,536 counts from ready-made uniforms (too many for a processor to learn by heart): 65 µs are 1 ns a draw.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use garita::random::Draws;
use garita::sampler::{self, Chance};

const DRAWS: u64 = 1 << 16;

fn main() {
    divan::Divan::from_args().sample_count(20).main();
}

fn uniforms() -> Vec<f64> {
    let key = Draws::new(1, 2).key(3, 4, 5);
    (0..DRAWS).map(|slot| key.uniform(0, slot)).collect()
}

/// Times `draw` over the ready-made uniforms.
fn time(bencher: Bencher, draw: impl Fn(f64) -> u32 + Sync) {
    let uniforms = uniforms();
    bencher.counter(ItemsCount::new(DRAWS)).bench(|| {
        uniforms
            .iter()
            .fold(0_u32, |sum, &u| sum.wrapping_add(draw(black_box(u))))
    });
}

#[divan::bench]
fn keyed_uniform(bencher: Bencher) {
    let key = Draws::new(1, 2).key(3, 4, 5);
    bencher.counter(ItemsCount::new(DRAWS)).bench(|| {
        (0..DRAWS).fold(0.0, |sum, slot| {
            sum + black_box(key).uniform(black_box(7), slot)
        })
    });
}

#[divan::bench]
fn normal(bencher: Bencher) {
    let uniforms = uniforms();
    bencher.counter(ItemsCount::new(DRAWS)).bench(|| {
        uniforms
            .iter()
            .fold(0.0, |sum, &u| sum + sampler::normal(black_box(u)))
    });
}

const BINOMIAL: [(u32, f64); 14] = [
    (1, 0.02),
    (10, 0.004),
    (100, 0.004),
    (10, 0.1),
    (100, 0.01),
    (100, 0.03),
    (100, 0.06),
    (100, 0.08),
    (1_000, 0.006),
    (1_000, 0.01),
    (1_000, 0.02),
    (10_000, 0.01),
    (100_000, 0.3),
    (10_000_000, 0.01),
];

#[divan::bench(args = BINOMIAL)]
fn binomial(bencher: Bencher, (n, p): (u32, f64)) {
    time(bencher, |u| {
        sampler::binomial(u, black_box(n), black_box(p))
    });
}

#[divan::bench(args = BINOMIAL)]
fn shared_chance(bencher: Bencher, (n, p): (u32, f64)) {
    let chance = Chance::new(p);
    time(bencher, |u| black_box(&chance).count(u, black_box(n)));
}

#[divan::bench(args = [0.1, 1.0, 5.0, 6.9, 7.1, 9.0, 13.0, 30.0, 200.0, 1e4])]
fn poisson(bencher: Bencher, mean: f64) {
    time(bencher, |u| sampler::poisson(u, black_box(mean)));
}

#[divan::bench(args = [(1.0, 2.0), (10.0, 5.0), (23.0, 10.0), (30.0, 10.0), (200.0, 2.0), (200.0, 20.0), (1_000.0, 20.0), (1_000.0, 1e6)])]
fn negative_binomial(bencher: Bencher, (mean, dispersion): (f64, f64)) {
    time(bencher, |u| {
        sampler::negative_binomial(u, black_box(mean), black_box(dispersion))
    });
}

#[divan::bench(args = [(20, 5, 4), (200, 50, 20), (200, 50, 100), (5_000, 60, 60), (5_000, 96, 96), (5_000, 100, 100), (5_000, 2_000, 1_000), (1_000_000, 400_000, 300_000)])]
fn hypergeometric(bencher: Bencher, (total, marked, drawn): (u32, u32, u32)) {
    time(bencher, |u| {
        sampler::hypergeometric(u, black_box(total), black_box(marked), black_box(drawn))
    });
}
