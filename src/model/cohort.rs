//! A waiting list remembered by registration day, so that waits are exact.
//!
//! People on a list are alike except for the day on which they registered. The list keeps running
//! sums of its daily counts in a tree of wide nodes: adding, counting a range of days, and taking
//! people (oldest first, newest first or at random) each cost a few steps per person group, not
//! per person.

use crate::sampler::{hypergeometric, ration};

/// Days are numbered from 1 January 1970 throughout the model.
pub type DayNumber = i32;

/// Slots of draws by day start here; below are those by pick.
const FIRST_DAY_SLOT: u64 = 1 << 40;

/// Slot of the draw that splits a random service between lists.
const LIST_SLOT: u64 = FIRST_DAY_SLOT - 1;

/// Up to so many people per day of registration are picked one by one.
const FEW: u32 = 3;

/// Children of a node: so many numbers are compared or changed in a few machine instructions.
const WIDTH: usize = 16;

/// Sums over the children of a node: entry `i` counts the people of children `0..=i`.
type Node = [u32; WIDTH];

/// Counts of waiting people by registration day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CohortList {
    first_day: DayNumber,
    total: u32,
    /// Position of each level's first node, from the root down.
    levels: Vec<usize>,
    /// The root, then each level below; the children of the last level's nodes are days.
    nodes: Vec<Node>,
}

impl CohortList {
    /// An empty list for registration days `first_day..=last_day`.
    #[must_use]
    pub fn new(first_day: DayNumber, last_day: DayNumber) -> Self {
        let days = usize::try_from(last_day - first_day + 1).unwrap_or(1).max(1);
        let mut sizes = vec![days.div_ceil(WIDTH)];
        while sizes[0] > 1 {
            sizes.insert(0, sizes[0].div_ceil(WIDTH));
        }
        let levels = sizes.iter().scan(0, |next, size| Some(std::mem::replace(next, *next + size))).collect();
        CohortList { first_day, total: 0, levels, nodes: vec![[0; WIDTH]; sizes.iter().sum()] }
    }

    /// People on the list.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.total
    }

    /// People who registered on `day`.
    #[must_use]
    pub fn count(&self, day: DayNumber) -> u32 {
        self.index(day).map_or(0, |index| {
            let node = &self.nodes[self.levels[self.levels.len() - 1] + index / WIDTH];
            let child = index % WIDTH;
            node[child] - if child > 0 { node[child - 1] } else { 0 }
        })
    }

    /// People who registered in `from..=to`.
    #[must_use]
    pub fn count_between(&self, from: DayNumber, to: DayNumber) -> u32 {
        self.before(to.saturating_add(1)).saturating_sub(self.before(from))
    }

    /// People who registered before `day`.
    fn before(&self, day: DayNumber) -> u32 {
        if self.total == 0 || day <= self.first_day {
            return 0;
        }
        let Some(index) = self.index(day) else { return self.total };
        let (mut people, mut child) = (0, index);
        for &level in self.levels.iter().rev() {
            if child % WIDTH > 0 {
                people += self.nodes[level + child / WIDTH][child % WIDTH - 1];
            }
            child /= WIDTH;
        }
        people
    }

    /// Adds `people` who registered on `day`.
    ///
    /// # Panics
    /// If `day` lies outside the days the list was made for: a bug in the model.
    pub fn add(&mut self, day: DayNumber, people: u32) {
        if people == 0 {
            return;
        }
        let mut child = self.index(day).expect("registration day inside the list's range");
        for &level in self.levels.iter().rev() {
            change_from(&mut self.nodes[level + child / WIDTH], child % WIDTH, people);
            child /= WIDTH;
        }
        self.total += people;
    }

    /// Removes `people` who registered on `day`.
    ///
    /// # Panics
    /// If fewer are there: a bug in the model.
    pub fn remove(&mut self, day: DayNumber, people: u32) {
        assert!(self.count(day) >= people, "more people taken from a day than registered on it");
        if people == 0 {
            return;
        }
        let mut child = self.index(day).expect("registration day inside the list's range");
        for &level in self.levels.iter().rev() {
            change_from(&mut self.nodes[level + child / WIDTH], child % WIDTH, people.wrapping_neg());
            child /= WIDTH;
        }
        self.total -= people;
    }

    /// First registration day with somebody on the list, at or after `from`.
    #[must_use]
    pub fn oldest_from(&self, from: DayNumber) -> Option<DayNumber> {
        let before = self.before(from);
        (before < self.total).then(|| self.day_of(before))
    }

    /// Last registration day with somebody on the list, at or before `until`.
    #[must_use]
    pub fn newest_until(&self, until: DayNumber) -> Option<DayNumber> {
        let upto = self.before(until.saturating_add(1));
        (upto > 0).then(|| self.day_of(upto - 1))
    }

    /// Registration day of the person at a place in the order of registration.
    fn day_of(&self, mut place: u32) -> DayNumber {
        let mut child = 0;
        for &level in &self.levels {
            let node = &self.nodes[level + child];
            let inside = child_at(node, place);
            place -= if inside > 0 { node[inside - 1] } else { 0 };
            child = child * WIDTH + inside;
        }
        self.day(child)
    }

    /// Removes the person at a place in the order of registration; returns the day.
    fn remove_at(&mut self, mut place: u32) -> DayNumber {
        let mut child = 0;
        for &level in &self.levels {
            let node = &mut self.nodes[level + child];
            let inside = child_at(node, place);
            // Children before this one hold nobody at or after the place.
            let outside = if inside > 0 { node[inside - 1] } else { 0 };
            for sum in node.iter_mut() {
                *sum = sum.wrapping_sub(u32::from(*sum > place));
            }
            place -= outside;
            child = child * WIDTH + inside;
        }
        self.total -= 1;
        self.day(child)
    }

    /// Removes `people` chosen at random among those who registered in `from..=to`, and reports
    /// `(day, number)`.
    ///
    /// A few people are picked one by one: each pick is a uniform place in the order of
    /// registration among those left. Many are drawn day by day, a hypergeometric count each. Both
    /// are exact; a draw's slot is the number of the pick or the day, so two scenarios that share a
    /// list share its luck.
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
        let before = self.before(from);
        let present = self.before(to.saturating_add(1)) - before;
        if present == 0 {
            return;
        }
        let days = self.day_of(before + present - 1) - self.day_of(before) + 1;
        if people < present && people / FEW <= days.unsigned_abs() {
            for pick in 0..people {
                let left = present - pick;
                let place = (uniform(u64::from(pick)) * f64::from(left)) as u32;
                taken(self.remove_at(before + place.min(left - 1)), 1);
            }
        } else {
            self.take_by_day(before, present, people.min(present), uniform, taken);
        }
    }

    /// Removes a random sample of the `present` people after the first `before`, day by day.
    fn take_by_day(
        &mut self,
        before: u32,
        mut present: u32,
        mut people: u32,
        uniform: &impl Fn(u64) -> f64,
        taken: &mut impl FnMut(DayNumber, u32),
    ) {
        let mut place = before;
        while people > 0 {
            let day = self.day_of(place);
            let here = self.count(day);
            let drawn = if people == present {
                here
            } else {
                let slot = FIRST_DAY_SLOT + u64::from(day.unsigned_abs());
                hypergeometric(uniform(slot), present, here, people)
            };
            if drawn > 0 {
                self.remove(day, drawn);
                taken(day, drawn);
            }
            place += here - drawn;
            present -= here;
            people -= drawn;
        }
    }

    /// `(day, number)` of everybody on the list, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (DayNumber, u32)> + '_ {
        let mut place = 0;
        std::iter::from_fn(move || {
            let day = (place < self.total).then(|| self.day_of(place))?;
            let people = self.count(day);
            place += people;
            Some((day, people))
        })
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

    /// Position of a day in the tree, if the list has room for it.
    fn index(&self, day: DayNumber) -> Option<usize> {
        let index = usize::try_from(day.checked_sub(self.first_day)?).ok()?;
        let leaves = self.nodes.len() - self.levels[self.levels.len() - 1];
        (index < leaves * WIDTH).then_some(index)
    }

    fn day(&self, index: usize) -> DayNumber {
        self.first_day + DayNumber::try_from(index).unwrap_or(DayNumber::MAX)
    }
}

// The loops over a node have no branch, since where a random person sits is a thing a processor
// guesses wrong, and wrap, since a check per entry would keep them from becoming a few vector
// instructions. No sum can pass the list's total, whose own sums and differences are checked.

/// The child of a node that holds the person at a place.
#[inline]
fn child_at(node: &Node, place: u32) -> usize {
    let before = node.iter().fold(0_u32, |children, sum| children.wrapping_add(u32::from(*sum <= place)));
    (before as usize).min(WIDTH - 1)
}

/// Adds to the sums of a node from one child on; a negative number wraps.
#[inline]
fn change_from(node: &mut Node, first: usize, people: u32) {
    for (child, sum) in node.iter_mut().enumerate() {
        *sum = sum.wrapping_add(if child >= first { people } else { 0 });
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
    if people == 0 {
        return;
    }
    // Next day with somebody, by list; looked up again only where people were served.
    let mut next: Vec<Option<DayNumber>> = lists.iter().map(|list| next_day(list, discipline, latest)).collect();
    let mut wants = vec![0; lists.len()];
    let mut share = vec![0; lists.len()];
    while people > 0 {
        let days = next.iter().flatten().copied();
        let first = if discipline == Discipline::OldestFirst { days.min() } else { days.max() };
        let Some(day) = first else { return };
        for (list, want) in wants.iter_mut().enumerate() {
            *want = if next[list] == Some(day) { lists[list].count(day) } else { 0 };
        }
        let present: u32 = wants.iter().sum();
        let today = people.min(present);
        ration(today, &wants, |list| uniform(day, list), &mut share);
        for (list, number) in share.iter().enumerate().filter(|(_, number)| **number > 0) {
            lists[list].remove(day, *number);
            next[list] = next_day(lists[list], discipline, latest);
            served(list, day, *number);
        }
        people -= today;
    }
}

fn next_day(list: &CohortList, discipline: Discipline, latest: DayNumber) -> Option<DayNumber> {
    match discipline {
        Discipline::OldestFirst => list.oldest_from(DayNumber::MIN).filter(|day| *day <= latest),
        Discipline::NewestFirst => list.newest_until(latest),
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
    if people == 0 {
        return;
    }
    let wants: Vec<u32> = lists.iter().map(|list| list.count_between(DayNumber::MIN, latest)).collect();
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
        random_sample_is_fair(99);
    }
}
