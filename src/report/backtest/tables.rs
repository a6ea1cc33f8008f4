//! Tables of scores for the terminal and the page.

use super::{Pooled, Scored, groups, percent};
use crate::analysis::words;
use crate::backtest::{Row, Score, by_series, is_apart};
use crate::scenario::Listing;

/// One line a series, over the rows of the headline.
#[must_use]
pub fn series_table(rows: &[&Row]) -> Listing {
    let line = |((metric, origin), rows): ((String, String), Vec<&Row>)| {
        let score = Score::of(&rows)?;
        let mut cells = vec![metric, origin, score.rows.to_string()];
        cells.extend([score.half, score.ninety, score.difference].map(percent));
        cells.push(signed(score.bias));
        cells.extend(score.ratio.map(ratio));
        cells.push(remark(&score).to_owned());
        Some(cells)
    };
    Listing {
        header: vec![
            "series", "origin", "counts", "in 50 %", "in 90 %", "off by", "bias", "÷ last",
            "÷ year", "÷ mean", "",
        ],
        rows: by_series(rows).into_iter().filter_map(line).collect(),
    }
}

/// One line a group of rows: by lead, then what stands apart.
#[must_use]
pub fn group_table(scored: &Scored) -> Listing {
    let line = |(name, rows): (String, Vec<&Row>)| {
        let pooled = Pooled::of(&rows)?;
        let score = &pooled.score;
        let mut cells = vec![name, score.rows.to_string(), pooled.series.to_string()];
        cells.extend([score.half, score.ninety, score.difference].map(percent));
        cells.push(signed(score.bias));
        let beaten = pooled.beaten.iter().chain([&pooled.best]);
        cells.extend(beaten.map(|(beaten, of)| format!("{beaten}/{of}")));
        Some(cells)
    };
    Listing {
        header: vec![
            "counts", "number", "series", "in 50 %", "in 90 %", "off by", "bias", "< last",
            "< year", "< mean", "< all",
        ],
        rows: groups(scored).into_iter().filter_map(line).collect(),
    }
}

/// What the columns of both tables mean.
pub const KEY: &str = "In 50 %, in 90 %: share of published counts in the central intervals. Off by: mean distance of the median from the \
published count, relative. Bias: mean of futures above (+) or below (−) the published count, relative. ÷: CRPS as a share of that of the last value, the same \
month last year and the moving average, below 1 is better; <: series on which each is beaten. Best: better than all that could be \
made. MISS: more than half of the published counts lie below (<) or above (>) the 90 % interval.";

fn ratio(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "–".to_owned(), |ratio| words::number(ratio, 2))
}

fn signed(share: f64) -> String {
    let sign = if share < 0.0 { "−" } else { "+" };
    format!("{sign}{}", percent(share.abs()))
}

fn remark(score: &Score) -> &'static str {
    match (is_apart(score), score.is_best()) {
        (true, _) if score.outside.0 > score.outside.1 => "MISS <",
        (true, _) => "MISS >",
        (false, Some(true)) => "best",
        (false, _) => "",
    }
}
