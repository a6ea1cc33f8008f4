//! Tables for people who compute: columns with names, handed over through Arrow without copies.

use std::sync::Arc;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{
    ArrayRef, Float64Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use garita::export::tables::{Kind, kind};
use pyo3::exceptions::{PyKeyError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};

/// A table of results or of a list.
///
/// `to_pandas()`, `to_polars()`, `to_arrow()` and `to_dict()` turn it into what you compute with; `to_csv()` is the
/// text that the program would write, byte for byte. Anything that reads Arrow takes the table as it is.
#[pyclass(frozen, module = "garita_sim")]
pub struct Table {
    name: String,
    csv: Vec<u8>,
    batch: RecordBatch,
}

#[pymethods]
impl Table {
    /// Names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        let schema = self.batch.schema();
        schema
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect()
    }

    /// The text that the program writes: comma-separated, first line the names.
    fn to_csv(&self) -> PyResult<&str> {
        std::str::from_utf8(&self.csv).map_err(|error| PyRuntimeError::new_err(error.to_string()))
    }

    /// The columns as lists by name; a value that was not reached is None.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let columns = PyDict::new(py);
        for (name, column) in self.columns().iter().zip(self.batch.columns()) {
            columns.set_item(name, list(py, column)?)?;
        }
        Ok(columns)
    }

    /// A pandas.DataFrame.
    fn to_pandas<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let frame = import(py, "pandas", "pandas")?.getattr("DataFrame")?;
        frame.call1((self.to_dict(py)?,))
    }

    /// A polars.DataFrame.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        import(slf.py(), "polars", "polars")?
            .getattr("DataFrame")?
            .call1((slf,))
    }

    /// A pyarrow.Table.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        import(slf.py(), "pyarrow", "arrow")?
            .getattr("table")?
            .call1((slf,))
    }

    /// The table as a stream of Arrow: pyarrow, polars, pandas and others read it.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The wish for other types may be left unanswered; readers then convert.
        let _ = requested_schema;
        let batches = [Ok::<_, ArrowError>(self.batch.clone())];
        let reader = RecordBatchIterator::new(batches, self.batch.schema());
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// One column as a list.
    fn __getitem__<'py>(&self, py: Python<'py>, column: &str) -> PyResult<Bound<'py, PyList>> {
        match self.batch.column_by_name(column) {
            Some(column) => list(py, column),
            None => Err(PyKeyError::new_err(format!(
                "`{}` has no column `{column}`; it has {}",
                self.name,
                self.columns().join(", ")
            ))),
        }
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        let columns = self.columns();
        let shown: Vec<&str> = columns.iter().take(12).map(String::as_str).collect();
        let more = columns.len() - shown.len();
        let rest = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        format!(
            "<Table {}: {} rows of {}{rest}>",
            self.name,
            self.batch.num_rows(),
            shown.join(", ")
        )
    }
}

impl Table {
    /// The table of a CSV text that the engine wrote. Column names say what a column holds.
    pub fn from_csv(name: &str, csv: Vec<u8>) -> PyResult<Self> {
        let batch = batch(&csv, column_of).map_err(|error| broken(name, &*error))?;
        let name = name.to_owned();
        Ok(Self { name, csv, batch })
    }

    /// A list of everything that has a name: words alone.
    pub fn from_rows(name: &str, header: &[&str], rows: &[Vec<String>]) -> PyResult<Self> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let written = writer
            .write_record(header)
            .and_then(|()| rows.iter().try_for_each(|row| writer.write_record(row)));
        written.map_err(|error| broken(name, &error))?;
        let csv = writer.into_inner().map_err(|error| broken(name, &error))?;
        let batch =
            batch(&csv, |_| Column::Words(Vec::new())).map_err(|error| broken(name, &*error))?;
        let name = name.to_owned();
        Ok(Self { name, csv, batch })
    }
}

fn broken(name: &str, error: &dyn std::error::Error) -> PyErr {
    PyRuntimeError::new_err(format!("the table `{name}` cannot be read: {error}"))
}

/// A column being read.
enum Column {
    Words(Vec<String>),
    Whole(Vec<Option<i64>>),
    Numbers(Vec<Option<f64>>),
}

fn column_of(name: &str) -> Column {
    match kind(name) {
        Kind::Words => Column::Words(Vec::new()),
        Kind::Whole => Column::Whole(Vec::new()),
        Kind::Number => Column::Numbers(Vec::new()),
    }
}

type Trouble = Box<dyn std::error::Error>;

impl Column {
    fn push(&mut self, field: &str) -> Result<(), Trouble> {
        match self {
            Self::Words(column) => column.push(field.to_owned()),
            Self::Whole(column) => column.push(filled(field).map(str::parse).transpose()?),
            Self::Numbers(column) => column.push(filled(field).map(str::parse).transpose()?),
        }
        Ok(())
    }

    fn array(self) -> (DataType, ArrayRef) {
        match self {
            Self::Words(column) => (DataType::Utf8, Arc::new(StringArray::from(column))),
            Self::Whole(column) => (DataType::Int64, Arc::new(Int64Array::from(column))),
            Self::Numbers(column) => (DataType::Float64, Arc::new(Float64Array::from(column))),
        }
    }
}

/// A field, unless it is empty: not reached, or not defined.
fn filled(field: &str) -> Option<&str> {
    Some(field).filter(|field| !field.is_empty())
}

/// Reads a CSV text into columns of the kinds wanted.
fn batch(csv: &[u8], kind: impl Fn(&str) -> Column) -> Result<RecordBatch, Trouble> {
    let mut reader = csv::Reader::from_reader(csv);
    let names: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let mut columns: Vec<Column> = names.iter().map(|name| kind(name)).collect();
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row)? {
        for (column, field) in columns.iter_mut().zip(&row) {
            column.push(field)?;
        }
    }
    let (kinds, arrays): (Vec<DataType>, Vec<ArrayRef>) =
        columns.into_iter().map(Column::array).unzip();
    let fields = names
        .into_iter()
        .zip(kinds)
        .map(|(name, kind)| Field::new(name, kind, true));
    let schema: SchemaRef = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    Ok(RecordBatch::try_new(schema, arrays)?)
}

fn list<'py>(py: Python<'py>, column: &ArrayRef) -> PyResult<Bound<'py, PyList>> {
    let any = column.as_any();
    if let Some(numbers) = any.downcast_ref::<Float64Array>() {
        return PyList::new(py, numbers.iter().collect::<Vec<_>>());
    }
    if let Some(whole) = any.downcast_ref::<Int64Array>() {
        return PyList::new(py, whole.iter().collect::<Vec<_>>());
    }
    match any.downcast_ref::<StringArray>() {
        Some(words) => PyList::new(py, words.iter().collect::<Vec<_>>()),
        None => Err(PyRuntimeError::new_err("a column of no known kind")),
    }
}

/// A module that comes with an extra; where it is missing, the message says how to get it.
fn import<'py>(py: Python<'py>, module: &str, extra: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(module).map_err(|error| {
        let message =
            format!("{module} is not installed; get it with: pip install 'garita-sim[{extra}]'");
        let missing = pyo3::exceptions::PyImportError::new_err(message);
        missing.set_cause(py, Some(error));
        missing
    })
}
