//! What is known about answers comes out.

use super::{QUICK, column, garita, numbers, table, tables};

#[test]
fn a_point_that_changes_nothing_differs_by_nothing() {
    let found = table(
        &[
            "sweep",
            "status-quo",
            "--until",
            "2024-03-20",
            "-n",
            "3",
            "--vary",
            "port-appointments.slots-per-day=1450,3000",
            "--metric",
            "appointments-used",
        ],
        "points.csv",
    );
    let rows: Vec<(String, f64)> = column(&found, "port-appointments.slots-per-day")
        .into_iter()
        .zip(numbers(&found, "difference"))
        .collect();
    assert!(
        rows.iter()
            .filter(|(slots, _)| slots == "1450")
            .all(|(_, difference)| difference.is_nan() || *difference == 0.0)
    );
    let more: Vec<f64> = rows
        .iter()
        .filter(|(slots, _)| slots == "3000")
        .map(|(_, difference)| *difference)
        .collect();
    assert!(
        more.iter().any(|difference| *difference > 1_000.0),
        "{more:?}"
    );
}

#[test]
fn a_grid_has_every_combination() {
    let found = table(
        &[
            "sweep",
            QUICK,
            "--until",
            "2024-01-20",
            "-n",
            "2",
            "--metric",
            "nights-over-capacity",
            "--vary",
            "shelter-beds.built.city-0=0,10,20",
            "--vary",
            "port-appointments.oldest-first-share=0..1/2",
        ],
        "points.csv",
    );
    let mut points: Vec<(String, String)> = column(&found, "shelter-beds.built.city-0")
        .into_iter()
        .zip(column(&found, "port-appointments.oldest-first-share"))
        .collect();
    points.dedup();
    let expected = ["0", "10", "20"]
        .iter()
        .flat_map(|beds| ["0", "1"].map(|share| ((*beds).to_owned(), share.to_owned())));
    assert_eq!(points, expected.collect::<Vec<_>>());
}

/// Slots move how many appointments are used, and how refugees settle years later does not; every value is tried once.
#[test]
fn scattered_points_tell_which_input_moves_an_outcome() {
    const SLOTS: &str = "port-appointments.slots-per-day";
    const SETTLING: &str = "settled.integration-effect";
    let sweep = |design: &str| {
        let slots = format!("{SLOTS}=500..3000@2024-03-03");
        let settling = format!("{SETTLING}=0..0.5");
        tables(
            &[
                "sweep",
                "status-quo",
                "--until",
                "2024-03-10",
                "-n",
                "4",
                "--design",
                design,
                "--points",
                "16",
                "--metric",
                "appointments-used",
                "--vary",
                &slots,
                "--vary",
                &settling,
            ],
            ["effects.csv", "points.csv"],
        )
    };
    for design in ["lhs", "sobol"] {
        let [effects, points] = sweep(design);
        let inputs = column(&effects, "input");
        let of = |name: &str| inputs.iter().position(|input| input == name).unwrap();
        let (own, other) = (of(SLOTS), of(SETTLING));
        let (low, high) = (numbers(&effects, "ci_low"), numbers(&effects, "ci_high"));
        assert!(low[own] > 0.0, "{design}: {effects:?}");
        assert!(
            low[other] <= 0.0 && high[other] >= 0.0 && high[other] < low[own],
            "{design}: {effects:?}"
        );
        let slice = |slots: &f64| ((slots - 500.0) / 2_500.0 * 16.0) as usize;
        let mut slices: Vec<usize> = numbers(&points, SLOTS).iter().map(slice).collect();
        slices.sort_unstable();
        slices.dedup();
        assert_eq!(slices, (0..16).collect::<Vec<_>>(), "{design}");
    }
}

#[test]
fn parts_of_levers_add_up_to_the_difference() {
    let found = table(
        &[
            "compare",
            "status-quo",
            "status-quo+port-appointments-3000+shelter-2000",
            "--attribute",
            "--until",
            "2025-02-28",
            "-n",
            "3",
            "--metric",
            "unsheltered-nights",
            "--metric",
            "people-waiting:mean@us",
        ],
        "attribution.csv",
    );
    let metrics = column(&found, "metric");
    let (amounts, differences, by) = (
        numbers(&found, "amount"),
        numbers(&found, "difference"),
        column(&found, "by"),
    );
    for metric in ["unsheltered-nights:total", "people-waiting:mean@us"] {
        for kind in ["lever", "family"] {
            let rows: Vec<usize> = (0..metrics.len())
                .filter(|&at| metrics[at] == metric && by[at] == kind)
                .collect();
            assert!(rows.len() >= 2, "{metric} {kind}");
            let sum: f64 = rows.iter().map(|&at| amounts[at]).sum();
            let whole = differences[rows[0]];
            assert!(
                (sum - whole).abs() <= 1e-5 * whole.abs(),
                "{metric} {kind}: {sum} and {whole}"
            );
        }
    }
}

/// Beds that make a city's shelters suffice on a share of nights, found by the search and by trying its neighbours.
#[test]
fn the_beds_that_are_found_are_the_fewest_that_do() {
    let arguments = |range: &str| {
        vec![
            "goal".to_owned(),
            QUICK.to_owned(),
            "--until".to_owned(),
            "2025-06-30".to_owned(),
            "-n".to_owned(),
            "20".to_owned(),
            "--vary".to_owned(),
            format!("shelter-beds.built.city-0={range}"),
            "--metric".to_owned(),
            "nights-over-capacity@city-0".to_owned(),
            "--at-most".to_owned(),
            "20%".to_owned(),
        ]
    };
    let typed = arguments("0..10000");
    let found = table(
        &typed.iter().map(String::as_str).collect::<Vec<_>>(),
        "curve.csv",
    );
    let rows: Vec<(f64, bool)> = numbers(&found, "value")
        .into_iter()
        .zip(column(&found, "met"))
        .map(|(value, met)| (value, met == "true"))
        .collect();
    assert!(rows.len() >= 6, "{rows:?}");
    let first_met = rows
        .iter()
        .position(|(_, met)| *met)
        .expect("some number of beds suffices");
    assert!(
        first_met > 0 && rows[first_met..].iter().all(|(_, met)| *met),
        "{rows:?}"
    );
    assert!(
        rows[first_met].0 - rows[first_met - 1].0 < 500.0,
        "{rows:?}"
    );
    let out_of_reach = arguments("0..5");
    let folder = tempfile::tempdir().unwrap();
    let output = garita(
        folder.path(),
        &out_of_reach.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    // Where lines break is the terminal's affair.
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        output.status.success() && said.contains("cannot be reached"),
        "{said}"
    );
}

#[test]
fn an_input_that_does_nothing_is_told_from_one_that_does() {
    let found = table(
        &[
            "sensitivity",
            "status-quo",
            "--until",
            "2024-03-15",
            "--trajectories",
            "4",
            "--chances",
            "2",
            "--inputs",
            "crossing.detection,settled.integration-effect",
            "--metric",
            "encounters-between-ports",
        ],
        "screening.csv",
    );
    let sizes: Vec<(String, f64)> = column(&found, "input")
        .into_iter()
        .zip(numbers(&found, "size"))
        .collect();
    let of = |name: &str| sizes.iter().find(|(input, _)| input == name).unwrap().1;
    assert!(
        of("crossing.detection") > 100.0 * of("settled.integration-effect").abs(),
        "{sizes:?}"
    );
}

#[test]
fn the_first_night_over_capacity_is_that_of_the_daily_series() {
    let [passages, chances] = tables(
        &[
            "warn",
            QUICK,
            "--until",
            "2025-01-31",
            "-n",
            "12",
            "--places",
            "city-0",
            "--days",
            "1",
        ],
        ["passages.csv", "chances.csv"],
    );
    let dates = column(&passages, "date");
    assert_eq!(dates.len(), 12);
    // The workload fills its shelters within the first year.
    assert!(
        dates
            .iter()
            .all(|date| date.as_str() > "2024-03-01" && date.as_str() < "2025-01-31"),
        "{dates:?}"
    );
    let chance = numbers(&chances, "chance");
    assert!(chance.windows(2).all(|pair| pair[0] <= pair[1]));
    let first = dates.iter().min().unwrap();
    let at = column(&chances, "date")
        .iter()
        .position(|date| date == first)
        .unwrap();
    let hits = dates.iter().filter(|date| *date == first).count();
    assert!((chance[at] - hits as f64 / 12.0).abs() < 1e-6);
}

#[test]
fn what_is_best_in_every_world_has_no_regret() {
    let found = table(
        &[
            "explore",
            "status-quo",
            "status-quo+shelter-2000",
            "--until",
            "2025-06-30",
            "-n",
            "6",
            "--less",
            "unsheltered-nights",
        ],
        "portfolios.csv",
    );
    let regrets = numbers(&found, "regret_most");
    assert!(regrets[1] == 0.0 && regrets[0] > 0.0, "{regrets:?}");
    assert_eq!(column(&found, "on_front"), ["false", "true"]);
    assert_eq!(numbers(&found, "robust"), [1.0, 1.0]);
}

/// Beds that nobody needs cost money and help nobody: no portfolio with them may be on the front. More slots are used more: the most are
/// best, where nothing else is asked for.
#[test]
fn a_lever_that_only_costs_is_never_on_the_front() {
    let levers = [
        "search",
        "status-quo",
        "--until",
        "2024-03-08",
        "--rounds",
        "2",
        "--portfolios",
        "4",
        "-n",
        "2",
        "--vary",
        "port-appointments.slots-per-day=500..3000/6@2024-03-03",
    ];
    let [used, rounds] = tables(
        &[&levers[..], &["--more", "appointments-used"]].concat(),
        ["portfolios.csv", "rounds.csv"],
    );
    assert_eq!(column(&rounds, "round"), ["1", "2"]);
    let slots = numbers(&used, "port-appointments.slots-per-day");
    let on = column(&used, "on_front");
    let most = slots.iter().copied().fold(0.0, f64::max);
    assert!(most > 1_450.0, "{slots:?}");
    for (slots, on) in slots.iter().zip(&on) {
        // The scenario as it is has no value, and fewer slots.
        assert_eq!(on == "true", *slots >= most, "{used:?}");
    }
    let costs = [
        "--vary",
        "shelter-beds.built.nogales=0..4000/5@2024-03-03",
        "--more",
        "appointments-used",
        "--less",
        "outlay",
    ];
    let both = table(&[&levers[..], &costs].concat(), "portfolios.csv");
    let (slots, beds) = (
        numbers(&both, "port-appointments.slots-per-day"),
        numbers(&both, "shelter-beds.built.nogales"),
    );
    let on: Vec<usize> = (0..beds.len())
        .filter(|&at| column(&both, "on_front")[at] == "true")
        .collect();
    assert!(!on.is_empty());
    for at in on {
        // Of portfolios with the same slots, only the one with the fewest beds.
        let same = (0..beds.len()).filter(|&other| slots[other] == slots[at]);
        let fewest = same.map(|other| beds[other]).fold(f64::INFINITY, f64::min);
        assert!(beds[at].is_nan() || beds[at] <= fewest, "{both:?}");
    }
}
