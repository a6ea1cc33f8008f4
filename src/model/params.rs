//! The uncertain numbers the model reads, one line each: field, shape and the name under which
//! `data/parameters.toml` gives its value, unit, range, evidence grade and source.

use crate::world::Scope;

/// Reads one drawn value: `(name, origin, place)`; indices are `None` where the shape has none.
pub type Lookup<'a> = dyn Fn(&str, Option<usize>, Option<usize>) -> f64 + 'a;

/// A parameter's value in one of the four shapes.
macro_rules! shape {
    (National) => { f64 };
    (Origin) => { Vec<f64> };
    (Place) => { Vec<f64> };
    (OriginPlace) => { Vec<f64> };
}

macro_rules! read {
    (National, $name:literal, $look:ident, $o:ident, $p:ident) => {
        $look($name, None, None)
    };
    (Origin, $name:literal, $look:ident, $o:ident, $p:ident) => {
        (0..$o).map(|o| $look($name, Some(o), None)).collect()
    };
    (Place, $name:literal, $look:ident, $o:ident, $p:ident) => {
        (0..$p).map(|p| $look($name, None, Some(p))).collect()
    };
    (OriginPlace, $name:literal, $look:ident, $o:ident, $p:ident) => {
        (0..$o * $p)
            .map(|cell| $look($name, Some(cell / $p), Some(cell % $p)))
            .collect()
    };
}

macro_rules! params {
    ($($field:ident: $scope:tt = $name:literal,)*) => {
        /// Every drawn parameter of one state of the world, by field.
        ///
        /// `Origin` values are indexed by origin, `Place` by place, `OriginPlace` by
        /// `origin * places + place`. Units and sources: `garita list parameters`.
        #[derive(Clone, Debug)]
        #[allow(missing_docs)]
        pub struct Params { $(pub $field: shape!($scope),)* }

        impl Params {
            /// Name and shape of every parameter the model needs.
            pub const NAMES: &'static [(&'static str, Scope)] = &[$(($name, Scope::$scope),)*];

            /// Reads every field through `look`.
            #[must_use]
            pub fn read(origins: usize, places: usize, look: &Lookup) -> Params {
                Params { $($field: read!($scope, $name, look, origins, places),)* }
            }
        }
    };
}

params! {
    // who sets out
    departure_base: Origin = "departure.base",
    departure_dispersion: Origin = "departure.dispersion",
    departure_trend: Origin = "departure.trend",
    shock_sd: Origin = "departure.shock-sd",
    shock_days: National = "departure.shock-days",
    shock_common: National = "departure.shock-common-share",
    surge_rate: Origin = "departure.surge-rate",
    surge_size: Origin = "departure.surge-size",
    surge_spread: National = "departure.surge-spread",
    surge_days: National = "departure.surge-days",
    season_january: Origin = "season.january",
    season_february: Origin = "season.february",
    season_march: Origin = "season.march",
    season_april: Origin = "season.april",
    season_may: Origin = "season.may",
    season_june: Origin = "season.june",
    season_july: Origin = "season.july",
    season_august: Origin = "season.august",
    season_september: Origin = "season.september",
    season_october: Origin = "season.october",
    season_november: Origin = "season.november",
    season_december: Origin = "season.december",
    weekday_monday: National = "weekday.monday",
    weekday_tuesday: National = "weekday.tuesday",
    weekday_wednesday: National = "weekday.wednesday",
    weekday_thursday: National = "weekday.thursday",
    weekday_friday: National = "weekday.friday",
    weekday_saturday: National = "weekday.saturday",
    weekday_sunday: National = "weekday.sunday",
    root_effect: National = "root-causes.effect",
    root_lag_years: National = "root-causes.lag",
    // pathways from abroad
    parole_at_base: Origin = "pathway.parole-at-base",
    work_take_up: National = "pathway.work-take-up",
    work_substitution: National = "pathway.work-substitution",
    work_season_share: National = "pathway.work-seasonal-share",
    work_reentry: National = "pathway.work-reentry-share",
    permanent_take_up: National = "pathway.permanent-take-up",
    permanent_substitution: National = "pathway.permanent-substitution",
    parole_take_up: National = "pathway.parole-take-up",
    parole_substitution: National = "pathway.parole-substitution",
    family_take_up: National = "pathway.family-take-up",
    family_substitution: National = "pathway.family-substitution",
    safe_take_up: National = "pathway.safe-mobility-take-up",
    safe_substitution: National = "pathway.safe-mobility-substitution",
    // response to policy
    response_stay: National = "response.stay-chance",
    response_wait: National = "response.list-wait",
    response_interdiction: National = "response.interdiction",
    response_pathway: National = "response.pathway-share",
    response_delay: National = "response.delay",
    // transit
    journey_days: Origin = "transit.journey",
    journey_stages: National = "transit.stages",
    interdiction: Origin = "transit.interdiction",
    crackdown_half_life: National = "transit.crackdown-half-life",
    crackdown_floor: National = "transit.crackdown-floor",
    protection_south: Origin = "transit.protection-share",
    held_eligible: Origin = "transit.held-eligible",
    contained_share: National = "transit.contained-share",
    contained_north: National = "contained.north",
    contained_protection: National = "contained.protection",
    contained_home: National = "contained.home",
    south_place: Place = "transit.south-place-share",
    // custody and return
    custody_process_days: National = "custody.processing",
    custody_limit_days: National = "custody.legal-limit",
    return_acceptance: Origin = "return.acceptance",
    talks_effect: National = "return.talks-effect",
    liberty_place: Place = "liberty.place-share",
    liberty_north: National = "liberty.north",
    liberty_protection: National = "liberty.protection",
    liberty_home: National = "liberty.home",
    assisted_weekday: National = "return.assisted-weekday",
    hosting_share: National = "shared-hosting.take-up",
    // intention and choice
    intend_cross: Origin = "intention.cross",
    intend_appointment: Origin = "intention.appointment",
    intend_protection: Origin = "intention.protection",
    intend_walk_in: Origin = "intention.walk-in",
    intend_return: Origin = "intention.return",
    intention_swing: National = "intention.swing",
    drift_sd: National = "intention.drift-sd",
    intention_weight: National = "intention.weight",
    undecided_days: National = "undecided.days",
    undecided_cross: Origin = "undecided.cross",
    undecided_appointment: Origin = "undecided.appointment",
    undecided_protection: Origin = "undecided.protection",
    turned_back_days: National = "turned-back.days",
    turned_back_cross: Origin = "turned-back.cross",
    turned_back_appointment: Origin = "turned-back.appointment",
    turned_back_protection: Origin = "turned-back.protection",
    utility_stay: National = "utility.stay-chance",
    utility_wait: National = "utility.wait",
    utility_penalty: National = "utility.penalty",
    utility_risk: National = "utility.risk",
    crossing_place: OriginPlace = "crossing.place-share",
    waiting_place: OriginPlace = "appointment.place-share",
    protection_place: OriginPlace = "protection.place-share",
    removal_place: Place = "interior-removals.place-share",
    removal_origin: Origin = "interior-removals.origin-share",
    // leaving a queue: hazards per month in the first 30 days, times a factor for later bands
    leave_appointment_cross: Origin = "leave-appointment.cross",
    leave_appointment_home: Origin = "leave-appointment.home",
    leave_appointment_protection: Origin = "leave-appointment.protection",
    leave_appointment_move: National = "leave-appointment.move",
    leave_appointment_31: National = "leave-appointment.days-31-90",
    leave_appointment_91: National = "leave-appointment.days-91-180",
    leave_appointment_181: National = "leave-appointment.days-181-on",
    leave_protection_north: Origin = "leave-protection.north",
    leave_protection_home: Origin = "leave-protection.home",
    leave_protection_appointment: Origin = "leave-protection.appointment",
    leave_protection_move: National = "leave-protection.move",
    leave_protection_31: National = "leave-protection.days-31-90",
    leave_protection_91: National = "leave-protection.days-91-180",
    leave_protection_181: National = "leave-protection.days-181-on",
    leave_hearing_cross: National = "leave-hearing.cross",
    leave_hearing_home: National = "leave-hearing.home",
    leave_hearing_31: National = "leave-hearing.days-31-90",
    leave_hearing_91: National = "leave-hearing.days-91-180",
    leave_hearing_181: National = "leave-hearing.days-181-on",
    leave_unsheltered: National = "leaving.unsheltered-factor",
    leave_advisers: National = "leaving.advisers-effect",
    // ports
    port_share: Place = "port.share",
    port_weekend: National = "port.weekend-factor",
    port_notice: National = "port.notice",
    port_refused: National = "port.refused-share",
    port_walk_ins: Origin = "port.walk-ins",
    walk_in_refused: National = "port.walk-in-refused-share",
    // hearings
    remain_at_ports: National = "hearing.at-ports-factor",
    hearings_needed: National = "hearing.hearings-needed",
    hearing_interval: National = "hearing.interval",
    hearing_absent: National = "hearing.absent-share",
    hearing_granted: National = "hearing.granted-share",
    legal_help_odds: National = "hearing.legal-help-odds",
    // Mexican protection
    decisions_per_officer: National = "protection.decisions-per-officer-day",
    protection_min_days: National = "protection.minimum-duration",
    protection_recognized: Origin = "protection.recognized-share",
    protection_help_odds: National = "protection.legal-help-odds",
    protection_appeal: National = "protection.appeal-share",
    protection_refused_return: National = "protection.refused-return-share",
    protection_refused_north: National = "protection.refused-north-share",
    protection_weekends: National = "protection.seven-day-office",
    file_closure: National = "protection.file-closure",
    settled_north: National = "settled.north",
    settled_shelter_days: National = "settled.shelter-stay",
    integration_effect: National = "settled.integration-effect",
    // crossing between ports
    taken_south: National = "crossing.taken-south",
    presents: Origin = "crossing.presents-share",
    detection: Origin = "crossing.detection",
    detection_staff: National = "crossing.staff-elasticity",
    detection_technology: National = "crossing.technology-effect",
    detection_troops: National = "crossing.troops-effect",
    overload_capacity: National = "crossing.processing-capacity",
    overload_effect: National = "crossing.overload-effect",
    remote_share: National = "crossing.remote-share",
    remote_shift: National = "crossing.remote-shift",
    remote_detection: National = "crossing.remote-detection-factor",
    death_ordinary: National = "crossing.deaths-ordinary",
    death_remote: National = "crossing.deaths-remote",
    children_share: Origin = "crossing.children-share",
    repatriable_share: Origin = "crossing.repatriable-share",
    limits_repatriable: National = "crossing.limits-effect",
    us_acceptance: Origin = "crossing.repatriation-acceptance",
    detain_share: Origin = "crossing.detention-share",
    detention_days: National = "crossing.detention-stay",
    // shelter
    seek_appointment: Place = "shelter.seek-appointment",
    seek_hearing: Place = "shelter.seek-hearing",
    seek_protection: Place = "shelter.seek-protection",
    seek_return: Place = "shelter.seek-return",
    seek_undecided: Place = "shelter.seek-undecided",
    seek_settled: Place = "shelter.seek-settled",
    family_share: Origin = "shelter.family-share",
    displaced: Place = "shelter.displaced-residents",
    displaced_family: National = "shelter.displaced-family-share",
    beds: Place = "shelter.beds",
    staffed: Place = "shelter.staffed-share",
    build_days: National = "shelter.building-time",
    people_per_adviser: National = "service.people-per-adviser",
    cases_per_legal_adviser: National = "service.cases-per-legal-adviser",
    // harm and security
    harm: Place = "harm.reported-events",
    harm_unsheltered: National = "harm.unsheltered-factor",
    harm_attempt: National = "harm.attempt-ordinary",
    harm_attempt_remote: National = "harm.attempt-remote",
    harm_officials: National = "harm.officials-share",
    claim_share: Origin = "harm.claim-share",
    standards_effect: National = "harm.standards-effect",
    safeguards_effect: National = "harm.safeguards-effect",
    predation_half_life: National = "predation.half-life",
    predation_intelligence: National = "predation.intelligence-sharing",
    predation_joint: National = "predation.joint-operations",
    predation_targeted: National = "predation.targeted-enforcement",
    predation_arms: National = "predation.arms-control",
    predation_military: National = "predation.military-action",
    predation_crackdown: National = "predation.drug-crackdown",
    drug_intelligence: National = "drug-index.intelligence-sharing",
    drug_joint: National = "drug-index.joint-operations",
    drug_military: National = "drug-index.military-action",
    drug_crackdown: National = "drug-index.drug-crackdown",
    drug_technology: National = "drug-index.us-technology",
    detection_sharing: National = "crossing.intelligence-effect",
    // cooperation
    cooperation_base: National = "cooperation.base",
    cooperation_days: National = "cooperation.adjustment",
    cooperation_assistance: National = "cooperation.assistance-effect",
    cooperation_joint: National = "cooperation.joint-operations-effect",
    cooperation_arms: National = "cooperation.arms-control-effect",
    cooperation_talks: National = "cooperation.talks-effect",
    cooperation_military: National = "cooperation.military-action-effect",
    cooperation_coercion: National = "cooperation.coercion-effect",
    cooperation_troops: National = "cooperation.troops-effect",
    coercion_boost: National = "cooperation.coercion-boost",
    coercion_half_life: National = "cooperation.boost-half-life",
    // outside the queues
    residents: Origin = "residents.without-status",
    regularization_take_up: National = "residents.regularization-take-up",
    // stocks on the first day of a run that starts from parameters
    start_en_route: Origin = "start.en-route",
    start_contained: Origin = "start.contained-south",
    start_custody: Origin = "start.custody",
    start_liberty: Origin = "start.at-liberty",
    start_undecided: Origin = "start.undecided",
    start_appointment: Origin = "start.appointment",
    start_appointment_age: National = "start.appointment-oldest",
    start_protection: Origin = "start.protection",
    start_protection_age: National = "start.protection-oldest",
    start_settled: Origin = "start.settled",
    start_open_files: National = "start.left-open-files",
    // unit costs
    cost_port: National = "cost.port-appointment",
    cost_visa: National = "cost.visa-processing",
    cost_parole: National = "cost.parole-processing",
    cost_apprehension: National = "cost.apprehension",
    cost_detention_day: National = "cost.us-detention-day",
    cost_children: National = "cost.childrens-agency-stay",
    cost_repatriation_air: National = "cost.repatriation-air",
    cost_repatriation_land: National = "cost.repatriation-land",
    cost_hearing: National = "cost.hearing",
    cost_legal_help: National = "cost.legal-help-person",
    cost_staff: National = "cost.us-staff-baseline-year",
    cost_technology: National = "cost.us-technology-full-year",
    cost_troops: National = "cost.troop-year",
    cost_military: National = "cost.military-action-full-year",
    cost_us_processing: National = "cost.us-processing-baseline-year",
    cost_interdiction: National = "cost.mexican-interdiction-event",
    cost_containment: National = "cost.transfer-south",
    cost_custody_day: National = "cost.mexican-custody-day",
    cost_return: National = "cost.mexican-return",
    cost_decision: National = "cost.protection-officer-year",
    cost_shelter_night: National = "cost.shelter-night",
    cost_bed: National = "cost.shelter-bed-built",
    cost_adviser: National = "cost.adviser-year",
    cost_integration: National = "cost.integration-person",
    cost_regularization: National = "cost.regularization-person",
    cost_hosting: National = "cost.hosting-person",
    cost_security: National = "cost.security-lever-full-year",
    cost_standards: National = "cost.professional-standards-full-year",
    cost_fee: National = "cost.crossing-fee",
    cost_fee_remote: National = "cost.crossing-fee-remote",
    cost_rent_night: National = "cost.rent-night",
}

impl Params {
    /// Seasonal factor of departures by month (0 = January) for one origin.
    #[must_use]
    pub fn season(&self, month: usize, origin: usize) -> f64 {
        [
            &self.season_january,
            &self.season_february,
            &self.season_march,
            &self.season_april,
            &self.season_may,
            &self.season_june,
            &self.season_july,
            &self.season_august,
            &self.season_september,
            &self.season_october,
            &self.season_november,
            &self.season_december,
        ][month][origin]
    }

    /// Factor of departures by weekday (0 = Monday).
    #[must_use]
    pub fn weekday(&self, weekday: usize) -> f64 {
        [
            self.weekday_monday,
            self.weekday_tuesday,
            self.weekday_wednesday,
            self.weekday_thursday,
            self.weekday_friday,
            self.weekday_saturday,
            self.weekday_sunday,
        ][weekday]
    }
}
