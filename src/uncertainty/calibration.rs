//! What published counts say of the uncertain numbers: a set of equally likely fits.
//!
//! Each fit gives inputs as standard normal scores z: a number is the Φ(z) quantile of its own
//! range in `data/parameters.toml`, a monthly step of a walk is z itself. Inputs that a fit does
//! not mention keep their range.

use crate::parameter::Parameter;
use crate::time::{Date, month_number};
use crate::world::{Cell, World};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// What stands in the prior column of a monthly step.
const STEP: &str = "standard normal";

/// What takes a step of chance every month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Walk {
    /// How many set out.
    Demand,
    /// How many of them turn to the appointment list.
    List,
}

impl Walk {
    const ALL: [Walk; 2] = [Walk::Demand, Walk::List];

    /// The part of an input's name before the month.
    fn stem(self) -> &'static str {
        match self {
            Walk::Demand => "departure.shock@",
            Walk::List => "intention.drift@",
        }
    }

    /// For people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Walk::Demand => "demand",
            Walk::List => "use of the list",
        }
    }
}

/// An input that can be fitted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// A stream of a parameter: its name, or `name/cell` for a cell of an independent one.
    Parameter(String),
    /// The step of a walk in a month ([`month_number`]) of an origin, or the one common to all.
    Step(Walk, i32, Option<String>),
}

impl Input {
    /// The name in files and tables: `departure.base/mexico`, `departure.shock@2023-09/venezuela`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Input::Parameter(stream) => stream.clone(),
            Input::Step(walk, month, origin) => {
                let mut name = format!("{}{:04}-{:02}", walk.stem(), month / 12, month % 12 + 1);
                if let Some(origin) = origin {
                    let _ = write!(name, "/{origin}");
                }
                name
            }
        }
    }

    fn parse(name: &str) -> Result<Input, String> {
        let walk = |walk: Walk| Some((walk, name.strip_prefix(walk.stem())?));
        let Some((walk, step)) = Walk::ALL.into_iter().find_map(walk) else {
            return Ok(Input::Parameter(name.to_owned()));
        };
        let (month, origin) = match step.split_once('/') {
            Some((month, origin)) => (month, Some(origin.to_owned())),
            None => (step, None),
        };
        let first: Date = format!("{month}-01")
            .parse()
            .map_err(|_| format!("`{name}`: `{month}` is no month such as 2023-09"))?;
        Ok(Input::Step(walk, month_number(first), origin))
    }
}

/// A named set of fits, all equally likely.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Name in scenario files: `cbp-one-2023`.
    pub name: String,
    /// What was fitted, with the range it was fitted in, as text.
    inputs: Vec<(Input, String)>,
    /// Scores by fit, each in the order of `inputs`.
    members: Vec<Vec<f64>>,
}

/// One fit, or the middle of all.
#[derive(Clone, Debug, Default)]
pub struct Fit {
    quantiles: BTreeMap<String, f64>,
    steps: BTreeMap<(Walk, i32, Option<String>), f64>,
}

impl Fit {
    /// Where in its range a stream of a parameter is, strictly between 0 and 1.
    #[must_use]
    pub fn quantile(&self, stream: &str) -> Option<f64> {
        self.quantiles.get(stream).copied()
    }

    /// The monthly steps for the origins of a world.
    #[must_use]
    pub fn steps(&self, world: &World) -> FittedSteps {
        let whose = |origin: &Option<String>| match origin {
            None => Some(None),
            Some(name) => world.origin(name).map(Some),
        };
        let known = self
            .steps
            .iter()
            .filter_map(|((walk, month, origin), z)| Some(((*walk, *month, whose(origin)?), *z)));
        FittedSteps {
            steps: known.collect(),
        }
    }
}

/// Monthly steps that a calibration found, in standard normal units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FittedSteps {
    steps: BTreeMap<(Walk, i32, Option<usize>), f64>,
}

impl FittedSteps {
    /// The step of a walk in a month ([`month_number`]) of an origin, or the common one, if it was fitted.
    #[must_use]
    pub fn get(&self, walk: Walk, month: i32, origin: Option<usize>) -> Option<f64> {
        self.steps.get(&(walk, month, origin)).copied()
    }
}

impl Calibration {
    /// A set of fits; `members` hold one score per input.
    #[must_use]
    pub fn new(name: &str, inputs: Vec<(Input, String)>, members: Vec<Vec<f64>>) -> Self {
        Calibration {
            name: name.to_owned(),
            inputs,
            members,
        }
    }

    /// Reads the layout of `calibrations/*.csv`: `input,prior,1,2,…`, one input a row, one fit a
    /// column from the third on.
    ///
    /// # Errors
    /// A sentence with line, what was found and what would be accepted.
    pub fn parse(name: &str, text: &str) -> Result<Calibration, String> {
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let heads = reader.headers().map_err(|error| error.to_string())?;
        if heads.get(0) != Some("input") || heads.get(1) != Some("prior") || heads.len() < 3 {
            return Err("the first line must be `input,prior,1,2,…`".to_owned());
        }
        let mut inputs = Vec::new();
        let mut members = vec![Vec::new(); heads.len() - 2];
        for row in reader.records() {
            let row = row.map_err(|error| error.to_string())?;
            let line = row.position().map_or(0, csv::Position::line);
            inputs.push((Input::parse(&row[0])?, row[1].to_owned()));
            for (member, cell) in members.iter_mut().zip(row.iter().skip(2)) {
                let score = cell.parse::<f64>().ok().filter(|z| z.abs() <= 8.0);
                member.push(score.ok_or_else(|| {
                    format!("line {line}: `{cell}` is no score between -8 and 8")
                })?);
            }
        }
        Ok(Calibration::new(name, inputs, members))
    }

    /// The text that [`Calibration::parse`] reads, scores to three decimals.
    #[must_use]
    pub fn to_csv(&self) -> String {
        self.written(|score| format!("{score:.3}"))
    }

    /// As [`Calibration::to_csv`], with every digit: it is read back to the same fits.
    #[must_use]
    pub fn to_exact_csv(&self) -> String {
        self.written(|score| score.to_string())
    }

    fn written(&self, score: impl Fn(f64) -> String) -> String {
        let mut text = String::from("input,prior");
        for number in 1..=self.members.len() {
            let _ = write!(text, ",{number}");
        }
        text.push('\n');
        for (index, (input, prior)) in self.inputs.iter().enumerate() {
            let _ = write!(text, "{},\"{prior}\"", input.name());
            for member in &self.members {
                let _ = write!(text, ",{}", score(member[index]));
            }
            text.push('\n');
        }
        text
    }

    /// Whether the name is that of a file, as against a set of fits inside the program.
    #[must_use]
    pub fn is_file(&self) -> bool {
        is_file(&self.name)
    }

    /// Inputs with the range they were fitted in.
    pub fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.inputs.iter().map(|(input, _)| input)
    }

    /// Scores of all fits for the input at a position.
    #[must_use]
    pub fn scores(&self, index: usize) -> Vec<f64> {
        self.members.iter().map(|member| member[index]).collect()
    }

    /// Scores by fit, each in the order of [`Calibration::inputs`].
    #[must_use]
    pub fn members(&self) -> &[Vec<f64>] {
        &self.members
    }

    /// Number of fits.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no fit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The first and last month with a step, as month numbers.
    #[must_use]
    pub fn months(&self) -> Option<(i32, i32)> {
        let months = || {
            self.inputs().filter_map(|input| match input {
                Input::Step(_, month, _) => Some(*month),
                Input::Parameter(_) => None,
            })
        };
        Some((months().min()?, months().max()?))
    }

    /// The fit that replicate `k` takes: they go round, so that every fit is used equally often.
    #[must_use]
    pub fn fit(&self, k: u64) -> Fit {
        let members = self.members.len().max(1) as u64;
        let member = usize::try_from(k % members).unwrap_or(0);
        self.members
            .get(member)
            .map_or_else(Fit::default, |scores| self.with(scores))
    }

    /// Where in its range a fitted stream of a parameter is in this share of the fits; none if it was not fitted.
    #[must_use]
    pub fn quantile(&self, stream: &str, share: f64) -> Option<f64> {
        let is_it = |input: &Input| matches!(input, Input::Parameter(name) if name == stream);
        let index = self.inputs().position(is_it)?;
        let mut scores = self.scores(index);
        scores.sort_by(f64::total_cmp);
        Some(share_below(crate::stats::quantile(&scores, share)))
    }

    /// The fit in the middle: the mean of every score.
    #[must_use]
    pub fn middle(&self) -> Fit {
        let mean = |index: usize| {
            self.members.iter().map(|scores| scores[index]).sum::<f64>() / self.len().max(1) as f64
        };
        let means: Vec<f64> = (0..self.inputs.len()).map(mean).collect();
        self.with(&means)
    }

    fn with(&self, scores: &[f64]) -> Fit {
        let mut fit = Fit::default();
        for ((input, _), z) in self.inputs.iter().zip(scores) {
            match input {
                Input::Parameter(stream) => {
                    fit.quantiles.insert(stream.clone(), share_below(*z));
                }
                Input::Step(walk, month, origin) => {
                    fit.steps.insert((*walk, *month, origin.clone()), *z);
                }
            }
        }
        fit
    }

    /// Only the fitted parameters, without the monthly steps: what one era says of another.
    #[must_use]
    pub fn parameters_only(self) -> Self {
        self.only(|(input, _)| matches!(input, Input::Parameter(_)))
    }

    /// With only some of the inputs.
    fn only(mut self, wanted: impl Fn(&(Input, String)) -> bool) -> Self {
        let keep: Vec<bool> = self.inputs.iter().map(wanted).collect();
        let kept = |index: &usize| keep[*index];
        for member in &mut self.members {
            *member = (0..keep.len()).filter(kept).map(|i| member[i]).collect();
        }
        let inputs = std::mem::take(&mut self.inputs).into_iter().zip(&keep);
        self.inputs = inputs
            .filter_map(|(input, keep)| keep.then_some(input))
            .collect();
        self
    }

    /// Without the inputs whose range is no longer the one they were fitted in, and their names:
    /// what a scenario says of a number beats what was fitted.
    #[must_use]
    pub fn for_parameters(self, parameters: &[Parameter], world: &World) -> (Self, Vec<String>) {
        let now: BTreeMap<String, String> = streams(parameters, world)
            .map(|(stream, parameter, cell)| (stream, parameter.quantity(cell, world).text()))
            .collect();
        let stands = |(input, prior): &(Input, String)| match input {
            Input::Parameter(stream) => now.get(stream) == Some(prior),
            Input::Step(..) => prior == STEP,
        };
        let changed = self.inputs.iter().filter(|input| !stands(input));
        let changed = changed.map(|(input, _)| input.name()).collect();
        (self.only(stands), changed)
    }
}

/// Every stream of uncertain parameters with its parameter and its first cell.
fn streams<'a>(
    parameters: &'a [Parameter],
    world: &'a World,
) -> impl Iterator<Item = (String, &'a Parameter, Cell)> + 'a {
    parameters.iter().flat_map(move |parameter| {
        let cells = parameter.scope.cells(world);
        let own = if parameter.independent {
            cells.len()
        } else {
            1
        };
        cells.into_iter().take(own).map(move |cell| {
            let stream = if parameter.independent {
                super::cell_stream(&parameter.name, &cell.name(world))
            } else {
                parameter.name.clone()
            };
            (stream, parameter, cell)
        })
    })
}

/// What can be fitted among `names` of parameters: their uncertain streams, with their range.
#[must_use]
pub fn fittable(names: &[String], parameters: &[Parameter], world: &World) -> Vec<(Input, String)> {
    streams(parameters, world)
        .filter(|(_, parameter, _)| names.contains(&parameter.name))
        .map(|(stream, parameter, cell)| (stream, parameter.quantity(cell, world)))
        .filter(|(_, quantity)| !quantity.is_fixed())
        .map(|(stream, quantity)| (Input::Parameter(stream), quantity.text()))
        .collect()
}

/// The parameter and the first cell that a stream moves.
#[must_use]
pub fn moved_by<'a>(
    stream: &str,
    parameters: &'a [Parameter],
    world: &World,
) -> Option<(&'a Parameter, Cell)> {
    let name = stream.split('/').next()?;
    let parameter = parameters.iter().find(|known| known.name == name)?;
    let own = streams(std::slice::from_ref(parameter), world)
        .find_map(|(known, _, cell)| (known == stream).then_some(cell));
    own.map(|cell| (parameter, cell))
}

/// Monthly steps of every walk from one month to another: the common one of demand and, for each
/// walk, one per origin.
#[must_use]
pub fn steps(first: Date, last: Date, world: &World) -> Vec<(Input, String)> {
    let name = |origin: usize| world.origins[origin].name.clone();
    let step = |month, (walk, origin): (Walk, Option<usize>)| {
        (Input::Step(walk, month, origin.map(name)), STEP.to_owned())
    };
    let walks = walks(world.origins.len());
    (month_number(first)..=month_number(last))
        .flat_map(|month| walks.iter().map(move |walk| step(month, *walk)))
        .collect()
}

/// All walks with the origin each belongs to: demand common to all, demand and list of each origin.
#[must_use]
pub fn walks(origins: usize) -> Vec<(Walk, Option<usize>)> {
    let of_each = |walk| (0..origins).map(move |origin| (walk, Some(origin)));
    let own = Walk::ALL.into_iter().flat_map(of_each);
    std::iter::once((Walk::Demand, None)).chain(own).collect()
}

/// Whether the name of a calibration is that of a file.
#[must_use]
pub fn is_file(name: &str) -> bool {
    let ending = Path::new(name).extension();
    ending.is_some_and(|ending| ending == "csv")
}

/// Share of a standard normal law below z, Φ(z), kept strictly between 0 and 1.
#[must_use]
pub fn share_below(z: f64) -> f64 {
    (libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2) / 2.0).clamp(1e-12, 1.0 - 1e-12)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Quantity;
    use crate::parameter::tests::parameter;
    use crate::world::Scope;
    use crate::world::tests::small_world;

    fn calibration() -> Calibration {
        let text = "input,prior,1,2\n\
            a.x,\"{ low = 0.1, mode = 0.3, high = 0.5 }\",0,1.5\n\
            departure.shock@2023-09,standard normal,-1,1\n\
            departure.shock@2023-09/venezuela,standard normal,2,3\n\
            intention.drift@2023-09/venezuela,standard normal,-0.5,0.5\n";
        Calibration::parse("small", text).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let small = calibration();
        assert_eq!(
            Calibration::parse("small", &small.to_csv()).as_ref(),
            Ok(&small)
        );
        let fine = Calibration {
            members: vec![vec![1.0 / 3.0, -0.000_1, 2.0, 0.5]],
            ..small
        };
        let exact = fine.to_exact_csv();
        assert_eq!(Calibration::parse("small", &exact), Ok(fine));
    }

    #[test]
    fn parameters_go_to_another_era_without_the_steps() {
        let only = calibration().parameters_only();
        assert_eq!((only.inputs().count(), only.len()), (1, 2));
        assert_eq!(only.members(), [vec![0.0], vec![1.5]]);
    }

    #[test]
    fn fits_go_round() {
        let (small, world) = (calibration(), small_world());
        assert_eq!(small.fit(0).quantile("a.x"), Some(0.5));
        assert_eq!(small.fit(1).quantile("a.x"), small.fit(3).quantile("a.x"));
        let september = month_number(jiff::civil::date(2023, 9, 1));
        let venezuela = world.origin("venezuela");
        let step = |fit: Fit, walk, month, origin| fit.steps(&world).get(walk, month, origin);
        let (first, second) = (small.fit(0), small.fit(1));
        assert_eq!(
            step(second.clone(), Walk::Demand, september, venezuela),
            Some(3.0)
        );
        assert_eq!(
            step(second.clone(), Walk::Demand, september, None),
            Some(1.0)
        );
        assert_eq!(step(second, Walk::List, september, venezuela), Some(0.5));
        assert_eq!(
            step(small.middle(), Walk::Demand, september, None),
            Some(0.0)
        );
        assert_eq!(step(first, Walk::Demand, september + 1, None), None);
    }

    #[test]
    fn a_changed_range_beats_the_fit() {
        let world = small_world();
        let same = parameter("a.x", Scope::National);
        let fitted = Calibration::new(
            "small",
            fittable(&["a.x".to_owned()], std::slice::from_ref(&same), &world),
            vec![vec![1.0]],
        );
        let (kept, changed) = fitted
            .clone()
            .for_parameters(std::slice::from_ref(&same), &world);
        assert_eq!((kept.len(), changed.len()), (1, 0));
        let fixed = Parameter {
            value: Quantity::Fixed(0.2),
            ..same
        };
        let (kept, changed) = fitted.for_parameters(&[fixed], &world);
        assert_eq!(changed, ["a.x"]);
        assert_eq!(kept.fit(0).quantile("a.x"), None);
    }

    #[test]
    fn broken_files_are_told() {
        let broken = |text: &str| Calibration::parse("broken", text).unwrap_err();
        assert!(broken("a,b\n").contains("input,prior"));
        assert!(broken("input,prior,1\na.x,p,high\n").contains("line 2: `high`"));
        assert!(broken("input,prior,1\ndeparture.shock@2023-13,p,0\n").contains("no month"));
    }
}
