//! Tables as Parquet, column by column with their types, made from the CSV files beside them (build feature `parquet`).

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use super::tables::{Kind, kind};

/// Rows that are written together.
const GROUP: usize = 65_536;

/// Writes a table as Parquet. Empty fields are missing values; words, whole numbers and numbers keep apart.
///
/// # Errors
/// If a file cannot be read or written, or a number in the table is none.
pub fn convert(csv: &Path, parquet: &Path) -> io::Result<()> {
    let mut table = csv::Reader::from_path(csv)?;
    let names: Vec<String> = table.headers()?.iter().map(str::to_owned).collect();
    let kinds: Vec<Kind> = names.iter().map(|name| kind(name)).collect();
    let fields = names
        .iter()
        .zip(&kinds)
        .map(|(name, kind)| field(name, *kind));
    let fields: Result<Vec<_>, _> = fields.collect();
    let schema = Type::group_type_builder("table").with_fields(fields.map_err(io::Error::other)?);
    let schema = Arc::new(schema.build().map_err(io::Error::other)?);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
    let file = File::create(parquet)?;
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties.build()))
        .map_err(io::Error::other)?;
    let mut rows = table.into_records();
    loop {
        let group: Result<Vec<csv::StringRecord>, csv::Error> = rows.by_ref().take(GROUP).collect();
        let group = group?;
        if group.is_empty() {
            break;
        }
        let mut columns = writer.next_row_group().map_err(io::Error::other)?;
        for (at, kind) in kinds.iter().enumerate() {
            column(&mut columns, *kind, group.iter().map(|row| &row[at]))?;
        }
        columns.close().map_err(io::Error::other)?;
    }
    writer.close().map_err(io::Error::other)?;
    Ok(())
}

fn field(name: &str, kind: Kind) -> parquet::errors::Result<Arc<Type>> {
    let (physical, logical) = match kind {
        Kind::Words => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Whole => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
    };
    let field = Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    field.build().map(Arc::new)
}

/// Writes the values of one column.
fn column<'a>(
    columns: &mut SerializedRowGroupWriter<File>,
    kind: Kind,
    values: impl Iterator<Item = &'a str>,
) -> io::Result<()> {
    let values: Vec<&str> = values.collect();
    let there: Vec<i16> = values
        .iter()
        .map(|value| i16::from(!value.is_empty()))
        .collect();
    let filled = || values.iter().filter(|value| !value.is_empty());
    let next = columns.next_column().map_err(io::Error::other)?;
    let mut next = next.ok_or_else(|| io::Error::other("fewer columns than names"))?;
    let written = match kind {
        Kind::Words => {
            let words: Vec<ByteArray> = filled().map(|value| ByteArray::from(*value)).collect();
            next.typed::<ByteArrayType>()
                .write_batch(&words, Some(&there), None)
        }
        Kind::Whole => {
            let whole: Result<Vec<i64>, _> = filled().map(|value| value.parse()).collect();
            let whole = whole.map_err(io::Error::other)?;
            next.typed::<Int64Type>()
                .write_batch(&whole, Some(&there), None)
        }
        Kind::Number => {
            let numbers: Result<Vec<f64>, _> = filled().map(|value| value.parse()).collect();
            let numbers = numbers.map_err(io::Error::other)?;
            next.typed::<DoubleType>()
                .write_batch(&numbers, Some(&there), None)
        }
    };
    written.map_err(io::Error::other)?;
    next.close().map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    #[test]
    fn words_numbers_and_missing_values_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let (csv, out) = (folder.path().join("a.csv"), folder.path().join("a.parquet"));
        std::fs::write(
            &csv,
            "scenario,replicate,mean\nstatus-quo,3,1.25\n\"a, b\",4,\n",
        )
        .unwrap();
        convert(&csv, &out).unwrap();
        let reader = SerializedFileReader::new(File::open(&out).unwrap()).unwrap();
        let rows: Vec<_> = reader
            .get_row_iter(None)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].get_string(0).unwrap(), "status-quo");
        assert_eq!(
            (rows[0].get_long(1).unwrap(), rows[0].get_double(2).unwrap()),
            (3, 1.25)
        );
        assert_eq!(rows[1].get_string(0).unwrap(), "a, b");
        assert!(rows[1].get_double(2).is_err(), "missing, not 0");
    }

    #[test]
    fn a_table_with_a_word_for_a_number_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("a.csv");
        std::fs::write(&csv, "scenario,mean\na,much\n").unwrap();
        assert!(convert(&csv, &folder.path().join("a.parquet")).is_err());
    }
}
