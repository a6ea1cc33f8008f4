//! Waits on a list, followed for one person: how many are ahead, how many behind.
//!
//! People of one day stand in random order, so a person who joins has a place on the list, and the
//! pair (ahead, behind) is a Markov chain whatever share of the slots goes to the front, to the back
//! and to anybody. Nothing here is from the program.

use super::theory::{self, Law};

/// Most people ahead, and behind, that are followed; the lists of the tests do not come near it.
const MOST: usize = 110;

/// A number for each (ahead, behind).
type Table = Vec<Vec<f64>>;

/// A list on which, each day, everybody who was there overnight leaves with chance `1 − stay`, then
/// people join, then slots are used.
pub struct SharedSlots {
    /// Law of a day's registrations.
    pub arrivals: Law,
    /// Slots for the earliest registered, the latest registered, and anybody.
    pub slots: [usize; 3],
    /// Chance that a person who waited overnight is still there.
    pub stay: f64,
}

/// Expected people by days waited, over a run.
pub struct ByWait {
    /// Served after 0, 1, 2, … days.
    pub served: Vec<f64>,
    /// Left unserved after 0, 1, 2, … days.
    pub left: Vec<f64>,
}

impl SharedSlots {
    /// Expected waits in a run of so many days from an empty list.
    #[must_use]
    pub fn by_wait(&self, days: usize) -> ByWait {
        let joined = self.joined_by_day(days);
        let mut waits = ByWait {
            served: vec![0.0; days],
            left: vec![0.0; days],
        };
        // Chance, before today's slots are used, of being served (of leaving) in `wait` days.
        let mut served = self.before_slots(&table(|_, _| 0.0), 1.0);
        let mut left = table(|_, _| 0.0);
        for wait in 0..days {
            let sum = |chance: &Table| {
                joined[..days - wait]
                    .iter()
                    .map(|people| dot(people, chance))
                    .sum::<f64>()
            };
            waits.served[wait] = sum(&served);
            waits.left[wait] = sum(&left);
            served = self.before_slots(&self.before_night(&served), 0.0);
            left = if wait == 0 {
                self.before_slots(&table(|_, _| 1.0 - self.stay), 0.0)
            } else {
                self.before_slots(&self.before_night(&left), 0.0)
            };
        }
        waits
    }

    /// Expected number of people who join each day with so many ahead and behind.
    fn joined_by_day(&self, days: usize) -> Vec<Table> {
        let queue = theory::BulkQueue {
            arrivals: self.arrivals.clone(),
            slots: self.slots.iter().sum(),
            stay: self.stay,
        };
        let mut eve = vec![1.0];
        let mut joined = Vec::with_capacity(days);
        for _ in 0..days {
            let mut people = table(|_, _| 0.0);
            for (there, p) in theory::thinned(&eve, self.stay).iter().enumerate() {
                for (came, q) in self.arrivals.iter().enumerate() {
                    for place in 0..came {
                        people[(there + place).min(MOST - 1)][came - 1 - place] += p * q;
                    }
                }
            }
            joined.push(people);
            eve = queue.next(&eve);
        }
        joined
    }

    /// The value before the slots are used, from `now` for whoever is served and the value after
    /// for whoever is not.
    fn before_slots(&self, after: &Table, now: f64) -> Table {
        let [first, last, any] = self.slots;
        table(|ahead, behind| {
            if ahead < first || behind < last {
                return now;
            }
            let (ahead, behind) = (ahead - first, behind - last);
            let others = ahead + behind;
            if others < any {
                return now;
            }
            let served = any as f64 / (others + 1) as f64;
            let not: f64 = (0..=any.min(ahead))
                .filter(|taken| any - taken <= behind)
                .map(|taken| {
                    choose(ahead, taken) * choose(behind, any - taken) / choose(others, any)
                        * after[ahead - taken][behind + taken - any]
                })
                .sum();
            served * now + (1.0 - served) * not
        })
    }

    /// The value in the evening, from the value before tomorrow's slots for whoever stays.
    fn before_night(&self, tomorrow: &Table) -> Table {
        let stays: Vec<Law> = (0..MOST)
            .map(|people| theory::binomial(people, self.stay))
            .collect();
        let joined = table(|ahead, behind| {
            self.arrivals
                .iter()
                .enumerate()
                .map(|(came, p)| p * tomorrow[ahead][(behind + came).min(MOST - 1)])
                .sum()
        });
        let thinned = table(|ahead, behind| {
            (0..=behind)
                .map(|left| stays[behind][left] * joined[ahead][left])
                .sum()
        });
        table(|ahead, behind| {
            let over: f64 = (0..=ahead)
                .map(|left| stays[ahead][left] * thinned[left][behind])
                .sum();
            self.stay * over
        })
    }
}

fn table(value: impl Fn(usize, usize) -> f64) -> Table {
    (0..MOST)
        .map(|ahead| (0..MOST).map(|behind| value(ahead, behind)).collect())
        .collect()
}

fn dot(a: &Table, b: &Table) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>())
        .sum()
}

/// Ways to choose few of many.
fn choose(many: usize, few: usize) -> f64 {
    (0..few)
        .map(|k| (many - k) as f64 / (k + 1) as f64)
        .product()
}
