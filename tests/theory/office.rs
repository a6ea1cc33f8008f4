//! The office that decides on protection: a random number of decisions a day, days off, and a minimum
//! duration.

use crate::support::Stage;
use crate::support::theory::{Law, poisson, served_by, sum};
use crate::{ByDay, LONG_RUN, assert_laws, assert_long_run};
use garita::model::transition::Compartment as C;
use garita::model::waits::Queue;

const DAYS: usize = 60;
const ARRIVALS: f64 = 4.0;
const CAPACITY: f64 = 5.4;
const DURATION: usize = 4;

/// Constitution Day in 2023, Monday 6 February, is a holiday in Mexico; the run begins on Monday
/// 2 January.
const HOLIDAY: usize = 35;

fn works(day: usize) -> bool {
    day % 7 < 5 && day != HOLIDAY
}

/// The law, each morning, of the files old enough to be decided.
fn mornings(days: usize, open: impl Fn(usize) -> bool) -> Vec<Law> {
    let mut law = vec![1.0];
    (0..=days)
        .map(|day| {
            let morning = law.clone();
            if day >= DURATION {
                law = sum(&law, &poisson(ARRIVALS));
            }
            if open(day) {
                law = served_by(&law, &poisson(CAPACITY));
            }
            morning
        })
        .collect()
}

/// Expected decisions by wait: whoever has `ahead` files before is decided on the first day on which
/// the office has done more.
fn decided_by_wait(open: impl Fn(usize) -> bool) -> Vec<f64> {
    let mornings = mornings(DAYS, &open);
    let joining = poisson(ARRIVALS);
    let mut by_wait = vec![0.0; DAYS];
    for filed in 0..DAYS - DURATION {
        let mut ahead = vec![0.0; mornings[filed + DURATION].len() + joining.len()];
        for (there, p) in mornings[filed + DURATION].iter().enumerate() {
            for place in 0..joining.len() - 1 {
                ahead[there + place] += p * joining[place + 1..].iter().sum::<f64>();
            }
        }
        for day in (filed + DURATION..DAYS).filter(|day| open(*day)) {
            let mut left = vec![0.0; ahead.len()];
            let mut done = 0.0;
            for (n, people) in ahead.iter().enumerate() {
                for (decisions, p) in poisson(CAPACITY).iter().enumerate() {
                    if decisions > n {
                        done += people * p;
                    } else {
                        left[n - decisions] += people * p;
                    }
                }
            }
            by_wait[day - filed] += done;
            ahead = left;
        }
    }
    by_wait
}

/// Law of the files not old enough to be decided.
fn recent() -> Law {
    (0..DURATION).fold(vec![1.0], |files, _| sum(&files, &poisson(ARRIVALS)))
}

fn stage(days: usize, seven: u8) -> Stage {
    Stage::simple(days)
            .weekdays()
            .assume(&format!(
                "departure.base={ARRIVALS} departure.dispersion=1e15 intention.protection=1 protection.decisions-per-officer-day=2 \
                 protection.minimum-duration={DURATION} protection.recognized-share=1 protection.seven-day-office={seven}"
            ))
            .set("mexican-protection.officers=3 mexican-protection.speed=0.9")
}

/// Seven-day offices and offices that rest at weekends and on a holiday: law of the open files, and
/// expected decisions after each wait.
#[test]
fn an_office_decides_oldest_first_on_its_days() {
    let recent = recent();
    let every: &dyn Fn(usize) -> bool = &|_| true;
    for (seed, name, open, seven) in [(1501, "every day", every, 1), (1511, "weekdays", &works, 0)]
    {
        let stage = stage(DAYS, seven);
        let laws: Vec<(usize, Law)> = [7, 18, 20, 34, 35, 36, 59]
            .map(|day| (day, sum(&mornings(DAYS, open)[day + 1], &recent)))
            .into();
        assert_laws(name, (&stage, seed, 1_500), &laws, |run, day| {
            run.record.stock(day, C::Protection)
        });
        let mut decided = ByDay::new(&format!("{name}: decided after days"), DAYS);
        stage.each(seed + 1, 1_500, |run| {
            decided.add(&run.record.waits.of(Queue::Protection).served);
        });
        decided.assert_means(&decided_by_wait(open));
    }
}

/// Files in the long run, at an office that works every day. Evenings 100 days apart are as good as
/// independent: the longest memory, 1/(√5.4 − √4)², is ten days.
#[test]
fn an_office_in_the_long_run() {
    let mornings = mornings(300, |_| true);
    let law = sum(&mornings[300], &recent());
    let luck = (&stage(LONG_RUN, 1), 1521);
    assert_long_run("open files", luck, 100, &law, |run, day| {
        run.record.stock(day, C::Protection)
    });
}
