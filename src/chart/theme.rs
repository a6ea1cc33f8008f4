//! The look of every chart, in one place: colours by role, type sizes, strokes, as `assets/theme.toml` has them.
//!
//! Lengths are in *units*: a report chart is 1,100 units wide and printed at two
//! pixels a unit. Nothing else in the chart code names a colour or a text size.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

/// The house style.
const HOUSE: &str = include_str!("../../assets/theme.toml");

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// This colour mixed with `other`; `share` is the part of `other` in `[0, 1]`.
    #[must_use]
    pub fn mix(self, other: Self, share: f64) -> Self {
        let blend = |a: u8, b: u8| {
            let value = f64::from(a) + (f64::from(b) - f64::from(a)) * share.clamp(0.0, 1.0);
            to_byte(value)
        };
        Self(
            blend(self.0, other.0),
            blend(self.1, other.1),
            blend(self.2, other.2),
        )
    }

    /// Relative luminance as defined by WCAG 2, in `[0, 1]`.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let linear = |byte: u8| {
            let value = f64::from(byte) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                libm::pow((value + 0.055) / 1.055, 2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio of WCAG 2 between two colours, from 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        a.max(b) / a.min(b)
    }

    /// `#rrggbb`.
    #[must_use]
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to a byte first
fn to_byte(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.hex()
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a colour like \"#1b69c9\"");
        let digits = text
            .strip_prefix('#')
            .filter(|rest| rest.len() == 6 && rest.is_ascii())
            .ok_or_else(wrong)?;
        let byte =
            |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).map_err(|_| wrong());
        Ok(Self(byte(0)?, byte(2)?, byte(4)?))
    }
}

/// Whose colour something wears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The grey scenario everything is held against (`status-quo`).
    Reference,
    /// A compared scenario, counted from 0; colours repeat after six.
    Scenario(usize),
}

/// What became of people, for "of every 1,000 who set out" and for waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // the names are the meaning
pub enum Fate {
    WaitingSheltered,
    WaitingUnsheltered,
    OnTheWay,
    Contained,
    SettledInMexico,
    AdmittedAtPort,
    AdmittedByHearing,
    Released,
    UndetectedEntry,
    UsCustody,
    ReturnedByMexico,
    RepatriatedByUs,
    WentHome,
    Died,
    Other,
}

/// Text sizes in units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// The headline.
    pub title: f64,
    /// The line under the headline.
    pub subtitle: f64,
    /// Panel titles.
    pub heading: f64,
    /// Legends and direct labels.
    pub label: f64,
    /// Axis labels and numbers.
    pub tick: f64,
    /// Notes and footer.
    pub small: f64,
}

/// Lines and bands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strokes {
    /// Opacity of the 90 % and the 50 % band.
    pub bands: [f64; 2],
    /// Width of a median line, in units.
    pub line: f64,
}

/// Colours of shelter strain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strain {
    /// From nobody to capacity.
    pub free: [Colour; 2],
    /// From capacity up.
    pub full: [Colour; 4],
}

/// Colours of cells in a grid, each from little to much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cells {
    /// Levels.
    pub levels: [Colour; 3],
    /// Differences below zero, from none.
    pub below: [Colour; 3],
    /// Differences above zero, from none.
    pub above: [Colour; 3],
}

impl Cells {
    /// Those of the house, for themes written before there were cells.
    fn house() -> Self {
        Theme::default().cells
    }
}

/// Colours, type and strokes of a chart. `Default` is the house style.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Background.
    pub paper: Colour,
    /// Titles and main text.
    pub ink: Colour,
    /// Subtitles, axis labels, notes.
    pub soft: Colour,
    /// Axis lines and leaders.
    pub axis: Colour,
    /// Grid lines.
    pub grid: Colour,
    /// Capacity lines.
    pub limit: Colour,
    /// Compared scenarios, in order.
    pub scenarios: [Colour; 6],
    /// The reference scenario.
    pub reference: Colour,
    /// An uncertain input at the low and at the high end of its range.
    pub inputs: [Colour; 2],
    /// Parts of a whole that are no scenario and no fate, in order; the last is "the rest".
    pub parts: [Colour; 6],
    /// Shelter strain.
    pub strain: Strain,
    /// Cells of a grid.
    #[serde(default = "Cells::house")]
    pub cells: Cells,
    /// What became of people.
    pub fates: BTreeMap<Fate, Colour>,
    /// Lines and bands.
    pub strokes: Strokes,
    /// Text sizes.
    pub sizes: Sizes,
}

impl Default for Theme {
    fn default() -> Self {
        static THEME: LazyLock<Theme> =
            LazyLock::new(|| toml::from_str(HOUSE).expect("assets/theme.toml is a theme"));
        THEME.clone()
    }
}

impl Theme {
    /// The house style with the parts that a TOML text gives in place of its own.
    ///
    /// ```
    /// # use garita::chart::Theme;
    /// let theme = Theme::with("reference = \"#444444\"\nsizes.title = 30.0").unwrap();
    /// assert_eq!((theme.sizes.title, theme.sizes.small), (30.0, 12.0));
    /// assert!(Theme::with("colour = 3").unwrap_err().contains("unknown field"));
    /// ```
    ///
    /// # Errors
    /// A sentence that names what is unknown or of the wrong kind.
    pub fn with(text: &str) -> Result<Self, String> {
        let own: Table = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut whole: Table = toml::from_str(HOUSE).map_err(|error| error.to_string())?;
        lay_over(&mut whole, own);
        whole
            .try_into()
            .map_err(|error: toml::de::Error| error.to_string())
    }

    /// Colour of lines and fills of a role.
    #[must_use]
    pub fn colour(&self, role: Role) -> Colour {
        match role {
            Role::Reference => self.reference,
            Role::Scenario(index) => self.scenarios[index % self.scenarios.len()],
        }
    }

    /// The same hue, darkened until small text in it is easy to read (contrast 4.5).
    #[must_use]
    pub fn text_colour(&self, role: Role) -> Colour {
        self.readable(self.colour(role))
    }

    /// `colour` darkened towards the ink until its contrast with the paper reaches 4.5.
    #[must_use]
    pub fn readable(&self, colour: Colour) -> Colour {
        let mut shade = colour;
        for step in 1..=20 {
            if shade.contrast(self.paper) >= 4.6 {
                break;
            }
            shade = colour.mix(self.ink, f64::from(step) / 20.0);
        }
        shade
    }

    /// Ink or paper, whichever reads better on `ground`.
    #[must_use]
    pub fn on(&self, ground: Colour) -> Colour {
        if ground.contrast(self.paper) >= 4.0 {
            self.paper
        } else {
            self.ink
        }
    }

    /// Fixed colour of a fate.
    #[must_use]
    pub fn fate(&self, fate: Fate) -> Colour {
        self.fates.get(&fate).copied().unwrap_or(self.soft)
    }
}

/// Puts the entries of a table in the place of another's, part by part.
fn lay_over(whole: &mut Table, own: Table) {
    for (key, value) in own {
        match (whole.get_mut(&key), value) {
            (Some(Value::Table(part)), Value::Table(own)) => lay_over(part, own),
            (_, value) => {
                whole.insert(key, value);
            }
        }
    }
}
