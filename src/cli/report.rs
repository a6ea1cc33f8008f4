//! `report`: the report of a result written again without simulating, with a template of one's own if wanted.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, terminal};
use crate::report::{self, FACTS, TEMPLATE, html};
use crate::text::{Lang, within};

/// Arguments of `report`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ReportArgs {
    /// A result folder of `run`, `compare` or `merge`
    #[arg(value_name = "RESULT", required_unless_present = "print_template")]
    pub result: Option<PathBuf>,
    /// Template of your own, in the language of Jinja; begin with that of --print-template
    #[arg(long, value_name = "FILE")]
    pub template: Option<PathBuf>,
    /// File to write; .md and .html are put in place of its ending [default: report in the result folder]
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace earlier reports
    #[arg(long)]
    pub force: bool,
    /// Print the built-in template, and do nothing else
    #[arg(long, conflicts_with_all = ["result", "template", "out", "force"])]
    pub print_template: bool,
}

const EXAMPLES: &str = "\
Examples:
  garita report --print-template > mine.md.j2
  garita report output/enforcement-only-vs-legal-pathways --template mine.md.j2 --out brief
  garita report output/status-quo --force

A template prints what report.json in the result folder holds. Pictures are those in the folder's charts/.";

/// `garita report`.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    let Some(result) = &args.result else {
        terminal::say(TEMPLATE.trim_end());
        return Ok(());
    };
    let facts = facts(result)?;
    let lang = facts
        .get("lang")
        .and_then(|code| code.as_str())
        .and_then(Lang::named);
    let (name, template) = template(args)?;
    let out = args.out.clone().unwrap_or_else(|| result.join("report"));
    let [markdown, page] = ["md", "html"].map(|ending| out.with_extension(ending));
    if let Some(there) = [&markdown, &page]
        .into_iter()
        .find(|file| file.exists() && !args.force)
    {
        return Err(Failure::Input(format!(
            "{} exists already\n  help: choose another file with --out, or replace it with --force",
            there.display()
        )));
    }
    within(lang.unwrap_or_default(), || {
        let text = report::render(&facts, &name, &template).map_err(|error| {
            Failure::Input(format!(
                "the template cannot be used: {error:#}\n  help: garita report --print-template prints one that can; {FACTS} in the result folder holds what a template may print"
            ))
        })?;
        let charts = html::charts(&result.join("charts"))?;
        std::fs::write(&markdown, &text)?;
        std::fs::write(&page, html::page(&text, &charts))?;
        terminal::say(&page.display().to_string());
        Ok(())
    })
}

/// Everything that a template may print.
fn facts(result: &Path) -> Result<serde_json::Value, Failure> {
    let file = result.join(FACTS);
    let bytes = std::fs::read(&file).map_err(|error| {
        Failure::Input(format!(
            "{} cannot be read ({error})\n  help: name a result folder of `garita run`, `compare` or `merge`",
            file.display()
        ))
    })?;
    serde_json::from_slice(&bytes).map_err(|error| {
        Failure::Input(format!(
            "{} is not what a run left: {error}\n  help: garita reproduce with --out makes the result again",
            file.display()
        ))
    })
}

/// The template with its name: one's own, or the built-in one.
fn template(args: &ReportArgs) -> Result<(String, String), Failure> {
    let Some(file) = &args.template else {
        return Ok(("report.md.j2".to_owned(), TEMPLATE.to_owned()));
    };
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::Input(format!(
            "the template {} cannot be read: {error}",
            file.display()
        ))
    })?;
    Ok((file.display().to_string(), text))
}
