//! Charts as a reader meets them: every kind draws at every size of comparison and
//! horizon, no words collide or leave the page, files carry their origin, and colours
//! keep apart for every kind of eye and for grey print.

#[path = "charts/demo.rs"]
#[allow(clippy::pedantic, clippy::disallowed_methods)] // invented curves, not results
mod demo;
#[path = "charts/empty.rs"]
mod empty;
#[path = "charts/faults.rs"]
mod faults;

use faults::faults;
use garita::chart::{
    self, Arrangement, Body, Colour, Compared, Fate, Figure, Provenance, Role, Scale, Style, Theme,
};

/// Every kind with 1, 2 and 6 scenarios and short, usual and long horizons.
fn many() -> Vec<(String, Figure)> {
    let mut all = Vec::new();
    for panels in 1..=6 {
        all.push((format!("trade-off {panels}"), demo::tradeoff(panels)));
    }
    all.push(("tornado".into(), demo::tornado()));
    all.push(("split".into(), demo::split()));
    all.extend(demo::decisions());
    for count in [1, 2, 6] {
        all.push((format!("ranges {count}"), demo::ranges(count)));
        all.push((format!("pairs {count}"), demo::pairs(count)));
        for months in [1, 8, 34] {
            let name = format!("counted {count} × {months}");
            all.push((name, demo::counted(count, months)));
        }
    }
    all.push(("record".into(), demo::record()));
    all.push(("levers".into(), demo::many_levers()));
    for scenarios in [1, 2, 3, 6] {
        for days in [1, 2, 45, 365, 731, 1096] {
            let name = |kind: &str| format!("{kind}, {scenarios} scenarios, {days} days");
            for scale in [1e-5, 1.0, 1e5] {
                let stacked = demo::fan(scenarios, days, Arrangement::Stacked, scale);
                all.push((name(&format!("fan × {scale}")), stacked));
                let beside = demo::fan(scenarios, days, Arrangement::SideBySide, scale);
                all.push((name(&format!("fan beside × {scale}")), beside));
            }
            for scale in [Scale::Common, Scale::Own, Scale::Ratio] {
                let places = demo::places_on(scenarios, days, 11, scale);
                all.push((name(&format!("places {scale:?}")), places));
            }
            all.push((name("difference"), demo::difference(scenarios.max(2), days)));
        }
        for months in [1, 2, 13, 24, 36] {
            all.push((
                format!("strain {scenarios} × {months}"),
                demo::strain(scenarios, months),
            ));
        }
        all.push((format!("waits {scenarios}"), demo::waits(scenarios)));
        all.push((format!("thousand {scenarios}"), demo::thousand(scenarios)));
        all.push((
            format!("key figures {scenarios}"),
            demo::key_figures(scenarios),
        ));
        all.push((format!("cost {scenarios}"), demo::cost(scenarios)));
        all.push((format!("lower {scenarios}"), demo::lower(scenarios)));
        all.push((format!("plane {scenarios}"), demo::plane(scenarios)));
        all.push((format!("flows {scenarios}"), demo::flows(scenarios)));
        for dates in [1, 4, 8] {
            let map = demo::map(scenarios, dates);
            all.push((format!("map {scenarios} × {dates}"), map));
        }
    }
    all
}

#[test]
fn words_neither_collide_nor_leave_the_page() {
    let mut all = Vec::new();
    for (name, figure) in many() {
        for style in [Style::report(), Style::slide()] {
            let found = faults(&figure, &demo::provenance(), &style);
            all.extend(
                found
                    .into_iter()
                    .map(|fault| format!("{name}, {} wide: {fault}", style.width)),
            );
        }
    }
    assert!(
        all.is_empty(),
        "{} faults\n{}",
        all.len(),
        all[..all.len().min(40)].join("\n")
    );
}

/// No firm line runs through words, and words of a chart with a time axis stay within the page's margins.
#[test]
fn lines_do_not_strike_words() {
    let mut all = Vec::new();
    for (name, figure) in demo::all() {
        let canvas = chart::lay_out(&figure, &demo::provenance(), &Style::report());
        let struck = canvas.struck_texts();
        all.extend(struck.iter().map(|text| format!("{name}: `{text}`")));
    }
    assert!(all.is_empty(), "{} struck\n{}", all.len(), all.join("\n"));
}

/// Every scenario asked for has a mark of its colour in every panel: at least as many marks as panels, the legend aside.
#[test]
fn every_scenario_is_in_every_panel() {
    let theme = Theme::default();
    for scenarios in [1, 2, 3, 4, 6] {
        for (panels, figure) in [
            (3, demo::fan(scenarios, 365, Arrangement::Stacked, 1.0)),
            (3, demo::fan(scenarios, 1, Arrangement::Stacked, 1.0)),
            (11, demo::places(scenarios, 365, 11)),
            (11, demo::strain(scenarios.min(3), 12)),
            (9, demo::key_figures(scenarios)),
            (6, demo::cost(scenarios)),
            (5, demo::curves(scenarios, 5)),
            (11, demo::chance(scenarios, 11, 365)),
            (2, demo::front(scenarios, 2, 20, 1.0)),
            (1, demo::curves_of(scenarios, 1, 1, 1.0)),
        ] {
            if matches!(figure.body, Body::Strain(_)) {
                continue;
            }
            let canvas = chart::lay_out(&figure, &demo::provenance(), &Style::report());
            for scenario in &figure.scenarios {
                let marks = canvas.marks_in(theme.colour(scenario.role));
                let rows: std::collections::BTreeSet<(i64, i64)> = marks
                    .iter()
                    .map(|[left, top, ..]| ((left / 25.0) as i64, (top / 12.0) as i64))
                    .collect();
                // A median that is not reached has no mark: the key figures hold one such row.
                let wanted = if matches!(figure.body, Body::KeyFigures(_)) {
                    panels - 1
                } else {
                    panels
                };
                assert!(
                    rows.len() >= wanted,
                    "{} of {scenarios}: {} marks in {panels} panels of `{}`",
                    scenario.label,
                    rows.len(),
                    figure.title
                );
            }
        }
    }
}

#[test]
fn long_names_titles_and_footers_stay_on_the_page() {
    let long =
        "A scenario whose title was written by a committee that could not leave anything out";
    let mut provenance = demo::provenance();
    provenance.scenarios = vec![long.to_lowercase().replace(' ', "-"); 6];
    provenance.sources =
        vec!["A source with a rather long title, volume 3, table 12, downloaded".into(); 9];
    let mut all = Vec::new();
    for (name, mut figure) in demo::all() {
        figure.title = format!("{long}, {long}");
        figure.subtitle = format!("{long}. {long}. {long}");
        for scenario in &mut figure.scenarios {
            scenario.label = format!("{} {}", long, scenario.label);
        }
        let found = faults(&figure, &provenance, &Style::report());
        all.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(
        all.is_empty(),
        "{} faults\n{}",
        all.len(),
        all[..all.len().min(40)].join("\n")
    );
}

#[test]
fn waits_known_on_few_days_and_for_some_scenarios_only_keep_their_words_apart() {
    for scenarios in [2, 3, 6] {
        let mut figure = demo::waits(scenarios);
        let Body::Waits(waits) = &mut figure.body else {
            unreachable!("waits were asked for")
        };
        let sparse =
            |values: &mut Vec<f64>| *values = [0, 30, 90, 180, 365].map(|day| values[day]).to_vec();
        sparse(&mut waits.days);
        for curve in waits.groups.iter_mut().flat_map(|group| &mut group.curves) {
            sparse(&mut curve.served);
            curve
                .left
                .iter_mut()
                .for_each(|exit| sparse(&mut exit.share));
        }
        waits.groups[0].curves.remove(0);
        waits.groups[1].curves.truncate(1);
        let found = faults(&figure, &demo::provenance(), &Style::report());
        assert!(found.is_empty(), "{scenarios} scenarios: {found:?}");
    }
}

#[test]
fn long_lever_labels_find_a_place() {
    let mut figure = demo::fan(3, 730, Arrangement::Stacked, 1.0);
    let Body::Fan(fan) = &mut figure.body else {
        unreachable!("a fan was asked for")
    };
    for (index, lever) in fan.levers.iter_mut().enumerate() {
        lever.label = format!(
            "{} for everybody in every place, at any time, {}",
            lever.label,
            "and more ".repeat(index * 4)
        );
    }
    let found = faults(&figure, &demo::provenance(), &Style::report());
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn missing_numbers_and_empty_figures_draw() {
    for (name, mut figure) in demo::all() {
        empty::empty(&mut figure.body);
        figure.scenarios.truncate(1);
        let canvas = chart::lay_out(&figure, &Provenance::default(), &Style::report());
        assert!(canvas.height > 50.0, "{name}");
        figure.rows().csv().expect("rows become CSV");
    }
}

#[test]
fn files_are_whole_not_blank_and_carry_their_origin() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let provenance = demo::provenance();
    for (name, figure) in [
        ("fan", demo::fan(2, 90, Arrangement::Stacked, 1.0)),
        ("cost", demo::cost(3)),
    ] {
        let original = chart::Original::new(figure.clone(), provenance.clone());
        original
            .write(folder.path(), name)
            .expect("the chart is written");
        let read = |ending| {
            std::fs::read(folder.path().join(name).with_extension(ending))
                .expect("the file is there")
        };
        let png = read("png");
        let texts = chart::texts(&png).expect("a PNG with text chunks");
        let fact = |keyword: &str| {
            texts
                .iter()
                .find(|(key, _)| key == keyword)
                .map(|(_, text)| text.as_str())
        };
        assert_eq!(fact("garita:seed"), Some("20240301"));
        assert_eq!(fact("garita:replicates"), Some("400"));
        assert_eq!(fact("garita:command"), Some(provenance.command.as_str()));
        assert_eq!(fact("Software"), Some("Garita 0.1.0"));
        assert_eq!(fact("Title"), Some(figure.title.as_str()));
        let picture = tiny_skia::Pixmap::decode_png(&png).expect("a PNG");
        assert_eq!(picture.width(), 2200);
        let dark = picture
            .pixels()
            .iter()
            .filter(|pixel| pixel.red() < 200)
            .count();
        assert!(
            dark > picture.pixels().len() / 200,
            "{name}: only {dark} dark pixels"
        );
        let svg = String::from_utf8(read("svg")).expect("text");
        assert!(
            svg.starts_with("<svg")
                && svg.ends_with("</svg>\n")
                && svg.contains("garita:seed: 20240301")
        );
        assert!(!svg.contains("<text"), "words are outlines");
        let csv = String::from_utf8(read("csv")).expect("text");
        assert_eq!(csv.lines().count(), figure.rows().rows.len() + 1);
    }
    let left = std::fs::read_dir(folder.path())
        .expect("the folder")
        .count();
    assert_eq!(left, 8, "no temporary files stay behind");
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let figure = demo::waits(2);
    let draw = || chart::png(&figure, &demo::provenance(), &Style::report()).expect("a picture");
    assert_eq!(draw(), draw());
}

#[test]
fn the_rows_hold_what_is_drawn() {
    let figure = demo::fan(2, 10, Arrangement::Stacked, 1.0);
    let table = figure.rows();
    assert_eq!(
        table.columns,
        [
            "panel", "unit", "series", "date", "p05", "p25", "p50", "p75", "p95"
        ]
    );
    assert_eq!(table.rows.len(), 3 * 2 * 10);
    assert_eq!(table.rows[9][3], "2024-03-10");
    let Body::Fan(fan) = &figure.body else {
        unreachable!("a fan was asked for")
    };
    assert_eq!(table.rows[9][6], fan.panels[0].series[0].p50[9].to_string());
}

#[test]
fn figures_survive_a_round_trip_through_json() {
    for (name, figure) in demo::all() {
        let text = serde_json::to_string(&figure).expect("JSON");
        let back: Figure =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (back, figure) = (back.rows(), figure.rows());
        assert_eq!(back.columns, figure.columns, "{name}");
        assert_eq!(back.rows, figure.rows, "{name}");
    }
}

#[test]
fn a_part_of_a_figure_holds_the_same_numbers() {
    let whole = demo::fan(2, 100, Arrangement::Stacked, 1.0);
    let (from, to) = (
        jiff::civil::date(2024, 3, 11),
        jiff::civil::date(2024, 4, 9),
    );
    let part = whole.clone().between(Some(from), Some(to));
    let inside =
        |row: &&Vec<String>| row[3].as_str() >= "2024-03-11" && row[3].as_str() <= "2024-04-09";
    let expected: Vec<Vec<String>> = whole.rows().rows.iter().filter(inside).cloned().collect();
    assert_eq!(part.rows().rows, expected);
    assert_eq!(
        whole.clone().between(Some(to), Some(from)),
        whole,
        "no day is left: unchanged"
    );

    let strain = demo::strain(2, 12)
        .only_places(&["ciudad-juarez", "tapachula"])
        .between(None, Some(to));
    let rows = strain.rows().rows;
    assert_eq!(rows.len(), 2 * 2 * 2);
    assert_eq!(rows[0][1], "Ciudad Juárez");
}

#[test]
fn the_reference_is_grey_and_the_others_keep_their_order() {
    let compared = Compared::list(&["a", "b", "c"], Some(1));
    let roles: Vec<Role> = compared.iter().map(|scenario| scenario.role).collect();
    assert_eq!(
        roles,
        [Role::Scenario(0), Role::Reference, Role::Scenario(1)]
    );
}

#[test]
fn text_and_lines_stand_out_from_the_paper() {
    let theme = Theme::default();
    for colour in [theme.ink, theme.soft] {
        assert!(colour.contrast(theme.paper) >= 4.5, "{}", colour.hex());
    }
    for role in (0..6).map(Role::Scenario).chain([Role::Reference]) {
        assert!(
            theme.colour(role).contrast(theme.paper) >= 3.0,
            "line of {role:?}"
        );
        assert!(
            theme.text_colour(role).contrast(theme.paper) >= 4.5,
            "label of {role:?}"
        );
    }
    for fate in FATES {
        let ground = theme.fate(fate);
        assert!(
            theme.on(ground).contrast(ground) >= 4.0,
            "number on {fate:?}"
        );
    }
}

const FATES: [Fate; 15] = [
    Fate::WaitingSheltered,
    Fate::WaitingUnsheltered,
    Fate::OnTheWay,
    Fate::Contained,
    Fate::SettledInMexico,
    Fate::AdmittedAtPort,
    Fate::AdmittedByHearing,
    Fate::Released,
    Fate::UndetectedEntry,
    Fate::UsCustody,
    Fate::ReturnedByMexico,
    Fate::RepatriatedByUs,
    Fate::WentHome,
    Fate::Died,
    Fate::Other,
];

/// What can meet in one chart: scenarios with the reference, fates of people, both ends of an input, parts of a whole,
/// and the areas of a waits chart.
fn companies() -> Vec<(&'static str, Vec<Colour>, Apart)> {
    let theme = Theme::default();
    let scenarios = theme.scenarios.iter().copied();
    let waiting = theme.fate(Fate::WaitingSheltered).mix(theme.paper, 0.5);
    let ends = [
        Fate::AdmittedAtPort,
        Fate::UndetectedEntry,
        Fate::WentHome,
        Fate::Other,
    ];
    let waits = ends
        .map(|fate| theme.fate(fate))
        .into_iter()
        .chain([waiting]);
    let apart = |lightness, distance, contrast| Apart {
        lightness,
        distance,
        contrast,
    };
    vec![
        (
            "scenarios",
            scenarios.chain([theme.reference]).collect(),
            apart(6.0, 0.06, 3.0),
        ),
        (
            "fates",
            FATES.map(|fate| theme.fate(fate)).to_vec(),
            apart(3.0, 0.045, 1.2),
        ),
        ("waits", waits.collect(), apart(6.0, 0.06, 1.2)),
        ("inputs", theme.inputs.to_vec(), apart(20.0, 0.2, 1.5)),
        ("parts", theme.parts.to_vec(), apart(6.0, 0.055, 1.2)),
    ]
}

/// How far colours that meet must keep apart: in L* (grey print), in Oklab for every eye, and from the paper in contrast.
struct Apart {
    lightness: f64,
    distance: f64,
    contrast: f64,
}

/// Colours that can meet in a chart keep apart for normal vision, for each kind of dichromacy (Machado, Oliveira and
/// Fernandes 2009, severity 1) and in grey print.
#[test]
fn colours_that_meet_keep_apart_for_every_eye() {
    let paper = Theme::default().paper;
    for (name, colours, apart) in companies() {
        for (index, &one) in colours.iter().enumerate() {
            let contrast = one.contrast(paper);
            assert!(
                contrast >= apart.contrast,
                "{name}: {} on paper: {contrast}",
                one.hex()
            );
            for &other in &colours[index + 1..] {
                let pair = format!("{name}: {} and {}", one.hex(), other.hex());
                let step = (lightness(one) - lightness(other)).abs();
                assert!(step >= apart.lightness, "{pair} in grey: {step}");
                for eye in EYES {
                    let distance = distance(oklab(one, eye), oklab(other, eye));
                    assert!(distance >= apart.distance, "{pair}: {distance}");
                }
            }
        }
    }
}

/// Neighbours in the bar "of every 1,000" differ in lightness by enough to be told apart in grey.
#[test]
fn neighbours_in_a_bar_keep_apart_in_grey() {
    let theme = Theme::default();
    let Body::Thousand(thousand) = demo::thousand(1).body else {
        unreachable!("a bar was asked for")
    };
    for pair in thousand.fates.windows(2) {
        let [one, other] = [&pair[0], &pair[1]].map(|label| lightness(theme.fate(label.fate)));
        let step = (one - other).abs();
        assert!(
            step >= 8.0,
            "{} and {}: {step}",
            pair[0].label,
            pair[1].label
        );
    }
}

type Matrix = [[f64; 3]; 3];

const EYES: [Matrix; 4] = [
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    [
        [0.152_286, 1.052_583, -0.204_868],
        [0.114_503, 0.786_281, 0.099_216],
        [-0.003_882, -0.048_116, 1.051_998],
    ],
    [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ],
    [
        [1.255_528, -0.076_749, -0.178_779],
        [-0.078_411, 0.930_809, 0.147_602],
        [0.004_733, 0.691_367, 0.303_900],
    ],
];

fn lightness(colour: Colour) -> f64 {
    116.0 * libm::cbrt(colour.luminance()) - 16.0
}

fn times(matrix: &Matrix, vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
}

fn oklab(colour: Colour, eye: Matrix) -> [f64; 3] {
    let linear = |byte: u8| {
        let value = f64::from(byte) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            libm::pow((value + 0.055) / 1.055, 2.4)
        }
    };
    let seen = times(&eye, [linear(colour.0), linear(colour.1), linear(colour.2)])
        .map(|part| part.max(0.0));
    let cones = times(
        &[
            [0.412_221, 0.536_333, 0.051_446],
            [0.211_903, 0.680_700, 0.107_397],
            [0.088_302, 0.281_719, 0.629_979],
        ],
        seen,
    );
    times(
        &[
            [0.210_454, 0.793_618, -0.004_072],
            [1.977_998, -2.428_592, 0.450_594],
            [0.025_904, 0.782_772, -0.808_676],
        ],
        cones.map(libm::cbrt),
    )
}

fn distance(one: [f64; 3], other: [f64; 3]) -> f64 {
    one.iter()
        .zip(other)
        .map(|(a, b)| (a - b) * (a - b))
        .sum::<f64>()
        .sqrt()
}
