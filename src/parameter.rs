//! One number of the model with all that belongs to it: unit, range, source and evidence.

use crate::distribution::Quantity;
use crate::world::{Cell, Scope, World};
use std::collections::BTreeMap;

/// How good the evidence for a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Nobody measured it: a reasoned guess with a wide range.
    Judgement,
    /// Derived from counts or from studies of something near.
    Estimated,
    /// Counted or measured.
    Measured,
}

impl Grade {
    /// Every grade with its word in files, weakest first.
    pub const NAMES: [(&'static str, Grade); 3] = [
        ("judgement", Grade::Judgement),
        ("estimated", Grade::Estimated),
        ("measured", Grade::Measured),
    ];

    /// The word for the grade in files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Grade::Judgement => "judgement",
            Grade::Estimated => "estimated",
            Grade::Measured => "measured",
        }
    }
}

/// An input of the model that nature or behaviour decides, for example `crossing.detection`.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `group.name`, as in files, tables and keys of draws.
    pub name: String,
    /// What it is, in words for people.
    pub label: String,
    /// Unit of every number below.
    pub unit: String,
    /// One number, or one per origin, per place, or both.
    pub scope: Scope,
    /// Smallest and largest number that makes sense; draws are held within.
    pub bounds: [f64; 2],
    /// The number of every cell that `by` does not name.
    pub value: Quantity,
    /// Numbers of single cells, by `"venezuela"`, `"tijuana"` or `"venezuela/tijuana"`.
    pub by: BTreeMap<String, Quantity>,
    /// Cells are drawn one by one; otherwise all cells share one draw and move together.
    pub independent: bool,
    /// How good the evidence is.
    pub grade: Grade,
    /// Key in `data/sources.toml`, or `assumption`.
    pub source: String,
    /// Reasoning, or how the number was read from the source.
    pub note: String,
}

impl Parameter {
    /// The quantity of a cell: the most specific entry of `by`, else `value`.
    #[must_use]
    pub fn quantity(&self, cell: Cell, world: &World) -> Quantity {
        let named = cell
            .keys(world)
            .into_iter()
            .find_map(|key| self.by.get(&key));
        *named.unwrap_or(&self.value)
    }

    /// `value` held within the bounds.
    #[must_use]
    pub fn clamp(&self, value: f64) -> f64 {
        value.max(self.bounds[0]).min(self.bounds[1])
    }

    /// Whether every draw gives the same numbers.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.value.is_fixed() && self.by.values().all(Quantity::is_fixed)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::world::tests::small_world;

    /// A parameter with one uniform range and no cells of its own.
    pub(crate) fn parameter(name: &str, scope: Scope) -> Parameter {
        Parameter {
            name: name.into(),
            label: name.into(),
            unit: "share".into(),
            scope,
            bounds: [0.0, 1.0],
            value: Quantity::Uniform {
                low: 0.2,
                high: 0.4,
            },
            by: BTreeMap::new(),
            independent: false,
            grade: Grade::Judgement,
            source: "assumption".into(),
            note: "for tests".into(),
        }
    }

    #[test]
    fn the_most_specific_entry_wins() {
        let world = small_world();
        let mut detection = parameter("crossing.detection", Scope::OriginPlace);
        for (key, value) in [
            ("tijuana", 0.1),
            ("venezuela", 0.2),
            ("venezuela/tijuana", 0.3),
        ] {
            detection.by.insert(key.into(), Quantity::Fixed(value));
        }
        let central = |origin: &str, place: &str| {
            let cell = Cell {
                origin: world.origin(origin),
                place: world.place(place),
            };
            detection.quantity(cell, &world).central()
        };
        assert_eq!(central("venezuela", "tijuana"), 0.3);
        assert_eq!(central("venezuela", "reynosa"), 0.2);
        assert_eq!(central("mexico", "tijuana"), 0.1);
        assert!(
            (central("mexico", "reynosa") - 0.3).abs() < 1e-12,
            "the default"
        );
    }
}
