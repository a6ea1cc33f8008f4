//! Probabilities of single counts to full precision.
//!
//! Loader's saddle-point form: n! appears only through its small Stirling error, and the rest through the deviance,
//! so nothing large cancels even for populations of many millions.

const TWO_PI: f64 = core::f64::consts::TAU;

/// ln √(2π).
const HALF_LOG_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// P(X = k) of a Poisson count with this mean; `k` may be any real number ≥ 0.
pub(super) fn poisson_mass(k: f64, mean: f64) -> f64 {
    if k == 0.0 {
        return libm::exp(-mean);
    }
    libm::exp(-stirling_error(k) - deviance(k, mean)) / libm::sqrt(TWO_PI * k)
}

/// P(X = k) of a binomial count of `n` with chance `p` and its complement `q`; `k` and `n` may be real numbers.
pub(super) fn binomial_mass(k: f64, n: f64, p: f64, q: f64) -> f64 {
    let rest = n - k;
    if k == 0.0 {
        return libm::exp(n * libm::log1p(-p));
    }
    if rest == 0.0 {
        return libm::exp(n * libm::log1p(-q));
    }
    let exponent = stirling_error(n)
        - stirling_error(k)
        - stirling_error(rest)
        - deviance(k, n * p)
        - deviance(rest, n * q);
    libm::exp(exponent) * libm::sqrt(n / (TWO_PI * k * rest))
}

/// k·ln(k / mean) + mean − k, without cancellation where `k` is near `mean`.
fn deviance(k: f64, mean: f64) -> f64 {
    let difference = k - mean;
    if difference.abs() >= 0.1 * (k + mean) {
        return k * libm::log(k / mean) - difference;
    }
    // With v = (k − mean)/(k + mean), ln(k/mean) = 2·artanh(v) = 2·(v + v³/3 + …).
    let v = difference / (k + mean);
    let square = v * v;
    let mut sum = difference * v;
    let mut power = 2.0 * k * v;
    let mut odd = 3.0;
    loop {
        power *= square;
        let next = sum + power / odd;
        if next == sum || odd > 60.0 {
            return sum;
        }
        sum = next;
        odd += 2.0;
    }
}

/// ln(x!) − ln(√(2πx)·(x/e)^x), for real x > 0.
fn stirling_error(x: f64) -> f64 {
    if x < 16.0 {
        let small = SMALL_ERRORS.get(x as usize).copied().unwrap_or(0.0);
        if x == libm::floor(x) {
            return small;
        }
        return libm::lgamma(x + 1.0) - (x + 0.5) * libm::log(x) + x - HALF_LOG_TWO_PI;
    }
    let inverse_square = 1.0 / (x * x);
    let series = 1.0 / 1680.0 - inverse_square / 1188.0
        + inverse_square * inverse_square * (691.0 / 360_360.0);
    let series = 1.0 / 1260.0 - inverse_square * series;
    let series = 1.0 / 360.0 - inverse_square * series;
    (1.0 / 12.0 - inverse_square * series) / x
}

/// The Stirling errors of 0 to 15 (0 itself is never asked for).
const SMALL_ERRORS: [f64; 16] = [
    0.0,
    0.081_061_466_795_327_26,
    0.041_340_695_955_409_29,
    0.027_677_925_684_998_34,
    0.020_790_672_103_765_093,
    0.016_644_691_189_821_193,
    0.013_876_128_823_070_748,
    0.011_896_709_945_891_77,
    0.010_411_265_261_972_096,
    0.009_255_462_182_712_733,
    0.008_330_563_433_362_87,
    0.007_573_675_487_951_841,
    0.006_942_840_107_209_53,
    0.006_408_994_188_004_207,
    0.005_951_370_112_758_848,
    0.005_554_733_551_962_801,
];
