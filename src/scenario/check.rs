//! Checks that span several keys: horizon, shares of one whole, late steps, handover.

use super::chain::Link;
use super::diagnostic::{Located, Problem};
use super::file::StartShape;
use super::resolve::Resolver;
use super::{LONGEST_HORIZON, Scenario};
use crate::lever::{Lever, Policy};
use crate::setting::Setting;
use crate::time::{Date, days_between, plus_days};

impl Resolver<'_> {
    pub(super) fn check_horizon(
        &mut self,
        start: Option<&Located<Date>>,
        end: Option<&Located<Date>>,
    ) {
        let (Some(start), Some(end)) = (start, end) else {
            return;
        };
        let days = days_between(start.value, end.value);
        if days < 0 {
            let message = format!("`end` ({}) is before `start` ({})", end.value, start.value);
            self.problems.push(
                Problem::new(message)
                    .located(end)
                    .label("the last day of the run"),
            );
        } else if days >= LONGEST_HORIZON {
            let message = format!(
                "a run of {} years is longer than the 100 years allowed",
                days / 365
            );
            self.problems.push(Problem::new(message).located(end));
        }
    }

    /// Shares of one whole must not exceed it on any day.
    pub(super) fn check_shares(
        &mut self,
        policy: &Policy,
        line: &[Link],
        horizon: Option<(Date, Date)>,
    ) {
        let Some((start, end)) = horizon else { return };
        for lever in self
            .catalogue
            .levers
            .iter()
            .filter(|lever| !lever.shares.is_empty())
        {
            let Some((date, total)) = overfull(policy, lever, start, end) else {
                continue;
            };
            let names: Vec<String> = lever
                .shares
                .iter()
                .map(|setting| format!("`{}`", setting.name()))
                .collect();
            let message = format!(
                "{} add up to {} on {date}; they must not exceed 1",
                super::words::list(&names),
                super::words::number(total)
            );
            let problem = Problem::new(message)
                .help("lower one of them on the same date; what is left over is the rest");
            self.problems.push(match last_mention(line, lever) {
                Some(mention) => problem.located(mention),
                None => problem,
            });
        }
    }

    /// A step after the last day does nothing; that is rarely meant in the file itself.
    pub(super) fn warn_of_late_steps(
        &mut self,
        line: &[Link],
        own_length: usize,
        end: Option<Date>,
    ) {
        let Some(end) = end else { return };
        let own = &line[own_length.saturating_sub(1)..];
        let settings = own
            .iter()
            .flat_map(|link| &link.file.levers)
            .flat_map(|lever| &lever.settings);
        for step in settings
            .flat_map(|setting| &setting.cells)
            .flat_map(|(_, steps)| steps)
        {
            if let Some(from) = step.value.from.filter(|&from| from > end) {
                let message =
                    format!("this change starts on {from}, after the last day of the run ({end})");
                self.problems.push(
                    Problem::new(message)
                        .located(step)
                        .label("has no effect")
                        .warning(),
                );
            }
        }
    }

    /// World and parameters of a scenario that hands over come from the one that goes on.
    pub(super) fn warn_of_unused(&mut self, earlier: &[Link], line: &[Link]) {
        let inherited = |link: &&Link| line.iter().any(|own| own.identity == link.identity);
        for link in earlier.iter().filter(|link| !inherited(link)) {
            if let Some(parameter) = link.file.parameters.first() {
                let message = format!(
                    "parameters of `{}` are not used when it hands over",
                    link.name
                );
                let problem = Problem::new(message)
                    .located(&parameter.name)
                    .label("not used");
                let help =
                    "set them in the scenario that goes on: one set of parameters holds for both";
                self.problems.push(problem.help(help).warning());
            }
        }
    }

    pub(super) fn check_handover(
        &mut self,
        earlier: &Scenario,
        state: &Located<StartShape>,
        start: Option<&Located<Date>>,
    ) {
        let Some(start) = start else { return };
        let next = plus_days(earlier.end, 1);
        if start.value != next {
            let message = format!(
                "the run starts on {}, but `{}`, which hands over to it, ends on {}",
                start.value, earlier.name, earlier.end
            );
            let help = format!(
                "write start = {next}, or choose another start-state: \"empty\", \"stocks\""
            );
            let problem = Problem::new(message).help(help);
            let same_text = start.text.name == state.text.name;
            self.problems.push(if same_text {
                problem.located(state)
            } else {
                problem.located(start)
            });
        }
    }
}

/// The first day on which shares of one whole add up to more, with their sum.
fn overfull(policy: &Policy, lever: &Lever, start: Date, end: Date) -> Option<(Date, f64)> {
    let days = usize::try_from(days_between(start, end).clamp(0, LONGEST_HORIZON)).unwrap_or(0) + 1;
    let cells = lever.shares[0].scope().cells(policy.world());
    cells.into_iter().find_map(|cell| {
        let shares = lever
            .shares
            .iter()
            .map(|&share| policy.schedule(share, cell).values(start, days));
        let total =
            shares.reduce(|sum, share| sum.iter().zip(share).map(|(a, b)| a + b).collect())?;
        let day = total.iter().position(|&total| total > 1.0 + 1e-9)?;
        Some((
            plus_days(start, i32::try_from(day).unwrap_or(i32::MAX)),
            total[day],
        ))
    })
}

fn last_mention<'l>(line: &'l [Link], lever: &Lever) -> Option<&'l Located<Setting>> {
    let settings = line
        .iter()
        .flat_map(|link| &link.file.levers)
        .flat_map(|lever| &lever.settings);
    settings
        .map(|shape| &shape.setting)
        .rfind(|setting| lever.shares.contains(&setting.value))
}
