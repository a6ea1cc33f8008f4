//! Finished replicates as bytes: what a shard leaves behind, and what an interrupted run needs to go on.
//!
//! A part holds a set of replicates of one experiment: their values, and the daily summaries over exactly these
//! replicates. Parts with different replicates of the same experiment add up, in any order, to the same bytes of
//! results.
//!
//! ```text
//! line "garita part 3"
//! what it is a part of: length, JSON (program, seed, days, scenarios by hash of their resolved text, pairs, counts)
//! daily summaries by scenario and series, then by pair and series: length, whole numbers of varying length
//! number of rows, then the rows by number of the replicate: its number, the values of every scenario, luck, the drawn inputs
//! SHA-256 of all of that
//! ```
//!
//! A record of progress is the same without the rows, which are in a file of their own, in the order in which they came:
//! instead of them it holds their SHA-256. Lengths and numbers take eight bytes, the lowest first.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::codec::{Reader, Writer};
use super::rows::Rows;
use super::summed::{CHECKSUM, Summed};
use super::{Daily, Design, Watched};
use crate::time::Date;

/// First line of a part.
const PART: &[u8; 14] = b"garita part 3\n";

/// First line of a record of progress.
const PROGRESS: &[u8; 18] = b"garita progress 3\n";

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

/// Why a part cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// Not all of it is there, or not as it was written.
    #[error("it is damaged")]
    Damaged,
    /// It belongs to another experiment; what differs.
    #[error("it belongs to another run ({})", .0.join("; "))]
    Foreign(Vec<String>),
    /// It cannot be read, or what it holds cannot be put away.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// It holds a replicate that is not wanted, or there already.
    #[error("it holds replicate {0}, which this run does not ask for")]
    Unwanted(u64),
}

impl From<io::Error> for PartError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged,
            _ => Self::Unreadable(error.to_string()),
        }
    }
}

/// Writes a part; `daily` by scenario and series, then by pair and series.
pub fn write<'a>(
    out: &mut dyn Write,
    identity: &Identity,
    daily: impl Iterator<Item = &'a Daily>,
    rows: &mut Rows,
) -> io::Result<()> {
    let mut out = Summed::new(out);
    out.write_all(PART)?;
    begin(&mut out, identity, daily, rows)?;
    rows.copy(&mut out)?;
    out.seal()
}

/// A record of progress, for rows that are kept elsewhere.
pub fn record<'a>(
    identity: &Identity,
    daily: impl Iterator<Item = &'a Daily>,
    rows: &Rows,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut out = Summed::new(&mut bytes);
    let written = out
        .write_all(PROGRESS)
        .and_then(|()| begin(&mut out, identity, daily, rows))
        .and_then(|()| out.write_all(&rows.hash()))
        .and_then(|()| out.seal());
    debug_assert!(written.is_ok(), "memory takes everything");
    bytes
}

fn begin<'a>(
    out: &mut impl Write,
    identity: &Identity,
    daily: impl Iterator<Item = &'a Daily>,
    rows: &Rows,
) -> io::Result<()> {
    let mut summaries = Writer::default();
    daily.for_each(|daily| daily.write(&mut summaries));
    block(out, &serde_json::to_vec(identity)?)?;
    block(out, &summaries.0)?;
    out.write_all(&(rows.numbers().len() as u64).to_le_bytes())
}

fn block(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)
}

/// Reads a part of the experiment `identity`, whose daily summaries have the shapes of `empty`: adds its rows and
/// returns its daily summaries. Of a part that cannot be used, no row stays.
///
/// # Errors
/// If it is damaged, belongs to another experiment or holds replicates that are not wanted.
pub fn read<'a>(
    from: &mut dyn Read,
    identity: &Identity,
    empty: impl Iterator<Item = &'a Daily>,
    rows: &mut Rows,
    wanted: impl Fn(u64) -> bool,
) -> Result<Vec<Daily>, PartError> {
    let mark = rows.mark();
    let read = || {
        let mut from = Summed::new(from);
        let (daily, count) = beginning(&mut from, PART, identity, empty)?;
        let mut row = vec![0; rows.row_bytes()];
        let mut last = None;
        for _ in 0..count {
            from.read_exact(&mut row)?;
            rows.append_bytes(&row)?;
            let number = rows.numbers().last().copied();
            if number <= last {
                return Err(PartError::Damaged);
            }
            last = number;
        }
        if !from.sealed()? {
            return Err(PartError::Damaged);
        }
        Ok(daily)
    };
    let daily = read();
    let unwanted = rows.numbers()[mark.0..]
        .iter()
        .find(|k| !wanted(**k))
        .copied();
    let daily = match unwanted {
        Some(number) => daily.and(Err(PartError::Unwanted(number))),
        None => daily,
    };
    daily.inspect_err(|_| rows.back_to(mark))
}

/// Reads a record of progress and takes up the rows that it speaks of; returns the daily summaries over them.
///
/// # Errors
/// If record or rows are damaged, belong to another experiment or hold replicates that are not wanted.
pub fn take_up<'a>(
    record: &[u8],
    identity: &Identity,
    empty: impl Iterator<Item = &'a Daily>,
    rows: &mut Rows,
    wanted: impl Fn(u64) -> bool,
) -> Result<Vec<Daily>, PartError> {
    // A damaged record would look like that of another run.
    let mut whole = Summed::new(record);
    let sealed = record.len().saturating_sub(CHECKSUM) as u64;
    io::copy(&mut whole.by_ref().take(sealed), &mut io::sink())?;
    if !whole.sealed()? {
        return Err(PartError::Damaged);
    }
    let mut from = record;
    let (daily, count) = beginning(&mut from, PROGRESS, identity, empty)?;
    let mut hash = [0; CHECKSUM];
    from.read_exact(&mut hash)?;
    let mark = rows.mark();
    if !rows.take_up(count, &hash)? {
        return Err(PartError::Damaged);
    }
    match rows.numbers().iter().find(|k| !wanted(**k)).copied() {
        Some(number) => {
            rows.back_to(mark);
            Err(PartError::Unwanted(number))
        }
        None => Ok(daily),
    }
}

/// Everything before the rows: the daily summaries, and how many rows there are.
fn beginning<'a>(
    from: &mut impl Read,
    expected: &[u8],
    identity: &Identity,
    empty: impl Iterator<Item = &'a Daily>,
) -> Result<(Vec<Daily>, u64), PartError> {
    let mut mark = vec![0; expected.len()];
    from.read_exact(&mut mark)?;
    if mark != expected {
        return Err(PartError::Damaged);
    }
    let json = piece(from)?;
    let theirs: Identity = serde_json::from_slice(&json).map_err(|_| PartError::Damaged)?;
    if theirs != *identity {
        return Err(PartError::Foreign(identity.differences(&theirs)));
    }
    let summaries = piece(from)?;
    let mut reader = Reader(&summaries);
    let daily: Option<Vec<Daily>> = empty.map(|empty| empty.read(&mut reader)).collect();
    let daily = daily.filter(|_| reader.0.is_empty());
    Ok((daily.ok_or(PartError::Damaged)?, number(from)?))
}

fn number(from: &mut impl Read) -> Result<u64, PartError> {
    let mut bytes = [0; 8];
    from.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

/// Bytes after their length; a length that lies takes no memory.
fn piece(from: &mut impl Read) -> Result<Vec<u8>, PartError> {
    let length = number(from)?;
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length {
        Ok(bytes)
    } else {
        Err(PartError::Damaged)
    }
}
