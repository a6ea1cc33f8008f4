//! `serve`: the local page with sliders.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::{Failure, complete};

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ServeArgs {
    /// Scenario that the page begins with: a bundled name, or a file ending in .toml
    #[arg(value_name = "SCENARIO", default_value = "status-quo", add = ArgValueCompleter::new(complete::scenarios))]
    pub scenario: String,
    /// Port on this machine [default: a free one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub port: u16,
    /// Simulated futures of a whole answer; first looks have fewer
    #[arg(short = 'n', long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub replicates: u64,
    /// Seed of all chance; the same seed gives the same answers on any machine
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
    /// Threads; answers do not depend on it [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

const EXAMPLES: &str = "\
Examples:
  garita serve
  garita serve legal-pathways --port 8080
  garita serve my-scenario.toml --replicates 200 --seed 7

Prints the address of the page; open it in a browser on this machine. No other machine can reach it, and it asks
nothing of any network. Ctrl-C ends it. Needs a build with the feature `serve`: see docs/serve.md.";

/// `garita serve`.
#[cfg(feature = "serve")]
pub fn serve(args: &ServeArgs) -> Result<(), Failure> {
    use super::terminal;
    use crate::scenario::{self, Overrides};
    use crate::serve::{self, Settings};
    use crate::study::StudyError;

    scenario::load(&args.scenario, &Overrides::default()).map_err(StudyError::from)?;
    let listener = serve::listen(args.port).map_err(|error| no_place(args.port, &error))?;
    let address = listener.local_addr()?;
    terminal::say(&format!("http://{address}/"));
    terminal::note("open this address in a browser on this machine; Ctrl-C ends");
    let settings = Settings {
        scenario: args.scenario.clone(),
        futures: args.replicates,
        seed: args.seed,
        threads: args.threads,
    };
    serve::serve(listener, settings)
        .map_err(|error| Failure::Run(format!("the page cannot be served: {error}")))
}

#[cfg(feature = "serve")]
fn no_place(port: u16, error: &std::io::Error) -> Failure {
    let why = match error.kind() {
        std::io::ErrorKind::AddrInUse => format!("port {port} is in use"),
        std::io::ErrorKind::PermissionDenied => format!("port {port} may not be used"),
        _ => format!("port {port} cannot be used: {error}"),
    };
    Failure::Input(format!(
        "{why}\n  help: choose another with --port, or leave it out for a free one"
    ))
}

/// `garita serve` of a program that cannot.
#[cfg(not(feature = "serve"))]
pub fn serve(_: &ServeArgs) -> Result<(), Failure> {
    Err(Failure::Input(
        "this program was built without the local page\n  help: build it with cargo install --path . --features serve; `garita compare SCENARIO --set …` gives the same answers in a folder".to_owned(),
    ))
}
