//! Distribution functions by adding up, with nothing in common with the samplers: the ratios of neighbouring
//! probabilities are followed from the mode outwards and the sum is scaled to 1. No factorials, so nothing cancels;
//! the rounding error is below 1e-12 even for ten million people.

/// A law of counts as its probabilities and sums over the counts that matter.
pub struct Exact {
    first: i64,
    mass: Vec<f64>,
    below: Vec<f64>,
}

impl Exact {
    /// `ratio(k)` = P(k + 1) / P(k), on `lowest..=highest`.
    fn new(lowest: i64, highest: i64, mode: i64, ratio: impl Fn(f64) -> f64) -> Self {
        let mode = mode.clamp(lowest, highest);
        let negligible = |mass: f64| mass < 1e-30;
        let mut down = Vec::new();
        let (mut k, mut mass) = (mode, 1.0);
        while k > lowest {
            k -= 1;
            mass /= ratio(k as f64);
            if negligible(mass) {
                break;
            }
            down.push(mass);
        }
        let first = mode - down.len() as i64;
        let mut all: Vec<f64> = down.into_iter().rev().collect();
        (k, mass) = (mode, 1.0);
        all.push(mass);
        while k < highest {
            mass *= ratio(k as f64);
            k += 1;
            if negligible(mass) {
                break;
            }
            all.push(mass);
        }
        let sum: f64 = all.iter().sum();
        let mass: Vec<f64> = all.iter().map(|mass| mass / sum).collect();
        let below = mass.iter().scan(0.0, |sum, mass| {
            *sum += mass;
            Some(*sum)
        });
        Self {
            first,
            below: below.collect(),
            mass,
        }
    }

    /// P(X = k).
    pub fn mass(&self, k: i64) -> f64 {
        usize::try_from(k - self.first)
            .ok()
            .and_then(|at| self.mass.get(at))
            .copied()
            .unwrap_or(0.0)
    }

    /// The counts that matter: every other has a probability below 1e-30 of the most likely one.
    pub fn counts(&self) -> std::ops::Range<i64> {
        self.first..self.first + self.mass.len() as i64
    }

    /// P(X ≤ k).
    pub fn below(&self, k: i64) -> f64 {
        let at = k - self.first;
        if at < 0 {
            0.0
        } else {
            self.below.get(at as usize).copied().unwrap_or(1.0)
        }
    }

    pub fn binomial(n: u32, p: f64) -> Self {
        let n = f64::from(n);
        let mode = ((n + 1.0) * p).floor() as i64;
        Self::new(0, n as i64, mode, |k| (n - k) / (k + 1.0) * (p / (1.0 - p)))
    }

    pub fn poisson(mean: f64) -> Self {
        Self::new(0, i64::MAX, mean.floor() as i64, |k| mean / (k + 1.0))
    }

    pub fn negative_binomial(mean: f64, r: f64) -> Self {
        let q = mean / (r + mean);
        let mode = ((r - 1.0) * mean / r).floor().max(0.0) as i64;
        Self::new(0, i64::from(u32::MAX), mode, |k| (r + k) / (k + 1.0) * q)
    }

    pub fn hypergeometric(total: u32, marked: u32, drawn: u32) -> Self {
        let (t, m, d) = (i64::from(total), i64::from(marked), i64::from(drawn));
        let mode = ((d + 1) as f64 * (m + 1) as f64 / (t + 2) as f64).floor() as i64;
        let (t, m, d) = (t as f64, m as f64, d as f64);
        Self::new(
            (d + m - t).max(0.0) as i64,
            m.min(d) as i64,
            mode,
            move |k| (m - k) * (d - k) / ((k + 1.0) * (t - m - d + k + 1.0)),
        )
    }
}
