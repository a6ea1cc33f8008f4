//! Texts that are nearly the same, such as the scenarios of a sweep, put together without saying everything again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Texts as stretches of lines: every line that is new is kept once, and each text says which lines it takes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Packed {
    lines: Vec<String>,
    /// By text: first line and number of lines, stretch by stretch.
    texts: Vec<Vec<(usize, usize)>>,
}

impl Packed {
    /// Packs texts; lines end with `\n`, and what follows the last one is a line, too.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut packed = Self::default();
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        for text in texts {
            let mut stretches: Vec<(usize, usize)> = Vec::new();
            for line in text.split('\n') {
                // Going on where the last line was found keeps stretches long, although some lines are there many times.
                let next = stretches.last().map(|(first, count)| first + count);
                let follows = |at: &usize| packed.lines.get(*at).is_some_and(|own| own == line);
                let place = next.filter(follows).or_else(|| {
                    known
                        .get(line)
                        .copied()
                        .filter(|_| !packed.texts.is_empty())
                });
                let place = place.unwrap_or_else(|| {
                    packed.lines.push(line.to_owned());
                    known.insert(line, packed.lines.len() - 1);
                    packed.lines.len() - 1
                });
                match stretches.last_mut() {
                    Some((_, count)) if next == Some(place) => *count += 1,
                    _ => stretches.push((place, 1)),
                }
            }
            packed.texts.push(stretches);
        }
        packed
    }

    /// How many texts there are.
    pub fn count(&self) -> usize {
        self.texts.len()
    }

    /// A text; nothing if there is none of this number, or it takes lines that are not there.
    pub fn text(&self, number: usize) -> Option<String> {
        let stretch = |&(first, count): &(usize, usize)| {
            let end = first.checked_add(count)?;
            self.lines.get(first..end)
        };
        let lines: Option<Vec<&[String]>> = self.texts.get(number)?.iter().map(stretch).collect();
        Some(lines?.concat().join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_and_take_little_room() {
        let text = |value: usize| -> String {
            let line = |at: usize| match at {
                _ if at.is_multiple_of(3) => "\n".to_owned(),
                500 => format!("value = {value}\n"),
                700 if value % 2 == 1 => "extra = true\nand = more\n".to_owned(),
                _ => format!("line {at}\n"),
            };
            (0..1_000).map(line).collect()
        };
        let mut texts: Vec<String> = (0..40).map(text).collect();
        texts.extend([String::new(), "no end".to_owned(), "\n\n".to_owned()]);
        let packed = Packed::of(texts.iter().map(String::as_str));
        assert_eq!(packed.count(), 43);
        for (number, text) in texts.iter().enumerate() {
            assert_eq!(packed.text(number).as_ref(), Some(text));
        }
        assert!(packed.lines.len() < 1_100, "{}", packed.lines.len());
        let stretches: usize = packed.texts.iter().map(Vec::len).sum();
        assert!(stretches < 300, "{stretches}");
        assert_eq!(packed.text(43), None);
        let wrong = Packed {
            lines: vec![],
            texts: vec![vec![(usize::MAX, 2)]],
        };
        assert_eq!(wrong.text(0), None);
    }
}
