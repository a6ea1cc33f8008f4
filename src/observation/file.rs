//! Rows of published counts: the layout of `data/observations.csv`.

use crate::time::Date;

/// The columns, in any order.
const COLUMNS: [&str; 10] = [
    "series",
    "place",
    "origin",
    "period_start",
    "period_end",
    "value",
    "unit",
    "quality",
    "source",
    "note",
];

/// Columns that every file has; the others may be left out.
const NEEDED: usize = 6;

/// One published count.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// Dotted name of the series.
    pub series: String,
    /// Place as published.
    pub place: String,
    /// Origin as published.
    pub origin: String,
    /// First day counted.
    pub start: Date,
    /// Last day counted; the first day for a stock.
    pub end: Date,
    /// The count.
    pub value: f64,
    /// How firm it is: `official`, `read`, `derived`, `partly`.
    pub quality: String,
    /// Where it was published.
    pub source: String,
    /// Line of the file.
    pub line: u64,
}

/// Reads a table of published counts; `name` is the file's in messages.
///
/// # Errors
/// A sentence with the line, what was found and what would be accepted.
pub fn read(text: &str, name: &str) -> Result<Vec<Published>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let heads = reader
        .headers()
        .map_err(|error| format!("{name}: {error}"))?
        .clone();
    let position = |column: &str| heads.iter().position(|head| head == column);
    let places = COLUMNS.map(position);
    if let Some(missing) = (0..NEEDED).find(|index| places[*index].is_none()) {
        return Err(format!(
            "{name}, line 1: there is no column `{}`; found `{}`\n  help: the first line names the columns: {}",
            COLUMNS[missing],
            shown(&heads.iter().collect::<Vec<_>>().join(",")),
            COLUMNS.join(",")
        ));
    }
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.map_err(|error| format!("{name}: {error}"))?;
        let line = record.position().map_or(0, csv::Position::line);
        published(&record, &places, line).map_err(|found| format!("{name}, line {line}: {found}"))
    };
    reader.records().map(row).collect()
}

fn published(
    record: &csv::StringRecord,
    places: &[Option<usize>; COLUMNS.len()],
    line: u64,
) -> Result<Published, String> {
    let cell = |column: usize| {
        let found = places[column].and_then(|place| record.get(place));
        found.unwrap_or_default()
    };
    let date = |column: usize| {
        cell(column).parse::<Date>().map_err(|_| {
            format!(
                "`{}` in column `{}` is no date; accepted are dates such as 2024-03-31",
                shown(cell(column)),
                COLUMNS[column]
            )
        })
    };
    for (column, name) in COLUMNS.iter().enumerate().take(3) {
        if cell(column).is_empty() {
            return Err(format!("column `{name}` is empty"));
        }
    }
    let (start, end) = (date(3)?, date(4)?);
    if end < start {
        return Err(format!(
            "the period ends on {end}, before it starts on {start}"
        ));
    }
    let value = cell(5).parse::<f64>().ok();
    let value = value.filter(|value| value.is_finite() && *value >= 0.0);
    let value = value.ok_or_else(|| {
        format!(
            "`{}` in column `value` is no count; accepted are numbers from 0, such as 137480",
            shown(cell(5))
        )
    })?;
    let text = |column: usize| cell(column).to_owned();
    Ok(Published {
        series: text(0),
        place: text(1),
        origin: text(2),
        start,
        end,
        value,
        quality: text(7),
        source: text(8),
        line,
    })
}

/// The beginning of a text of unknown length.
fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "series,place,origin,period_start,period_end,value\n";

    #[test]
    fn the_short_layout_is_enough() {
        let rows = read(
            &format!("{HEAD}a.b,all,mexico,2024-03-01,2024-03-31,120\n"),
            "f",
        )
        .unwrap();
        assert_eq!((rows[0].value, rows[0].line), (120.0, 2));
        assert_eq!(rows[0].quality, "");
    }

    #[test]
    fn broken_rows_are_told_with_line_and_what_is_accepted() {
        let broken = |row: &str| read(&format!("{HEAD}{row}\n"), "f.csv").unwrap_err();
        assert!(
            broken("a,all,all,2024-13-01,2024-03-31,1").contains("f.csv, line 2: `2024-13-01`")
        );
        assert!(broken("a,all,all,2024-03-31,2024-03-01,1").contains("before it starts"));
        assert!(broken("a,all,all,2024-03-01,2024-03-31,many").contains("`many`"));
        assert!(broken("a,all,all,2024-03-01,2024-03-31,-4").contains("numbers from 0"));
        assert!(broken("a,,all,2024-03-01,2024-03-31,4").contains("`place` is empty"));
        assert!(broken("a,all").contains("f.csv"));
        assert!(
            read("a,b\n1,2\n", "f.csv")
                .unwrap_err()
                .contains("no column `series`")
        );
    }
}
