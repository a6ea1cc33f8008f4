//! Which points a sweep runs: a grid, or points scattered over the ranges of its axes.

use serde::{Deserialize, Serialize};

use crate::decide::Axis;
use crate::random::cube::{LatinHypercube, Sobol};

/// Most points of a sweep.
pub const MOST_POINTS: usize = 10_000;

/// Points of a scattered design unless told otherwise; a power of two, as Sobol points like it.
pub const POINTS: u32 = 64;

/// How points lie between the ends of the axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pattern {
    /// Every combination of the axes' values.
    Grid,
    /// A Latin hypercube: each of n equal slices of every axis holds one of n points.
    LatinHypercube,
    /// A scrambled Sobol sequence: evenly spread over any few axes at once.
    Sobol,
}

impl Pattern {
    /// "a Latin hypercube".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Grid => "a grid",
            Self::LatinHypercube => "a Latin hypercube",
            Self::Sobol => "a Sobol sequence",
        }
    }

    /// A value for each axis, point by point; `count` and `seed` are those of scattered points. On a grid the last axis is
    /// the fastest.
    ///
    /// # Errors
    /// If a grid has more than [`MOST_POINTS`] points, or an axis of scattered points says how many steps it has.
    pub fn points(self, axes: &[Axis], count: u32, seed: u64) -> Result<Vec<Vec<f64>>, String> {
        if self == Self::Grid {
            return grid(axes);
        }
        if let Some(stepped) = axes.iter().find(|axis| axis.steps().is_some()) {
            return Err(format!(
                "`{}` says how many steps it has, which only a grid has\n  help: write {0}=LOW..HIGH, or leave out --design",
                stepped.name
            ));
        }
        let (cube, sobol) = (
            LatinHypercube::new(seed, count, axes.len()),
            Sobol::new(seed),
        );
        let shares = |point: u32| match self {
            Self::Sobol => sobol.point(u64::from(point), axes.len()),
            _ => cube.point(point),
        };
        let values = |point: u32| {
            let each = axes.iter().zip(shares(point));
            each.map(|(axis, share)| axis.short(axis.at(share)))
                .collect()
        };
        Ok((0..count).map(values).collect())
    }
}

fn grid(axes: &[Axis]) -> Result<Vec<Vec<f64>>, String> {
    let values: Vec<Vec<f64>> = axes.iter().map(Axis::grid).collect();
    let sizes = values.iter().map(Vec::len);
    let size = sizes.fold(1_usize, usize::saturating_mul);
    if size > MOST_POINTS {
        return Err(format!(
            "the grid would have {size} points, and {MOST_POINTS} are the most\n  help: give axes fewer steps, or scatter points with --design lhs --points N"
        ));
    }
    let all = values.iter().fold(vec![Vec::new()], |points, own| {
        let longer = |point: Vec<f64>| {
            let with = |value: &f64| [point.clone(), vec![*value]].concat();
            own.iter().map(with).collect::<Vec<_>>()
        };
        points.into_iter().flat_map(longer).collect()
    });
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::catalogue;

    fn axes(texts: &[&str]) -> Vec<Axis> {
        let Ok(catalogue) = catalogue() else {
            panic!("the records of the program load");
        };
        let read = |text: &&str| Axis::read(text, catalogue).unwrap();
        texts.iter().map(read).collect()
    }

    #[test]
    fn a_hypercube_has_one_point_in_each_slice_of_every_axis() {
        let axes = axes(&[
            "port-appointments.slots-per-day=1000..5000",
            "crossing.detection=0.5..0.9",
            "shelter-beds.built.tijuana=0,1000",
        ]);
        for pattern in [Pattern::LatinHypercube, Pattern::Sobol] {
            let points = pattern.points(&axes, 64, 3).unwrap();
            for axis in 0..2 {
                let [low, high] = axes[axis].range();
                let slice = |point: &Vec<f64>| ((point[axis] - low) / (high - low) * 64.0) as usize;
                let mut slices: Vec<usize> = points.iter().map(slice).collect();
                slices.sort_unstable();
                assert_eq!(slices, (0..64).collect::<Vec<_>>(), "{pattern:?}");
            }
            let built = points.iter().filter(|point| point[2] == 1_000.0);
            assert_eq!(built.count(), 32, "{pattern:?}");
            assert_ne!(points, pattern.points(&axes, 64, 4).unwrap());
        }
    }

    #[test]
    fn grids_are_complete_and_not_without_end() {
        let small = axes(&[
            "crossing.detection=0.5,0.9",
            "port-appointments.slots-per-day=1..3/3",
        ]);
        let points = Pattern::Grid.points(&small, 9, 1).unwrap();
        assert_eq!(points.len(), 6);
        assert_eq!((&points[0], &points[5]), (&vec![0.5, 1.0], &vec![0.9, 3.0]));
        let large = axes(&[
            "crossing.detection=0..1/200",
            "port-appointments.slots-per-day=1..300/200",
        ]);
        assert!(
            Pattern::Grid
                .points(&large, 9, 1)
                .unwrap_err()
                .contains("40000 points")
        );
        assert!(
            Pattern::Sobol
                .points(&small, 9, 1)
                .unwrap_err()
                .contains("only a grid")
        );
    }
}
