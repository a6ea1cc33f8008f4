//! Reading a check of agreement: which counts, of what, and how near.

use super::Demand;
use super::file::{Builder, Common, share};
use super::series::{self, COLUMNS, Columns, Subject, needed};
use crate::experiment::hindcast::{self, Target};
use crate::scenario::{Fields, Problem, Reader};

impl Builder<'_> {
    /// `[[agreement]]`.
    pub fn agreement(
        &mut self,
        reader: &mut Reader,
        fields: &Fields,
        common: &Common,
    ) -> Option<Demand> {
        let within = share(reader, fields, "within");
        let covered = share(reader, fields, "covered");
        if !fields.has_any(&["within", "covered"]) && !common.misspelt {
            let problem = Problem::new("[[agreement]] needs `within`, `covered` or both");
            reader.report(fields.span.clone(), problem.help(
                "within = \"15 %\": the median of futures is that near to every count; covered = 0.9: so many counts lie in the 90 % range of futures",
            ));
        }
        let run = self.run(common, None)?;
        let (targets, span) = self.targets(reader, fields, run)?;
        let points = targets.into_iter().map(|target| {
            let scenario = self.runs.scenario(run);
            if target.period_from < scenario.start || target.period_to > scenario.end {
                let problem = Problem::new(format!(
                    "{} to {} is not simulated: `{}` runs from {} to {}",
                    target.period_from,
                    target.period_to,
                    scenario.name,
                    scenario.start,
                    scenario.end
                ));
                reader.report(span.clone(), problem);
                return None;
            }
            if target.observed == 0.0 && within.is_some() {
                let problem = Problem::new("a count of 0 has no ratio to hold `within` against");
                reader.report(
                    span.clone(),
                    problem.help("leave the count out, or use `covered`"),
                );
                return None;
            }
            Some(self.runs.want_target(run, target))
        });
        let points: Option<Vec<usize>> = points.collect();
        Some(Demand::Agreement {
            run,
            points: points?,
            within,
            covered,
        })
    }

    /// The counts of an agreement and where they are named.
    fn targets(
        &mut self,
        reader: &mut Reader,
        fields: &Fields,
        run: usize,
    ) -> Option<(Vec<Target>, std::ops::Range<usize>)> {
        let given: Vec<&str> = series::KEYS
            .into_iter()
            .filter(|key| fields.has_any(&[key]))
            .collect();
        let ([key], Some(node)) = (&given[..], given.first().and_then(|key| fields.get(key)))
        else {
            let problem = Problem::new(
                "[[agreement]] needs exactly one of `points`, `series` and `published`",
            );
            reader.report(fields.span.clone(), problem);
            return None;
        };
        let targets = if *key == "published" {
            for (key, span, _) in fields
                .entries
                .iter()
                .filter(|(key, ..)| ["metric", "origin", "rows"].contains(key))
            {
                let problem = Problem::new(format!("`{key}` comes with the published rows"));
                reader.report(span.clone(), problem.help("leave it out"));
            }
            series::published(reader, node)?
        } else {
            let subject = self.subject(reader, fields, run)?;
            if *key == "points" {
                series::points(reader, node, &subject)?
            } else {
                let name = reader.string(node, "`series`")?;
                let columns = columns(reader, fields);
                series::file(reader, &name, self.folder, &columns, &subject)?
            }
        };
        Some((targets, node.span()))
    }

    fn subject(&mut self, reader: &mut Reader, fields: &Fields, run: usize) -> Option<Subject> {
        let world = &self.runs.scenario(run).world;
        let metric = needed(reader, fields, "metric", "[[agreement]]")
            .and_then(|node| reader.string(node, "`metric`"))?;
        let known = hindcast::metrics(world);
        if !known.contains(&metric.value) {
            let known = known.iter().map(String::as_str);
            reader.unknown(
                metric.span.clone(),
                "metric",
                &metric.value,
                " that can be held against a series",
                known,
            );
            return None;
        }
        let origin = match fields.get("origin") {
            Some(node) => reader.string(node, "`origin`")?,
            None => {
                return Some(Subject {
                    metric: metric.value,
                    origin: "all".to_owned(),
                });
            }
        };
        for name in origin.value.split('+').filter(|name| *name != "all") {
            if world.origin(name).is_none() {
                let known = world.origins.iter().map(|origin| origin.name.as_str());
                reader.unknown(origin.span.clone(), "origin", name, "", known);
                return None;
            }
        }
        Some(Subject {
            metric: metric.value,
            origin: origin.value,
        })
    }
}

/// `rows = { series, place, origin }`.
fn columns(reader: &mut Reader, fields: &Fields) -> Columns {
    let rows = fields
        .get("rows")
        .and_then(|node| reader.fields(node, "`rows`", &COLUMNS));
    COLUMNS.map(|column| {
        let node = rows.as_ref()?.get(column)?;
        reader.string(node, &format!("`{column}`"))
    })
}
