//! Policy layers: small files laid over a scenario.

use garita::scenario::{
    Overrides, Scenario, bundled_policies, changes, describe, list_policies, load, resolved_toml,
};
use std::path::{Path, PathBuf};

fn with(layers: &[&str]) -> Overrides {
    Overrides {
        with: layers.iter().map(|&layer| layer.to_owned()).collect(),
        ..Overrides::default()
    }
}

#[track_caller]
fn good(name: &str, overrides: &Overrides) -> Scenario {
    load(name, overrides).unwrap_or_else(|problems| panic!("{}", problems.render(120, false)))
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn shelter(built: &str) -> String {
    format!(
        "title = \"Beds\"\n[levers.shelter-beds]\nbuilt = {built}\nsource = \"assumption\"\nnote = \"x\"\n"
    )
}

#[test]
fn every_bundled_layer_moves_something_and_says_so() {
    let names = bundled_policies();
    assert!(names.len() >= 10);
    let status_quo = good("status-quo", &Overrides::default());
    for name in &names {
        let laid = good("status-quo", &with(&[name]));
        assert!(laid.warnings.is_empty(), "{name}");
        let sentences = changes(&laid, &status_quo);
        assert!(!sentences.is_empty(), "{name} changes nothing");
        for sentence in sentences {
            assert!(
                sentence.starts_with("From 1 January 2025 "),
                "{name}: {sentence}"
            );
        }
    }
    let listing = list_policies().unwrap();
    for row in listing.rows {
        assert!(row.iter().all(|text| !text.trim().is_empty()), "{row:?}");
        assert!(
            row[1].len() <= 60,
            "the title goes into chart legends: {}",
            row[1]
        );
    }
}

#[test]
fn every_lever_family_has_a_layer() {
    let families = |name: &String| {
        let laid = good("status-quo", &with(&[name]));
        let plain = good("status-quo", &Overrides::default());
        let catalogue = garita::scenario::catalogue().unwrap();
        let family = |setting| {
            let lever = catalogue.levers.iter().find(|lever| {
                lever
                    .settings
                    .iter()
                    .any(|record| record.setting == setting)
            });
            lever.unwrap().family.name()
        };
        garita::scenario::lever_changes(&laid, &plain)
            .into_iter()
            .map(move |change| family(change.setting))
            .collect::<Vec<_>>()
    };
    let found: Vec<&str> = bundled_policies().iter().flat_map(families).collect();
    for family in [
        "enforcement",
        "legal-pathways",
        "reception",
        "regional",
        "security",
    ] {
        assert!(found.contains(&family), "{family}");
    }
}

#[test]
fn a_layer_has_the_last_word_before_the_options() {
    let overrides = Overrides {
        set: vec!["port-appointments.slots-per-day=9000@2026-01-01".into()],
        ..with(&["port-appointments-3000"])
    };
    let laid = good("legal-pathways", &overrides);
    let slots = garita::setting::Setting::ALL
        .iter()
        .copied()
        .find(|setting| setting.name() == "port-appointments.slots-per-day")
        .unwrap();
    let schedule = &laid.policy.setting(slots).schedules[0];
    let on = |date: &str| schedule.value_on(date.parse().unwrap());
    assert_eq!(on("2024-12-31"), 1450.0);
    assert_eq!(
        on("2025-12-31"),
        3000.0,
        "not the 4,350 of the scenario below"
    );
    assert_eq!(on("2026-01-01"), 9000.0);
}

#[test]
fn a_layered_scenario_has_a_name_a_title_and_a_parent_of_its_own() {
    let laid = good(
        "enforcement-only+port-appointments-3000+shelter-2000",
        &Overrides::default(),
    );
    assert_eq!(
        laid.name,
        "enforcement-only+port-appointments-3000+shelter-2000"
    );
    assert_eq!(
        laid.title,
        "Enforcement only + 3,000 port appointments a day + 2,000 more shelter beds"
    );
    assert_eq!(laid.layers, ["port-appointments-3000", "shelter-2000"]);
    assert_eq!(laid.parent().unwrap().name, "enforcement-only");
    assert_eq!(laid.base().unwrap().name, "status-quo");
    assert_eq!(laid.lineage.last(), Some(&laid.name));
    let text = describe(&laid);
    assert!(text.contains("What differs from `enforcement-only`:\n  • From 1 January 2025 port appointments rise from 1,450 to 3,000 a day over 90 days."), "{text}");
    assert!(text.contains("What differs from `status-quo`:"), "{text}");
    let same = good(
        "enforcement-only",
        &with(&["port-appointments-3000", "shelter-2000"]),
    );
    assert_eq!(resolved_toml(&laid), resolved_toml(&same));
}

#[test]
fn the_frozen_copy_of_a_layered_scenario_loads_back_and_takes_another_layer() {
    let folder = tempfile::tempdir().unwrap();
    let laid = good("status-quo+shelter-2000", &Overrides::default());
    let frozen = resolved_toml(&laid);
    let path = write(folder.path(), "status-quo+shelter-2000.toml", &frozen);
    let again = good(&path, &Overrides::default());
    assert_eq!(resolved_toml(&again), frozen);
    let more = good(&format!("{path}+parole-ends"), &Overrides::default());
    assert_eq!(more.name, "status-quo+shelter-2000+parole-ends");
}

#[test]
fn layers_that_set_the_same_are_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        (
            "tijuana = 500",
            "{ tijuana = { from = 2025-01-01, value = 900 } }",
            Some(
                "`shelter-2000` and `mine` both set `shelter-beds.built` for tijuana: from 1 January 2025 on `mine` decides",
            ),
        ),
        (
            "a relative step",
            "{ tijuana = { from = 2025-12-01, add = 900 } }",
            Some(
                "`shelter-2000` and `mine` both set `shelter-beds.built` for tijuana: from 1 December 2025 on `mine` starts from what `shelter-2000` has made of it",
            ),
        ),
        (
            "everywhere",
            "700",
            Some(
                "`shelter-2000` and `mine` both set `shelter-beds.built` for tijuana, mexicali, nogales, ciudad-juarez, piedras-negras, nuevo-laredo, reynosa and matamoros: throughout `mine` decides",
            ),
        ),
        ("another city", "{ tapachula = 700 }", None),
    ];
    for (case, built, expected) in cases {
        let mine = write(folder.path(), "mine.toml", &shelter(built));
        let laid = good("status-quo", &with(&["shelter-2000", &mine]));
        let remarks: Vec<&str> = laid
            .warnings
            .iter()
            .map(garita::scenario::Problem::message)
            .collect();
        assert_eq!(remarks, expected.into_iter().collect::<Vec<_>>(), "{case}");
    }
    // One ends before the other begins.
    let first = write(
        folder.path(),
        "first.toml",
        &shelter("{ tijuana = { from = 2025-01-01, value = 9, until = 2025-06-01 } }"),
    );
    let second = write(
        folder.path(),
        "second.toml",
        &shelter("{ tijuana = { from = 2025-06-01, value = 8 } }"),
    );
    assert!(
        good("status-quo", &with(&[&first, &second]))
            .warnings
            .is_empty()
    );
    assert_eq!(
        good("status-quo", &with(&[&second, &first])).warnings.len(),
        1
    );
}

#[test]
fn what_a_layer_may_not_say_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, layers: &[&str]| load(name, &with(layers)).unwrap_err().to_string();
    let text = "extends = \"status-quo\"\nstart = 2025-01-01\nend = 2025-12-31\nstart-state = \"empty\"\nplaces = [\"tijuana\"]\ntypo = 1\n[levers.shelter-beds]\nbuilt = 5\n";
    let mine = write(folder.path(), "mine.toml", text);
    assert_eq!(
        refused("status-quo", &[&mine]),
        "a policy layer does not say `extends`; a policy layer does not say `start`; \
         a policy layer does not say `end`; a policy layer does not say `start-state`; \
         a policy layer does not say `places`; unknown key `typo` in a scenario file; \
         [levers.shelter-beds] needs a source"
    );
    assert_eq!(
        refused("status-quo+shelter-200", &[]),
        "unknown policy layer `shelter-200`"
    );
    assert_eq!(
        refused("status-quo+", &[]),
        "the name of a layer is missing"
    );
    assert_eq!(
        refused("status-quo+legal-pathways", &[]),
        "`legal-pathways` is a scenario, not a policy layer"
    );
    assert_eq!(
        refused("shelter-2000", &[]),
        "`shelter-2000` is a policy layer, not a scenario"
    );
    assert_eq!(
        refused("status-quo+shelter-2000", &["shelter-2000"]),
        "layer `shelter-2000` is given twice"
    );
    assert_eq!(
        refused("status-quo", &["no/such.toml"]),
        "cannot read no/such.toml: there is no such file"
    );
}
