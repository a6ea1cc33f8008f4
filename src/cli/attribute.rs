//! `compare --attribute`: how much of a difference each lever accounts for.

use super::Failure;
use super::decide::{CommonArgs, carry_out, catalogue, inquiry};
use super::simulate::{CompareArgs, announced, threads};
use crate::decide::attribute::{self, Attribute};
use crate::decide::{Inquiry, Question};
use crate::study::Cast;

/// `garita compare A B --attribute`.
pub fn attribute(args: &CompareArgs) -> Result<(), Failure> {
    let threads = threads(args.ensemble.threads)?;
    threads.install(|| carry_out(&ask(args)?, &common(args)))
}

fn common(args: &CompareArgs) -> CommonArgs {
    CommonArgs {
        ensemble: args.ensemble.clone(),
        changes: args.changes.clone(),
        shard: args.shard,
        out: args.output.out.clone(),
        force: args.output.force,
        quiet: args.output.quiet,
    }
}

/// What is asked, with a scenario for every set of levers.
pub fn ask(args: &CompareArgs) -> Result<Inquiry, Failure> {
    let mut names = args.scenarios.clone();
    if let Some(base) = &args.base {
        names.retain(|name| name != base);
        names.insert(0, base.clone());
    }
    if names.len() != 2 {
        return Err(Failure::Input(format!(
            "--attribute looks at one difference, and {} scenarios are named\n  help: name a base and a scenario",
            names.len()
        )));
    }
    let changes = args.changes.overrides();
    let cast = announced(Cast::of_run(&names, &changes))?;
    let [base, scenario] = cast.scenarios.as_slice() else {
        return Err(Failure::Run("two scenarios did not load as two".to_owned()));
    };
    let sets = Attribute::scenarios(base, scenario, args.ensemble.seed, catalogue()?)?;
    let question = Question::Attribute(attribute::Question {
        name: scenario.name.clone(),
        title: scenario.title.clone(),
        metric: args.metric.clone(),
    });
    inquiry(question, &names, sets, &common(args))
}
