//! The files of the tutorial pages: each loads as it stands on the page, without remarks, and runs.

use garita::experiment::Plan;
use garita::model::record::Record;
use garita::model::transition::{Compartment as C, Transition as T};
use garita::scenario::{Overrides, Scenario, catalogue, load};
use std::path::Path;

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
        assert!(
            scenario.warnings.is_empty(),
            "{name}: {:?}",
            scenario.warnings
        );
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
    let folder = tempfile::tempdir().unwrap();
    let (_, text) = files().into_iter().find(|(file, _)| file == name).unwrap();
    scenario(folder.path(), name, &text)
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
    let scenario = of_page("new-origin.toml");
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
