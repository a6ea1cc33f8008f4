//! From a scenario and a state of the world to the plain inputs of the model: the one place where
//! names of parameters and settings become fields.

use crate::lever;
use crate::model::inputs::{Days, Inputs, Levers, ListScope, OnClose, Shape, Structure};
use crate::model::params::Params;
use crate::scenario::{self, Catalogue, Scenario, StartState};
use crate::uncertainty::StateOfWorld;

/// The part of the inputs that no draw changes: sets, days, policy, structure.
#[derive(Clone, Debug)]
pub struct Frame {
    shape: Shape,
    days: Days,
    levers: Levers,
    structure: Structure,
}

impl Frame {
    /// Compiles a scenario's dates and schedules.
    #[must_use]
    pub fn new(scenario: &Scenario, catalogue: &Catalogue) -> Self {
        let calendar = scenario.calendar();
        let levers = Levers::new(
            &scenario.world,
            |setting, cell| scenario.policy.setting(setting).schedules[cell].compile(&calendar),
            |setting| {
                lever::record(&catalogue.levers, setting).map_or(0.0, |record| record.reference)
            },
        );
        Frame {
            shape: Shape::new(&scenario.world),
            days: Days::new(&calendar),
            levers,
            structure: structure(scenario),
        }
    }

    /// Days from the start on which a run of this frame is a run of `other` as well, in the same state of the world.
    #[must_use]
    pub fn days_shared(&self, other: &Frame) -> usize {
        if self.structure != other.structure || self.days.len() != other.days.len() {
            return 0;
        }
        self.levers.days_shared(&other.levers, self.days.len())
    }

    /// The inputs of one replicate.
    #[must_use]
    pub fn inputs(&self, world: &StateOfWorld) -> Inputs {
        let mut params = Params::read(
            self.shape.origins,
            self.shape.places,
            &|name, origin, place| world.get(name, origin, place),
        );
        if self.structure.list == ListScope::ByPort {
            keep_to_ports(&mut params);
        }
        Inputs {
            shape: self.shape.clone(),
            days: self.days.clone(),
            params,
            levers: self.levers.clone(),
            structure: self.structure,
            fitted: world.steps.clone(),
        }
    }
}

/// People can only be on a port's own list where there is a port: places without one drop out of
/// the places where an origin waits, and an origin with no place left waits by the ports' shares.
fn keep_to_ports(params: &mut Params) {
    for row in params
        .waiting_place
        .chunks_mut(params.port_share.len().max(1))
    {
        for (share, port) in row.iter_mut().zip(&params.port_share) {
            if *port <= 0.0 {
                *share = 0.0;
            }
        }
        if row.iter().all(|share| *share <= 0.0) {
            row.copy_from_slice(&params.port_share);
        }
    }
}

fn structure(scenario: &Scenario) -> Structure {
    Structure {
        response: scenario.switches.response,
        list: match scenario.switches.appointment_list {
            scenario::ListScope::National => ListScope::National,
            scenario::ListScope::ByPort => ListScope::ByPort,
        },
        on_close: match scenario.switches.when_list_closes {
            scenario::ListClosing::Freeze => OnClose::Freeze,
            scenario::ListClosing::Cancel => OnClose::Cancel,
        },
        start_stocks: matches!(scenario.start_state, StartState::Stocks),
    }
}
