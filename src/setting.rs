//! The dials a policy can turn: one name for each number that a lever steers.
//!
//! A [`Setting`] is only a name and a shape. What it means, its unit, range, reference value and
//! source are records in `data/levers.toml`; when it changes is a schedule in a scenario file;
//! what it does is in the process of `model` that reads it.

use crate::world::Scope;

macro_rules! settings {
    ($($variant:ident: $scope:ident = $name:literal,)*) => {
        /// One number that a lever steers, named `lever.setting` as in scenario files.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)] // each is documented by its record in data/levers.toml
        pub enum Setting { $($variant,)* }

        impl Setting {
            /// Every setting, in the order of the enum.
            pub const ALL: &'static [Setting] = &[$(Setting::$variant,)*];

            /// `lever.setting`, the name used in scenario files, tables and on the command line.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Setting::$variant => $name,)* }
            }

            /// Whether the setting is one number, one per origin or one per place.
            #[must_use]
            pub fn scope(self) -> Scope {
                match self { $(Setting::$variant => Scope::$scope,)* }
            }
        }
    };
}

settings! {
    // enforcement
    UsStaff: National = "us-detection.staff",
    UsTechnology: National = "us-detection.technology",
    UsTroops: National = "us-troops.personnel",
    UsMilitaryAction: National = "us-military-action.intensity",
    AsylumLimits: National = "asylum-limits.strictness",
    ReturnToMexicoCap: National = "return-to-mexico.people-per-day",
    ReturnToMexicoEligible: Origin = "return-to-mexico.eligible-share",
    RepatriationSeats: Origin = "us-repatriation.seats-per-day",
    DetentionBeds: National = "us-detention-space.beds",
    InteriorRemovals: National = "interior-removals.people-per-day",
    RemainShare: National = "remain-in-mexico.share-enrolled",
    RemainCap: National = "remain-in-mexico.people-per-day",
    RemainCourtSlots: National = "remain-in-mexico.hearings-per-day",
    RemainSafeguards: National = "remain-in-mexico.safeguards",
    InterdictionEffort: Origin = "mexican-interdiction.effort",
    ContainmentEffort: National = "mexican-interdiction.containment",
    CustodyBeds: National = "mexican-custody.beds",
    ReturnSeats: Origin = "mexican-return.seats-per-day",
    AssistedReturnSeats: Place = "mexican-return.assisted-seats-per-day",
    ProfessionalStandards: National = "professional-standards.coverage",
    // legal pathways
    PortSlots: National = "port-appointments.slots-per-day",
    PortOldestFirst: National = "port-appointments.oldest-first-share",
    PortNewestFirst: National = "port-appointments.newest-first-share",
    PortOpen: Place = "port-appointments.port-open",
    ListOpen: National = "port-appointments.list-open",
    WorkVisas: Origin = "work-visas.places-per-year",
    PermanentVisas: Origin = "permanent-visas.places-per-year",
    Parole: Origin = "humanitarian-parole.places-per-month",
    FamilyReunification: Origin = "family-reunification.places-per-year",
    SafeMobility: Origin = "safe-mobility.places-per-year",
    ProtectionOfficers: Place = "mexican-protection.officers",
    ProtectionSpeed: National = "mexican-protection.speed",
    UsProcessing: National = "us-processing.capacity",
    LegalHelp: National = "legal-help.coverage",
    Regularization: National = "regularization.places-per-year",
    Integration: National = "integration.coverage",
    // reception
    ShelterBeds: Place = "shelter-beds.built",
    ShelterFunding: Place = "shelter-funding.staffed",
    FamiliesFirst: National = "shelter-priority.families-first",
    Advisers: Place = "service-staff.advisers",
    LegalAdvisers: Place = "service-staff.legal-advisers",
    // regional
    RootCauses: Origin = "root-causes.million-usd-per-year",
    RegionalTalks: National = "regional-talks.level",
    SharedHosting: National = "shared-hosting.places-per-year",
    CooperationStance: National = "mexican-cooperation.stance",
    Assistance: National = "assistance.million-usd-per-year",
    Coercion: National = "coercion.level",
    // security
    IntelligenceSharing: National = "intelligence-sharing.level",
    JointOperations: National = "joint-operations.level",
    TargetedEnforcement: National = "targeted-law-enforcement.level",
    ArmsControl: National = "arms-trafficking-control.level",
    DrugCrackdown: National = "drug-crackdown.level",
    // what happens outside every policy, for stress tests
    OutsideDepartures: Origin = "outside-events.departures",
    OutsideDisplaced: Place = "outside-events.displaced-residents",
}
