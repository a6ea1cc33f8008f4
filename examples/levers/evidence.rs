//! What the evidence of a lever says: the cited row, source or reasoning in words.

use garita::scenario::Catalogue;
use std::collections::BTreeMap;
use std::path::Path;

/// A row of a table of evidence: column, field.
type Fields = BTreeMap<String, String>;

/// One piece of evidence in words.
pub struct Shown {
    /// What was observed, where and when, or the reasoning.
    pub observed: String,
    /// How much.
    pub size: String,
    /// Who says so, as a link where an address is on record.
    pub source: String,
}

/// Looks up a citation as `data/levers.toml` writes it.
pub fn cite(root: &Path, catalogue: &Catalogue, citation: &str) -> Result<Shown, String> {
    if let Some(reasoning) = citation.strip_prefix("assumption: ") {
        return Ok(Shown {
            observed: capitalized(reasoning),
            size: "not measured".to_owned(),
            source: "assumption".to_owned(),
        });
    }
    if let Some(key) = citation.strip_prefix("source: ") {
        let source = catalogue
            .source(key)
            .ok_or(format!("no source `{key}` in data/sources.toml"))?;
        return Ok(Shown {
            observed: source.title.clone(),
            size: "see the notes above".to_owned(),
            source: link(
                &format!("{}, {}", source.publisher, source.date),
                &source.url,
            ),
        });
    }
    let mut words = citation.split(" | ");
    let file = words.next().unwrap_or_default();
    let words: Vec<&str> = words.collect();
    let rows = rows(root, file)?;
    let has_all = |row: &&Fields| {
        words
            .iter()
            .all(|word| row.values().any(|field| field == word))
    };
    match rows.iter().filter(has_all).collect::<Vec<_>>()[..] {
        [row] => Ok(shown(file, row)),
        [] => Err(format!(
            "no row of data/evidence/{file}.csv has all of {words:?}"
        )),
        _ => Err(format!(
            "several rows of data/evidence/{file}.csv have {words:?}; add a word"
        )),
    }
}

fn rows(root: &Path, file: &str) -> Result<Vec<Fields>, String> {
    let path = root.join(format!("data/evidence/{file}.csv"));
    let unreadable = |error: csv::Error| format!("{}: {error}", path.display());
    let mut reader = csv::Reader::from_path(&path).map_err(unreadable)?;
    reader
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(unreadable)
}

fn shown(file: &str, row: &Fields) -> Shown {
    let get = |key: &str| row.get(key).map_or("", String::as_str).trim();
    let period = match (get("period_start"), get("period_end")) {
        ("", _) => String::new(),
        (from, to) if from == to || to.is_empty() => format!(", {from}"),
        (from, to) => format!(", {from} to {to}"),
    };
    let (observed, size) = match file {
        "lever_effects" => (
            format!("{} ({})", plain(get("outcome")), plain(get("lever"))),
            effect(
                get("effect_central"),
                get("effect_low"),
                get("effect_high"),
                get("unit"),
            ),
        ),
        "policy_timeline" => (
            format!("{}: {}", get("date"), get("event")),
            get("magnitude").to_owned(),
        ),
        "behaviour" => (
            format!("{}, {}: {}", get("place"), get("date"), get("evidence")),
            quantity(get("value"), get("unit")),
        ),
        "harm" => (
            format!(
                "{}, {} to {}: {}",
                get("population"),
                get("period_start"),
                get("as_of"),
                get("harm_definition")
            ),
            harm(get("count"), get("rate_per_1000_person_days")),
        ),
        "appointment_facts" => (
            format!("{}, {}", plain(get("metric")), get("date")),
            quantity(get("value"), get("unit")),
        ),
        _ => (
            format!("{}, {}{period}", plain(get("metric")), get("place")),
            quantity(get("value"), get("unit")),
        ),
    };
    Shown {
        observed: with_note(&capitalized(&observed), get("note")),
        size,
        source: source(file, row),
    }
}

fn source(file: &str, row: &Fields) -> String {
    let get = |key: &str| row.get(key).map_or("", String::as_str).trim();
    let who = match file {
        "lever_effects" if get("design").is_empty() => get("study").to_owned(),
        "lever_effects" => format!("{}; {}", get("study"), get("design")),
        _ if get("source_publisher").is_empty() => get("source").to_owned(),
        _ => get("source_publisher").to_owned(),
    };
    let url = if get("source_url").is_empty() {
        get("url")
    } else {
        get("source_url")
    };
    link(&who, url)
}

fn effect(central: &str, low: &str, high: &str, unit: &str) -> String {
    let unit = unit.strip_prefix("qualitative: ").unwrap_or(unit);
    let range = if low.is_empty() {
        String::new()
    } else {
        format!(" ({low} to {high})")
    };
    format!("{central}{range} {unit}").trim().replace('-', "−")
}

fn quantity(value: &str, unit: &str) -> String {
    format!("{value} {unit}").trim().to_owned()
}

fn harm(count: &str, rate: &str) -> String {
    let rate = if rate.is_empty() {
        String::new()
    } else {
        format!("; {rate} per 1,000 person-days")
    };
    format!("{count} events{rate}")
}

fn with_note(observed: &str, note: &str) -> String {
    if note.is_empty() {
        observed.to_owned()
    } else {
        format!("{observed}. {}", capitalized(note))
    }
}

fn link(text: &str, url: &str) -> String {
    if url.starts_with("http") {
        format!("[{text}]({url})")
    } else {
        text.to_owned()
    }
}

fn plain(name: &str) -> String {
    name.replace('_', " ")
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first + letters.as_str()
}
