//! What a chart is drawn from, kept beside its picture: `NAME.json`.

use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Figure, Provenance, View, lay_out, paint_png, paint_svg};
use crate::text;

/// A figure, where it came from, and how it is seen: everything a chart is drawn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Original {
    /// The whole figure, as its result has it.
    pub figure: Figure,
    /// Where it came from.
    pub provenance: Provenance,
    /// What was chosen about it.
    #[serde(default)]
    pub view: View,
}

impl Original {
    /// A figure as its result has it.
    #[must_use]
    pub fn new(figure: Figure, provenance: Provenance) -> Self {
        Self {
            figure,
            provenance,
            view: View::default(),
        }
    }

    /// Reads the file beside a chart.
    ///
    /// # Errors
    /// If it cannot be read, or is not one.
    pub fn read(path: &Path) -> io::Result<Self> {
        serde_json::from_slice(&std::fs::read(path)?).map_err(io::Error::other)
    }

    /// Writes `stem.png`, `stem.svg`, `stem.csv` and, from which they can be drawn again, `stem.json` into `folder`.
    ///
    /// # Errors
    /// If a file cannot be written; a file that exists is then still whole.
    pub fn write(&self, folder: &Path, stem: &str) -> io::Result<()> {
        self.write_as(folder, stem, stem)
    }

    /// As [`Original::write`]; `name` is that of the chart in its result.
    ///
    /// # Errors
    /// As [`Original::write`].
    pub fn write_as(&self, folder: &Path, stem: &str, name: &str) -> io::Result<()> {
        text::within(self.provenance.lang(), || self.paint(folder, stem, name))
    }

    fn paint(&self, folder: &Path, stem: &str, name: &str) -> io::Result<()> {
        let Shown {
            figure,
            provenance,
            style,
        } = self.shown(name);
        let canvas = lay_out(&figure, &provenance, &style);
        let svg = paint_svg(&canvas, &figure, &provenance, &style)?;
        let png = paint_png(&canvas, &figure, &provenance, &style)?;
        let json = serde_json::to_vec(self).map_err(io::Error::other)?;
        let file = |ending: &str| folder.join(format!("{stem}.{ending}"));
        replace(&file("csv"), &figure.rows().csv()?)?;
        replace(&file("json"), &json)?;
        replace(&file("svg"), svg.as_bytes())?;
        replace(&file("png"), &png)
    }

    /// The bytes of the picture of the chart `name`.
    ///
    /// # Errors
    /// If the page is too large to paint.
    pub fn png(&self, name: &str) -> io::Result<Vec<u8>> {
        let shown = self.shown(name);
        text::within(self.provenance.lang(), || {
            super::png(&shown.figure, &shown.provenance, &shown.style)
        })
    }

    fn shown(&self, name: &str) -> Shown {
        let mut provenance = self.provenance.clone();
        provenance.edited |= self.view.title.is_some();
        let mut fact = |key: &str, text: String| provenance.extra.push((key.to_owned(), text));
        fact("chart", name.to_owned());
        if self.view != View::default() {
            fact(
                "view",
                serde_json::to_string(&self.view).unwrap_or_default(),
            );
        }
        Shown {
            figure: self.view.of(&self.figure),
            provenance,
            style: self.view.style(),
        }
    }
}

/// What is painted.
struct Shown {
    figure: Figure,
    provenance: Provenance,
    style: super::Style,
}

/// Writes beside the file first, then renames, so no half file can look whole.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial = path.with_file_name(name);
    let mut file = std::fs::File::create(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    std::fs::rename(&partial, path)
}
