//! Which scenarios take part, in which roles.

use super::StudyError;
use crate::experiment::{Arm, Pair, pairs};
use crate::scenario::{self, Overrides, Scenario, Spec};
use crate::text::key;

/// The scenario drawn in grey beside every comparison.
pub const REFERENCE: &str = "status-quo";

/// The scenarios of an experiment and how they are paired.
#[derive(Clone, Debug)]
pub struct Cast {
    /// Loaded scenarios, in the order of the arms.
    pub scenarios: Vec<Scenario>,
    /// Names, titles and roles.
    pub arms: Vec<Arm>,
    /// Comparisons wanted; none for `run`.
    pub pairs: Vec<Pair>,
    /// Name of the result folder unless told otherwise.
    pub folder: String,
    /// Remarks on how they were brought together.
    pub notes: Vec<String>,
}

impl Cast {
    /// Scenarios side by side, without comparison, each given as on the command line: a bundled name or the path of
    /// a file, with policy layers after `+`.
    ///
    /// # Errors
    /// If one does not load, or if they do not fit together.
    pub fn of_run(names: &[String], changes: &Overrides) -> Result<Self, StudyError> {
        Ok(Self::side_by_side(load(&with_changes(names, changes))?))
    }

    /// Loaded scenarios side by side, without comparison.
    ///
    /// # Errors
    /// If they do not fit together: days, places and origins have to be the same.
    pub fn of_scenarios(scenarios: Vec<Scenario>) -> Result<Self, StudyError> {
        refuse_mismatch(&scenarios)?;
        Ok(Self::side_by_side((scenarios, Vec::new())))
    }

    fn side_by_side((scenarios, notes): (Vec<Scenario>, Vec<String>)) -> Self {
        let arms = arms(&scenarios, None);
        let folder = joined(&arms, "-and-");
        Self {
            scenarios,
            arms,
            pairs: Vec::new(),
            folder,
            notes,
        }
    }

    /// Loaded scenarios compared with the first of those asked for. With `reference`, the first of all is drawn in
    /// grey for orientation, and the next one is the base.
    ///
    /// # Errors
    /// If they do not fit together: days, places and origins have to be the same.
    pub fn of_comparison_between(
        scenarios: Vec<Scenario>,
        reference: bool,
    ) -> Result<Self, StudyError> {
        refuse_mismatch(&scenarios)?;
        Ok(Self::compared((scenarios, Vec::new()), reference))
    }

    fn compared((scenarios, notes): (Vec<Scenario>, Vec<String>), reference: bool) -> Self {
        let arms = arms(&scenarios, reference.then_some(0));
        let folder = joined(&arms, "-vs-");
        let pairs = pairs(&arms, usize::from(reference));
        Self {
            scenarios,
            arms,
            pairs,
            folder,
            notes,
        }
    }

    /// Scenarios compared with the first, or with `base`; the status quo joins in grey.
    ///
    /// # Errors
    /// If one does not load, or if they do not fit together.
    pub fn of_comparison(
        names: &[String],
        base: Option<&str>,
        changes: &Overrides,
    ) -> Result<Self, StudyError> {
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
                ..changes.clone()
            };
            wanted.insert(0, (REFERENCE.to_owned(), changes));
        }
        Ok(Self::compared(load(&wanted)?, added))
    }

    /// A scenario compared with itself under another policy: settings and layers (`set`, `with`) change the second only,
    /// everything else holds for both. The status quo joins in grey where it is not the base and begins on the same day.
    ///
    /// # Errors
    /// If nothing is changed, or a change cannot be made.
    pub fn of_change(name: &str, changes: &Overrides) -> Result<Self, StudyError> {
        if changes.set.is_empty() && changes.with.is_empty() {
            return Err(StudyError::Asked(format!(
                "`{name}` has nothing to be compared with\n  help: name another scenario, or change this one with --set or --with"
            )));
        }
        let as_it_is = Overrides {
            set: Vec::new(),
            with: Vec::new(),
            ..changes.clone()
        };
        let mut wanted = vec![
            (name.to_owned(), as_it_is.clone()),
            (name.to_owned(), changes.clone()),
        ];
        let added = takes_the_reference(&wanted[0])?;
        if added {
            wanted.insert(0, (REFERENCE.to_owned(), as_it_is));
        }
        let (mut scenarios, notes) = to_one_end(&wanted)?;
        if let [.., base, changed] = scenarios.as_mut_slice()
            && !changes.set.is_empty()
        {
            name_change(base, changed);
        }
        refuse_mismatch(&scenarios)?;
        Ok(Self::compared((scenarios, notes), added))
    }

    /// A base and the packages that are to grow from it.
    ///
    /// # Errors
    /// If one does not load, or if they do not fit together.
    pub fn of_packages(
        base: &str,
        names: &[String],
        changes: &Overrides,
    ) -> Result<Self, StudyError> {
        let mut wanted = vec![(
            base.to_owned(),
            Overrides {
                with: Vec::new(),
                ..changes.clone()
            },
        )];
        wanted.extend(with_changes(names, changes));
        let (scenarios, notes) = load(&wanted)?;
        let arms = arms(&scenarios, Some(0));
        let folder = format!("outlay-{}", joined(&arms, "-and-"));
        Ok(Self {
            scenarios,
            arms,
            pairs: Vec::new(),
            folder,
            notes,
        })
    }

    /// Packages at several sizes, each compared with the base, which comes first and is drawn in grey.
    #[must_use]
    pub fn of_doses(scenarios: Vec<Scenario>, folder: String) -> Self {
        let arms = arms(&scenarios, Some(0));
        let pairs = pairs(&arms, 0);
        Self {
            scenarios,
            arms,
            pairs,
            folder,
            notes: Vec::new(),
        }
    }
}

/// A scenario by name or path, and what to change in it.
type Wanted = (String, Overrides);

/// Whether the status quo can be drawn beside a scenario: it is another one, of the same first day and world.
fn takes_the_reference(wanted: &Wanted) -> Result<bool, StudyError> {
    if Spec::parse(&wanted.0, &[]) == Spec::parse(REFERENCE, &[]) {
        return Ok(false);
    }
    let both = [wanted.clone(), (REFERENCE.to_owned(), Overrides::default())];
    Ok(refuse_mismatch(&load_each(&both)?).is_ok())
}

/// Gives a scenario with settings of its own a name beside the base, from which it then descends.
fn name_change(base: &Scenario, changed: &mut Scenario) {
    changed.name = format!("{}+changes", changed.name);
    changed.title = format!("{} + {}", changed.title, key("changes"));
    changed.lineage.push(changed.name.clone());
    if changed.layers.is_empty() {
        changed.ancestors.push(base.clone());
    }
}

fn with_changes(names: &[String], changes: &Overrides) -> Vec<Wanted> {
    let wanted = |name: &String| (name.clone(), changes.clone());
    names.iter().map(wanted).collect()
}

/// Loads scenarios that are to run together.
fn load(wanted: &[Wanted]) -> Result<(Vec<Scenario>, Vec<String>), StudyError> {
    let loaded = to_one_end(wanted)?;
    refuse_mismatch(&loaded.0)?;
    Ok(loaded)
}

/// Loads every scenario; those that end sooner than another run on to the same day, with a note.
fn to_one_end(wanted: &[Wanted]) -> Result<(Vec<Scenario>, Vec<String>), StudyError> {
    let (mut scenarios, mut notes) = (load_each(wanted)?, Vec::new());
    let Some(last) = scenarios.iter().map(|scenario| scenario.end).max() else {
        return Ok((scenarios, notes));
    };
    for (scenario, (name, overrides)) in scenarios.iter_mut().zip(wanted) {
        if scenario.end < last {
            let longer = Overrides {
                until: Some(last),
                ..overrides.clone()
            };
            notes.push(format!(
                "note: `{}` runs on to {last}, the last day of the longest scenario",
                scenario.name
            ));
            *scenario = load_each(&[(name.clone(), longer)])?.remove(0);
        }
    }
    Ok((scenarios, notes))
}

/// Loads every scenario, or reports the problems of all of them.
fn load_each(wanted: &[Wanted]) -> Result<Vec<Scenario>, StudyError> {
    let mut loaded: Vec<Scenario> = Vec::new();
    let mut problems = Vec::new();
    for (name, overrides) in wanted {
        match scenario::load(name, overrides) {
            Ok(scenario) => loaded.push(scenario),
            Err(diagnostics) => problems.push(diagnostics),
        }
    }
    if problems.is_empty() {
        Ok(loaded)
    } else {
        Err(StudyError::Problems(problems))
    }
}

/// Scenarios share futures day by day and place by place, so they must agree on both.
fn refuse_mismatch(scenarios: &[Scenario]) -> Result<(), StudyError> {
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
            return Err(StudyError::Asked(message));
        }
        let differs = |what: &str| {
            let message = format!(
                "`{}` and `{}` cannot run together: their {what} differ\n  help: run them one at a time, or give them the same {what}",
                first.name, other.name
            );
            Err(StudyError::Asked(message))
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
fn arms(scenarios: &[Scenario], reference: Option<usize>) -> Vec<Arm> {
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
