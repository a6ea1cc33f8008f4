//! What is wanted of portfolios: outcomes of which less or more is better, to whoever asks.

use serde::{Deserialize, Serialize};

use crate::analysis::robust::Aim;
use crate::analysis::root::Goal;
use crate::analysis::words;
use crate::decide::Measure;
use crate::world::World;

/// Objectives unless told otherwise: less of each is wanted.
pub const USUAL: [&str; 5] = [
    "people-waiting:mean@us",
    "unsheltered-nights",
    "harm-events",
    "outlay",
    "encounters-between-ports",
];

/// Objectives as they were typed: `METRIC` or `METRIC=LIMIT`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    /// Less of these.
    pub less: Vec<String>,
    /// More of these.
    pub more: Vec<String>,
}

/// An outcome, and whether less or more of it is wanted by whoever asks.
#[derive(Clone, Debug)]
pub struct Objective {
    /// The outcome.
    pub measure: Measure,
    /// What is wanted of it.
    pub aim: Aim,
    /// A limit that is to be kept, if one is set.
    pub limit: Option<f64>,
}

impl Wanted {
    /// The objectives; the usual ones if none is named.
    ///
    /// # Errors
    /// What is wrong, with what would be accepted.
    pub fn objectives(&self, world: &World) -> Result<Vec<Objective>, String> {
        let usual: Vec<String> = USUAL.map(str::to_owned).to_vec();
        let asked = !(self.less.is_empty() && self.more.is_empty());
        let less = if asked { &self.less } else { &usual };
        let less = less.iter().map(|text| (text, Aim::Less));
        let more = self.more.iter().map(|text| (text, Aim::More));
        less.chain(more)
            .map(|(text, aim)| Objective::read(text, aim, world))
            .collect()
    }
}

impl Objective {
    fn read(text: &str, aim: Aim, world: &World) -> Result<Self, String> {
        let (name, limit) = match text.split_once('=') {
            Some((name, limit)) => {
                let number = amount(limit).ok_or_else(|| {
                    format!("the limit in `{text}` is not a number\n  help: for example unsheltered-nights=90e6, 90,000,000 or 90m")
                })?;
                (name.trim(), Some(number))
            }
            None => (text, None),
        };
        Ok(Self {
            measure: Measure::read(name, world)?,
            aim,
            limit,
        })
    }

    /// "less" or "more".
    pub(in crate::decide) fn word(&self) -> &'static str {
        match self.aim {
            Aim::Less => "less",
            Aim::More => "more",
        }
    }

    pub(in crate::decide) fn goal(&self) -> Option<Goal> {
        self.limit.map(|limit| match self.aim {
            Aim::Less => Goal::AtMost(limit),
            Aim::More => Goal::AtLeast(limit),
        })
    }
}

/// A number as people write large ones: `25e9`, `25,000,000,000`, `25bn`, `25 billion` or `500m`.
#[must_use]
pub fn amount(text: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 5] = [
        ("billion", 1e9),
        ("million", 1e6),
        ("bn", 1e9),
        ("b", 1e9),
        ("m", 1e6),
    ];
    let plain = text
        .trim()
        .trim_start_matches('$')
        .replace([',', '_', ' '], "");
    let lower = plain.to_lowercase();
    let ends = |(name, unit): &(&str, f64)| {
        lower
            .strip_suffix(name)
            .map(|rest| (rest.to_owned(), *unit))
    };
    let (digits, unit) = UNITS.iter().find_map(ends).unwrap_or((lower.clone(), 1.0));
    let number: f64 = digits.parse().ok()?;
    number.is_finite().then_some(number * unit)
}

/// "As asked, less is wanted of …; more of …."
pub(in crate::decide) fn wanted(objectives: &[Objective]) -> String {
    let one = |objective: &Objective| {
        let limit = objective.limit.map_or_else(String::new, |limit| {
            let word = match objective.aim {
                Aim::Less => "at most",
                Aim::More => "at least",
            };
            format!(
                " ({word} {})",
                words::quantity(limit, objective.measure.metric)
            )
        });
        format!("{}{limit}", words::lower_first(&objective.measure.label))
    };
    let of = |aim: Aim| -> Option<String> {
        let all = objectives.iter().filter(|one| one.aim == aim);
        let all: Vec<String> = all.map(one).collect();
        (!all.is_empty()).then(|| words::list(&all))
    };
    match (of(Aim::Less), of(Aim::More)) {
        (Some(less), Some(more)) => {
            format!("As asked, less is wanted of {less}; more is wanted of {more}.")
        }
        (Some(less), None) => format!("As asked, less is wanted of {less}."),
        (None, more) => format!("As asked, more is wanted of {}.", more.unwrap_or_default()),
    }
}
