//! Reading a check of monotonicity: what is moved in steps, and which way a metric should go.

use super::file::{Builder, Common, words};
use super::series::needed;
use super::{Demand, Direction};
use crate::lever;
use crate::scenario::{
    Fields, Located, Meaning, Node, Overrides, Problem, Reader, catalogue, meaning,
};
use crate::setting::Setting;
use crate::time::Date;

impl Builder<'_> {
    /// `[[monotonicity]]`.
    pub fn monotonicity(
        &mut self,
        reader: &mut Reader,
        fields: &Fields,
        common: &Common,
    ) -> Option<Demand> {
        let what = "[[monotonicity]]";
        let chosen = words(reader, fields, what, false);
        let directions = [
            ("fewer", Direction::Fewer),
            ("more", Direction::More),
            ("same", Direction::Same),
        ];
        let direction = needed(reader, fields, "direction", what)
            .and_then(|node| reader.choice(node, "`direction`", &directions));
        let from = fields
            .get("from")
            .and_then(|node| reader.date(node, "`from`"));
        let lever = self.lever(reader, fields)?;
        let steps =
            needed(reader, fields, "values", what).and_then(|node| rising(reader, node, &lever));
        let ((metric, words), direction, steps) = (chosen?, direction?, steps?);
        let mut runs = Vec::new();
        for value in &steps {
            let change = lever.change(*value, from.as_ref().map(|from| from.value));
            runs.push(self.run(common, Some((change, &lever.name)))?);
        }
        let (subject, values) = self.values(reader, &words, &runs)?;
        Some(Demand::Monotonicity {
            metric,
            subject,
            what: lever.name.value,
            steps,
            values,
            direction,
        })
    }

    /// The setting or parameter that is moved.
    fn lever(&mut self, reader: &mut Reader, fields: &Fields) -> Option<Lever> {
        let catalogue = catalogue()
            .map_err(|found| self.problems.extend(found.problems))
            .ok()?;
        let (node, setting) = match (fields.get("setting"), fields.get("parameter")) {
            (Some(node), None) => (node, true),
            (None, Some(node)) => (node, false),
            _ => {
                let problem =
                    Problem::new("[[monotonicity]] needs exactly one of `setting` and `parameter`");
                reader.report(fields.span.clone(), problem);
                return None;
            }
        };
        if let (Some(from), false) = (fields.get("from"), setting) {
            let problem = Problem::new("a parameter has no date")
                .help("leave out `from`; only levers change on dates");
            reader.report(from.span(), problem);
        }
        let key = if setting { "setting" } else { "parameter" };
        let name = reader.string(node, &format!("`{key}`"))?;
        let settings = Setting::ALL
            .iter()
            .filter_map(|setting| lever::record(&catalogue.levers, *setting));
        let meanings: Vec<Meaning> = if setting {
            settings.map(meaning).collect()
        } else {
            let parameters = catalogue.parameters.iter();
            parameters
                .map(|known| Meaning {
                    name: &known.name,
                    unit: &known.unit,
                    range: known.bounds,
                })
                .collect()
        };
        // The longest name that fits: a place or origin may follow.
        let fits = |known: &&Meaning| {
            let rest = name.value.strip_prefix(known.name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let Some(found) = meanings
            .iter()
            .filter(fits)
            .max_by_key(|known| known.name.len())
        else {
            reader.unknown(
                name.span.clone(),
                key,
                &name.value,
                "",
                meanings.iter().map(|known| known.name),
            );
            return None;
        };
        Some(Lever {
            unit: found.unit.to_owned(),
            range: found.range,
            setting,
            name,
        })
    }
}

/// A setting or parameter that a check moves, with its place or origin.
struct Lever {
    name: Located<String>,
    setting: bool,
    unit: String,
    range: [f64; 2],
}

impl Lever {
    fn change(&self, value: f64, from: Option<Date>) -> Overrides {
        let assignment = format!("{}={value}", self.name.value);
        let mut change = Overrides::default();
        match from {
            Some(from) if self.setting => change.set.push(format!("{assignment}@{from}")),
            None if self.setting => change.set.push(assignment),
            _ => change.assume.push(assignment),
        }
        change
    }
}

/// Two or more numbers, each larger than the one before.
fn rising(reader: &mut Reader, node: &Node, lever: &Lever) -> Option<Vec<f64>> {
    let list = reader.list(node, "`values`")?;
    let meaning = Meaning {
        name: &lever.name.value,
        unit: &lever.unit,
        range: lever.range,
    };
    let values: Vec<Option<f64>> = list
        .iter()
        .map(|node| reader.number(node, meaning))
        .collect();
    let values: Vec<f64> = values.into_iter().collect::<Option<_>>()?;
    if values.len() < 2 || !values.is_sorted_by(|a, b| a < b) {
        let problem =
            Problem::new("`values` must be two or more numbers, each larger than the one before");
        reader.report(node.span(), problem);
        return None;
    }
    Some(values)
}
