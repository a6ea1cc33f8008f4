//! A figure as somebody wishes to see it: what can be chosen when a chart is drawn again.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::figure::{Body, Days, Figure};
use super::{Style, Theme};

/// What is chosen about a chart; everything else stays as its result has it. `Default` chooses nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct View {
    /// Another title; the footer then says that somebody typed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// First day shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Only these places; none named: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// `report`, `slide` or `print`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
    /// Width of the picture in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pixels: Option<u32>,
    /// Dots to an inch, which tells programs how wide it is on paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dpi: Option<u32>,
    /// Colours and type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
}

impl View {
    /// The figure as chosen.
    #[must_use]
    pub fn of(&self, figure: &Figure) -> Figure {
        let mut shown = figure.clone().between(self.from, self.to);
        if !self.places.is_empty() {
            shown = shown.only_places(&self.places);
        }
        if let Some(title) = &self.title {
            shown.title.clone_from(title);
        }
        shown
    }

    /// The style as chosen; the report's if none is.
    #[must_use]
    pub fn style(&self) -> Style {
        let named = self.style.as_deref().and_then(Style::named);
        let mut style = named.unwrap_or_default();
        if let Some(pixels) = self.pixels {
            style = style.wide(pixels);
        }
        if let Some(theme) = &self.theme {
            style.theme = theme.clone();
        }
        style.dpi = self.dpi;
        style
    }

    /// What of it a figure cannot give, in a sentence that says what it can: days it does not have, places it does not
    /// know, days or places of a figure without any.
    #[must_use]
    pub fn refused_by(&self, figure: &Figure) -> Option<String> {
        if !self.places.is_empty() {
            let known = figure.place_names();
            if known.is_empty() {
                return Some("it does not show places one by one".to_owned());
            }
            let unknown = |name: &&String| !figure.has_place(name);
            if let Some(name) = self.places.iter().find(unknown) {
                return Some(format!(
                    "it does not show `{name}`; it shows {}",
                    known.join(", ")
                ));
            }
        }
        if self.from.is_none() && self.to.is_none() {
            return None;
        }
        let Some((first, last)) = figure.dates() else {
            return Some("it has no time axis".to_owned());
        };
        let (from, to) = (self.from.unwrap_or(first), self.to.unwrap_or(last));
        (from > to || from > last || to < first)
            .then(|| format!("it runs from {first} to {last} and has no day from {from} to {to}"))
    }
}

impl Figure {
    /// First and last day of a figure that [`Figure::between`] can shorten.
    #[must_use]
    pub fn dates(&self) -> Option<(Date, Date)> {
        let of = |time: Days| {
            let last = i64::try_from(time.days).ok()? - 1;
            Some((
                time.start,
                time.start.saturating_add(jiff::Span::new().days(last)),
            ))
        };
        match &self.body {
            Body::Fan(fan) => of(fan.time),
            Body::Places(places) => of(places.time),
            Body::Chance(chance) => of(chance.time),
            Body::Difference(both) => of(both.time),
            Body::Strain(strain) => {
                let last = strain.months.last()?.last_of_month();
                Some((*strain.months.first()?, last))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_that_chooses_nothing_is_empty_in_words() {
        assert_eq!(serde_json::to_string(&View::default()).unwrap(), "{}");
        assert_eq!(serde_json::from_str::<View>("{}").unwrap(), View::default());
        assert!(serde_json::from_str::<View>("{\"size\": 3}").is_err());
    }

    #[test]
    fn the_style_is_as_chosen() {
        let view = View {
            style: Some("slide".to_owned()),
            pixels: Some(960),
            dpi: Some(300),
            ..View::default()
        };
        let style = view.style();
        assert_eq!(
            (style.width, style.scale, style.dpi),
            (960.0, 1.0, Some(300))
        );
        assert_eq!(View::default().style(), Style::report());
    }
}
