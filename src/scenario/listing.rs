//! Tables of everything that has a name: scenarios, levers, parameters, places, origins.

use super::describe::quantity_words;
use super::diagnostic::Located;
use super::layer::bundled_layers;
use super::words::number;
use super::{Diagnostics, Overrides, bundled_names, catalogue, load};
use crate::lever::{Lever, SettingRecord};
use crate::metric::{self, Metric};
use crate::parameter::Parameter;
use crate::world::Place;

/// A table of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Column heads.
    pub header: Vec<&'static str>,
    /// Rows, each with a text per column.
    pub rows: Vec<Vec<String>>,
}

/// The scenarios inside the program.
///
/// # Errors
///
/// Problems in the embedded files, which a released program does not have.
pub fn list_scenarios() -> Result<Listing, Diagnostics> {
    let mut rows = Vec::new();
    for name in bundled_names() {
        let scenario = load(&name, &Overrides::default())?;
        let extends = scenario
            .parent()
            .map_or("–".to_owned(), |parent| parent.name.clone());
        let first = first_sentence(&scenario.summary);
        rows.push(vec![name, scenario.title, extends, first]);
    }
    Ok(Listing {
        header: vec!["scenario", "title", "extends", "summary"],
        rows,
    })
}

fn first_sentence(summary: &str) -> String {
    let first = summary.split_inclusive(". ").next();
    one_line(first.unwrap_or_default())
}

/// A text of several lines as one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The policy layers inside the program.
///
/// # Errors
///
/// Problems in the embedded files, which a released program does not have.
pub fn list_policies() -> Result<Listing, Diagnostics> {
    let mut rows = Vec::new();
    for layer in bundled_layers()? {
        let text = |text: &Option<Located<String>>| {
            text.as_ref()
                .map_or(String::new(), |text| text.value.clone())
        };
        let title = text(&layer.file.title);
        rows.push(vec![
            layer.name,
            title,
            one_line(&text(&layer.file.summary)),
        ]);
    }
    Ok(Listing {
        header: vec!["policy", "title", "summary"],
        rows,
    })
}

/// Every setting of every lever.
///
/// # Errors
///
/// Problems in the embedded files, which a released program does not have.
pub fn list_levers() -> Result<Listing, Diagnostics> {
    let row = |lever: &Lever, record: &SettingRecord| {
        vec![
            record.setting.name().to_owned(),
            lever.family.name().to_owned(),
            record.label.clone(),
            record.unit.clone(),
            record.setting.scope().name().to_owned(),
            number(record.reference),
            format!("{} to {}", number(record.range[0]), number(record.range[1])),
            lever.sign.name().to_owned(),
            record.source.clone(),
            lever.description.clone(),
        ]
    };
    let levers = &catalogue()?.levers;
    let rows = levers
        .iter()
        .flat_map(|lever| lever.settings.iter().map(move |record| row(lever, record)));
    let header = vec![
        "lever.setting",
        "family",
        "label",
        "unit",
        "by",
        "reference",
        "range",
        "sign",
        "source",
        "meaning",
    ];
    Ok(Listing {
        header,
        rows: rows.collect(),
    })
}

/// Every parameter.
///
/// # Errors
///
/// Problems in the embedded files, which a released program does not have.
pub fn list_parameters() -> Result<Listing, Diagnostics> {
    let row = |parameter: &Parameter| {
        vec![
            parameter.name.clone(),
            parameter.label.clone(),
            quantity_words(parameter, &parameter.value),
            parameter.unit.clone(),
            parameter.scope.name().to_owned(),
            parameter.grade.name().to_owned(),
            parameter.source.clone(),
        ]
    };
    let header = vec![
        "parameter",
        "label",
        "value",
        "unit",
        "by",
        "grade",
        "source",
    ];
    Ok(Listing {
        header,
        rows: catalogue()?.parameters.iter().map(row).collect(),
    })
}

/// Every place that comes with the program.
///
/// # Errors
///
/// Problems in the embedded files, which a released program does not have.
pub fn list_places() -> Result<Listing, Diagnostics> {
    let row = |place: &Place| {
        vec![
            place.name.clone(),
            place.label.clone(),
            (if place.border { "border" } else { "inland" }).to_owned(),
            place.port.clone(),
            place.field_office.clone(),
            place.sectors.join(", "),
        ]
    };
    let header = vec![
        "place",
        "label",
        "where",
        "U.S. port",
        "field office",
        "Border Patrol sectors",
    ];
    Ok(Listing {
        header,
        rows: catalogue()?.world.places.iter().map(row).collect(),
    })
}

/// Every origin that comes with the program.
///
/// # Errors
///
/// Problems in the embedded files, which a released program does not have.
pub fn list_origins() -> Result<Listing, Diagnostics> {
    let origins = &catalogue()?.world.origins;
    let rows = origins
        .iter()
        .map(|origin| vec![origin.name.clone(), origin.label.clone()]);
    Ok(Listing {
        header: vec!["origin", "label"],
        rows: rows.collect(),
    })
}

/// Everything that is measured.
#[must_use]
pub fn list_metrics() -> Listing {
    let row = |metric: &Metric| {
        [
            metric.name,
            metric.unit,
            metric.direction.name(),
            metric.label,
            metric.reading,
        ]
        .map(str::to_owned)
        .to_vec()
    };
    Listing {
        header: vec!["metric", "unit", "direction", "label", "reading"],
        rows: metric::ALL.iter().map(row).collect(),
    }
}
