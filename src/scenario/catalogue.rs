//! The records that come with the program: origins and places, parameters, levers and sources.
//!
//! They are TOML files in `data/`, embedded in the binary and read with the same care as a user's
//! files. Their formats are described at the top of each file.

use super::diagnostic::{Diagnostics, Problem, Text};
use super::file::{self, OriginShape, PlaceShape, named_tables};
use super::number::Meaning;
use super::read::{Fields, Node, Reader};
use crate::distribution::Quantity;
use crate::lever::{Family, Lever, SettingRecord, Sign};
use crate::parameter::{Grade, Parameter};
use crate::setting::Setting;
use crate::world::{Origin, Place, Scope, World};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A publication, or the word for a kind of reasoning.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The key that records cite.
    pub key: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Date of publication as far as it is known.
    pub date: String,
    /// Address, empty if none is on record.
    pub url: String,
}

/// All records.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Origins and places.
    pub world: World,
    /// Every input that nature or behaviour decides.
    pub parameters: Vec<Parameter>,
    /// Every lever.
    pub levers: Vec<Lever>,
    /// Every publication cited.
    pub sources: Vec<Source>,
}

/// The records embedded in the program.
///
/// # Errors
///
/// All problems in the embedded files; a test makes sure that a released program has none.
pub fn catalogue() -> Result<&'static Catalogue, Diagnostics> {
    static CATALOGUE: OnceLock<Result<Catalogue, Diagnostics>> = OnceLock::new();
    let read = || {
        Catalogue::read(
            &Text::new("data/world.toml", include_str!("../../data/world.toml")),
            &Text::new("data/sources.toml", include_str!("../../data/sources.toml")),
            &Text::new("data/levers.toml", include_str!("../../data/levers.toml")),
            &Text::new(
                "data/parameters.toml",
                include_str!("../../data/parameters.toml"),
            ),
        )
    };
    CATALOGUE.get_or_init(read).as_ref().map_err(Clone::clone)
}

impl Catalogue {
    /// Reads the records from four texts.
    ///
    /// # Errors
    ///
    /// All problems of all texts.
    pub fn read(
        world: &Text,
        sources: &Text,
        levers: &Text,
        parameters: &Text,
    ) -> Result<Catalogue, Diagnostics> {
        let mut problems = Vec::new();
        let mut catalogue = Catalogue::default();
        read_tables(world, &mut problems, |reader, root| {
            catalogue.world = read_world(reader, root);
        });
        read_tables(sources, &mut problems, |reader, root| {
            catalogue.sources = named(reader, root, read_source);
        });
        let with_sources = catalogue.clone();
        read_tables(levers, &mut problems, |reader, root| {
            catalogue.levers = named(reader, root, |reader, name, node| {
                read_lever(reader, name, node, &with_sources)
            });
        });
        read_tables(parameters, &mut problems, |reader, root| {
            read_parameters(reader, "", root, &with_sources, &mut catalogue.parameters);
        });
        catalogue.missing_settings(levers, &mut problems);
        if problems.is_empty() {
            Ok(catalogue)
        } else {
            Err(Diagnostics::new(problems))
        }
    }

    fn missing_settings(&self, text: &Text, problems: &mut Vec<Problem>) {
        for setting in Setting::ALL {
            if crate::lever::record(&self.levers, *setting).is_none() {
                problems.push(Problem::new(format!(
                    "{} has no record of `{}`",
                    text.name,
                    setting.name()
                )));
            }
        }
    }

    /// The parameter of that name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)
    }

    /// The lever of that name.
    #[must_use]
    pub fn lever(&self, name: &str) -> Option<&Lever> {
        self.levers.iter().find(|lever| lever.name == name)
    }

    /// The source of that key.
    #[must_use]
    pub fn source(&self, key: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.key == key)
    }
}

fn read_tables(text: &Text, problems: &mut Vec<Problem>, read: impl FnOnce(&mut Reader, &Node)) {
    let (tree, errors) = DeTable::parse_recoverable(text.text());
    let root = Spanned::new(tree.span(), DeValue::Table(tree.into_inner()));
    let mut reader = Reader::new(text);
    reader.syntax(errors);
    read(&mut reader, &root);
    problems.extend(reader.into_problems());
}

/// Reads every table of `root` by its name.
fn named<T>(
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

fn required(reader: &mut Reader, fields: &Fields, key: &str) -> String {
    match fields.get(key) {
        Some(node) => reader
            .string(node, &format!("`{key}`"))
            .map(|text| text.value)
            .unwrap_or_default(),
        None => {
            reader.report(
                fields.span.clone(),
                Problem::new(format!("`{key}` is missing")),
            );
            String::new()
        }
    }
}

fn read_world(reader: &mut Reader, root: &Node) -> World {
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

/// `nuevo-laredo` as `Nuevo Laredo`.
fn title_case(name: &str) -> String {
    let words: Vec<String> = name.split('-').map(super::words::capitalized).collect();
    words.join(" ")
}

fn read_source(reader: &mut Reader, key: &str, node: &Node) -> Option<Source> {
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

fn read_lever(
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
    Some(Lever {
        name: name.to_owned(),
        family,
        label,
        description,
        mechanism,
        sign,
        settings: settings.unwrap_or_default(),
        shares,
    })
}

fn find_setting(lever: &str, short: &str) -> Option<Setting> {
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
    node: &Node,
    catalogue: &Catalogue,
) -> Option<SettingRecord> {
    let keys = ["label", "unit", "reference", "range", "source", "note"];
    let fields = reader.fields(node, &format!("[{lever}.settings.{short}]"), &keys)?;
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
    Some(SettingRecord {
        setting,
        label,
        unit,
        reference,
        range,
        source,
        note,
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
fn read_parameters(
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
    node: &Node,
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
    let fields = reader.fields(node, &format!("[{name}]"), &keys)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_records_are_in_order() {
        if let Err(diagnostics) = catalogue() {
            panic!("{}", diagnostics.render(120, false));
        }
    }

    #[test]
    fn settings_carry_the_name_of_their_lever() {
        for lever in &catalogue().unwrap().levers {
            for record in &lever.settings {
                assert!(
                    record
                        .setting
                        .name()
                        .starts_with(&format!("{}.", lever.name))
                );
            }
        }
    }
}
