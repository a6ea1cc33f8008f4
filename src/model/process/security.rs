//! Criminal predation and the drug-flow index, moved by the security levers.

use crate::model::inputs::Today;
use crate::model::state::State;
use crate::setting::Setting;

use super::cooperation::halving;

/// Moves the logs of predation and of the drug index toward the sum of the levers' effects, with
/// the half-life of predation. Fragmentation after militarised action may raise predation: that
/// effect's range spans zero.
pub fn step(today: &Today, state: &mut State) {
    let p = today.params;
    let level = |setting| today.lever_change(setting);
    let predation = p.predation_intelligence * level(Setting::IntelligenceSharing)
        + p.predation_joint * level(Setting::JointOperations)
        + p.predation_targeted * level(Setting::TargetedEnforcement)
        + p.predation_arms * level(Setting::ArmsControl)
        + p.predation_military * level(Setting::UsMilitaryAction)
        + p.predation_crackdown * level(Setting::DrugCrackdown);
    let drugs = p.drug_intelligence * level(Setting::IntelligenceSharing)
        + p.drug_joint * level(Setting::JointOperations)
        + p.drug_military * level(Setting::UsMilitaryAction)
        + p.drug_crackdown * level(Setting::DrugCrackdown)
        + p.drug_technology * level(Setting::UsTechnology);
    let step = 1.0 - halving(p.predation_half_life);
    let c = &mut state.conditions;
    c.predation += (predation - c.predation) * step;
    c.drug_flow += (drugs - c.drug_flow) * step;
}

/// Criminal predation relative to the reference: a factor of reported harm.
#[must_use]
pub fn predation(state: &State) -> f64 {
    libm::exp(state.conditions.predation)
}
