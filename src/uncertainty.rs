//! A state of the world: one draw of every uncertain number.
//!
//! Each parameter takes one uniform per state of the world, from a stream named after it, and all
//! its cells read their own distribution at that same point: if detection is high, it is high
//! everywhere. Cells of an `independent` parameter have a stream each.

mod calibration;

pub use calibration::{
    Calibration, Fit, FittedSteps, Input, Walk, fittable, is_file, moved_by, share_below, steps,
    walks,
};

use crate::parameter::Parameter;
use crate::random::Draws;
use crate::world::{Scope, World};
use rand_distr::{Distribution as _, Open01};
use std::collections::BTreeMap;

/// The value of every parameter and cell in one state of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct StateOfWorld {
    world: World,
    names: BTreeMap<String, usize>,
    values: Vec<(Scope, Vec<f64>)>,
    /// Monthly steps that are known.
    pub steps: FittedSteps,
}

impl StateOfWorld {
    /// The value of a parameter for an origin and a place; coordinates that the parameter does not
    /// have are ignored.
    ///
    /// # Panics
    ///
    /// If no parameter has that name or a needed coordinate is missing: a mistake in the program,
    /// since files cannot add or remove parameters.
    #[must_use]
    pub fn get(&self, name: &str, origin: Option<usize>, place: Option<usize>) -> f64 {
        match self.find(name, origin, place) {
            Some(value) => value,
            None => panic!("no parameter `{name}` for origin {origin:?} and place {place:?}"),
        }
    }

    /// Like [`StateOfWorld::get`], for names that may not exist.
    #[must_use]
    pub fn find(&self, name: &str, origin: Option<usize>, place: Option<usize>) -> Option<f64> {
        let (scope, values) = &self.values[*self.names.get(name)?];
        values
            .get(scope.index(&self.world, origin, place)?)
            .copied()
    }

    /// All values as `(parameter, cell, value)`, by parameter name; the cell is `""`,
    /// `"venezuela"`, `"tijuana"` or `"venezuela/tijuana"`.
    pub fn iter(&self) -> impl Iterator<Item = (&str, String, f64)> {
        self.names.iter().flat_map(move |(name, &index)| {
            let (scope, values) = &self.values[index];
            let cells = scope.cells(&self.world);
            cells
                .into_iter()
                .zip(values)
                .map(move |(cell, &value)| (name.as_str(), cell.name(&self.world), value))
        })
    }
}

/// Draws a state of the world; what a fit knows is not drawn.
#[must_use]
pub fn draw(
    parameters: &[Parameter],
    world: &World,
    draws: &Draws,
    fit: Option<&Fit>,
) -> StateOfWorld {
    within(parameters, world, fit, |stream| {
        Open01.sample(&mut draws.generator(stream))
    })
}

/// As [`draw`] with the `k`-th fit of some, but where `chosen` names a share of futures, a stream is as high as in that
/// share of them: of its fits if it was fitted, of its range otherwise.
#[must_use]
pub fn draw_but(
    parameters: &[Parameter],
    world: &World,
    draws: &Draws,
    fits: Option<(&Calibration, u64)>,
    chosen: &dyn Fn(&str) -> Option<f64>,
) -> StateOfWorld {
    let fit = fits.map(|(fits, k)| fits.fit(k));
    let of_fits =
        |stream: &str, share: f64| fits.and_then(|(fits, _)| fits.quantile(stream, share));
    let mut state = at_quantiles(parameters, world, |stream| match chosen(stream) {
        Some(share) => of_fits(stream, share).unwrap_or(share),
        None => fit
            .as_ref()
            .and_then(|fit| fit.quantile(stream))
            .unwrap_or_else(|| Open01.sample(&mut draws.generator(stream))),
    });
    if let Some(fit) = fit {
        state.steps = fit.steps(world);
    }
    state
}

/// The central state of the world: every number at its median, or where the middle of the fits has it.
#[must_use]
pub fn central(parameters: &[Parameter], world: &World, fit: Option<&Fit>) -> StateOfWorld {
    within(parameters, world, fit, |_| 0.5)
}

fn within(
    parameters: &[Parameter],
    world: &World,
    fit: Option<&Fit>,
    otherwise: impl Fn(&str) -> f64,
) -> StateOfWorld {
    let mut state = at_quantiles(parameters, world, |stream| {
        fit.and_then(|fit| fit.quantile(stream))
            .unwrap_or_else(|| otherwise(stream))
    });
    if let Some(fit) = fit {
        state.steps = fit.steps(world);
    }
    state
}

/// The name of the random stream of one cell of an independent parameter.
fn cell_stream(parameter: &str, cell: &str) -> String {
    format!("{parameter}/{cell}")
}

/// The state of the world at chosen quantiles, strictly between 0 and 1.
///
/// `quantile` is asked once per parameter by its name, and once per cell of an independent one by
/// `name/cell`: the same words that name the random streams.
pub fn at_quantiles(
    parameters: &[Parameter],
    world: &World,
    mut quantile: impl FnMut(&str) -> f64,
) -> StateOfWorld {
    let mut values = Vec::with_capacity(parameters.len());
    for parameter in parameters {
        let shared = if parameter.independent {
            None
        } else {
            Some(quantile(&parameter.name))
        };
        let cells = parameter.scope.cells(world).into_iter().map(|cell| {
            let u = shared
                .unwrap_or_else(|| quantile(&cell_stream(&parameter.name, &cell.name(world))));
            parameter.clamp(parameter.quantity(cell, world).quantile(u))
        });
        values.push((parameter.scope, cells.collect()));
    }
    let names = parameters
        .iter()
        .enumerate()
        .map(|(index, parameter)| (parameter.name.clone(), index));
    StateOfWorld {
        world: world.clone(),
        names: names.collect(),
        values,
        steps: FittedSteps::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Quantity;
    use crate::parameter::tests::parameter;
    use crate::world::tests::small_world;

    #[test]
    fn cells_share_one_draw_unless_independent() {
        let world = small_world();
        let together = parameter("a.together", Scope::Place);
        let apart = Parameter {
            independent: true,
            ..parameter("a.apart", Scope::Place)
        };
        let state = draw(&[together, apart], &world, &Draws::new(1, 2), None);
        let at = |name: &str, place: usize| state.get(name, None, Some(place));
        assert_eq!(at("a.together", 0), at("a.together", 2));
        assert_ne!(at("a.apart", 0), at("a.apart", 2));
    }

    #[test]
    fn a_draw_depends_on_the_name_alone() {
        let world = small_world();
        let alone = draw(
            &[parameter("a.x", Scope::National)],
            &world,
            &Draws::new(1, 2),
            None,
        );
        let among = draw(
            &[
                parameter("a.w", Scope::Place),
                parameter("a.x", Scope::National),
            ],
            &world,
            &Draws::new(1, 2),
            None,
        );
        assert_eq!(alone.get("a.x", None, None), among.get("a.x", None, None));
        let other = draw(
            &[parameter("a.x", Scope::National)],
            &world,
            &Draws::new(1, 3),
            None,
        );
        assert_ne!(alone.get("a.x", None, None), other.get("a.x", None, None));
    }

    #[test]
    fn the_central_state_has_medians_within_bounds() {
        let world = small_world();
        let high = Parameter {
            value: Quantity::Fixed(3.0),
            ..parameter("a.high", Scope::National)
        };
        let state = central(&[parameter("a.x", Scope::Origin), high], &world, None);
        assert!((state.get("a.x", Some(1), None) - 0.3).abs() < 1e-12);
        assert_eq!(
            state.get("a.high", Some(1), Some(2)),
            1.0,
            "held within bounds"
        );
        assert_eq!(state.find("a.none", None, None), None);
        let rows: Vec<_> = state
            .iter()
            .map(|(name, cell, _)| format!("{name} {cell}"))
            .collect();
        assert_eq!(rows, ["a.high ", "a.x mexico", "a.x venezuela"]);
    }
}
