//! What the gallery shows: which commands are run, which of their charts are taken, and how each is read.

use super::SEED;

/// One command and the charts taken from its result.
pub struct Show {
    /// Heading on the page.
    pub heading: &'static str,
    /// Command and scenarios.
    pub asks: &'static str,
    /// Futures simulated of each scenario.
    pub futures: u64,
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
        let Self { asks, futures, .. } = self;
        format!("garita {asks} --replicates {futures} --seed {SEED}")
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
        futures: 200,
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
        futures: 40,
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
        futures: 40,
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
        futures: 40,
        folder: "outlay-enforcement-only-equal-and-legal-pathways-equal",
        pictures: &[Picture {
            name: "outlay",
            chart: "outlay",
            reading: "Each path joins a package at 0, 50, 100 and 150 % of its size: to the right is more outlay, up or down what it changes.",
        }],
    },
];
