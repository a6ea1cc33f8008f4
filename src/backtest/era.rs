//! Eras with their forecast origins: `data/backtests.toml`.

use serde::Deserialize;

use crate::time::Date;

/// A stretch of the past that is forecast from several of its months.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Era {
    /// Short name.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// Scenario with the policy as it was.
    pub scenario: String,
    /// Settings of the calibration that say which parameters are fitted, with which errors.
    pub calibration: String,
    /// First day whose counts are fitted.
    pub fit_from: Date,
    /// Last days known to the forecasts.
    pub origins: Vec<Date>,
    /// First day scored.
    pub score_from: Date,
    /// Last day scored.
    pub score_to: Date,
    /// An era whose parameters are tried here too.
    pub parameters_of: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Eras {
    era: Vec<Era>,
}

const TEXT: &str = include_str!("../../data/backtests.toml");

/// Every era of the project.
///
/// # Errors
/// If the embedded file cannot be read (a test makes sure that it can).
pub fn eras() -> Result<Vec<Era>, String> {
    let eras: Eras =
        toml::from_str(TEXT).map_err(|error| format!("data/backtests.toml: {error}"))?;
    Ok(eras.era)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backtest::chain;
    use crate::scenario::load;

    #[test]
    fn eras_stand_on_scenarios_that_cover_them() {
        let eras = eras().unwrap();
        for era in &eras {
            let scenario = load(&era.scenario, &crate::scenario::Overrides::default()).unwrap();
            let first = chain(&scenario)[0].start;
            assert!(
                first <= era.fit_from && era.score_to <= scenario.end,
                "{}",
                era.name
            );
            for origin in &era.origins {
                assert_eq!(*origin, origin.last_of_month(), "{}", era.name);
                assert!(
                    era.fit_from < *origin && *origin < era.score_to,
                    "{}",
                    era.name
                );
            }
            let other = era.parameters_of.as_ref();
            assert!(other.is_none_or(|other| eras.iter().any(|era| era.name == *other)));
        }
    }
}
