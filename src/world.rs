//! Where people come from and where they wait: the sets of the model, which are data.
//!
//! Origins and places are read from `data/world.toml`; a scenario may drop, change or add some.
//! Everything keyed by place or origin uses the *name*, never the position in the list, so that
//! adding a city leaves the luck of the others alone.

/// A nationality group, for example `venezuela`.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// Short name used in files, tables and keys of draws.
    pub name: String,
    /// Name for people, used on axes and in sentences.
    pub label: String,
    /// The group is at home in Mexico: it skips the journey through the country and cannot ask
    /// Mexico for protection.
    pub in_mexico: bool,
}

/// A city where people wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Short name used in files, tables and keys of draws.
    pub name: String,
    /// Name for people, used on axes and in sentences.
    pub label: String,
    /// The city lies on the U.S. border (the others are inland).
    pub border: bool,
    /// Degrees east of Greenwich, so negative in Mexico.
    pub longitude: f64,
    /// Degrees north of the equator.
    pub latitude: f64,
    /// The U.S. port of entry across from the city; empty for inland places.
    pub port: String,
    /// The CBP field office that runs the port; empty for inland places.
    pub field_office: String,
    /// The Border Patrol sectors on the U.S. side; empty for inland places.
    pub sectors: Vec<String>,
}

/// All origins and places of a scenario, in the order of reports.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// Nationality groups.
    pub origins: Vec<Origin>,
    /// Cities.
    pub places: Vec<Place>,
}

impl World {
    /// Position of the origin called `name`.
    #[must_use]
    pub fn origin(&self, name: &str) -> Option<usize> {
        self.origins.iter().position(|origin| origin.name == name)
    }

    /// Position of the place called `name`.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.iter().position(|place| place.name == name)
    }
}

/// Whether a number is one for all, one per origin, one per place, or one for each pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// One number.
    National,
    /// One number per origin.
    Origin,
    /// One number per place.
    Place,
    /// One number for each pair of origin and place.
    OriginPlace,
}

impl Scope {
    /// Every scope with the word for it in files.
    pub const NAMES: [(&'static str, Scope); 4] = [
        ("national", Scope::National),
        ("origin", Scope::Origin),
        ("place", Scope::Place),
        ("origin-place", Scope::OriginPlace),
    ];

    /// The word for the scope in files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Scope::National => "national",
            Scope::Origin => "origin",
            Scope::Place => "place",
            Scope::OriginPlace => "origin-place",
        }
    }

    /// Whether there is one number per origin.
    #[must_use]
    pub fn has_origin(self) -> bool {
        matches!(self, Scope::Origin | Scope::OriginPlace)
    }

    /// Whether there is one number per place.
    #[must_use]
    pub fn has_place(self) -> bool {
        matches!(self, Scope::Place | Scope::OriginPlace)
    }

    /// Every cell of the scope in `world`, origins first and places within an origin.
    #[must_use]
    pub fn cells(self, world: &World) -> Vec<Cell> {
        let axis = |used: bool, count: usize| -> Vec<Option<usize>> {
            if used {
                (0..count).map(Some).collect()
            } else {
                vec![None]
            }
        };
        let places = axis(self.has_place(), world.places.len());
        axis(self.has_origin(), world.origins.len())
            .into_iter()
            .flat_map(|origin| places.iter().map(move |&place| Cell { origin, place }))
            .collect()
    }

    /// Position in [`Scope::cells`] of the cell that answers for an origin and a place.
    ///
    /// Coordinates that the scope does not have are ignored, so a national number can be asked
    /// for with any origin and place. `None` if a coordinate that it needs is missing or too large.
    #[must_use]
    pub fn index(
        self,
        world: &World,
        origin: Option<usize>,
        place: Option<usize>,
    ) -> Option<usize> {
        let within = |position: Option<usize>, count: usize| position.filter(|&i| i < count);
        let origin = if self.has_origin() {
            within(origin, world.origins.len())?
        } else {
            0
        };
        let place_count = if self.has_place() {
            world.places.len()
        } else {
            1
        };
        let place = if self.has_place() {
            within(place, place_count)?
        } else {
            0
        };
        Some(origin * place_count + place)
    }
}

/// One cell of a scope: positions in the lists of a [`World`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Position of the origin, if the number has one per origin.
    pub origin: Option<usize>,
    /// Position of the place, if the number has one per place.
    pub place: Option<usize>,
}

impl Cell {
    /// The cell in words of a file: `""`, `"venezuela"`, `"tijuana"` or `"venezuela/tijuana"`.
    #[must_use]
    pub fn name(self, world: &World) -> String {
        match (self.origin_name(world), self.place_name(world)) {
            (Some(origin), Some(place)) => format!("{origin}/{place}"),
            (one, other) => one.or(other).unwrap_or_default().to_owned(),
        }
    }

    /// Name of the origin, if the cell has one.
    #[must_use]
    pub fn origin_name(self, world: &World) -> Option<&str> {
        self.origin
            .and_then(|i| world.origins.get(i))
            .map(|origin| origin.name.as_str())
    }

    /// Name of the place, if the cell has one.
    #[must_use]
    pub fn place_name(self, world: &World) -> Option<&str> {
        self.place
            .and_then(|i| world.places.get(i))
            .map(|place| place.name.as_str())
    }

    /// The keys under which a table may speak about this cell, most specific first.
    #[must_use]
    pub fn keys(self, world: &World) -> Vec<String> {
        let mut keys = vec![self.name(world)];
        if self.origin.is_some() && self.place.is_some() {
            keys.extend(self.origin_name(world).map(str::to_owned));
            keys.extend(self.place_name(world).map(str::to_owned));
        }
        keys.retain(|key| !key.is_empty());
        keys
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Two origins and three places, without geography.
    pub(crate) fn small_world() -> World {
        let origin = |name: &str| Origin {
            name: name.into(),
            label: name.into(),
            in_mexico: name == "mexico",
        };
        let place = |name: &str| Place {
            name: name.into(),
            label: name.into(),
            border: true,
            longitude: 0.0,
            latitude: 0.0,
            port: String::new(),
            field_office: String::new(),
            sectors: Vec::new(),
        };
        World {
            origins: ["mexico", "venezuela"].map(origin).to_vec(),
            places: ["tijuana", "reynosa", "tapachula"].map(place).to_vec(),
        }
    }

    #[test]
    fn index_agrees_with_the_list_of_cells() {
        let world = small_world();
        for (_, scope) in Scope::NAMES {
            for (position, cell) in scope.cells(&world).into_iter().enumerate() {
                assert_eq!(scope.index(&world, cell.origin, cell.place), Some(position));
            }
        }
        assert_eq!(Scope::OriginPlace.cells(&world).len(), 6);
    }

    #[test]
    fn a_missing_coordinate_has_no_cell() {
        let world = small_world();
        assert_eq!(Scope::National.index(&world, Some(9), None), Some(0));
        assert_eq!(Scope::Place.index(&world, Some(0), None), None);
        assert_eq!(Scope::Origin.index(&world, Some(2), None), None);
    }

    #[test]
    fn cells_are_named_most_specific_first() {
        let world = small_world();
        let cell = Cell {
            origin: Some(1),
            place: Some(0),
        };
        assert_eq!(
            cell.keys(&world),
            ["venezuela/tijuana", "venezuela", "tijuana"]
        );
        assert!(Cell::default().keys(&world).is_empty());
    }
}
