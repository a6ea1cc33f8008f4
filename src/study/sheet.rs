//! What a study says before anything is written: for a page that is looked at while futures are still being simulated.

use rayon::prelude::*;
use serde::Serialize;

use super::{StudyError, Writer};
use crate::analysis::Inputs;
use crate::chart::{Provenance, Style, svg};
use crate::report::figures::{self, Drawing};
use crate::report::{self, Story};
use crate::text;

/// The facts of the report, and charts as drawings.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Everything that the report prints, as `report.json` has it.
    pub facts: serde_json::Value,
    /// Charts, in the order of the report.
    pub charts: Vec<Drawn>,
}

/// A chart as a drawing.
#[derive(Clone, Debug, Serialize)]
pub struct Drawn {
    /// Its name among the charts of a result.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it shows, for people who cannot see it.
    pub alt: String,
    /// The drawing.
    pub svg: String,
}

impl Writer<'_> {
    /// The facts, and the charts of these names, each drawn in its style; nothing is written.
    ///
    /// # Errors
    /// If a chart is too large to paint.
    pub fn sheet(&self, charts: &[(&str, Style)]) -> Result<Sheet, StudyError> {
        text::within(self.study.lang, || {
            let (inputs, portraits) = (Inputs::of(self.results), self.portraits());
            let story = Story {
                command: self.command,
                ..self.story(&inputs, &portraits)
            };
            let failed = |error| StudyError::Failed(format!("cannot write the report: {error}"));
            // There are no tables yet over which a hash could be.
            let provenance = Provenance {
                extra: Vec::new(),
                ..figures::provenance(&story)
            };
            let styled = |drawing: Drawing| {
                let wanted = charts.iter().find(|(name, _)| *name == drawing.stem);
                wanted.map(|(_, style)| (drawing, style))
            };
            let drawings: Vec<(Drawing, &Style)> = self
                .drawings(&story)
                .into_iter()
                .filter_map(styled)
                .collect();
            let charts = drawings.into_par_iter().map(|(drawing, style)| {
                text::within(self.study.lang, || drawn(drawing, &provenance, style))
            });
            Ok(Sheet {
                facts: report::facts(&story).map_err(failed)?,
                charts: charts.collect::<Result<_, StudyError>>()?,
            })
        })
    }
}

fn drawn(drawing: Drawing, provenance: &Provenance, style: &Style) -> Result<Drawn, StudyError> {
    Ok(Drawn {
        svg: svg(&drawing.figure, provenance, style)?,
        name: drawing.stem.to_owned(),
        title: drawing.figure.title,
        alt: drawing.alt,
    })
}
