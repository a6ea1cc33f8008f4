//! The inverse samplers against exact probabilities.
//!
//! All draws come from fixed keys, so a pass is a pass for good; the stated chance of a false alarm is that of correct
//! samplers failing if the keys were changed.

#[allow(
    dead_code,
    reason = "shared with the unit tests, which use other parts"
)]
mod exact;

use ::statrs::distribution as statrs;
use ::statrs::distribution::{ChiSquared, ContinuousCDF, Discrete, DiscreteCDF};
use exact::Exact;
use garita::random::Draws;
use garita::sampler::{self, Chance};
use proptest::prelude::*;
use rand_distr::Distribution;

// --- exactness: the answer is the smallest k with P(X ≤ k) ≥ u ---

/// Uniform numbers that reach into both tails, with an even grid between.
fn probes() -> Vec<f64> {
    let tail = [1e-15, 1e-12, 1e-9, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3];
    let middle = (1..400).map(|i| f64::from(i) / 400.0 + 1e-5);
    tail.iter()
        .copied()
        .chain(middle)
        .chain(tail.iter().map(|u| 1.0 - u))
        .collect()
}

/// The rule is 1e-10: a hundred times the rounding of the oracle, a millionth of what 10⁸ draws could show.
fn check_inverse(name: &str, below: impl Fn(i64) -> f64, sample: impl Fn(f64) -> u32) {
    for u in probes() {
        let k = i64::from(sample(u));
        assert!(
            below(k - 1) < u + 1e-10,
            "{name}: {k} too large at {u}, {}",
            below(k - 1)
        );
        assert!(
            u <= below(k) + 1e-10,
            "{name}: {k} too small at {u}, {}",
            below(k)
        );
    }
}

#[test]
fn binomial_inverts_exactly() {
    for n in [1, 2, 3, 7, 20, 100, 1_000, 30_000, 1_000_000, 10_000_000] {
        for p in [
            1e-10,
            1e-7,
            1e-5,
            1e-3,
            0.01,
            0.1,
            0.3,
            0.5,
            0.62,
            0.9,
            0.999,
            1.0 - 1e-6,
            1.0 - 1e-12,
        ] {
            let law = Exact::binomial(n, p);
            check_inverse(
                &format!("binomial {n} {p}"),
                |k| law.below(k),
                |u| sampler::binomial(u, n, p),
            );
        }
    }
}

#[test]
fn poisson_inverts_exactly() {
    for mean in [
        1e-9, 1e-3, 0.1, 1.0, 4.9, 5.1, 12.0, 20.0, 55.5, 300.0, 1e4, 1e5, 3e6,
    ] {
        let law = Exact::poisson(mean);
        check_inverse(
            &format!("poisson {mean}"),
            |k| law.below(k),
            |u| sampler::poisson(u, mean),
        );
    }
}

/// Means per dispersion up to 3,000 only: wider laws have too many cells for the oracle to stay below 1e-12.
#[test]
fn negative_binomial_inverts_exactly() {
    for mean in [
        1e-3, 0.5, 5.0, 12.1, 23.9, 39.9, 40.1, 100.0, 700.0, 1e4, 1e5,
    ] {
        for r in [
            0.03,
            0.1,
            1.0,
            3.3,
            20.0,
            200.0,
            1e3,
            1e6,
            1e10,
            1e20,
            f64::INFINITY,
        ] {
            if mean / r <= 3e3 {
                let law = if r > 1e15 {
                    Exact::poisson(mean)
                } else {
                    Exact::negative_binomial(mean, r)
                };
                let name = format!("negative binomial {mean} {r}");
                check_inverse(
                    &name,
                    |k| law.below(k),
                    |u| sampler::negative_binomial(u, mean, r),
                );
            }
        }
    }
}

#[test]
fn hypergeometric_inverts_exactly() {
    for total in [1, 2, 5, 10, 60, 300, 5_000, 200_000, 10_000_000_u32] {
        for marked in [0.0, 0.0001, 0.01, 0.2, 0.5, 0.8, 0.99, 1.0] {
            for drawn in [0.0, 0.00003, 0.003, 0.1, 0.5, 0.7, 0.999, 1.0] {
                let (m, d) = (
                    (f64::from(total) * marked) as u32,
                    (f64::from(total) * drawn) as u32,
                );
                let law = Exact::hypergeometric(total, m, d);
                let name = format!("hypergeometric {total} {m} {d}");
                check_inverse(
                    &name,
                    |k| law.below(k),
                    |u| sampler::hypergeometric(u, total, m, d),
                );
            }
        }
    }
}

/// A second opinion on distribution functions, where statrs itself is good to 1e-11.
#[test]
fn statrs_agrees() {
    let below =
        |law: &dyn DiscreteCDF<u64, f64>, k: i64| u64::try_from(k).map_or(0.0, |k| law.cdf(k));
    for (n, p) in [(1, 0.3), (9, 0.7), (60, 0.5), (400, 0.02), (1_000, 0.995)] {
        let law = statrs::Binomial::new(p, n).expect("valid");
        check_inverse(
            "binomial",
            |k| below(&law, k),
            |u| sampler::binomial(u, n as u32, p),
        );
    }
    for mean in [0.2, 3.0, 11.0, 150.0] {
        let law = statrs::Poisson::new(mean).expect("valid");
        check_inverse("poisson", |k| below(&law, k), |u| sampler::poisson(u, mean));
    }
    for (mean, r) in [(2.0, 0.4), (30.0, 6.0), (150.0, 15.5)] {
        let law = statrs::NegativeBinomial::new(r, r / (r + mean)).expect("valid");
        check_inverse(
            "negative binomial",
            |k| below(&law, k),
            |u| sampler::negative_binomial(u, mean, r),
        );
    }
}

/// Φ(normal(u)) = u, with Φ(x) = erfc(−x/√2)/2. The rule is 1e-13 of the nearer tail: AS 241 and erfc are good to
/// about 2e-16, which x² (up to 64) enlarges in the tails.
#[test]
fn normal_inverts() {
    for u in probes() {
        let x = sampler::normal(u);
        let tail = libm::erfc(x.abs() / std::f64::consts::SQRT_2) / 2.0;
        assert!((tail - u.min(1.0 - u)).abs() <= 1e-13 * tail, "{u}: {x}");
        assert_eq!(x > 0.0, u > 0.5);
    }
    assert_eq!(sampler::normal(0.5), 0.0);
    assert!((sampler::normal(0.975) - 1.959_963_984_540_054).abs() < 1e-15);
    assert!((sampler::normal(1e-300) + 37.047_096_4).abs() < 1e-6);
}

// --- goodness of fit: chi-square at 1e-6 for each setting, about 1e-4 over the whole file ---

const DRAWS: u64 = 40_000;

fn uniforms(process: u64) -> impl Iterator<Item = f64> {
    let key = Draws::new(20_261_121, 0).key(process, 1, 2);
    (0..DRAWS).map(move |slot| key.uniform(0, slot))
}

/// Ranges of counts that hold at least 1/60 of the probability each, so that every expected number is over 600 and
/// both tails are cells of their own: the upper ends, and the probabilities.
fn cells(mass: impl Fn(u64) -> f64, range: std::ops::RangeInclusive<u64>) -> (Vec<u64>, Vec<f64>) {
    let (mut ends, mut shares, mut share) = (Vec::new(), Vec::new(), 0.0);
    let last = *range.end();
    for k in range {
        share += mass(k);
        if share >= 1.0 / 60.0 || k == last {
            ends.push(k);
            shares.push(std::mem::take(&mut share));
        }
    }
    (ends, shares)
}

fn tally(ends: &[u64], sample: impl Iterator<Item = u64>) -> Vec<f64> {
    let mut counts = vec![0.0; ends.len()];
    sample.for_each(|k| counts[ends.partition_point(|&end| end < k).min(ends.len() - 1)] += 1.0);
    counts
}

fn check_fit(
    name: &str,
    mass: impl Fn(u64) -> f64,
    range: std::ops::RangeInclusive<u64>,
    sample: impl Iterator<Item = u64>,
) {
    let (ends, shares) = cells(mass, range);
    let counts = tally(&ends, sample);
    let (n, total) = (counts.iter().sum::<f64>(), shares.iter().sum::<f64>());
    assert!(
        (total - 1.0).abs() < 1e-6,
        "{name}: the oracle sums to {total}"
    );
    let terms = counts
        .iter()
        .zip(&shares)
        .map(|(count, share)| (count - n * share) * (count - n * share) / (n * share));
    check_chi_square(
        name,
        terms.filter(|term| term.is_finite()).sum(),
        shares.len() - 1,
    );
}

fn check_chi_square(name: &str, statistic: f64, freedom: usize) {
    if freedom > 0 {
        let p = 1.0
            - ChiSquared::new(freedom as f64)
                .expect("valid")
                .cdf(statistic);
        assert!(
            p > 1e-6,
            "{name}: chi-square {statistic} with {freedom} degrees of freedom"
        );
    } else {
        assert!(statistic < 1e-3, "{name}");
    }
}

/// Counts within twelve standard deviations (and a few more people) of the mean.
fn around(mean: f64, deviation: f64, last: f64) -> std::ops::RangeInclusive<u64> {
    let reach = 12.0 * deviation + 30.0;
    (mean - reach).max(0.0) as u64..=(mean + reach).min(last) as u64
}

#[test]
fn binomial_fits() {
    let expected = [1e-3, 0.03, 0.5, 3.0, 5.9, 6.1, 30.0, 1e3, 1e5];
    let mut process = 100;
    for n in [1_u32, 12, 400, 20_000, 10_000_000] {
        for count in expected.into_iter().filter(|count| *count < f64::from(n)) {
            for p in [count / f64::from(n), 1.0 - count / f64::from(n)] {
                let law = statrs::Binomial::new(p, u64::from(n)).expect("valid");
                let range = around(
                    f64::from(n) * p,
                    (f64::from(n) * p * (1.0 - p)).sqrt(),
                    f64::from(n),
                );
                let sample = uniforms(process).map(|u| u64::from(sampler::binomial(u, n, p)));
                check_fit(&format!("binomial {n} {p}"), |k| law.pmf(k), range, sample);
                process += 1;
            }
        }
    }
}

#[test]
fn poisson_fits() {
    for (process, mean) in (200..).zip([1e-3, 0.03, 0.5, 3.0, 4.9, 5.1, 30.0, 1e3, 1e5]) {
        let law = statrs::Poisson::new(mean).expect("valid");
        let sample = uniforms(process).map(|u| u64::from(sampler::poisson(u, mean)));
        check_fit(
            &format!("poisson {mean}"),
            |k| law.pmf(k),
            around(mean, mean.sqrt(), f64::MAX),
            sample,
        );
    }
}

#[test]
fn negative_binomial_fits() {
    let mut process = 300;
    for mean in [1e-3, 0.5, 11.9, 39.0, 41.0, 1e3, 1e5] {
        for r in [0.5, 4.0, 30.0, 1e4] {
            let law = statrs::NegativeBinomial::new(r, r / (r + mean)).expect("valid");
            // The upper tail is that of a gamma law: 40 means over the dispersion leave nothing that matters.
            let last = mean + 12.0 * (mean + mean * mean / r).sqrt() + 40.0 * mean / r + 30.0;
            let sample =
                uniforms(process).map(|u| u64::from(sampler::negative_binomial(u, mean, r)));
            check_fit(
                &format!("negative binomial {mean} {r}"),
                |k| law.pmf(k),
                0..=last as u64,
                sample,
            );
            process += 1;
        }
    }
}

#[test]
fn hypergeometric_fits() {
    let settings = [
        (9, 4, 3),
        (9, 8, 7),
        (200, 20, 50),
        (200, 150, 60),
        (3_000, 1_500, 1_500),
        (100_000, 10, 30_000),
        (100_000, 99_000, 98_000),
        (10_000_000, 4_000_000, 5),
        (10_000_000, 1_000_000, 1_000_000),
    ];
    for (process, (total, marked, drawn)) in (400..).zip(settings) {
        // statrs overflows for some thousands of people.
        let law = statrs::Hypergeometric::new(total.min(200), marked.min(200), drawn.min(200))
            .expect("valid");
        let exact = Exact::hypergeometric(total as u32, marked as u32, drawn as u32);
        let mass = |k| {
            if total > 200 {
                exact.mass(k as i64)
            } else {
                law.pmf(k)
            }
        };
        let (m, d, t) = (marked as f64, drawn as f64, total as f64);
        let range = around(
            d * m / t,
            (d * m / t * (1.0 - m / t) * (1.0 - d / t)).sqrt(),
            m.min(d),
        );
        let range = (*range.start()).max((marked + drawn).saturating_sub(total))..=*range.end();
        let draw = |u| {
            u64::from(sampler::hypergeometric(
                u,
                total as u32,
                marked as u32,
                drawn as u32,
            ))
        };
        check_fit(
            &format!("hypergeometric {total} {marked} {drawn}"),
            mass,
            range,
            uniforms(process).map(draw),
        );
    }
}

/// Two samples, one of them from `rand_distr`, over the same cells.
fn check_same(name: &str, ours: Vec<u64>, theirs: Vec<u64>) {
    let mut sorted = ours.clone();
    sorted.extend(&theirs);
    sorted.sort_unstable();
    let mut ends: Vec<u64> = (1..=50)
        .map(|i| sorted[i * sorted.len() / 50 - 1])
        .collect();
    ends.dedup();
    let (ours, theirs) = (
        tally(&ends, ours.into_iter()),
        tally(&ends, theirs.into_iter()),
    );
    let statistic = ours
        .iter()
        .zip(&theirs)
        .map(|(a, b)| (a - b) * (a - b) / (a + b))
        .sum();
    check_chi_square(name, statistic, ends.len() - 1);
}

#[test]
fn rand_distr_agrees() {
    let mut rng = Draws::new(3, 3).generator("a second opinion");
    for (process, (n, p)) in (500..).zip([(20, 0.4), (300, 0.015), (5_000, 0.2), (1_000_000, 0.7)])
    {
        let law = rand_distr::Binomial::new(u64::from(n), p).expect("valid");
        let theirs = (0..DRAWS).map(|_| law.sample(&mut rng)).collect();
        check_same(
            "binomial",
            uniforms(process)
                .map(|u| u64::from(sampler::binomial(u, n, p)))
                .collect(),
            theirs,
        );
    }
    for (process, (mean, r)) in (520..).zip([(3.0, 0.7), (90.0, 4.0), (800.0, 25.0)]) {
        let gamma = rand_distr::Gamma::new(r, mean / r).expect("valid");
        let poisson = |rate: f64, rng: &mut _| {
            rand_distr::Poisson::new(rate).map_or(0.0, |law| law.sample(rng))
        };
        let theirs = (0..DRAWS)
            .map(|_| {
                let rate = gamma.sample(&mut rng);
                poisson(rate, &mut rng) as u64
            })
            .collect();
        let ours = uniforms(process)
            .map(|u| u64::from(sampler::negative_binomial(u, mean, r)))
            .collect();
        check_same("negative binomial", ours, theirs);
    }
    for (process, (total, marked, drawn)) in (540..).zip([(30, 10, 12), (4_000, 900, 700)]) {
        let law =
            rand_distr::Hypergeometric::new(u64::from(total), u64::from(marked), u64::from(drawn))
                .expect("valid");
        let theirs = (0..DRAWS).map(|_| law.sample(&mut rng)).collect();
        let ours = uniforms(process)
            .map(|u| u64::from(sampler::hypergeometric(u, total, marked, drawn)))
            .collect();
        check_same("hypergeometric", ours, theirs);
    }
}

/// Rationing 4 places among groups of 3, 2 and 4: every outcome has the multivariate hypergeometric probability.
#[test]
fn rationing_is_a_random_sample_of_people() {
    let key = Draws::new(8, 0).key(600, 0, 0);
    let choose = |n: u64, k: u64| (0..k).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64);
    let sample = (0..DRAWS as i32).map(|day| {
        let mut out = [0; 3];
        sampler::ration(4, &[3, 2, 4], |i| key.uniform(day, i as u64), &mut out);
        assert_eq!(out.iter().sum::<u32>(), 4);
        u64::from(out[0] * 3 + out[1])
    });
    let mass = |code: u64| {
        let (a, b) = (code / 3, code % 3);
        if a + b > 4 {
            0.0
        } else {
            choose(3, a) * choose(2, b) * choose(4, 4 - a - b) / choose(9, 4)
        }
    };
    check_fit("ration", mass, 0..=11, sample);
}

/// Six people over shares 0.2, 0.5 and 0.1: every outcome has the multinomial probability.
#[test]
fn multinomial_fits() {
    let key = Draws::new(8, 0).key(601, 0, 0);
    let factorial = |n: u64| (1..=n).product::<u64>() as f64;
    let sample = (0..DRAWS as i32).map(|day| {
        let mut out = [0; 3];
        sampler::multinomial(
            6,
            &[0.2, 0.5, 0.1],
            |i| key.uniform(day, i as u64),
            &mut out,
        );
        u64::from(out[0] * 49 + out[1] * 7 + out[2])
    });
    let mass = |code: u64| {
        let (a, b, c) = (code / 49, code / 7 % 7, code % 7);
        let Some(rest) = 6_u64.checked_sub(a + b + c) else {
            return 0.0;
        };
        let ways = factorial(6) / factorial(a) / factorial(b) / factorial(c) / factorial(rest);
        ways * [0.2_f64, 0.5, 0.1, 0.2]
            .iter()
            .zip([a, b, c, rest])
            .map(|(p, k)| libm::pow(*p, k as f64))
            .product::<f64>()
    };
    check_fit("multinomial", mass, 0..=342, sample);
}

// --- properties ---

/// Uniform numbers in (0, 1) with a good share in the far tails.
fn any_uniform() -> impl Strategy<Value = f64> {
    (any::<u64>(), 0_u32..52, any::<bool>()).prop_map(|(bits, shift, upper)| {
        let u = ((bits >> 11 >> shift) | 1) as f64 / (1_u64 << 53) as f64;
        if upper { 1.0 - u } else { u }
    })
}

/// The next larger number below 1.
fn next(u: f64) -> f64 {
    u.next_up().min(1.0_f64.next_down())
}

/// Two laws can change places within the rounding of their sums, about 1e-15, so they are compared a little inside.
fn inner(u: f64) -> f64 {
    u.clamp(1e-12, 1.0 - 1e-12)
}

/// Chances from 1e-9 to 1 − 1e-9.
fn any_chance() -> impl Strategy<Value = f64> {
    (-20.7..20.7_f64).prop_map(|logit| 1.0 / (1.0 + libm::exp(-logit)))
}

/// People: all sizes up to ten million, small ones as often as large ones.
fn any_people() -> impl Strategy<Value = u32> {
    (0.0..16.2_f64).prop_map(|log| libm::exp(log) as u32)
}

/// Means from 1e-4 to about 1e5.
fn any_mean() -> impl Strategy<Value = f64> {
    (-9.2..11.6_f64).prop_map(libm::exp)
}

const CASES: u32 = 4_000;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn binomial_never_falls_as_luck_people_or_chance_grow(
        u in any_uniform(), v in any_uniform(), n in any_people(), more in 0_u32..50, p in any_chance(), q in any_chance(),
    ) {
        let (u, v, p, q) = (u.min(v), u.max(v), p.min(q), p.max(q));
        let k = sampler::binomial(u, n, p);
        prop_assert!(k <= n);
        prop_assert!(k <= sampler::binomial(v, n, p));
        prop_assert!(k <= sampler::binomial(next(u), n, p));
        prop_assert!(sampler::binomial(inner(u), n, p) <= sampler::binomial(inner(u), n + more, p));
        prop_assert!(sampler::binomial(inner(u), n, p) <= sampler::binomial(inner(u), n, q));
        prop_assert_eq!(k, Chance::new(p).count(u, n));
    }

    #[test]
    fn poisson_never_falls_as_luck_or_mean_grow(u in any_uniform(), v in any_uniform(), a in any_mean(), b in any_mean()) {
        let (u, v, a, b) = (u.min(v), u.max(v), a.min(b), a.max(b));
        let k = sampler::poisson(u, a);
        prop_assert!(k <= sampler::poisson(v, a));
        prop_assert!(k <= sampler::poisson(next(u), a));
        prop_assert!(sampler::poisson(inner(u), a) <= sampler::poisson(inner(u), b));
    }

    #[test]
    fn negative_binomial_never_falls_as_luck_or_mean_grow(
        u in any_uniform(), v in any_uniform(), a in any_mean(), b in any_mean(), r in any_mean(),
    ) {
        let (u, v, a, b) = (u.min(v), u.max(v), a.min(b), a.max(b));
        let k = sampler::negative_binomial(u, a, r);
        prop_assert!(k <= sampler::negative_binomial(v, a, r));
        prop_assert!(k <= sampler::negative_binomial(next(u), a, r));
        prop_assert!(sampler::negative_binomial(inner(u), a, r) <= sampler::negative_binomial(inner(u), b, r));
    }

    #[test]
    fn hypergeometric_never_falls_as_luck_marks_or_draws_grow(
        u in any_uniform(), v in any_uniform(), total in any_people(), a in 0.0..1.0_f64, b in 0.0..1.0_f64, c in 0.0..1.0_f64,
    ) {
        let part = |share: f64| (f64::from(total) * share) as u32;
        let (u, v, marked, more, drawn) = (u.min(v), u.max(v), part(a.min(b)), part(a.max(b)), part(c));
        let k = sampler::hypergeometric(u, total, marked, drawn);
        prop_assert!(k <= marked.min(drawn) && k >= (marked + drawn).saturating_sub(total));
        prop_assert!(k <= sampler::hypergeometric(v, total, marked, drawn));
        prop_assert!(k <= sampler::hypergeometric(next(u), total, marked, drawn));
        let u = inner(u);
        prop_assert!(sampler::hypergeometric(u, total, marked, drawn) <= sampler::hypergeometric(u, total, more, drawn));
        prop_assert!(sampler::hypergeometric(u, total, drawn, marked) <= sampler::hypergeometric(u, total, drawn, more));
    }

    #[test]
    fn splits_add_up(
        total in any_people(), shares in prop::collection::vec(0.0..1.0_f64, 1..12), wants in prop::collection::vec(0_u32..5_000, 1..12), seed: u64,
    ) {
        let key = Draws::new(seed, 0).key(0, 0, 0);
        let sum: f64 = shares.iter().sum();
        let shares: Vec<f64> = shares.iter().map(|share| share / sum).collect();
        let mut out = vec![0; shares.len()];
        sampler::multinomial(total, &shares, |i| key.uniform(0, i as u64), &mut out);
        prop_assert_eq!(out.iter().sum::<u32>(), total);
        sampler::largest_remainder(total, &shares, &mut out);
        prop_assert_eq!(out.iter().sum::<u32>(), total);
        for (count, share) in out.iter().zip(&shares) {
            prop_assert!((f64::from(*count) - f64::from(total) * share).abs() < 1.0 + 1e-6);
        }
        let mut out = vec![0; wants.len()];
        sampler::ration(total, &wants, |i| key.uniform(1, i as u64), &mut out);
        prop_assert_eq!(out.iter().sum::<u32>(), total.min(wants.iter().sum()));
        prop_assert!(out.iter().zip(&wants).all(|(count, want)| count <= want));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever bits come in, a number comes out, soon and without a panic.
    #[test]
    fn nothing_panics(u: f64, n: u32, m: u32, d: u32, p: f64, r: f64) {
        prop_assert!(sampler::binomial(u, n, p) <= n);
        prop_assert!(Chance::new(p).count(u, n) <= n);
        let _ = sampler::poisson(u, p);
        let _ = sampler::negative_binomial(u, p, r);
        prop_assert!(sampler::hypergeometric(u, n, m, d) <= m.min(d));
        let mut out = [0; 2];
        sampler::multinomial(n, &[p, r], |_| u, &mut out);
        sampler::largest_remainder(n, &[p, r], &mut out);
        prop_assert_eq!(out[0] + out[1], n);
    }
}

// --- corners ---

#[test]
fn corners_of_the_parameters() {
    for u in [1e-300, 0.5, 1.0 - 1e-16] {
        assert_eq!(sampler::binomial(u, 0, 0.5), 0);
        assert_eq!(sampler::binomial(u, 9, 0.0), 0);
        assert_eq!(sampler::binomial(u, 9, 1.0), 9);
        assert_eq!(sampler::binomial(u, 9, f64::NAN), 0);
        assert_eq!(sampler::poisson(u, 0.0), 0);
        assert_eq!(sampler::negative_binomial(u, 0.0, 3.0), 0);
        assert_eq!(sampler::hypergeometric(u, 0, 0, 0), 0);
        assert_eq!(sampler::hypergeometric(u, 9, 9, 4), 4);
        assert_eq!(sampler::hypergeometric(u, 9, 4, 9), 4);
        assert_eq!(sampler::hypergeometric(u, 9, 0, 5), 0);
    }
    assert_eq!(
        (
            sampler::binomial(0.69, 1, 0.3),
            sampler::binomial(0.71, 1, 0.3)
        ),
        (0, 1)
    );
}

#[test]
fn largest_remainders() {
    let split = |total, weights: &[f64]| {
        let mut out = vec![0; weights.len()];
        sampler::largest_remainder(total, weights, &mut out);
        out
    };
    assert_eq!(split(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
    assert_eq!(split(100, &[0.336, 0.331, 0.333]), [34, 33, 33]);
    assert_eq!(split(7, &[0.0, 0.0]), [4, 3]);
    assert_eq!(split(5, &[f64::NAN, -1.0, 2.0]), [0, 0, 5]);
    assert_eq!(split(0, &[1.0, 2.0]), [0, 0]);
    assert!(split(5, &[]).is_empty());
}
