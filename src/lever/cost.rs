//! What one unit of a setting costs if it is used as planned.

use std::collections::BTreeMap;

use crate::time::{Calendar, Office};
use crate::world::{Cell, World};

/// Days in a year, for sums given per year, as in the simulated outlay.
const YEAR: f64 = 365.25;
/// Months in a year.
const MONTHS: f64 = 12.0;

/// The planned cost of a setting.
#[derive(Clone, Debug, PartialEq)]
pub enum Cost {
    /// Nothing is paid for the setting itself; the sentence says why.
    None(String),
    /// What is paid, item by item.
    Items(Vec<CostItem>),
}

/// One thing that is paid for as long as, or when, a setting is raised by one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct CostItem {
    /// Who pays, as in the lines of the simulated outlay.
    pub payer: String,
    /// What is paid for one unit of cost.
    pub price: Price,
    /// Units of cost that one unit of the setting means in one [`Per`].
    pub units: f64,
    /// The same for cells of their own, by name.
    pub by: BTreeMap<String, f64>,
    /// How often the units are paid.
    pub per: Per,
    /// The origins for which the item holds.
    pub origins: Whose,
    /// Where the units come from; empty if one unit of the setting is one unit of cost.
    pub note: String,
}

/// What is paid for one unit of cost.
#[derive(Clone, Debug, PartialEq)]
pub enum Price {
    /// The median of a parameter `cost.*`, USD of 2023.
    Parameter(String),
    /// A fixed sum in USD: the setting itself is money.
    Usd(f64),
}

/// How often units are paid while a setting is raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// On each calendar day.
    Day,
    /// On each working day of U.S. federal offices.
    UsWorkingDay,
    /// Spread over the days of a month, a twelfth of a year.
    Month,
    /// Spread over the days of a year of 365.25.
    Year,
    /// When the setting first reaches a value: something is built.
    Once,
}

impl Per {
    /// Every rhythm with its word in files.
    pub const NAMES: [(&'static str, Per); 5] = [
        ("day", Per::Day),
        ("us-working-day", Per::UsWorkingDay),
        ("month", Per::Month),
        ("year", Per::Year),
        ("once", Per::Once),
    ];

    /// Times that the units are paid on each day of a calendar; for [`Per::Once`], 1, to be
    /// applied to what is added on the day.
    #[must_use]
    pub fn weights(self, calendar: &Calendar) -> Vec<f64> {
        let each_day = |weight| vec![weight; calendar.len()];
        match self {
            Per::Day | Per::Once => each_day(1.0),
            Per::Month => each_day(MONTHS / YEAR),
            Per::Year => each_day(1.0 / YEAR),
            Per::UsWorkingDay => {
                let open = calendar.working_days(Office::UnitedStates);
                open.iter().map(|&open| f64::from(u8::from(open))).collect()
            }
        }
    }
}

/// Origins for which an item of cost holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// All, or a setting that is not by origin.
    #[default]
    All,
    /// People at home in Mexico.
    InMexico,
    /// Everybody else.
    Abroad,
}

impl Whose {
    /// The choices that files may name.
    pub const NAMES: [(&'static str, Whose); 2] =
        [("in-mexico", Whose::InMexico), ("abroad", Whose::Abroad)];
}

impl CostItem {
    /// Units of cost that one unit of the setting means in a cell; 0 where the item does not hold.
    #[must_use]
    pub fn units_in(&self, cell: Cell, world: &World) -> f64 {
        let in_mexico = cell.origin.map(|origin| world.origins[origin].in_mexico);
        let holds = match self.origins {
            Whose::All => true,
            Whose::InMexico => in_mexico == Some(true),
            Whose::Abroad => in_mexico == Some(false),
        };
        if !holds {
            return 0.0;
        }
        let named = cell
            .keys(world)
            .into_iter()
            .find_map(|key| self.by.get(&key).copied());
        named.unwrap_or(self.units)
    }
}
