//! Measures what every lever does and writes the page about levers: `cargo run --release --example levers`
//! (some six minutes of processor time). With names of levers behind `--` only these are measured
//! anew; with `-- page` none, and the page alone is written.
//!
//! Responses go to `docs/data/lever-responses.csv`, the page to `docs/levers.md`. The test `levers`
//! checks that the page is what this program makes of the records and the responses.

mod evidence;
mod page;
mod responses;

use responses::{Row, Step};
use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = root.join(responses::FILE);
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words != ["page"] {
        let kept = if words.is_empty() {
            Vec::new()
        } else {
            responses::read(&fs::read_to_string(&table)?)?
        };
        fs::write(&table, responses::write(&measured(&words, kept)?)?)?;
    }
    let rows = responses::read(&fs::read_to_string(&table)?)?;
    fs::write(root.join(page::FILE), page::page(root, &rows)?)?;
    println!("{}", root.join(page::FILE).display());
    Ok(())
}

/// The rows of all levers in the order of the records: those of the levers named measured now, all
/// if none is named, the others as they were kept.
fn measured(levers: &[String], kept: Vec<Row>) -> Result<Vec<Row>, Box<dyn Error>> {
    let base = responses::base();
    let all = responses::steps(&base);
    let is_named = |step: &&Step| {
        levers.is_empty()
            || levers
                .iter()
                .any(|lever| step.setting.name().split('.').next() == Some(lever))
    };
    let steps: Vec<Step> = all.iter().filter(is_named).cloned().collect();
    eprintln!("{} steps", steps.len());
    let new = responses::measure(&steps)?;
    let old = kept
        .into_iter()
        .filter(|row| !steps.iter().any(|step| step.setting.name() == row.setting));
    let mut rows: Vec<Row> = old.chain(new).collect();
    rows.sort_by_key(|row| {
        all.iter()
            .position(|step| step.setting.name() == row.setting)
    });
    Ok(rows)
}
