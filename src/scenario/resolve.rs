//! From a line of files to a scenario: the files are applied oldest first over the records in `data/`.
//!
//! Most keys simply replace; parameters and levers are laid over one another in `inherit`, and the
//! checks that span several keys are in `check`.

use super::catalogue::Catalogue;
use super::chain::{Link, chain_from};
use super::diagnostic::{Diagnostics, Located, Problem};
use super::file::{File, StartShape};
use super::layer::warn_of_conflicts;
use super::world::{Worlds, build};
use super::{Overrides, Scenario, StartState, Switches};
use crate::parameter::Parameter;
use crate::time::{Date, Offices};
use crate::world::World;
use std::path::Path;

/// Most scenarios that may hand over one to the next.
const MOST_HANDOVERS: usize = 8;

/// Turns a line of files and the overrides into a scenario, or into all problems.
pub fn finish(
    own: Option<Vec<Link>>,
    layers: Vec<Link>,
    overrides: &Overrides,
    catalogue: &Catalogue,
    mut problems: Vec<Problem>,
) -> Result<Scenario, Diagnostics> {
    let Some(own) = own else {
        return Err(Diagnostics::new(problems));
    };
    let (own_length, layered) = (own.len(), !layers.is_empty());
    let mut files = [own, layers].concat();
    let laid = files.len();
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
    warn_of_conflicts(
        &files[own_length..laid],
        &worlds.chosen,
        &mut resolver.problems,
    );
    let line = Line {
        links: &files,
        own: own_length,
        laid,
    };
    let scenario = resolver.scenario(line, &worlds, None);
    let problems = Diagnostics::new(std::mem::take(&mut resolver.problems));
    match scenario {
        Some(mut scenario) if !problems.has_errors() => {
            // Problems of ancestors are problems of the line, and told already.
            let ancestors = if layered {
                1..own_length + 1
            } else {
                1..own_length
            };
            scenario.ancestors = ancestors
                .filter_map(|length| resolver.scenario(Line::of(&files[..length]), &worlds, None))
                .collect();
            scenario.layers = files[own_length..laid]
                .iter()
                .map(|link| link.name.clone())
                .collect();
            scenario.overrides = overrides.words();
            scenario.warnings = problems.problems;
            Ok(scenario)
        }
        _ => Err(problems),
    }
}

/// A line of files: those of the scenario itself, the layers over it, the options of the command line.
#[derive(Clone, Copy)]
struct Line<'l> {
    links: &'l [Link],
    /// How many are the scenario's own.
    own: usize,
    /// How many are its own or layers.
    laid: usize,
}

impl<'l> Line<'l> {
    /// A scenario without layers and options.
    fn of(links: &'l [Link]) -> Self {
        Line {
            links,
            own: links.len(),
            laid: links.len(),
        }
    }

    fn layers(self) -> &'l [Link] {
        &self.links[self.own..self.laid]
    }

    /// The scenario's own name and those of its layers: `status-quo+shelter-2000`.
    fn name(self) -> Option<String> {
        let own = self.links.get(self.own.checked_sub(1)?)?;
        let mut name = own.told_name();
        for layer in self.layers() {
            name = format!("{name}+{}", layer.name);
        }
        Some(name)
    }

    /// The scenario's title and those of its layers.
    fn title(self, own: &str) -> String {
        self.layers().iter().fold(own.to_owned(), |title, layer| {
            let more = layer
                .file
                .title
                .as_ref()
                .map_or(&layer.name, |title| &title.value);
            format!("{title} + {more}")
        })
    }

    /// The scenario's summary and those of its layers.
    fn summary(self, own: Option<&Located<String>>) -> String {
        let own = own.map(|own| own.value.clone()).unwrap_or_default();
        self.layers().iter().fold(own, |text, layer| {
            let more = layer
                .file
                .summary
                .as_ref()
                .map_or("", |summary| summary.value.trim());
            format!("{}\nWith `{}`: {more}\n", text.trim_end(), layer.name)
        })
    }

    fn lineage(self) -> Vec<String> {
        let names = |link: &Link| match &link.file.lineage {
            Some(lineage) => lineage.clone(),
            None => vec![link.told_name()],
        };
        let own = self.links[..self.own].iter().flat_map(names);
        own.chain(self.name().filter(|_| !self.layers().is_empty()))
            .collect()
    }
}

/// What a scenario that hands over takes from the one that goes on: its own world and parameters
/// would not fit.
struct Shared<'a> {
    line: &'a [Link],
    world: &'a World,
    parameters: &'a [Parameter],
}

/// Turns lines of files into scenarios and collects what is wrong with them.
pub struct Resolver<'a> {
    /// The records.
    pub catalogue: &'a Catalogue,
    /// What is wrong so far.
    pub problems: Vec<Problem>,
    /// Names of the scenarios that hand over, to notice circles.
    handovers: Vec<String>,
}

/// What a scenario says of the numbers that a calibration may have fitted.
pub struct Own<'a> {
    /// The files.
    pub line: &'a [Link],
    /// What they make of the parameters.
    pub parameters: &'a [Parameter],
    /// Origins and places.
    pub world: &'a World,
}

/// What a line of files says in plain values, the youngest last word for each.
struct Heads<'f> {
    title: Option<&'f Located<String>>,
    summary: Option<&'f Located<String>>,
    policy_date: Option<&'f Located<Date>>,
    start: Option<&'f Located<Date>>,
    end: Option<&'f Located<Date>>,
    start_state: Option<(&'f Located<StartShape>, Option<&'f Path>)>,
    calibration: Option<(&'f Located<String>, Option<&'f Path>)>,
}

impl<'f> Heads<'f> {
    fn of(files: Line<'f>) -> Self {
        let line = files.links;
        // A layer's title is its own.
        let own = &line[..files.own];
        let last = |get: fn(&File) -> Option<&Located<String>>| {
            own.iter().rev().find_map(|link| get(&link.file))
        };
        let last_date = |get: fn(&File) -> Option<&Located<Date>>| {
            line.iter().rev().find_map(|link| get(&link.file))
        };
        let state =
            |link: &'f Link| Some((link.file.start_state.as_ref()?, link.folder.as_deref()));
        let calibration =
            |link: &'f Link| Some((link.file.calibration.as_ref()?, link.folder.as_deref()));
        Heads {
            title: last(|file| file.title.as_ref()),
            summary: last(|file| file.summary.as_ref()),
            policy_date: last_date(|file| file.policy_date.as_ref()),
            start: last_date(|file| file.start.as_ref()),
            end: last_date(|file| file.end.as_ref()),
            start_state: line.iter().rev().find_map(state),
            calibration: line.iter().rev().find_map(calibration),
        }
    }
}

impl Resolver<'_> {
    /// The scenario of a line of files; problems are collected.
    fn scenario(
        &mut self,
        files: Line,
        worlds: &Worlds,
        shared: Option<&Shared>,
    ) -> Option<Scenario> {
        let line = files.links;
        let heads = Heads::of(files);
        let name = files.name()?;
        let world = shared.map_or(&worlds.chosen, |shared| shared.world);
        let parameters = match shared {
            Some(shared) => shared.parameters.to_vec(),
            None => self.parameters(line, worlds),
        };
        let policy = self.policy(line, world, &worlds.known);
        let title = self.required(heads.title, "title", "\"A short title\"", line);
        let policy_date = self.required(heads.policy_date, "policy-date", "2024-03-01", line);
        let start = self.required(heads.start, "start", "2024-03-01", line);
        let end = self.required(heads.end, "end", "2026-12-31", line);
        self.check_horizon(heads.start, heads.end);
        self.check_shares(&policy, line, start.zip(end));
        self.warn_of_late_steps(line, files.own, end);
        let state = heads
            .start_state
            .map(|(state, folder)| (state, folder.map(Path::to_path_buf)));
        let start_state = match state {
            None => self.required(None, "start-state", "\"empty\"", line),
            Some((state, folder)) => {
                let shared = Shared {
                    line,
                    world,
                    parameters: &parameters,
                };
                self.start_state(state, folder.as_deref(), worlds, &shared, heads.start)
            }
        };
        Some(Scenario {
            name,
            title: files.title(&title?),
            summary: files.summary(heads.summary),
            policy_date: policy_date?,
            start: start?,
            end: end?,
            start_state: start_state?,
            world: world.clone(),
            offices: offices(line),
            calibration: match (shared, heads.calibration) {
                (None, Some((name, folder))) => {
                    let own = Own {
                        line,
                        parameters: &parameters,
                        world,
                    };
                    self.calibration(name, folder, &own)
                }
                _ => None,
            },
            parameters,
            policy,
            switches: switches(line),
            goals: goals(line),
            lineage: files.lineage(),
            layers: Vec::new(),
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
        line: &[Link],
    ) -> Option<T> {
        // What is there but unreadable is reported where it stands.
        if value.is_none() && !line.iter().any(|link| link.file.may_tell(key)) {
            let own = line.iter().rev().find(|link| !link.identity.is_empty());
            let text = &own.or(line.last())?.file.text;
            let problem = Problem::new(format!("`{key}` is missing"))
                .at(text, 0..0)
                .help(format!(
                    "add {key} = {example}, or inherit it with extends = \"status-quo\""
                ));
            self.problems.push(problem);
        }
        value.map(|value| value.value.clone())
    }

    /// The problem with a handover from `name` if that comes to no end.
    fn endless_handover(&self, name: &String) -> Option<Problem> {
        if let Some(from) = self.handovers.iter().position(|earlier| earlier == name) {
            let mut names = self.handovers[from..].to_vec();
            names.push(name.clone());
            let circle = format!("handovers go in a circle: {}", names.join(" → "));
            return Some(Problem::new(circle).label("leads back to where it started"));
        }
        (self.handovers.len() >= MOST_HANDOVERS).then(|| {
            Problem::new(format!(
                "more than {MOST_HANDOVERS} scenarios hand over to one another"
            ))
        })
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
                if let Some(problem) = self.endless_handover(&name.value) {
                    self.problems.push(problem.located(name));
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
        let earlier = line.and_then(|line| {
            self.warn_of_unused(&line, shared.line);
            self.scenario(Line::of(&line), worlds, Some(shared))
        });
        self.handovers.pop();
        let earlier = earlier?;
        self.check_handover(&earlier, state, start);
        Some(StartState::Handover(Box::new(earlier)))
    }
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
