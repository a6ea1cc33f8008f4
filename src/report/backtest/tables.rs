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
            "series",
            "origin",
            "counts",
            "in 50 %",
            "in 90 %",
            "median off by",
            "bias",
            "÷ last value",
            "÷ last year",
            "÷ average",
            "remark",
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
        cells.extend(beaten.map(|(beaten, of)| format!("{beaten} of {of}")));
        Some(cells)
    };
    Listing {
        header: vec![
            "counts",
            "number",
            "series",
            "in 50 %",
            "in 90 %",
            "median off by",
            "bias",
            "beats last value",
            "last year",
            "average",
            "all three",
        ],
        rows: groups(scored).into_iter().filter_map(line).collect(),
    }
}

fn ratio(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "–".to_owned(), |ratio| words::number(ratio, 2))
}

fn signed(share: f64) -> String {
    let sign = if share < 0.0 { "−" } else { "+" };
    format!("{sign}{}", percent(share.abs()))
}

fn remark(score: &Score) -> &'static str {
    match (is_apart(score), score.is_best()) {
        (true, _) if score.outside.0 > score.outside.1 => "MISS: published below",
        (true, _) => "MISS: published above",
        (false, Some(true)) => "better than all three",
        (false, Some(false)) => "not better than all",
        (false, None) => "nothing to compare",
    }
}
