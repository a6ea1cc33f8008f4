//! Reading the records in `data/` from their tables.

use super::catalogue::{Catalogue, Source};
use super::cost_records::read_cost;
use super::diagnostic::Problem;
use super::effect::read_effect;
use super::file::{self, OriginShape, PlaceShape, named_tables};
use super::number::Meaning;
use super::read::{Fields, Node, Reader};
use super::source::Text;
use crate::distribution::Quantity;
use crate::lever::{Family, Lever, SettingRecord, Sign};
use crate::parameter::{Grade, Parameter};
use crate::setting::Setting;
use crate::world::{Origin, Place, Scope, World};
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub fn read_tables(
    text: &Text,
    problems: &mut Vec<Problem>,
    read: impl FnOnce(&mut Reader, &Node),
) {
    let (tree, errors) = DeTable::parse_recoverable(text.text());
    let root = Spanned::new(tree.span(), DeValue::Table(tree.into_inner()));
    let mut reader = Reader::new(text);
    reader.syntax(errors);
    read(&mut reader, &root);
    problems.extend(reader.into_problems());
}

/// Reads every table of `root` by its name.
pub fn named<T>(
    reader: &mut Reader,
    root: &Node,
    mut read: impl FnMut(&mut Reader, &str, &Node) -> Option<T>,
) -> Vec<T> {
    let Some(fields) = reader.table(root, "the file") else {
        return Vec::new();
    };
    fields
        .entries
        .into_iter()
        .filter_map(|(name, _, node)| read(reader, name, node))
        .collect()
}

/// A text that must be there.
pub fn required(reader: &mut Reader, fields: &Fields, key: &str) -> String {
    let Some(node) = fields.get(key) else {
        reader.report(
            fields.span.clone(),
            Problem::new(format!("`{key}` is missing")),
        );
        return String::new();
    };
    let text = reader.string(node, &format!("`{key}`"));
    text.map(|text| text.value).unwrap_or_default()
}

pub fn read_world(reader: &mut Reader, root: &Node) -> World {
    let Some(fields) = reader.fields(root, "data/world.toml", &["origin", "place"]) else {
        return World::default();
    };
    let origins = fields
        .get("origin")
        .map(|node| named_tables(reader, node, "`origin`", file::origin));
    let places = fields
        .get("place")
        .map(|node| named_tables(reader, node, "`place`", file::place));
    let origins = origins
        .unwrap_or_default()
        .into_iter()
        .map(|(name, shape)| new_origin(&name.value, &shape));
    let places = places
        .unwrap_or_default()
        .into_iter()
        .map(|(name, shape)| new_place(&name.value, &shape));
    World {
        origins: origins.collect(),
        places: places.collect(),
    }
}

/// An origin from its shape, with a label made from the name if it has none.
pub fn new_origin(name: &str, shape: &OriginShape) -> Origin {
    let mut origin = Origin {
        name: name.to_owned(),
        label: title_case(name),
        in_mexico: false,
    };
    shape.apply(&mut origin);
    origin
}

/// A place from its shape, with a label made from the name if it has none.
pub fn new_place(name: &str, shape: &PlaceShape) -> Place {
    let mut place = Place {
        name: name.to_owned(),
        label: title_case(name),
        border: false,
        longitude: 0.0,
        latitude: 0.0,
        port: String::new(),
        field_office: String::new(),
        sectors: Vec::new(),
    };
    shape.apply(&mut place);
    place
}

fn set<T: Clone>(target: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        target.clone_from(value);
    }
}

/// `nuevo-laredo` as `Nuevo Laredo`.
fn title_case(name: &str) -> String {
    let words: Vec<String> = name.split('-').map(super::words::capitalized).collect();
    words.join(" ")
}

pub fn read_source(reader: &mut Reader, key: &str, node: &Node) -> Option<Source> {
    let fields = reader.fields(
        node,
        &format!("[{key}]"),
        &["title", "publisher", "date", "url", "note"],
    )?;
    let [title, publisher, date, url] =
        ["title", "publisher", "date", "url"].map(|key| required(reader, &fields, key));
    Some(Source {
        key: key.to_owned(),
        title,
        publisher,
        date,
        url,
    })
}

pub fn read_lever(
    reader: &mut Reader,
    name: &str,
    node: &Node,
    catalogue: &Catalogue,
) -> Option<Lever> {
    let keys = [
        "family",
        "label",
        "description",
        "mechanism",
        "sign",
        "settings",
        "shares",
        "limit",
        "effects",
        "evidence",
        "moves",
    ];
    let fields = reader.fields(node, &format!("[{name}]"), &keys)?;
    let [label, description, mechanism] =
        ["label", "description", "mechanism"].map(|key| required(reader, &fields, key));
    let family = fields
        .get("family")
        .and_then(|node| reader.choice(node, "`family`", &Family::NAMES))?;
    let sign = fields
        .get("sign")
        .and_then(|node| reader.choice(node, "`sign`", &Sign::NAMES))?;
    let settings = fields.get("settings").map(|node| {
        named(reader, node, |reader, short, node| {
            read_setting(reader, name, short, node, catalogue)
        })
    });
    let shares = fields
        .get("shares")
        .and_then(|node| reader.strings(node, "`shares`"))
        .unwrap_or_default();
    let shares = shares
        .iter()
        .filter_map(|short| find_setting(name, &short.value))
        .collect();
    let effect = read_effect(reader, name, &fields);
    Some(Lever {
        name: name.to_owned(),
        family,
        label,
        description,
        mechanism,
        sign,
        effect,
        settings: settings.unwrap_or_default(),
        shares,
    })
}

pub fn find_setting(lever: &str, short: &str) -> Option<Setting> {
    let name = format!("{lever}.{short}");
    Setting::ALL
        .iter()
        .copied()
        .find(|setting| setting.name() == name)
}

fn read_setting(
    reader: &mut Reader,
    lever: &str,
    short: &str,
    table: &Node,
    catalogue: &Catalogue,
) -> Option<SettingRecord> {
    let keys = [
        "label",
        "unit",
        "reference",
        "range",
        "source",
        "note",
        "cost",
    ];
    let fields = reader.fields(table, &format!("[{lever}.settings.{short}]"), &keys)?;
    let Some(setting) = find_setting(lever, short) else {
        let names = Setting::ALL.iter().map(|setting| setting.name());
        reader.unknown(
            fields.span,
            "setting",
            &format!("{lever}.{short}"),
            "",
            names,
        );
        return None;
    };
    let [label, unit] = ["label", "unit"].map(|key| required(reader, &fields, key));
    let name = setting.name();
    let range = range(reader, &fields, "range", name, &unit)?;
    let reference = fields.get("reference").and_then(|node| {
        reader.number(
            node,
            Meaning {
                name,
                unit: &unit,
                range,
            },
        )
    })?;
    let (source, note) = source_and_note(reader, &fields, catalogue);
    let Some(cost) = fields.get("cost") else {
        let problem = Problem::new(format!("`cost` of `{name}` is missing"))
            .help("list what one unit costs, or say why it costs nothing: { none = \"…\" }");
        reader.report(fields.span.clone(), problem);
        return None;
    };
    let cost = read_cost(reader, name, cost)?;
    Some(SettingRecord {
        setting,
        label,
        unit,
        reference,
        range,
        source,
        note,
        cost,
    })
}

fn source_and_note(
    reader: &mut Reader,
    fields: &Fields,
    catalogue: &Catalogue,
) -> (String, String) {
    let (source, note) = reader.source_and_note(fields, catalogue);
    if fields.get("source").is_none() {
        reader.report(fields.span.clone(), Problem::new("`source` is missing"));
    }
    (
        source.map(|source| source.value).unwrap_or_default(),
        note.unwrap_or_default(),
    )
}

/// Reads `[low, high]`; `inf` is allowed.
fn range(
    reader: &mut Reader,
    fields: &Fields,
    key: &str,
    name: &str,
    unit: &str,
) -> Option<[f64; 2]> {
    let Some(node) = fields.get(key) else {
        reader.report(
            fields.span.clone(),
            Problem::new(format!("`{key}` of `{name}` is missing")),
        );
        return None;
    };
    let limits: Vec<f64> = reader
        .list(node, &format!("`{key}`"))?
        .into_iter()
        .filter_map(|node| match node.get_ref() {
            DeValue::Float(number) if number.as_str().ends_with("inf") => {
                number.as_str().parse().ok()
            }
            _ => reader.any_number(
                node,
                Meaning {
                    name,
                    unit,
                    range: [f64::MIN, f64::MAX],
                },
            ),
        })
        .collect();
    match limits[..] {
        [low, high] if low <= high => Some([low, high]),
        _ => {
            reader.report(
                node.span(),
                Problem::new(format!("`{key}` of `{name}` must be [smallest, largest]")),
            );
            None
        }
    }
}

/// Parameters are tables with a `value`; other tables are groups of them.
pub fn read_parameters(
    reader: &mut Reader,
    prefix: &str,
    root: &Node,
    catalogue: &Catalogue,
    found: &mut Vec<Parameter>,
) {
    let Some(fields) = reader.table(root, prefix) else {
        return;
    };
    for (key, _, node) in fields.entries {
        let name = format!("{prefix}{key}");
        let is_record =
            matches!(node.get_ref(), DeValue::Table(table) if table.contains_key("value"));
        if is_record {
            found.extend(read_parameter(reader, &name, node, catalogue));
        } else {
            read_parameters(reader, &format!("{name}."), node, catalogue, found);
        }
    }
}

fn read_parameter(
    reader: &mut Reader,
    name: &str,
    table: &Node,
    catalogue: &Catalogue,
) -> Option<Parameter> {
    let keys = [
        "label",
        "unit",
        "scope",
        "bounds",
        "value",
        "by",
        "independent",
        "grade",
        "source",
        "note",
    ];
    let fields = reader.fields(table, &format!("[{name}]"), &keys)?;
    let [label, unit] = ["label", "unit"].map(|key| required(reader, &fields, key));
    let scope = match fields.get("scope") {
        Some(node) => reader.choice(node, "`scope`", &Scope::NAMES)?,
        None => Scope::National,
    };
    let bounds = range(reader, &fields, "bounds", name, &unit)?;
    let meaning = Meaning {
        name,
        unit: &unit,
        range: bounds,
    };
    let value = fields
        .get("value")
        .and_then(|node| reader.quantity(node, meaning))?;
    let by = by_cell(reader, &fields, meaning, scope, &catalogue.world);
    let independent = fields
        .get("independent")
        .and_then(|node| reader.boolean(node, "`independent`"));
    let Some(grade) = fields.get("grade") else {
        reader.report(
            fields.span.clone(),
            Problem::new(format!("`grade` of `{name}` is missing")),
        );
        return None;
    };
    let grade = reader.choice(grade, "`grade`", &Grade::NAMES)?;
    let (source, note) = source_and_note(reader, &fields, catalogue);
    let independent = independent.unwrap_or(false);
    Some(Parameter {
        name: name.to_owned(),
        label,
        unit,
        scope,
        bounds,
        value,
        by,
        independent,
        grade,
        source,
        note,
    })
}

fn by_cell(
    reader: &mut Reader,
    fields: &Fields,
    meaning: Meaning,
    scope: Scope,
    world: &World,
) -> BTreeMap<String, Quantity> {
    let Some(node) = fields.get("by") else {
        return BTreeMap::new();
    };
    let mut by = BTreeMap::new();
    for (key, quantity) in reader.quantities_by_cell(node, meaning, scope) {
        if let Some(problem) = super::cells::unknown_cell(&key, scope, world) {
            reader.report(key.span.clone(), problem);
        }
        by.insert(key.value, quantity);
    }
    by
}

impl OriginShape {
    /// Changes what the shape names.
    pub fn apply(&self, origin: &mut Origin) {
        set(&mut origin.label, self.label.as_ref());
        set(&mut origin.in_mexico, self.in_mexico.as_ref());
    }
}

impl PlaceShape {
    /// Changes what the shape names.
    pub fn apply(&self, place: &mut Place) {
        set(&mut place.label, self.label.as_ref());
        set(&mut place.border, self.border.as_ref());
        set(&mut place.longitude, self.longitude.as_ref());
        set(&mut place.latitude, self.latitude.as_ref());
        set(&mut place.port, self.port.as_ref());
        set(&mut place.field_office, self.field_office.as_ref());
        set(&mut place.sectors, self.sectors.as_ref());
    }
}
