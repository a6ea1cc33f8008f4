//! The files of the tutorial pages: each loads as it stands on the page, without remarks, and runs.

use garita::experiment::Plan;
use garita::model::record::Record;
use garita::model::transition::{Compartment as C, Transition as T};
use garita::scenario::{Overrides, Problem, Scenario, catalogue, load};
use std::path::Path;
use std::process::Command;

const PAGE: &str = "docs/tutorials/your-own-world.md";

/// Files of the page: after `<!-- file: NAME -->` comes the text.
fn files() -> Vec<(String, String)> {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let blocks = page.split("<!-- file: ").skip(1);
    let read = |block: &str| {
        let (name, rest) = block.split_once(" -->").unwrap();
        let text = rest
            .split("```toml\n")
            .nth(1)
            .unwrap()
            .split("```")
            .next()
            .unwrap();
        (name.to_owned(), text.to_owned())
    };
    blocks.map(read).collect()
}

fn scenario(folder: &Path, name: &str, text: &str) -> Scenario {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    load(path.to_str().unwrap(), &Overrides::default())
        .unwrap_or_else(|problems| panic!("{}", problems.render(120, false)))
}

fn run(scenario: &Scenario) -> Record {
    let plan = Plan::new(
        std::slice::from_ref(scenario),
        catalogue().unwrap(),
        1,
        true,
    );
    plan.record(0, 0).unwrap().0
}

#[test]
fn every_file_of_the_page_loads_and_runs_with_everybody_counted() {
    let folder = tempfile::tempdir().unwrap();
    let files = files();
    assert_eq!(files.len(), 5);
    for (name, text) in files {
        assert!(text.lines().count() < 40, "{name} is long");
        let scenario = scenario(folder.path(), &name, &text);
        let remarks: Vec<&str> = scenario.warnings.iter().map(Problem::message).collect();
        if name == "own-start.toml" {
            // The page says so.
            let told = "these inputs no longer follow the fits of `cbp-one-2023`";
            assert!(
                remarks.len() == 1 && remarks[0].starts_with(told),
                "{remarks:?}"
            );
        } else {
            assert_eq!(remarks, [""; 0], "{name}");
        }
        // Three hundred days show whether a file runs.
        let until = garita::time::plus_days(scenario.start, 300);
        let changes = Overrides {
            until: Some(until),
            ..Overrides::default()
        };
        let short = load(folder.path().join(&name).to_str().unwrap(), &changes).unwrap();
        assert_eq!(run(&short).days(), 301, "{name}");
    }
}

fn of_page(name: &str) -> Scenario {
    of_page_in(tempfile::tempdir().unwrap().path(), name)
}

fn of_page_in(folder: &Path, name: &str) -> Scenario {
    let (_, text) = files().into_iter().find(|(file, _)| file == name).unwrap();
    scenario(folder, name, &text)
}

/// A city like Nogales is as busy as Nogales in everything that follows from parameters alone.
#[test]
fn a_new_city_takes_its_part_of_everything() {
    let scenario = of_page("agua-prieta.toml");
    let record = run(&scenario);
    let [new, old] = ["agua-prieta", "nogales"].map(|name| scenario.world.place(name).unwrap());
    let total = |transition: T, place: usize| -> f64 {
        (0..record.days())
            .map(|day| f64::from(record.flow_at_place(day, transition, place)))
            .sum()
    };
    for way in [T::ArriveCross, T::ArriveAppointment, T::Call] {
        let ratio = total(way, new) / total(way, old);
        assert!((0.9..1.1).contains(&ratio), "{way:?}: {ratio}");
    }
    let last = record.days() - 1;
    assert!(record.stock_at_place(last, C::Appointment, new) > 0);
    let beds = record.night(last, new).beds;
    assert!((40..=200).contains(&beds), "{beds}");
    let harm = |place| -> u32 {
        (0..record.days())
            .map(|day| record.tally_at_place(day, garita::model::flows::Tally::HarmEvents, place))
            .sum()
    };
    assert!(harm(new) > 0);
}

#[test]
fn a_new_origin_behaves_as_the_one_it_is_like() {
    let mut scenario = of_page("new-origin.toml");
    // Without the swings of demand, which are chance, the number who set out is what the file says.
    for parameter in &mut scenario.parameters {
        if parameter.name == "departure.shock-sd" {
            parameter.value = garita::distribution::Quantity::Fixed(0.0);
            parameter.by.clear();
        }
    }
    let record = run(&scenario);
    let brazil = scenario.world.origin("brazil").unwrap();
    let total = |transition: T| -> u32 {
        (0..record.days())
            .map(|day| record.flow_of_origin(day, transition, brazil))
            .sum()
    };
    let set_out = total(T::Depart);
    assert!((1_000..60_000).contains(&set_out), "{set_out}");
    for way in [T::ArriveCross, T::ArriveAppointment, T::Interdict] {
        assert!(total(way) > 0, "{way:?}");
    }
}

/// A city a fifth as large takes a fifth of what Nogales takes, and has a fifth of its beds.
#[test]
fn a_new_city_may_be_smaller_than_the_one_it_is_like() {
    let folder = tempfile::tempdir().unwrap();
    let (_, text) = files()
        .into_iter()
        .find(|(name, _)| name == "agua-prieta.toml")
        .unwrap();
    let (head, _) = text.split_once("[parameters").unwrap();
    let small = head.replace("like =", "share-of-like = 0.2\nlike =");
    let scenario = scenario(folder.path(), "small.toml", &small);
    let record = run(&scenario);
    let [new, old] = ["agua-prieta", "nogales"].map(|name| scenario.world.place(name).unwrap());
    for way in [T::ArriveCross, T::ArriveAppointment] {
        let total = |place: usize| -> f64 {
            let days = 0..record.days();
            days.map(|day| f64::from(record.flow_at_place(day, way, place)))
                .sum()
        };
        let ratio = total(new) / total(old);
        assert!((0.18..0.22).contains(&ratio), "{way:?}: {ratio}");
    }
    let beds = scenario.parameter("shelter.beds").unwrap();
    let median = |name: &str| beds.by.get(name).unwrap_or(&beds.value).central();
    assert!((median("agua-prieta") / median("nogales") - 0.2).abs() < 1e-12);
}

/// The page's answer to the planner is what its own command gives.
#[test]
fn the_figures_of_the_page_are_those_of_its_command() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let folder = tempfile::tempdir().unwrap();
    of_page_in(folder.path(), "shelter-network.toml");
    let line = page
        .lines()
        .find_map(|line| line.strip_prefix("garita compare "))
        .unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_garita"))
        .current_dir(folder.path())
        .arg("compare")
        .args(line.split_whitespace())
        .args(["--no-charts", "--out", "results"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let table = std::fs::read_to_string(folder.path().join("results/compare.csv")).unwrap();
    let mut rows = table
        .lines()
        .map(|line| line.split(',').collect::<Vec<&str>>());
    let head = rows.next().unwrap();
    let column = |name: &str| head.iter().position(|found| *found == name).unwrap();
    let rows: Vec<_> = rows
        .filter(|row| row[column("place")] == "tijuana" && row[column("group")] == "all")
        .collect();
    for (metric, label, unit) in [
        (
            "nights-over-capacity",
            "nights over capacity, of 1,036",
            1.0,
        ),
        (
            "unsheltered-nights",
            "person-nights without a bed, thousands",
            1_000.0,
        ),
    ] {
        let row = rows.iter().find(|row| row[0] == metric).unwrap();
        let figure = |name: &str| {
            let value: f64 = row[column(name)].parse().unwrap();
            garita::scenario::words::number((value / unit).round())
        };
        let signed = |name: &str| {
            let figure = figure(name);
            if figure.starts_with('−') {
                figure
            } else {
                format!("+{figure}")
            }
        };
        let expected = format!(
            "| {label} | {} | {} | {} | {} to {} |",
            figure("base_mean"),
            figure("scenario_mean"),
            signed("difference"),
            signed("diff_p05"),
            signed("diff_p95")
        );
        assert!(page.contains(&expected), "the page should say\n{expected}");
    }
}
