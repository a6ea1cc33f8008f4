//! The page about levers, from the records and the measured responses.

use super::evidence::{Shown, cite};
use super::responses::{self, PARTS, REPLICATES, Row};
use garita::lever::{Cost, CostItem, Family, Lever, Per, Price, SettingRecord, Sign, Whose};
use garita::metric;
use garita::scenario::words::{self, number};
use garita::scenario::{Catalogue, catalogue, list_parameters};
use garita::world::Scope;
use std::fmt::Write as _;
use std::path::Path;

/// Where the page is kept.
pub const FILE: &str = "docs/levers.md";

/// Families in the order of the page, with their headings.
const FAMILIES: [(Family, &str); 6] = [
    (Family::Enforcement, "Enforcement"),
    (Family::LegalPathways, "Legal pathways"),
    (Family::Reception, "Reception"),
    (Family::Regional, "Regional"),
    (Family::Security, "Security"),
    (Family::Outside, "Outside every policy"),
];

/// The whole page.
pub fn page(root: &Path, rows: &[Row]) -> Result<String, String> {
    let catalogue = catalogue().map_err(|problems| problems.render(120, false))?;
    let mut page = head();
    for (family, heading) in FAMILIES {
        let _ = write!(page, "\n## {heading}\n");
        for lever in catalogue
            .levers
            .iter()
            .filter(|lever| lever.family == family)
        {
            page += &section(root, catalogue, lever, rows)?;
        }
    }
    Ok(page)
}

fn head() -> String {
    let template = include_str!("head.md");
    let mut contents = String::new();
    let levers = catalogue().map_or(&[][..], |catalogue| &catalogue.levers);
    for lever in levers {
        let _ = writeln!(
            contents,
            "| [{}](#{}) | {} | {} | {} |",
            lever.label,
            anchor(&lever.label),
            FAMILIES
                .iter()
                .find(|family| family.0 == lever.family)
                .map_or("", |family| family.1),
            lever.description,
            sign_word(lever.sign),
        );
    }
    template
        .replace("{contents}", contents.trim_end())
        .replace("{scenario}", responses::SCENARIO)
        .replace("{end}", &words::date(responses::END))
        .replace("{from}", &words::date(responses::FROM))
        .replace(
            "{futures}",
            &(REPLICATES.end - REPLICATES.start).to_string(),
        )
        .replace("{seed}", &responses::SEED.to_string())
}

/// The anchor that renderers of Markdown give to a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept
        .chars()
        .filter(|c| c.is_alphanumeric() || " -".contains(*c));
    kept.collect::<String>().replace(' ', "-")
}

fn sign_word(sign: Sign) -> &'static str {
    match sign {
        Sign::Assumed => "assumed",
        Sign::Emerges => "emerges",
    }
}

fn section(
    root: &Path,
    catalogue: &Catalogue,
    lever: &Lever,
    rows: &[Row],
) -> Result<String, String> {
    let effect = &lever.effect;
    let mut text = format!(
        "\n### {}\n\n`{}`. {}\n\n",
        lever.label, lever.name, lever.description
    );
    let direction = match lever.sign {
        Sign::Assumed => "The direction of its effect is an assumption that is put in.",
        Sign::Emerges => {
            "The direction of its effect is not put in: it follows from capacities and counted people."
        }
    };
    let _ = write!(text, "**How it acts.** {} {direction}\n\n", lever.mechanism);
    let _ = write!(text, "**What stops it.** {}\n\n", effect.limit);
    text += &settings(lever);
    text += &costs(catalogue, lever)?;
    text += &parameters(catalogue, lever)?;
    let evidence: Vec<Shown> = effect
        .evidence
        .iter()
        .map(|citation| cite(root, catalogue, citation))
        .collect::<Result<_, _>>()?;
    text += "**Evidence**\n\n| observed, or the reasoning | size | source |\n|---|---|---|\n";
    for shown in evidence {
        let _ = writeln!(
            text,
            "| {} | {} | {} |",
            cell(&shown.observed),
            cell(&shown.size),
            cell(&shown.source)
        );
    }
    text += &response(lever, rows)?;
    Ok(text)
}

/// A text that does not break a table.
fn cell(text: &str) -> String {
    text.replace('|', "/").replace('\n', " ")
}

fn settings(lever: &Lever) -> String {
    let mut text =
        "| setting | unit | does nothing at | range | source | note |\n|---|---|---|---|---|---|\n"
            .to_owned();
    for record in &lever.settings {
        let by = match record.setting.scope() {
            Scope::National => "",
            Scope::Origin => ", by origin",
            _ => ", by place",
        };
        let _ = writeln!(
            text,
            "| `{}` | {}{by} | {} | {} to {} | {} | {} |",
            record.setting.name(),
            record.unit,
            number(record.reference),
            number(record.range[0]),
            number(record.range[1]),
            record.source,
            cell(&record.note),
        );
    }
    text + "\n"
}

/// What one unit of each setting costs if it is used as planned.
fn costs(catalogue: &Catalogue, lever: &Lever) -> Result<String, String> {
    let mut text =
        "**Planned cost of one unit**\n\n| setting | payer | cost |\n|---|---|---|\n".to_owned();
    for record in &lever.settings {
        let name = record.short_name();
        match &record.cost {
            Cost::None(why) => {
                let _ = writeln!(text, "| `{name}` | – | {} |", cell(why));
            }
            Cost::Items(items) => {
                for item in items {
                    let words = cost_words(catalogue, item)?;
                    let _ = writeln!(text, "| `{name}` | {} | {} |", item.payer, cell(&words));
                }
            }
        }
    }
    Ok(text + "\n")
}

/// "`cost.troop-year` (70,000 USD at the median, judgement, us-troops-cost-2021), each year".
fn cost_words(catalogue: &Catalogue, item: &CostItem) -> Result<String, String> {
    let price = match &item.price {
        Price::Usd(usd) => format!("{} USD", number(*usd)),
        Price::Parameter(name) => {
            let parameter = catalogue
                .parameter(name)
                .ok_or(format!("no parameter `{name}`"))?;
            let median = number(rounded(parameter.value.central()));
            let (grade, source) = (parameter.grade.name(), &parameter.source);
            format!("`{name}` ({median} USD at the median, {grade}, {source})")
        }
    };
    let units = match item.units {
        units if units == 1.0 && item.by.is_empty() => String::new(),
        _ if !item.by.is_empty() => "by origin or place: units × ".to_owned(),
        units => format!("{} × ", number(units)),
    };
    let rhythm = match item.per {
        Per::Day => "each day",
        Per::UsWorkingDay => "each working day of U.S. offices",
        Per::Month => "each month",
        Per::Year => "each year",
        Per::Once => "once",
    };
    let whose = match item.origins {
        Whose::All => "",
        Whose::InMexico => ", people from Mexico",
        Whose::Abroad => ", people of other origins",
    };
    let note = if item.note.is_empty() {
        String::new()
    } else {
        format!(". {}", item.note)
    };
    Ok(format!("{units}{price}, {rhythm}{whose}{note}"))
}

/// A sum with three digits that count.
fn rounded(value: f64) -> f64 {
    let mut step = 1.0;
    while value.abs() / step >= 1000.0 {
        step *= 10.0;
    }
    (value / step).round() * step
}

fn parameters(catalogue: &Catalogue, lever: &Lever) -> Result<String, String> {
    let listed = list_parameters()
        .map_err(|problems| problems.render(120, false))?
        .rows;
    let mut text =
        "**Size of the effect**\n\n| uncertain input | value and range | grade | source | note |\n|---|---|---|---|---|\n".to_owned();
    for name in &lever.effect.parameters {
        let parameter = catalogue
            .parameter(name)
            .ok_or(format!("no parameter `{name}`"))?;
        let shown = listed
            .iter()
            .find(|row| row[0] == *name)
            .map_or("", |row| row[2].as_str());
        let others = if parameter.by.is_empty() {
            ""
        } else {
            "; other values by cell"
        };
        let _ = writeln!(
            text,
            "| `{name}`: {} | {shown}{others} | {} | {} | {} |",
            lower(&parameter.label),
            parameter.grade.name(),
            parameter.source,
            cell(&parameter.note),
        );
    }
    Ok(text + "\n")
}

/// A label within a line: small first letter, unless it is a name.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().unwrap_or_default();
    let is_name = ["U.S.", "Mexic", "CBP"]
        .iter()
        .any(|name| label.starts_with(name));
    if is_name {
        label.to_owned()
    } else {
        first.to_lowercase().collect::<String>() + letters.as_str()
    }
}

fn response(lever: &Lever, rows: &[Row]) -> Result<String, String> {
    let mut text =
        "\n**Response**\n\n| setting | metric | before | 10 % | 50 % | maximum |\n|---|---|---|---|---|---|\n".to_owned();
    for record in &lever.settings {
        for side in ["up", "down"] {
            let of = |row: &&Row| row.setting == record.setting.name() && row.side == side;
            let rows: Vec<&Row> = rows.iter().filter(of).collect();
            let Some(first) = rows.first() else { continue };
            let last = rows.iter().map(|row| row.part).min().unwrap_or(100);
            for told in rows.iter().filter(|row| row.part == last) {
                let name = if same(told, first) {
                    step_words(record, side, &rows)
                } else {
                    String::new()
                };
                text += &line(&name, told, &rows)?;
            }
        }
    }
    Ok(text)
}

fn same(a: &Row, b: &Row) -> bool {
    let key = |row: &Row| {
        [
            &row.metric,
            &row.statistic,
            &row.place,
            &row.group,
            &row.origin,
        ]
        .map(Clone::clone)
    };
    key(a) == key(b)
}

/// The setting, and the values it was given: "`staff` up: 1.4, 3, 5".
fn step_words(record: &SettingRecord, side: &str, rows: &[&Row]) -> String {
    let value = |part: u8| {
        let row = rows.iter().find(|row| row.part == part)?;
        Some(if row.lowest == row.highest {
            shown(&row.lowest)
        } else {
            format!("{} to {}", shown(&row.lowest), shown(&row.highest))
        })
    };
    let values: Vec<String> = PARTS.iter().filter_map(|part| value(*part)).collect();
    let prepared = rows.first().map_or("", |row| row.prepared.as_str());
    let with = if prepared.is_empty() {
        String::new()
    } else {
        format!(", with `{}`", prepared.replace(' ', "`, `"))
    };
    format!(
        "`{}` {side}: {}{with}",
        record.short_name(),
        values.join("; ")
    )
}

fn line(name: &str, told: &Row, rows: &[&Row]) -> Result<String, String> {
    let metric = metric::ALL
        .iter()
        .find(|metric| metric.name == told.metric)
        .ok_or(format!("no metric `{}`", told.metric))?;
    let which = match (told.group.as_str(), told.statistic.as_str()) {
        ("all", _) => String::new(),
        (group, "p50") => format!(", {group}, median"),
        (group, "p99") => format!(", {group}, 99 of 100 wait less"),
        (group, _) => format!(", {}", metric::group_label(group).replace('-', " ")),
    };
    let mut text = format!(
        "| {name} | {}{which} ({}) | {} |",
        metric.label,
        metric.unit,
        shown(&told.base)
    );
    for part in PARTS {
        let row = rows.iter().find(|row| row.part == part && same(row, told));
        let _ = write!(
            text,
            " {} |",
            row.map_or("–".to_owned(), |row| difference(row))
        );
    }
    Ok(text + "\n")
}

/// "−1,200 (−1,300 to −1,100)"; "0" where nothing at all differs.
fn difference(row: &Row) -> String {
    let signed = |text: &str| {
        if text.starts_with('-') || text == "0" {
            shown(text)
        } else {
            format!("+{}", shown(text))
        }
    };
    match (row.difference.as_str(), row.low.as_str(), row.high.as_str()) {
        ("0", "0", "0") => "0".to_owned(),
        (mean, low, high) => format!("{} ({} to {})", signed(mean), signed(low), signed(high)),
    }
}

/// A number of the table as people write it; what is not a number says so.
fn shown(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(value) if value.is_nan() => "not reached".to_owned(),
        Ok(value) => number(value),
        Err(_) => text.to_owned(),
    }
}
