//! Every shipped scenario loads, and its frozen copy loads back to the same scenario.

use garita::scenario::{
    Overrides, Scenario, StartState, bundled_names, changes, describe, input_hash, list_levers,
    list_origins, list_parameters, list_places, list_scenarios, load, load_text, resolved_toml,
};
use garita::setting::Setting;
use garita::world::Cell;

fn shipped() -> Vec<Scenario> {
    let load = |name: &String| {
        load(name, &Overrides::default())
            .unwrap_or_else(|problems| panic!("{name}:\n{}", problems.render(120, false)))
    };
    bundled_names().iter().map(load).collect()
}

fn small(text: &str) -> Scenario {
    load_text("mine", text, &Overrides::default())
        .unwrap_or_else(|problems| panic!("{}", problems.render(120, false)))
}

#[track_caller]
fn assert_same(a: &Scenario, b: &Scenario) {
    assert_eq!(
        (&a.name, &a.title, &a.summary),
        (&b.name, &b.title, &b.summary)
    );
    assert_eq!(
        (a.policy_date, a.start, a.end),
        (b.policy_date, b.start, b.end)
    );
    assert_eq!(
        (&a.world, a.offices, a.switches),
        (&b.world, b.offices, b.switches)
    );
    assert_eq!(a.parameters, b.parameters);
    assert_eq!(a.policy, b.policy);
    assert_eq!((&a.goals, &a.lineage), (&b.goals, &b.lineage));
    match (&a.start_state, &b.start_state) {
        (StartState::Handover(a), StartState::Handover(b)) => assert_same(a, b),
        (a, b) => assert_eq!(std::mem::discriminant(a), std::mem::discriminant(b)),
    }
}

#[test]
fn every_shipped_scenario_loads_without_remarks() {
    for scenario in shipped() {
        let remarks: Vec<String> = scenario
            .warnings
            .iter()
            .map(|problem| problem.render(120, false))
            .collect();
        assert!(
            remarks.is_empty(),
            "{}:\n{}",
            scenario.name,
            remarks.join("\n")
        );
        assert!(
            !scenario.summary.trim().is_empty(),
            "{} has no summary",
            scenario.name
        );
        assert!(scenario.days() > 1);
    }
}

#[test]
fn frozen_copies_load_back_to_the_same() {
    for scenario in shipped() {
        let frozen = resolved_toml(&scenario);
        let back = small(&frozen);
        assert_same(&scenario, &back);
        assert_eq!(resolved_toml(&back), frozen, "{}", scenario.name);
        assert_eq!(input_hash(&back), input_hash(&scenario));
    }
}

#[test]
fn frozen_copies_keep_a_world_of_ones_own() {
    let scenario = small(
        r#"
        extends = "status-quo"
        title = "One \"more\" city"
        origins = ["venezuela", "mexico"]
        [place.agua-prieta]
        label = "Agua Prieta"
        border = true
        longitude = -109.55
        latitude = 31.33
        like = "nogales"
        [calendar]
        us-offices = "every-day"
        [parameters.crossing.remote-share]
        value = { low = 0.1, mode = 0.2, high = 0.4 }
        [levers.shelter-beds]
        built = { all = 10, agua-prieta = [{ from = 2025-01-01, value = 200, ramp = "90 days", until = 2026-01-01 }] }
        source = "assumption"
        note = "A line\nand another"
        [goals]
        unsheltered-nights = "lower"
        deaths = { at-most = 10 }
        "#,
    );
    assert_eq!(scenario.world.places.len(), 12);
    assert_same(&scenario, &small(&resolved_toml(&scenario)));
    let StartState::Handover(earlier) = &scenario.start_state else {
        panic!("status-quo hands over")
    };
    assert_eq!(earlier.world, scenario.world, "one world for both");
    assert_eq!(
        earlier.parameters, scenario.parameters,
        "one set of parameters for both"
    );
}

#[test]
fn a_scenario_that_changes_nothing_differs_in_nothing() {
    let same = small("extends = \"status-quo\"");
    assert_eq!(changes(&same, same.parent().unwrap()), Vec::<String>::new());
    assert!(describe(&same).contains("Nothing differs from `status-quo`."));
}

#[test]
fn changes_are_told_in_plain_words() {
    let scenario = small(
        r#"
        extends = "status-quo"
        end = 2025-12-31
        [switches]
        response = false
        [levers.port-appointments]
        slots-per-day = [{ from = 2025-01-01, times = 3, ramp = "180 days" }]
        port-open = { tijuana = [{ from = 2025-03-01, value = false, until = 2025-04-01 }] }
        source = "assumption"
        note = "an example"
        [parameters]
        crossing.remote-share = 0.25
        "#,
    );
    let told = changes(&scenario, scenario.parent().unwrap());
    assert_eq!(
        told[..4],
        [
            "From 1 January 2025 port appointments rise from 1,450 to 4,350 a day over 180 days.",
            "From 1 March 2025 ports that take appointments in Tijuana close, and open again on 1 April 2025.",
            "The run goes from 1 March 2024 to 31 December 2025 instead of 1 March 2024 to 31 December 2026.",
            "Departures do not respond to policy.",
        ]
    );
    assert!(
        told[4].contains("(`crossing.remote-share`): 25 % instead of"),
        "{}",
        told[4]
    );
}

#[test]
fn a_child_replaces_steps_from_its_first_date_on() {
    let parent = r#"
        extends = "status-quo"
        [levers.port-appointments]
        slots-per-day = [{ from = 2024-06-01, value = 2000 }, { from = 2025-06-01, value = 3000 }]
        source = "assumption"
        note = "parent"
    "#;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("parent.toml"), parent).unwrap();
    let child = folder.path().join("child.toml");
    let text = "extends = \"parent.toml\"\n[levers.port-appointments]\nslots-per-day = [{ from = 2025-01-01, add = 500 }]\n";
    std::fs::write(&child, text).unwrap();

    let child = load(child.to_str().unwrap(), &Overrides::default()).unwrap();
    let slots = |date| {
        child
            .policy
            .value_on(Setting::PortSlots, Cell::default(), date)
    };
    let day = jiff::civil::date;
    assert_eq!(slots(day(2024, 3, 1)), 1450.0, "the grandparent's");
    assert_eq!(
        slots(day(2024, 12, 31)),
        2000.0,
        "the parent's earlier step stays"
    );
    assert_eq!(
        slots(day(2025, 1, 1)),
        2500.0,
        "relative to the value in force"
    );
    assert_eq!(
        slots(day(2026, 1, 1)),
        2500.0,
        "the parent's later step is gone"
    );
    assert_eq!(
        child.lineage,
        ["cbp-one-2023-2024", "status-quo", "parent", "child"]
    );
    assert_eq!(
        child.policy.setting(Setting::PortSlots).note,
        "parent",
        "source and note are inherited"
    );
}

#[test]
fn the_most_specific_entry_speaks_for_a_cell() {
    let scenario = small(
        r#"
        extends = "status-quo"
        [levers.shelter-beds]
        built = { all = 10, tijuana = 300 }
        source = "assumption"
        note = "an example"
        [parameters.crossing.detection]
        by = { venezuela = 0.5 }
        "#,
    );
    let beds = |place: &str| {
        let cell = Cell {
            origin: None,
            place: scenario.world.place(place),
        };
        scenario
            .policy
            .value_on(Setting::ShelterBeds, cell, scenario.start)
    };
    assert_eq!((beds("tijuana"), beds("reynosa")), (300.0, 10.0));
    let before = load("status-quo", &Overrides::default()).unwrap();
    let detection = |scenario: &Scenario| scenario.parameter("crossing.detection").unwrap().clone();
    assert_eq!(
        detection(&scenario).value,
        detection(&before).value,
        "`by` alone leaves the others"
    );
}

#[test]
fn the_command_line_has_the_last_word() {
    let overrides = Overrides {
        with: Vec::new(),
        set: vec![
            "port-appointments.slots-per-day=3,000@2025-01-01".into(),
            "shelter-beds.built.tijuana=500@2025-01-01".into(),
        ],
        assume: vec![
            "crossing.detection=70%".into(),
            "crossing.detection.venezuela=0.9".into(),
        ],
        response: Some(false),
        until: None,
    };
    let scenario = load("status-quo", &overrides)
        .unwrap_or_else(|problems| panic!("{}", problems.render(120, false)));
    let on = |setting, place: &str| {
        let cell = Cell {
            origin: None,
            place: scenario.world.place(place),
        };
        scenario
            .policy
            .value_on(setting, cell, jiff::civil::date(2025, 1, 1))
    };
    assert_eq!(on(Setting::PortSlots, "tijuana"), 3000.0);
    assert_eq!(
        (
            on(Setting::ShelterBeds, "tijuana"),
            on(Setting::ShelterBeds, "reynosa")
        ),
        (500.0, 0.0)
    );
    let detection = scenario.parameter("crossing.detection").unwrap();
    assert_eq!(
        (
            detection.value.central(),
            detection.by["venezuela"].central()
        ),
        (0.7, 0.9)
    );
    assert!(!scenario.switches.response);
    assert_eq!(scenario.name, "status-quo");
    assert!(describe(&scenario).contains("--set port-appointments.slots-per-day=3,000@2025-01-01"));
}

#[test]
fn a_new_place_takes_over_the_parameters_of_one_it_is_like() {
    let scenario = small(
        r#"
        extends = "status-quo"
        [place.agua-prieta]
        border = true
        longitude = -109.55
        latitude = 31.33
        like = "nogales"
        [parameters.shelter.beds]
        by = { agua-prieta = 50 }
        "#,
    );
    let by = |name: &str| scenario.parameter(name).unwrap().by.clone();
    assert_eq!(
        by("port.share").get("agua-prieta"),
        by("port.share").get("nogales")
    );
    assert_eq!(
        by("shelter.beds")["agua-prieta"].central(),
        50.0,
        "its own number stays"
    );
    assert_eq!(scenario.world.places[11].label, "Agua Prieta");
}

#[test]
fn listings_have_a_text_in_every_column() {
    let listings = [
        list_scenarios(),
        list_levers(),
        list_parameters(),
        list_places(),
        list_origins(),
    ];
    for listing in listings.map(Result::unwrap) {
        assert!(!listing.rows.is_empty());
        assert!(
            listing
                .rows
                .iter()
                .all(|row| row.len() == listing.header.len())
        );
    }
    assert_eq!(list_levers().unwrap().rows.len(), Setting::ALL.len());
}

#[test]
fn the_examples_in_the_docs_load() {
    let page = std::fs::read_to_string("docs/scenario-files.md").unwrap();
    let examples: Vec<&str> = page
        .split("```toml\n")
        .skip(1)
        .filter_map(|part| part.split("```").next())
        .collect();
    let whole: Vec<&&str> = examples
        .iter()
        .filter(|example| example.starts_with("title"))
        .collect();
    assert_eq!(whole.len(), 2);
    for example in whole {
        small(example);
        assert!(
            example.lines().count() < 40,
            "short enough to write by hand"
        );
    }
    let parameters = examples
        .iter()
        .find(|example| example.starts_with("[parameters]"))
        .unwrap();
    small(&format!("extends = \"status-quo\"\n{parameters}"));
    let settings = examples
        .iter()
        .find(|example| example.starts_with("slots-per-day"))
        .unwrap();
    for setting in settings.split("\nslots-per-day") {
        // Each line shows another way to write the same setting: one file each.
        let (slots, beds) = setting.split_once("built").unwrap_or((setting, ""));
        let slots = slots.trim_start_matches("slots-per-day");
        let source = "source = \"assumption\"\nnote = \"an example\"\n";
        let beds = if beds.is_empty() {
            String::new()
        } else {
            format!("[levers.shelter-beds]\nbuilt{beds}\n{source}")
        };
        small(&format!(
            "extends = \"status-quo\"\n[levers.port-appointments]\nslots-per-day{slots}\n{source}{beds}"
        ));
    }
}

/// What a scenario says of a fitted number beats the fit, and a remark names the number.
#[test]
fn numbers_that_leave_their_fit_are_named() {
    let head = "title = \"x\"\nsummary = \"x\"\nextends = \"status-quo\"\n";
    let remarks = |text: &str, assume: &[&str]| {
        let overrides = Overrides {
            assume: assume.iter().map(|&word| word.to_owned()).collect(),
            ..Overrides::default()
        };
        let scenario = load_text("mine", &format!("{head}{text}"), &overrides)
            .unwrap_or_else(|problems| panic!("{}", problems.render(120, false)));
        let warnings = scenario.warnings.iter();
        warnings
            .map(|warning| (warning.message().to_owned(), warning.text_name().to_owned()))
            .collect::<Vec<_>>()
    };
    let changed = "[parameters.crossing.detection]\nvalue = 0.7\nsource = \"assumption\"\nnote = \"A test.\"\n";
    let told = "this input no longer follows the fits of `cbp-one-2023`, since the scenario sets its range: `crossing.detection`";
    assert_eq!(
        remarks(changed, &[]),
        [(told.to_owned(), "mine.toml".to_owned())]
    );

    let assumed = remarks(changed, &["departure.base=10"]);
    let (message, place) = &assumed[0];
    assert!(
        message.contains("`departure.base/mexico`") && message.contains(" more"),
        "{message}"
    );
    assert_eq!((assumed.len(), place.as_str()), (1, "--assume"));

    assert_eq!(remarks("", &[]), []);
    assert_eq!(remarks("", &["harm.reported-events=1"]), [], "not fitted");
    let without = format!("calibration = \"none\"\n{changed}");
    assert_eq!(remarks(&without, &[]), []);
    // Origins that take no part have lost nothing.
    assert_eq!(remarks("origins = [\"mexico\", \"venezuela\"]\n", &[]), []);
}
