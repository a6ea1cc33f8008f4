//! A list as people read it (an entry each, at the width of the window) or as programs do (CSV, JSON).

use super::args::Format;
use super::{Failure, terminal};
use crate::scenario::Listing;

/// Which columns of a list make an entry; a list without a layout is printed as a table.
pub struct Layout {
    /// Between the name and its facts; nothing keeps the facts of all entries in one column.
    pub joint: Option<&'static str>,
    /// Short facts behind the name, from left to right.
    pub facts: &'static [&'static str],
    /// Words below it.
    pub words: &'static [&'static str],
}

/// Columns between the left edge and the words of an entry.
const INDENT: &str = "    ";

/// The list in the format asked for.
pub fn text(listing: &Listing, layout: Option<&Layout>, format: Format) -> Result<String, Failure> {
    match (format, layout) {
        (Format::Csv, _) => csv_text(listing),
        (Format::Json, _) => Ok(json_text(listing)),
        (Format::Text, Some(layout)) => Ok(entries(listing, layout, terminal::width())),
        (Format::Text, None) => Ok(terminal::table(&listing.header, listing.rows.clone())),
    }
}

fn entries(listing: &Listing, layout: &Layout, width: usize) -> String {
    let column = |name: &&str| listing.header.iter().position(|head| head == name);
    let facts: Vec<usize> = layout.facts.iter().filter_map(column).collect();
    let words: Vec<usize> = layout.words.iter().filter_map(column).collect();
    let names = listing.rows.iter().map(|row| row[0].chars().count());
    let widest = names.max().unwrap_or(0).min(width / 2);
    let filled = |columns: &[usize], row: &[String]| -> Vec<String> {
        let cells = columns.iter().map(|&index| row[index].clone());
        cells
            .filter(|cell| !cell.is_empty() && cell != "–")
            .collect()
    };
    let entry = |row: &Vec<String>| {
        let facts = filled(&facts, row).join(", ");
        let first = match layout.joint {
            Some(joint) => format!("{}{joint}{facts}", row[0]),
            None => format!("{:widest$}  {facts}", row[0]),
        };
        let first = terminal::wrap_below(first.trim_end(), &" ".repeat(widest + 2), width);
        let name = terminal::bold(&row[0]);
        let mut lines = vec![first.replacen(&row[0], &name, 1)];
        let below = filled(&words, row);
        lines.extend(below.iter().map(|text| terminal::wrap(text, INDENT, width)));
        lines.join("\n")
    };
    listing
        .rows
        .iter()
        .map(entry)
        .collect::<Vec<_>>()
        .join("\n")
}

fn csv_text(listing: &Listing) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| Failure::Run(format!("cannot write the list: {error}"));
    writer.write_record(&listing.header).map_err(failed)?;
    for row in &listing.rows {
        writer.write_record(row).map_err(failed)?;
    }
    let bytes = writer.into_inner().unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}

fn json_text(listing: &Listing) -> String {
    let object = |row: &Vec<String>| -> serde_json::Value {
        let fields = listing.header.iter().zip(row);
        fields
            .map(|(head, cell)| ((*head).to_owned(), serde_json::Value::from(cell.as_str())))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let rows: Vec<serde_json::Value> = listing.rows.iter().map(object).collect();
    format!("{:#}", serde_json::Value::from(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing() -> Listing {
        let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        Listing {
            header: vec!["lever", "unit", "range", "meaning"],
            rows: vec![
                row([
                    "beds",
                    "beds",
                    "0 to 9",
                    "Beds in shelters, and what they are for.",
                ]),
                row(["a-longer-name", "", "–", "Said, \"so\"."]),
            ],
        }
    }

    #[test]
    fn an_entry_has_its_facts_beside_and_its_words_below() {
        let layout = Layout {
            joint: None,
            facts: &["unit", "range"],
            words: &["meaning"],
        };
        assert_eq!(
            entries(&listing(), &layout, 34),
            "beds           beds, 0 to 9\n    Beds in shelters, and what\n    they are for.\n\
             a-longer-name\n    Said, \"so\"."
        );
    }

    #[test]
    fn programs_get_every_column() {
        let csv = csv_text(&listing()).unwrap();
        assert!(
            csv.ends_with("a-longer-name,,–,\"Said, \"\"so\"\".\""),
            "{csv}"
        );
        let json: serde_json::Value = serde_json::from_str(&json_text(&listing())).unwrap();
        assert_eq!(json[0]["range"], "0 to 9");
    }
}
