//! Reading what a setting costs from its record in `data/levers.toml`.

use std::collections::BTreeMap;

use super::diagnostic::Problem;
use super::number::Meaning;
use super::read::{Fields, Node, Reader};
use super::records::required;
use crate::lever::{Cost, CostItem, Per, Price, Whose};
use toml::de::DeValue;

/// A list of items, or `{ none = "why" }`.
pub fn read_cost(reader: &mut Reader, setting: &str, node: &Node) -> Option<Cost> {
    let what = format!("`cost` of `{setting}`");
    if matches!(node.get_ref(), DeValue::Table(_)) {
        let fields = reader.fields(node, &what, &["none"])?;
        return Some(Cost::None(required(reader, &fields, "none")));
    }
    let items = reader.list(node, &what)?;
    let items = items
        .into_iter()
        .filter_map(|node| read_item(reader, &what, node));
    Some(Cost::Items(items.collect()))
}

fn read_item(reader: &mut Reader, what: &str, node: &Node) -> Option<CostItem> {
    let keys = [
        "payer",
        "unit-cost",
        "usd",
        "units",
        "by",
        "per",
        "origins",
        "note",
    ];
    let fields = reader.fields(node, what, &keys)?;
    let payer = required(reader, &fields, "payer");
    let price = read_price(reader, what, &fields)?;
    let Some(per) = fields.get("per") else {
        let problem = Problem::new(format!("`per` of {what} is missing"));
        reader.report(fields.span.clone(), problem);
        return None;
    };
    let per = reader.choice(per, "`per`", &Per::NAMES)?;
    let units = match fields.get("units") {
        Some(node) => amount(reader, "units", node)?,
        None => 1.0,
    };
    let origins = match fields.get("origins") {
        Some(node) => reader.choice(node, "`origins`", &Whose::NAMES)?,
        None => Whose::All,
    };
    let reasoning = fields
        .get("note")
        .and_then(|node| reader.string(node, "`note`"));
    Some(CostItem {
        payer,
        price,
        units,
        by: by_cell(reader, &fields),
        per,
        origins,
        note: reasoning.map(|text| text.value).unwrap_or_default(),
    })
}

fn read_price(reader: &mut Reader, what: &str, fields: &Fields) -> Option<Price> {
    match (fields.get("unit-cost"), fields.get("usd")) {
        (Some(node), None) => {
            let name = reader.string(node, "`unit-cost`")?;
            Some(Price::Parameter(name.value))
        }
        (None, Some(node)) => amount(reader, "usd", node).map(Price::Usd),
        _ => {
            let problem = Problem::new(format!("{what} needs either `unit-cost` or `usd`"));
            reader.report(fields.span.clone(), problem);
            None
        }
    }
}

fn by_cell(reader: &mut Reader, fields: &Fields) -> BTreeMap<String, f64> {
    let Some(by) = fields.get("by").and_then(|node| reader.table(node, "`by`")) else {
        return BTreeMap::new();
    };
    let entries = by.entries.into_iter();
    entries
        .filter_map(|(cell, _, node)| Some((cell.to_owned(), amount(reader, cell, node)?)))
        .collect()
}

/// A number that is not negative.
fn amount(reader: &mut Reader, name: &str, node: &Node) -> Option<f64> {
    let meaning = Meaning {
        name,
        unit: "units",
        range: [0.0, f64::MAX],
    };
    reader.number(node, meaning)
}
