//! One published count beside its forecasts.

use std::collections::BTreeMap;

use super::naive::{Naive, Past, naive};
use crate::experiment::hindcast::Target;
use crate::observation::Kind;
use crate::stats::{fair_crps, quantile, rank_share};
use crate::time::Date;
use crate::time::month_number;

/// What a row counts for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// After the fit window: it enters the headline.
    HeldBack,
    /// After the fit window, but the scenario's policy was set from this very count; the text says how.
    PolicySet(String),
    /// In the fit window.
    Fitted,
}

impl Standing {
    /// The word for it in tables.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Standing::HeldBack => "held back",
            Standing::PolicySet(_) => "policy set",
            Standing::Fitted => "fitted",
        }
    }
}

/// The score of a naive forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Its middle.
    pub point: f64,
    /// Whether it had a spread from its own past errors.
    pub spread: bool,
    /// Its score with that spread, or as a point if it had none.
    pub crps: f64,
    /// Its score as a point: the distance.
    pub distance: f64,
}

/// A published count with its forecast from one day.
#[derive(Clone, Debug)]
pub struct Row {
    /// Name of the era or scenario.
    pub era: String,
    /// Era whose parameters were used.
    pub parameters: String,
    /// Last day known.
    pub origin: Date,
    /// Months from there to the end of the period; 0 or less in the fit window.
    pub lead: i32,
    /// What was published.
    pub target: Target,
    /// What the row counts for.
    pub standing: Standing,
    /// 5, 25, 50, 75 and 95 % of futures.
    pub quantiles: [f64; 5],
    /// Mean over futures.
    pub mean: f64,
    /// Score of the forecast, with the fair formula.
    pub crps: f64,
    /// Where among the futures the published count lies, 0 to 1.
    pub rank: f64,
    /// Naive forecasts, in the order of [`super::METHODS`].
    pub naive: [Option<Judged>; 3],
}

impl Row {
    /// Whether the published count is in the central interval with 50 % of futures.
    #[must_use]
    pub fn in_half(&self) -> bool {
        (self.quantiles[1]..=self.quantiles[3]).contains(&self.target.observed)
    }

    /// Whether it is in that with 90 %.
    #[must_use]
    pub fn in_ninety(&self) -> bool {
        (self.quantiles[0]..=self.quantiles[4]).contains(&self.target.observed)
    }

    /// The series: metric and origin.
    #[must_use]
    pub fn series(&self) -> (&str, &str) {
        (&self.target.metric, &self.target.origin)
    }

    /// Settles what the row counts for; `why` says what policy was set from its count.
    pub fn stands(&mut self, why: Option<&str>) {
        self.standing = match why {
            _ if self.lead <= 0 => Standing::Fitted,
            Some(why) => Standing::PolicySet(why.to_owned()),
            None => Standing::HeldBack,
        };
    }
}

/// The counts of every series that are known on a day.
#[derive(Clone, Debug, Default)]
pub struct Known(BTreeMap<(String, String, Kind), Past>);

impl Known {
    /// What is known on `last`, of `history`.
    #[must_use]
    pub fn until(last: Date, history: &[Target]) -> Self {
        let mut known: BTreeMap<_, Past> = BTreeMap::new();
        for target in history.iter().filter(|target| target.period_to <= last) {
            if let Some(kind) = Kind::of(target) {
                let series = (target.metric.clone(), target.origin.clone(), kind);
                let past = known.entry(series).or_default();
                past.insert(month_number(target.period_to), target.observed);
            }
        }
        Known(known)
    }

    fn naive(&self, target: &Target) -> [Option<Naive>; 3] {
        let kind = Kind::of(target).unwrap_or(Kind::Month);
        let series = (target.metric.clone(), target.origin.clone(), kind);
        let step = match kind {
            Kind::Stock | Kind::Month => 1,
            Kind::Half => 6,
            Kind::Year => 12,
        };
        let past = self.0.get(&series);
        past.map_or([None, None, None], |past| {
            naive(past, month_number(target.period_to), step)
        })
    }
}

/// Scores an ascending ensemble and the naive forecasts against a published count.
#[must_use]
pub fn judge(target: &Target, ensemble: &[f64], origin: Date, known: &Known) -> Row {
    let lead = month_number(target.period_to) - month_number(origin);
    let judged = |naive: Naive| Judged {
        point: naive.point,
        spread: naive.ensemble.len() > 1,
        crps: fair_crps(&naive.ensemble, target.observed),
        distance: (naive.point - target.observed).abs(),
    };
    let naive = if lead > 0 {
        known.naive(target)
    } else {
        [None, None, None]
    };
    Row {
        era: String::new(),
        parameters: String::new(),
        origin,
        lead,
        standing: Standing::HeldBack,
        quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(|share| quantile(ensemble, share)),
        mean: ensemble.iter().sum::<f64>() / ensemble.len() as f64,
        crps: fair_crps(ensemble, target.observed),
        rank: rank_share(ensemble, target.observed),
        naive: naive.map(|naive| naive.map(judged)),
        target: target.clone(),
    }
}
