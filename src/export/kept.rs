//! The values of every future, read back from the tables of an earlier result: what can be asked anew without simulating.

use std::path::{Path, PathBuf};

use super::saved::{Saved, SavedError};
use super::tables::{INPUT, LUCK, REPLICATES};
use crate::experiment::{Design, Results};
use crate::metric::{self, CellKey};
use crate::scenario::Scenario;

/// An earlier result as far as `replicates.csv` holds it: no daily series, and of the cells only some.
pub struct Kept {
    /// The scenarios in the order of the arms, the base first.
    pub scenarios: Vec<Scenario>,
    /// The values; NaN in cells that the table does not hold.
    pub results: Results,
    /// Cells that the table holds, by position.
    held: Vec<usize>,
    file: PathBuf,
}

impl Kept {
    /// Reads the values of an earlier result.
    ///
    /// # Errors
    /// If the table is missing, or does not hold what the record of the result says.
    pub fn of(saved: Saved) -> Result<Self, SavedError> {
        let file = saved.folder.join(REPLICATES);
        let cells = metric::cells(&saved.scenarios[0].world);
        let table = Table::read(&file, &saved.design, &cells)?;
        let order = base_first(&saved.design);
        let design = Design {
            arms: order
                .iter()
                .map(|&arm| saved.design.arms[arm].clone())
                .collect(),
            pairs: Vec::new(),
            watched: Vec::new(),
            ..saved.design
        };
        let mut scenarios: Vec<Option<Scenario>> = saved.scenarios.into_iter().map(Some).collect();
        let restored = Results::restored(
            design,
            cells,
            table.inputs.clone(),
            |arm, row| table.cells(order[arm], row),
            |row| table.shared(row),
        );
        Ok(Self {
            scenarios: order
                .iter()
                .filter_map(|&arm| scenarios[arm].take())
                .collect(),
            results: restored.map_err(|error| broken(&file, error.to_string()))?,
            held: table.held,
            file,
        })
    }

    /// Refuses a cell that the table does not hold.
    ///
    /// # Errors
    /// A message with the cells that it holds.
    pub fn holds(&self, cell: usize) -> Result<(), String> {
        if self.held.contains(&cell) {
            return Ok(());
        }
        let cells = &self.results.cells;
        let known: Vec<String> = self.held.iter().map(|&cell| cells[cell].name()).collect();
        Err(format!(
            "{} does not hold `{}`\n  help: it holds {}",
            self.file.display(),
            cells[cell].name(),
            known.join(", ")
        ))
    }
}

/// Positions of the arms, that of the base first.
fn base_first(design: &Design) -> Vec<usize> {
    let base = design.pairs.first().map_or(0, |pair| pair.base);
    let others = (0..design.arms.len()).filter(|arm| *arm != base);
    std::iter::once(base).chain(others).collect()
}

fn broken(file: &Path, reason: String) -> SavedError {
    SavedError::Broken {
        file: file.to_owned(),
        reason,
    }
}

/// `replicates.csv` as numbers.
struct Table {
    /// Cells of its columns, by position.
    held: Vec<usize>,
    inputs: Vec<String>,
    /// Number of all cells.
    cells: usize,
    /// Replicates of an arm.
    replicates: usize,
    /// By arm, then replicate: the values of a line.
    lines: Vec<Vec<f64>>,
}

impl Table {
    fn read(file: &Path, design: &Design, cells: &[CellKey]) -> Result<Self, SavedError> {
        let mut reader =
            csv::Reader::from_path(file).map_err(|error| broken(file, error.to_string()))?;
        let titles = reader
            .headers()
            .map_err(|error| broken(file, error.to_string()))?
            .clone();
        let (held, inputs) = columns(&titles, cells).map_err(|reason| broken(file, reason))?;
        let mut lines = Vec::new();
        let mut expected = design
            .arms
            .iter()
            .flat_map(|arm| design.replicates.iter().map(|k| (arm.name.as_str(), *k)));
        for (at, line) in reader.records().enumerate() {
            let line = line.map_err(|error| broken(file, error.to_string()))?;
            let whose = expected.next();
            let values = whose.and_then(|whose| numbers(&line, whose));
            let reason = || {
                format!(
                    "line {} is not the one of {}",
                    at + 2,
                    whose.map_or_else(
                        || "any future of the result".to_owned(),
                        |(arm, k)| format!("`{arm}` in future {k}")
                    )
                )
            };
            lines.push(values.ok_or_else(|| broken(file, reason()))?);
        }
        if let Some((arm, k)) = expected.next() {
            let reason = format!("the line of `{arm}` in future {k} is missing");
            return Err(broken(file, reason));
        }
        Ok(Self {
            held,
            inputs,
            cells: cells.len(),
            replicates: design.replicates.len(),
            lines,
        })
    }

    fn line(&self, arm: usize, row: usize) -> &[f64] {
        &self.lines[arm * self.replicates + row]
    }

    /// The values of all cells; NaN where the table has none.
    fn cells(&self, arm: usize, row: usize) -> Vec<f64> {
        let mut values = vec![f64::NAN; self.cells];
        for (cell, value) in self.held.iter().zip(self.line(arm, row)) {
            values[*cell] = *value;
        }
        values
    }

    /// The luck of demand and the inputs, which all arms share.
    fn shared(&self, row: usize) -> Vec<f64> {
        self.line(0, row)[self.held.len()..].to_vec()
    }
}

/// Cells and inputs of the columns.
fn columns(
    titles: &csv::StringRecord,
    cells: &[CellKey],
) -> Result<(Vec<usize>, Vec<String>), String> {
    let Some(luck) = titles.iter().position(|name| name == LUCK) else {
        return Err(format!("it has no column `{LUCK}`"));
    };
    let names: Vec<String> = cells.iter().map(CellKey::name).collect();
    let cell = |name: &str| {
        let position = names.iter().position(|known| known == name);
        position.ok_or_else(|| format!("there is no metric `{name}`"))
    };
    let held: Result<Vec<usize>, String> = titles.iter().take(luck).skip(2).map(cell).collect();
    let input = |name: &str| {
        let input = name.strip_prefix(INPUT).map(str::to_owned);
        input.ok_or_else(|| format!("the column `{name}` is no input"))
    };
    let inputs: Result<Vec<String>, String> = titles.iter().skip(luck + 1).map(input).collect();
    Ok((held?, inputs?))
}

/// The numbers of a line, if it is that of this scenario and replicate; an empty field is not a number.
fn numbers(line: &csv::StringRecord, (arm, k): (&str, u64)) -> Option<Vec<f64>> {
    let own = line.get(0)? == arm && line.get(1)?.parse() == Ok(k);
    let number = |field: &str| match field {
        "" => Some(f64::NAN),
        field => field.parse().ok(),
    };
    let values = || line.iter().skip(2).map(number).collect();
    own.then(values).flatten()
}
