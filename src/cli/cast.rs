//! Which scenarios take part, in which roles.

use super::args::{ChangeArgs, Switch};
use super::{Failure, terminal};
use crate::experiment::{Arm, Pair, pairs};
use crate::scenario::{self, Overrides, Scenario, Spec};

/// The scenario drawn in grey beside every comparison.
pub const REFERENCE: &str = "status-quo";

/// The scenarios of an experiment and how they are paired.
pub struct Cast {
    /// Loaded scenarios, in the order of the arms.
    pub scenarios: Vec<Scenario>,
    /// Names, titles and roles.
    pub arms: Vec<Arm>,
    /// Comparisons wanted; none for `run`.
    pub pairs: Vec<Pair>,
    /// Name of the result folder unless told otherwise.
    pub folder: String,
}

impl Cast {
    /// Scenarios side by side, without comparison.
    pub fn of_run(names: &[String], changes: &ChangeArgs) -> Result<Self, Failure> {
        let scenarios = load(&with_changes(names, changes))?;
        let arms = arms(&scenarios, None);
        let folder = joined(&arms, "-and-");
        Ok(Self {
            scenarios,
            arms,
            pairs: Vec::new(),
            folder,
        })
    }

    /// Scenarios compared with the first, or with `base`; the status quo joins in grey.
    pub fn of_comparison(
        names: &[String],
        base: Option<&str>,
        changes: &ChangeArgs,
    ) -> Result<Self, Failure> {
        let mut names = names.to_vec();
        if let Some(base) = base {
            names.retain(|name| name != base);
            names.insert(0, base.to_owned());
        }
        let mut wanted = with_changes(&names, changes);
        let plain = |(name, changes): &Wanted| {
            Spec::parse(name, &changes.with) == Spec::parse(REFERENCE, &[])
        };
        let added = !wanted.iter().any(plain);
        if added {
            // A policy laid over the scenarios asked for does not lie over the reference, which
            // comes first in tables and lies at the bottom in charts.
            let changes = Overrides {
                with: Vec::new(),
                ..overrides(changes)
            };
            wanted.insert(0, (REFERENCE.to_owned(), changes));
        }
        let scenarios = load(&wanted)?;
        let arms = arms(&scenarios, added.then_some(0));
        let folder = joined(&arms, "-vs-");
        let pairs = pairs(&arms, usize::from(added));
        Ok(Self {
            scenarios,
            arms,
            pairs,
            folder,
        })
    }

    /// A base and the packages that are to grow from it.
    pub fn of_packages(
        base: &str,
        names: &[String],
        changes: &ChangeArgs,
    ) -> Result<Self, Failure> {
        let mut wanted = vec![(
            base.to_owned(),
            Overrides {
                with: Vec::new(),
                ..overrides(changes)
            },
        )];
        wanted.extend(with_changes(names, changes));
        let scenarios = load(&wanted)?;
        let arms = arms(&scenarios, Some(0));
        let folder = format!("outlay-{}", joined(&arms, "-and-"));
        Ok(Self {
            scenarios,
            arms,
            pairs: Vec::new(),
            folder,
        })
    }
}

/// Overrides of the command line.
pub fn overrides(changes: &ChangeArgs) -> Overrides {
    Overrides {
        with: changes.with.clone(),
        set: changes.set.clone(),
        assume: changes.assume.clone(),
        response: (changes.response == Switch::Off).then_some(false),
        until: changes.until,
    }
}

/// A scenario by name or path, and what to change in it.
type Wanted = (String, Overrides);

fn with_changes(names: &[String], changes: &ChangeArgs) -> Vec<Wanted> {
    let wanted = |name: &String| (name.clone(), overrides(changes));
    names.iter().map(wanted).collect()
}

/// Loads every scenario; those that end sooner than another run on to the same day.
fn load(wanted: &[Wanted]) -> Result<Vec<Scenario>, Failure> {
    let mut scenarios = load_each(wanted)?;
    let Some(last) = scenarios.iter().map(|scenario| scenario.end).max() else {
        return Ok(scenarios);
    };
    for (scenario, (name, overrides)) in scenarios.iter_mut().zip(wanted) {
        if scenario.end < last {
            let longer = Overrides {
                until: Some(last),
                ..overrides.clone()
            };
            terminal::note(&format!(
                "note: `{}` runs on to {last}, the last day of the longest scenario",
                scenario.name
            ));
            *scenario = load_each(&[(name.clone(), longer)])?.remove(0);
        }
    }
    refuse_mismatch(&scenarios)?;
    Ok(scenarios)
}

/// Loads every scenario, or reports the problems of all of them.
fn load_each(wanted: &[Wanted]) -> Result<Vec<Scenario>, Failure> {
    let mut loaded: Vec<Scenario> = Vec::new();
    let mut problems = Vec::new();
    for (name, overrides) in wanted {
        match scenario::load(name, overrides) {
            Ok(scenario) => loaded.push(scenario),
            Err(diagnostics) => {
                problems.push(diagnostics.render(terminal::width(), terminal::colour()));
            }
        }
    }
    if !problems.is_empty() {
        problems.dedup();
        return Err(Failure::Input(problems.join("\n")));
    }
    Ok(loaded)
}

/// Scenarios share futures day by day and place by place, so they must agree on both.
fn refuse_mismatch(scenarios: &[Scenario]) -> Result<(), Failure> {
    let Some(first) = scenarios.first() else {
        return Ok(());
    };
    for (index, other) in scenarios.iter().enumerate() {
        if scenarios[..index]
            .iter()
            .any(|earlier| earlier.name == other.name)
        {
            let message = format!(
                "`{}` is named twice\n  help: name each scenario once; copies need names of their own",
                other.name
            );
            return Err(Failure::Input(message));
        }
        let differs = |what: &str| {
            let message = format!(
                "`{}` and `{}` cannot run together: their {what} differ\n  help: run them one at a time, or give them the same {what}",
                first.name, other.name
            );
            Err(Failure::Input(message))
        };
        if first.start != other.start {
            return differs("first days");
        }
        if first.world != other.world {
            return differs("origins or places");
        }
    }
    Ok(())
}

/// Names, titles and roles of scenarios.
pub fn arms(scenarios: &[Scenario], reference: Option<usize>) -> Vec<Arm> {
    let arm = |(index, scenario): (usize, &Scenario)| Arm {
        name: scenario.name.clone(),
        title: scenario.title.clone(),
        reference: Some(index) == reference,
    };
    scenarios.iter().enumerate().map(arm).collect()
}

fn joined(arms: &[Arm], joint: &str) -> String {
    let asked: Vec<&str> = arms
        .iter()
        .filter(|arm| !arm.reference)
        .map(|arm| arm.name.as_str())
        .collect();
    asked.join(joint)
}
