//! A waiting list remembered by registration day, so that waits are exact.
//!
//! People on a list are alike except for the day on which they registered. The list keeps one
//! count per day. To take people at random it also gives everybody a seat, in the order of
//! registration: when people leave, the first seats of their day fall empty, and a random person is
//! found by drawing seats until one is taken. Empty seats are cleared away when they are many.

use std::hint::select_unpredictable;
use std::ops::Range;

use crate::random::{DayKey, Slots};
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
    /// Seats up to and with each day before `end`.
    seats: Vec<u32>,
    /// There are no seats before this day.
    seated: usize,
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
            seated: 0,
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

    /// First registration day with somebody on the list.
    #[inline]
    #[must_use]
    pub fn oldest(&self) -> Option<DayNumber> {
        // Days without people are left out at both ends.
        (self.total > 0).then(|| self.day(self.oldest))
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

    /// People by days waited so far: those who registered `starts[i]` days ago or longer, but less than `starts[i + 1]`.
    /// The starts rise; the last part has no end.
    #[must_use]
    pub fn by_age<const PARTS: usize>(
        &self,
        today: DayNumber,
        starts: [DayNumber; PARTS],
    ) -> [u32; PARTS] {
        let mut parts = [0; PARTS];
        let newest = self.range(DayNumber::MIN, today - starts[0]).1;
        // The oldest are what is left over: nobody needs to look through long lists.
        let (mut last, mut rest) = (newest, self.total - sum(&self.people[newest..self.end]));
        for part in 1..PARTS {
            if rest == 0 {
                break;
            }
            let first = self.range(DayNumber::MIN, today - starts[part]).1;
            parts[part - 1] = sum(&self.people[first..last]);
            rest -= parts[part - 1];
            last = first;
        }
        parts[PARTS - 1] = rest;
        parts
    }

    /// Removes everybody and reports `(day, number)`.
    pub fn take_all(&mut self, mut taken: impl FnMut(DayNumber, u32)) {
        for index in self.oldest..self.end {
            let here = std::mem::take(&mut self.people[index]);
            if here > 0 {
                taken(self.day(index), here);
            }
        }
        (self.total, self.end) = (0, self.oldest);
    }

    /// Removes `people` chosen at random among those who registered in `from..=to`, and reports
    /// `(day, number)`.
    pub fn take_random(
        &mut self,
        from: DayNumber,
        to: DayNumber,
        people: u32,
        luck: Slots,
        taken: &mut impl FnMut(DayNumber, u32),
    ) {
        if people > 0 {
            let present = self.count_between(from, to);
            self.take_among(from, to, (people, present), luck, taken);
        }
    }

    /// As [`CohortList::take_random`], where it is known how many people are present in `from..=to`.
    ///
    /// A few people are picked one by one; many are drawn day by day, a hypergeometric count each.
    /// Both are exact; a draw's slot is the number of the try or the day, so two scenarios that
    /// share a list share its luck.
    pub fn take_among(
        &mut self,
        from: DayNumber,
        to: DayNumber,
        (people, present): (u32, u32),
        luck: Slots,
        taken: &mut impl FnMut(DayNumber, u32),
    ) {
        let people = people.min(present);
        if people == 0 {
            return;
        }
        let (first, last) = self.range(from, to);
        if people <= present / 2 && (people / FEW) as usize <= last - first {
            self.pick(first, last, (people, present), luck, taken);
        } else {
            self.take_by_day(first, last, (people, present), luck, taken);
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
        luck: Slots,
        taken: &mut impl FnMut(DayNumber, u32),
    ) {
        if self.seats_before(last) - self.seats_before(first) > present + present / 8 {
            self.reseat();
        }
        let days = first..last;
        // The fewest steps that cover the days.
        match days.len() {
            0..=32 if last >= 32 => self.pick_found(days, people, luck, in_last::<32>, taken),
            0..=64 if last >= 64 => self.pick_found(days, people, luck, in_last::<64>, taken),
            0..=128 if last >= 128 => self.pick_found(days, people, luck, in_last::<128>, taken),
            0..=256 if last >= 256 => self.pick_found(days, people, luck, in_last::<256>, taken),
            0..=512 if last >= 512 => self.pick_found(days, people, luck, in_last::<512>, taken),
            _ => self.pick_found(days, people, luck, in_all, taken),
        }
    }

    /// Picks people of some days, where `find` tells the days of seats from the seats up to and with each day.
    #[inline]
    fn pick_found(
        &mut self,
        days: Range<usize>,
        people: u32,
        luck: Slots,
        find: impl Fn(&[u32], [u32; AT_ONCE]) -> [usize; AT_ONCE],
        taken: &mut impl FnMut(DayNumber, u32),
    ) {
        let start = self.seats_before(days.start);
        let seats = self.seats_before(days.end) - start;
        let (upto, here) = (&self.seats[..days.end], &mut self.people[..days.end]);
        let (mut left, mut tries) = (people, 0);
        while left > 0 {
            let drawn: [u32; AT_ONCE] =
                std::array::from_fn(|slot| start + luck.below(tries + slot as u64, seats));
            tries += AT_ONCE as u64;
            let found = find(upto, drawn);
            for (&seat, &index) in drawn.iter().zip(&found) {
                // Counted from the end of the day's seats: those of people who left come first.
                if left > 0 && upto[index] - seat <= here[index] {
                    here[index] -= 1;
                    left -= 1;
                    taken(self.first_day + index as DayNumber, 1);
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
        luck: Slots,
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
                hypergeometric(luck.uniform(slot), present, here, left)
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

    /// Gives everybody on the list a new seat, so that none is empty, and days before the oldest none.
    fn reseat(&mut self) {
        let mut upto = 0;
        if let Some(empty) = self.seats.get_mut(self.seated..self.oldest) {
            empty.fill(0);
        }
        self.seated = self.oldest;
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

/// The positions of the first of these rising numbers above each of some seats, which are among the last `DAYS`, a
/// power of two. The searches take their steps together, so that none waits for another's.
#[inline]
fn in_last<const DAYS: usize>(upto: &[u32], seats: [u32; AT_ONCE]) -> [usize; AT_ONCE] {
    let window: &[u32; DAYS] = upto.last_chunk().expect("as many days as are searched");
    let (mut days, mut half) = ([0_usize; AT_ONCE], DAYS / 2);
    while half > 0 {
        for (day, seat) in days.iter_mut().zip(seats) {
            let later = day.wrapping_add(half);
            // The remainder is the number itself: it spares a check in every step.
            let last_before = window[later.wrapping_sub(1) % DAYS];
            *day = select_unpredictable(last_before <= seat, later, *day);
        }
        half /= 2;
    }
    days.map(|day| upto.len() - DAYS + day)
}

/// As [`in_last`], for any number of days.
fn in_all(upto: &[u32], seats: [u32; AT_ONCE]) -> [usize; AT_ONCE] {
    let (mut days, mut size) = ([0_usize; AT_ONCE], upto.len());
    while size > 1 {
        let half = size / 2;
        for (day, seat) in days.iter_mut().zip(seats) {
            let later = day.wrapping_add(half);
            *day = select_unpredictable(upto[later - 1] <= seat, later, *day);
        }
        size -= half;
    }
    days
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
        Discipline::OldestFirst => list.oldest().filter(|day| *day <= latest),
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
        lists[list].take_among(
            DayNumber::MIN,
            latest,
            (number, want),
            luck.slots(0),
            &mut |day, taken| served(list, day, taken),
        );
    }
}

#[cfg(test)]
mod tests;
