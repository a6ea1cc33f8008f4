//! `[goals]`: aims that a user declares, so that a report may say "on the goals you set".

use super::diagnostic::Problem;
use super::number::Meaning;
use super::read::{Node, Reader};
use toml::de::DeValue;

/// One aim for one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Name of the metric.
    pub metric: String,
    /// What is aimed at.
    pub aim: Aim,
}

/// What a user aims at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// The less the better.
    Lower,
    /// The more the better.
    Higher,
    /// Not above a limit.
    AtMost(f64),
    /// Not below a limit.
    AtLeast(f64),
}

impl Reader {
    /// Reads `[goals]`: `metric = "lower"`, `"higher"`, `{ at-most = 500 }` or `{ at-least = 90 }`.
    pub fn goals(&mut self, node: &Node) -> Vec<Goal> {
        let Some(fields) = self.table(node, "`goals`") else {
            return Vec::new();
        };
        let mut goals = Vec::new();
        for (metric, span, node) in fields.entries {
            if !crate::metric::ALL.iter().any(|known| known.name == metric) {
                let names = crate::metric::ALL.iter().map(|known| known.name);
                self.unknown(span, "metric", metric, "", names);
                continue;
            }
            goals.extend(self.aim(node, metric).map(|aim| Goal {
                metric: metric.to_owned(),
                aim,
            }));
        }
        goals
    }

    fn aim(&mut self, node: &Node, metric: &str) -> Option<Aim> {
        if !matches!(node.get_ref(), DeValue::Table(_)) {
            return self.choice(
                node,
                &format!("goal `{metric}`"),
                &[("lower", Aim::Lower), ("higher", Aim::Higher)],
            );
        }
        let fields = self.fields(node, &format!("goal `{metric}`"), &["at-most", "at-least"])?;
        let meaning = Meaning {
            name: metric,
            unit: "the metric's unit",
            range: [f64::MIN, f64::MAX],
        };
        match (fields.get("at-most"), fields.get("at-least")) {
            (Some(node), None) => self.any_number(node, meaning).map(Aim::AtMost),
            (None, Some(node)) => self.any_number(node, meaning).map(Aim::AtLeast),
            _ => {
                let problem = Problem::new(format!(
                    "goal `{metric}` needs exactly one of `at-most` and `at-least`"
                ));
                self.report(node.span(), problem);
                None
            }
        }
    }
}
