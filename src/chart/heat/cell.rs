//! Cells of a grid: their colours, the colour bar, and as much print as there is room for.

use super::super::canvas::{Align, At, Pen, Type};
use super::super::figure::Interval;
use super::super::font::Weight;
use super::super::number::{self, Ticks, to_f64};
use super::super::page::Page;
use super::super::theme::{Colour, Theme};
use super::HeatPanel;

/// Height of a colour bar.
pub(super) const BAR: f64 = 10.0;

/// Lowest and highest colour of a panel; around zero for differences.
pub(super) fn reach(panel: &HeatPanel) -> (f64, f64) {
    let middles = panel.values.iter().flatten().map(|value| value.p50);
    let finite: Vec<f64> = middles.filter(|value| value.is_finite()).collect();
    if panel.differences {
        let most = finite
            .iter()
            .fold(0.0, |most: f64, one| most.max(one.abs()));
        return (-most, most);
    }
    let low = finite.iter().copied().fold(f64::INFINITY, f64::min);
    let high = finite.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (low, high)
}

/// The colour of a value.
fn shade(theme: &Theme, panel: &HeatPanel, (low, high): (f64, f64), value: f64) -> Colour {
    let width = high - low;
    if panel.differences {
        let side = if value < 0.0 {
            &theme.cells.below
        } else {
            &theme.cells.above
        };
        let share = if high > 0.0 { value.abs() / high } else { 0.0 };
        return through(side, share);
    }
    let share = if width > 0.0 {
        (value - low) / width
    } else {
        0.5
    };
    through(&theme.cells.levels, share)
}

/// The colour at a share of the way through three.
fn through(colours: &[Colour; 3], share: f64) -> Colour {
    if share < 0.5 {
        colours[0].mix(colours[1], share * 2.0)
    } else {
        colours[1].mix(colours[2], share * 2.0 - 1.0)
    }
}

/// Colours and numbers above a grid.
pub(super) fn colour_bar(
    page: &mut Page,
    panel: &HeatPanel,
    reach: (f64, f64),
    [left, top, right]: [f64; 3],
) {
    let (low, high) = reach;
    if high.partial_cmp(&low) != Some(std::cmp::Ordering::Greater) {
        return;
    }
    let width = (right - left).min(320.0);
    let steps = 90;
    for step in 0..steps {
        let share = |step: f64| step / to_f64(steps);
        let value = low + (high - low) * share(to_f64(step) + 0.5);
        let colour = shade(page.theme, panel, reach, value);
        let from = (left + width * share(to_f64(step)), top);
        let to = (left + width * share(to_f64(step + 1)) + 0.3, top + BAR);
        page.canvas.rect(from, to, colour);
    }
    let ticks = Ticks::covering(low, high, 4).within(reach);
    let style = page.tick_type();
    let mut free = f64::NEG_INFINITY;
    for (&value, label) in ticks.at.iter().zip(&ticks.labels) {
        let x = left + width * (value - low) / (high - low);
        let sign = if panel.differences && value > 0.0 {
            "+"
        } else {
            ""
        };
        let label = format!("{sign}{label}");
        let half = style.width(&label) / 2.0;
        let middle = x.max(left + half);
        if middle - half > free && middle + half < right {
            let foot = top + BAR;
            let tick = [(x, foot), (x, foot + 4.0)];
            page.canvas.line(&tick, &Pen::new(page.theme.axis, 1.0));
            let at = (middle, foot + 5.0 + style.size);
            page.canvas.text(at, Align::Centre, &label, style);
            free = middle + half + 8.0;
        }
    }
}

/// What is printed in the cells of a panel: the same in all, as much as there is room for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Print {
    /// The number, with its interval below.
    Range,
    /// The number.
    Number,
    /// The number in small.
    Small,
    /// The number in small with its word below: "3.79" on "million".
    Word,
    /// Below or above zero.
    Sign,
    /// Nothing.
    Bare,
}

impl Print {
    /// The most that fits into cells of this size.
    pub fn fitting(page: &Page, panel: &HeatPanel, width: f64, height: f64) -> Self {
        let values = || {
            panel
                .values
                .iter()
                .flatten()
                .filter(|one| one.p50.is_finite())
        };
        let large = Type::new(page.theme.sizes.label, Weight::SemiBold, page.theme.ink);
        let small = Type::new(page.theme.sizes.small, Weight::SemiBold, page.theme.ink);
        let fits = |style: &Type, text: &str| style.width(text) + 8.0 <= width;
        let numbers = |style: &Type| values().all(|one| fits(style, &print(panel, one.p50)));
        let ranges = || values().all(|one| fits(&small, &range(panel, one)));
        let words = || {
            values().all(|one| {
                let number = print(panel, one.p50);
                number.split('\u{a0}').all(|part| fits(&small, part))
            })
        };
        match () {
            () if numbers(&large) && height >= 38.0 && ranges() => Self::Range,
            () if numbers(&large) => Self::Number,
            () if numbers(&small) => Self::Small,
            () if height >= 38.0 && words() => Self::Word,
            () if panel.differences && fits(&small, "+") => Self::Sign,
            () => Self::Bare,
        }
    }
}

/// A cell with its number.
pub(super) fn draw_cell(
    page: &mut Page,
    panel: &HeatPanel,
    (reach, shown): ((f64, f64), Print),
    value: &Interval,
    (at, width, height): (At, f64, f64),
) {
    let gap = (width * 0.06).min(1.0);
    let from = (at.0 + gap, at.1 + gap);
    let to = (at.0 + width - gap, at.1 + height - gap);
    let centre = (at.0 + width / 2.0, at.1 + height / 2.0);
    if !value.p50.is_finite() {
        if !matches!(shown, Print::Sign | Print::Bare) {
            let style = page.small_type();
            let at = (centre.0, centre.1 + style.middle());
            page.canvas.text(at, Align::Centre, "–", style);
        }
        return;
    }
    let ground = shade(page.theme, panel, reach, value.p50);
    page.canvas.rect(from, to, ground);
    let sure = panel.differences && (value.p05 > 0.0 || value.p95 < 0.0);
    let weight = if sure {
        Weight::SemiBold
    } else {
        Weight::Regular
    };
    let ink = page.theme.on(ground);
    let large = Type::new(page.theme.sizes.label, weight, ink);
    let small = Type::new(page.theme.sizes.small, weight, ink);
    let number = print(panel, value.p50);
    let (text, style) = match shown {
        Print::Bare => return,
        Print::Sign if value.p50 < 0.0 => ("−", small),
        Print::Sign => ("+", small),
        Print::Small => (number.as_str(), small),
        Print::Word => (number.split('\u{a0}').next().unwrap_or(""), small),
        Print::Range | Print::Number => (number.as_str(), large),
    };
    let second = match shown {
        Print::Range => range(panel, value),
        Print::Word => number.split('\u{a0}').nth(1).unwrap_or("").to_owned(),
        _ => String::new(),
    };
    let two = !second.is_empty();
    let lift = if two { small.size * 0.62 } else { 0.0 };
    let above = (centre.0, centre.1 + style.middle() - lift);
    page.canvas.text(above, Align::Centre, text, style);
    if two {
        let style = Type {
            weight: Weight::Regular,
            ..small
        };
        let below = (centre.0, centre.1 + style.middle() + style.size * 0.72);
        page.canvas.text(below, Align::Centre, &second, style);
    }
}

/// The interval in print; nothing where it has no width.
fn range(panel: &HeatPanel, value: &Interval) -> String {
    if value.p05 < value.p95 {
        number::range(&print(panel, value.p05), &print(panel, value.p95))
    } else {
        String::new()
    }
}

fn print(panel: &HeatPanel, value: f64) -> String {
    if panel.differences {
        number::signed_rounded(value, panel.decimals)
    } else {
        number::rounded(value, panel.decimals)
    }
}

/// A dark frame on a pale one inside a cell, so that it shows on any colour.
pub(super) fn frame(page: &mut Page, [left, top, right, bottom]: [f64; 4]) {
    let mut draw = |inset: f64, pen: &Pen| {
        let (left, top) = (left + inset, top + inset);
        let (right, bottom) = (right - inset, bottom - inset);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
        for index in 0..4 {
            let side = [corners[index], corners[(index + 1) % 4]];
            page.canvas.line(&side, pen);
        }
    };
    draw(3.4, &Pen::new(page.theme.paper, 1.6));
    draw(1.2, &Pen::new(page.theme.ink, 2.6));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_darken_with_size_and_numbers_on_them_can_be_read() {
        let theme = Theme::default();
        for colours in [&theme.cells.levels, &theme.cells.below, &theme.cells.above] {
            let shades: Vec<Colour> = (0..=40)
                .map(|step| through(colours, to_f64(step) / 40.0))
                .collect();
            let darker = |pair: &[Colour]| pair[1].luminance() < pair[0].luminance();
            assert!(shades.windows(2).all(darker), "{colours:?}");
            for shade in shades {
                assert!(theme.on(shade).contrast(shade) >= 4.0, "{}", shade.hex());
            }
        }
    }
}
