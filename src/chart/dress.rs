//! How much of a fan is drawn: where several fans lie over each other, full bands of all would turn to mud.

use super::figure::Compared;
use super::theme::Role;
use crate::text::say;

/// What is drawn of the futures of one scenario, besides the median.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dress {
    /// Both bands, filled.
    Full,
    /// The 50 % band filled, the 90 % band as an outline.
    Half,
    /// The 90 % band as an outline.
    Outline,
    /// Nothing.
    Bare,
}

/// As many scenarios as can share a panel with bands; more get panels of their own, or medians only.
pub(super) const SHARED: usize = 3;

impl Dress {
    /// Every dress, in the order of legends.
    pub const ALL: [Self; 4] = [Self::Full, Self::Half, Self::Outline, Self::Bare];

    /// What the bands of a grey swatch of this dress hold; none where there is only a line.
    pub fn meaning(self) -> Option<&'static str> {
        match self {
            Self::Full => Some(say("50\u{202f}% and 90\u{202f}% of futures")),
            Self::Half => Some(say("50\u{202f}% filled, 90\u{202f}% outlined")),
            Self::Outline => Some(say("90\u{202f}% of futures")),
            Self::Bare => None,
        }
    }

    /// The dresses of scenarios that share panels: the last one asked for has filled bands, the base outlines; the
    /// reference, for orientation, outlines or a bare line.
    pub fn of(scenarios: &[Compared]) -> Vec<Self> {
        let is_reference = |index: usize| scenarios[index].role == Role::Reference;
        let all = 0..scenarios.len();
        let asked: Vec<usize> = all.clone().filter(|&index| !is_reference(index)).collect();
        let dress = |index: usize| match (scenarios.len(), is_reference(index)) {
            (0 | 1, _) => Self::Full,
            (2, true) => Self::Outline,
            (2 | SHARED, false) if asked.last() == Some(&index) && asked.len() < SHARED => {
                Self::Full
            }
            (2 | SHARED, false) if asked.first() == Some(&index) => Self::Outline,
            (2 | SHARED, false) => Self::Half,
            _ => Self::Bare,
        };
        all.map(dress).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_two_scenarios_have_filled_bands() {
        let dress = |count: usize, reference: Option<usize>| {
            Dress::of(&Compared::list(&vec!["name"; count], reference))
        };
        assert_eq!(dress(1, Some(0)), [Dress::Full]);
        assert_eq!(dress(2, None), [Dress::Outline, Dress::Full]);
        assert_eq!(dress(2, Some(1)), [Dress::Full, Dress::Outline]);
        assert_eq!(
            dress(3, Some(0)),
            [Dress::Bare, Dress::Outline, Dress::Full]
        );
        assert_eq!(dress(3, None), [Dress::Outline, Dress::Half, Dress::Half]);
        assert_eq!(dress(4, Some(0)), [Dress::Bare; 4]);
    }
}
