//! The section on published counts, from scores made up for the test.

use super::*;
use crate::analysis::key::FIGURES;
use crate::report::backtest::read_eras;
use crate::scenario::{Overrides, catalogue, load};
use jiff::civil::date;

fn footing(name: &str) -> Footing {
    let scenario = load(name, &Overrides::default()).unwrap();
    Footing::of(&scenario, &catalogue().unwrap().world)
}

/// Scores of an era that meets every aim, and of one that meets none.
fn scores() -> Vec<EraScore> {
    let text = "era,group,parameters,origins,longest_lead,replicates,members,counts,series,in_50,in_90,below_90,above_90,\
relative_difference,bias,beaten_last_value,of_last_value,beaten_last_year,of_last_year,beaten_moving_average,of_moving_average,\
best,best_of,metrics,misses\n\
cbp-one,after the fit window,cbp-one,2023-09-30,5,200,400,100,10,0.5,0.9,6,4,0.2,0.1,9,9,9,9,9,9,9,9,encounters-between-ports,\n\
cbp-one,1 to 3 months ahead,cbp-one,2023-09-30,3,200,400,60,10,0.5,0.1,60,4,0.2,0.1,9,9,9,9,9,9,9,9,encounters-between-ports,wrong row\n\
metering,after the fit window,metering,2019-03-31,12,200,400,1200,10,0.2,0.6,40,0,0.7,0.1,9,9,9,9,9,9,3,9,list-length,\
\"list length: Tijuana (forecast too high); encounters, Venezuela (forecast too low)\"\n";
    read_eras(text, "test").unwrap()
}

fn section(arms: &[(&str, &str)]) -> Section {
    let footings: Vec<Footing> = arms.iter().map(|(_, name)| footing(name)).collect();
    let titles = arms.iter().map(|(title, _)| *title);
    Facts {
        scores: &scores(),
        eras: &eras().unwrap(),
        arms: titles.zip(&footings).collect(),
        figures: FIGURES.to_vec(),
        from: date(2024, 3, 1),
        to: date(2026, 12, 31),
    }
    .section()
}

#[test]
fn an_era_that_meets_its_aims_and_one_that_misses_them_all() {
    let section = section(&[
        ("Status quo", "status-quo"),
        ("More", "status-quo+shelter-2000"),
    ]);
    let settings = settings::bundled("cbp-one-2023").unwrap().unwrap();
    assert_eq!(section.starts.len(), 1, "both start from the same fits");
    assert!(
        section.starts[0].contains("`cbp-one-2023`"),
        "{:?}",
        section.starts
    );
    assert!(section.starts[0].contains(&words::date(settings.from)));
    let table = section.table.unwrap();
    let metering = &table.rows[0];
    assert_eq!(
        metering[1],
        "**missed**: 90 % range, simple forecasts, 2 series on one side"
    );
    assert_eq!(
        metering[2..],
        ["1,200", "60 %", "20 %", "70 %", "3 of 9 series"]
    );
    let cbp_one = &table.rows[1];
    assert_eq!(
        cbp_one[1..],
        ["met", "100", "90 %", "50 %", "20 %", "9 of 9 series"]
    );
    assert_eq!(table.rows.len(), 2, "one row an era, of its headline");
    assert!(
        section
            .key
            .contains("Without a score: Remain in Mexico, 2019 to 2021; Title 42")
    );
    assert_eq!(section.missed.len(), 1, "only the era that it starts from");
    assert_eq!(section.missed[0].lines, ["none"]);
    let follows = section.follows.join("\n");
    assert!(
        follows.contains("close to these series: encounters between ports."),
        "{follows}"
    );
    let far = follows
        .lines()
        .find(|line| line.contains("no series scored"))
        .unwrap();
    assert!(
        far.contains("deaths while crossing") && !far.contains("encounters"),
        "{far}"
    );
    assert!(
        follows.contains("up to 5 months ahead. This report looks 34 months"),
        "{follows}"
    );
}

#[test]
fn misses_are_named_for_the_era_of_the_fits() {
    let section = section(&[("Metering", "metering-2018-2020"), ("Now", "status-quo")]);
    let fitted = footing("metering-2018-2020").fits.is_some();
    let missed: Vec<&str> = section
        .missed
        .iter()
        .map(|missed| missed.era.as_str())
        .collect();
    let expected: &[&str] = if fitted {
        &[
            "Metering, 2018 to 2020",
            "CBP One, July 2023 to February 2024",
        ]
    } else {
        &["CBP One, July 2023 to February 2024"]
    };
    assert_eq!(missed, expected);
    assert_eq!(section.starts.len(), 2, "two footings, named both");
    assert!(
        section.starts[0].starts_with("Metering: "),
        "{:?}",
        section.starts
    );
    let (eras, scores) = (eras().unwrap(), scores());
    let metering = missed_in(&eras, &scores, "metering");
    assert!(metering.lines[0].starts_with("60 % of counts are in the 90 % range"));
    assert_eq!(
        metering.lines[1],
        "better than every simple forecast on 3 of 9 series only"
    );
    assert_eq!(
        metering.lines[2],
        "list length: Tijuana (forecast too high)"
    );
    assert_eq!(metering.lines.len(), 4);
}

fn missed_in(eras: &[Era], scores: &[EraScore], name: &str) -> Missed {
    let era = eras.iter().find(|era| era.name == name).unwrap();
    let score = scores.iter().find(|score| score.era == name).unwrap();
    missed(era, score)
}

#[test]
fn a_world_that_was_not_scored_says_so() {
    let nothing = "Nothing of this world was held against published counts.";
    let said = section(&[("Queue", "verification/border-queue-1")]);
    assert_eq!(said.starts.len(), 1);
    assert!(said.starts[0].ends_with(nothing), "{:?}", said.starts);
    assert!(said.table.is_none() && said.missed.is_empty() && said.follows.is_empty());
    assert!(!footing("status-quo").own_world);
    let uncalibrated = start(&Footing::default());
    assert!(
        uncalibrated.starts_with("No calibration is named"),
        "{uncalibrated}"
    );
    assert!(uncalibrated.ends_with("was held against published counts."));
    assert!(Footing::default().scored().is_none());
}
