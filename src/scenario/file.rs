//! The shape of a scenario file: what it says, before inheritance and before anything is filled in.

use super::catalogue::Catalogue;
use super::diagnostic::{Located, Problem};
use super::goals::Goal;
use super::number::Meaning;
use super::read::{Fields, Node, Reader};
use super::shape::{LeverShape, ParameterShape};
use super::source::Text;
use super::{ListClosing, ListScope};
use crate::time::{Date, OfficeDays};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What one scenario file says. Everything may be missing: it may come from a parent.
#[derive(Clone, Debug)]
pub struct File {
    /// The text it was read from.
    pub text: Text,
    /// Keys that it has, readable or not.
    pub told: Vec<Located<String>>,
    /// It is not valid TOML, or empty: that keys are missing needs no second remark.
    pub broken: bool,
    /// Name given inside a frozen copy.
    pub name: Option<String>,
    /// Names of parents given inside a frozen copy, oldest first.
    pub lineage: Option<Vec<String>>,
    /// One line for people.
    pub title: Option<Located<String>>,
    /// One paragraph for people: what changes, and why.
    pub summary: Option<Located<String>>,
    /// The scenario that this one starts from.
    pub extends: Option<Located<String>>,
    /// Date as of which the policy in force was taken.
    pub policy_date: Option<Located<Date>>,
    /// First day.
    pub start: Option<Located<Date>>,
    /// Last day, included.
    pub end: Option<Located<Date>>,
    /// Where people are on the first day.
    pub start_state: Option<Located<StartShape>>,
    /// Set of fits that the uncertain numbers are taken from.
    pub calibration: Option<Located<String>>,
    /// Switches of the model.
    pub switches: SwitchesShape,
    /// Working days of U.S. offices.
    pub us_offices: Option<OfficeDays>,
    /// Working days of Mexican offices.
    pub mexican_offices: Option<OfficeDays>,
    /// Which origins, in which order.
    pub origins: Option<Vec<Located<String>>>,
    /// Which places, in which order.
    pub places: Option<Vec<Located<String>>>,
    /// Origins defined or changed here.
    pub origin_changes: Vec<(Located<String>, OriginShape)>,
    /// Places defined or changed here.
    pub place_changes: Vec<(Located<String>, PlaceShape)>,
    /// Parameters changed here.
    pub parameters: Vec<ParameterShape>,
    /// Levers moved here.
    pub levers: Vec<LeverShape>,
    /// Aims that the user declares.
    pub goals: Vec<Goal>,
}

/// `start-state` of a file.
#[derive(Clone, Debug)]
pub enum StartShape {
    /// Nobody anywhere.
    Empty,
    /// Stocks given by parameters.
    Stocks,
    /// The end of another scenario.
    Handover(Located<String>),
    /// The end of a scenario written out in place, in frozen copies.
    Embedded(Box<File>),
}

/// `[switches]` of a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct SwitchesShape {
    /// People's departures respond to policy.
    pub response: Option<bool>,
    /// One appointment list, or one per port.
    pub appointment_list: Option<ListScope>,
    /// What becomes of names on a list that closes.
    pub when_list_closes: Option<ListClosing>,
}

/// `[origin.NAME]` of a file.
#[derive(Clone, Debug, Default)]
pub struct OriginShape {
    /// Name for people.
    pub label: Option<String>,
    /// At home in Mexico.
    pub in_mexico: Option<bool>,
    /// A known origin whose parameters a new one takes over.
    pub like: Option<Located<String>>,
}

/// `[place.NAME]` of a file.
#[derive(Clone, Debug, Default)]
pub struct PlaceShape {
    /// Name for people.
    pub label: Option<String>,
    /// On the U.S. border.
    pub border: Option<bool>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// U.S. port across from the city.
    pub port: Option<String>,
    /// CBP field office of the port.
    pub field_office: Option<String>,
    /// Border Patrol sectors.
    pub sectors: Option<Vec<String>>,
    /// A known place whose parameters a new one takes over.
    pub like: Option<Located<String>>,
    /// How large the new one is beside it, 0 to 1.
    pub share_of_like: Option<Located<f64>>,
}

/// Every key of a scenario file.
pub const KEYS: [&str; 19] = [
    "name",
    "lineage",
    "title",
    "summary",
    "extends",
    "policy-date",
    "start",
    "end",
    "start-state",
    "calibration",
    "switches",
    "calendar",
    "origins",
    "places",
    "origin",
    "place",
    "parameters",
    "levers",
    "goals",
];

const LIST_SCOPES: [(&str, ListScope); 2] = [
    ("national", ListScope::National),
    ("by-port", ListScope::ByPort),
];
const LIST_CLOSINGS: [(&str, ListClosing); 2] = [
    ("freeze", ListClosing::Freeze),
    ("cancel", ListClosing::Cancel),
];
const OFFICE_DAYS: [(&str, OfficeDays); 2] = [
    ("weekdays", OfficeDays::WEEKDAYS),
    ("every-day", OfficeDays::EVERY_DAY),
];

impl File {
    /// Reads a text; what could not be read is left out and told in `problems`.
    pub fn read(text: &Text, catalogue: &Catalogue, problems: &mut Vec<Problem>) -> File {
        let (tree, errors) = DeTable::parse_recoverable(text.text());
        let span = tree.span();
        let root = Spanned::new(span, DeValue::Table(tree.into_inner()));
        let mut reader = Reader::new(text);
        let empty = errors.is_empty()
            && matches!(root.get_ref(), DeValue::Table(table) if table.is_empty());
        reader.syntax(errors);
        let mut file = File::decode(&mut reader, &root, text, catalogue);
        if empty {
            let help =
                "begin with extends = \"status-quo\"; `garita init` writes a file to start from";
            reader.report(0..0, Problem::new("this scenario says nothing").help(help));
            file.broken = true;
        }
        problems.extend(reader.into_problems());
        file
    }

    /// Whether a key is here that could not be read, or might be.
    pub fn may_tell(&self, key: &str) -> bool {
        let told = |key: &str| self.told.iter().any(|told| told.value == key);
        self.broken || told(key) || (told("extends") && self.extends.is_none())
    }

    /// A file that says nothing.
    pub fn empty(text: &Text) -> File {
        File {
            text: text.clone(),
            told: Vec::new(),
            broken: false,
            name: None,
            lineage: None,
            title: None,
            summary: None,
            extends: None,
            policy_date: None,
            start: None,
            end: None,
            start_state: None,
            calibration: None,
            switches: SwitchesShape::default(),
            us_offices: None,
            mexican_offices: None,
            origins: None,
            places: None,
            origin_changes: Vec::new(),
            place_changes: Vec::new(),
            parameters: Vec::new(),
            levers: Vec::new(),
            goals: Vec::new(),
        }
    }

    fn decode(reader: &mut Reader, root: &Node, text: &Text, catalogue: &Catalogue) -> File {
        let mut file = File::empty(text);
        let Some(fields) = reader.fields(root, "a scenario file", &KEYS) else {
            return file;
        };
        file.broken = reader.is_broken();
        file.told = fields
            .entries
            .iter()
            .map(|(key, span, _)| reader.locate(span.clone(), (*key).to_owned()))
            .collect();
        for (key, _, node) in &fields.entries {
            file.decode_key(reader, key, node, catalogue);
        }
        file
    }

    fn decode_key(&mut self, reader: &mut Reader, key: &str, node: &Node, catalogue: &Catalogue) {
        let what = format!("`{key}`");
        match key {
            "name" => self.name = reader.string(node, &what).map(|name| name.value),
            "lineage" => self.lineage = reader.strings(node, &what).map(values),
            "title" => self.title = reader.string(node, &what),
            "summary" => self.summary = reader.string(node, &what),
            "extends" => self.extends = reader.string(node, &what),
            "policy-date" => self.policy_date = reader.date(node, &what),
            "start" => self.start = reader.date(node, &what),
            "end" => self.end = reader.date(node, &what),
            "start-state" => self.start_state = start_state(reader, node, &self.text, catalogue),
            "calibration" => self.calibration = reader.string(node, &what),
            "switches" => self.switches = switches(reader, node),
            "calendar" => self.decode_calendar(reader, node),
            "origins" => self.origins = reader.strings(node, &what),
            "places" => self.places = reader.strings(node, &what),
            "origin" => self.origin_changes = named_tables(reader, node, &what, origin),
            "place" => self.place_changes = named_tables(reader, node, &what, place),
            "parameters" => self.parameters = reader.parameters(node, catalogue),
            "levers" => self.levers = reader.levers(node, catalogue),
            "goals" => self.goals = reader.goals(node),
            _ => {} // already reported as unknown
        }
    }

    fn decode_calendar(&mut self, reader: &mut Reader, node: &Node) {
        let keys = ["us-offices", "mexican-offices"];
        let Some(fields) = reader.fields(node, "[calendar]", &keys) else {
            return;
        };
        let mut days = |key: &str| {
            fields
                .get(key)
                .and_then(|node| reader.choice(node, &format!("`calendar.{key}`"), &OFFICE_DAYS))
        };
        self.us_offices = days("us-offices");
        self.mexican_offices = days("mexican-offices");
    }
}

fn values(list: Vec<Located<String>>) -> Vec<String> {
    list.into_iter().map(|item| item.value).collect()
}

fn start_state(
    reader: &mut Reader,
    node: &Node,
    text: &Text,
    catalogue: &Catalogue,
) -> Option<Located<StartShape>> {
    let shape = if let DeValue::Table(_) = node.get_ref() {
        let fields = reader.fields(node, "`start-state`", &["handover"])?;
        match fields.get("handover") {
            Some(inner) if matches!(inner.get_ref(), DeValue::Table(_)) => {
                StartShape::Embedded(Box::new(File::decode(reader, inner, text, catalogue)))
            }
            Some(inner) => StartShape::Handover(reader.string(inner, "`handover`")?),
            None => {
                let problem = Problem::new("`start-state` names no scenario").help(
                    "write start-state = { handover = \"hindcast\" }, or \"empty\", or \"stocks\"",
                );
                reader.report(node.span(), problem);
                return None;
            }
        }
    } else {
        let empty = reader.choice(node, "`start-state`", &[("empty", true), ("stocks", false)])?;
        if empty {
            StartShape::Empty
        } else {
            StartShape::Stocks
        }
    };
    Some(reader.locate(node.span(), shape))
}

fn switches(reader: &mut Reader, node: &Node) -> SwitchesShape {
    let keys = ["response", "appointment-list", "when-list-closes"];
    let Some(fields) = reader.fields(node, "[switches]", &keys) else {
        return SwitchesShape::default();
    };
    SwitchesShape {
        response: fields
            .get("response")
            .and_then(|node| reader.boolean(node, "`switches.response`")),
        appointment_list: fields
            .get("appointment-list")
            .and_then(|node| reader.choice(node, "`switches.appointment-list`", &LIST_SCOPES)),
        when_list_closes: fields
            .get("when-list-closes")
            .and_then(|node| reader.choice(node, "`switches.when-list-closes`", &LIST_CLOSINGS)),
    }
}

/// Reads `[sort.NAME]` tables.
pub fn named_tables<T>(
    reader: &mut Reader,
    node: &Node,
    what: &str,
    read: impl Fn(&mut Reader, &Node) -> T,
) -> Vec<(Located<String>, T)> {
    let Some(fields) = reader.table(node, what) else {
        return Vec::new();
    };
    let mut tables = Vec::new();
    for (name, span, node) in fields.entries {
        if let Err(message) = check_name(name) {
            reader.report(
                span.clone(),
                Problem::new(message).help("use lower-case letters, digits and `-`"),
            );
        }
        let shape = read(reader, node);
        tables.push((reader.locate(span, name.to_owned()), shape));
    }
    tables
}

/// Names of origins and places are used in file names, tables and on the command line.
fn check_name(name: &str) -> Result<(), String> {
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let shown: String = name.chars().take(60).collect();
    if name.is_empty()
        || name.len() > 60
        || !name.chars().all(fine)
        || name == "all"
        || name == "national"
    {
        return Err(format!("`{shown}` cannot be a name"));
    }
    Ok(())
}

/// Reads `[origin.NAME]`.
pub fn origin(reader: &mut Reader, node: &Node) -> OriginShape {
    let Some(fields) = reader.fields(node, "an origin", &["label", "in-mexico", "like"]) else {
        return OriginShape::default();
    };
    OriginShape {
        label: string(reader, &fields, "label"),
        in_mexico: fields
            .get("in-mexico")
            .and_then(|node| reader.boolean(node, "`in-mexico`")),
        like: fields
            .get("like")
            .and_then(|node| reader.string(node, "`like`")),
    }
}

/// Reads `[place.NAME]`.
pub fn place(reader: &mut Reader, node: &Node) -> PlaceShape {
    let keys = [
        "label",
        "border",
        "longitude",
        "latitude",
        "port",
        "field-office",
        "sectors",
        "like",
        "share-of-like",
    ];
    let Some(fields) = reader.fields(node, "a place", &keys) else {
        return PlaceShape::default();
    };
    let degrees = |reader: &mut Reader, name: &str, limit: f64| {
        let meaning = Meaning {
            name,
            unit: "degrees",
            range: [-limit, limit],
        };
        fields
            .get(name)
            .and_then(|node| reader.number(node, meaning))
    };
    PlaceShape {
        label: string(reader, &fields, "label"),
        border: fields
            .get("border")
            .and_then(|node| reader.boolean(node, "`border`")),
        longitude: degrees(reader, "longitude", 180.0),
        latitude: degrees(reader, "latitude", 90.0),
        port: string(reader, &fields, "port"),
        field_office: string(reader, &fields, "field-office"),
        sectors: fields
            .get("sectors")
            .and_then(|node| reader.strings(node, "`sectors`"))
            .map(values),
        like: fields
            .get("like")
            .and_then(|node| reader.string(node, "`like`")),
        share_of_like: share_of_like(reader, &fields),
    }
}

fn share_of_like(reader: &mut Reader, fields: &Fields) -> Option<Located<f64>> {
    let node = fields.get("share-of-like")?;
    if !fields.has_any(&["like"]) {
        let problem = Problem::new("`share-of-like` needs `like`");
        let help = "add like = \"tijuana\" or another known place: the share is of its size";
        reader.report(node.span(), problem.help(help));
        return None;
    }
    let meaning = Meaning {
        name: "share-of-like",
        unit: "share",
        range: [0.0, 1.0],
    };
    let share = reader.number(node, meaning)?;
    Some(reader.locate(node.span(), share))
}

fn string(reader: &mut Reader, fields: &Fields, key: &str) -> Option<String> {
    fields
        .get(key)
        .and_then(|node| reader.string(node, &format!("`{key}`")))
        .map(|text| text.value)
}
