//! From files to a scenario: inheritance, defaults, and the checks that span several keys.
//!
//! Files of a line are applied oldest first over the records in `data/`. Most keys simply replace.
//! A lever's steps replace those of the parent from the first date that the child names onward, so
//! the parent's earlier history stays. A parameter's `value` stands for every cell; `by` alone
//! changes only the cells it names.

use super::catalogue::Catalogue;
use super::chain::{Link, chain_from};
use super::diagnostic::{Diagnostics, Located, Problem, Text};
use super::file::{File, StartShape};
use super::number::out_of_range;
use super::shape::{Change, LeverShape, ParameterShape, SettingShape, StepShape, meaning};
use super::world::{Worlds, build};
use super::{LONGEST_HORIZON, Overrides, Scenario, StartState, Switches, cells};
use crate::lever::{Lever, Policy, record};
use crate::parameter::Parameter;
use crate::schedule::{Schedule, Step};
use crate::setting::Setting;
use crate::time::{Date, Offices, days_between, plus_days};
use crate::world::World;
use std::collections::BTreeMap;
use std::path::Path;

/// Most scenarios that may hand over one to the next.
const MOST_HANDOVERS: usize = 8;

/// Turns a line of files and the overrides into a scenario, or into all problems.
pub fn finish(
    line: Option<Vec<Link>>,
    overrides: &Overrides,
    catalogue: &Catalogue,
    mut problems: Vec<Problem>,
) -> Result<Scenario, Diagnostics> {
    let Some(line) = line else {
        return Err(Diagnostics::new(problems));
    };
    let own_length = line.len();
    let mut files = line.clone();
    for file in overrides.files(catalogue, &mut problems) {
        let name = file.text.name.clone();
        files.push(Link {
            name,
            identity: String::new(),
            folder: None,
            file,
        });
    }
    let mut resolver = Resolver {
        catalogue,
        problems,
        handovers: Vec::new(),
    };
    let worlds = build(&files, catalogue, &mut resolver.problems);
    let scenario = resolver.scenario(&files, own_length, &worlds, None);
    let problems = Diagnostics::new(std::mem::take(&mut resolver.problems));
    match scenario {
        Some(mut scenario) if !problems.has_errors() => {
            // Problems of ancestors are problems of the line, and told already.
            scenario.ancestors = (1..own_length)
                .filter_map(|length| resolver.scenario(&line[..length], length, &worlds, None))
                .collect();
            scenario.overrides = overrides.words();
            scenario.warnings = problems.problems;
            Ok(scenario)
        }
        _ => Err(problems),
    }
}

/// The world and the parameters of the scenario to which another one hands over.
struct Shared<'a> {
    world: &'a World,
    parameters: &'a [Parameter],
}

struct Resolver<'a> {
    catalogue: &'a Catalogue,
    problems: Vec<Problem>,
    /// Names of the scenarios that hand over, to notice circles.
    handovers: Vec<String>,
}

/// What a line of files says in plain values, the youngest last word for each.
struct Heads<'f> {
    title: Option<&'f Located<String>>,
    summary: Option<&'f Located<String>>,
    policy_date: Option<&'f Located<Date>>,
    start: Option<&'f Located<Date>>,
    end: Option<&'f Located<Date>>,
    start_state: Option<(&'f Located<StartShape>, Option<&'f Path>)>,
}

impl<'f> Heads<'f> {
    fn of(line: &'f [Link]) -> Self {
        let last = |get: fn(&File) -> Option<&Located<String>>| {
            line.iter().rev().find_map(|link| get(&link.file))
        };
        let last_date = |get: fn(&File) -> Option<&Located<Date>>| {
            line.iter().rev().find_map(|link| get(&link.file))
        };
        let state =
            |link: &'f Link| Some((link.file.start_state.as_ref()?, link.folder.as_deref()));
        Heads {
            title: last(|file| file.title.as_ref()),
            summary: last(|file| file.summary.as_ref()),
            policy_date: last_date(|file| file.policy_date.as_ref()),
            start: last_date(|file| file.start.as_ref()),
            end: last_date(|file| file.end.as_ref()),
            start_state: line.iter().rev().find_map(state),
        }
    }
}

impl Resolver<'_> {
    /// The scenario of a line of files, of which the first `own_length` are files of its own and the
    /// rest overrides; problems are collected.
    fn scenario(
        &mut self,
        line: &[Link],
        own_length: usize,
        worlds: &Worlds,
        shared: Option<&Shared>,
    ) -> Option<Scenario> {
        let heads = Heads::of(line);
        let own = line.get(own_length.checked_sub(1)?)?;
        let text = &own.file.text;
        let world = shared.map_or(&worlds.chosen, |shared| shared.world);
        let parameters = match shared {
            Some(shared) => shared.parameters.to_vec(),
            None => self.parameters(line, worlds),
        };
        let policy = self.policy(line, world, &worlds.known);
        let title = self.required(heads.title, "title", "\"A short title\"", text);
        let policy_date = self.required(heads.policy_date, "policy-date", "2024-03-01", text);
        let start = self.required(heads.start, "start", "2024-03-01", text);
        let end = self.required(heads.end, "end", "2026-12-31", text);
        self.check_horizon(heads.start, heads.end);
        self.check_shares(&policy, line, start.zip(end));
        self.warn_of_late_steps(line, own_length, end);
        let state = heads
            .start_state
            .map(|(state, folder)| (state, folder.map(Path::to_path_buf)));
        let start_state = match state {
            None => self.required(None, "start-state", "\"empty\"", text),
            Some((state, folder)) => {
                let shared = Shared {
                    world,
                    parameters: &parameters,
                };
                self.start_state(state, folder.as_deref(), worlds, &shared, heads.start)
            }
        };
        Some(Scenario {
            name: own.file.name.clone().unwrap_or_else(|| own.name.clone()),
            title: title?,
            summary: heads
                .summary
                .map(|summary| summary.value.clone())
                .unwrap_or_default(),
            policy_date: policy_date?,
            start: start?,
            end: end?,
            start_state: start_state?,
            world: world.clone(),
            offices: offices(line),
            parameters,
            policy,
            switches: switches(line),
            goals: goals(line),
            lineage: lineage(&line[..own_length]),
            ancestors: Vec::new(),
            overrides: Vec::new(),
            warnings: Vec::new(),
        })
    }

    fn required<T: Clone>(
        &mut self,
        value: Option<&Located<T>>,
        key: &str,
        example: &str,
        text: &Text,
    ) -> Option<T> {
        if value.is_none() {
            let problem = Problem::new(format!("`{key}` is missing"))
                .at(text, 0..0)
                .help(format!(
                    "add {key} = {example}, or inherit it with extends = \"status-quo\""
                ));
            self.problems.push(problem);
        }
        value.map(|value| value.value.clone())
    }

    fn check_horizon(&mut self, start: Option<&Located<Date>>, end: Option<&Located<Date>>) {
        let (Some(start), Some(end)) = (start, end) else {
            return;
        };
        let days = days_between(start.value, end.value);
        if days <= 0 {
            let message = format!(
                "`end` ({}) is not after `start` ({})",
                end.value, start.value
            );
            self.problems.push(
                Problem::new(message)
                    .located(end)
                    .label("the last day of the run"),
            );
        } else if days >= LONGEST_HORIZON {
            let message = format!(
                "a run of {} years is longer than the 100 years allowed",
                days / 365
            );
            self.problems.push(Problem::new(message).located(end));
        }
    }

    fn parameters(&mut self, line: &[Link], worlds: &Worlds) -> Vec<Parameter> {
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
            parameter.source = "assumption".to_owned();
            let unexplained = format!("Changed in `{file}` without a stated source.");
            parameter.note = shape.note.clone().unwrap_or(unexplained);
        }
    }

    fn policy(&mut self, line: &[Link], world: &World, known: &World) -> Policy {
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

    /// Shares of one whole must not exceed it on any day.
    fn check_shares(&mut self, policy: &Policy, line: &[Link], horizon: Option<(Date, Date)>) {
        let Some((start, end)) = horizon else { return };
        for lever in self
            .catalogue
            .levers
            .iter()
            .filter(|lever| !lever.shares.is_empty())
        {
            let Some((date, total)) = overfull(policy, lever, start, end) else {
                continue;
            };
            let names: Vec<String> = lever
                .shares
                .iter()
                .map(|setting| format!("`{}`", setting.name()))
                .collect();
            let message = format!(
                "{} add up to {total} on {date}; they must not exceed 1",
                super::words::list(&names)
            );
            let problem = Problem::new(message)
                .help("lower one of them on the same date; what is left over is the rest");
            self.problems.push(match last_mention(line, lever) {
                Some(mention) => problem.located(mention),
                None => problem,
            });
        }
    }

    /// A step after the last day does nothing; that is rarely meant in the file itself.
    fn warn_of_late_steps(&mut self, line: &[Link], own_length: usize, end: Option<Date>) {
        let Some(end) = end else { return };
        let own = &line[own_length.saturating_sub(1)..];
        let settings = own
            .iter()
            .flat_map(|link| &link.file.levers)
            .flat_map(|lever| &lever.settings);
        for step in settings
            .flat_map(|setting| &setting.cells)
            .flat_map(|(_, steps)| steps)
        {
            if let Some(from) = step.value.from.filter(|&from| from > end) {
                let message =
                    format!("this change starts on {from}, after the last day of the run ({end})");
                self.problems.push(
                    Problem::new(message)
                        .located(step)
                        .label("has no effect")
                        .warning(),
                );
            }
        }
    }

    fn start_state(
        &mut self,
        state: &Located<StartShape>,
        folder: Option<&Path>,
        worlds: &Worlds,
        shared: &Shared,
        start: Option<&Located<Date>>,
    ) -> Option<StartState> {
        let line = match &state.value {
            StartShape::Empty => return Some(StartState::Empty),
            StartShape::Stocks => return Some(StartState::Stocks),
            StartShape::Handover(name) => {
                if self.handovers.contains(&name.value) || self.handovers.len() >= MOST_HANDOVERS {
                    let message = format!("`{}` hands over to itself", name.value);
                    self.problems.push(Problem::new(message).located(name));
                    return None;
                }
                self.handovers.push(name.value.clone());
                chain_from(name, folder, self.catalogue, &mut self.problems)
            }
            StartShape::Embedded(file) => {
                self.handovers.push("handover".to_owned());
                let name = file.name.clone().unwrap_or_else(|| "handover".to_owned());
                Some(vec![Link {
                    name,
                    identity: String::new(),
                    folder: None,
                    file: (**file).clone(),
                }])
            }
        };
        let earlier = line.and_then(|line| self.scenario(&line, line.len(), worlds, Some(shared)));
        self.handovers.pop();
        let earlier = earlier?;
        self.check_handover(&earlier, state, start);
        Some(StartState::Handover(Box::new(earlier)))
    }

    fn check_handover(
        &mut self,
        earlier: &Scenario,
        state: &Located<StartShape>,
        start: Option<&Located<Date>>,
    ) {
        let Some(start) = start else { return };
        let next = plus_days(earlier.end, 1);
        if start.value != next {
            let message = format!(
                "the run starts on {}, but `{}`, which hands over to it, ends on {}",
                start.value, earlier.name, earlier.end
            );
            let help = format!(
                "write start = {next}, or choose another start-state: \"empty\", \"stocks\""
            );
            let problem = Problem::new(message).help(help);
            let same_text = start.text.name == state.text.name;
            self.problems.push(if same_text {
                problem.located(state)
            } else {
                problem.located(start)
            });
        }
    }
}

/// The steps that speak for a cell: its own entry, else that of its origin or place, else `all`.
fn most_specific<'s>(shape: &'s SettingShape, keys: &[String]) -> Option<&'s [Located<StepShape>]> {
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

/// The first day on which shares of one whole add up to more, with their sum.
fn overfull(policy: &Policy, lever: &Lever, start: Date, end: Date) -> Option<(Date, f64)> {
    let days = usize::try_from(days_between(start, end).clamp(0, LONGEST_HORIZON)).unwrap_or(0) + 1;
    let cells = lever.shares[0].scope().cells(policy.world());
    cells.into_iter().find_map(|cell| {
        let shares = lever
            .shares
            .iter()
            .map(|&share| policy.schedule(share, cell).values(start, days));
        let total =
            shares.reduce(|sum, share| sum.iter().zip(share).map(|(a, b)| a + b).collect())?;
        let day = total.iter().position(|&total| total > 1.0 + 1e-9)?;
        Some((
            plus_days(start, i32::try_from(day).unwrap_or(i32::MAX)),
            total[day],
        ))
    })
}

fn last_mention<'l>(line: &'l [Link], lever: &Lever) -> Option<&'l Located<Setting>> {
    let settings = line
        .iter()
        .flat_map(|link| &link.file.levers)
        .flat_map(|lever| &lever.settings);
    settings
        .map(|shape| &shape.setting)
        .filter(|setting| lever.shares.contains(&setting.value))
        .last()
}

fn offices(line: &[Link]) -> Offices {
    let mut offices = Offices::default();
    for link in line {
        offices.united_states = link.file.us_offices.unwrap_or(offices.united_states);
        offices.mexico = link.file.mexican_offices.unwrap_or(offices.mexico);
    }
    offices
}

fn switches(line: &[Link]) -> Switches {
    let mut switches = Switches::default();
    for shape in line.iter().map(|link| &link.file.switches) {
        switches.response = shape.response.unwrap_or(switches.response);
        switches.appointment_list = shape.appointment_list.unwrap_or(switches.appointment_list);
        switches.when_list_closes = shape.when_list_closes.unwrap_or(switches.when_list_closes);
    }
    switches
}

fn goals(line: &[Link]) -> Vec<super::Goal> {
    let mut goals: Vec<super::Goal> = Vec::new();
    for goal in line.iter().flat_map(|link| &link.file.goals) {
        goals.retain(|earlier| earlier.metric != goal.metric);
        goals.push(goal.clone());
    }
    goals
}

fn lineage(line: &[Link]) -> Vec<String> {
    let names = |link: &Link| match &link.file.lineage {
        Some(lineage) => lineage.clone(),
        None => vec![link.file.name.clone().unwrap_or_else(|| link.name.clone())],
    };
    line.iter().flat_map(names).collect()
}
