//! How long people waited, by how the wait ended: the raw material of cumulative incidence.

use super::cohort::{CohortList, DayNumber};

/// A queue whose waits are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Queue {
    /// For a U.S. appointment.
    Appointment,
    /// For a U.S. hearing, in Mexico.
    Hearing,
    /// For a decision on Mexican protection.
    Protection,
    /// For return by Mexico, in custody or at liberty with an order to leave.
    Return,
}

impl Queue {
    /// All queues in order.
    pub const ALL: [Queue; 4] = [
        Queue::Appointment,
        Queue::Hearing,
        Queue::Protection,
        Queue::Return,
    ];

    /// Word used in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Queue::Appointment => "appointment",
            Queue::Hearing => "hearing",
            Queue::Protection => "protection",
            Queue::Return => "return",
        }
    }
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// With what the person waited for: a call to a port, a final hearing, a decision, a seat.
    Served,
    /// The person set out to cross between ports, or to go on north.
    Crossed,
    /// The person went home.
    WentHome,
    /// The person changed to another queue, or the list was cancelled.
    Switched,
}

impl End {
    /// All ends in order.
    pub const ALL: [End; 4] = [End::Served, End::Crossed, End::WentHome, End::Switched];
}

/// The waits of one queue over a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueWaits {
    /// Registrations since the run began.
    pub registered: u64,
    /// Everybody served in the run, by wait in whole days, whenever they registered.
    pub served: Vec<u32>,
    /// For people registered in the run: ends by wait in whole days, in the order of [`End::ALL`].
    pub ended: [Vec<u32>; 4],
    /// For people registered in the run and still waiting at its end: by days waited so far.
    pub waiting: Vec<u32>,
}

/// The waits of all queues.
#[derive(Clone, Debug)]
pub struct Waits {
    first_day: DayNumber,
    queues: [QueueWaits; 4],
}

impl Waits {
    /// Nobody followed yet; the run begins on `first_day`.
    #[must_use]
    pub fn new(first_day: DayNumber) -> Self {
        Waits {
            first_day,
            queues: Default::default(),
        }
    }

    /// Waits of one queue.
    #[must_use]
    pub fn of(&self, queue: Queue) -> &QueueWaits {
        &self.queues[queue as usize]
    }

    /// Records registrations.
    #[inline]
    pub fn register(&mut self, queue: Queue, people: u32) {
        self.queues[queue as usize].registered += u64::from(people);
    }

    /// Records the end of waits that began on `registered`.
    #[inline]
    pub fn end(
        &mut self,
        queue: Queue,
        how: End,
        registered: DayNumber,
        today: DayNumber,
        people: u32,
    ) {
        let wait = usize::try_from(today - registered).unwrap_or(0);
        let waits = &mut self.queues[queue as usize];
        if how == End::Served {
            add(&mut waits.served, wait, people);
        }
        if registered >= self.first_day {
            add(&mut waits.ended[how as usize], wait, people);
        }
    }

    /// Records the people still waiting on a list at the end of the run.
    pub fn close(&mut self, queue: Queue, list: &CohortList, last_day: DayNumber) {
        for (registered, people) in list.iter().filter(|(day, _)| *day >= self.first_day) {
            let so_far = usize::try_from(last_day - registered).unwrap_or(0);
            add(&mut self.queues[queue as usize].waiting, so_far, people);
        }
    }
}

#[inline]
fn add(histogram: &mut Vec<u32>, index: usize, people: u32) {
    if histogram.len() <= index {
        lengthen(histogram, index);
    }
    histogram[index] += people;
}

#[cold]
fn lengthen(histogram: &mut Vec<u32>, index: usize) {
    histogram.resize(index + 1, 0);
}
