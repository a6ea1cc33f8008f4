//! A waiting list remembered by registration day, so that waits are exact.
//!
//! People on a list are alike except for the day on which they registered. The list keeps one
//! count per day in a binary tree of sums: adding, counting a range of days, and taking people
//! (oldest first, newest first or at random) each cost a few steps per person group, not per
//! person.

use crate::sampler::{hypergeometric, ration};

/// Days are numbered from 1 January 1970 throughout the model.
pub type DayNumber = i32;

/// Slots below this number are free for the caller's own uniforms of the same day and purpose.
const FIRST_BLOCK_SLOT: u64 = 1 << 40;

/// Slot of the draw that splits a random service between lists.
const LIST_SLOT: u64 = FIRST_BLOCK_SLOT - 1;

/// Up to so many people are picked one by one.
const FEW: u32 = 24;

/// Counts of waiting people by registration day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CohortList {
    first_day: DayNumber,
    leaves: usize,
    /// Heap order: node 1 is the root, node `leaves + i` is day `first_day + i`.
    sums: Vec<u32>,
}

impl CohortList {
    /// An empty list for registration days `first_day..=last_day`.
    #[must_use]
    pub fn new(first_day: DayNumber, last_day: DayNumber) -> Self {
        let days = usize::try_from(last_day - first_day + 1).unwrap_or(1);
        let leaves = days.max(1).next_power_of_two();
        CohortList { first_day, leaves, sums: vec![0; 2 * leaves] }
    }

    /// People on the list.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.sums[1]
    }

    /// People who registered on `day`.
    #[must_use]
    pub fn count(&self, day: DayNumber) -> u32 {
        self.leaf(day).map_or(0, |leaf| self.sums[leaf])
    }

    /// People who registered in `from..=to`.
    #[must_use]
    pub fn count_between(&self, from: DayNumber, to: DayNumber) -> u32 {
        self.overlap(Block::root(self), from, to)
    }

    /// Adds `people` who registered on `day`.
    ///
    /// # Panics
    /// If `day` lies outside the days the list was made for: a bug in the model.
    pub fn add(&mut self, day: DayNumber, people: u32) {
        let mut node = self.leaf(day).expect("registration day inside the list's range");
        while node > 0 {
            self.sums[node] += people;
            node /= 2;
        }
    }

    /// First registration day with somebody on the list, at or after `from`.
    #[must_use]
    pub fn oldest_from(&self, from: DayNumber) -> Option<DayNumber> {
        self.first_occupied(Block::root(self), from)
    }

    /// Last registration day with somebody on the list, at or before `until`.
    #[must_use]
    pub fn newest_until(&self, until: DayNumber) -> Option<DayNumber> {
        self.last_occupied(Block::root(self), until)
    }

    /// Removes `people` who registered on `day`.
    ///
    /// # Panics
    /// If fewer are there: a bug in the model.
    pub fn remove(&mut self, day: DayNumber, people: u32) {
        let mut node = self.leaf(day).expect("registration day inside the list's range");
        assert!(self.sums[node] >= people, "more people taken from a day than registered on it");
        while node > 0 {
            self.sums[node] -= people;
            node /= 2;
        }
    }

    /// Removes `people` chosen at random among those who registered in `from..=to`, and reports
    /// `(day, number)`.
    ///
    /// A few people are picked one by one: each pick is a uniform place in the order of
    /// registration among those left. Many are split between the halves of the calendar by
    /// hypergeometric draws, again and again. Both are exact; a draw's slot is the number of the
    /// pick or the block of days it splits, so two scenarios that share a list share its luck.
    pub fn take_random(
        &mut self,
        from: DayNumber,
        to: DayNumber,
        people: u32,
        uniform: &impl Fn(u64) -> f64,
        taken: &mut impl FnMut(DayNumber, u32),
    ) {
        if people == 0 {
            return;
        }
        let present = self.count_between(from, to);
        let people = people.min(present);
        if people > FEW && people < present {
            self.split(Block::root(self), from, to, people, uniform, taken);
        } else {
            let before = self.count_between(DayNumber::MIN, from.saturating_sub(1));
            for pick in 0..people {
                let left = present - pick;
                let place = (uniform(u64::from(pick)) * f64::from(left)) as u32;
                taken(self.remove_at(before + place.min(left - 1)), 1);
            }
        }
    }

    /// Removes the person at a place in the order of registration; returns the day.
    fn remove_at(&mut self, mut place: u32) -> DayNumber {
        let mut node = 1;
        self.sums[node] -= 1;
        while node < self.leaves {
            node *= 2;
            if place >= self.sums[node] {
                place -= self.sums[node];
                node += 1;
            }
            self.sums[node] -= 1;
        }
        self.day_of(node)
    }

    /// `(day, number)` of everybody on the list, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (DayNumber, u32)> + '_ {
        self.sums[self.leaves..]
            .iter()
            .zip(self.first_day..)
            .filter(|(people, _)| **people > 0)
            .map(|(people, day)| (day, *people))
    }

    /// The same list with room for registration days `first_day..=last_day`.
    #[must_use]
    pub fn resized(&self, first_day: DayNumber, last_day: DayNumber) -> CohortList {
        let mut list = CohortList::new(first_day, last_day);
        for (day, people) in self.iter() {
            list.add(day, people);
        }
        list
    }

    fn leaf(&self, day: DayNumber) -> Option<usize> {
        let index = usize::try_from(day - self.first_day).ok()?;
        (index < self.leaves).then_some(self.leaves + index)
    }

    fn day_of(&self, leaf: usize) -> DayNumber {
        self.first_day + DayNumber::try_from(leaf - self.leaves).unwrap_or(DayNumber::MAX)
    }

    fn overlap(&self, block: Block, from: DayNumber, to: DayNumber) -> u32 {
        if block.last < from || to < block.first || self.sums[block.node] == 0 {
            0
        } else if from <= block.first && block.last <= to {
            self.sums[block.node]
        } else {
            let (left, right) = block.halves();
            self.overlap(left, from, to) + self.overlap(right, from, to)
        }
    }

    fn first_occupied(&self, block: Block, from: DayNumber) -> Option<DayNumber> {
        if self.sums[block.node] == 0 || block.last < from {
            None
        } else if block.is_day() {
            Some(block.first)
        } else {
            let (left, right) = block.halves();
            self.first_occupied(left, from).or_else(|| self.first_occupied(right, from))
        }
    }

    fn last_occupied(&self, block: Block, until: DayNumber) -> Option<DayNumber> {
        if self.sums[block.node] == 0 || block.first > until {
            None
        } else if block.is_day() {
            Some(block.first)
        } else {
            let (left, right) = block.halves();
            self.last_occupied(right, until).or_else(|| self.last_occupied(left, until))
        }
    }

    fn split(
        &mut self,
        block: Block,
        from: DayNumber,
        to: DayNumber,
        people: u32,
        uniform: &impl Fn(u64) -> f64,
        taken: &mut impl FnMut(DayNumber, u32),
    ) {
        if people == 0 {
            return;
        }
        if block.is_day() {
            self.remove(block.first, people);
            taken(block.first, people);
            return;
        }
        let (left, right) = block.halves();
        let in_left = self.overlap(left, from, to);
        let in_right = self.overlap(right, from, to);
        let from_left = if in_right == 0 {
            people
        } else {
            hypergeometric(uniform(block.slot()), in_left + in_right, in_left, people)
        };
        self.split(left, from, to, from_left, uniform, taken);
        self.split(right, from, to, people - from_left, uniform, taken);
    }
}

/// A node of the tree with the days it covers.
#[derive(Clone, Copy)]
struct Block {
    node: usize,
    first: DayNumber,
    last: DayNumber,
}

impl Block {
    fn root(list: &CohortList) -> Block {
        let days = DayNumber::try_from(list.leaves).unwrap_or(DayNumber::MAX);
        Block { node: 1, first: list.first_day, last: list.first_day + days - 1 }
    }

    fn is_day(self) -> bool {
        self.first == self.last
    }

    fn halves(self) -> (Block, Block) {
        let middle = self.first + (self.last - self.first) / 2;
        (
            Block { node: 2 * self.node, first: self.first, last: middle },
            Block { node: 2 * self.node + 1, first: middle + 1, last: self.last },
        )
    }

    fn slot(self) -> u64 {
        let days = u64::from((self.last - self.first).unsigned_abs());
        FIRST_BLOCK_SLOT + (u64::from(self.first.unsigned_abs()) << 20) + days
    }
}

/// The order in which a service takes people from several lists that form one queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discipline {
    /// Earliest registration first; equals drawn at random.
    OldestFirst,
    /// Latest registration first; equals drawn at random.
    NewestFirst,
}

/// Serves `people` from `lists`, which together form one queue ordered by registration day, up to
/// registration day `latest`; reports `(list, day, number)`.
///
/// Where a day's people do not all fit, who is served is a random sample of them; `uniform` is
/// called with `(day, list)`.
pub fn serve(
    lists: &mut [&mut CohortList],
    discipline: Discipline,
    latest: DayNumber,
    mut people: u32,
    uniform: &impl Fn(DayNumber, usize) -> f64,
    served: &mut impl FnMut(usize, DayNumber, u32),
) {
    let mut wants = vec![0; lists.len()];
    let mut share = vec![0; lists.len()];
    while people > 0 {
        let Some(day) = next_day(lists, discipline, latest) else { return };
        for (want, list) in wants.iter_mut().zip(lists.iter()) {
            *want = list.count(day);
        }
        let present: u32 = wants.iter().sum();
        let today = people.min(present);
        if today == present {
            share.copy_from_slice(&wants);
        } else {
            ration(today, &wants, |list| uniform(day, list), &mut share);
        }
        for (index, number) in share.iter().enumerate().filter(|(_, number)| **number > 0) {
            lists[index].remove(day, *number);
            served(index, day, *number);
        }
        people -= today;
    }
}

fn next_day(lists: &[&mut CohortList], discipline: Discipline, latest: DayNumber) -> Option<DayNumber> {
    match discipline {
        Discipline::OldestFirst => {
            lists.iter().filter_map(|list| list.oldest_from(DayNumber::MIN)).filter(|day| *day <= latest).min()
        }
        Discipline::NewestFirst => {
            lists.iter().filter_map(|list| list.newest_until(latest)).max()
        }
    }
}

/// Serves `people` drawn at random from all of `lists` up to registration day `latest`; reports
/// `(list, day, number)`.
///
/// `uniform` is called with `(list, slot)`; a slot of its own splits people between lists.
pub fn serve_random(
    lists: &mut [&mut CohortList],
    latest: DayNumber,
    people: u32,
    uniform: &impl Fn(usize, u64) -> f64,
    served: &mut impl FnMut(usize, DayNumber, u32),
) {
    let wants: Vec<u32> = lists.iter().map(|list| list.count_between(DayNumber::MIN, latest)).collect();
    let people = people.min(wants.iter().sum());
    let mut share = vec![0; lists.len()];
    ration(people, &wants, |list| uniform(list, LIST_SLOT), &mut share);
    for (index, number) in share.iter().enumerate().filter(|(_, number)| **number > 0) {
        lists[index].take_random(DayNumber::MIN, latest, *number, &|slot| uniform(index, slot), &mut |day, taken| {
            served(index, day, taken);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(counts: &[(DayNumber, u32)]) -> CohortList {
        let mut list = CohortList::new(100, 163);
        for (day, people) in counts {
            list.add(*day, *people);
        }
        list
    }

    #[test]
    fn counts_ranges_and_ends() {
        let list = list(&[(101, 3), (110, 5), (163, 2)]);
        assert_eq!(list.total(), 10);
        assert_eq!(list.count_between(101, 110), 8);
        assert_eq!(list.count_between(102, 109), 0);
        assert_eq!(list.oldest_from(DayNumber::MIN), Some(101));
        assert_eq!(list.oldest_from(111), Some(163));
        assert_eq!(list.newest_until(DayNumber::MAX), Some(163));
        assert_eq!(list.newest_until(162), Some(110));
        assert_eq!(list.resized(90, 500).iter().collect::<Vec<_>>(), [(101, 3), (110, 5), (163, 2)]);
    }

    #[test]
    fn oldest_and_newest_first_take_whole_days_before_splitting_one() {
        let (mut a, mut b) = (list(&[(101, 3), (102, 4)]), list(&[(101, 2), (103, 9)]));
        let mut seen = Vec::new();
        serve(
            &mut [&mut a, &mut b],
            Discipline::OldestFirst,
            DayNumber::MAX,
            7,
            &|_, _| 0.5,
            &mut |index, day, n| seen.push((index, day, n)),
        );
        assert_eq!(seen, [(0, 101, 3), (1, 101, 2), (0, 102, 2)]);
        serve(
            &mut [&mut a, &mut b],
            Discipline::NewestFirst,
            DayNumber::MAX,
            10,
            &|_, _| 0.5,
            &mut |index, day, n| seen.push((index, day, n)),
        );
        assert_eq!(seen[3..], [(1, 103, 9), (0, 102, 1)]);
        assert_eq!(a.total() + b.total(), 1);
    }

    #[test]
    fn service_stops_at_the_latest_day() {
        let mut a = list(&[(101, 3), (120, 4)]);
        serve(&mut [&mut a], Discipline::OldestFirst, 110, 99, &|_, _| 0.5, &mut |_, _, _| {});
        assert_eq!(a.total(), 4);
    }

    /// Each person is equally likely to be taken: over many samples the share taken from a day is
    /// its share of the people. Chance of a false alarm below 1e-6 (5 standard errors).
    fn random_sample_is_fair(people: u32) {
        let mut taken_from_first = 0_u32;
        let runs = 20_000_u32;
        for run in 0..runs {
            let draws = crate::random::Draws::new(7, u64::from(run)).key(1, 2, 3);
            let mut a = list(&[(101, 30), (130, 50), (150, 20)]);
            a.take_random(DayNumber::MIN, DayNumber::MAX, people, &|slot| draws.uniform(0, slot), &mut |day, n| {
                if day == 101 {
                    taken_from_first += n;
                }
            });
            assert_eq!(a.total(), 100 - people);
        }
        let mean = f64::from(taken_from_first) / f64::from(runs);
        let drawn = f64::from(people);
        let variance = drawn * 0.3 * 0.7 * (100.0 - drawn) / 99.0;
        let standard_error = libm::sqrt(variance / f64::from(runs));
        assert!((mean - 0.3 * drawn).abs() < 5.0 * standard_error, "{mean} against {}", 0.3 * drawn);
    }

    #[test]
    fn random_samples_are_fair_picked_one_by_one_and_split() {
        random_sample_is_fair(10);
        random_sample_is_fair(60);
    }
}
