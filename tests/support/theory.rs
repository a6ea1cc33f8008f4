//! Exact answers of queueing theory in discrete time, written without anything from the program.
//!
//! Laws are vectors of probabilities of 0, 1, 2, …; they are cut where less than 1e-13 is left.

/// A law on 0, 1, 2, …
pub type Law = Vec<f64>;

/// Negative binomial law with a mean and a dispersion r: variance = mean + mean² ÷ r.
#[must_use]
pub fn negative_binomial(mean: f64, dispersion: f64) -> Law {
    let success = dispersion / (dispersion + mean);
    let mut law = vec![libm::pow(success, dispersion)];
    let mut sum = law[0];
    while sum < 1.0 - 1e-13 && law.len() < 100_000 {
        let k = law.len() as f64;
        let next = law[law.len() - 1] * (k - 1.0 + dispersion) / k * (1.0 - success);
        sum += next;
        law.push(next);
        if k > mean && next < 1e-18 {
            break;
        }
    }
    law
}

/// Poisson law.
#[must_use]
pub fn poisson(mean: f64) -> Law {
    let mut law = vec![libm::exp(-mean)];
    while law.len() < 20 || law[law.len() - 1] > 1e-18 {
        law.push(law[law.len() - 1] * mean / law.len() as f64);
    }
    law
}

/// Mean of a law.
#[must_use]
pub fn mean(law: &[f64]) -> f64 {
    law.iter().enumerate().map(|(k, p)| k as f64 * p).sum()
}

/// Variance of a law.
#[must_use]
pub fn variance(law: &[f64]) -> f64 {
    let mean = mean(law);
    law.iter()
        .enumerate()
        .map(|(k, p)| (k as f64 - mean) * (k as f64 - mean) * p)
        .sum()
}

/// Law of the sum of two independent numbers.
#[must_use]
pub fn sum(a: &[f64], b: &[f64]) -> Law {
    let mut law = vec![0.0; a.len() + b.len() - 1];
    for (i, p) in a.iter().enumerate().filter(|(_, p)| **p > 0.0) {
        for (j, q) in b.iter().enumerate() {
            law[i + j] += p * q;
        }
    }
    cut(law)
}

/// Law of how many of a random number stay, each with chance `stay`.
#[must_use]
pub fn thinned(law: &[f64], stay: f64) -> Law {
    if stay >= 1.0 {
        return law.to_vec();
    }
    let mut out = vec![0.0; law.len()];
    // Row n of Pascal's triangle with weights, updated in place.
    let mut row = vec![1.0];
    for p in law {
        for (k, chance) in row.iter().enumerate() {
            out[k] += p * chance;
        }
        row.push(0.0);
        for k in (0..row.len()).rev() {
            let below = if k > 0 { row[k - 1] } else { 0.0 };
            row[k] = row[k] * (1.0 - stay) + below * stay;
        }
    }
    cut(out)
}

/// Law of what is left when up to `slots` are served.
#[must_use]
pub fn served(law: &[f64], slots: usize) -> Law {
    let mut out = vec![law.iter().take(slots + 1).sum::<f64>()];
    out.extend(law.iter().skip(slots + 1));
    out
}

fn cut(mut law: Law) -> Law {
    let mut tail = 0.0;
    while law.len() > 1 && tail + law[law.len() - 1] < 1e-14 {
        tail += law.pop().unwrap_or(0.0);
    }
    law
}

/// A list on which each day first every person waiting leaves with chance `1 − stay`, then
/// `arrivals` join, then up to `slots` are served.
pub struct BulkQueue {
    /// Law of a day's arrivals.
    pub arrivals: Law,
    /// People served a day at most.
    pub slots: usize,
    /// Chance that a person who waited overnight is still there.
    pub stay: f64,
}

impl BulkQueue {
    /// Law of the list the evening after a day on whose eve it had law `list`.
    #[must_use]
    pub fn next(&self, list: &[f64]) -> Law {
        served(&sum(&thinned(list, self.stay), &self.arrivals), self.slots)
    }

    /// Laws of the list on the first `days` evenings, from an empty list.
    #[must_use]
    pub fn transient(&self, days: usize) -> Vec<Law> {
        let mut laws = Vec::with_capacity(days);
        let mut law = vec![1.0];
        for _ in 0..days {
            law = self.next(&law);
            laws.push(law.clone());
        }
        laws
    }

    /// Law of the list after very many days: iterated until no probability moves by 1e-12.
    #[must_use]
    pub fn stationary(&self) -> Law {
        let mut law = vec![1.0];
        loop {
            let next = self.next(&law);
            let moved = (0..next.len())
                .map(|k| (next[k] - law.get(k).copied().unwrap_or(0.0)).abs())
                .fold(0.0, f64::max);
            law = next;
            if moved < 1e-12 {
                return law;
            }
        }
    }
}

/// Order of service of a list without leaving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Earliest registration first, people of one day in random order.
    Oldest,
    /// Latest registration first, people of one day in random order.
    Newest,
    /// Everybody on the list alike.
    Random,
}

impl BulkQueue {
    /// Expected number of people served after 0, 1, 2, … days of waiting, in a run of so many days
    /// from an empty list.
    ///
    /// # Panics
    /// If people leave the list unserved.
    #[must_use]
    pub fn served_by_wait(&self, order: Order, days: usize) -> Vec<f64> {
        assert!(
            self.stay >= 1.0,
            "waits are computed for a list that nobody leaves"
        );
        let mut eve = vec![1.0];
        let mut by_wait = vec![0.0; days];
        for day in 0..days {
            let horizon = days - day;
            let counts = match order {
                Order::Oldest => self.oldest(&eve, horizon),
                Order::Newest => self.newest(horizon),
                Order::Random => self.random(&eve, horizon),
            };
            for (wait, count) in counts.iter().enumerate() {
                by_wait[wait] += count;
            }
            eve = self.next(&eve);
        }
        by_wait
    }

    /// One day's registrations by wait, oldest first: who has `n` people ahead waits n ÷ slots days.
    fn oldest(&self, eve: &[f64], horizon: usize) -> Vec<f64> {
        // after[k] = expected number of registrants with at least k others of their day ahead
        let mut exactly = vec![0.0; self.arrivals.len()];
        let mut tail = 0.0;
        for k in (1..self.arrivals.len()).rev() {
            tail += self.arrivals[k];
            exactly[k - 1] = tail;
        }
        let mut counts = vec![0.0; horizon];
        for (x, p) in eve.iter().enumerate() {
            for (ahead, people) in exactly.iter().enumerate() {
                let wait = (x + ahead) / self.slots;
                if wait < horizon {
                    counts[wait] += p * people;
                }
            }
        }
        counts
    }

    /// One day's registrations by wait, at random: the number `n` on the list before service moves
    /// as the list does, and a person is still on it with chance 1 − slots ÷ n.
    fn random(&self, eve: &[f64], horizon: usize) -> Vec<f64> {
        let weighted: Law = self
            .arrivals
            .iter()
            .enumerate()
            .map(|(k, p)| k as f64 * p)
            .collect();
        let mut waiting = sum(eve, &weighted);
        let mut counts = Vec::with_capacity(horizon);
        for wait in 0..horizon {
            if wait > 0 {
                waiting = sum(&waiting, &self.arrivals);
            }
            let mut left = vec![0.0; waiting.len()];
            let mut now = 0.0;
            for (n, people) in waiting.iter().enumerate().skip(1) {
                let chance = (self.slots as f64 / n as f64).min(1.0);
                now += people * chance;
                left[n.saturating_sub(self.slots)] += people * (1.0 - chance);
            }
            counts.push(now);
            waiting = left;
        }
        counts
    }

    /// One day's registrations by wait, newest first. People of a day are followed by (younger
    /// people still waiting, people of their own day still waiting); older people do not matter.
    fn newest(&self, horizon: usize) -> Vec<f64> {
        let most = self.arrivals.len();
        let mut counts = Vec::with_capacity(horizon);
        // own[v][u]: expected people × chance of (u younger, v own, counted by each own person)
        let mut own: Vec<Law> = vec![Vec::new(); most];
        for wait in 0..horizon {
            let mut now = 0.0;
            let mut next: Vec<Law> = vec![Vec::new(); most];
            let mut pass = |younger: usize, own: usize, weight: f64| {
                let left = self.slots.saturating_sub(younger);
                let took = left.min(own);
                now += weight * took as f64;
                let (rest, behind) = (own - took, younger.saturating_sub(self.slots));
                if rest > 0 {
                    let row = &mut next[rest];
                    row.resize(row.len().max(behind + 1), 0.0);
                    row[behind] += weight;
                }
            };
            if wait == 0 {
                for (own, p) in self.arrivals.iter().enumerate() {
                    pass(0, own, *p);
                }
            } else {
                for (v, row) in own.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
                    for (u, p) in sum(row, &self.arrivals).iter().enumerate() {
                        pass(u, v, *p);
                    }
                }
            }
            counts.push(now);
            own = next;
        }
        counts
    }
}

/// Mean and variance of a stock that each day takes in a number with this mean and variance and
/// then keeps each person with chance `stay` (`fresh_stay` for those who came today).
#[derive(Clone, Copy, Debug)]
pub struct InfiniteServer {
    /// Mean of a day's arrivals.
    pub arrivals_mean: f64,
    /// Variance of a day's arrivals.
    pub arrivals_variance: f64,
    /// Chance that a person who was there overnight stays another day.
    pub stay: f64,
    /// Chance that a person who came today is there in the evening.
    pub fresh_stay: f64,
}

impl InfiniteServer {
    /// `(mean, variance)` on the first `days` evenings, from `start` people.
    #[must_use]
    pub fn transient(&self, start: f64, days: usize) -> Vec<(f64, f64)> {
        // Thinning: mean → q·mean, variance → q²·variance + q(1 − q)·mean.
        let thin =
            |q: f64, mean: f64, variance: f64| (q * mean, q * q * variance + q * (1.0 - q) * mean);
        let fresh = thin(self.fresh_stay, self.arrivals_mean, self.arrivals_variance);
        let (mut mean, mut variance) = (start, 0.0);
        let day = |_| {
            let old = thin(self.stay, mean, variance);
            (mean, variance) = (old.0 + fresh.0, old.1 + fresh.1);
            (mean, variance)
        };
        (0..days).map(day).collect()
    }
}

/// Law of the day of arrival (0 = day of departure) of a journey of `stages` stages, each left with
/// the same daily chance, at most one stage a day.
#[must_use]
pub fn journey(stages: usize, daily_chance: f64, days: usize) -> Law {
    let mut at = vec![0.0; stages];
    at[0] = 1.0;
    let mut law = Vec::with_capacity(days);
    for _ in 0..days {
        let moving: Vec<f64> = at.iter().map(|p| p * daily_chance).collect();
        for stage in 0..stages {
            at[stage] -= moving[stage];
            if stage > 0 {
                at[stage] += moving[stage - 1];
            }
        }
        law.push(moving[stages - 1]);
    }
    law
}

/// Logit shares around reference shares: sᵢ·exp(uᵢ) over their sum and the rest, whose utility is 0.
#[must_use]
pub fn logit(reference: &[f64], utility: &[f64]) -> Vec<f64> {
    let rest = 1.0 - reference.iter().sum::<f64>();
    let odds: Vec<f64> = reference
        .iter()
        .zip(utility)
        .map(|(share, u)| share * libm::exp(*u))
        .collect();
    let total = odds.iter().sum::<f64>() + rest;
    odds.iter().map(|odd| odd / total).collect()
}

/// Chance that something with a hazard per month happens within a day.
#[must_use]
pub fn daily(monthly: f64) -> f64 {
    1.0 - libm::exp(-monthly / 30.44)
}

/// Person-days on a list, counted each evening, from waits: who waited w days was there on w
/// evenings; who still waits after s days on s + 1.
#[must_use]
pub fn person_days(ended: &[Vec<u32>], waiting: &[u32]) -> u64 {
    let weigh = |waits: &[u32], extra: u64| -> u64 {
        (0..)
            .zip(waits)
            .map(|(wait, people): (u64, &u32)| (wait + extra) * u64::from(*people))
            .sum()
    };
    ended.iter().map(|waits| weigh(waits, 0)).sum::<u64>() + weigh(waiting, 1)
}

/// Binomial law.
#[must_use]
pub fn binomial(n: usize, chance: f64) -> Law {
    if chance <= 0.0 || chance >= 1.0 {
        let mut law = vec![0.0; n + 1];
        law[if chance >= 1.0 { n } else { 0 }] = 1.0;
        return law;
    }
    let odds = chance / (1.0 - chance);
    let mut law = vec![libm::pow(1.0 - chance, n as f64)];
    for k in 0..n {
        law.push(law[k] * (n - k) as f64 / (k + 1) as f64 * odds);
    }
    law
}

/// Law of what is left when a number of people that has the law `capacity` is served.
#[must_use]
pub fn served_by(law: &[f64], capacity: &[f64]) -> Law {
    let mut out = vec![0.0; law.len()];
    let mut rest = 1.0;
    for (slots, chance) in capacity.iter().enumerate().take(law.len()) {
        for (people, p) in law.iter().enumerate() {
            out[people.saturating_sub(slots)] += p * chance;
        }
        rest -= chance;
    }
    // More slots than there can be people.
    out[0] += rest.max(0.0);
    out
}

/// A whole number next to `expected`, whose mean it is.
#[must_use]
pub fn rounded(expected: f64) -> Law {
    let below = expected.floor();
    let mut law = vec![0.0; below as usize + 2];
    law[below as usize] = 1.0 - (expected - below);
    law[below as usize + 1] = expected - below;
    law
}

/// Law of the sum, over the days up to this one, of negative binomial counts with one mean and
/// dispersion of which a share is left that depends on their age in days.
#[must_use]
pub fn aged_stock(mean: f64, dispersion: f64, left_at_age: &[f64]) -> Law {
    left_at_age
        .iter()
        .filter(|left| **left > 0.0)
        .map(|left| negative_binomial(mean * left, dispersion))
        .fold(vec![1.0], |stock, cohort| sum(&stock, &cohort))
}

/// Share of a cohort that is still there at age 0, 1, 2, … when the monthly hazard of leaving is
/// `hazard` times the factor of the band of 0–30, 31–90, 91–180 or 181 and more days.
#[must_use]
pub fn left_by_band(hazard: f64, factors: [f64; 4], days: usize) -> Vec<f64> {
    let factor = |age: usize| match age {
        0 => 0.0,
        1..=30 => factors[0],
        31..=90 => factors[1],
        91..=180 => factors[2],
        _ => factors[3],
    };
    let mut exponent = 0.0;
    (0..days)
        .map(|age| {
            exponent += hazard * factor(age) / 30.44;
            libm::exp(-exponent)
        })
        .collect()
}
