//! What the pictures are drawn from, kept for tests.

use std::io::Write as _;
use std::path::Path;

use flate2::{Compression, GzBuilder};
use garita::chart::Original;
use serde_json::Value;

use super::Problem;

/// Where it is kept.
pub const FOLDER: &str = "tests/data/gallery";

/// Digits kept of every number: more than a picture shows.
const DIGITS: usize = 4;

/// Writes `NAME.json.gz`.
pub fn keep(project: &Path, name: &str, original: &Original) -> Result<(), Problem> {
    let mut value = serde_json::to_value(original)?;
    shorten(&mut value);
    let file = std::fs::File::create(project.join(FOLDER).join(format!("{name}.json.gz")))?;
    // Without name and time inside, the same figure makes the same file.
    let mut packed = GzBuilder::new().write(file, Compression::best());
    packed.write_all(&serde_json::to_vec(&value)?)?;
    packed.finish()?;
    Ok(())
}

/// Rounds every number with a fraction.
fn shorten(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let short = number
                .as_f64()
                .map(|exact| format!("{exact:.*e}", DIGITS - 1));
            let short = short.and_then(|text| text.parse::<f64>().ok());
            if let Some(number) = short.and_then(serde_json::Number::from_f64) {
                *value = Value::Number(number);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(shorten),
        Value::Object(values) => values.values_mut().for_each(shorten),
        _ => {}
    }
}
