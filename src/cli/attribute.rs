//! `compare --attribute`: how much of a difference each lever accounts for.

use super::Failure;
use super::args::CompareArgs;
use super::decide::{Analysis, CommonArgs, catalogue};
use super::simulate::{announced, threads};
use crate::decide::attribute::Attribute;
use crate::study::Cast;

/// `garita compare A B --attribute`.
pub fn attribute(args: &CompareArgs) -> Result<(), Failure> {
    let mut names = args.scenarios.clone();
    if let Some(base) = &args.base {
        names.retain(|name| name != base);
        names.insert(0, base.clone());
    }
    let [base_name, scenario_name] = names.as_slice() else {
        return Err(Failure::Input(format!(
            "--attribute looks at one difference, and {} scenarios are named\n  help: name a base and a scenario",
            names.len()
        )));
    };
    let changes = args.changes.overrides();
    let cast = announced(Cast::of_run(&names, &changes))?;
    let common = CommonArgs {
        ensemble: args.ensemble.clone(),
        changes: args.changes.clone(),
        out: args.output.out.clone(),
        force: args.output.force,
        quiet: args.output.quiet,
    };
    let mut scenarios = cast.scenarios.into_iter();
    let (Some(base), Some(scenario)) = (scenarios.next(), scenarios.next()) else {
        return Err(Failure::Run("two scenarios did not load as two".to_owned()));
    };
    threads(args.ensemble.threads)?.install(|| {
        let seed = args.ensemble.seed;
        let attribute = Attribute::new(base, scenario, &args.metric, seed, catalogue()?)?;
        let about = [base_name.as_str(), scenario_name.as_str()];
        let analysis = Analysis::of("attribute", &about, attribute.scenarios(), &common)?;
        let analysis = analysis.watching(attribute.measures());
        let results = analysis.run()?;
        analysis.write(attribute.found(&results)?, &results)
    })
}
