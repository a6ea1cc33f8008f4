use super::*;
use crate::analysis::design::Saltelli;
use crate::random::Draws;
use crate::sampler::normal;
use core::f64::consts::PI;

/// Ishigami's function with a = 7 and b = 0.1 (Ishigami and Homma 1990); x on (−π, π).
fn ishigami(u: &[f64]) -> f64 {
    let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
    let (sine, other) = (libm::sin(x[0]), libm::sin(x[1]));
    sine + 7.0 * other * other + 0.1 * x[2] * x[2] * x[2] * x[2] * sine
}

/// Exact first-order and total indices of Ishigami's function, and its variance.
fn ishigami_exact() -> ([f64; 3], [f64; 3], f64) {
    let (a, b) = (7.0, 0.1);
    let fourth = PI * PI * PI * PI;
    let first = 0.5 * (1.0 + b * fourth / 5.0) * (1.0 + b * fourth / 5.0);
    let second = a * a / 8.0;
    let both = b * b * fourth * fourth * 8.0 / 225.0;
    let all = first + second + both;
    let total = [first + both, second, both];
    (
        [first / all, second / all, 0.0],
        total.map(|v| v / all),
        all,
    )
}

/// Sobol's g function with exact indices from its product of variances.
const G: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];

fn sobol_g(u: &[f64]) -> f64 {
    let each = u.iter().zip(G);
    each.map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a))
        .product()
}

fn sobol_g_exact() -> (Vec<f64>, Vec<f64>, f64) {
    let own = G.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let product: f64 = own.iter().map(|v| 1.0 + v).product();
    let all = product - 1.0;
    let first = own.iter().map(|v| v / all);
    let total = own.iter().map(|v| v * product / (1.0 + v) / all);
    (first.collect(), total.collect(), all)
}

/// Rows of a function of the point and of a normal luck that half differs between points.
fn rows(
    seed: u64,
    inputs: usize,
    count: u64,
    futures: u64,
    f: impl Fn(&[f64], f64) -> f64,
) -> Vec<Row> {
    let design = Saltelli::of_inputs(seed, inputs);
    let row = |row: u64| {
        let mut points = (0..design.parts()).map(|part| {
            let u = design.point(row, Saltelli::part(part));
            let luck = |slot: usize, future| {
                let key = Draws::new(seed, row).key(7, slot as u64, future);
                normal(key.uniform(0, 0)) * 0.5_f64.sqrt()
            };
            let value = |future| f(&u, luck(0, future) + luck(part + 1, future));
            (0..futures).map(value).collect::<Vec<f64>>()
        });
        let mut next = || points.next().unwrap_or_default();
        Row {
            a: next(),
            b: next(),
            ab: points.collect(),
        }
    };
    (0..count).map(row).collect()
}

fn holds(interval: Interval, value: f64) -> bool {
    interval.low <= value && value <= interval.high
}

#[test]
fn published_indices_of_the_test_functions() {
    let (first, total, _) = ishigami_exact();
    for (value, published) in first
        .iter()
        .chain(&total)
        .zip([0.3139, 0.4424, 0.0, 0.5576, 0.4424, 0.2437])
    {
        assert!((value - published).abs() < 5e-5);
    }
    // Saltelli and others 2010, table 3.
    let (first, total, _) = sobol_g_exact();
    for (value, published) in first.iter().chain(&total[..4]).zip([
        0.716, 0.179, 0.024, 0.007, 0.0, 0.0, 0.0, 0.0, 0.788, 0.242, 0.034, 0.011,
    ]) {
        assert!((value - published).abs() < 2e-3, "{value} {published}");
    }
}

#[test]
fn ishigami_without_luck() {
    let (first, total, variance) = ishigami_exact();
    let shares = variance_shares(
        &rows(1, 3, 1_024, 1, |u, _| ishigami(u)),
        Bootstrap::new(1, 500),
    );
    assert!(holds(shares.inputs, variance), "{:?}", shares.inputs);
    assert!(shares.chance.estimate.is_nan());
    for (found, (first, total)) in shares.factors.iter().zip(first.into_iter().zip(total)) {
        assert!(
            holds(found.first, first) && holds(found.total, total),
            "{found:?}"
        );
        assert!((found.first.estimate - first).abs() < 0.03);
        assert!((found.total.estimate - total).abs() < 0.03);
    }
}

/// Luck with three times the variance of the inputs: indices of the mean over chance stay where they are.
#[test]
fn indices_and_chance_are_covered_under_luck() {
    let (first, total, variance) = ishigami_exact();
    let scale = (3.0 * variance).sqrt();
    coverage(3, 512, 4, &first, &total, 0.75, |u, luck| {
        ishigami(u) + scale * luck
    });
}

#[test]
fn sobol_g_is_covered_under_luck() {
    let (first, total, variance) = sobol_g_exact();
    let scale = variance.sqrt();
    coverage(8, 512, 4, &first, &total, 0.5, |u, luck| {
        sobol_g(u) + scale * luck
    });
}

/// Luck that multiplies: chance has a different size at each point, and interacts with inputs.
#[test]
fn luck_that_multiplies_adds_no_bias() {
    let (first, total, variance) = sobol_g_exact();
    let chance = 0.5 * 0.5 * (variance + 1.0);
    let share = chance / (variance + chance);
    coverage(8, 512, 3, &first, &total, share, |u, luck| {
        sobol_g(u) * (1.0 + 0.5 * luck)
    });
}

/// 95 % intervals hold the exact shares in 92 to 99 % of 400 seeds, for every factor and function. Here with 60 seeds: 93 % on the
/// whole, and 50 of 60 for each, which a share held in 92 % of cases would miss once in a hundred times.
fn coverage(
    inputs: usize,
    count: u64,
    futures: u64,
    first: &[f64],
    total: &[f64],
    chance: f64,
    f: impl Fn(&[f64], f64) -> f64 + Copy,
) {
    let seeds = 60;
    let mut hits = vec![0; 2 * inputs + 1];
    for seed in 0..seeds {
        let shares = variance_shares(
            &rows(seed, inputs, count, futures, f),
            Bootstrap::new(seed, 200),
        );
        hits[0] += u64::from(holds(shares.chance, chance));
        for (factor, found) in shares.factors.iter().enumerate() {
            hits[1 + 2 * factor] += u64::from(holds(found.first, first[factor]));
            hits[2 + 2 * factor] += u64::from(holds(found.total, total[factor]));
        }
    }
    let all = hits.iter().sum::<u64>() as f64 / (seeds * hits.len() as u64) as f64;
    assert!(all >= 0.93, "{hits:?} of {seeds}");
    assert!(hits.iter().all(|&hit| hit >= 50), "{hits:?} of {seeds}");
}

#[test]
fn what_never_varies_has_no_shares() {
    let shares = variance_shares(&rows(1, 2, 16, 2, |_, _| 3.0), Bootstrap::new(1, 20));
    assert_eq!(shares.inputs.estimate, 0.0);
    assert!(
        shares
            .factors
            .iter()
            .all(|found| found.first.estimate.is_nan())
    );
    assert!(
        variance_shares(&[], Bootstrap::new(1, 20))
            .factors
            .is_empty()
    );
}
