//! A waiting list remembered by registration day, so that waits are exact.
//!
//! People on a list are alike except for the day on which they registered. The list keeps one
//! count per day. To take people at random it also gives everybody a seat, in the order of
//! registration: when people leave, the first seats of their day fall empty, and a random person is
//! found by drawing seats until one is taken. Empty seats are cleared away when they are many.

use std::hint::select_unpredictable;

use crate::random::DayKey;
use crate::sampler::{Ration, hypergeometric};

/// Days are numbered from 1 January 1970 throughout the model.
pub type DayNumber = i32;

/// Slots of draws by day start here; below are those by pick.
const FIRST_DAY_SLOT: u64 = 1 << 40;

/// Slot of the draw that splits a random service between lists.
const LIST_SLOT: u64 = FIRST_DAY_SLOT - 1;

/// So many seats are looked up at once.
const AT_ONCE: usize = 4;

/// Up to so many people per day of registration are picked one by one.
const FEW: u32 = 3;

/// Counts of waiting people by registration day.
#[derive(Clone, Debug)]
pub struct CohortList {
    first_day: DayNumber,
    total: u32,
    /// Nobody registered before day `oldest` or from day `end` on (days since `first_day`).
    oldest: usize,
    end: usize,
    /// People by day.
    people: Vec<u32>,
    /// Seats up to and with each day, from the day before `oldest` to the day before `end`.
    seats: Vec<u32>,
}

impl CohortList {
    /// An empty list for registration days `first_day..=last_day`.
    #[must_use]
    pub fn new(first_day: DayNumber, last_day: DayNumber) -> Self {
        let days = usize::try_from(last_day - first_day + 1)
            .unwrap_or(1)
            .max(1);
        CohortList {
            first_day,
            total: 0,
            oldest: 0,
            end: 0,
            people: vec![0; days],
            seats: vec![0; days],
        }
    }

    /// People on the list.
    #[inline]
    #[must_use]
    pub fn total(&self) -> u32 {
        self.total
    }

    /// People who registered on `day`.
    #[inline]
    #[must_use]
    pub fn count(&self, day: DayNumber) -> u32 {
        self.index(day).map_or(0, |index| self.people[index])
    }

    /// People who registered in `from..=to`.
    #[must_use]
    pub fn count_between(&self, from: DayNumber, to: DayNumber) -> u32 {
        let (first, last) = self.range(from, to);
        self.people_in(first, last)
    }

    /// Adds `people` who registered on `day`.
    ///
    /// # Panics
    /// If `day` lies outside the days the list was made for: a bug in the model.
    pub fn add(&mut self, day: DayNumber, people: u32) {
        if people == 0 {
            return;
        }
        let index = self
            .index(day)
            .expect("registration day inside the list's range");
        if self.total == 0 {
            (self.oldest, self.end) = (index, index);
            self.reseat();
        }
        self.people[index] += people;
        self.total += people;
        if index < self.oldest {
            self.oldest = index;
            self.reseat();
            return;
        }
        if index >= self.end {
            let seats = self.seats_before(self.end);
            self.seats[self.end..=index].fill(seats);
            self.end = index + 1;
        }
        for seats in &mut self.seats[index..self.end] {
            *seats = seats.wrapping_add(people);
        }
    }

    /// Removes `people` who registered on `day`.
    ///
    /// # Panics
    /// If fewer are there: a bug in the model.
    #[inline]
    pub fn remove(&mut self, day: DayNumber, people: u32) {
        assert!(
            self.count(day) >= people,
            "more people taken from a day than registered on it"
        );
        if let Some(index) = self.index(day) {
            self.people[index] -= people;
            self.total -= people;
            self.close_ends();
        }
    }

    /// First registration day with somebody on the list, at or after `from`.
    #[must_use]
    pub fn oldest_from(&self, from: DayNumber) -> Option<DayNumber> {
        let (first, last) = self.range(from, DayNumber::MAX);
        let ahead = self.people[first..last]
            .iter()
            .position(|people| *people > 0)?;
        Some(self.day(first + ahead))
    }

    /// Last registration day with somebody on the list, at or before `until`.
    #[must_use]
    pub fn newest_until(&self, until: DayNumber) -> Option<DayNumber> {
        let (first, last) = self.range(DayNumber::MIN, until);
        let ahead = self.people[first..last]
            .iter()
            .rposition(|people| *people > 0)?;
        Some(self.day(first + ahead))
    }

    /// Removes `people` chosen at random among those who registered in `from..=to`, and reports
    /// `(day, number)`.
    ///
    /// A few people are picked one by one; many are drawn day by day, a hypergeometric count each.
    /// Both are exact; a draw's slot is the number of the try or the day, so two scenarios that
    /// share a list share its luck.
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
        let (first, last) = self.range(from, to);
        let present = self.people_in(first, last);
        let people = people.min(present);
        if people <= present / 2 && (people / FEW) as usize <= last - first {
            self.pick(first, last, (people, present), uniform, taken);
        } else {
            self.take_by_day(first, last, (people, present), uniform, taken);
        }
        self.close_ends();
    }

    /// Removes people one by one: draws seats of the days `first..last` until so many of those
    /// present were taken.
    fn pick(
        &mut self,
        first: usize,
        last: usize,
        (people, present): (u32, u32),
        uniform: &impl Fn(u64) -> f64,
        taken: &mut impl FnMut(DayNumber, u32),
    ) {
        if self.seats_before(last) - self.seats_before(first) > present + present / 8 {
            self.reseat();
        }
        let start = self.seats_before(first);
        let seats = self.seats_before(last) - start;
        let (upto, here) = (&self.seats[first..last], &mut self.people[first..last]);
        let (first_day, scale) = (self.first_day + first as DayNumber, f64::from(seats));
        let (mut left, mut tries) = (people, 0);
        while left > 0 {
            let drawn: [u32; AT_ONCE] = std::array::from_fn(|_| {
                let seat = (uniform(tries) * scale) as u32;
                tries += 1;
                start + seat.min(seats - 1)
            });
            for (seat, index) in drawn.into_iter().zip(days_of(upto, drawn)) {
                // Counted from the end of the day's seats: those of people who left come first.
                if left > 0 && upto[index] - seat <= here[index] {
                    here[index] -= 1;
                    left -= 1;
                    taken(first_day + index as DayNumber, 1);
                }
            }
        }
        self.total -= people;
    }

    /// Removes a random sample of the people present in days `first..last`, day by day.
    fn take_by_day(
        &mut self,
        first: usize,
        last: usize,
        (people, mut present): (u32, u32),
        uniform: &impl Fn(u64) -> f64,
        taken: &mut impl FnMut(DayNumber, u32),
    ) {
        let mut left = people;
        for index in first..last {
            let (day, here) = (self.day(index), self.people[index]);
            if left == 0 {
                break;
            } else if here == 0 {
                continue;
            }
            let slot = FIRST_DAY_SLOT + u64::from(day.unsigned_abs());
            let drawn = if left == present {
                here
            } else {
                hypergeometric(uniform(slot), present, here, left)
            };
            present -= here;
            left -= drawn;
            self.people[index] -= drawn;
            if drawn > 0 {
                taken(day, drawn);
            }
        }
        self.total -= people;
    }

    /// `(day, number)` of everybody on the list, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (DayNumber, u32)> + '_ {
        let days = self.oldest..self.end;
        days.map(|index| (self.day(index), self.people[index]))
            .filter(|(_, people)| *people > 0)
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

    #[inline]
    fn index(&self, day: DayNumber) -> Option<usize> {
        let index = usize::try_from(day.checked_sub(self.first_day)?).ok()?;
        (index < self.people.len()).then_some(index)
    }

    #[inline]
    fn day(&self, index: usize) -> DayNumber {
        self.first_day + DayNumber::try_from(index).unwrap_or(DayNumber::MAX)
    }

    /// The part of `from..=to` in which people can be, as a range of positions.
    #[inline]
    fn range(&self, from: DayNumber, to: DayNumber) -> (usize, usize) {
        let position =
            |day: DayNumber| usize::try_from(day.saturating_sub(self.first_day)).unwrap_or(0);
        let first = position(from).clamp(self.oldest, self.end);
        (first, position(to.saturating_add(1)).clamp(first, self.end))
    }

    /// People of the days `first..last`; the shorter side is added up.
    fn people_in(&self, first: usize, last: usize) -> u32 {
        if first == self.oldest && last - first > self.end - last {
            self.total - sum(&self.people[last..self.end])
        } else {
            sum(&self.people[first..last])
        }
    }

    fn seats_before(&self, index: usize) -> u32 {
        index.checked_sub(1).map_or(0, |before| self.seats[before])
    }

    /// Gives everybody on the list a new seat, so that none is empty.
    fn reseat(&mut self) {
        let mut upto = 0;
        if let Some(before) = self.oldest.checked_sub(1) {
            self.seats[before] = 0;
        }
        for index in self.oldest..self.end {
            upto += self.people[index];
            self.seats[index] = upto;
        }
    }

    /// Leaves out days at both ends on which nobody is left.
    #[inline]
    fn close_ends(&mut self) {
        while self.oldest < self.end && self.people[self.oldest] == 0 {
            self.oldest += 1;
        }
        while self.oldest < self.end && self.people[self.end - 1] == 0 {
            self.end -= 1;
        }
    }
}

/// The positions of the first of these rising numbers above each of some seats. The searches take their steps together,
/// so that none waits for another's. A position is checked where it is used, not where it is added up.
#[inline]
fn days_of(upto: &[u32], seats: [u32; AT_ONCE]) -> [usize; AT_ONCE] {
    let (mut days, mut size) = ([0_usize; AT_ONCE], upto.len());
    while size > 1 {
        let half = size / 2;
        for (day, seat) in days.iter_mut().zip(seats) {
            let later = day.wrapping_add(half);
            *day = select_unpredictable(upto[later] <= seat, later, *day);
        }
        size -= half;
    }
    std::array::from_fn(|i| days[i] + usize::from(upto[days[i]] <= seats[i]))
}

/// A sum that cannot exceed a list's total: unchecked additions run several at a time.
fn sum(people: &[u32]) -> u32 {
    people
        .iter()
        .fold(0, |sum, people| sum.wrapping_add(*people))
}

/// The order in which a service takes people from several lists that form one queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discipline {
    /// Earliest registration first; equals drawn at random.
    OldestFirst,
    /// Latest registration first; equals drawn at random.
    NewestFirst,
}

/// Serves `people` from one queue, which is the lists at `queue` together in the order of registration, up to
/// registration day `latest`; reports `(list, day, number)`.
///
/// Where a day's people do not all fit, who is served is a random sample of them; `uniform` is
/// called with `(day, list)`.
pub fn serve(
    lists: &mut [CohortList],
    queue: &(impl Iterator<Item = usize> + Clone),
    discipline: Discipline,
    latest: DayNumber,
    mut people: u32,
    uniform: &impl Fn(DayNumber, usize) -> f64,
    served: &mut impl FnMut(usize, DayNumber, u32),
) {
    while people > 0 {
        let days = (queue.clone()).filter_map(|list| next_day(&lists[list], discipline, latest));
        let next = match discipline {
            Discipline::OldestFirst => days.min(),
            Discipline::NewestFirst => days.max(),
        };
        let Some(day) = next else { return };
        let present: u32 = queue.clone().map(|list| lists[list].count(day)).sum();
        let mut ration = Ration::new(people, present);
        for list in queue.clone() {
            let number = ration.share(lists[list].count(day), || uniform(day, list));
            if number > 0 {
                lists[list].remove(day, number);
                served(list, day, number);
            }
        }
        people -= people.min(present);
    }
}

fn next_day(list: &CohortList, discipline: Discipline, latest: DayNumber) -> Option<DayNumber> {
    match discipline {
        Discipline::OldestFirst => list
            .oldest_from(DayNumber::MIN)
            .filter(|day| *day <= latest),
        Discipline::NewestFirst => list.newest_until(latest),
    }
}

/// Serves `people` drawn at random from one queue, the lists at `queue` up to registration day `latest`; reports
/// `(list, day, number)`.
///
/// `key` gives the luck of a list; a slot of its own splits people between lists.
pub fn serve_random(
    lists: &mut [CohortList],
    queue: impl Iterator<Item = usize> + Clone,
    latest: DayNumber,
    people: u32,
    key: &impl Fn(usize) -> DayKey,
    served: &mut impl FnMut(usize, DayNumber, u32),
) {
    if people == 0 {
        return;
    }
    let wants: Vec<u32> = (queue.clone())
        .map(|list| lists[list].count_between(DayNumber::MIN, latest))
        .collect();
    let mut ration = Ration::new(people, wants.iter().sum());
    for (list, want) in queue.zip(wants) {
        let luck = key(list);
        let number = ration.share(want, || luck.uniform(LIST_SLOT));
        lists[list].take_random(
            DayNumber::MIN,
            latest,
            number,
            &|slot| luck.uniform(slot),
            &mut |day, taken| served(list, day, taken),
        );
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
        assert_eq!(
            list.resized(90, 500).iter().collect::<Vec<_>>(),
            [(101, 3), (110, 5), (163, 2)]
        );
    }

    #[test]
    fn oldest_and_newest_first_take_whole_days_before_splitting_one() {
        let mut lists = [list(&[(101, 3), (102, 4)]), list(&[(101, 2), (103, 9)])];
        let mut seen = Vec::new();
        serve(
            &mut lists,
            &(0..2),
            Discipline::OldestFirst,
            DayNumber::MAX,
            7,
            &|_, _| 0.5,
            &mut |index, day, n| seen.push((index, day, n)),
        );
        assert_eq!(seen, [(0, 101, 3), (1, 101, 2), (0, 102, 2)]);
        serve(
            &mut lists,
            &(0..2),
            Discipline::NewestFirst,
            DayNumber::MAX,
            10,
            &|_, _| 0.5,
            &mut |index, day, n| seen.push((index, day, n)),
        );
        assert_eq!(seen[3..], [(1, 103, 9), (0, 102, 1)]);
        assert_eq!(lists[0].total() + lists[1].total(), 1);
    }

    #[test]
    fn service_stops_at_the_latest_day() {
        let mut lists = [list(&[(101, 3), (120, 4)])];
        serve(
            &mut lists,
            &(0..1),
            Discipline::OldestFirst,
            110,
            99,
            &|_, _| 0.5,
            &mut |_, _, _| {},
        );
        assert_eq!(lists[0].total(), 4);
    }

    /// Each person is equally likely to be taken: over many samples the share taken from a day is
    /// its share of the people. Chance of a false alarm below 1e-6 (5 standard errors).
    fn random_sample_is_fair(people: u32) {
        let mut taken_from_first = 0_u32;
        let runs = 20_000_u32;
        for run in 0..runs {
            let draws = crate::random::Draws::new(7, u64::from(run)).key(1, 2, 3);
            let mut a = list(&[(101, 30), (130, 50), (150, 20)]);
            a.take_random(
                DayNumber::MIN,
                DayNumber::MAX,
                people,
                &|slot| draws.uniform(0, slot),
                &mut |day, n| {
                    if day == 101 {
                        taken_from_first += n;
                    }
                },
            );
            assert_eq!(a.total(), 100 - people);
        }
        let mean = f64::from(taken_from_first) / f64::from(runs);
        let drawn = f64::from(people);
        let variance = drawn * 0.3 * 0.7 * (100.0 - drawn) / 99.0;
        let standard_error = libm::sqrt(variance / f64::from(runs));
        assert!(
            (mean - 0.3 * drawn).abs() < 5.0 * standard_error,
            "{mean} against {}",
            0.3 * drawn
        );
    }

    #[test]
    fn random_samples_are_fair_picked_one_by_one_and_split() {
        random_sample_is_fair(10);
        random_sample_is_fair(60);
        random_sample_is_fair(99);
    }
}
