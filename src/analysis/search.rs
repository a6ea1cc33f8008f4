//! A search for portfolios that serve several objectives at once: which ones to try next, and how far the front has come.
//!
//! Portfolios are points in the unit cube, one coordinate for each lever. Children of portfolios on the front are tried next:
//! two parents crossed, single levers moved (an ε-dominance evolutionary algorithm; Deb, Mohan and Mishra 2005, Evol. Comput. 13, 501). Every
//! proposal depends on the seed and on what was tried, and on nothing else.

use super::robust::{Aim, epsilon_front};
use crate::random::cube::Sobol;
use crate::random::{DayKey, Draws, name_key};

/// A portfolio that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// Where it lies in the unit cube.
    pub at: Vec<f64>,
    /// What came of it, by objective.
    pub outcome: Vec<f64>,
    /// By how much it breaks its constraints, such as a budget; 0 or less if it keeps them all.
    pub excess: f64,
}

/// What a search is after.
#[derive(Clone, Debug, PartialEq)]
pub struct Quest {
    /// What is wanted of each objective.
    pub aims: Vec<Aim>,
    /// Differences in each objective that are too small to matter.
    pub grains: Vec<f64>,
    /// Levers, that is coordinates of a portfolio.
    pub levers: usize,
    /// Seed of the search.
    pub seed: u64,
}

/// One in so many proposals is a point of a Sobol sequence, so that no corner stays unseen.
const EXPLORE: usize = 8;

/// How near children stay to their parents when crossed, and to themselves when a lever is moved: the indices of Deb and Agrawal (1995)
/// and Deb and Goyal (1996). Wider than the customary 15 and 20, since thousands of portfolios can be run and not a million: at 1,500,
/// the front of ZDT1 with six levers has 98 to 99 % of its volume, against 69 to 97 % with the customary ones.
const CROSS: f64 = 2.0;
const MOVE: f64 = 5.0;

impl Quest {
    /// The portfolios on the front of those tried, by position: at the grain of the objectives, among those that keep the constraints.
    /// Where none does, the one that comes nearest to it.
    #[must_use]
    pub fn front(&self, tried: &[Tried]) -> Vec<usize> {
        let kept: Vec<usize> = (0..tried.len())
            .filter(|at| tried[*at].excess <= 0.0)
            .collect();
        if kept.is_empty() {
            let nearest = |a: &usize, b: &usize| tried[*a].excess.total_cmp(&tried[*b].excess);
            return (0..tried.len()).min_by(nearest).into_iter().collect();
        }
        let outcomes: Vec<Vec<f64>> = kept.iter().map(|at| tried[*at].outcome.clone()).collect();
        let front = epsilon_front(&outcomes, &self.aims, &self.grains);
        front.into_iter().map(|at| kept[at]).collect()
    }

    /// The next `count` portfolios to try; evenly spread ones if nothing was tried.
    #[must_use]
    pub fn propose(&self, tried: &[Tried], count: usize) -> Vec<Vec<f64>> {
        let front = self.front(tried);
        let sobol = Sobol::new(self.seed);
        let key = Draws::new(self.seed, tried.len() as u64).key(name_key("search"), 0, 0);
        let proposal = |number: usize| {
            if front.is_empty() || number % EXPLORE == EXPLORE - 1 {
                return sobol.point((tried.len() + number) as u64, self.levers);
            }
            let luck = key.on(number as i32);
            let first = front[luck.below(0, front.len() as u32) as usize];
            // One half of the partners come from everything tried: they carry what the front has lost.
            let second = if luck.uniform(1) < 0.5 {
                front[luck.below(2, front.len() as u32) as usize]
            } else {
                luck.below(2, tried.len() as u32) as usize
            };
            child(&tried[first].at, &tried[second].at, luck)
        };
        (0..count).map(proposal).collect()
    }
}

/// Slots of luck for each lever, after those that pick the parents.
const SLOTS: u64 = 4;

/// A child near the first parent: levers crossed with the second one half of the time, and on average one lever moved.
fn child(first: &[f64], second: &[f64], luck: DayKey) -> Vec<f64> {
    let levers = first.len().max(1) as f64;
    let each = first.iter().zip(second).enumerate();
    let lever = |(lever, (&own, &other)): (usize, (&f64, &f64))| {
        let draw = |slot: u64| luck.uniform(SLOTS * (lever as u64 + 1) + slot);
        let mut value = own;
        if draw(0) < 0.5 {
            let spread = crossing(draw(1));
            value = 0.5 * ((1.0 + spread) * own + (1.0 - spread) * other);
        }
        if draw(2) < 1.0 / levers {
            value += shift(draw(3));
        }
        value.clamp(0.0, 1.0)
    };
    each.map(lever).collect()
}

/// Simulated binary crossover: how far the child is from the middle of its parents, as a multiple of how far they are.
fn crossing(u: f64) -> f64 {
    let base = if u <= 0.5 { 2.0 * u } else { 0.5 / (1.0 - u) };
    libm::pow(base, 1.0 / (CROSS + 1.0))
}

/// Polynomial mutation: by how much a lever is moved, as a share of its range.
fn shift(u: f64) -> f64 {
    let power = 1.0 / (MOVE + 1.0);
    if u < 0.5 {
        libm::pow(2.0 * u, power) - 1.0
    } else {
        1.0 - libm::pow(2.0 * (1.0 - u), power)
    }
}

/// The volume of outcomes that are worse than some point and better than a reference point: how far a front has come, in one number
/// (Zitzler and Thiele 1999). A search that no longer gains any has found what it can.
///
/// Points that are not better than the reference in every objective add nothing. Time grows with the number of points to the power of
/// objectives less one.
#[must_use]
pub fn hypervolume(points: &[Vec<f64>], aims: &[Aim], reference: &[f64]) -> f64 {
    let gain = |point: &Vec<f64>| -> Vec<f64> {
        let each = point.iter().zip(reference).zip(aims);
        each.map(|((own, reference), aim)| aim.less(*own) - aim.less(*reference))
            .collect()
    };
    let below = points.iter().map(gain);
    let below: Vec<Vec<f64>> = below
        .filter(|point| point.iter().all(|value| *value < 0.0))
        .collect();
    let points: Vec<&[f64]> = below.iter().map(Vec::as_slice).collect();
    volume(&points)
}

/// The volume between points below 0 and 0, slice by slice along the last objective.
fn volume(points: &[&[f64]]) -> f64 {
    let objectives = points.first().map_or(0, |point| point.len());
    if objectives <= 1 {
        let depths = points.iter().filter_map(|point| point.first());
        return depths.fold(0.0, |deepest, own| (-own).max(deepest));
    }
    let last = objectives - 1;
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a[last].total_cmp(&b[last]));
    let mut sum = 0.0;
    for (at, point) in sorted.iter().enumerate() {
        let next = sorted.get(at + 1).map_or(0.0, |next| next[last]);
        if next > point[last] {
            let slice: Vec<&[f64]> = sorted[..=at].iter().map(|point| &point[..last]).collect();
            sum += (next - point[last]) * volume(&slice);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(quest: &Quest, rounds: usize, f: impl Fn(&[f64]) -> (Vec<f64>, f64)) -> Vec<Tried> {
        let mut tried = Vec::new();
        for _ in 0..rounds {
            for at in quest.propose(&tried, 20) {
                let (outcome, excess) = f(&at);
                tried.push(Tried {
                    at,
                    outcome,
                    excess,
                });
            }
        }
        tried
    }

    fn quest(objectives: usize, levers: usize, grain: f64, seed: u64) -> Quest {
        Quest {
            aims: vec![Aim::Less; objectives],
            grains: vec![grain; objectives],
            levers,
            seed,
        }
    }

    fn front_volume(quest: &Quest, tried: &[Tried]) -> f64 {
        let front = quest.front(tried).into_iter();
        let outcomes: Vec<Vec<f64>> = front.map(|at| tried[at].outcome.clone()).collect();
        hypervolume(&outcomes, &quest.aims, &vec![1.1; quest.aims.len()])
    }

    #[test]
    fn volumes_by_hand() {
        let less = [Aim::Less; 2];
        let points = [
            vec![1.0, 3.0],
            vec![2.0, 2.0],
            vec![3.0, 1.0],
            vec![9.0, 0.0],
        ];
        assert_eq!(hypervolume(&points, &less, &[4.0, 4.0]), 6.0);
        let more = [Aim::More, Aim::More];
        assert_eq!(hypervolume(&points[..3], &more, &[0.0, 0.0]), 6.0);
        assert_eq!(hypervolume(&[vec![2.0]], &[Aim::Less], &[5.0]), 3.0);
        // Two boxes of 2 × 2 × 1 and 1 × 1 × 2 that share 1 × 1 × 1.
        let boxes = [vec![-2.0, -2.0, -1.0], vec![-1.0, -1.0, -2.0]];
        assert_eq!(hypervolume(&boxes, &[Aim::Less; 3], &[0.0; 3]), 5.0);
        assert_eq!(hypervolume(&[], &less, &[1.0, 1.0]), 0.0);
    }

    /// ZDT1 of Zitzler, Deb and Thiele (2000) with six levers: the front is f₂ = 1 − √f₁, its volume 0.1 + 2/3 + 0.11.
    fn zdt1(at: &[f64]) -> (Vec<f64>, f64) {
        let rest = at[1..].iter().sum::<f64>() / (at.len() - 1) as f64;
        let g = 1.0 + 9.0 * rest;
        (vec![at[0], g * (1.0 - (at[0] / g).sqrt())], 0.0)
    }

    #[test]
    fn a_known_front_is_found() {
        let exact = 0.1 + 2.0 / 3.0 + 0.11;
        for seed in 0..3 {
            let quest = quest(2, 6, 0.01, seed);
            let found = front_volume(&quest, &run(&quest, 75, zdt1)) / exact;
            let sobol = Sobol::new(seed);
            let spread = (0..1_500).map(|k| {
                let at = sobol.point(k, 6);
                let (outcome, excess) = zdt1(&at);
                Tried {
                    at,
                    outcome,
                    excess,
                }
            });
            let spread = front_volume(&quest, &spread.collect::<Vec<_>>()) / exact;
            assert!(found > 0.97 && spread < 0.5, "{found} {spread}");
        }
    }

    /// DTLZ2 of Deb and others (2002): the front is an eighth of the unit sphere, the volume beyond it 1.1³ − π/6.
    #[test]
    fn a_front_of_three_objectives_is_found() {
        let sphere = |at: &[f64]| {
            let g: f64 = at[2..].iter().map(|x| (x - 0.5) * (x - 0.5)).sum();
            let angle = |x: f64| libm::sincos(x * core::f64::consts::FRAC_PI_2);
            let ((sine, cosine), (other_sine, other_cosine)) = (angle(at[0]), angle(at[1]));
            let each = [cosine * other_cosine, cosine * other_sine, sine];
            (each.map(|x| (1.0 + g) * x).to_vec(), 0.0)
        };
        let exact = 1.331 - core::f64::consts::PI / 6.0;
        let quest = quest(3, 6, 0.05, 1);
        let found = front_volume(&quest, &run(&quest, 75, sphere)) / exact;
        assert!(found > 0.87, "{found}");
    }

    #[test]
    fn constraints_come_first() {
        // Within a budget of 0.3 on both levers together, the best of f₁ + f₂ is on the budget.
        let bounded = |at: &[f64]| (vec![1.0 - at[0], 1.0 - at[1]], at[0] + at[1] - 0.3);
        let quest = quest(2, 2, 0.02, 3);
        let tried = run(&quest, 30, bounded);
        let front = quest.front(&tried);
        assert!(front.len() > 3);
        for at in front {
            let spent = tried[at].at[0] + tried[at].at[1];
            assert!(spent <= 0.3 && spent > 0.25, "{spent}");
        }
        let never = |at: &[f64]| (vec![at[0]], 1.0 + at[0]);
        let tried = run(&quest, 3, never);
        assert_eq!(quest.front(&tried).len(), 1);
    }

    #[test]
    fn proposals_depend_on_seed_and_trials_only() {
        let quest = quest(2, 6, 0.01, 9);
        let tried = run(&quest, 5, zdt1);
        assert_eq!(quest.propose(&tried, 9), quest.propose(&tried, 12)[..9]);
        assert_ne!(quest.propose(&tried, 9), quest.propose(&tried[..99], 9));
        assert_eq!(quest.propose(&[], 2)[1], Sobol::new(9).point(1, 6));
        let inside = |point: &Vec<f64>| point.iter().all(|x| (0.0..=1.0).contains(x));
        assert!(quest.propose(&tried, 200).iter().all(inside));
    }
}
