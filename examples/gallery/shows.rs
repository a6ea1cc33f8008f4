//! What the gallery shows: which commands are run, which of their charts are taken, and how each is read.

use super::SEED;

/// One command and the charts taken from its result.
pub struct Show {
    /// Heading on the page.
    pub heading: &'static str,
    /// Command and scenarios.
    pub asks: &'static str,
    /// Futures simulated of each scenario; none where the question says how many.
    pub futures: Option<u64>,
    /// Its result folder in `output/`.
    pub folder: &'static str,
    /// The charts taken.
    pub pictures: &'static [Picture],
}

/// One chart.
pub struct Picture {
    /// Name of the picture, without ending.
    pub name: &'static str,
    /// Name of the chart in its result.
    pub chart: &'static str,
    /// One sentence: how to read it.
    pub reading: &'static str,
}

impl Show {
    /// The command as one types it.
    pub fn command(&self) -> String {
        let asks = self.asks;
        let futures = self
            .futures
            .map(|futures| format!(" --replicates {futures}"));
        format!("garita {asks}{} --seed {SEED}", futures.unwrap_or_default())
    }
}

impl Picture {
    /// Path of the picture in the project.
    pub fn file(&self) -> String {
        format!("docs/images/{}.png", self.name)
    }
}

/// The gallery, top to bottom.
pub const SHOWS: &[Show] = &[
    Show {
        heading: "Two scenarios",
        asks: "compare enforcement-only legal-pathways",
        // What goes with what shows in many futures only.
        futures: Some(200),
        folder: "enforcement-only-vs-legal-pathways",
        pictures: &[
            Picture {
                name: "compare",
                chart: "queues",
                reading: "Each line is the middle simulated future of a scenario; filled bands hold 50 % and 90 % of the futures of one, thin lines 90 % of the other's.",
            },
            Picture {
                name: "difference-unsheltered",
                chart: "difference-unsheltered",
                reading: "Above are the levels; below is how many people more or fewer than under the first scenario, future by future, around a zero line.",
            },
            Picture {
                name: "map",
                chart: "map",
                reading: "A circle stands at its city's longitude and latitude; its area is the number of people waiting, its colour how full the shelters are.",
            },
            Picture {
                name: "places-border",
                chart: "places-border",
                reading: "One small panel for each city, each with its own scale from zero, so that small cities can be read, too.",
            },
            Picture {
                name: "key-figures",
                chart: "key-figures",
                reading: "Dots are middle futures, lines hold 90 % of futures; at the right is the difference in the same futures, around zero.",
            },
            Picture {
                name: "of-every-1000",
                chart: "of-every-1000",
                reading: "A bar is 1,000 people who set out, cut by where they are on the last day; below is what differs between the scenarios.",
            },
            Picture {
                name: "flows",
                chart: "flows",
                reading: "Bands are as thick as people are many, all scenarios on one scale: from the left people come into the queues, to the right they leave them; below is what differs between the scenarios.",
            },
            Picture {
                name: "cost",
                chart: "cost",
                reading: "Bars are what each payer spends in the middle future, whiskers hold 90 % of futures.",
            },
            Picture {
                name: "drivers",
                chart: "drivers",
                reading: "From the mean of all futures, bars lead to the mean where an input is in its lowest fifth, and where it is in its highest; other inputs cannot be told from chance.",
            },
            Picture {
                name: "variance",
                chart: "variance",
                reading: "A bar is all the variance of a difference between futures, cut into what goes with uncertain inputs, what with the luck of demand, and what with neither.",
            },
        ],
    },
    Show {
        heading: "One scenario",
        asks: "run status-quo",
        futures: Some(40),
        folder: "status-quo",
        pictures: &[
            Picture {
                name: "map-strip",
                chart: "map-strip",
                reading: "The same map every half year: circles grow with people waiting, and darken as more people seek each usable bed.",
            },
            Picture {
                name: "shelter-beds-border",
                chart: "shelter-beds-border",
                reading: "People who look for a bed, with bands, against the dashed line of usable beds in each city.",
            },
            Picture {
                name: "shelter-strain",
                chart: "shelter-strain",
                reading: "One row for each city, one column for each month; the darker, the more people seek each usable bed.",
            },
            Picture {
                name: "waits",
                chart: "waits",
                reading: "Of all who registered: the share that was served within so many days, and how the others left.",
            },
        ],
    },
    Show {
        heading: "Six scenarios",
        asks: "compare status-quo enforcement-only legal-pathways shared-hosting shelter-build-out surge-stress --out output/six",
        futures: Some(40),
        folder: "six",
        pictures: &[
            Picture {
                name: "six-queues",
                chart: "queues",
                reading: "More than three scenarios get a panel each, on one scale, with the first scenario's middle and range behind in grey.",
            },
            Picture {
                name: "six-cost-per-night",
                chart: "cost-per-night",
                reading: "A dot is a future, a ringed one the mean: to the left fewer nights without a bed, up more outlay; the slope is what each night avoided costs.",
            },
            Picture {
                name: "six-lower",
                chart: "lower",
                reading: "Bars say in how many of the same futures a figure is lower than under the first scenario: near 0 or 100 % futures agree, near 50 % they do not.",
            },
        ],
    },
    Show {
        heading: "Packages at growing size",
        asks: "outlay enforcement-only-equal legal-pathways-equal",
        futures: Some(40),
        folder: "outlay-enforcement-only-equal-and-legal-pathways-equal",
        pictures: &[Picture {
            name: "outlay",
            chart: "outlay",
            reading: "Each path joins a package at 0, 50, 100 and 150 % of its size: to the right is more outlay, up or down what it changes.",
        }],
    },
    Show {
        heading: "Many portfolios of levers",
        asks: "explore status-quo --vary port-appointments.slots-per-day=1000..5000@2025-01-01 --vary us-detection.staff=0.8..2@2025-01-01 --portfolios 16 --less unsheltered-nights --less outlay --less encounters-between-ports --out output/portfolios",
        futures: Some(20),
        folder: "portfolios",
        pictures: &[Picture {
            name: "portfolios",
            chart: "front",
            reading: "A dot is a portfolio, as a difference to the scenario as it is in the same futures; joined dots are those of which none beats another in both.",
        }],
    },
    Show {
        heading: "How much of a lever meets a target",
        asks: "goal status-quo --vary port-appointments.slots-per-day=500..8000 --metric people-waiting:change@appointment --at-most 0 --in-futures 50% --out output/slots-wanted",
        futures: Some(20),
        folder: "slots-wanted",
        pictures: &[Picture {
            name: "slots-wanted",
            chart: "goal",
            reading: "On the left what is asked for at each value that was run, with the target; on the right the range of futures; the pale ground is the interval of the answer.",
        }],
    },
    Show {
        heading: "Which lever does the work",
        asks: "compare status-quo legal-pathways --attribute --until 2025-12-31 --out output/parts",
        futures: Some(20),
        folder: "parts",
        pictures: &[Picture {
            name: "parts",
            chart: "attribution",
            reading: "From nothing to the whole difference, lever by lever: a bar is what a lever adds on average over all orders in which levers could join.",
        }],
    },
    Show {
        heading: "Which assumption to measure first",
        asks: "sensitivity status-quo --inputs crossing.detection,departure.base,departure.shock-sd,intention.appointment,leave-appointment.home,transit.journey,protection.decisions-per-officer-day --metric unsheltered-nights --metric people-waiting:mean@us --trajectories 12 --until 2025-06-30 --out output/screening",
        futures: None,
        folder: "screening",
        pictures: &[Picture {
            name: "screening",
            chart: "sensitivity",
            reading: "A bar is how far an answer goes, on average, from the low to the high end of one assumption, all else and the luck as they are.",
        }],
    },
    Show {
        heading: "What goes with what",
        asks: "sweep status-quo --design lhs --points 48 --vary port-appointments.slots-per-day=1000..5000@2024-06-01 --vary crossing.detection=0.6..0.9 --metric unsheltered-nights --metric encounters-between-ports --until 2025-06-30 --out output/scattered",
        futures: Some(4),
        folder: "scattered",
        pictures: &[Picture {
            name: "scattered",
            chart: "sweep-1",
            reading: "A dot is a point of a Latin hypercube, against one input after the other; bars are the means of the thirds of its range.",
        }],
    },
    Show {
        heading: "When shelters may fill",
        asks: "warn status-quo --places tijuana,mexicali,nogales --days 7 --out output/when-full",
        futures: Some(60),
        folder: "when-full",
        pictures: &[Picture {
            name: "when-full",
            chart: "chances",
            reading: "How likely it is, by date, that more people have looked for a bed than there are, seven days in a row.",
        }],
    },
];
