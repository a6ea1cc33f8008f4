//! `outlay`: packages of levers at growing size, each key figure against the outlay that it takes.

use std::path::PathBuf;

use clap::Args;

use super::args::{ChangeArgs, EnsembleArgs, LanguageArgs};
use super::gather::gather;
use super::simulate::{announce, announced, command_line, print_warnings, threads, wishes};
use super::{Failure, terminal};
use crate::analysis::dose::{Dose, Package, response};
use crate::analysis::{Answers, words};
use crate::chart::Original;
use crate::experiment::Results;
use crate::export::manifest::{self, Manifest, Precision, Times};
use crate::export::{self, Permission, RunFolder, ScenarioFile};
use crate::report::doses::{self, Doses};
use crate::scenario::{
    self, Catalogue, LONGEST_HORIZON, Scenario, dosed, first_change, not_a_package, planned,
};
use crate::study::{Cast, Study, Wishes};
use crate::text;
use crate::time::plus_days;

/// Arguments of `outlay`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct OutlayArgs {
    /// Packages: bundled names, or files ending in .toml, that differ from the base in levers only
    #[arg(required = true, value_name = "SCENARIO")]
    pub scenarios: Vec<String>,
    /// Sizes in percent of each package, separated by commas
    #[arg(long, value_name = "PERCENT", value_delimiter = ',', value_parser = size, default_value = "0,50,100,150")]
    pub doses: Vec<f64>,
    /// Scenario from which the packages grow
    #[arg(long, value_name = "SCENARIO", default_value = "status-quo")]
    pub base: String,
    /// How to simulate.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// What to change in every scenario.
    #[command(flatten)]
    pub changes: ChangeArgs,
    /// Result folder [default: `output/outlay-NAMES-OF-THE-PACKAGES`]
    #[arg(short, long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Replace earlier results in that folder
    #[arg(long)]
    pub force: bool,
    /// In which language.
    #[command(flatten)]
    pub language: LanguageArgs,
    /// No progress bar and no summary; only the path of the result folder on stdout
    #[arg(short, long)]
    pub quiet: bool,
}

/// A size in percent, with or without the sign, as a multiple of the package.
fn size(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim();
    match number.parse::<f64>() {
        Ok(percent) if (0.0..=1000.0).contains(&percent) => Ok(percent / 100.0),
        _ => Err("a size is a percentage from 0 to 1000, such as 50 or 150".to_owned()),
    }
}

const EXAMPLES: &str = "\
Examples:
  garita outlay enforcement-only-equal legal-pathways-equal
  garita outlay legal-pathways my-package.toml --doses 25,50,100 --replicates 200

Every size of every package meets the same simulated futures. The base, 0 %, is always run.";

/// Position of the base among the arms.
pub const BASE: usize = 0;

/// Name of the table of sizes in the result folder.
pub const DOSES: &str = "doses.csv";

/// Name of the chart.
pub const CHART: &str = "outlay";

/// Packages with the scenarios that stand for their sizes.
struct Sized {
    study: Study,
    packages: Vec<Package>,
    /// Settings that could not grow with their package.
    remarks: Vec<String>,
}

/// `garita outlay`.
pub fn outlay(args: &OutlayArgs) -> Result<(), Failure> {
    let catalogue = scenario::catalogue()
        .map_err(|problems| Failure::Run(problems.render(terminal::width(), false)))?;
    let cast = Cast::of_packages(&args.base, &args.scenarios, &args.changes.overrides());
    let cast = announced(cast)?;
    let sized = sized(cast, args, catalogue)?;
    threads(args.ensemble.threads)?.install(|| simulate(&sized, args))
}

/// Every package at every size, as arms of one experiment.
fn sized(cast: Cast, args: &OutlayArgs, catalogue: &Catalogue) -> Result<Sized, Failure> {
    let mut sizes: Vec<f64> = args
        .doses
        .iter()
        .copied()
        .filter(|size| *size > 0.0)
        .collect();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup();
    if sizes.is_empty() {
        return Err(Failure::Input(
            "no size above 0 % to run\n  help: for example --doses 50,100,150".to_owned(),
        ));
    }
    let mut scenarios = vec![cast.scenarios[BASE].clone()];
    let (mut packages, mut remarks) = (Vec::new(), Vec::new());
    for package in &cast.scenarios[1..] {
        refuse_other_differences(package, &scenarios[BASE])?;
        refuse_nothing_to_grow(package, &scenarios[BASE])?;
        let nothing = Dose {
            size: 0.0,
            arm: BASE,
            planned: 0.0,
        };
        let mut doses = vec![nothing];
        for &size in &sizes {
            let grown = dosed(package, &scenarios[BASE], size, &catalogue.levers);
            doses.push(Dose {
                size,
                arm: scenarios.len(),
                planned: planned(&grown.scenario, &scenarios[BASE], &catalogue.levers).over_run(),
            });
            if !grown.held.is_empty() {
                let remark = || held(&grown.held, &package.title, size);
                remarks.push(text::within(args.language.lang, remark));
            }
            scenarios.push(grown.scenario);
        }
        packages.push(Package {
            name: package.name.clone(),
            title: package.title.clone(),
            doses,
        });
    }
    let cast = Cast::of_doses(scenarios, cast.folder);
    let wishes = Wishes {
        lang: args.language.lang,
        ..wishes(&args.ensemble)
    };
    Ok(Sized {
        study: Study::new(cast, &wishes)?,
        packages,
        remarks,
    })
}

/// Which settings of a package cannot grow further, as the chart says it.
fn held(settings: &[String], package: &str, size: f64) -> String {
    let settings: Vec<&str> = settings.iter().map(|label| text::say(label)).collect();
    let package = tell!(
        "{package} at {percent} %",
        package = text::say_title(package),
        percent = scenario::words::number(size * 100.0)
    );
    tell!(
        "{package}: {settings} held at the end of the admissible range.",
        package,
        settings = words::list(&settings)
    )
}

fn refuse_other_differences(package: &Scenario, base: &Scenario) -> Result<(), Failure> {
    match not_a_package(package, base) {
        None => Ok(()),
        Some(what) => Err(Failure::Input(format!(
            "`{}` cannot be run at several sizes: it differs from `{}` in more than levers ({what})\n  help: name a base with the same {what}, with --base",
            package.name, base.name
        ))),
    }
}

/// A package of which nothing begins within the run would fill charts with nothing.
fn refuse_nothing_to_grow(package: &Scenario, base: &Scenario) -> Result<(), Failure> {
    if first_change(package, base, package.end).is_some() {
        return Ok(());
    }
    let (name, base_name) = (&package.name, &base.name);
    let longest = plus_days(package.start, LONGEST_HORIZON - 1);
    Err(Failure::Input(match first_change(package, base, longest) {
        Some(first) => format!(
            "`{name}` begins on {first}, after the last day of the run, {}: until then its levers are those of `{base_name}`\n  help: a later last day, with --until after {first}",
            package.end
        ),
        None => format!(
            "`{name}` has the same levers as `{base_name}`: there is nothing to run at several sizes\n  help: name packages that differ from the base, or another base with --base"
        ),
    }))
}

fn simulate(sized: &Sized, args: &OutlayArgs) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let (study, ensemble) = (&sized.study, &args.ensemble);
    let cast = &study.cast;
    let default = || PathBuf::from("output").join(&cast.folder);
    let permission = Permission {
        force: args.force,
        resume: ensemble.resume,
    };
    let folder = RunFolder::create(&args.out.clone().unwrap_or_else(default), permission)?;
    print_warnings(cast, args.quiet);
    for remark in sized.remarks.iter().filter(|_| !args.quiet) {
        terminal::note(&format!("note: {remark}"));
    }
    let (plan, design) = (study.plan(), &study.design);
    let wanted = &design.replicates;
    let gathered = gather(&plan, design, wanted, ensemble, &folder, args.quiet)?;
    let (results, precision) = gathered.results()?;
    let gathered = (&results, precision);
    write(sized, gathered, &folder, started).map_err(|failure| failure.kept(&folder))?;
    let path = folder.finish()?;
    let path = path.display().to_string();
    announce(
        &sentences(sized, &results),
        &path,
        "charts/outlay.png",
        args.quiet,
    );
    Ok(())
}

/// Scenarios, tables, the table of sizes, the chart and the manifest.
fn write(
    sized: &Sized,
    (results, precision): (&Results, Option<Precision>),
    folder: &RunFolder,
    started: jiff::Timestamp,
) -> Result<(), Failure> {
    let files: Vec<ScenarioFile> = sized
        .study
        .cast
        .scenarios
        .iter()
        .map(ScenarioFile::of)
        .collect();
    for file in &files {
        file.write(folder)?;
    }
    let hash = export::write_tables(folder, results, &Answers::of(results))?;
    let mut table = Vec::new();
    export::doses(&mut table, results, BASE, &sized.packages)?;
    folder.write(DOSES, &table)?;
    let doses = Doses {
        results,
        base: BASE,
        packages: &sized.packages,
        remarks: &sized.remarks,
    };
    let command = command_line();
    let charts = folder.path("charts");
    std::fs::create_dir_all(&charts)?;
    original(&sized.study, &doses, &command, &hash).write(&charts, CHART)?;
    let times = Times {
        started,
        finished: jiff::Timestamp::now(),
    };
    let json = Manifest::new(results, &command, &files, hash, precision, times)
        .with_packages(&sized.packages, &sized.remarks)
        .in_language(sized.study.lang)
        .to_json()
        .map_err(|error| Failure::Run(format!("cannot write the manifest: {error}")))?;
    folder.write(manifest::NAME, json.as_bytes())?;
    Ok(())
}

/// What the chart is drawn from.
pub fn original(study: &Study, doses: &Doses, command: &[String], result_hash: &str) -> Original {
    let parameters = &study.cast.scenarios[BASE].parameters;
    text::within(study.lang, || {
        let provenance = doses::provenance(
            doses.results,
            command,
            result_hash,
            parameters,
            study.sources(),
        );
        Original::new(doses::figure(doses), provenance)
    })
}

/// Planned beside simulated outlay of every package at every size.
fn sentences(sized: &Sized, results: &Results) -> Vec<String> {
    let base = &results.design.arms[BASE].title;
    let of = |dose: &Dose| {
        let spread = response(results, BASE, *dose)?.outlay.spread;
        Some(format!(
            "{}: planned outlay beyond {base} {}; simulated {} in the middle future ({} to {} in 90 % of futures).",
            results.design.arms[dose.arm].title,
            words::dollars(dose.planned),
            words::dollars(spread.p50),
            words::dollars(spread.p05),
            words::dollars(spread.p95)
        ))
    };
    let doses = sized.packages.iter().flat_map(|package| &package.doses);
    doses
        .filter(|dose| dose.arm != BASE)
        .filter_map(of)
        .collect()
}
