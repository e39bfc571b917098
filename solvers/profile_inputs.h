#pragma once

#include "models/region.h"
#include "solvers/ac_power_flow.h"

namespace solvers {

/// Inputs of the power flow for a region with a profile at one share of its base values: branches
/// as built, generators that run hold their buses, boundaries hold theirs and take the rest.
/// **Valid** only when `region.profile` is given.
PowerFlowInputs MakeProfileInputs(const models::Region& region, double load_share);

}  // namespace solvers
