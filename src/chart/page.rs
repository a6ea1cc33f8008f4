//! The frame of every chart: title above, legend, notes and footer below, and a
//! cursor that walks down the page.

use super::canvas::{Align, At, Canvas, Pen, Type};
use super::dress::Dress;
use super::figure::{Compared, Figure};
use super::font::{self, Weight};
use super::number::Ticks;
use super::plot::Plot;
use super::provenance::Provenance;
use super::theme::{Colour, Role, Theme};

/// Distance from the edge of the page to anything drawn.
pub(super) const MARGIN: f64 = 30.0;

/// Opacity of the one band of a line.
pub(super) const RANGE: f64 = 0.2;

/// A page in the making.
pub(super) struct Page<'a> {
    /// Look.
    pub theme: &'a Theme,
    /// Marks so far.
    pub canvas: Canvas,
    /// Left edge of the content.
    pub left: f64,
    /// Right edge of the content.
    pub right: f64,
    /// Top of what comes next.
    pub y: f64,
}

/// How a legend shows a key.
pub(super) enum Key {
    /// A median line with its bands as they are drawn.
    Fan(Role, Dress),
    /// A line on its one band; none: in grey, to say what line and band mean.
    Range(Option<Role>),
    /// A line with a whisker; none: in grey, to say what they mean.
    Whisker(Option<Role>),
    /// A filled square.
    Square(Colour),
    /// A dot with its whisker.
    Dot(Role),
    /// A published count with its error.
    Published,
    /// A dashed capacity line.
    Limit,
    /// A framed cell.
    Frame,
    /// What line and bands mean, in grey.
    Bands(Dress),
}

impl<'a> Page<'a> {
    /// An empty page, `width` units wide.
    pub fn new(theme: &'a Theme, width: f64) -> Self {
        Self {
            theme,
            canvas: Canvas::new(width),
            left: MARGIN,
            right: width - MARGIN,
            y: MARGIN,
        }
    }

    /// Axis labels and numbers.
    pub fn tick_type(&self) -> Type {
        Type::new(self.theme.sizes.tick, Weight::Regular, self.theme.soft)
    }

    /// Legends and direct labels.
    pub fn label_type(&self) -> Type {
        Type::new(self.theme.sizes.label, Weight::Regular, self.theme.ink)
    }

    /// Panel titles.
    pub fn heading_type(&self) -> Type {
        Type::new(self.theme.sizes.heading, Weight::SemiBold, self.theme.ink)
    }

    /// Notes and footer.
    pub fn small_type(&self) -> Type {
        Type::new(self.theme.sizes.small, Weight::Regular, self.theme.soft)
    }

    /// Bold text in the colour of a role.
    pub fn role_type(&self, role: Role) -> Type {
        Type::new(
            self.theme.sizes.label,
            Weight::SemiBold,
            self.theme.text_colour(role),
        )
    }

    /// A paragraph from the cursor down, wrapped to the page.
    pub fn paragraph(&mut self, text: &str, style: Type, leading: f64) {
        for line in font::wrap(
            text,
            style.size,
            style.weight,
            (self.right - self.left) * 0.985,
        ) {
            self.y += style.size * leading;
            self.canvas
                .text((self.left, self.y), Align::Left, &line, style);
        }
    }

    /// Title and subtitle.
    pub fn header(&mut self, figure: &Figure) {
        let title = Type::new(self.theme.sizes.title, Weight::SemiBold, self.theme.ink);
        self.y -= title.size * 0.3;
        let limit = (self.right - self.left) * 0.985;
        for line in font::wrap_evenly(&figure.title, title.size, title.weight, limit) {
            self.y += title.size * 1.25;
            self.canvas
                .text((self.left, self.y), Align::Left, &line, title);
        }
        self.y += 6.0;
        let subtitle = Type::new(self.theme.sizes.subtitle, Weight::Regular, self.theme.soft);
        self.paragraph(&figure.subtitle, subtitle, 1.42);
        self.y += 14.0;
    }

    /// A panel title at `x` with its unit in grey behind it or on the next line;
    /// the cursor does not move. Answers the height used.
    pub fn heading(&mut self, x: f64, width: f64, title: &str, unit: &str) -> f64 {
        let style = self.heading_type();
        let unit_style = Type::new(self.theme.sizes.tick, Weight::Regular, self.theme.soft);
        let lines = font::wrap(title, style.size, style.weight, width);
        let mut y = self.y;
        let mut end = x;
        for line in &lines {
            y += style.size * 1.25;
            end = x + self.canvas.text((x, y), Align::Left, line, style);
        }
        if !unit.is_empty() {
            let beside = end + 10.0 + unit_style.width(unit) <= x + width && !lines.is_empty();
            if beside {
                self.canvas
                    .text((end + 10.0, y), Align::Left, unit, unit_style);
            } else {
                for line in font::wrap(unit, unit_style.size, unit_style.weight, width) {
                    y += unit_style.size * 1.4;
                    self.canvas.text((x, y), Align::Left, &line, unit_style);
                }
            }
        }
        y - self.y + 14.0
    }

    /// Keys in rows across the page; the cursor ends below them.
    pub fn legend(&mut self, keys: &[(Key, String)]) {
        let style = self.label_type();
        let line = style.size * 1.75;
        let mut x = self.left;
        self.y += line;
        for (key, label) in keys {
            let swatch = key.width();
            let label = font::shorten(
                label,
                style.size,
                style.weight,
                self.right - self.left - swatch - 20.0,
            );
            let width = swatch + 9.0 + style.width(&label);
            if x > self.left && x + width > self.right {
                x = self.left;
                self.y += line;
            }
            let middle = self.y - style.middle();
            key.draw(&mut self.canvas, self.theme, (x, middle));
            let ink = if matches!(key, Key::Bands(_) | Key::Range(None) | Key::Whisker(None)) {
                self.theme.soft
            } else {
                style.colour
            };
            let style = Type {
                colour: ink,
                ..style
            };
            self.canvas
                .text((x + swatch + 9.0, self.y), Align::Left, &label, style);
            x += width + 26.0;
        }
        self.y += 18.0;
    }

    /// Legend of scenarios drawn as fans, with keys to the ways bands are drawn.
    pub fn fan_legend(&mut self, dressed: &[(&Compared, Dress)], limits: Option<&str>) {
        let fans = dressed
            .iter()
            .map(|(scenario, dress)| (Key::Fan(scenario.role, *dress), scenario.label.clone()));
        let limits = limits.map(|label| (Key::Limit, capital(label)));
        let bands = Dress::ALL.into_iter().filter_map(|dress| {
            let worn = dressed.iter().any(|(_, other)| *other == dress);
            dress
                .meaning()
                .filter(|_| worn)
                .map(|words| (Key::Bands(dress), words.to_owned()))
        });
        let keys: Vec<(Key, String)> = fans.chain(limits).chain(bands).collect();
        self.legend(&keys);
    }

    /// Notes, a hairline, the footer with the name of the program; sets the page height.
    pub fn footer(&mut self, notes: &[String], provenance: &Provenance) {
        let style = self.small_type();
        self.y += 8.0;
        for note in notes {
            self.y += 4.0;
            self.paragraph(note, style, 1.42);
        }
        self.y += 16.0;
        let hairline = Pen::new(self.theme.grid, 1.0);
        self.canvas
            .line(&[(self.left, self.y), (self.right, self.y)], &hairline);
        self.y += 6.0;
        let mark = Type::new(style.size, Weight::SemiBold, self.theme.soft);
        let name = format!("Garita {}", provenance.version);
        let limit = self.right - self.left - mark.width(&name) - 40.0;
        let top = self.y + style.size * 1.42;
        self.canvas
            .text((self.right, top), Align::Right, name.trim(), mark);
        for line in font::wrap(&provenance.footer(), style.size, style.weight, limit) {
            self.y += style.size * 1.42;
            self.canvas
                .text((self.left, self.y), Align::Left, &line, style);
        }
        self.canvas.height = self.y.max(top) + MARGIN * 0.8;
    }
}

impl Key {
    fn width(&self) -> f64 {
        match self {
            Self::Fan(..) | Self::Limit | Self::Bands(_) | Self::Range(_) | Self::Whisker(_) => {
                34.0
            }
            Self::Square(_) | Self::Published | Self::Frame => 14.0,
            Self::Dot(_) => 26.0,
        }
    }

    /// Draws the swatch with its left end at `x`, centred on `y`.
    fn draw(&self, canvas: &mut Canvas, theme: &Theme, (x, y): At) {
        let width = self.width();
        match *self {
            Self::Fan(role, dress) => {
                dress_swatch(canvas, theme, (theme.colour(role), dress), (x, y), width);
                canvas.line(&[(x, y), (x + width, y)], &median_pen(theme, role));
            }
            Self::Bands(dress) => {
                dress_swatch(canvas, theme, (theme.soft, dress), (x, y), width);
                let pen = Pen::new(theme.soft, theme.strokes.line);
                canvas.line(&[(x, y), (x + width, y)], &pen);
            }
            Self::Range(role) | Self::Whisker(role) => {
                let colour = role.map_or(theme.soft, |role| theme.colour(role));
                let grey = Pen::new(theme.soft, theme.strokes.line);
                let pen = role.map_or(grey, |role| median_pen(theme, role));
                if matches!(self, Self::Range(_)) {
                    let band = colour.alpha(RANGE);
                    canvas.rect((x, y - 7.0), (x + width, y + 7.0), band);
                } else {
                    let whisker = [(x + width / 2.0, y - 8.0), (x + width / 2.0, y + 8.0)];
                    canvas.line(&whisker, &Pen::new(colour.alpha(0.4), 2.5));
                }
                canvas.line(&[(x, y), (x + width, y)], &pen);
            }
            Self::Square(colour) => canvas.rect((x, y - 7.0), (x + width, y + 7.0), colour),
            Self::Dot(role) => {
                let colour = theme.colour(role);
                canvas.line(
                    &[(x, y), (x + width, y)],
                    &Pen::new(colour.alpha(0.45), 4.0),
                );
                canvas.dot((x + width / 2.0, y), 5.0, colour);
            }
            Self::Published => {
                let middle = x + width / 2.0;
                let line = [(middle, y - 9.0), (middle, y + 9.0)];
                canvas.line(&line, &Pen::new(theme.ink, 1.1));
                canvas.dot((middle, y), 3.2, theme.ink);
            }
            Self::Frame => {
                canvas.rect((x, y - 7.0), (x + width, y + 7.0), theme.ink);
                canvas.rect((x + 2.4, y - 4.6), (x + width - 2.4, y + 4.6), theme.paper);
            }
            Self::Limit => canvas.line(&[(x, y), (x + width, y)], &limit_pen(theme, None)),
        }
    }
}

/// `text` with a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Vertical grid lines above a plot of horizontal bars; of their numbers the one at zero and as many as fit.
pub(super) fn value_lines(page: &mut Page, plot: &Plot, ticks: &Ticks, signed: bool) {
    let style = page.tick_type();
    let pen = Pen::new(page.theme.grid, 1.0);
    let words = |index: usize| {
        let sign = if signed && ticks.at[index] > 0.0 {
            "+"
        } else {
            ""
        };
        format!("{sign}{}", ticks.labels[index])
    };
    let ends = |index: usize| {
        let (x, half) = (plot.x(ticks.at[index]), style.width(&words(index)) / 2.0);
        (x - half, x + half)
    };
    let count = ticks.at.len();
    let zero = ticks.at.iter().position(|value| value.abs() < f64::EPSILON);
    let first = |every: usize| zero.unwrap_or(0) % every;
    let apart = |every: &usize| {
        let shown: Vec<usize> = (first(*every)..count).step_by(*every).collect();
        let clear = |pair: &[usize]| ends(pair[0]).1 + 5.0 < ends(pair[1]).0;
        shown.windows(2).all(clear)
    };
    let every = (1..count.max(2)).find(apart).unwrap_or(count.max(1));
    for (index, &value) in ticks.at.iter().enumerate() {
        let x = plot.x(value);
        page.canvas
            .line(&[(x, plot.bounds[1]), (x, plot.bounds[3])], &pen);
        if index % every == first(every) {
            let at = (x, plot.bounds[1] - 6.0);
            page.canvas.text(at, Align::Centre, &words(index), style);
        }
    }
}

/// A 90 % whisker: a dark line on a pale one, so it shows on any bar.
pub(super) fn whisker(page: &mut Page, (from, to): (f64, f64), middle: f64) {
    let casing = Pen::new(page.theme.paper.alpha(0.85), 3.2);
    let line = Pen::new(page.theme.ink, 1.5);
    page.canvas.line(&[(from, middle), (to, middle)], &casing);
    page.canvas.line(&[(from, middle), (to, middle)], &line);
    for x in [from, to] {
        page.canvas
            .line(&[(x, middle - 3.5), (x, middle + 3.5)], &line);
    }
}

/// Right edges of a column of medians and a column of ranges at the right of the
/// page, and the left edge of both.
pub(super) struct NumberColumns {
    /// Right edge of the medians.
    pub median: f64,
    /// Right edge of the ranges.
    pub range: f64,
    /// Where both begin.
    pub left: f64,
}

impl NumberColumns {
    /// Columns as wide as the widest of the texts.
    pub fn fitting(page: &Page, texts: &[(String, String)]) -> Self {
        let (bold, small) = (page.role_type(Role::Reference), page.tick_type());
        let medians = texts
            .iter()
            .map(|(median, _)| bold.width(median))
            .fold(20.0, f64::max);
        let ranges = texts
            .iter()
            .map(|(_, range)| small.width(range))
            .fold(20.0, f64::max);
        let median = page.right - ranges - 10.0;
        Self {
            median,
            range: page.right,
            left: median - medians,
        }
    }

    /// Prints one line of the columns.
    pub fn print(
        &self,
        page: &mut Page,
        (median, range): &(String, String),
        middle: f64,
        bold: Type,
    ) {
        let small = page.tick_type();
        let y = middle + bold.middle();
        page.canvas
            .text((self.median, y), Align::Right, median, bold);
        page.canvas
            .text((self.range, y), Align::Right, range, small);
    }
}

/// The bands of a fan in small.
fn dress_swatch(
    canvas: &mut Canvas,
    theme: &Theme,
    (colour, dress): (Colour, Dress),
    (x, y): At,
    width: f64,
) {
    let [outer, inner] = theme.strokes.bands;
    let mut band = |half: f64, alpha: f64| {
        canvas.rect((x, y - half), (x + width, y + half), colour.alpha(alpha));
    };
    if dress == Dress::Full {
        band(8.0, outer);
    }
    if matches!(dress, Dress::Full | Dress::Half) {
        band(4.2, inner);
    }
    if matches!(dress, Dress::Half | Dress::Outline) {
        let pen = Pen::new(colour.alpha(0.85), 1.1);
        for edge in [y - 8.0, y + 8.0] {
            canvas.line(&[(x, edge), (x + width, edge)], &pen);
        }
    }
}

/// The pen of a scenario's median: each role has strokes of its own as well as its colour, so that grey prints tell
/// them apart.
pub(super) fn median_pen(theme: &Theme, role: Role) -> Pen {
    const STROKES: [&[f64]; 6] = [
        &[],
        &[13.0, 4.0],
        &[9.0, 3.0, 2.4, 3.0],
        &[17.0, 3.0, 6.0, 3.0],
        &[3.4, 3.0],
        &[9.0, 2.8, 2.4, 2.8, 2.4, 2.8],
    ];
    let pen = Pen::new(theme.colour(role), theme.strokes.line);
    match role {
        Role::Reference => pen.dashed(&[6.0, 3.2]),
        Role::Scenario(index) => pen.dashed(STROKES[index % 6]),
    }
}

/// The pen of a band that is drawn as an outline.
pub(super) fn outline_pen(theme: &Theme, role: Role) -> Pen {
    Pen::new(theme.colour(role).alpha(0.85), 1.1)
}

/// The pen of a capacity line.
pub(super) fn limit_pen(theme: &Theme, role: Option<Role>) -> Pen {
    let colour = role.map_or(theme.limit, |role| theme.text_colour(role));
    Pen::new(colour, 1.5).dashed(&[2.0, 3.2])
}
