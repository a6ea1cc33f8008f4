//! Policy layers: small files laid over a scenario as further links at the end of its line, before
//! the options of the command line.
//!
//! A layer says what policy does, and nothing about the world, the days or the start, so that it
//! fits over any scenario. Where two layers set the same, the later one decides and a remark names both.

use super::catalogue::{Catalogue, catalogue};
use super::chain::{self, Link};
use super::diagnostic::{Diagnostics, Located, Problem, nearest};
use super::inherit::most_specific;
use super::shape::{Change, ParameterShape, SettingShape, StepShape};
use super::words::{date, list};
use crate::time::Date;
use crate::world::{Cell, World};
use include_dir::{Dir, include_dir};
use std::path::Path;

static BUNDLED: Dir = include_dir!("$CARGO_MANIFEST_DIR/policies");

/// What a layer may say.
const KEYS: [&str; 6] = [
    "title",
    "summary",
    "levers",
    "parameters",
    "switches",
    "goals",
];
/// Most layers over one scenario.
const MOST_LAYERS: usize = 32;

/// Names of all policy layers inside the program, in alphabetic order.
#[must_use]
pub fn bundled_policies() -> Vec<String> {
    let mut names = chain::names_in(&BUNDLED);
    names.sort();
    names
}

/// All policy layers inside the program.
///
/// # Errors
///
/// Problems in the embedded files, which a released program does not have.
pub fn bundled_layers() -> Result<Vec<Link>, Diagnostics> {
    let mut problems = Vec::new();
    let mut layers = Vec::new();
    for name in bundled_policies() {
        layers.extend(links(&[name], catalogue()?, &mut problems));
    }
    if problems.is_empty() {
        Ok(layers)
    } else {
        Err(Diagnostics::new(problems))
    }
}

/// A scenario and the layers over it, as people name them: `status-quo+shelter-2000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// A bundled name, or a path ending in `.toml`.
    pub scenario: String,
    /// Layers, the first one lowest.
    pub layers: Vec<String>,
}

impl Spec {
    /// Takes a text apart at `+`, and adds further layers. A file may have `+` in its path.
    #[must_use]
    pub fn parse(text: &str, further: &[String]) -> Self {
        let (scenario, mut rest) = first_part(text);
        let mut layers = Vec::new();
        while let Some(more) = rest {
            let (layer, after) = first_part(more);
            layers.push(layer.to_owned());
            rest = after;
        }
        layers.extend_from_slice(further);
        Spec {
            scenario: scenario.to_owned(),
            layers,
        }
    }
}

/// The longest beginning that is a file, else everything before the first `+`; and what follows.
fn first_part(text: &str) -> (&str, Option<&str>) {
    let ends = text.match_indices('+').map(|(at, _)| at).rev();
    let mut ends = std::iter::once(text.len()).chain(ends);
    let file = |end: &usize| chain::is_path(&text[..*end]) && Path::new(&text[..*end]).is_file();
    match ends.find(file).or(text.find('+')) {
        Some(end) if end < text.len() => (&text[..end], Some(&text[end + 1..])),
        _ => (text, None),
    }
}

/// Reads the layers of those names; what cannot be read or may not be said is told in `problems`.
pub fn links(names: &[String], catalogue: &Catalogue, problems: &mut Vec<Problem>) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    if names.len() > MOST_LAYERS {
        let message = format!(
            "{} layers are more than the {MOST_LAYERS} allowed",
            names.len()
        );
        problems.push(Problem::new(message));
        return links;
    }
    for name in names {
        match find(name, catalogue, problems) {
            Err(problem) => problems.push(problem),
            Ok(link) if links.iter().any(|known| known.identity == link.identity) => {
                let message = format!("layer `{}` is given twice", link.name);
                problems.push(Problem::new(message).help("name each layer once"));
            }
            Ok(link) => {
                check(&link, problems);
                links.push(link);
            }
        }
    }
    links
}

fn find(name: &str, catalogue: &Catalogue, problems: &mut Vec<Problem>) -> Result<Link, Problem> {
    if chain::is_path(name) {
        return chain::read_file(Path::new(name), catalogue, problems);
    }
    let file = BUNDLED.get_file(format!("{name}.toml"));
    match file.and_then(include_dir::File::contents_utf8) {
        Some(text) => Ok(chain::bundled("policies", name, text, catalogue, problems)),
        None => Err(unknown_layer(name)),
    }
}

fn unknown_layer(name: &str) -> Problem {
    let shown: String = name.chars().take(80).collect();
    if name.is_empty() {
        return Problem::new("the name of a layer is missing")
            .help("write SCENARIO+LAYER, for example status-quo+shelter-2000");
    }
    if chain::bundled_text(name).is_some() {
        return Problem::new(format!("`{shown}` is a scenario, not a policy layer")).help(format!(
            "run it by itself: garita run {shown}; `garita list policies` shows the layers"
        ));
    }
    let names = bundled_policies();
    let help = match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`? `garita list policies` shows all"),
        None => "`garita list policies` shows all; a file of your own ends in .toml".to_owned(),
    };
    Problem::new(format!("unknown policy layer `{shown}`")).help(help)
}

/// Advice for a name that was meant as a scenario and is a layer.
pub fn mistaken_for_scenario(name: &str) -> Option<Problem> {
    BUNDLED.get_file(format!("{name}.toml"))?;
    let problem = Problem::new(format!("`{name}` is a policy layer, not a scenario"));
    Some(problem.help(format!(
        "lay it over one: status-quo+{name}, or status-quo --with {name}"
    )))
}

/// Whether a file is made to lie over a scenario: it moves something and says nothing of what a
/// scenario needs.
#[must_use]
pub fn is_layer(path: &Path) -> bool {
    let mut unheard = Vec::new();
    let read = catalogue().map(|catalogue| chain::read_file(path, catalogue, &mut unheard));
    let Ok(Ok(link)) = read else { return false };
    let told = |key: &str| link.file.told.iter().any(|told| told.value == key);
    !link.file.broken
        && ["levers", "parameters", "switches"].into_iter().any(told)
        && !["extends", "policy-date", "start", "end", "start-state"]
            .into_iter()
            .any(told)
}

/// A layer says only what policy does, and where every number in it comes from.
fn check(link: &Link, problems: &mut Vec<Problem>) {
    for key in &link.file.told {
        let known_elsewhere = super::file::KEYS.contains(&key.value.as_str());
        if known_elsewhere && !KEYS.contains(&key.value.as_str()) {
            let problem = Problem::new(format!("a policy layer does not say `{}`", key.value))
                .located(key)
                .label("comes from the scenario below")
                .help(format!(
                    "leave it out (a layer has {}), or run the file by itself as a scenario",
                    KEYS.join(", ")
                ));
            problems.push(problem);
        }
    }
    for lever in &link.file.levers {
        let own = |setting: &SettingShape| setting.source.is_some();
        if lever.source.is_none() && !lever.settings.iter().all(own) {
            let problem = Problem::new(format!("[levers.{}] needs a source", lever.name.value))
                .located(&lever.name)
                .help("a layer lies over any scenario, so it says itself where its numbers come from: add source = \"assumption\" and note = \"why\", or a key of data/sources.toml");
            problems.push(problem);
        }
    }
}

/// Remarks on everything that two layers both set: the later one decides.
pub fn warn_of_conflicts(layers: &[Link], world: &World, problems: &mut Vec<Problem>) {
    for (index, later) in layers.iter().enumerate() {
        for earlier in &layers[..index] {
            for setting in settings(later) {
                let same = settings(earlier).find(|s| s.setting.value == setting.setting.value);
                let both = same.and_then(|same| overlap(same, setting, world));
                problems.extend(both.map(|both| both.remark(setting, earlier, later)));
            }
            for parameter in &later.file.parameters {
                let mut known = earlier.file.parameters.iter();
                if known.any(|known| sets_the_same(known, parameter)) {
                    problems.push(parameter_remark(parameter, earlier, later));
                }
            }
        }
    }
}

fn settings(link: &Link) -> impl Iterator<Item = &SettingShape> {
    link.file.levers.iter().flat_map(|lever| &lever.settings)
}

/// What two layers both set of one setting.
struct Overlap {
    cells: Vec<String>,
    everywhere: bool,
    from: Option<Date>,
    relative: bool,
}

impl Overlap {
    fn remark(&self, setting: &SettingShape, earlier: &Link, later: &Link) -> Problem {
        let name = setting.setting.value.name();
        let cells = if self.everywhere {
            String::new()
        } else {
            format!(" for {}", list(&self.cells))
        };
        let when = self.from.map_or("throughout".to_owned(), |from| {
            format!("from {} on", date(from))
        });
        let how = if self.relative {
            format!("starts from what `{}` has made of it", earlier.name)
        } else {
            "decides".to_owned()
        };
        let message = format!(
            "`{}` and `{}` both set `{name}`{cells}: {when} `{}` {how}",
            earlier.name, later.name, later.name
        );
        Problem::new(message)
            .located(&setting.setting)
            .label("the later layer wins")
            .help("leave one of the two out, or name them in the other order")
            .warning()
    }
}

/// Cells and dates at which `later` takes the place of steps of `earlier`.
fn overlap(earlier: &SettingShape, later: &SettingShape, world: &World) -> Option<Overlap> {
    let all = later.setting.value.scope().cells(world);
    let both = |cell: &Cell| {
        let keys = cell.keys(world);
        let theirs = most_specific(later, &keys)?;
        let from = theirs.iter().map(|step| step.value.from).min()?;
        let replaced = most_specific(earlier, &keys)?
            .iter()
            .any(|step| holds_after(&step.value, from));
        replaced.then(|| (cell.name(world), from, theirs))
    };
    let found: Vec<_> = all.iter().filter_map(both).collect();
    let relative = |steps: &[Located<StepShape>]| {
        steps
            .iter()
            .all(|step| !matches!(step.value.change, Change::Set(_)))
    };
    Some(Overlap {
        everywhere: found.len() == all.len(),
        from: found.iter().map(|(_, from, _)| *from).min()?,
        relative: found.iter().all(|(_, _, steps)| relative(steps)),
        cells: found.into_iter().map(|(cell, _, _)| cell).collect(),
    })
}

/// Whether a step would still hold on `from` or come later (no date: before any date).
fn holds_after(step: &StepShape, from: Option<Date>) -> bool {
    step.until
        .is_none_or(|until| from.is_none_or(|from| until > from))
}

fn sets_the_same(earlier: &ParameterShape, later: &ParameterShape) -> bool {
    let cell = |key: &str| earlier.by.iter().any(|(known, _)| known.value == key);
    earlier.name.value == later.name.value
        && (later.value.is_some() || later.by.iter().any(|(key, _)| cell(&key.value)))
}

fn parameter_remark(parameter: &ParameterShape, earlier: &Link, later: &Link) -> Problem {
    let message = format!(
        "`{}` and `{}` both set `{}`: `{}` decides",
        earlier.name, later.name, parameter.name.value, later.name
    );
    Problem::new(message)
        .located(&parameter.name)
        .label("the later layer wins")
        .warning()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_apart_at_plus_signs() {
        let spec = Spec::parse("status-quo+a+b.toml", &["c".to_owned()]);
        assert_eq!(spec.scenario, "status-quo");
        assert_eq!(spec.layers, ["a", "b.toml", "c"]);
        assert_eq!(Spec::parse("x", &[]).layers, Vec::<String>::new());
        assert_eq!(Spec::parse("x+", &[]).layers, [""]);
    }

    #[test]
    fn a_file_keeps_the_plus_signs_of_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a+b.toml");
        std::fs::write(&file, "").unwrap();
        let path = file.to_str().unwrap();
        let spec = Spec::parse(&format!("{path}+shelter-2000"), &[]);
        assert_eq!(spec.scenario, path);
        assert_eq!(spec.layers, ["shelter-2000"]);
    }
}
