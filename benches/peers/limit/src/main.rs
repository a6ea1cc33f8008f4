//! border-queue-1 as a loop written by hand for this one workload: what a core can do when nothing is general.
//!
//! ```text
//! border-queue-1-limit REPLICATES SEED
//! ```
//!
//! The workload is that of `../workload.py`. Whatever can be is a table made beforehand: eight thresholds for how many leave
//! of so many people who registered on one day, which holds for this one hazard only, and an alias table (Walker 1977) for each
//! of the Poisson means. One stream of chance serves a replicate, read in the order of work. So nothing can be changed without
//! writing it anew, and two policies could not be compared future by future; both is what Garita pays for.

mod tables;

use cpu_time::ProcessTime;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use tables::{Alias, Thresholds};

const CITIES: usize = 8;
const DAYS: usize = 730;
/// Appointment, Mexican protection, return.
const TRACKS: usize = 3;
const LEAVING: f64 = 0.004;
const IRREGULAR: f64 = 0.30;
const MIX: [f64; TRACKS] = [0.70, 0.20, 0.10];
const WEEKDAY: [f64; 7] = [1.10, 1.05, 1.00, 1.00, 0.95, 0.90, 1.00];
const SURGE: std::ops::Range<usize> = 200..290;
const SLOTS: [u32; CITIES] = [110, 120, 129, 139, 148, 158, 167, 176];
const DECISIONS: [f64; CITIES] = [34.0, 38.0, 40.0, 44.0, 46.0, 50.0, 52.0, 56.0];
const SEATS: [u32; CITIES] = [129, 140, 151, 162, 173, 184, 195, 206];
const BEDS: [u32; CITIES] = [3500, 3800, 4100, 4400, 4700, 5000, 5300, 5600];

/// People who can register in a city on one day: far above the largest mean, 280.
const MOST: usize = 512;

/// Every chance of the workload, prepared.
struct Chances {
    /// Arrivals by [`kind`], city and track.
    arrivals: Vec<Alias>,
    decisions: Vec<Alias>,
    /// People who leave, of so many.
    leaving: Thresholds<8>,
    /// People who cross, of so many who leave.
    irregular: Thresholds<32>,
}

impl Chances {
    fn new() -> Self {
        // A day of each kind, in their order.
        let days = (0..7).chain(203..210);
        let cells = || (0..CITIES).flat_map(|city| (0..TRACKS).map(move |track| (city, track)));
        let means = days.flat_map(|day| cells().map(move |(city, track)| mean(day, city, track)));
        Self {
            arrivals: means.map(Alias::poisson).collect(),
            decisions: DECISIONS.map(Alias::poisson).into(),
            leaving: Thresholds::new(LEAVING, MOST),
            irregular: Thresholds::new(IRREGULAR, MOST),
        }
    }
}

/// Days of one kind have the same means.
fn kind(day: usize) -> usize {
    day % 7 + if SURGE.contains(&day) { 7 } else { 0 }
}

/// Mean arrivals.
fn mean(day: usize, city: usize, track: usize) -> f64 {
    let surge = if SURGE.contains(&day) { 1.3 } else { 1.0 };
    (175.0 + 15.0 * city as f64) * WEEKDAY[day % 7] * surge * MIX[track]
}

/// A queue by day of registration.
#[derive(Clone)]
struct Queue {
    people: [u32; DAYS],
    /// Nobody registered before this day is left.
    oldest: usize,
    total: u32,
}

impl Queue {
    const EMPTY: Queue = Queue {
        people: [0; DAYS],
        oldest: 0,
        total: 0,
    };

    fn join(&mut self, today: usize, people: u32) {
        self.people[today] = people;
        self.total += people;
    }

    /// Serves people, oldest registration first.
    #[inline]
    fn serve(&mut self, today: usize, capacity: u32, waits: &mut [u32; DAYS]) {
        let mut left = capacity.min(self.total);
        self.total -= left;
        while left > 0 {
            let here = &mut self.people[self.oldest];
            let served = left.min(*here);
            *here -= served;
            waits[today - self.oldest] += served;
            left -= served;
            self.oldest += usize::from(*here == 0);
        }
    }

    /// How many leave of those who were there overnight.
    #[inline]
    fn leave(&mut self, today: usize, chances: &Thresholds<8>, luck: &mut impl Rng) -> u32 {
        let mut left = 0;
        let mut pairs = self.people[self.oldest.min(today)..today].chunks_exact_mut(2);
        // One number of 64 bits serves two days.
        for pair in &mut pairs {
            let bits = luck.next_u64();
            for (people, bits) in pair.iter_mut().zip([(bits >> 32) as u32, bits as u32]) {
                let leaving = chances.count(*people, bits);
                *people -= leaving;
                left += leaving;
            }
        }
        for people in pairs.into_remainder() {
            let leaving = chances.count(*people, luck.next_u32());
            *people -= leaving;
            left += leaving;
        }
        self.total -= left;
        left
    }
}

/// What one replicate leaves: the people of every day, and waits by track.
struct Record {
    people: Vec<[[u32; CITIES]; TRACKS]>,
    unsheltered: u64,
    waits: [[u32; DAYS]; TRACKS],
    abandoned: u32,
    irregular: u32,
}

fn replicate(chances: &Chances, luck: &mut impl Rng) -> Record {
    let mut queues = vec![[Queue::EMPTY; TRACKS]; CITIES];
    let mut record = Record {
        people: vec![[[0; CITIES]; TRACKS]; DAYS],
        unsheltered: 0,
        waits: [[0; DAYS]; TRACKS],
        abandoned: 0,
        irregular: 0,
    };
    for day in 0..DAYS {
        for (city, tracks) in queues.iter_mut().enumerate() {
            let left = tracks[0].leave(day, &chances.leaving, luck);
            record.abandoned += left;
            record.irregular += chances.irregular.count(left, luck.next_u32());
            let arrivals = &chances.arrivals[(kind(day) * CITIES + city) * TRACKS..][..TRACKS];
            for (queue, arriving) in tracks.iter_mut().zip(arrivals) {
                queue.join(day, arriving.draw(luck.next_u64()));
            }
            let decided = chances.decisions[city].draw(luck.next_u64());
            let seats = if day % 7 == 6 { SEATS[city] } else { 0 };
            let served = [SLOTS[city], decided, seats];
            let mut present = 0;
            for (track, queue) in tracks.iter_mut().enumerate() {
                queue.serve(day, served[track], &mut record.waits[track]);
                record.people[day][track][city] = queue.total;
                present += queue.total;
            }
            record.unsheltered += u64::from(present.saturating_sub(BEDS[city]));
        }
    }
    record
}

/// Names of the figures that [`figures`] gives, as in `../workload.py`.
const FIGURES: [&str; 8] = [
    "appointment",
    "protection",
    "return",
    "unsheltered",
    "wait_appointment",
    "wait_protection",
    "wait_return",
    "abandoned",
];

/// Means of one replicate.
fn figures(record: &Record) -> [f64; FIGURES.len()] {
    let city_days = (DAYS * CITIES) as f64;
    let people = |track: usize| {
        let days = record
            .people
            .iter()
            .map(|day| day[track].iter().sum::<u32>());
        days.map(u64::from).sum::<u64>() as f64 / city_days
    };
    let wait = |track: usize| {
        let waits = &record.waits[track];
        let served: u64 = waits.iter().map(|&people| u64::from(people)).sum();
        let days = (0_u64..)
            .zip(waits)
            .map(|(wait, &people)| wait * u64::from(people));
        days.sum::<u64>() as f64 / served.max(1) as f64
    };
    [
        people(0),
        people(1),
        people(2),
        record.unsheltered as f64 / city_days,
        wait(0),
        wait(1),
        wait(2),
        f64::from(record.abandoned),
    ]
}

/// Means over replicates of [`FIGURES`].
fn simulate(replicates: u64, seed: u64) -> [f64; FIGURES.len()] {
    let chances = Chances::new();
    let mut luck = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (mut sums, mut crossed) = ([0.0; FIGURES.len()], 0);
    // As others do: sums and squares of the people of every day, from which means and intervals by day can be told.
    let mut daily = vec![[[[0_u64; CITIES]; TRACKS]; 2]; DAYS];
    for _ in 0..replicates {
        let record = replicate(&chances, &mut luck);
        for (sum, figure) in sums.iter_mut().zip(figures(&record)) {
            *sum += figure;
        }
        for ([sum, squares], people) in daily.iter_mut().zip(&record.people) {
            for ((sum, square), &people) in (sum.as_flattened_mut().iter_mut())
                .zip(squares.as_flattened_mut())
                .zip(people.as_flattened())
            {
                *sum += u64::from(people);
                *square += u64::from(people) * u64::from(people);
            }
        }
        crossed += u64::from(record.irregular);
    }
    std::hint::black_box((&daily, crossed));
    sums.map(|sum| sum / replicates as f64)
}

fn main() {
    let mut asked = std::env::args().skip(1).map(|number| number.parse::<u64>());
    let mut number = |default| asked.next().and_then(Result::ok).unwrap_or(default);
    let (replicates, seed) = (number(1_000), number(1));
    let began = ProcessTime::now();
    let means = simulate(replicates, seed);
    let seconds = began.elapsed().as_secs_f64();
    let means = (FIGURES.iter().zip(means)).map(|(name, mean)| format!("\"{name}\": {mean}"));
    println!(
        "{{\"name\": \"limit\", \"replicates\": {replicates}, \"share\": 1, \"seconds\": {seconds}, \"mean\": {{{}}}}}",
        means.collect::<Vec<_>>().join(", ")
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule is 4 standard errors of the difference, both sides' luck counted, and what the last printed digit hides: one false
    /// alarm in 2,000 over the eight means.
    #[test]
    fn simulates_the_same_workload_as_other_programs() {
        const NAMES: [&str; FIGURES.len()] = [
            "appointment list per city",
            "asylum queue per city",
            "return queue per city",
            "unsheltered per city",
            "\"mean wait, appointment\"",
            "\"mean wait, asylum\"",
            "\"mean wait, return\"",
            "abandonments",
        ];
        let published = include_str!("../../../../tests/data/border-queue-1.csv");
        for (name, mean) in NAMES.iter().zip(simulate(1_000, 1)) {
            let row = format!("published summary,cohort,8000,{name},");
            let rest = published.lines().find_map(|line| line.strip_prefix(&*row));
            let numbers = rest.expect("a row of this mean").split(',');
            let numbers: Vec<f64> = numbers.map(|word| word.parse().unwrap()).collect();
            let [value, deviation, rounding] = numbers[..] else {
                panic!("{name}: {numbers:?}")
            };
            let error = deviation * (1.0_f64 / 1_000.0 + 1.0 / 8_000.0).sqrt();
            assert!(
                (mean - value).abs() <= 4.0 * error + rounding,
                "{name}: {mean} where others have {value} ± {error}"
            );
        }
    }
}
