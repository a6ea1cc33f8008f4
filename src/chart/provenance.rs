//! Where a chart came from, in words and as facts for the files' metadata.

use serde::{Deserialize, Serialize};

use super::number::count;
use super::page::capital;
use crate::text::{self, Lang, say};

/// Where a chart came from: printed in the footer and stored in the PNG and SVG.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of Garita, with the commit if known.
    pub version: String,
    /// The command line that made it.
    pub command: String,
    /// Names of the scenarios.
    pub scenarios: Vec<String>,
    /// Number of simulated futures.
    pub replicates: u64,
    /// Seed.
    pub seed: u64,
    /// "policy as of 1 March 2024".
    pub policy: String,
    /// Data sources, short.
    pub sources: Vec<String>,
    /// Whether somebody typed the title by hand.
    pub edited: bool,
    /// Further facts for the files' metadata only, such as the result hash.
    pub extra: Vec<(String, String)>,
}

/// Longest command line that a footer repeats; the files' metadata always have it.
const LONGEST_COMMAND: usize = 130;

/// The first eight digits of "sha256:2e543247…", enough to find a result by.
fn short_hash(hash: &str) -> &str {
    let digits = hash.rsplit(':').next().unwrap_or(hash);
    digits.get(..8).unwrap_or(digits)
}

/// Name of the fact that says in which language a chart is, where that is not English.
const LANGUAGE: &str = "language";

impl Provenance {
    /// The same with the language that is spoken, in which the chart is drawn, now and again.
    #[must_use]
    pub fn spoken(mut self) -> Self {
        let lang = text::lang();
        if !lang.is_english() {
            self.extra
                .push((LANGUAGE.to_owned(), lang.code().to_owned()));
        }
        self
    }

    /// The language of the chart.
    #[must_use]
    pub fn lang(&self) -> Lang {
        let said = self.extra.iter().find(|(fact, _)| fact == LANGUAGE);
        said.and_then(|(_, code)| Lang::named(code))
            .unwrap_or_default()
    }

    /// The sentences of the footer.
    #[must_use]
    pub fn footer(&self) -> String {
        let mut parts = Vec::new();
        if !self.scenarios.is_empty() {
            parts.push(tell!(
                "Scenarios: {names}.",
                names = self.scenarios.join(", ")
            ));
        }
        parts.push(tell!(
            "{futures} simulated futures, seed {seed}.",
            futures = count(self.replicates),
            seed = self.seed
        ));
        if !self.policy.is_empty() {
            parts.push(format!("{}.", capital(self.policy.trim_end_matches('.'))));
        }
        if !self.sources.is_empty() {
            parts.push(tell!(
                "Sources: {sources}.",
                sources = self.sources.join("; ")
            ));
        }
        if self.edited {
            parts.push(say("Title edited by hand.").to_owned());
        }
        let hash = self.extra.iter().find(|(key, _)| key == "result");
        if let Some((_, hash)) = hash {
            parts.push(tell!("Result {hash}.", hash = short_hash(hash)));
        }
        if !self.command.is_empty() && self.command.chars().count() <= LONGEST_COMMAND {
            parts.push(tell!("Command: {command}", command = self.command));
        }
        parts.join(" ")
    }

    /// Keyword and text of every fact, for PNG text chunks and SVG metadata.
    #[must_use]
    pub fn facts(&self, title: &str) -> Vec<(String, String)> {
        let fact = |keyword: &str, text: String| (keyword.to_owned(), text);
        let mut facts = vec![
            fact("Title", title.to_owned()),
            fact("Software", format!("Garita {}", self.version)),
            fact("Description", self.footer()),
            fact("garita:version", self.version.clone()),
            fact("garita:command", self.command.clone()),
            fact("garita:scenarios", self.scenarios.join(", ")),
            fact("garita:seed", self.seed.to_string()),
            fact("garita:replicates", self.replicates.to_string()),
            fact("garita:policy", self.policy.clone()),
            fact("garita:sources", self.sources.join("; ")),
        ];
        facts.extend(
            self.extra
                .iter()
                .map(|(key, text)| (format!("garita:{key}"), text.clone())),
        );
        facts
    }
}
