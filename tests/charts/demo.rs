//! Invented data for every kind of figure. The numbers mean nothing.

#[path = "cities.rs"]
mod cities;
#[path = "decide.rs"]
mod decide;
#[path = "fits.rs"]
mod fits;
#[path = "money.rs"]
mod money;
#[path = "over_time.rs"]
mod over_time;
#[path = "queues.rs"]
mod queues;
#[path = "results.rs"]
mod results;

use garita::chart::{Arrangement, Body, Compared, Days, Fate, Figure, Panel, Provenance, Spread};
use jiff::civil::date;

pub use cities::*;
pub use decide::*;
pub use fits::*;
pub use money::*;
pub use over_time::*;
pub use queues::*;
pub use results::*;

/// Names long and short, in the order they get colours.
pub const NAMES: [&str; 6] = [
    "Status quo",
    "Enforcement only",
    "Legal pathways",
    "Five-step package",
    "Joint work, each in its own territory",
    "Shelter build-out",
];

/// A footer as long as real ones.
pub fn provenance() -> Provenance {
    Provenance {
        version: "0.1.0".into(),
        command: "garita compare enforcement-only legal-pathways --replicates 400".into(),
        scenarios: vec![
            "status-quo".into(),
            "enforcement-only".into(),
            "legal-pathways".into(),
        ],
        replicates: 400,
        seed: 20_240_301,
        policy: "policy as of 1 March 2024".into(),
        sources: vec![
            "CBP encounters FY2021–24".into(),
            "COMAR monthly bulletins".into(),
            "INM statistics".into(),
            "IOM shelter monitoring".into(),
        ],
        edited: false,
        extra: vec![("result".into(), "sha256:0f3a…".into())],
    }
}

/// A smooth invented path with spreads that widen.
pub fn spread(scenario: usize, days: usize, from: f64, to: f64, wave: f64) -> Spread {
    let mut spread = Spread {
        scenario,
        ..Spread::default()
    };
    for day in 0..days {
        let share = day as f64 / (days.max(2) - 1) as f64;
        let ease = share * share * (3.0 - 2.0 * share);
        let season = wave * (share * 12.0 + scenario as f64 * 0.4).sin() * (0.3 + share);
        let level = from + (to - from) * ease;
        let middle = (level + level.abs().max(from * 0.2) * season).max(if to < 0.0 {
            f64::MIN
        } else {
            0.0
        });
        let noise = 0.006 * (day as f64 * 0.61 + scenario as f64).sin() * (day as f64 * 0.13).cos()
            + 0.004 * ((day * day) as f64 * 0.37).sin();
        let middle = middle * (1.0 + noise);
        let width = (from.abs().max(to.abs())) * (0.02 + 0.20 * share.sqrt() * share);
        let floor = |value: f64| {
            if from >= 0.0 && to >= 0.0 {
                value.max(0.0)
            } else {
                value
            }
        };
        spread.p05.push(floor(middle - 1.5 * width));
        spread.p25.push(floor(middle - 0.6 * width));
        spread.p50.push(floor(middle));
        spread.p75.push(middle + 0.65 * width);
        spread.p95.push(middle + 1.8 * width);
    }
    spread
}

pub fn figure(title: &str, subtitle: &str, scenarios: usize, body: Body) -> Figure {
    Figure {
        title: title.into(),
        subtitle: subtitle.into(),
        scenarios: Compared::list(&NAMES[..scenarios], (scenarios > 1).then_some(0)),
        body,
        notes: vec![
            "Invented data. Line: median; dark band: 50 % of simulated futures; light band: 90 %."
                .into(),
        ],
    }
}

fn time(days: usize) -> Days {
    Days {
        start: date(2024, 3, 1),
        days,
    }
}

fn panel(title: &str, unit: &str, series: Vec<Spread>) -> Panel {
    Panel {
        title: title.into(),
        unit: unit.into(),
        series,
        limits: Vec::new(),
    }
}

fn levels(scenarios: usize, days: usize, base: f64, ends: [f64; 6], wave: f64) -> Vec<Spread> {
    (0..scenarios)
        .map(|index| spread(index, days, base, base * ends[index], wave))
        .collect()
}

pub const PLACES: [&str; 11] = [
    "Tijuana",
    "Mexicali",
    "Nogales",
    "Ciudad Juárez",
    "Piedras Negras–Acuña",
    "Nuevo Laredo",
    "Reynosa",
    "Matamoros",
    "Tapachula",
    "Mexico City",
    "Monterrey",
];

const FATES: [(&str, Fate); 13] = [
    ("Waiting, sheltered", Fate::WaitingSheltered),
    ("Waiting, unsheltered", Fate::WaitingUnsheltered),
    ("On the way north", Fate::OnTheWay),
    ("Held or contained", Fate::Contained),
    ("Settled in Mexico", Fate::SettledInMexico),
    ("Admitted at a port", Fate::AdmittedAtPort),
    ("Admitted by a hearing", Fate::AdmittedByHearing),
    ("Released into the U.S.", Fate::Released),
    ("Entered undetected", Fate::UndetectedEntry),
    ("Returned by Mexico", Fate::ReturnedByMexico),
    ("Repatriated by the U.S.", Fate::RepatriatedByUs),
    ("Went home", Fate::WentHome),
    ("Died", Fate::Died),
];

/// One figure of every kind with its file name.
pub fn all() -> Vec<(&'static str, Figure)> {
    vec![
        ("fan", fan(3, 730, Arrangement::Stacked, 1.0)),
        ("fan-beside", fan(3, 730, Arrangement::SideBySide, 1.0)),
        ("fan-six", fan(6, 1096, Arrangement::Stacked, 1.0)),
        ("fan-one-day", fan(2, 1, Arrangement::Stacked, 1e-4)),
        ("difference", difference(3, 730)),
        ("strain", strain(3, 24)),
        ("strain-long", strain(1, 36)),
        ("places", places(3, 730, 11)),
        ("waits", waits(3)),
        ("waits-six", waits(6)),
        ("thousand", thousand(3)),
        ("key-figures", key_figures(3)),
        ("key-figures-six", key_figures(6)),
        ("map", map(2, 4)),
        ("lower", lower(3)),
        ("lower-six", lower(6)),
        ("cost", cost(3)),
        ("tornado", tornado()),
        ("tradeoff", tradeoff(6)),
        ("tradeoff-two", tradeoff(2)),
        ("split", split()),
        ("flows", flows(3)),
        ("flows-six", flows(6)),
        ("plane", plane(2)),
        ("plane-six", plane(6)),
        ("ranges", ranges(25)),
        ("pairs", pairs(6)),
        ("counted", counted(7, 20)),
        ("record", record()),
        ("levers", many_levers()),
        ("curves", curves(1, 1)),
        ("curves-six", curves(6, 1)),
        ("curves-many", curves(3, 5)),
        ("waterfall", waterfall(2, 5)),
        ("waterfall-large", waterfall_of(3, 12, 1e6)),
        ("waterfall-small", waterfall_of(1, 1, 1e-6)),
        ("bars", bars(2, 6, 1.0)),
        ("bars-six", bars(6, 3, 1.0)),
        ("bars-one", bars(1, 8, 1e-6)),
        ("front", front(1, 1, 20, 1.0)),
        ("front-six", front(6, 2, 20, 1.0)),
        ("front-one", front(1, 3, 1, 1e-6)),
        ("scatter", scatter(3, 64, 1.0)),
        ("scatter-many", scatter(2, 256, 1.0)),
        ("chance", chance(2, 1, 365)),
        ("chance-places", chance(3, 11, 730)),
        ("chance-six", chance(6, 4, 365)),
        ("chance-six-one", chance(6, 1, 365)),
        ("heat", heat(1, 5, 5)),
        ("heat-many", heat(5, 6, 4)),
        ("heat-fine", heat(2, 30, 24)),
        ("heat-names", heat_of(1, 4, 3, 1e-6, true)),
        ("curves-point", curves_of(2, 1, 1, 1e-6)),
    ]
}
