//! Planned outlay: every setting says what it costs, the plan agrees with the simulated lines that
//! cost by being set, and the pair of equal outlay is equal.

use garita::experiment::Plan;
use garita::lever::{Cost, CostItem, Price, SettingRecord};
use garita::model::outlay::{LINES, Line, LineRecord};
use garita::scenario::{self, Catalogue, Overrides, Planned, Scenario, planned};
use garita::setting::Setting;

fn catalogue() -> &'static Catalogue {
    scenario::catalogue().expect("records load")
}

fn shipped(name: &str) -> Scenario {
    scenario::load(name, &Overrides::default()).expect("a shipped scenario loads")
}

fn small(text: &str) -> Scenario {
    scenario::load_text("mine", text, &Overrides::default())
        .unwrap_or_else(|problems| panic!("{}", problems.render(120, false)))
}

fn plan_of(scenario: &Scenario) -> Planned {
    let origin = scenario.origin().expect("it extends the status quo");
    assert_eq!(origin.name, "status-quo");
    planned(scenario, origin, &catalogue().levers)
}

/// Every item of cost with its setting.
fn items() -> Vec<(&'static SettingRecord, &'static CostItem)> {
    let settings = catalogue().levers.iter().flat_map(|lever| &lever.settings);
    let of = |record: &'static SettingRecord| match &record.cost {
        Cost::Items(items) => items.iter().map(|item| (record, item)).collect(),
        Cost::None(_) => Vec::new(),
    };
    settings.flat_map(of).collect()
}

#[test]
fn every_setting_states_its_cost() {
    for &setting in Setting::ALL {
        let record = garita::lever::record(&catalogue().levers, setting);
        let record = record.unwrap_or_else(|| panic!("{} has no record", setting.name()));
        match &record.cost {
            Cost::None(why) => assert!(why.len() > 15, "{}: {why}", setting.name()),
            Cost::Items(items) => assert!(!items.is_empty(), "{}", setting.name()),
        }
    }
}

#[test]
fn plan_and_simulation_know_the_same_payers_and_unit_costs() {
    for (record, item) in items() {
        let name = record.setting.name();
        let unit_cost = match &item.price {
            Price::Parameter(parameter) => parameter.as_str(),
            Price::Usd(_) => "",
        };
        let same = |line: &&LineRecord| (line.payer, line.unit_cost) == (&item.payer, unit_cost);
        assert!(LINES.iter().any(|line| same(&line)), "{name}: {item:?}");
        let is_parameter = unit_cost.is_empty() || catalogue().parameter(unit_cost).is_some();
        assert!(is_parameter, "{name}: {unit_cost}");
        let plain = item.by.is_empty() && item.units.total_cmp(&1.0).is_eq();
        assert!(
            plain || item.note.len() > 20,
            "{name}: say where the units come from"
        );
        for cell in item.by.keys() {
            assert!(catalogue().world.origin(cell).is_some(), "{name}: {cell}");
        }
    }
}

#[test]
fn the_pair_of_equal_outlay_is_equal() {
    let [one, other] = ["enforcement-only-equal", "legal-pathways-equal"].map(|name| {
        let plan = plan_of(&shipped(name));
        assert!(plan.is_steady(), "{name}");
        [plan.first_year(), plan.steady_year()].map(|days| plan.total(&days))
    });
    for (one, other) in one.into_iter().zip(other) {
        assert!(one > 1e8, "{one} USD is no package");
        assert!(
            (one / other - 1.0).abs() < 0.01,
            "{one} USD against {other}"
        );
    }
}

#[test]
fn rules_stay_and_costs_shrink_in_the_pair() {
    let unpaid = |name: &str| plan_of(&shipped(name)).unpaid;
    assert_eq!(unpaid("enforcement-only-equal"), unpaid("enforcement-only"));
    assert!(unpaid("legal-pathways-equal").is_empty());
}

/// Levers that cost by being set, with ramps, ends and sums that fall again.
const PROGRAMMES: &str = r#"
title = "Programmes"
summary = "Levers that cost by being set."
extends = "status-quo"
end = 2025-06-30
[levers.us-detection]
source = "assumption"
note = "A test."
staff = [ { from = 2024-06-01, value = 1.2, ramp = "90 days" } ]
technology = [ { from = 2024-05-01, value = 0.4, until = 2025-02-01 } ]
[levers.us-troops]
source = "assumption"
note = "A test."
personnel = [ { from = 2024-07-01, value = 3000, ramp = "30 days" } ]
[levers.us-processing]
source = "assumption"
note = "A test."
capacity = [ { from = 2024-08-01, value = 1.3 } ]
[levers.professional-standards]
source = "assumption"
note = "A test."
coverage = [ { from = 2024-08-01, value = 0.5 } ]
[levers.mexican-protection]
source = "assumption"
note = "A test."
officers = { tapachula = [ { from = 2024-09-01, add = 40, ramp = "60 days" } ] }
[levers.service-staff]
source = "assumption"
note = "A test."
advisers = { tijuana = [ { from = 2024-09-01, add = 25 } ] }
[levers.shelter-beds]
source = "assumption"
note = "A test."
built = { tijuana = [ { from = 2024-09-01, value = 500, ramp = "100 days" }, { from = 2025-03-01, value = 300 } ] }
[levers.assistance]
source = "assumption"
note = "A test."
million-usd-per-year = [ { from = 2024-10-01, value = 50 } ]
[levers.root-causes]
source = "assumption"
note = "A test."
million-usd-per-year = { northern-central-america = [ { from = 2024-10-01, value = 80 } ] }
[levers.joint-operations]
source = "assumption"
note = "A test."
level = [ { from = 2024-10-01, value = 0.5 } ]
"#;

/// Levers that cost by being set cost in the simulation, at the central state of the world, what the
/// plan says: same units, same days, same payers.
#[test]
fn the_plan_is_the_simulated_outlay_of_what_costs_by_being_set() {
    let scenario = small(PROGRAMMES);
    let base = small(
        "title = \"Base\"\nsummary = \"None.\"\nextends = \"status-quo\"\nend = 2025-06-30\n",
    );
    let plan = planned(&scenario, &base, &catalogue().levers);
    let runs = Plan::new(&[scenario, base], catalogue(), 1, false);
    let [ours, theirs] = [0, 1].map(|arm| runs.central_record(arm, 0).expect("it runs").0);
    let lines = [
        (Setting::UsStaff, Line::Staff),
        (Setting::UsTechnology, Line::Technology),
        (Setting::UsTroops, Line::Troops),
        (Setting::UsProcessing, Line::Processing),
        (Setting::ProfessionalStandards, Line::Standards),
        (Setting::ProtectionOfficers, Line::ProtectionOffices),
        (Setting::Advisers, Line::Advisers),
        (Setting::ShelterBeds, Line::BedsBuilt),
        (Setting::Assistance, Line::Assistance),
        (Setting::RootCauses, Line::RootCauses),
        (Setting::JointOperations, Line::UsSecurity),
    ];
    for (setting, line) in lines {
        let payer = LINES[line as usize].payer;
        let found = plan
            .lines
            .iter()
            .find(|one| (one.setting, one.payer.as_str()) == (setting, payer));
        let planned = found.expect("a line of the plan").usd_over(&plan.whole());
        let simulated = ours.usd(line) - theirs.usd(line);
        // Sums of a thousand days in another order.
        assert!(
            planned > 0.0 && (planned / simulated - 1.0).abs() < 1e-9,
            "{}: planned {planned}, simulated {simulated}",
            setting.name()
        );
    }
}

#[test]
fn seats_days_and_months_are_counted_as_the_files_say() {
    let scenario = small(
        r#"
        title = "Units"
        summary = "One unit of each rhythm for the last year."
        extends = "status-quo"
        [levers.us-repatriation]
        source = "assumption"
        note = "A test."
        seats-per-day = { mexico = [ { from = 2026-01-01, add = 10 } ], venezuela = [ { from = 2026-01-01, add = 10 } ] }
        [levers.remain-in-mexico]
        source = "assumption"
        note = "A test."
        hearings-per-day = [ { from = 2026-01-01, value = 1 } ]
        [levers.humanitarian-parole]
        source = "assumption"
        note = "A test."
        places-per-month = { andean = [ { from = 2026-01-01, value = 100 } ] }
        "#,
    );
    let plan = plan_of(&scenario);
    let units = |unit_cost: &str| {
        let line = plan.lines.iter().find(|line| line.unit_cost == unit_cost);
        line.expect("a line").units_over(&plan.steady_year())
    };
    assert_eq!(plan.first_year(), plan.steady_year());
    assert!((units("cost.repatriation-air") - 3650.0).abs() < 1e-6);
    assert!((units("cost.repatriation-land") - 3650.0).abs() < 1e-6);
    // 2026 has 261 weekdays and eleven federal holidays on them.
    assert!((units("cost.hearing") - 250.0).abs() < 1e-6);
    assert!((units("cost.parole-processing") - 1200.0 * 365.0 / 365.25).abs() < 1e-6);
    let years = plan.calendar_years();
    assert_eq!(
        years.iter().map(|(year, _)| *year).collect::<Vec<_>>(),
        [2024, 2025, 2026]
    );
    assert!(plan.total(&years[1].1).abs() < 1e-9 && plan.total(&years[2].1) > 0.0);
}
