//! `list`, `describe` and `check`: what there is, and what a file says.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;

use super::args::{ChangeArgs, Format};
use super::complete;
use super::listed::{self, Layout};
use super::{Failure, load, terminal};
use crate::calibrate;
use crate::checks::Goals;
use crate::lever;
use crate::model::transition::TABLE;
use crate::observation;
use crate::scenario::words;
use crate::scenario::{self, Catalogue, Diagnostics, Listing, Overrides, Scenario};
use crate::setting::Setting;
use crate::study::REFERENCE;
use crate::time::Date;

/// Arguments of `list`.
#[derive(Debug, Args)]
#[command(after_help = LIST_EXAMPLES)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum, default_value_t = What::Scenarios)]
    pub what: What,
    /// For people, or every column for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Bundled scenarios.
    Scenarios,
    /// Bundled policy layers, to lay over a scenario.
    Policies,
    /// What policy can steer.
    Levers,
    /// What nature and behaviour decide, with evidence grade and source.
    Parameters,
    /// What is measured.
    Metrics,
    /// Cities.
    Places,
    /// Published counts that the model can be held against.
    Observations,
    /// Every way people move from one stock to another.
    Transitions,
    /// Settings that fit uncertain inputs to published counts, and whether the fits are here.
    Calibrations,
}

const LIST_EXAMPLES: &str = "\
Examples:
  garita list
  garita list parameters
  garita list metrics | less
  garita list levers --format csv > levers.csv

`garita describe NAME` tells the rest about one of them.";

/// Arguments of `describe`.
#[derive(Debug, Args)]
#[command(after_help = DESCRIBE_EXAMPLES)]
pub struct DescribeArgs {
    /// A bundled name, or a file ending in .toml; SCENARIO+POLICY lays a policy over it
    #[arg(value_name = "SCENARIO", add = ArgValueCompleter::new(complete::scenarios))]
    pub scenario: String,
    /// What to change first.
    #[command(flatten)]
    pub changes: ChangeArgs,
}

const DESCRIBE_EXAMPLES: &str = "\
Examples:
  garita describe legal-pathways
  garita describe status-quo+shelter-2000
  garita describe my-scenario.toml --set shelter-beds.built=500@2025-06-01";

/// `garita list`.
pub fn list(args: &ListArgs) -> Result<(), Failure> {
    let listing = match args.what {
        What::Scenarios => scenario::list_scenarios(),
        What::Policies => scenario::list_policies(),
        What::Levers => scenario::list_levers(),
        What::Parameters => scenario::list_parameters(),
        What::Places => scenario::list_places(),
        What::Metrics => Ok(scenario::list_metrics()),
        What::Transitions => transitions(),
        What::Calibrations => calibrate::list(),
        What::Observations => return observations(args),
    };
    let listing = listing.map_err(|found| problems(&found))?;
    let layout = layout(args.what);
    terminal::say(&listed::text(&listing, layout.as_ref(), args.format)?);
    Ok(())
}

/// How the entries of a list look to people; places are narrow enough for a table.
pub fn layout(what: What) -> Option<Layout> {
    let (facts, words): (&[&str], &[&str]) = match what {
        What::Scenarios | What::Policies => (&["title"], &["summary"]),
        What::Levers => (&["unit", "range"], &["label"]),
        What::Parameters => (&["value", "grade"], &["label"]),
        What::Metrics => (&["unit"], &["reading"]),
        What::Transitions => (
            &["to"],
            &["law", "parameters and settings: value, unit, source"],
        ),
        What::Calibrations => (&["title"], &["fits"]),
        What::Observations => (&["from", "to", "rows", "unit"], &["definition"]),
        What::Places => return None,
    };
    let joint = (what == What::Transitions).then_some(" → ");
    Some(Layout {
        joint,
        facts,
        words,
    })
}

/// Every series of published counts that a metric stands for: how far it reaches, and what it counts. The table for
/// people leaves out how it is derived.
fn observations(args: &ListArgs) -> Result<(), Failure> {
    let found = observation::bundled().map_err(Failure::Run)?;
    let mut spans: BTreeMap<(usize, &str, &str), (Date, Date, usize)> = BTreeMap::new();
    for (index, target) in found.targets.iter().enumerate() {
        let key = (
            found.arm(index),
            target.metric.as_str(),
            target.origin.as_str(),
        );
        let span = spans.entry(key);
        let span = span.or_insert((target.period_from, target.period_to, 0));
        *span = (
            span.0.min(target.period_from),
            span.1.max(target.period_to),
            span.2 + 1,
        );
    }
    let rows = spans
        .into_iter()
        .map(|((arm, metric, origin), (from, to, rows))| {
            let series = &found.mapping[arm];
            let name = if args.format == Format::Text && origin != "all" {
                format!("{metric} {origin}")
            } else {
                metric.to_owned()
            };
            let mut cells = vec![name, origin.to_owned()];
            cells.extend([from.to_string(), to.to_string(), rows.to_string()]);
            cells.extend([series.unit.clone(), series.definition.clone()]);
            cells.extend([
                series.of.join("+"),
                series.source.clone(),
                series.caveats.clone(),
            ]);
            cells
        });
    let listing = Listing {
        header: vec![
            "metric",
            "origin",
            "from",
            "to",
            "rows",
            "unit",
            "definition",
            "series",
            "source",
            "caveats",
        ],
        rows: rows.collect(),
    };
    let layout = layout(args.what);
    terminal::say(&listed::text(&listing, layout.as_ref(), args.format)?);
    Ok(())
}

/// The table of every transition, with the central value, unit and source of what decides it.
fn transitions() -> Result<Listing, Diagnostics> {
    let catalogue = scenario::catalogue()?;
    let rows = TABLE.iter().map(|row| {
        let [from, to] = [row.from, row.to].map(|compartment| compartment.label().to_owned());
        let drivers: Vec<String> = row
            .drivers
            .iter()
            .map(|name| driver(catalogue, name))
            .collect();
        vec![
            from,
            to,
            row.process.to_owned(),
            row.law.to_owned(),
            drivers.join("; "),
        ]
    });
    Ok(Listing {
        header: vec![
            "from",
            "to",
            "process",
            "law",
            "parameters and settings: value, unit, source",
        ],
        rows: rows.collect(),
    })
}

/// "transit.journey: 20 days (assumption)"; the value of a parameter is its centre for most cells,
/// that of a setting its reference.
fn driver(catalogue: &Catalogue, name: &str) -> String {
    if let Some(parameter) = catalogue.parameter(name) {
        let value = words::number(parameter.value.central());
        return format!("{name}: {value} {} ({})", parameter.unit, parameter.source);
    }
    let setting = Setting::ALL.iter().find(|setting| setting.name() == name);
    match setting.and_then(|setting| lever::record(&catalogue.levers, *setting)) {
        Some(record) => format!("{name}: lever, {} ({})", record.unit, record.source),
        None => name.to_owned(),
    }
}

/// `garita describe`.
pub fn describe(args: &DescribeArgs) -> Result<(), Failure> {
    let scenario = scenario::load(&args.scenario, &args.changes.overrides())
        .map_err(|found| problems(&found))?;
    let text = scenario::describe(&scenario);
    terminal::say(&terminal::flowed(&text, terminal::width()));
    say_plan(&scenario)?;
    print_warnings(&scenario);
    load::say(&scenario)
}

fn print_warnings(scenario: &Scenario) {
    for warning in &scenario.warnings {
        terminal::note(&warning.render(terminal::width(), terminal::colour()));
    }
}

/// A policy layer is checked over the scenario that most of them will lie over.
fn over_reference(layer: &str) -> Result<Scenario, Diagnostics> {
    let with = Overrides {
        with: vec![layer.to_owned()],
        ..Overrides::default()
    };
    scenario::load(REFERENCE, &with)
}

fn good(name: &str, layer: bool, scenario: &Scenario) -> String {
    if layer {
        format!(
            "{name}: good as a policy layer, checked over {REFERENCE} ({})",
            scenario.title
        )
    } else {
        format!("{name}: good ({})", scenario.title)
    }
}

/// What the scenario's levers would cost if used as planned, if any costs something.
fn say_plan(scenario: &Scenario) -> Result<(), Failure> {
    let catalogue = scenario::catalogue().map_err(|found| problems(&found))?;
    let Some(origin) = scenario.origin() else {
        return Ok(());
    };
    let plan = scenario::planned(scenario, origin, &catalogue.levers);
    if plan.lines.is_empty() {
        return Ok(());
    }
    let table = scenario::plan_listing(&plan);
    terminal::say("");
    terminal::say(&terminal::table(&table.header, table.rows));
    for note in scenario::plan_notes(&plan) {
        terminal::say(&terminal::wrap(&note, "", terminal::width()));
    }
    Ok(())
}

/// `garita schema`.
pub fn schema() -> Result<(), Failure> {
    let text = scenario::schema().map_err(|found| problems(&found))?;
    terminal::say(text.trim_end());
    Ok(())
}

/// `garita check`: every file is read, whatever is wrong with the others.
pub fn check(files: &[PathBuf]) -> Result<(), Failure> {
    let mut found = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let layer = scenario::is_layer(file);
        match if layer {
            over_reference(&name)
        } else {
            scenario::load(&name, &Overrides::default())
        } {
            Ok(scenario) => {
                print_warnings(&scenario);
                match Goals::of_run(None, std::slice::from_ref(&scenario)) {
                    Ok(goals) => {
                        terminal::say(&good(&name, layer, &scenario));
                        say_limits(goals.as_ref());
                    }
                    Err(diagnostics) => {
                        found.push(diagnostics.render(terminal::width(), terminal::colour()));
                        continue;
                    }
                }
                if !layer {
                    load::say(&scenario)?;
                }
            }
            Err(diagnostics) => {
                found.push(diagnostics.render(terminal::width(), terminal::colour()));
            }
        }
    }
    if found.is_empty() {
        Ok(())
    } else {
        Err(Failure::Input(found.join("\n")))
    }
}

/// What the limits in `[goals]` require, and who counts them.
fn say_limits(goals: Option<&Goals>) {
    let Some(goals) = goals else { return };
    let required: Vec<&str> = goals.demands().map(|(_, required)| required).collect();
    let words = format!(
        "goals, counted over the futures by run and compare: {}.",
        required.join("; ")
    );
    terminal::say(&terminal::wrap(&words, "", terminal::width()));
}

fn problems(diagnostics: &Diagnostics) -> Failure {
    Failure::Input(diagnostics.render(terminal::width(), terminal::colour()))
}
