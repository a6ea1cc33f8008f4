//! Finished replicates as bytes: what an interrupted run leaves behind and another one takes up.
//!
//! A part holds a set of replicates of one experiment: their headline values and states of the world, and the
//! daily summaries over exactly these replicates. Parts with different replicates of the same experiment add up,
//! in any order, to the same bytes of results.
//!
//! ```text
//! line "garita part 1"
//! what it is a part of: JSON (program, seed, days, scenarios by hash of their resolved text, pairs, counts)
//! rows: replicate number, then the values of every scenario and the drawn inputs as 64-bit numbers
//! daily summaries by scenario and series, then by pair and series: whole numbers of varying length
//! SHA-256 of all of that
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::codec::{Reader, Writer};
use super::{Daily, Design, Watched};
use crate::time::Date;

const MARK: &[u8] = b"garita part 1\n";

/// Bytes of a SHA-256.
const CHECKSUM: usize = 32;

/// What a part is a part of. Parts belong together if this is equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Version and commit of the program.
    pub program: String,
    /// Seed of all chance.
    pub seed: u64,
    /// First simulated day.
    pub start: Date,
    /// Simulated days.
    pub days: usize,
    /// Name of every scenario.
    pub names: Vec<String>,
    /// Hash of every scenario's resolved text.
    pub scenarios: Vec<String>,
    /// Pairs compared: base, scenario.
    pub pairs: Vec<(usize, usize)>,
    /// Headline values of a scenario.
    pub cells: usize,
    /// Daily series of a scenario.
    pub series: usize,
    /// Uncertain inputs.
    pub inputs: usize,
    /// Numbers of some days, which follow the headline values.
    pub watched: Vec<Watched>,
}

impl Identity {
    /// The identity of a design whose scenarios have these hashes.
    #[must_use]
    pub fn new(design: &Design, scenarios: Vec<String>, counts: [usize; 3]) -> Self {
        let commit = option_env!("GARITA_COMMIT").unwrap_or("unknown commit");
        let [cells, series, inputs] = counts;
        Self {
            program: format!("{} ({commit})", env!("CARGO_PKG_VERSION")),
            seed: design.seed,
            start: design.start,
            days: design.days,
            names: design.arms.iter().map(|arm| arm.name.clone()).collect(),
            scenarios,
            pairs: design
                .pairs
                .iter()
                .map(|pair| (pair.base, pair.scenario))
                .collect(),
            cells,
            series,
            inputs,
            watched: design.watched.clone(),
        }
    }

    /// What is different about a part of another experiment, in words.
    fn differences(&self, part: &Self) -> Vec<String> {
        let mut found = Vec::new();
        let mut differs = |what: &str, theirs: String, ours: String| {
            if theirs != ours {
                found.push(format!("{what}: {theirs} there, {ours} here"));
            }
        };
        differs(
            "version of the program",
            part.program.clone(),
            self.program.clone(),
        );
        differs("seed", part.seed.to_string(), self.seed.to_string());
        differs("scenarios", part.names.join(", "), self.names.join(", "));
        differs("first day", part.start.to_string(), self.start.to_string());
        differs("days", part.days.to_string(), self.days.to_string());
        if part.names == self.names {
            for (index, name) in self.names.iter().enumerate() {
                if part.scenarios.get(index) != self.scenarios.get(index) {
                    found.push(format!("`{name}` says something else than it did"));
                }
            }
        }
        if part.watched != self.watched {
            found.push("the goals look at other days or metrics than they did".to_owned());
        }
        if found.is_empty() {
            found.push("which scenario is compared with which".to_owned());
        }
        found
    }
}

/// Headline values by arm and the state of the world, of one finished replicate.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Values by arm, then cell, then number of some days.
    pub values: Vec<Vec<f64>>,
    /// Drawn value of every uncertain input.
    pub state: Vec<f64>,
}

/// Why a part cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// Not all of it is there, or not as it was written.
    #[error("it is damaged")]
    Damaged,
    /// It belongs to another experiment; what differs.
    #[error("it belongs to another run ({})", .0.join("; "))]
    Foreign(Vec<String>),
    /// It holds a replicate that is not wanted, or there already.
    #[error("it holds replicate {0}, which this run does not ask for")]
    Unwanted(u64),
}

/// Writes a part; `daily` by scenario and series, then by pair and series.
pub fn encode<'a>(
    identity: &Identity,
    rows: &BTreeMap<u64, Row>,
    daily: impl Iterator<Item = &'a Daily>,
) -> Vec<u8> {
    let mut out = Writer(MARK.to_vec());
    let json = serde_json::to_vec(identity).unwrap_or_default();
    out.bytes(&json);
    out.length(rows.len());
    for (replicate, row) in rows {
        out.unsigned(u128::from(*replicate));
        for value in row.values.iter().flatten().chain(&row.state) {
            out.number(*value);
        }
    }
    daily.for_each(|daily| daily.write(&mut out));
    let checksum = Sha256::digest(&out.0);
    out.0.extend(checksum);
    out.0
}

/// A part that was read.
pub struct Part {
    /// Rows by number of the replicate.
    pub rows: BTreeMap<u64, Row>,
    /// Daily summaries in the order in which they were written.
    pub daily: Vec<Daily>,
}

/// Reads a part of the experiment `identity`, whose daily summaries have the shapes of `empty`.
///
/// # Errors
/// If the bytes are damaged or belong to another experiment.
pub fn decode<'a>(
    bytes: &[u8],
    identity: &Identity,
    empty: impl Iterator<Item = &'a Daily>,
) -> Result<Part, PartError> {
    let damaged = || PartError::Damaged;
    let length = bytes.len().checked_sub(CHECKSUM).ok_or_else(damaged)?;
    let (body, checksum) = bytes.split_at(length);
    if Sha256::digest(body)[..] != *checksum {
        return Err(PartError::Damaged);
    }
    let mut reader = Reader(body.strip_prefix(MARK).ok_or_else(damaged)?);
    let json = reader.bytes().ok_or_else(damaged)?;
    let theirs: Identity = serde_json::from_slice(json).map_err(|_| PartError::Damaged)?;
    if theirs != *identity {
        return Err(PartError::Foreign(identity.differences(&theirs)));
    }
    let rows = rows(&mut reader, identity).ok_or_else(damaged)?;
    let daily: Option<Vec<Daily>> = empty.map(|empty| empty.read(&mut reader)).collect();
    let daily = daily.filter(|_| reader.0.is_empty()).ok_or_else(damaged)?;
    Ok(Part { rows, daily })
}

fn rows(reader: &mut Reader, identity: &Identity) -> Option<BTreeMap<u64, Row>> {
    let count: usize = reader.fit()?;
    let mut rows = BTreeMap::new();
    for _ in 0..count {
        let replicate = reader.fit()?;
        let mut numbers = |count| {
            (0..count)
                .map(|_| reader.number())
                .collect::<Option<Vec<f64>>>()
        };
        let arms = 0..identity.names.len();
        let values: Option<Vec<Vec<f64>>> = arms
            .map(|_| numbers(identity.cells + identity.watched.len()))
            .collect();
        let (values, state) = (values?, numbers(identity.inputs)?);
        rows.insert(replicate, Row { values, state });
    }
    Some(rows)
}
