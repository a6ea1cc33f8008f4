//! Names of cells: which keys of a by-origin or by-place table make sense.

use super::diagnostic::{Located, Problem, nearest, suggestion};
use crate::world::{Scope, World};

/// The problem with a key of a table by cell, if it names nothing that the scope has.
pub fn unknown_cell(key: &Located<String>, scope: Scope, known: &World) -> Option<Problem> {
    let name = key.value.as_str();
    if scope == Scope::OriginPlace
        && let Some((origin, place)) = name.split_once('/')
    {
        return unknown(origin, "origin", &origins(known))
            .or_else(|| unknown(place, "place", &places(known)));
    }
    match scope {
        Scope::National => None,
        Scope::Origin => unknown(name, "origin", &origins(known)),
        Scope::Place => unknown(name, "place", &places(known)),
        Scope::OriginPlace => unknown(
            name,
            "origin or place",
            &[origins(known), places(known)].concat(),
        ),
    }
}

/// Whether a key of a table by cell names an origin, a place or a pair of a world.
pub fn names_cell(key: &str, world: &World) -> bool {
    match key.split_once('/') {
        Some((origin, place)) => world.origin(origin).is_some() && world.place(place).is_some(),
        None => world.origin(key).is_some() || world.place(key).is_some(),
    }
}

/// The problem with a name that is not among the known ones.
pub fn unknown(name: &str, sort: &str, known: &[&str]) -> Option<Problem> {
    if known.contains(&name) {
        return None;
    }
    let shown: String = name.chars().take(80).collect();
    let label = nearest(name, known.iter().copied())
        .map_or("unknown".to_owned(), |near| format!("write `{near}`"));
    let problem = Problem::new(format!("unknown {sort} `{shown}`")).label(label);
    Some(problem.help(suggestion(name, known.iter().copied())))
}

/// Names of all origins.
pub fn origins(world: &World) -> Vec<&str> {
    world
        .origins
        .iter()
        .map(|origin| origin.name.as_str())
        .collect()
}

/// Names of all places.
pub fn places(world: &World) -> Vec<&str> {
    world
        .places
        .iter()
        .map(|place| place.name.as_str())
        .collect()
}
