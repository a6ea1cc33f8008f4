//! Simulates every scenario beside the base of its line and writes what each moves to `docs/measured/scenario-effects.csv`,
//! from which the page docs/scenarios.md is made: `cargo run --release --example scenario_effects`

use std::path::Path;
use std::sync::atomic::AtomicBool;

use garita::experiment::{Arm, Design, Plan, Watch, pairs, run};
use garita::report::pages::scenarios::{Effect, shipped};
use garita::scenario::{self, Catalogue, Overrides, Scenario};

/// Futures in which a scenario is measured.
const FUTURES: u64 = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/measured");
    let catalogue = scenario::catalogue().map_err(|found| found.render(100, false))?;
    let scenarios = shipped().map_err(|found| found.render(100, false))?;
    let mut table = csv::Writer::from_path(folder.join("scenario-effects.csv"))?;
    for (base, family) in families(&scenarios)? {
        for effect in measure(base, family, catalogue)? {
            table.serialize(effect)?;
        }
    }
    table.flush()?;
    Ok(())
}

/// Scenarios that share base and days, so that the base is run once for all of them.
fn families(scenarios: &[Scenario]) -> Result<Vec<(Scenario, Vec<Scenario>)>, String> {
    let mut families: Vec<(Scenario, Vec<Scenario>)> = Vec::new();
    for scenario in scenarios {
        let Some(base) = scenario.origin() else {
            continue;
        };
        let same_days = Overrides {
            until: Some(scenario.end),
            ..Overrides::default()
        };
        let base =
            scenario::load(&base.name, &same_days).map_err(|found| found.render(100, false))?;
        let is_same = |(other, _): &&mut (Scenario, Vec<Scenario>)| {
            (&other.name, other.end) == (&base.name, base.end)
        };
        match families.iter_mut().find(is_same) {
            Some((_, family)) => family.push(scenario.clone()),
            None => families.push((base, vec![scenario.clone()])),
        }
    }
    Ok(families)
}

/// Scenarios beside their base, in the same futures.
fn measure(
    base: Scenario,
    family: Vec<Scenario>,
    catalogue: &Catalogue,
) -> Result<Vec<Effect>, String> {
    let all: Vec<Scenario> = std::iter::once(base).chain(family).collect();
    let arm = |scenario: &Scenario| Arm {
        name: scenario.name.clone(),
        title: scenario.title.clone(),
        reference: false,
    };
    let arms: Vec<Arm> = all.iter().map(arm).collect();
    let design = Design {
        seed: 1,
        replicates: (0..FUTURES).collect(),
        start: all[0].start,
        days: all[0].days(),
        watched: Vec::new(),
        pairs: pairs(&arms, 0),
        arms,
    };
    let plan = Plan::new(&all, catalogue, 1, false);
    let watch = Watch {
        stop: &AtomicBool::new(false),
        finished: &|| (),
        keeper: None,
    };
    let results = run(&plan, design, &watch).map_err(|error| error.to_string())?;
    Ok(Effect::of(&results))
}
