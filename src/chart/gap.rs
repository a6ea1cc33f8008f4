//! JSON has no NaN: a missing number is written as `null` and read back as NaN.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

fn write(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn read(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}

/// One number.
pub(super) mod one {
    use super::{Deserialize, Deserializer, Serialize, Serializer, read, write};

    #[allow(clippy::trivially_copy_pass_by_ref)] // the signature serde asks for
    pub fn serialize<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
        write(*value).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        Option::deserialize(from).map(read)
    }
}

/// A list of numbers.
pub(super) mod many {
    use super::{Deserialize, Deserializer, Serializer, read, write};

    pub fn serialize<S: Serializer>(values: &[f64], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(values.iter().map(|value| write(*value)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
        let values: Vec<Option<f64>> = Vec::deserialize(from)?;
        Ok(values.into_iter().map(read).collect())
    }
}

/// A table of numbers.
pub(super) mod rows {
    use super::{Deserialize, Deserializer, Serializer, read, write};

    pub fn serialize<S: Serializer>(rows: &[Vec<f64>], to: S) -> Result<S::Ok, S::Error> {
        let rows = rows
            .iter()
            .map(|row| row.iter().map(|value| write(*value)).collect::<Vec<_>>());
        to.collect_seq(rows)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Vec<f64>>, D::Error> {
        let rows: Vec<Vec<Option<f64>>> = Vec::deserialize(from)?;
        let numbers = |row: Vec<Option<f64>>| row.into_iter().map(read).collect();
        Ok(rows.into_iter().map(numbers).collect())
    }
}
