//! How many people wait, join, are served and leave.

use super::{GROUPS, Id, Sheet, daily_mean, mean};
use crate::model::record::Record;
use crate::model::transition::{Compartment, Row, TABLE};

pub(super) fn measure(sheet: &mut Sheet) {
    for (group, _, stocks) in GROUPS {
        people_waiting(sheet, group, stocks);
    }
    for (group, stocks) in QUEUES {
        joined(sheet, group, stocks);
    }
    by_place(sheet);
    by_origin(sheet);
    let open_files = mean(sheet.record, |day| {
        f64::from(sheet.record.conditions(day).open_files)
    });
    sheet.push(
        Id::OpenFiles,
        "mean",
        ["all", "protection", "all"],
        false,
        open_files,
    );
    for (id, stock) in [
        (Id::Custody, Compartment::Custody),
        (Id::Contained, Compartment::ContainedSouth),
        (Id::Travelling, Compartment::EnRoute),
        (Id::Settled, Compartment::Settled),
    ] {
        let value = daily_mean(sheet.record, sheet.record.stock_in_run(stock));
        sheet.push(id, "mean", super::ALL_CELLS, false, value);
        sheet.daily(id, ["all", "all"], |record, day| record.stock(day, stock));
    }
    sheet.daily(Id::OpenFiles, ["all", "protection"], |record, day| {
        record.conditions(day).open_files
    });
}

fn count(record: &Record, day: usize, stocks: &[Compartment]) -> u32 {
    stocks.iter().map(|stock| record.stock(day, *stock)).sum()
}

fn people_waiting(sheet: &mut Sheet, group: &'static str, stocks: &'static [Compartment]) {
    let record = sheet.record;
    let last = record.days().saturating_sub(1);
    let headline = matches!(group, "us" | "protection" | "return");
    let peak = (0..record.days())
        .map(|day| count(record, day, stocks))
        .max()
        .unwrap_or(0);
    sheet.push(
        Id::Waiting,
        "mean",
        ["all", group, "all"],
        headline,
        daily_mean(record, stocks.iter().map(|s| record.stock_in_run(*s)).sum()),
    );
    sheet.push(
        Id::Waiting,
        "end",
        ["all", group, "all"],
        headline,
        f64::from(count(record, last, stocks)),
    );
    sheet.push(
        Id::Waiting,
        "peak",
        ["all", group, "all"],
        false,
        f64::from(peak),
    );
    sheet.daily(Id::Waiting, ["all", group], |record, day| {
        count(record, day, stocks)
    });
}

fn by_place(sheet: &mut Sheet) {
    let world = sheet.world;
    for (place, record_of_place) in world.places.iter().enumerate() {
        for (group, _, stocks) in GROUPS {
            let record = sheet.record;
            let people = stocks
                .iter()
                .map(|stock| record.stock_at_place_in_run(*stock, place));
            let value = daily_mean(record, people.sum());
            sheet.push(
                Id::Waiting,
                "mean",
                [&record_of_place.name, group, "all"],
                false,
                value,
            );
            if *group == "all" {
                sheet.daily(
                    Id::Waiting,
                    [&record_of_place.name, group],
                    |record, day| {
                        (stocks
                            .iter()
                            .map(|stock| record.stock_at_place(day, *stock, place)))
                        .sum()
                    },
                );
            }
        }
    }
}

fn by_origin(sheet: &mut Sheet) {
    let world = sheet.world;
    for (origin, record_of_origin) in world.origins.iter().enumerate() {
        for (group, _, stocks) in GROUPS {
            let record = sheet.record;
            let people = stocks
                .iter()
                .map(|stock| record.stock_of_origin_in_run(*stock, origin));
            let value = daily_mean(record, people.sum());
            sheet.push(
                Id::Waiting,
                "mean",
                ["all", group, &record_of_origin.name],
                false,
                value,
            );
        }
    }
}

/// The queues that people join and leave, with their stocks.
const QUEUES: &[(&str, &[Compartment])] = &[
    ("appointment", &[Compartment::Appointment]),
    ("hearing", &[Compartment::Hearing]),
    ("protection", &[Compartment::Protection]),
    ("return", &[Compartment::Custody, Compartment::AtLiberty]),
];

/// Registrations, services and departures from a queue, from the table of transitions: whoever
/// moves within a queue has not left it.
fn joined(sheet: &mut Sheet, group: &'static str, stocks: &[Compartment]) {
    let record = sheet.record;
    let sum = |rows: &dyn Fn(&Row) -> bool| -> f64 {
        let moved = TABLE.iter().filter(|row| rows(row));
        moved
            .map(|row| record.flow_in_run(row.transition))
            .sum::<u64>() as f64
    };
    let into = |row: &Row| stocks.contains(&row.to) && !stocks.contains(&row.from);
    let out = |row: &Row| stocks.contains(&row.from) && !stocks.contains(&row.to);
    let is_served = |row: &Row| {
        matches!(row.process, "hearing" | "protection" | "assisted return")
            || matches!(row.to, Compartment::AtPort | Compartment::ReturnedByMexico)
    };
    let [joined, served, left] = [
        sum(&into),
        sum(&|row| out(row) && is_served(row)),
        sum(&|row| out(row) && !is_served(row)),
    ];
    sheet.push(
        Id::Registered,
        "total",
        ["all", group, "all"],
        false,
        joined,
    );
    sheet.push(Id::Served, "total", ["all", group, "all"], false, served);
    sheet.push(Id::LeftQueue, "total", ["all", group, "all"], false, left);
    for exit in Exit::ALL {
        let name = format!("{group}:{}", exit.name());
        let left = sum(&|row| out(row) && !is_served(row) && Exit::of(row.to) == exit);
        sheet.push(Id::LeftQueue, "total", ["all", &name, "all"], false, left);
    }
}

/// How somebody leaves a queue before service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Crossed,
    WentHome,
    Switched,
}

impl Exit {
    const ALL: [Exit; 3] = [Exit::Crossed, Exit::WentHome, Exit::Switched];

    /// As in the shares who left.
    fn name(self) -> &'static str {
        match self {
            Exit::Crossed => "crossed",
            Exit::WentHome => "went-home",
            Exit::Switched => "switched",
        }
    }

    /// To cross or to go on north, home, or into another queue (or none) in Mexico.
    fn of(to: Compartment) -> Self {
        match to {
            Compartment::AtLine | Compartment::EnRoute => Exit::Crossed,
            Compartment::WentHome => Exit::WentHome,
            _ => Exit::Switched,
        }
    }
}
