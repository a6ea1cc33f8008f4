//! The world of a scenario: the origins and places of the records, changed by each file in turn.

use super::catalogue::Catalogue;
use super::cells;
use super::chain::Link;
use super::diagnostic::{Located, Problem};
use super::file::{File, PlaceShape};
use super::records::{new_origin, new_place};
use crate::parameter::Parameter;
use crate::world::{Scope, World};

/// Most origins and places that a scenario may have.
const MOST_ORIGINS: usize = 100;
const MOST_PLACES: usize = 500;

/// The world of a scenario, and every name that its files may mention.
pub struct Worlds {
    /// What the scenario uses, in its order.
    pub chosen: World,
    /// Everything defined anywhere in the line.
    pub known: World,
    /// New origins and places and the known ones whose parameters they take over.
    like: Vec<Likeness>,
}

/// A new origin or place that takes over the parameters of a known one.
struct Likeness {
    name: String,
    like: String,
    /// How large the new one is beside the known one.
    share: f64,
}

/// Builds the world from the records and every file, oldest first.
pub fn build(line: &[Link], catalogue: &Catalogue, problems: &mut Vec<Problem>) -> Worlds {
    let world = &catalogue.world;
    let mut worlds = Worlds {
        chosen: world.clone(),
        known: world.clone(),
        like: Vec::new(),
    };
    for link in line {
        worlds.define_origins(&link.file, problems);
        worlds.define_places(&link.file, problems);
        worlds.choose(&link.file, problems);
    }
    worlds.check_size(line, problems);
    worlds
}

impl Worlds {
    fn define_origins(&mut self, file: &File, problems: &mut Vec<Problem>) {
        for (name, shape) in &file.origin_changes {
            let known = cells::origins(&self.known);
            let like = likeness(name, shape.like.as_ref(), 1.0, ("origin", &known), problems);
            self.like.extend(like);
            if self.known.origin(&name.value).is_none() {
                self.known.origins.push(new_origin(&name.value, shape));
                self.chosen.origins.push(new_origin(&name.value, shape));
            }
            let both = self
                .known
                .origins
                .iter_mut()
                .chain(&mut self.chosen.origins);
            both.filter(|origin| origin.name == name.value)
                .for_each(|origin| shape.apply(origin));
        }
    }

    fn define_places(&mut self, file: &File, problems: &mut Vec<Problem>) {
        for (name, shape) in &file.place_changes {
            let known = cells::places(&self.known);
            let share = shape
                .share_of_like
                .as_ref()
                .map_or(1.0, |share| share.value);
            let like = likeness(
                name,
                shape.like.as_ref(),
                share,
                ("place", &known),
                problems,
            );
            self.like.extend(like);
            if self.known.place(&name.value).is_none() {
                check_new_place(name, shape, problems);
                self.known.places.push(new_place(&name.value, shape));
                self.chosen.places.push(new_place(&name.value, shape));
            }
            let both = self.known.places.iter_mut().chain(&mut self.chosen.places);
            both.filter(|place| place.name == name.value)
                .for_each(|place| shape.apply(place));
        }
    }

    /// Applies `origins = […]` and `places = […]`.
    fn choose(&mut self, file: &File, problems: &mut Vec<Problem>) {
        if let Some(names) = &file.origins {
            let known = &self.known;
            let find = |name: &str| known.origin(name).map(|index| known.origins[index].clone());
            self.chosen.origins = select(names, "origin", &cells::origins(known), find, problems);
        }
        if let Some(names) = &file.places {
            let known = &self.known;
            let find = |name: &str| known.place(name).map(|index| known.places[index].clone());
            self.chosen.places = select(names, "place", &cells::places(known), find, problems);
        }
    }

    fn check_size(&self, line: &[Link], problems: &mut Vec<Problem>) {
        let Some(own) = line.last() else { return };
        // Where a list holds only names that are unknown, or is not TOML, that is the problem.
        let named = |list: fn(&File) -> &Option<Vec<Located<String>>>| {
            let told = |link: &Link| {
                list(&link.file)
                    .as_ref()
                    .is_some_and(|names| !names.is_empty())
            };
            line.iter().any(|link| link.file.broken || told(link))
        };
        let (origins, places) = (named(|file| &file.origins), named(|file| &file.places));
        let sizes = [
            ("origins", self.chosen.origins.len(), MOST_ORIGINS, origins),
            ("places", self.chosen.places.len(), MOST_PLACES, places),
        ];
        for (what, size, most, named) in sizes {
            if (size == 0 && !named) || size > most {
                let problem = Problem::new(format!(
                    "a scenario has 1 to {most} {what}, this one has {size}"
                ));
                problems.push(problem.at(&own.file.text, 0..0));
            }
        }
    }

    /// Gives new origins and places the parameters of those they are `like`, where they have none of their own.
    pub fn copy_like(&self, parameters: &mut [Parameter]) {
        for likeness in &self.like {
            for parameter in parameters.iter_mut() {
                copy_cells(parameter, likeness);
            }
        }
    }
}

/// What a new name is like, if it says so and that is known.
fn likeness(
    name: &Located<String>,
    like: Option<&Located<String>>,
    share: f64,
    (sort, known): (&str, &[&str]),
    problems: &mut Vec<Problem>,
) -> Option<Likeness> {
    let like = like?;
    if let Some(problem) = cells::unknown(&like.value, sort, known) {
        problems.push(problem.located(like));
        return None;
    }
    Some(Likeness {
        name: name.value.clone(),
        like: like.value.clone(),
        share,
    })
}

fn copy_cells(parameter: &mut Parameter, likeness: &Likeness) {
    let Likeness { name, like, share } = likeness;
    let renamed = |key: &str| match key.split_once('/') {
        Some((origin, place)) if place == like => Some(format!("{origin}/{name}")),
        Some((origin, place)) if origin == like => Some(format!("{name}/{place}")),
        None if key == like => Some(name.clone()),
        _ => None,
    };
    let mut copies: Vec<_> = parameter
        .by
        .iter()
        .filter_map(|(key, quantity)| Some((renamed(key)?, *quantity)))
        .collect();
    if *share != 1.0 && grows_with_size(parameter) {
        // What stands for every city without an entry also stands for the one that is copied.
        if parameter.scope == Scope::Place && copies.is_empty() {
            copies.push((name.clone(), parameter.value));
        }
        for (_, quantity) in &mut copies {
            *quantity = quantity.scaled(*share);
        }
    }
    for (key, quantity) in copies {
        parameter.by.entry(key).or_insert(quantity);
    }
}

/// Whether a city half as large has half of it: its weight among cities, its beds, its people.
fn grows_with_size(parameter: &Parameter) -> bool {
    let weight = parameter.name.ends_with(".place-share") || parameter.name == "port.share";
    weight || matches!(parameter.unit.as_str(), "beds" | "people")
}

fn check_new_place(name: &Located<String>, shape: &PlaceShape, problems: &mut Vec<Problem>) {
    for (key, given) in [
        ("longitude", shape.longitude.is_some()),
        ("latitude", shape.latitude.is_some()),
    ] {
        if !given {
            let problem = Problem::new(format!("the new place `{}` has no `{key}`", name.value))
                .help(format!(
                    "add {key} = … in degrees, or correct the name if a known place is meant"
                ));
            problems.push(problem.located(name));
        }
    }
}

fn select<T>(
    names: &[Located<String>],
    sort: &str,
    known: &[&str],
    find: impl Fn(&str) -> Option<T>,
    problems: &mut Vec<Problem>,
) -> Vec<T> {
    let mut chosen = Vec::new();
    // More names than anything has are refused by their number; no need to go through them.
    for (index, name) in names.iter().take(MOST_PLACES + 1).enumerate() {
        if names[..index]
            .iter()
            .any(|earlier| earlier.value == name.value)
        {
            problems.push(
                Problem::new(format!("{sort} `{}` is listed twice", name.value)).located(name),
            );
        } else if let Some(problem) = cells::unknown(&name.value, sort, known) {
            problems.push(problem.located(name));
        } else {
            chosen.extend(find(&name.value));
        }
    }
    chosen
}
