//! What everything costs and who pays: quantity × unit cost, line by line.

use super::cohort::CohortList;
use super::flows::{Flows, Tally};
use super::inputs::Today;
use super::params::Params;
use super::shelter::Guest;
use super::state::State;
use super::transition::Transition as T;
use crate::setting::Setting;

/// Days in a year, for costs given per year.
const YEAR: f64 = 365.25;

macro_rules! lines {
    ($($name:ident: $payer:literal, $label:literal, $unit:literal, $parameter:literal;)*) => {
        /// A line of the outlay.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)] // each is described by its label
        pub enum Line { $($name,)* }

        /// Every line: its payer, what is counted, the unit, and the parameter of the unit cost
        /// (empty where the quantity itself is in USD).
        pub const LINES: &[LineRecord] = &[$(LineRecord {
            line: Line::$name, payer: $payer, label: $label, unit: $unit, unit_cost: $parameter,
        },)*];
    };
}

/// One row of the table of outlay lines.
#[derive(Clone, Copy, Debug)]
pub struct LineRecord {
    /// Its name in the code.
    pub line: Line,
    /// Who pays.
    pub payer: &'static str,
    /// What is counted.
    pub label: &'static str,
    /// Unit of the quantity.
    pub unit: &'static str,
    /// Parameter with the unit cost in USD; empty if the quantity is in USD.
    pub unit_cost: &'static str,
}

lines! {
    PortAppointments: "U.S. federal", "people processed at ports", "people", "cost.port-appointment";
    Visas: "U.S. federal", "work, permanent and family visas", "visas", "cost.visa-processing";
    Parole: "U.S. federal", "parole and safe-mobility cases", "cases", "cost.parole-processing";
    Apprehensions: "U.S. federal", "encounters between ports", "encounters", "cost.apprehension";
    Detention: "U.S. federal", "detention", "person-days", "cost.us-detention-day";
    Children: "U.S. federal", "stays with the children's agency", "stays", "cost.childrens-agency-stay";
    RepatriationAir: "U.S. federal", "repatriation by air", "people", "cost.repatriation-air";
    RepatriationLand: "U.S. federal", "repatriation and return by land", "people", "cost.repatriation-land";
    Hearings: "U.S. federal", "hearings", "hearings", "cost.hearing";
    LegalHelp: "U.S. federal", "legal help", "people", "cost.legal-help-person";
    Staff: "U.S. federal", "border staff above the reference", "baseline years", "cost.us-staff-baseline-year";
    Technology: "U.S. federal", "surveillance technology", "full-coverage years", "cost.us-technology-full-year";
    Troops: "U.S. federal", "troops at the border", "troop years", "cost.troop-year";
    Military: "U.S. federal", "military action", "full-scale years", "cost.military-action-full-year";
    Processing: "U.S. federal", "processing capacity above the reference", "baseline years", "cost.us-processing-baseline-year";
    Regularization: "U.S. federal", "regularization", "people", "cost.regularization-person";
    RootCauses: "U.S. federal", "investment in home countries above the reference", "USD", "";
    Assistance: "U.S. federal", "assistance to Mexico above the reference", "USD", "";
    UsSecurity: "U.S. federal", "security levers, U.S. part", "full-level years", "cost.security-lever-full-year";
    Interdiction: "Mexico, federal", "interdictions", "events", "cost.mexican-interdiction-event";
    Transfers: "Mexico, federal", "transfers to the south", "people", "cost.transfer-south";
    Custody: "Mexico, federal", "custody", "person-days", "cost.mexican-custody-day";
    Returns: "Mexico, federal", "returns", "people", "cost.mexican-return";
    ProtectionOffices: "Mexico, federal", "protection officers", "officer years", "cost.protection-officer-year";
    Standards: "Mexico, federal", "professional standards and training", "full-coverage years", "cost.professional-standards-full-year";
    MexicanSecurity: "Mexico, federal", "security levers, Mexican part", "full-level years", "cost.security-lever-full-year";
    ShelterNights: "shelters and cities", "shelter nights", "person-nights", "cost.shelter-night";
    BedsBuilt: "shelters and cities", "beds built", "beds", "cost.shelter-bed-built";
    Advisers: "shelters and cities", "advisers", "adviser years", "cost.adviser-year";
    Integration: "international", "integration support", "people", "cost.integration-person";
    Hosting: "international", "people received by other countries", "people", "cost.hosting-person";
    Fees: "people on the move", "fees paid for crossing", "attempts", "cost.crossing-fee";
    FeesRemote: "people on the move", "fees paid for remote routes", "attempts", "cost.crossing-fee-remote";
    Rent: "people on the move", "rented nights", "person-nights", "cost.rent-night";
}

/// Quantities of every line since the run began.
#[derive(Clone, Debug)]
pub struct Outlay {
    quantities: [f64; LINES.len()],
    beds_built: f64,
}

impl Default for Outlay {
    fn default() -> Self {
        Outlay {
            quantities: [0.0; LINES.len()],
            beds_built: 0.0,
        }
    }
}

impl Outlay {
    /// Quantity of a line so far, in the line's unit.
    #[must_use]
    pub fn quantity(&self, line: Line) -> f64 {
        self.quantities[line as usize]
    }

    fn add(&mut self, line: Line, quantity: f64) {
        self.quantities[line as usize] += quantity;
    }
}

/// USD per unit of a line in one state of the world.
#[must_use]
pub fn unit_cost(line: Line, p: &Params) -> f64 {
    match line {
        Line::PortAppointments => p.cost_port,
        Line::Visas => p.cost_visa,
        Line::Parole => p.cost_parole,
        Line::Apprehensions => p.cost_apprehension,
        Line::Detention => p.cost_detention_day,
        Line::Children => p.cost_children,
        Line::RepatriationAir => p.cost_repatriation_air,
        Line::RepatriationLand => p.cost_repatriation_land,
        Line::Hearings => p.cost_hearing,
        Line::LegalHelp => p.cost_legal_help,
        Line::Staff => p.cost_staff,
        Line::Technology => p.cost_technology,
        Line::Troops => p.cost_troops,
        Line::Military => p.cost_military,
        Line::Processing => p.cost_us_processing,
        Line::Regularization => p.cost_regularization,
        Line::RootCauses | Line::Assistance => 1.0,
        Line::UsSecurity | Line::MexicanSecurity => p.cost_security / 2.0,
        Line::Interdiction => p.cost_interdiction,
        Line::Transfers => p.cost_containment,
        Line::Custody => p.cost_custody_day,
        Line::Returns => p.cost_return,
        Line::ProtectionOffices => p.cost_decision,
        Line::Standards => p.cost_standards,
        Line::ShelterNights => p.cost_shelter_night,
        Line::BedsBuilt => p.cost_bed,
        Line::Advisers => p.cost_adviser,
        Line::Integration => p.cost_integration,
        Line::Hosting => p.cost_hosting,
        Line::Fees => p.cost_fee,
        Line::FeesRemote => p.cost_fee_remote,
        Line::Rent => p.cost_rent_night,
    }
}

/// Adds the day's quantities.
pub fn step(today: &Today, state: &mut State) {
    people_served(today, &state.flows, &mut state.outlay);
    programmes(today, &mut state.outlay);
    nights(state);
}

/// Lines that count people and events.
fn people_served(today: &Today, flows: &Flows, outlay: &mut Outlay) {
    let of = |transition| f64::from(flows.total(transition));
    let tallied = |tally| f64::from(flows.tallied(tally));
    outlay.add(Line::PortAppointments, of(T::Call) + of(T::ArriveWalkIn));
    outlay.add(
        Line::Visas,
        tallied(Tally::WorkVisas)
            + tallied(Tally::PermanentVisas)
            + tallied(Tally::FamilyReunification),
    );
    outlay.add(
        Line::Parole,
        tallied(Tally::Parole) + tallied(Tally::SafeMobility),
    );
    outlay.add(Line::Apprehensions, of(T::Detect));
    outlay.add(Line::Detention, of(T::Detain) * today.params.detention_days);
    outlay.add(Line::Children, of(T::ToChildrensAgency));
    outlay.add(Line::RepatriationAir, of(T::RepatriateAbroad));
    outlay.add(
        Line::RepatriationLand,
        of(T::RepatriateToMexico) + of(T::ReturnToMexico) + of(T::Enrol),
    );
    outlay.add(Line::Hearings, tallied(Tally::HearingsHeld));
    outlay.add(Line::LegalHelp, tallied(Tally::LegalHelp));
    outlay.add(Line::Regularization, tallied(Tally::Regularized));
    outlay.add(Line::Interdiction, of(T::Interdict));
    outlay.add(Line::Transfers, of(T::Contain) + of(T::TransferSouth));
    outlay.add(
        Line::Returns,
        of(T::ReturnFromCustody) + of(T::AssistedReturn),
    );
    outlay.add(
        Line::Integration,
        of(T::Recognize) * today.lever(Setting::Integration),
    );
    outlay.add(Line::Hosting, of(T::Host));
    let remote = tallied(Tally::RemoteAttempts);
    outlay.add(
        Line::Fees,
        of(T::Die) + of(T::Evade) + of(T::Detect) - remote,
    );
    outlay.add(Line::FeesRemote, remote);
}

/// Lines that a lever costs by being set, whatever happens.
fn programmes(today: &Today, outlay: &mut Outlay) {
    let day = 1.0 / YEAR;
    let change = |setting| today.lever_change(setting);
    let per_place = |setting| -> f64 {
        (0..today.shape.places)
            .map(|place| today.lever_at(setting, place))
            .sum()
    };
    let roots: f64 = (0..today.shape.origins)
        .map(|o| today.lever_change_at(Setting::RootCauses, o))
        .sum();
    outlay.add(Line::Staff, change(Setting::UsStaff) * day);
    outlay.add(Line::Technology, today.lever(Setting::UsTechnology) * day);
    outlay.add(Line::Troops, today.lever(Setting::UsTroops) * day);
    outlay.add(Line::Military, today.lever(Setting::UsMilitaryAction) * day);
    outlay.add(Line::Processing, change(Setting::UsProcessing) * day);
    outlay.add(Line::RootCauses, roots * 1e6 * day);
    outlay.add(Line::Assistance, change(Setting::Assistance) * 1e6 * day);
    outlay.add(
        Line::ProtectionOffices,
        per_place(Setting::ProtectionOfficers) * day,
    );
    outlay.add(
        Line::Standards,
        today.lever(Setting::ProfessionalStandards) * day,
    );
    let advisers = per_place(Setting::Advisers) + per_place(Setting::LegalAdvisers);
    outlay.add(Line::Advisers, advisers * day);
    let security = [
        Setting::IntelligenceSharing,
        Setting::JointOperations,
        Setting::TargetedEnforcement,
        Setting::ArmsControl,
        Setting::DrugCrackdown,
    ];
    let levels: f64 = security.iter().map(|setting| today.lever(*setting)).sum();
    outlay.add(Line::UsSecurity, levels * day);
    outlay.add(Line::MexicanSecurity, levels * day);
    let built = per_place(Setting::ShelterBeds);
    outlay.add(Line::BedsBuilt, (built - outlay.beds_built).max(0.0));
    outlay.beds_built = outlay.beds_built.max(built);
}

/// Lines that count nights.
fn nights(state: &mut State) {
    let outlay = &mut state.outlay;
    let held: u32 = state.custody.iter().map(CohortList::total).sum();
    outlay.add(Line::Custody, f64::from(held));
    for night in &state.shelters.nights {
        let sheltered: u32 = night.sheltered.iter().sum();
        outlay.add(Line::ShelterNights, f64::from(sheltered));
        let elsewhere: u32 = Guest::ALL[..Guest::Resident as usize]
            .iter()
            .map(|guest| night.present[*guest as usize] - night.seeking[*guest as usize])
            .sum();
        outlay.add(Line::Rent, f64::from(elsewhere));
    }
}
