//! Layer 0: the languages of charts and reports, from one catalogue.
//!
//! The English text in the code is the key, and `text/es.toml` has the Spanish for it. [`say`] gives a text in the language
//! that is spoken, [`tell!`](crate::tell) fills a sentence with values; [`within`] says which language that is while
//! something is drawn or written. Whatever is written outside it is English: tables, records, the terminal, problems.
//! A text without an entry, such as a title that a user wrote, stays as it is.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// A language of charts and reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lang {
    /// English, in which the code is written.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Spanish as public bodies of Mexico write it.
    #[serde(rename = "es")]
    Spanish,
}

impl Lang {
    /// Codes of all languages.
    pub const CODES: [&str; 2] = ["en", "es"];

    /// The language of a code, `en` or `es`.
    #[must_use]
    pub fn named(code: &str) -> Option<Self> {
        match code {
            "en" => Some(Self::English),
            "es" => Some(Self::Spanish),
            _ => None,
        }
    }

    /// The code of the language.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// Whether this is English: what is recorded only where it is not.
    #[must_use]
    #[allow(clippy::trivially_copy_pass_by_ref)] // as serde asks for it
    pub fn is_english(&self) -> bool {
        *self == Self::English
    }
}

thread_local! {
    static SPOKEN: Cell<Lang> = const { Cell::new(Lang::English) };
}

/// The language spoken on this thread.
#[must_use]
pub fn lang() -> Lang {
    SPOKEN.get()
}

/// Does something in a language; other threads that take part have to be told for themselves.
pub fn within<T>(lang: Lang, work: impl FnOnce() -> T) -> T {
    /// Brings the language of before back, whatever happens.
    struct Back(Lang);
    impl Drop for Back {
        fn drop(&mut self) {
            SPOKEN.set(self.0);
        }
    }
    let _back = Back(SPOKEN.replace(lang));
    work()
}

/// A text in the language spoken.
///
/// ```
/// use garita::text::{Lang, say, within};
/// assert_eq!(say("Charts"), "Charts");
/// assert_eq!(within(Lang::Spanish, || say("Charts")), "Gráficas");
/// assert_eq!(within(Lang::Spanish, || say("A title of my own")), "A title of my own");
/// ```
#[must_use]
pub fn say(english: &str) -> &str {
    match lang() {
        Lang::English => english,
        Lang::Spanish => SPANISH.get(english).map_or(english, String::as_str),
    }
}

/// As [`say`], for a text that its file breaks into lines: the catalogue has it on one.
#[must_use]
pub fn say_wrapped(english: &str) -> Cow<'_, str> {
    let line = english.split_whitespace().collect::<Vec<_>>().join(" ");
    match say(&line) {
        own if own == line => Cow::Borrowed(english),
        own => Cow::Owned(own.to_owned()),
    }
}

/// As [`say`], for the title of a scenario with policies laid over it: "Status quo + Families first in shelters".
#[must_use]
pub fn say_title(english: &str) -> Cow<'_, str> {
    match say(english) {
        own if own == english && english.contains(" + ") => {
            let parts: Vec<&str> = english.split(" + ").map(say).collect();
            Cow::Owned(parts.join(" + "))
        }
        own => Cow::Borrowed(own),
    }
}

/// Marks a text of a table in the code that is said later, so that a test finds it; gives it back as it is.
#[must_use]
pub const fn key(english: &'static str) -> &'static str {
    english
}

/// A sentence in the language spoken, with values in the places of their names in braces: what
/// [`tell!`](crate::tell) makes.
#[must_use]
pub fn fill(english: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut rest = say(english);
    let mut text = String::with_capacity(2 * rest.len());
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            text.push_str(&value.to_string());
        }
        rest = one_full_stop(&text, after);
    }
    text.push_str(rest);
    text
}

/// A sentence ends once, though the last word of it is "EE. UU.".
fn one_full_stop<'a>(text: &str, after: &'a str) -> &'a str {
    match after.strip_prefix('.') {
        Some(rest) if lang() == Lang::Spanish && text.ends_with("UU.") => rest,
        _ => after,
    }
}

/// A sentence of the catalogue with its values: `tell!("{n} of {all} futures", n, all = futures.len())`.
#[macro_export]
macro_rules! tell {
    ($english:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::text::fill($english, &[$((stringify!($name), &$crate::tell!(@ $name $($value)?))),*])
    };
    (@ $name:ident) => { $name };
    (@ $name:ident $value:expr) => { $value };
}

/// English and Spanish of every text.
static SPANISH: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let groups = spanish().unwrap_or_default();
    groups.into_values().flatten().collect()
});

/// The catalogue of Spanish by group, each text with its Spanish.
///
/// # Errors
/// If the file cannot be read as such: a mistake in the program, which a test excludes.
pub fn spanish() -> Result<BTreeMap<String, BTreeMap<String, String>>, toml::de::Error> {
    toml::from_str(include_str!("../text/es.toml"))
}

/// A command as it is typed in a shell: words with other than plain characters are in quotes. A command of one word is no shell's
/// (such as a call in Python) and stays as it is.
#[must_use]
pub fn typed(command: &[String]) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:@%+".contains(c);
    let word = |word: &String| {
        if !word.is_empty() && word.chars().all(plain) {
            word.clone()
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    };
    match command {
        [one] => one.clone(),
        all => all.iter().map(word).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_can_be_pasted_into_a_shell() {
        let words = |all: &[&str]| all.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let plain = words(&["garita", "goal", "a.b=0..9@2025-01-01", "--at-most", "30%"]);
        assert_eq!(
            typed(&plain),
            "garita goal a.b=0..9@2025-01-01 --at-most 30%"
        );
        let marked = words(&["garita", "--when", "people>9", "$30bn", "it's", ""]);
        assert_eq!(
            typed(&marked),
            r"garita --when 'people>9' '$30bn' 'it'\''s' ''"
        );
        let call = "garita_sim.run([\"status-quo\"])";
        assert_eq!(typed(&words(&[call])), call);
    }

    #[test]
    fn sentences_take_their_values_by_name() {
        let (many, place) = (3, "Tijuana");
        let said = || tell!("{many} in {place}, {many} in all", many, place);
        assert_eq!(said(), "3 in Tijuana, 3 in all");
        assert_eq!(tell!("{a} to {b}", b = 2, a = many - 2), "1 to 2");
    }

    #[test]
    fn a_language_ends_with_its_work() {
        assert_eq!(lang(), Lang::English);
        within(Lang::Spanish, || {
            assert_eq!(lang(), Lang::Spanish);
            within(Lang::English, || assert_eq!(lang(), Lang::English));
            assert_eq!(lang(), Lang::Spanish);
        });
        assert_eq!(lang(), Lang::English);
        for code in Lang::CODES {
            assert_eq!(Lang::named(code).map(Lang::code), Some(code));
        }
    }
}
