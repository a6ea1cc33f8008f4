//! Charts: a [`Figure`] (data only) becomes a PNG, the same figure as SVG, and its
//! plotted numbers as CSV.
//!
//! A figure is laid out once, in units, onto a [`canvas::Canvas`]; the list of marks
//! is painted through plotters onto a bitmap and an SVG, so the two cannot differ.
//! Fonts are inside the binary and text is set as outlines, so a chart looks the same
//! on every machine. Colours belong to roles ([`theme`]), never to a chart.
//!
//! ```
//! use garita::chart::{self, Arrangement, Body, Compared, Days, Fan, Figure, Panel, Provenance, Spread, Style};
//!
//! let days = vec![900.0, 950.0, 1010.0];
//! let queue = Spread {
//!     scenario: 0,
//!     p05: days.iter().map(|value| value * 0.9).collect(),
//!     p25: days.iter().map(|value| value * 0.97).collect(),
//!     p75: days.iter().map(|value| value * 1.04).collect(),
//!     p95: days.iter().map(|value| value * 1.1).collect(),
//!     p50: days,
//! };
//! let panel = Panel { title: "Awaiting return".into(), unit: "people".into(), series: vec![queue], limits: vec![] };
//! let figure = Figure {
//!     title: "People awaiting return".into(),
//!     subtitle: "At the end of each day".into(),
//!     scenarios: Compared::list(&["Status quo"], None),
//!     body: Body::Fan(Fan {
//!         time: Days { start: jiff::civil::date(2024, 3, 1), days: 3 },
//!         arrangement: Arrangement::Stacked,
//!         panels: vec![panel],
//!         levers: vec![],
//!     }),
//!     notes: vec![],
//! };
//! let svg = chart::svg(&figure, &Provenance::default(), &Style::report())?;
//! assert!(svg.contains("People awaiting return"));
//! # Ok::<(), std::io::Error>(())
//! ```

pub mod calendar;
pub mod canvas;
pub mod figure;
pub mod font;
pub mod labels;
pub mod number;
pub mod provenance;
pub mod table;
pub mod theme;

mod backend;
mod bars;
mod chance;
mod cost;
mod counted;
mod crop;
mod curves;
mod difference;
mod dress;
mod fan;
mod fitted;
mod flows;
mod front;
mod gap;
mod grid;
mod heat;
mod inspect;
mod key_figures;
mod levers;
mod lower;
mod map;
mod original;
mod page;
mod pairs;
mod panels;
mod places;
mod plane;
mod plot;
mod ranges;
mod raster;
mod record;
mod scatter;
mod split;
mod strain;
mod svg;
mod thousand;
mod tornado;
mod tradeoff;
mod view;
mod waits;
mod waterfall;

use std::io;

pub use bars::{BarPanel, BarRow, Bars};
pub use chance::Chance;
pub use cost::{Cost, Payer};
pub use curves::{Curve, CurveAnswer, CurvePanel, CurvePoint, CurveTarget, Curves};
pub use figure::{
    Arrangement, Body, Compared, Days, Difference, Fan, FateLabel, Figure, Interval, KeyFigures,
    KeyRow, KeyValue, LeverBar, Levers, Limit, Panel, Places, Record, RecordPanel, RecordPoint,
    Scale, Spread, Strain, StrainBlock, Thousand, ThousandBar, ThousandDifference, WaitCurve,
    WaitExit, WaitGroup, Waits,
};
pub use fitted::{Count, Counted, CountedPanel, Pairs, RangeRow, Ranges};
pub use flows::{FlowDiagram, FlowQueue, Flows};
pub use front::{Front, FrontPanel, FrontPoint};
pub use heat::{Heat, HeatAxis, HeatBase, HeatPanel, Steps};
pub use levers::{MOST_ROWS, rows as lever_rows};
pub use lower::{Lower, LowerRow, LowerShare};
pub use map::{Map, MapFrame, MapPlace, MapRow};
pub use original::Original;
pub use plane::{Cloud, Plane};
pub use provenance::Provenance;
pub use raster::{pixels, texts};
pub use scatter::{Scatter, ScatterPanel, ScatterPoint, ScatterSlice};
pub use split::{Split, SplitRow};
pub use theme::{Colour, Fate, Role, Theme};
pub use tornado::{Tornado, TornadoPanel, TornadoRow};
pub use tradeoff::{TradeOff, TradePanel, TradePath, TradePoint};
pub use view::View;
pub use waterfall::{Waterfall, WaterfallEnd, WaterfallPanel, WaterfallStep};

use canvas::Canvas;
use page::Page;

/// How large a chart is and how it looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// Width of the page in units; text sizes are in units, so a narrower page has larger text.
    pub width: f64,
    /// Pixels to a unit.
    pub scale: f64,
    /// Dots to an inch in the picture's file; none: the page is as wide on paper as its units say, 144 to an inch.
    pub dpi: Option<u32>,
    /// Colours and type.
    pub theme: Theme,
}

impl Style {
    /// For reports: 2,200 pixels wide.
    #[must_use]
    pub fn report() -> Self {
        Self {
            width: 1100.0,
            scale: 2.0,
            dpi: None,
            theme: Theme::default(),
        }
    }

    /// For slides: fewer, larger words; 1,920 pixels wide.
    #[must_use]
    pub fn slide() -> Self {
        Self {
            width: 960.0,
            scale: 2.0,
            dpi: None,
            theme: Theme::default(),
        }
    }

    /// For print: 3,300 pixels wide, 432 dots to the inch on a page 7.6 inches wide.
    #[must_use]
    pub fn print() -> Self {
        Self {
            width: 1100.0,
            scale: 3.0,
            dpi: None,
            theme: Theme::default(),
        }
    }

    /// The style of this name: `report`, `slide` or `print`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "report" => Some(Self::report()),
            "slide" => Some(Self::slide()),
            "print" => Some(Self::print()),
            _ => None,
        }
    }

    /// This style with a picture `pixels` wide.
    #[must_use]
    pub fn wide(self, pixels: u32) -> Self {
        let scale = (f64::from(pixels) / self.width).clamp(0.25, 12.0);
        Self { scale, ..self }
    }
}

impl Default for Style {
    fn default() -> Self {
        Self::report()
    }
}

/// The figure as SVG text, for reports that embed it.
///
/// # Errors
/// If the page is too large to paint.
pub fn svg(figure: &Figure, provenance: &Provenance, style: &Style) -> io::Result<String> {
    paint_svg(
        &lay_out(figure, provenance, style),
        figure,
        provenance,
        style,
    )
}

/// The figure as the bytes of a PNG file.
///
/// # Errors
/// If the page is too large to paint.
pub fn png(figure: &Figure, provenance: &Provenance, style: &Style) -> io::Result<Vec<u8>> {
    paint_png(
        &lay_out(figure, provenance, style),
        figure,
        provenance,
        style,
    )
}

/// Places every mark of a figure on a page, without painting it.
#[must_use]
pub fn lay_out(figure: &Figure, provenance: &Provenance, style: &Style) -> Canvas {
    let mut page = Page::new(&style.theme, style.width);
    page.header(figure);
    match &figure.body {
        Body::Fan(body) => fan::draw(&mut page, figure, body),
        Body::Difference(body) => difference::draw(&mut page, figure, body),
        Body::Strain(body) => strain::draw(&mut page, figure, body),
        Body::Places(body) => places::draw(&mut page, figure, body),
        Body::Waits(body) => waits::draw(&mut page, figure, body),
        Body::Thousand(body) => thousand::draw(&mut page, figure, body),
        Body::KeyFigures(body) => key_figures::draw(&mut page, figure, body),
        Body::Cost(body) => cost::draw(&mut page, figure, body),
        Body::Tornado(body) => tornado::draw(&mut page, body),
        Body::TradeOff(body) => tradeoff::draw(&mut page, figure, body),
        Body::Split(body) => split::draw(&mut page, body),
        Body::Ranges(body) => ranges::draw(&mut page, figure, body),
        Body::Pairs(body) => pairs::draw(&mut page, figure, body),
        Body::Counted(body) => counted::draw(&mut page, figure, body),
        Body::Record(body) => record::draw(&mut page, figure, body),
        Body::Levers(body) => levers::draw(&mut page, figure, body),
        Body::Lower(body) => lower::draw(&mut page, figure, body),
        Body::Map(body) => map::draw(&mut page, figure, body),
        Body::Waterfall(body) => waterfall::draw(&mut page, figure, body),
        Body::Bars(body) => bars::draw(&mut page, figure, body),
        Body::Front(body) => front::draw(&mut page, figure, body),
        Body::Scatter(body) => scatter::draw(&mut page, body),
        Body::Chance(body) => chance::draw(&mut page, figure, body),
        Body::Heat(body) => heat::draw(&mut page, body),
        Body::Curves(body) => curves::draw(&mut page, figure, body),
        Body::Plane(body) => plane::draw(&mut page, figure, body),
        Body::Flows(body) => flows::draw(&mut page, figure, body),
    }
    page.footer(&figure.notes, provenance);
    page.canvas
}

fn paint_svg(
    canvas: &Canvas,
    figure: &Figure,
    provenance: &Provenance,
    style: &Style,
) -> io::Result<String> {
    svg::svg(
        canvas,
        style.theme.paper,
        &figure.title,
        &provenance.facts(&figure.title),
    )
    .map_err(io::Error::other)
}

fn paint_png(
    canvas: &Canvas,
    figure: &Figure,
    provenance: &Provenance,
    style: &Style,
) -> io::Result<Vec<u8>> {
    raster::png(canvas, style, &provenance.facts(&figure.title))
}
