//! What a line of files makes of parameters and levers.
//!
//! A lever's steps replace those of the parent from the first date that the child names onward, so
//! the parent's earlier history stays. Within one file the most specific entry speaks for a cell.
//! A parameter's `value` stands for every cell; `by` alone changes only the cells it names.

use super::cells;
use super::chain::Link;
use super::diagnostic::{Located, Problem};
use super::number::out_of_range;
use super::resolve::Resolver;
use super::shape::{Change, LeverShape, ParameterShape, SettingShape, StepShape, meaning};
use super::world::Worlds;
use crate::lever::{Policy, record};
use crate::parameter::Parameter;
use crate::schedule::{Schedule, Step};
use crate::setting::Setting;
use crate::world::World;
use std::collections::BTreeMap;

impl Resolver<'_> {
    pub(super) fn parameters(&mut self, line: &[Link], worlds: &Worlds) -> Vec<Parameter> {
        let mut parameters = self.catalogue.parameters.clone();
        for link in line {
            for shape in &link.file.parameters {
                if let Some(parameter) = parameters
                    .iter_mut()
                    .find(|known| known.name == shape.name.value)
                {
                    self.change_parameter(parameter, shape, &worlds.known, &link.name);
                }
            }
        }
        worlds.copy_like(&mut parameters);
        for parameter in &mut parameters {
            parameter
                .by
                .retain(|key, _| cells::names_cell(key, &worlds.chosen));
        }
        parameters
    }

    fn change_parameter(
        &mut self,
        parameter: &mut Parameter,
        shape: &ParameterShape,
        known: &World,
        file: &str,
    ) {
        if let Some(value) = shape.value {
            parameter.value = value;
            parameter.by.clear();
        }
        for (key, quantity) in &shape.by {
            if let Some(problem) = cells::unknown_cell(key, parameter.scope, known) {
                self.problems.push(problem.located(key));
            }
            parameter.by.insert(key.value.clone(), *quantity);
        }
        parameter.independent = shape.independent.unwrap_or(parameter.independent);
        parameter.grade = shape.grade.unwrap_or(parameter.grade);
        if let Some(source) = &shape.source {
            parameter.source.clone_from(&source.value);
            parameter.note = shape.note.clone().unwrap_or_default();
        } else if shape.value.is_some() || !shape.by.is_empty() {
            "assumption".clone_into(&mut parameter.source);
            let unexplained = format!("Changed in `{file}` without a stated source.");
            parameter.note = shape.note.clone().unwrap_or(unexplained);
        }
    }

    pub(super) fn policy(&mut self, line: &[Link], world: &World, known: &World) -> Policy {
        let mut policy = Policy::reference(&self.catalogue.levers, world);
        let mut sources: BTreeMap<String, (String, String)> = BTreeMap::new();
        for link in line {
            for lever in &link.file.levers {
                self.remember_source(lever, &mut sources);
                for setting in &lever.settings {
                    self.change_setting(&mut policy, setting, known);
                    let inherited = sources.get(&lever.name.value);
                    let target = policy.setting_mut(setting.setting.value);
                    if let Some(source) = &setting.source {
                        target.source.clone_from(&source.value);
                        target.note = setting.note.clone().unwrap_or_default();
                    } else if let Some((source, note)) = inherited {
                        target.source.clone_from(source);
                        target.note.clone_from(note);
                    }
                }
            }
        }
        policy
    }

    /// The source that stands for a lever, from its block or from a parent's.
    fn remember_source(
        &mut self,
        lever: &LeverShape,
        sources: &mut BTreeMap<String, (String, String)>,
    ) {
        if let Some(source) = &lever.source {
            let note = lever.note.clone().unwrap_or_default();
            sources.insert(lever.name.value.clone(), (source.value.clone(), note));
            return;
        }
        if let Some((_, note)) = sources.get_mut(&lever.name.value) {
            if let Some(own) = &lever.note {
                note.clone_from(own);
            }
        } else if !lever
            .settings
            .iter()
            .all(|setting| setting.source.is_some())
        {
            let problem = Problem::new(format!("[levers.{}] needs a source", lever.name.value))
                .located(&lever.name)
                .help(
                    "add source = \"assumption\" and note = \"why\", or a key of data/sources.toml",
                );
            self.problems.push(problem);
        }
    }

    fn change_setting(&mut self, policy: &mut Policy, shape: &SettingShape, known: &World) {
        let setting = shape.setting.value;
        let keys = shape.cells.iter().filter_map(|(key, _)| key.as_ref());
        let wrong: Vec<Problem> = keys
            .filter_map(|key| Some(cells::unknown_cell(key, setting.scope(), known)?.located(key)))
            .collect();
        let named_wrong = !wrong.is_empty();
        self.problems.extend(wrong);
        if let Some(problem) = no_cells(shape) {
            self.problems.push(problem);
        }
        if named_wrong {
            return;
        }
        let world = policy.world().clone();
        for (index, cell) in setting.scope().cells(&world).into_iter().enumerate() {
            let Some(steps) = most_specific(shape, &cell.keys(&world)) else {
                continue;
            };
            let schedule = &mut policy.setting_mut(setting).schedules[index];
            self.change_schedule(schedule, steps, setting);
        }
    }

    fn change_schedule(
        &mut self,
        schedule: &mut Schedule,
        shapes: &[Located<StepShape>],
        setting: Setting,
    ) {
        let before = schedule.clone();
        let mut steps: Vec<Step> = Vec::new();
        for shape in shapes {
            let mut so_far = before.clone();
            so_far.replace_from(&steps);
            let step = &shape.value;
            let in_force = step
                .from
                .map_or(schedule.reference, |from| so_far.value_on(from));
            let value = match step.change {
                Change::Set(value) => value,
                Change::Times(factor) => in_force * factor,
                Change::Add(more) => in_force + more,
            };
            self.check_range(shape, value, setting);
            steps.push(Step {
                from: step.from,
                value,
                ramp_days: step.ramp_days,
                until: step.until,
            });
        }
        schedule.replace_from(&steps);
    }

    fn check_range(&mut self, shape: &Located<StepShape>, value: f64, setting: Setting) {
        let record = record(&self.catalogue.levers, setting);
        let relative = !matches!(shape.value.change, Change::Set(_));
        if relative
            && let Some(problem) = record.and_then(|record| out_of_range(meaning(record), value))
        {
            self.problems.push(problem.located(shape));
        }
    }
}

/// The steps that speak for a cell: its own entry, else that of its origin or place, else `all`.
pub fn most_specific<'s>(
    shape: &'s SettingShape,
    keys: &[String],
) -> Option<&'s [Located<StepShape>]> {
    let entry = |name: Option<&str>| {
        let found = shape
            .cells
            .iter()
            .find(|(key, _)| key.as_ref().map(|key| key.value.as_str()) == name);
        found.map(|(_, steps)| steps.as_slice())
    };
    keys.iter()
        .find_map(|key| entry(Some(key)))
        .or_else(|| entry(None))
}

fn no_cells(shape: &SettingShape) -> Option<Problem> {
    let name = shape.setting.value.name();
    let national = shape.setting.value.scope() == crate::world::Scope::National;
    let (key, _) = shape
        .cells
        .iter()
        .find(|(key, _)| national && key.is_some())?;
    let problem = Problem::new(format!("`{name}` is one number for the whole country"));
    key.as_ref()
        .map(|key| problem.located(key).label("has no origins or places"))
}
