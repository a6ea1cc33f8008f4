//! Regret, boxes and sensitivity held against EMA Workbench and SALib on the same tables of experiments.
//!
//! `tests/data/decisions/` has the tables (worlds × portfolios designed and run by EMA Workbench; designs of SALib with Ishigami's
//! function), the figures of both packages in `reference.json`, and `reference.py`, which made all of it with pinned versions.

use garita::analysis::prim::{Patience, Region, peel};
use garita::analysis::robust::{Aim, Regret, meets, regret, share};
use garita::analysis::root::Goal;
use garita::analysis::sensitivity::{Effects, Row, screen, variance_shares};
use garita::stats::Bootstrap;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

const INPUTS: [&str; 4] = ["departures", "cooperation", "stay", "price"];
const PORTFOLIOS: [&str; 4] = ["beds", "both", "none", "slots"];

/// As in `reference.py`.
const MOST_UNSHELTERED: f64 = 3_000.0;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/decisions")
}

fn reference() -> Value {
    let text = std::fs::read_to_string(folder().join("reference.json")).expect("readable");
    serde_json::from_str(&text).expect("JSON")
}

/// Columns of a table by name, for the rows of one portfolio where there are portfolios.
fn table(name: &str, portfolio: Option<&str>) -> BTreeMap<String, Vec<f64>> {
    let mut reader = csv::Reader::from_path(folder().join(name)).expect("readable");
    let head = reader.headers().expect("a head").clone();
    let mut columns: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        if portfolio.is_some_and(|wanted| !row.iter().any(|cell| cell == wanted)) {
            continue;
        }
        for (name, cell) in head.iter().zip(&row) {
            if let Ok(value) = cell.parse() {
                columns.entry(name.to_owned()).or_default().push(value);
            }
        }
    }
    columns
}

fn near(found: f64, expected: &Value, relative: f64) {
    let expected = expected.as_f64().expect("a number");
    let allowed = relative * expected.abs().max(1e-12);
    assert!((found - expected).abs() <= allowed, "{found} {expected}");
}

/// The same arithmetic in another order: 1e-12.
#[test]
fn regret_and_shares_agree() {
    let reference = &reference()["regret"];
    let worlds = PORTFOLIOS.map(|portfolio| table("worlds.csv", Some(portfolio)));
    for outcome in ["unsheltered", "cost"] {
        let outcomes: Vec<Vec<f64>> = worlds.iter().map(|own| own[outcome].clone()).collect();
        assert_eq!(outcomes[0].len(), 300);
        for (portfolio, own) in PORTFOLIOS.iter().zip(regret(&outcomes, Aim::Less)) {
            let expected = &reference[outcome][portfolio];
            let found = Regret::of(&own).expect("worlds");
            near(found.most, &expected["most"], 1e-12);
            near(found.mean.estimate, &expected["mean"], 1e-12);
            near(found.p90.estimate, &expected["p90"], 1e-12);
        }
    }
    for (portfolio, own) in PORTFOLIOS.iter().zip(&worlds) {
        let met = meets(&[&own["unsheltered"]], &[Goal::AtMost(MOST_UNSHELTERED)]);
        near(
            share(&met).estimate,
            &reference["satisficing"][portfolio],
            1e-12,
        );
    }
}

/// Every box of the peeling: the same points, the same cases, the same limits to the last bit but one.
#[test]
fn boxes_agree_peel_by_peel() {
    for portfolio in ["none", "beds", "slots"] {
        let reference = &reference()["prim"][portfolio];
        let worlds = table("worlds.csv", Some(portfolio));
        let columns = INPUTS.map(|name| worlds[name].clone()).to_vec();
        let failures = worlds["unsheltered"]
            .iter()
            .map(|value| *value > MOST_UNSHELTERED);
        let failures: Vec<bool> = failures.collect();
        let rows: Vec<usize> = (0..failures.len()).collect();
        let patience = Patience {
            share: 0.05,
            least: 0.05,
            inputs: INPUTS.len(),
        };
        let boxes = peel(&columns, &failures, &rows, patience);
        let steps = reference["steps"].as_array().expect("steps");
        assert_eq!(boxes.len(), steps.len(), "{portfolio}");
        for (own, step) in boxes.iter().zip(steps) {
            let catch = own.catch(&columns, &failures, &rows);
            assert_eq!(step["points"], catch.points);
            assert_eq!(step["cases"], catch.cases);
            near(catch.coverage(), &step["coverage"], 1e-12);
            near(catch.density(), &step["density"], 1e-12);
            same_limits(own, &step["limits"], &columns);
        }
    }
}

/// EMA Workbench writes the ends of the data where ours leaves an end open.
fn same_limits(own: &Region, limits: &Value, columns: &[Vec<f64>]) {
    for (input, name) in INPUTS.iter().enumerate() {
        let limit = own.limits.iter().find(|limit| limit.input == input);
        let ends = columns[input].iter().copied();
        let (least, most) = (ends.clone().reduce(f64::min), ends.reduce(f64::max));
        let low = limit.map_or(f64::NEG_INFINITY, |limit| limit.low);
        let high = limit.map_or(f64::INFINITY, |limit| limit.high);
        near(low.max(least.expect("data")), &limits[name][0], 1e-12);
        near(high.min(most.expect("data")), &limits[name][1], 1e-12);
    }
}

/// Rows of SALib's table: A, `AB_1` to `AB_3`, B.
fn rows() -> Vec<Row> {
    let y = &table("saltelli.csv", None)["y"];
    let row = |y: &[f64]| Row {
        a: vec![y[0]],
        b: vec![y[4]],
        ab: y[1..4].iter().map(|value| vec![*value]).collect(),
    };
    y.chunks(5).map(row).collect()
}

/// The same estimators but for two details, both of order 1/n: SALib counts values from the mean of all points, ours from that of A and
/// B; its variance is that of A and B together with divisor 2n. So indices agree within 1/n = 0.8 % of themselves, and
/// first-order ones within a further product of two small means, 0.01. Intervals of both are bootstraps over rows: half widths within 15 %,
/// since resampling differs and SALib's ends are those of a normal law.
#[test]
fn sobol_indices_agree() {
    let reference = &reference()["sobol"];
    let rows = rows();
    assert_eq!(rows.len(), 128);
    let found = variance_shares(&rows, Bootstrap::new(1, 2_000));
    for (factor, own) in found.factors.iter().enumerate() {
        let figure = |key: &str| reference[key][factor].as_f64().expect("a number");
        assert!((own.first.estimate - figure("S1")).abs() <= 0.01);
        assert!((own.total.estimate - figure("ST")).abs() <= figure("ST") / 128.0);
        near(own.first.half_width(), &reference["S1_conf"][factor], 0.15);
        near(own.total.half_width(), &reference["ST_conf"][factor], 0.15);
    }
}

/// Effects along SALib's trajectories, in units of the range of an input: the same arithmetic, 1e-9.
#[test]
fn screening_agrees() {
    let reference = &reference()["morris"];
    let table = table("morris.csv", None);
    let (y, x) = (&table["y"], ["x1", "x2", "x3"].map(|name| &table[name]));
    let mut effects = vec![Effects::default(); 3];
    for trajectory in (0..y.len()).step_by(4) {
        for at in trajectory..trajectory + 3 {
            let by = |input: usize| (x[input][at + 1] - x[input][at]) / core::f64::consts::TAU;
            let input = (0..3).find(|input| by(*input) != 0.0).expect("a step");
            effects[input].add(&y[at..=at], &y[at + 1..=at + 1], by(input));
        }
    }
    for (input, own) in effects.iter().enumerate() {
        let found = screen(own);
        near(found.mean.estimate, &reference["mu"][input], 1e-9);
        near(found.size.estimate, &reference["mu_star"][input], 1e-9);
        near(found.spread.estimate, &reference["sigma"][input], 1e-9);
    }
}
