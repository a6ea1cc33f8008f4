//! Every way a person can move, in one table.
//!
//! A person is always in exactly one [`Compartment`]. A [`Transition`] is the only way to change
//! it; the processes of the day record how many people took each one, and conservation is checked
//! from the table alone. `garita list transitions` prints it with values and sources.

/// Where a person is. Stocks last overnight; people pass through doors within a day; sources and
/// exits are the world outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // each is described by its label
pub enum Compartment {
    // sources
    Home,
    UsInterior,
    // stocks
    EnRoute,
    ContainedSouth,
    Custody,
    AtLiberty,
    Undecided,
    TurnedBack,
    Appointment,
    Hearing,
    Protection,
    Settled,
    // doors
    Arriving,
    Interdicted,
    AtPort,
    AtLine,
    Detected,
    // exits
    AdmittedAtPort,
    AdmittedByHearing,
    EnteredUndetected,
    Released,
    ChildrensAgency,
    UsDetention,
    RepatriatedByUs,
    ReturnedByMexico,
    WentHome,
    HostedElsewhere,
    Died,
}

/// What kind of place a compartment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Outside the model; people come from here.
    Source,
    /// People can be here overnight.
    Stock,
    /// Empty at the end of every day.
    Door,
    /// People who came here have left the model.
    Exit,
}

impl Compartment {
    /// All compartments in order.
    pub const ALL: [Compartment; 28] = {
        use Compartment::{
            AdmittedAtPort, AdmittedByHearing, Appointment, Arriving, AtLiberty, AtLine, AtPort,
            ChildrensAgency, ContainedSouth, Custody, Detected, Died, EnRoute, EnteredUndetected,
            Hearing, Home, HostedElsewhere, Interdicted, Protection, Released, RepatriatedByUs,
            ReturnedByMexico, Settled, TurnedBack, Undecided, UsDetention, UsInterior, WentHome,
        };
        [
            Home,
            UsInterior,
            EnRoute,
            ContainedSouth,
            Custody,
            AtLiberty,
            Undecided,
            TurnedBack,
            Appointment,
            Hearing,
            Protection,
            Settled,
            Arriving,
            Interdicted,
            AtPort,
            AtLine,
            Detected,
            AdmittedAtPort,
            AdmittedByHearing,
            EnteredUndetected,
            Released,
            ChildrensAgency,
            UsDetention,
            RepatriatedByUs,
            ReturnedByMexico,
            WentHome,
            HostedElsewhere,
            Died,
        ]
    };

    /// Source, stock, door or exit.
    #[must_use]
    pub fn kind(self) -> Kind {
        use Compartment::{Arriving, Detected, EnRoute, Settled, UsInterior};
        if self <= UsInterior {
            Kind::Source
        } else if (EnRoute..=Settled).contains(&self) {
            Kind::Stock
        } else if (Arriving..=Detected).contains(&self) {
            Kind::Door
        } else {
            Kind::Exit
        }
    }

    /// Words for tables and reports.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Compartment::Home => "home country",
            Compartment::UsInterior => "U.S. interior",
            Compartment::EnRoute => "en route north in Mexico",
            Compartment::ContainedSouth => "contained in the south",
            Compartment::Custody => "in Mexican custody",
            Compartment::AtLiberty => "at liberty with an order to leave",
            Compartment::Undecided => "undecided",
            Compartment::TurnedBack => "turned back, undecided",
            Compartment::Appointment => "awaiting a U.S. appointment",
            Compartment::Hearing => "awaiting a U.S. hearing in Mexico",
            Compartment::Protection => "awaiting Mexican protection",
            Compartment::Settled => "settled in Mexico",
            Compartment::Arriving => "arriving in the north",
            Compartment::Interdicted => "met by Mexican agents",
            Compartment::AtPort => "at a port of entry",
            Compartment::AtLine => "crossing between ports",
            Compartment::Detected => "met by U.S. agents between ports",
            Compartment::AdmittedAtPort => "admitted at a port",
            Compartment::AdmittedByHearing => "admitted by a hearing",
            Compartment::EnteredUndetected => "entered undetected",
            Compartment::Released => "released into the U.S.",
            Compartment::ChildrensAgency => "transferred to the U.S. children's agency",
            Compartment::UsDetention => "transferred to U.S. detention",
            Compartment::RepatriatedByUs => "repatriated by the U.S. to another country",
            Compartment::ReturnedByMexico => "returned by Mexico",
            Compartment::WentHome => "went home",
            Compartment::HostedElsewhere => "received by another host country",
            Compartment::Died => "died",
        }
    }
}

/// One row of the table of transitions.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its name in the code.
    pub transition: Transition,
    /// Compartment people leave.
    pub from: Compartment,
    /// Compartment people enter.
    pub to: Compartment,
    /// Part of the day's order in which it happens (a file of `model::process`).
    pub process: &'static str,
    /// What decides how many: a hazard, a capacity, a share or a count.
    pub law: &'static str,
    /// Parameters and lever settings it reads.
    pub drivers: &'static [&'static str],
}

macro_rules! transitions {
    ($($process:literal { $($name:ident: $from:ident => $to:ident, $law:literal, [$($driver:literal),*];)* })*) => {
        /// A way to move from one compartment to another.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)] // each is a row of TABLE
        pub enum Transition { $($($name,)*)* }

        /// Every transition, in the order of the day.
        pub const TABLE: &[Row] = &[$($(Row {
            transition: Transition::$name,
            from: Compartment::$from,
            to: Compartment::$to,
            process: $process,
            law: $law,
            drivers: &[$($driver),*],
        },)*)*];
    };
}

transitions! {
    "leaving" {
        LeaveListCross: Appointment => AtLine, "hazard per month by wait band", ["leave-appointment.cross"];
        LeaveListHome: Appointment => WentHome, "hazard per month by wait band", ["leave-appointment.home"];
        LeaveListProtection: Appointment => Protection, "hazard per month by wait band", ["leave-appointment.protection"];
        LeaveListMove: Appointment => Appointment, "hazard per month by wait band", ["leave-appointment.move"];
        LeaveProtectionCross: Protection => AtLine, "hazard per month by wait band, from border cities", ["leave-protection.north"];
        LeaveProtectionNorth: Protection => EnRoute, "hazard per month by wait band, from inland places", ["leave-protection.north"];
        LeaveProtectionHome: Protection => WentHome, "hazard per month by wait band", ["leave-protection.home"];
        LeaveProtectionList: Protection => Appointment, "hazard per month by wait band", ["leave-protection.appointment"];
        LeaveProtectionMove: Protection => Protection, "hazard per month by wait band", ["leave-protection.move"];
        LeaveHearingCross: Hearing => AtLine, "hazard per month by wait band", ["leave-hearing.cross"];
        LeaveHearingHome: Hearing => WentHome, "hazard per month by wait band", ["leave-hearing.home"];
        SettledCross: Settled => AtLine, "hazard per month, from border cities", ["settled.north", "integration.coverage"];
        SettledNorth: Settled => EnRoute, "hazard per month, from inland places", ["settled.north", "integration.coverage"];
    }
    "departure" {
        Depart: Home => EnRoute, "negative binomial count per day and surges", ["departure.base", "departure.dispersion", "departure.surge-rate"];
        DepartInMexico: Home => Arriving, "negative binomial count per day", ["departure.base", "departure.dispersion", "port.walk-ins"];
        RemovedToMexico: UsInterior => TurnedBack, "count per day", ["interior-removals.people-per-day", "interior-removals.place-share"];
    }
    "transit" {
        AskProtectionSouth: EnRoute => Protection, "share of those who pass the south", ["transit.protection-share"];
        Interdict: EnRoute => Interdicted, "hazard per month × effort × cooperation", ["transit.interdiction", "mexican-interdiction.effort"];
        Reach: EnRoute => Arriving, "Erlang journey", ["transit.journey", "transit.stages"];
        Hold: Interdicted => Custody, "share, within free beds", ["transit.held-eligible", "mexican-custody.beds"];
        Contain: Interdicted => ContainedSouth, "share of those not held", ["transit.contained-share", "mexican-interdiction.containment"];
        OrderToLeave: Interdicted => AtLiberty, "the rest", ["liberty.place-share"];
        ContainedNorth: ContainedSouth => EnRoute, "hazard per month", ["contained.north"];
        ContainedProtection: ContainedSouth => Protection, "hazard per month", ["contained.protection"];
        ContainedHome: ContainedSouth => WentHome, "hazard per month", ["contained.home"];
        Host: ContainedSouth => HostedElsewhere, "places per year × take-up", ["shared-hosting.places-per-year", "shared-hosting.take-up"];
    }
    "custody" {
        ReturnFromCustody: Custody => ReturnedByMexico, "seats per day × acceptance × cooperation, longest held first", ["mexican-return.seats-per-day", "return.acceptance"];
        ReleaseWithOrder: Custody => AtLiberty, "at the legal limit without a seat", ["custody.legal-limit"];
        LibertyCross: AtLiberty => AtLine, "hazard per month, from border cities", ["liberty.north"];
        LibertyNorth: AtLiberty => EnRoute, "hazard per month, from inland places", ["liberty.north"];
        LibertyProtection: AtLiberty => Protection, "hazard per month", ["liberty.protection"];
        LibertyHome: AtLiberty => WentHome, "hazard per month", ["liberty.home"];
    }
    "choice" {
        ArriveCross: Arriving => AtLine, "intention, moved by conditions", ["intention.cross", "crossing.place-share"];
        ArriveAppointment: Arriving => Appointment, "intention, moved by conditions", ["intention.appointment", "appointment.place-share"];
        ArriveProtection: Arriving => Protection, "intention, moved by conditions", ["intention.protection", "protection.place-share"];
        ArriveWalkIn: Arriving => AtPort, "intention", ["intention.walk-in", "port.walk-ins", "port.share"];
        ArriveReturn: Arriving => AtLiberty, "intention", ["intention.return", "liberty.place-share"];
        ArriveUndecided: Arriving => Undecided, "the rest", ["crossing.place-share"];
        DecideCross: Undecided => AtLine, "multinomial logit", ["undecided.cross", "undecided.days"];
        DecideAppointment: Undecided => Appointment, "multinomial logit", ["undecided.appointment", "undecided.days"];
        DecideProtection: Undecided => Protection, "multinomial logit", ["undecided.protection", "undecided.days"];
        DecideHome: Undecided => WentHome, "multinomial logit, the rest", ["undecided.days"];
        RetryCross: TurnedBack => AtLine, "multinomial logit", ["turned-back.cross", "turned-back.days"];
        RetryAppointment: TurnedBack => Appointment, "multinomial logit", ["turned-back.appointment", "turned-back.days"];
        RetryProtection: TurnedBack => Protection, "multinomial logit", ["turned-back.protection", "turned-back.days"];
        RetryHome: TurnedBack => WentHome, "multinomial logit, the rest", ["turned-back.days"];
    }
    "port" {
        Call: Appointment => AtPort, "slots per day, allocation rule", ["port-appointments.slots-per-day", "port-appointments.oldest-first-share"];
        AdmitAppointment: AtPort => AdmittedAtPort, "the rest of those called", ["port.refused-share"];
        AdmitWalkIn: AtPort => AdmittedAtPort, "the rest of those without appointment", ["port.walk-in-refused-share"];
        SendBack: AtPort => Hearing, "share, within the daily number", ["remain-in-mexico.share-enrolled", "hearing.at-ports-factor"];
        RefuseAtPort: AtPort => TurnedBack, "share", ["port.refused-share", "port.walk-in-refused-share"];
        CancelList: Appointment => Undecided, "everybody when a list closes and is cancelled", ["port-appointments.list-open"];
    }
    "hearing" {
        HearingGranted: Hearing => AdmittedByHearing, "hearing slots per court day", ["remain-in-mexico.hearings-per-day", "hearing.granted-share"];
        HearingRefused: Hearing => TurnedBack, "hearing slots per court day", ["hearing.hearings-needed", "hearing.granted-share"];
        HearingAbsent: Hearing => TurnedBack, "share of hearings", ["hearing.absent-share"];
    }
    "protection" {
        Recognize: Protection => Settled, "officers × decisions per day, oldest first", ["mexican-protection.officers", "protection.recognized-share"];
        RefuseAppeal: Protection => Protection, "share of refusals", ["protection.appeal-share"];
        RefuseReturn: Protection => AtLiberty, "share of refusals", ["protection.refused-return-share"];
        RefuseCross: Protection => AtLine, "share of refusals, from border cities", ["protection.refused-north-share"];
        RefuseNorth: Protection => EnRoute, "share of refusals, from inland places", ["protection.refused-north-share"];
        RefuseHome: Protection => WentHome, "the rest of refusals", [];
    }
    "assisted return" {
        AssistedReturn: AtLiberty => ReturnedByMexico, "seats per day, longest waiting first", ["mexican-return.assisted-seats-per-day", "return.assisted-weekday"];
    }
    "crossing" {
        TransferSouth: AtLine => ContainedSouth, "chance that grows with effort above the reference", ["crossing.taken-south", "mexican-interdiction.effort"];
        Die: AtLine => Died, "chance per attempt, by route", ["crossing.deaths-ordinary", "crossing.deaths-remote"];
        Evade: AtLine => EnteredUndetected, "the rest of those who evade", ["crossing.detection", "crossing.presents-share"];
        Detect: AtLine => Detected, "chance per attempt", ["crossing.detection", "us-detection.staff", "us-detection.technology"];
        ToChildrensAgency: Detected => ChildrensAgency, "share", ["crossing.children-share"];
        RepatriateToMexico: Detected => TurnedBack, "share of Mexicans, within seats", ["crossing.repatriable-share", "us-repatriation.seats-per-day"];
        Enrol: Detected => Hearing, "share, within the daily number × cooperation", ["remain-in-mexico.share-enrolled", "remain-in-mexico.people-per-day"];
        ReturnToMexico: Detected => TurnedBack, "eligible share, within the daily number × cooperation", ["return-to-mexico.eligible-share", "return-to-mexico.people-per-day"];
        RepatriateAbroad: Detected => RepatriatedByUs, "share, within seats × acceptance", ["crossing.repatriable-share", "us-repatriation.seats-per-day", "crossing.repatriation-acceptance"];
        Detain: Detected => UsDetention, "share, within beds ÷ stay", ["crossing.detention-share", "us-detention-space.beds", "crossing.detention-stay"];
        Release: Detected => Released, "the rest", [];
    }
}

impl Transition {
    /// Number of transitions.
    pub const COUNT: usize = TABLE.len();

    /// Its row of the table.
    #[must_use]
    pub fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_at_their_own_index() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.transition as usize, index);
        }
    }

    #[test]
    fn compartments_stand_at_their_own_index() {
        for (index, compartment) in Compartment::ALL.iter().enumerate() {
            assert_eq!(*compartment as usize, index);
        }
    }

    #[test]
    fn nobody_leaves_an_exit_or_enters_a_source() {
        for row in TABLE {
            assert_ne!(row.from.kind(), Kind::Exit, "{:?}", row.transition);
            assert_ne!(row.to.kind(), Kind::Source, "{:?}", row.transition);
        }
    }

    #[test]
    fn every_stock_and_door_can_be_entered_and_left() {
        for compartment in Compartment::ALL {
            let kind = compartment.kind();
            let entered = TABLE.iter().any(|row| row.to == compartment);
            let left = TABLE.iter().any(|row| row.from == compartment);
            assert_eq!(entered, kind != Kind::Source, "{compartment:?}");
            assert_eq!(left, kind != Kind::Exit, "{compartment:?}");
        }
    }
}
