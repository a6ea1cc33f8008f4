//! The patient rule induction method: a box in the space of inputs that holds many of the cases one looks for, and
//! little else.
//!
//! From the box of everything, the least promising end of one input after another is peeled off, a small share of the
//! points at a time (Friedman and Fisher 1999; used to find the conditions under which a policy fails by Bryant and
//! Lempert 2010). Peeling follows the EMA Workbench (Kwakkel 2017): quantiles between points, and of all peels the one that
//! gains most in density for each point it gives up.

/// How patiently boxes are peeled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patience {
    /// Share of a box's points that one peel takes off.
    pub share: f64,
    /// Share of all points that a box keeps at least.
    pub least: f64,
    /// Inputs that may be limited.
    pub inputs: usize,
}

/// The values of one input inside a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// Position of the input.
    pub input: usize,
    /// Lowest value inside.
    pub low: f64,
    /// Highest value inside.
    pub high: f64,
}

impl Limit {
    fn holds(&self, value: f64) -> bool {
        value >= self.low && value <= self.high
    }
}

/// A box: points whose limited inputs lie inside their limits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Region {
    /// One limit for each limited input, in the order in which they came.
    pub limits: Vec<Limit>,
}

/// How a box does on a set of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Catch {
    /// Points inside.
    pub points: usize,
    /// Cases inside.
    pub cases: usize,
    /// Cases on the whole.
    pub all_cases: usize,
}

impl Catch {
    /// Share of all cases that the box holds.
    #[must_use]
    pub fn coverage(&self) -> f64 {
        self.cases as f64 / self.all_cases as f64
    }

    /// Share of the points inside that are cases (also called precision).
    #[must_use]
    pub fn density(&self) -> f64 {
        self.cases as f64 / self.points as f64
    }
}

impl Region {
    /// Whether point `row` of the columns is inside.
    #[must_use]
    pub fn holds(&self, columns: &[Vec<f64>], row: usize) -> bool {
        let inside = |limit: &Limit| limit.holds(columns[limit.input][row]);
        self.limits.iter().all(inside)
    }

    /// How the box does on some rows.
    #[must_use]
    pub fn catch(&self, columns: &[Vec<f64>], is_case: &[bool], rows: &[usize]) -> Catch {
        let inside = || rows.iter().filter(|row| self.holds(columns, **row));
        Catch {
            points: inside().count(),
            cases: inside().filter(|row| is_case[**row]).count(),
            all_cases: rows.iter().filter(|row| is_case[**row]).count(),
        }
    }

    /// The same box with one input limited further.
    fn with(&self, limit: Limit) -> Region {
        let mut limits = self.limits.clone();
        match limits.iter_mut().find(|own| own.input == limit.input) {
            Some(own) => {
                own.low = own.low.max(limit.low);
                own.high = own.high.min(limit.high);
            }
            None => limits.push(limit),
        }
        Region { limits }
    }

    /// The same box without the limit of one input.
    #[must_use]
    pub fn without(&self, input: usize) -> Region {
        let others = self.limits.iter().filter(|limit| limit.input != input);
        Region {
            limits: others.copied().collect(),
        }
    }
}

/// The boxes from that of everything to the last peel, for some rows of the columns.
#[must_use]
pub fn peel(
    columns: &[Vec<f64>],
    is_case: &[bool],
    rows: &[usize],
    patience: Patience,
) -> Vec<Region> {
    let mut boxes = vec![Region::default()];
    let mut inside = rows.to_vec();
    while let Some(region) = boxes.last() {
        let Some((next, left)) = best_peel(columns, is_case, region, &inside, patience) else {
            break;
        };
        if (left.len() as f64) < patience.least * rows.len() as f64 {
            break;
        }
        boxes.push(next);
        inside = left;
    }
    boxes
}

/// The peel with the largest gain in density for each point given up, with the points that are left; nothing if none
/// gains. Of equal gains, the one that limits fewest inputs.
fn best_peel(
    columns: &[Vec<f64>],
    is_case: &[bool],
    region: &Region,
    inside: &[usize],
    patience: Patience,
) -> Option<(Region, Vec<usize>)> {
    let density = |rows: &[usize]| {
        rows.iter().filter(|row| is_case[**row]).count() as f64 / rows.len() as f64
    };
    let before = density(inside);
    let limited = |input: usize| region.limits.iter().any(|limit| limit.input == input);
    let full = region.limits.len() >= patience.inputs;
    let mut best: Option<(f64, Region, Vec<usize>)> = None;
    for input in (0..columns.len()).filter(|input| !full || limited(*input)) {
        for limit in ends(&columns[input], inside, patience.share, input) {
            let kept = inside.iter().copied();
            let left: Vec<usize> = kept
                .filter(|row| limit.holds(columns[input][*row]))
                .collect();
            if left.is_empty() || left.len() == inside.len() {
                continue;
            }
            let gain = (density(&left) - before) / (inside.len() - left.len()) as f64;
            let next = region.with(limit);
            let better = best.as_ref().is_none_or(|(most, other, _)| {
                gain > *most || (gain == *most && next.limits.len() < other.limits.len())
            });
            if gain > 0.0 && better {
                best = Some((gain, next, left));
            }
        }
    }
    best.map(|(_, region, left)| (region, left))
}

/// What is left of an input once its upper or its lower end is peeled off.
fn ends(column: &[f64], inside: &[usize], share: f64, input: usize) -> [Limit; 2] {
    let mut values: Vec<f64> = inside.iter().map(|row| column[*row]).collect();
    values.sort_by(f64::total_cmp);
    [
        Limit {
            input,
            low: f64::NEG_INFINITY,
            high: between(&values, 1.0 - share),
        },
        Limit {
            input,
            low: between(&values, share),
            high: f64::INFINITY,
        },
    ]
}

/// The middle between the two sorted values around a quantile; where these are equal, the next two inwards that are not, so
/// that equal values stay together.
#[allow(clippy::float_cmp)] // ties are the very same number
fn between(values: &[f64], quantile: f64) -> f64 {
    let place = (values.len() - 1) as f64 * quantile;
    let (mut below, mut above) = (libm::floor(place) as usize, libm::ceil(place) as usize);
    if quantile > 0.5 {
        while values[below] == values[above] && below > 0 {
            below -= 1;
        }
    } else {
        while values[below] == values[above] && above + 1 < values.len() {
            above += 1;
        }
    }
    f64::midpoint(values[below], values[above])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;

    const PATIENCE: Patience = Patience {
        share: 0.05,
        least: 0.05,
        inputs: 3,
    };

    fn uniforms(columns: usize, rows: usize) -> Vec<Vec<f64>> {
        let key = Draws::new(3, 0).key(0, 0, 0);
        let column = |at: usize| {
            let key = key.on(at as i32);
            (0..rows).map(|row| key.uniform(row as u64)).collect()
        };
        (0..columns).map(column).collect()
    }

    #[test]
    fn a_box_that_is_there_is_found() {
        let columns = uniforms(12, 2_000);
        let rows: Vec<usize> = (0..2_000).collect();
        let is_case: Vec<bool> = rows
            .iter()
            .map(|&row| columns[4][row] > 0.7 && columns[9][row] < 0.4)
            .collect();
        let two = Patience {
            inputs: 2,
            ..PATIENCE
        };
        let boxes = peel(&columns, &is_case, &rows, two);
        let last = boxes.last().unwrap();
        let mut limits = last.limits.clone();
        limits.sort_by_key(|limit| limit.input);
        assert_eq!(limits.iter().map(|l| l.input).collect::<Vec<_>>(), [4, 9]);
        assert!(
            (limits[0].low - 0.7).abs() < 0.02 && limits[0].high.is_infinite(),
            "{limits:?}"
        );
        assert!((limits[1].high - 0.4).abs() < 0.02 && limits[1].low.is_infinite());
        // Peels go on until nothing else is inside; on the way there is a box with nearly all of them.
        let catches = boxes.iter().map(|one| one.catch(&columns, &is_case, &rows));
        let catches: Vec<Catch> = catches.collect();
        assert!((catches.last().unwrap().density() - 1.0).abs() < f64::EPSILON);
        let good = |catch: &Catch| catch.density() > 0.95 && catch.coverage() > 0.95;
        assert!(catches.iter().any(good), "{catches:?}");
    }

    #[test]
    fn every_peel_gains_and_keeps_enough() {
        let columns = uniforms(5, 400);
        let rows: Vec<usize> = (0..400).collect();
        let is_case: Vec<bool> = rows
            .iter()
            .map(|row| columns[0][*row] > columns[1][*row])
            .collect();
        let boxes = peel(&columns, &is_case, &rows, PATIENCE);
        let catches: Vec<Catch> = boxes
            .iter()
            .map(|one| one.catch(&columns, &is_case, &rows))
            .collect();
        assert!(catches.len() > 5);
        for pair in catches.windows(2) {
            assert!(pair[1].density() > pair[0].density() && pair[1].points < pair[0].points);
        }
        assert!(catches.iter().all(|catch| catch.points >= 20));
        assert!(boxes.iter().all(|one| one.limits.len() <= 3));
    }

    #[test]
    fn the_quantile_is_moved_off_ties() {
        let values = [1.0, 1.0, 1.0, 2.0, 3.0, 4.0, 4.0, 4.0];
        assert_eq!(between(&values, 0.05), 1.5);
        assert_eq!(between(&values, 0.95), 3.5);
        assert_eq!(between(&[2.0, 2.0], 0.05), 2.0);
    }

    #[test]
    fn nothing_to_find_is_the_box_of_everything() {
        let columns = uniforms(3, 50);
        let rows: Vec<usize> = (0..50).collect();
        assert_eq!(
            peel(&columns, &[true; 50], &rows, PATIENCE),
            [Region::default()]
        );
        assert_eq!(
            peel(&columns, &[false; 50], &rows, PATIENCE),
            [Region::default()]
        );
    }
}
