//! Figures without their numbers.

use garita::chart::{Body, Interval};

use super::demo;

/// Takes numbers away, for each kind in another way: lists that are empty, values that are missing, rows that are too short.
#[allow(clippy::too_many_lines)] // one arm a kind
pub fn empty(body: &mut Body) {
    let nan = Interval::new(f64::NAN, f64::NAN, f64::NAN);
    match body {
        Body::Fan(fan) => fan
            .panels
            .iter_mut()
            .flat_map(|panel| &mut panel.series)
            .for_each(|series| {
                series.p05.clear();
                series
                    .p50
                    .iter_mut()
                    .step_by(3)
                    .for_each(|value| *value = f64::NAN);
            }),
        Body::Difference(both) => both.difference.series.clear(),
        Body::Strain(strain) => strain
            .blocks
            .iter_mut()
            .for_each(|block| block.values.clear()),
        Body::Places(places) => places.panels.clear(),
        Body::Waits(waits) => waits.days.clear(),
        Body::Thousand(thousand) => thousand
            .bars
            .iter_mut()
            .for_each(|bar| bar.values.fill(0.0)),
        Body::KeyFigures(table) => {
            table
                .rows
                .iter_mut()
                .flat_map(|row| &mut row.values)
                .for_each(|cell| cell.value = nan);
        }
        Body::Cost(cost) => cost
            .payers
            .iter_mut()
            .for_each(|payer| payer.values.clear()),
        Body::Tornado(tornado) => tornado
            .panels
            .iter_mut()
            .flat_map(|panel| &mut panel.rows)
            .for_each(|row| row.low = nan),
        Body::TradeOff(tradeoff) => tradeoff
            .panels
            .iter_mut()
            .for_each(|panel| panel.paths.clear()),
        Body::Flows(flows) => flows
            .diagrams
            .iter_mut()
            .flat_map(|diagram| &mut diagram.queues)
            .for_each(|queue| queue.first = f64::NAN),
        Body::Plane(plane) => plane
            .clouds
            .iter_mut()
            .for_each(|cloud| cloud.futures.clear()),
        Body::Split(split) => split.rows.iter_mut().for_each(|row| row.shares.fill(0.0)),
        Body::Ranges(ranges) => ranges.rows.iter_mut().for_each(|row| row.after = nan),
        Body::Pairs(pairs) => pairs.after.iter_mut().for_each(Vec::clear),
        Body::Counted(counted) => counted
            .panels
            .iter_mut()
            .flat_map(|panel| &mut panel.counts)
            .for_each(|count| count.after = nan),
        Body::Levers(levers) => levers.bars.clear(),
        Body::Curves(_)
        | Body::Heat(_)
        | Body::Waterfall(_)
        | Body::Bars(_)
        | Body::Front(_)
        | Body::Scatter(_)
        | Body::Chance(_) => demo::without_numbers(body),
        Body::Map(map) => map.rows.iter_mut().for_each(|row| row.frames.clear()),
        Body::Lower(lower) => lower.rows.iter_mut().for_each(|row| row.shares.clear()),
        Body::Record(record) => record.panels.iter_mut().for_each(|panel| {
            panel.points.clear();
            panel.naive.clear();
        }),
    }
}
