//! The records that come with the program: origins and places, parameters, levers and sources.
//!
//! They are TOML files in `data/`, embedded in the binary and read with the same care as a user's
//! files. Their formats are described at the top of each file.

use super::diagnostic::{Diagnostics, Problem};
use super::records::{named, read_lever, read_parameters, read_source, read_tables, read_world};
use super::source::Text;
use crate::lever::Lever;
use crate::parameter::Parameter;
use crate::setting::Setting;
use crate::world::World;
use std::sync::OnceLock;

/// A publication, or the word for a kind of reasoning.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The key that records cite.
    pub key: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Date of publication as far as it is known.
    pub date: String,
    /// Address, empty if none is on record.
    pub url: String,
}

/// All records.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Origins and places.
    pub world: World,
    /// Every input that nature or behaviour decides.
    pub parameters: Vec<Parameter>,
    /// Every lever.
    pub levers: Vec<Lever>,
    /// Every publication cited.
    pub sources: Vec<Source>,
}

/// The records embedded in the program.
///
/// # Errors
///
/// All problems in the embedded files; a test makes sure that a released program has none.
pub fn catalogue() -> Result<&'static Catalogue, Diagnostics> {
    static CATALOGUE: OnceLock<Result<Catalogue, Diagnostics>> = OnceLock::new();
    let read = || {
        Catalogue::read(
            &Text::new("data/world.toml", include_str!("../../data/world.toml")),
            &Text::new("data/sources.toml", include_str!("../../data/sources.toml")),
            &Text::new("data/levers.toml", include_str!("../../data/levers.toml")),
            &Text::new(
                "data/parameters.toml",
                include_str!("../../data/parameters.toml"),
            ),
        )
    };
    CATALOGUE.get_or_init(read).as_ref().map_err(Clone::clone)
}

impl Catalogue {
    /// Reads the records from four texts.
    ///
    /// # Errors
    ///
    /// All problems of all texts.
    pub fn read(
        world: &Text,
        sources: &Text,
        levers: &Text,
        parameters: &Text,
    ) -> Result<Catalogue, Diagnostics> {
        let mut problems = Vec::new();
        let mut catalogue = Catalogue::default();
        read_tables(world, &mut problems, |reader, root| {
            catalogue.world = read_world(reader, root);
        });
        read_tables(sources, &mut problems, |reader, root| {
            catalogue.sources = named(reader, root, read_source);
        });
        let with_sources = catalogue.clone();
        read_tables(levers, &mut problems, |reader, root| {
            catalogue.levers = named(reader, root, |reader, name, node| {
                read_lever(reader, name, node, &with_sources)
            });
        });
        read_tables(parameters, &mut problems, |reader, root| {
            read_parameters(reader, "", root, &with_sources, &mut catalogue.parameters);
        });
        catalogue.missing_settings(levers, &mut problems);
        if problems.is_empty() {
            Ok(catalogue)
        } else {
            Err(Diagnostics::new(problems))
        }
    }

    fn missing_settings(&self, text: &Text, problems: &mut Vec<Problem>) {
        for setting in Setting::ALL {
            if crate::lever::record(&self.levers, *setting).is_none() {
                problems.push(Problem::new(format!(
                    "{} has no record of `{}`",
                    text.name,
                    setting.name()
                )));
            }
        }
    }

    /// The parameter of that name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)
    }

    /// The lever of that name.
    #[must_use]
    pub fn lever(&self, name: &str) -> Option<&Lever> {
        self.levers.iter().find(|lever| lever.name == name)
    }

    /// The source of that key.
    #[must_use]
    pub fn source(&self, key: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_records_are_in_order() {
        if let Err(diagnostics) = catalogue() {
            panic!("{}", diagnostics.render(120, false));
        }
    }

    #[test]
    fn settings_carry_the_name_of_their_lever() {
        for lever in &catalogue().unwrap().levers {
            for record in &lever.settings {
                assert!(
                    record
                        .setting
                        .name()
                        .starts_with(&format!("{}.", lever.name))
                );
            }
        }
    }
}
