//! The reference workload in other sizes: `scenarios/verification/border-queue-1.toml` with more cities, origins,
//! people or days, and with ports that call nobody.

use std::fmt::Write as _;

use garita::scenario::{self, Overrides, Scenario};
use garita::time::plus_days;

const SHIPPED: &str = include_str!("../../scenarios/verification/border-queue-1.toml");
/// Ports, officers and seats of the eight cities of the workload.
const SLOTS: [u32; 8] = [110, 120, 129, 139, 148, 158, 167, 176];
const OFFICERS: [u32; 8] = [17, 19, 20, 22, 23, 25, 26, 28];
const SEATS: [u32; 8] = [129, 140, 151, 162, 173, 184, 195, 206];

/// How large the workload is.
#[derive(Clone, Copy)]
pub struct Size {
    pub cities: usize,
    pub origins: usize,
    /// People, slots, officers, seats and beds, as a multiple of the shipped ones.
    pub people: f64,
    pub days: u32,
    /// Whether ports call people; without it the list keeps somebody of every day.
    pub called: bool,
}

impl Size {
    /// The workload as it is shipped.
    pub const SHIPPED: Size = Size {
        cities: 8,
        origins: 1,
        people: 1.0,
        days: 730,
        called: true,
    };

    /// The scenario of this size.
    pub fn scenario(self) -> Scenario {
        scenario::load_text("workload", &self.text(), &Overrides::default())
            .unwrap_or_else(|problems| panic!("the workload loads: {problems}"))
    }

    fn text(self) -> String {
        let mut text = self.head();
        self.places(&mut text);
        self.levers(&mut text);
        self.parameters(&mut text);
        text
    }

    fn head(self) -> String {
        let start: garita::time::Date = "2024-01-01".parse().expect("a date");
        let end = plus_days(start, self.days as i32 - 1);
        let quoted = |name: &str, count: usize| {
            let names: Vec<String> = (0..count).map(|i| format!("\"{name}-{i}\"")).collect();
            names.join(", ")
        };
        format!(
            "title = \"Workload\"\nsummary = \"Invented.\"\npolicy-date = 2024-01-01\nstart = 2024-01-01\nend = {end}\n\
             start-state = \"empty\"\norigins = [{}]\nplaces = [{}]\n\
             [switches]\nresponse = false\nappointment-list = \"by-port\"\n",
            quoted("person", self.origins),
            quoted("city", self.cities),
        )
    }

    fn places(self, text: &mut String) {
        for origin in 0..self.origins {
            let _ = write!(
                text,
                "[origin.person-{origin}]\nlabel = \"Anybody {origin}\"\nin-mexico = false\n"
            );
        }
        for city in 0..self.cities {
            let longitude = -117.0 + 20.0 * city as f64 / self.cities as f64;
            let _ = write!(
                text,
                "[place.city-{city}]\nlabel = \"City {city}\"\nborder = true\nlongitude = {longitude}\nlatitude = 31\n\
                 port = \"Port {city}\"\nfield-office = \"Verification\"\nsectors = [\"Verification\"]\n"
            );
        }
    }

    fn levers(self, text: &mut String) {
        let slots: u32 = (0..self.cities).map(|city| SLOTS[city % 8]).sum();
        let slots = if self.called {
            f64::from(slots) * self.people
        } else {
            0.0
        };
        let officers = self.by_city(|city| f64::from(OFFICERS[city % 8]) * self.people);
        let seats = self.by_city(|city| f64::from(SEATS[city % 8]) * self.people);
        let assumed = "source = \"assumption\"\nnote = \"Workload.\"\n";
        let _ = write!(
            text,
            "[levers.port-appointments]\nslots-per-day = {slots}\noldest-first-share = 1\n{assumed}\
             [levers.mexican-protection]\nofficers = {officers}\n{assumed}\
             [levers.mexican-return]\nassisted-seats-per-day = {seats}\n{assumed}\
             [levers.outside-events]\ndepartures = [ {{ from = 2024-07-19, value = 1.3, until = 2024-10-17 }} ]\n{assumed}"
        );
    }

    fn parameters(self, text: &mut String) {
        let (_, rest) = SHIPPED
            .split_once("[parameters]")
            .expect("parameters are there");
        let (numbers, _) = rest
            .split_once("[parameters.port.share]")
            .expect("shares come last");
        let arrivals: f64 = (0..self.cities).map(base).sum::<f64>() * self.people;
        let own = format!("departure.base = {}", arrivals / self.origins as f64);
        let _ = write!(
            text,
            "[parameters]{}",
            numbers.replace("departure.base = 1820", &own)
        );
        let share = |weight: &dyn Fn(usize) -> f64| {
            let total: f64 = (0..self.cities).map(weight).sum();
            self.by_city(|city| weight(city) / total)
        };
        let slots = share(&|city| f64::from(SLOTS[city % 8]));
        let people = share(&base);
        let beds = self.by_city(|city| 20.0 * base(city) * self.people);
        let tables = [
            ("port.share", slots),
            ("appointment.place-share", people.clone()),
            ("protection.place-share", people.clone()),
            ("liberty.place-share", people.clone()),
            ("crossing.place-share", people),
            ("shelter.beds", beds),
        ];
        for (name, by) in tables {
            let _ = write!(
                text,
                "[parameters.{name}]\nvalue = 0\nby = {by}\nsource = \"assumption\"\nnote = \"Workload.\"\n"
            );
        }
    }

    fn by_city(self, value: impl Fn(usize) -> f64) -> String {
        let cells: Vec<String> = (0..self.cities)
            .map(|city| format!("city-{city} = {}", value(city)))
            .collect();
        format!("{{ {} }}", cells.join(", "))
    }
}

/// Arrivals a day in a city of the workload, before weekday and surge.
fn base(city: usize) -> f64 {
    175.0 + 15.0 * (city % 8) as f64
}
