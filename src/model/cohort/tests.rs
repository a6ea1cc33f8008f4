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
    assert_eq!(list.oldest(), Some(101));
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
            draws.on(0).slots(0),
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

#[test]
fn ages_are_counted_in_parts_without_those_of_today() {
    let list = list(&[(101, 3), (110, 5), (139, 2), (140, 7)]);
    assert_eq!(list.by_age(140, [1, 2, 31]), [2, 5, 3]);
    assert_eq!(list.by_age(140, [0, 1, 39]), [7, 7, 3]);
    assert_eq!(list.by_age(90, [1, 31]), [0, 0]);
}

#[test]
fn everybody_can_be_taken_and_others_come_after() {
    let mut list = list(&[(101, 3), (110, 5)]);
    let mut seen = Vec::new();
    list.take_all(|day, people| seen.push((day, people)));
    assert_eq!(seen, [(101, 3), (110, 5)]);
    assert_eq!(list.total(), 0);
    list.add(105, 4);
    assert_eq!(list.iter().collect::<Vec<_>>(), [(105, 4)]);
}

/// Seats up to and with each day, some days without seats, in windows that reach back before the first.
#[test]
fn seats_are_found_in_a_known_number_of_steps_as_in_any() {
    let mut upto = vec![0; 40];
    upto.extend((1..=60).map(|day: u32| 3 * (day / 2)));
    let last = *upto.last().unwrap();
    for seat in 0..last {
        let by_hand = upto.iter().filter(|upto| **upto <= seat).count();
        let seats = [seat, last - 1 - seat, 0, last - 1];
        assert_eq!(in_all(&upto, seats)[0], by_hand, "{seat}");
        assert_eq!(in_last::<64>(&upto, seats), in_all(&upto, seats), "{seat}");
    }
}

/// Lists that empty and fill again, whose days wander: people counted one by one agree with the list at every step.
#[test]
fn picks_leave_no_trace_of_people_who_left() {
    let key = crate::random::Draws::new(3, 1).key(1, 2, 3);
    let mut list = CohortList::new(0, 900);
    let mut people = std::collections::BTreeMap::new();
    for day in 0..900 {
        let joining = (key.uniform(day, 1) * 9.0) as u32 * u32::from(day % 90 < 60);
        list.add(day, joining);
        *people.entry(day).or_insert(0) += joining;
        let leaving = (key.uniform(day, 2) * 12.0) as u32;
        let mut left = 0;
        let luck = key.on(day).slots(10);
        list.take_random(
            DayNumber::MIN,
            day - 1,
            leaving,
            luck,
            &mut |from, count| {
                *people.get_mut(&from).unwrap() -= count;
                left += count;
            },
        );
        assert_eq!(list.total(), people.values().sum::<u32>());
        assert!(left == leaving || list.count_between(DayNumber::MIN, day - 1) == 0);
        assert!(list.iter().all(|(day, count)| people[&day] == count));
    }
}
