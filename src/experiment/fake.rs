//! A small stand-in for the model, for tests of everything that happens after it.

use super::{Arm, Design, Pair, Replicate, Results, Simulator, Watch, design, run};
use crate::metric::{self, CellKey, Outcome, SeriesKey};
use std::sync::atomic::AtomicBool;

/// A walk with a drift of its own per arm; a pure function of the replicate number.
pub(crate) struct Fake {
    pub(crate) arms: usize,
    pub(crate) days: usize,
    /// This replicate cannot be simulated.
    pub(crate) broken: Option<u64>,
}

impl Simulator for Fake {
    fn cells(&self) -> Vec<CellKey> {
        let places = ["all", "tijuana"];
        let cell = |metric, place: &str| CellKey {
            metric,
            statistic: "total",
            place: place.to_owned(),
            group: "all".to_owned(),
            origin: "all".to_owned(),
            headline: place == "all",
        };
        (0..metric::ALL.len().min(3))
            .flat_map(|metric| places.map(|place| cell(metric, place)))
            .collect()
    }

    fn series(&self) -> Vec<SeriesKey> {
        let series = |place: &str| SeriesKey {
            metric: 0,
            place: place.to_owned(),
            group: "all".to_owned(),
        };
        vec![series("all"), series("tijuana")]
    }

    fn inputs(&self) -> Vec<String> {
        vec!["first".to_owned(), "second".to_owned()]
    }

    fn texts(&self) -> Vec<String> {
        arms().into_iter().map(|arm| arm.name).collect()
    }

    fn replicate(&self, k: u64) -> Result<Replicate, String> {
        if self.broken == Some(k) {
            return Err("the books do not balance".to_owned());
        }
        let state = vec![share(k, 1), share(k, 2)];
        let outcomes = (0..self.arms)
            .map(|arm| self.outcome(arm, k, &state))
            .collect();
        Ok(Replicate {
            outcomes,
            luck: share(k, 3) - 0.5,
            state,
        })
    }
}

impl Fake {
    fn outcome(&self, arm: usize, k: u64, state: &[f64]) -> Outcome {
        let drift = 1 + i64::try_from(arm).unwrap() * i64::from(state[0] > 0.4);
        let series: Vec<Vec<i64>> = (0..self.series().len())
            .map(|series| {
                let step = |day: usize| {
                    (100.0 * share(k, 10 + day as u64 * 7 + series as u64)) as i64 * drift
                };
                (0..self.days).map(step).collect()
            })
            .collect();
        let total = series[0].iter().sum::<i64>() as f64;
        let cells = (0..self.cells().len())
            .map(|cell| total + cell as f64)
            .collect();
        Outcome { cells, series }
    }
}

/// A number in 0..1 from two keys (a mixing function).
fn share(k: u64, slot: u64) -> f64 {
    let mut z =
        (k + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ slot.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Arms "status-quo" (grey), "first", "second".
pub(crate) fn arms() -> Vec<Arm> {
    let arm = |name: &str, title: &str, reference| Arm {
        name: name.to_owned(),
        title: title.to_owned(),
        reference,
    };
    vec![
        arm("status-quo", "Status quo", true),
        arm("first", "First", false),
        arm("second", "Second", false),
    ]
}

/// A plan for the fake model: the first against the second, with the status quo in grey.
pub(crate) fn plan(replicates: impl IntoIterator<Item = u64>) -> (Fake, Design) {
    let arms = arms();
    let pairs: Vec<Pair> = design::pairs(&arms, 1);
    let design = Design {
        seed: 1,
        replicates: replicates.into_iter().collect(),
        start: jiff::civil::date(2024, 3, 1),
        days: 30,
        arms,
        pairs,
        watched: Vec::new(),
    };
    (
        Fake {
            arms: 3,
            days: 30,
            broken: None,
        },
        design,
    )
}

/// Results of the fake model.
pub(crate) fn results(replicates: impl IntoIterator<Item = u64>) -> Results {
    let (fake, design) = plan(replicates);
    run(
        &fake,
        design,
        &Watch {
            stop: &AtomicBool::new(false),
            finished: &|| (),
            keeper: None,
        },
    )
    .unwrap()
}
