//! From the words of a check to the values that a run measures.

use crate::metric::{self, ALL, Metric, Outcome};
use crate::scenario::{Located, Problem, Reader};
use crate::world::World;

/// The word for every place, group or origin by itself.
const EACH: &str = "each";
/// The statistic that takes a value on every simulated day.
pub const DAILY: &str = "daily";

/// Where a value stands in what is measured of a replicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A number of the summary.
    Cell(usize),
    /// A daily series.
    Series(usize),
}

impl Source {
    /// Smallest and largest value; the same for a number of the summary.
    pub fn of(&self, outcome: &Outcome) -> [f64; 2] {
        match *self {
            Source::Cell(at) => [outcome.cells[at]; 2],
            Source::Series(at) => {
                let days = outcome.series[at].iter().map(|&value| value as f64);
                days.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| {
                    [low.min(value), high.max(value)]
                })
            }
        }
    }
}

/// What a check says of the value that it looks at.
pub struct Words {
    /// Name of the metric.
    pub metric: Located<String>,
    /// Statistic, group, place and origin, where said.
    pub axes: [Option<Located<String>>; 4],
    /// Whether one check may look at several values (`each`).
    pub several: bool,
}

/// Keys of the axes, in the order of [`Words::axes`].
pub const AXES: [&str; 4] = ["statistic", "group", "place", "origin"];

/// The axes are settled in this order: the statistics of a value depend on the others.
const ORDER: [usize; 4] = [1, 2, 3, 0];

#[derive(Clone)]
struct Key {
    source: Source,
    axes: [String; 4],
}

/// The metric of that name.
pub fn metric_named(reader: &mut Reader, name: &Located<String>) -> Option<&'static Metric> {
    let found = ALL.iter().find(|metric| metric.name == name.value);
    if found.is_none() {
        let names = ALL.iter().map(|metric| metric.name);
        reader.unknown(name.span.clone(), "metric", &name.value, "", names);
    }
    found
}

/// What a check looks at: in words, and where it is measured.
pub struct Selection {
    /// The metric with all that tells its values apart.
    pub subject: String,
    /// Each value with its place, group or origin, if the check looks at several.
    pub values: Vec<(Source, String)>,
}

/// The values that the words name.
pub fn select(reader: &mut Reader, words: &Words, world: &World) -> Option<Selection> {
    let mut keys = keys(world, &words.metric.value);
    for axis in ORDER {
        keys = narrow(reader, keys, axis, words)?;
    }
    let first = keys.first()?;
    let axes = first.axes.iter().enumerate();
    let parts: Vec<String> = axes
        .map(|(axis, value)| {
            if is(words, axis, EACH) {
                format!("{EACH} {}", AXES[axis])
            } else {
                value.clone()
            }
        })
        .filter(|part| part != "all")
        .collect();
    let label = |key: &Key| {
        let each = (0..AXES.len()).filter(|&axis| is(words, axis, EACH));
        let parts: Vec<&str> = each.map(|axis| key.axes[axis].as_str()).collect();
        parts.join(", ")
    };
    Some(Selection {
        subject: format!("{} ({})", words.metric.value, parts.join(", ")),
        values: keys.iter().map(|key| (key.source, label(key))).collect(),
    })
}

fn is(words: &Words, axis: usize, word: &str) -> bool {
    words.axes[axis]
        .as_ref()
        .is_some_and(|said| said.value == word)
}

/// Everything that is measured of a metric.
fn keys(world: &World, metric: &str) -> Vec<Key> {
    let own = |position: usize| ALL[position].name == metric;
    let cells = metric::cells(world).into_iter().enumerate();
    let cells = cells
        .filter(|(_, key)| own(key.metric))
        .map(|(at, key)| Key {
            source: Source::Cell(at),
            axes: [key.statistic.to_owned(), key.group, key.place, key.origin],
        });
    let series = metric::series(world).into_iter().enumerate();
    let series = series
        .filter(|(_, key)| own(key.metric))
        .map(|(at, key)| Key {
            source: Source::Series(at),
            axes: [DAILY.to_owned(), key.group, key.place, "all".to_owned()],
        });
    cells.chain(series).collect()
}

/// The keys that agree with what is said of an axis, or with what it is when nothing is said.
fn narrow(reader: &mut Reader, keys: Vec<Key>, axis: usize, words: &Words) -> Option<Vec<Key>> {
    let mut known: Vec<&str> = keys.iter().map(|key| key.axes[axis].as_str()).collect();
    known.sort_unstable();
    known.dedup();
    let wanted = match &words.axes[axis] {
        Some(said) if said.value == EACH && words.several && axis != 0 => {
            return Some(
                keys.into_iter()
                    .filter(|key| key.axes[axis] != "all")
                    .collect(),
            );
        }
        Some(said) if known.contains(&said.value.as_str()) => said.value.clone(),
        Some(said) => {
            let place = format!(" of `{}`", words.metric.value);
            reader.unknown(said.span.clone(), AXES[axis], &said.value, &place, known);
            return None;
        }
        None => {
            if unsaid(&known, axis).is_none() {
                let problem =
                    Problem::new(format!("`{}` needs a {}", words.metric.value, AXES[axis]));
                let help = format!("add {} = one of {}", AXES[axis], known.join(", "));
                reader.report(
                    words.metric.span.clone(),
                    problem.label("of which?").help(help),
                );
            }
            unsaid(&known, axis)?.to_owned()
        }
    };
    Some(
        keys.into_iter()
            .filter(|key| key.axes[axis] == wanted)
            .collect(),
    )
}

/// What an axis is when nothing is said: everybody; the mean of a stock, the total of events.
fn unsaid<'k>(known: &[&'k str], axis: usize) -> Option<&'k str> {
    let usual: &[&str] = if axis == 0 {
        &["mean", "total"]
    } else {
        &["all"]
    };
    let usual = usual
        .iter()
        .find_map(|word| known.iter().find(|known| *known == word));
    match (usual, known) {
        (Some(word), _) => Some(word),
        (None, [only]) => Some(only),
        _ => None,
    }
}
