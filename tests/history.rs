//! The two eras before the hindcast: their published contrasts come out in sign and rough size.
//!
//! Bounds are factors of the published contrast, stated beside each, so that a change of the model that
//! turns one round or loses it fails; how near each figure is stands in `docs/validation.md`.

use std::collections::BTreeMap;

use garita::experiment::Plan;
use garita::experiment::hindcast::{compare, targets};
use garita::scenario::{self, Overrides};

const METERING: &str = "metering-2018-2020";
const TITLE_42: &str = "title-42-2020-2023";

/// Published count and simulated median of every row that the scenario covers.
fn rows(name: &str, replicates: u64) -> BTreeMap<String, (f64, f64)> {
    let scenario = scenario::load(name, &Overrides::default()).expect("a shipped scenario loads");
    let catalogue = scenario::catalogue().expect("records load");
    let plan = Plan::new(std::slice::from_ref(&scenario), catalogue, 1, true);
    compare(&plan, &scenario, replicates)
        .expect("people are conserved")
        .into_iter()
        .map(|row| (row.target.id, (row.target.observed, row.median)))
        .collect()
}

/// The ratio of two rows, published and simulated, is the same within a factor.
#[track_caller]
fn contrast(above: (f64, f64), below: (f64, f64), factor: f64) {
    let (published, simulated) = (above.0 / below.0, above.1 / below.1);
    assert!(
        (published > 1.0) == (simulated > 1.0),
        "sign: published {published:.2}, simulated {simulated:.2}"
    );
    let miss = simulated / published;
    assert!(
        miss < factor && miss > 1.0 / factor,
        "published {published:.2}, simulated {simulated:.2}"
    );
}

#[test]
fn published_contrasts_of_both_eras_come_out() {
    let metering = rows(METERING, 60);
    let title_42 = rows(TITLE_42, 40);
    let (m, t) = (|id: &str| metering[id], |id: &str| title_42[id]);

    // Lists: Tijuana's is by far the longest; all of them grow about fourfold in spring 2019.
    contrast(
        m("list.tijuana.2019-07"),
        m("list.ciudad-juarez.2019-08"),
        2.0,
    );
    contrast(m("list.tijuana.2019-07"), m("list.matamoros.2019-06"), 2.0);
    contrast(m("list.all.2019-05"), m("list.all.2019-02"), 2.5);
    // Nobody is called after 20 March 2020: the lists stay.
    contrast(m("list.all.2019-08"), t("list.all.2020-08"), 2.0);

    // Encounters: a rise to May 2019, a fall by September, a second fall in April 2020, a rise in 2021.
    // (March 2021 alone stood at ten times April 2020; with demand set by half-years it is four.)
    let month = |month: &str| format!("between-ports.all.{month}");
    contrast(m(&month("2019-05")), m(&month("2018-10")), 2.0);
    contrast(m(&month("2019-05")), m(&month("2019-09")), 2.5);
    contrast(m(&month("2020-02")), t(&month("2020-04")), 2.5);
    contrast(
        t("between-ports.all.2021"),
        t("between-ports.all.2020-04-to-12"),
        1.5,
    );

    // What became of people: expulsion first, release later.
    contrast(
        t("outcome.repatriated.2020-04-to-12"),
        t("outcome.repatriated.2022"),
        1.3,
    );
    contrast(t("outcome.released.2022"), t("outcome.released.2021"), 1.5);
    contrast(m("enrolled.2019-08"), m("enrolled.2019-05"), 2.0);
    contrast(
        t("mexican-detention.2022"),
        m("mexican-detention.2019"),
        1.8,
    );
}

#[test]
fn rows_of_the_eras_cite_known_sources_and_have_names_of_their_own() {
    let sources = include_str!("../data/sources.toml");
    let mut names = std::collections::BTreeSet::new();
    for target in targets().expect("both tables can be read") {
        let heading = format!("\n[{}]\n", target.source);
        assert!(
            sources.contains(&heading),
            "{}: {}",
            target.id,
            target.source
        );
        assert!(names.insert(target.id.clone()), "{} twice", target.id);
    }
}
