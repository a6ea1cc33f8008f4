//! Points spread over the unit cube: where an experiment looks when it cannot look everywhere.
//!
//! Every point can be had alone and depends on the seed, its own number and nothing else, so that parts of an experiment can run
//! anywhere in any order. Coordinates lie strictly between 0 and 1, ready for quantile functions.

use super::{Draws, Key, name_key};
use sobol_burley::{NUM_DIMENSIONS, sample};

/// Points of one scrambled Sobol sequence; further ones come from sequences scrambled independently.
const SEQUENCE: u64 = 1 << 16;

/// A scrambled Sobol sequence: points that fill the cube more evenly than chance does, however many are taken, and
/// whose means are as free of bias as those of chance.
///
/// Direction numbers of Joe and Kuo (2008, SIAM J. Sci. Comput. 30, 2635), nested uniform scrambling (Owen 1995) by a
/// hash (Burley 2020, J. Comput. Graph. Tech. 9(4), 1). Evenness holds among inputs 0 to 255, 256 to 511 and so on,
/// and among points 0 to 65,535 and so on; between such blocks the pairing is random. Powers of two are the best numbers of points.
#[derive(Clone, Copy, Debug)]
pub struct Sobol {
    key: Key,
}

impl Sobol {
    /// The sequence of a seed; sequences of different seeds are scrambled independently.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let key = Draws::new(seed, 0).key(name_key("sobol"), 0, 0);
        Self { key }
    }

    /// Coordinate `input` of point number `point`, in (0, 1).
    #[must_use]
    pub fn coordinate(&self, point: u64, input: usize) -> f64 {
        let block = input as u64 / u64::from(NUM_DIMENSIONS);
        let dimension = (input as u64 % u64::from(NUM_DIMENSIONS)) as u32;
        let scramble = self.key.on(block as i32).below(point / SEQUENCE, u32::MAX);
        let value = sample((point % SEQUENCE) as u32, dimension, scramble);
        // Multiples of 2⁻²⁴ from 0 on, moved to the middle of their cells.
        f64::from(value) + 1.0 / f64::from(1 << 25)
    }

    /// The first `inputs` coordinates of point number `point`.
    #[must_use]
    pub fn point(&self, point: u64, inputs: usize) -> Vec<f64> {
        let each = (0..inputs).map(|input| self.coordinate(point, input));
        each.collect()
    }
}

/// A Latin hypercube: in every input, each of n equal slices holds exactly one of the n points, anywhere inside its slice
/// (McKay, Beckman and Conover 1979, Technometrics 21, 239).
///
/// Inputs are dealt independently: one more leaves the others as they are.
#[derive(Clone, Debug)]
pub struct LatinHypercube {
    key: Key,
    slices: Vec<Vec<u32>>,
}

impl LatinHypercube {
    /// A hypercube of `points` points in `inputs` inputs.
    #[must_use]
    pub fn new(seed: u64, points: u32, inputs: usize) -> Self {
        let key = Draws::new(seed, 0).key(name_key("latin hypercube"), 0, 0);
        let dealt = (0..inputs).map(|input| shuffled(key, input, points));
        Self {
            key,
            slices: dealt.collect(),
        }
    }

    /// The slice, from 0 on, in which a point lies in one input.
    ///
    /// # Panics
    ///
    /// If the hypercube has no such input or point.
    #[must_use]
    pub fn slice(&self, point: u32, input: usize) -> u32 {
        self.slices[input][point as usize]
    }

    /// All coordinates of a point, in (0, 1).
    ///
    /// # Panics
    ///
    /// If the hypercube has no such point.
    #[must_use]
    pub fn point(&self, point: u32) -> Vec<f64> {
        let coordinate = |(input, slices): (usize, &Vec<u32>)| {
            let inside = self.key.uniform(input as i32, u64::from(point));
            (f64::from(slices[point as usize]) + inside) / slices.len() as f64
        };
        self.slices.iter().enumerate().map(coordinate).collect()
    }
}

/// The whole numbers below `count` in random order (Fisher and Yates), for purpose `number` of a key.
#[must_use]
pub fn shuffled(key: Key, number: usize, count: u32) -> Vec<u32> {
    // Slots above those of `uniform` in a Latin hypercube.
    let luck = key.on(number as i32).slots(1 << 32);
    let mut order: Vec<u32> = (0..count).collect();
    for last in (1..count).rev() {
        let other = luck.below(u64::from(last), last + 1);
        order.swap(last as usize, other as usize);
    }
    order
}

/// Cell number `cell` of the full grid with so many levels in each input: the level of every input, the last one
/// moving fastest. Nothing if the grid has no such cell.
///
/// ```
/// # use garita::random::cube::grid_cell;
/// assert_eq!(grid_cell(&[2, 3], 4), Some(vec![1, 1]));
/// assert_eq!(grid_cell(&[2, 3], 6), None);
/// ```
#[must_use]
pub fn grid_cell(levels: &[usize], cell: u64) -> Option<Vec<usize>> {
    let mut rest = cell;
    let mut digits = vec![0; levels.len()];
    for (digit, &count) in digits.iter_mut().zip(levels).rev() {
        *digit = rest.checked_rem(count as u64)? as usize;
        rest /= count as u64;
    }
    (rest == 0).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every elementary interval of area 1 / n holds one of n = 2^m points: the defining property of a net with t = 0,
    /// which the first two dimensions have.
    #[test]
    fn sobol_points_fill_every_elementary_interval() {
        for seed in 0..5 {
            let sobol = Sobol::new(seed);
            for wide in 0..=8 {
                let (columns, rows) = (1_usize << wide, 1_usize << (8 - wide));
                let mut seen = vec![0; 256];
                for point in 0..256 {
                    let at = sobol.point(point, 2);
                    let column = (at[0] * columns as f64) as usize;
                    seen[column * rows + (at[1] * rows as f64) as usize] += 1;
                }
                assert!(seen.iter().all(|&count| count == 1), "{seed} {wide}");
            }
        }
    }

    #[test]
    fn sobol_points_are_even_in_every_input_and_any_number() {
        let sobol = Sobol::new(7);
        for input in [0, 1, 63, 255, 256, 300, 1_000] {
            let mut seen = vec![0; 64];
            for point in 64..128 {
                seen[(sobol.coordinate(point, input) * 64.0) as usize] += 1;
            }
            assert!(seen.iter().all(|&count| count == 1), "{input}");
        }
        let high = sobol.coordinate(5_000_000_000, 3);
        assert!(high > 0.0 && high < 1.0);
        assert_ne!(high, sobol.coordinate(5_000_000_000 % SEQUENCE, 3));
        assert_ne!(sobol.coordinate(0, 0), Sobol::new(8).coordinate(0, 0));
    }

    /// The mean of a product over the cube is 1: 1,024 points come within 0.002, where chance would be off by
    /// about 0.02.
    #[test]
    fn sobol_means_are_sharper_than_those_of_chance() {
        let product = |at: Vec<f64>| at.iter().map(|x| 2.0 * x).product::<f64>();
        for seed in 0..10 {
            let sobol = Sobol::new(seed);
            let sum: f64 = (0..1_024).map(|k| product(sobol.point(k, 3))).sum();
            assert!((sum / 1_024.0 - 1.0).abs() < 0.002, "{seed}: {sum}");
        }
    }

    #[test]
    fn a_latin_hypercube_uses_every_slice_once() {
        let cube = LatinHypercube::new(3, 50, 6);
        for input in 0..6 {
            let mut slices: Vec<usize> = (0..50)
                .map(|k| (cube.point(k)[input] * 50.0) as usize)
                .collect();
            assert_eq!(slices[9], cube.slice(9, input) as usize);
            slices.sort_unstable();
            assert_eq!(slices, (0..50).collect::<Vec<_>>());
        }
        let wider = LatinHypercube::new(3, 50, 9);
        assert_eq!(wider.point(17)[..6], cube.point(17));
    }

    /// All 24 orders of 4 numbers are equally likely: χ² with 23 degrees of freedom stays below its 99.9 % point.
    #[test]
    fn every_order_is_equally_likely() {
        let mut counts = std::collections::BTreeMap::new();
        for seed in 0..24_000 {
            let key = Draws::new(seed, 0).key(0, 0, 0);
            *counts.entry(shuffled(key, 0, 4)).or_insert(0.0) += 1.0;
        }
        let parts = counts
            .values()
            .map(|count: &f64| (count - 1_000.0) * (count - 1_000.0) / 1_000.0);
        assert_eq!(counts.len(), 24);
        assert!(parts.sum::<f64>() < 49.7);
    }

    #[test]
    fn grids_list_every_cell_once() {
        let cells: Vec<_> = (0..12).filter_map(|k| grid_cell(&[3, 1, 4], k)).collect();
        assert_eq!(cells.len(), 12);
        assert_eq!((&cells[0], &cells[11]), (&vec![0, 0, 0], &vec![2, 0, 3]));
        assert!(cells.is_sorted() && cells.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(grid_cell(&[3, 0], 0), None);
        assert_eq!(grid_cell(&[], 0), Some(vec![]));
    }
}
