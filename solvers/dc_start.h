#pragma once

#include "models/electricity/grid.h"
#include "solvers/power_flow_tables.h"

namespace solvers {

/// Start of an AC power flow: angles of the DC power flow of every island that has a participant,
/// voltages at their set value where a bus regulates and at 1 pu elsewhere, taps neutral.
///   Σ_k (θ_f − θ_t − φ_k)/(x_k a_k) = p_i + α_i λ,  θ = 0 at the island's largest participant
/// Angles stay 0 where the equations are singular. Never fails: what it gives is only a start.
/// **Valid** for inputs that CheckPowerFlowInputs accepts.
PowerFlowState MakeDcStart(const models::ElectricityGrid& grid, const PowerFlowInputs& inputs);

}  // namespace solvers
