//! The look of every chart, in one place: colours by role, type sizes, strokes.
//!
//! Lengths are in *units*: a report chart is 1,100 units wide and printed at two
//! pixels a unit. Nothing else in the chart code names a colour or a text size.

use serde::{Deserialize, Serialize};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[serde(default)]
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

impl Default for Sizes {
    fn default() -> Self {
        Self {
            title: 26.0,
            subtitle: 15.5,
            heading: 16.0,
            label: 14.0,
            tick: 13.0,
            small: 12.0,
        }
    }
}

/// Colours, type and strokes of a chart. `Default` is the house style.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
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
    /// Compared scenarios, in order. Each differs from the others in lightness
    /// as well as hue, so they survive colour blindness and grey printing.
    pub scenarios: [Colour; 6],
    /// The reference scenario.
    pub reference: Colour,
    /// An uncertain input at the low and at the high end of its range.
    pub inputs: [Colour; 2],
    /// Parts of a whole that are no scenario and no fate, in order; the last is "the rest".
    pub parts: [Colour; 6],
    /// Opacity of the 90 % and the 50 % band.
    pub bands: [f64; 2],
    /// Width of a median line, in units.
    pub line: f64,
    /// Text sizes.
    pub sizes: Sizes,
}

impl Default for Theme {
    fn default() -> Self {
        Self {
            paper: Colour(255, 255, 255),
            ink: Colour(0x18, 0x1d, 0x27),
            soft: Colour(0x58, 0x60, 0x6e),
            axis: Colour(0x7d, 0x86, 0x94),
            grid: Colour(0xe3, 0xe6, 0xeb),
            limit: Colour(0x18, 0x1d, 0x27),
            scenarios: [
                Colour(0x1c, 0x64, 0xc4),
                Colour(0xc8, 0x53, 0x0f),
                Colour(0x14, 0x5c, 0x3c),
                Colour(0x68, 0x15, 0x86),
                Colour(0xb9, 0x8d, 0x00),
                Colour(0x1a, 0x1f, 0x4d),
            ],
            reference: Colour(0x73, 0x7a, 0x86),
            inputs: [Colour(0x9c, 0xc3, 0xcf), Colour(0x12, 0x5d, 0x74)],
            parts: [
                Colour(0x12, 0x5d, 0x74),
                Colour(0x4d, 0x8f, 0xa3),
                Colour(0x9c, 0xc3, 0xcf),
                Colour(0xd2, 0xe4, 0xe8),
                Colour(0xe9, 0xd8, 0xb4),
                Colour(0xe4, 0xe6, 0xea),
            ],
            bands: [0.15, 0.30],
            line: 2.4,
            sizes: Sizes::default(),
        }
    }
}

impl Theme {
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

    /// Fixed colour of a fate. Waiting is blue, lawful entry green, entry without
    /// papers yellow, return and leaving violet, death near black.
    #[must_use]
    pub fn fate(&self, fate: Fate) -> Colour {
        match fate {
            Fate::WaitingSheltered => Colour(0x8f, 0xbb, 0xe8),
            Fate::WaitingUnsheltered => Colour(0x1f, 0x5f, 0xae),
            Fate::OnTheWay => Colour(0xd4, 0xd8, 0xdf),
            Fate::Contained => Colour(0x6b, 0x74, 0x84),
            Fate::SettledInMexico => Colour(0xbf, 0xd9, 0x9b),
            Fate::AdmittedAtPort => Colour(0x1c, 0x7a, 0x4f),
            Fate::AdmittedByHearing => Colour(0x6f, 0xb5, 0x8a),
            Fate::Released => Colour(0xf3, 0xd0, 0x6b),
            Fate::UndetectedEntry => Colour(0xd9, 0x82, 0x1c),
            Fate::UsCustody => Colour(0x8a, 0x4b, 0x12),
            Fate::ReturnedByMexico => Colour(0xc9, 0xa9, 0xdc),
            Fate::RepatriatedByUs => Colour(0x7a, 0x3d, 0x98),
            Fate::WentHome => Colour(0xee, 0xda, 0xd3),
            Fate::Died => Colour(0x14, 0x16, 0x1c),
            Fate::Other => Colour(0xb2, 0xc5, 0xc8),
        }
    }
}
