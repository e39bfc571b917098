#pragma once

#include <vector>

#include "absl/status/status.h"
#include "models/heat/heat_network.h"
#include "models/heat/water.h"
#include "solvers/heat/hydraulics.h"

namespace solvers::heat {

/// Errors: InvalidArgument when two producers that hold pressure share a node, or one holds a lift
/// that follows from what others hold.
absl::Status CheckHolders(const models::HeatNetwork& network);

/// Inputs of the right length for constant water; nothing flows and no pressure is held yet.
HydraulicInputs MakeStillInputs(const models::HeatNetwork& network, const models::Water& water);

/// What all consumers draw (`consumer_flow_kg_s` [consumer]) and what producers feed in or hold;
/// all lifts are those of the tables and `lift_change_bar`.
void FillNetworkFlows(const models::HeatNetwork& network,
                      const std::vector<double>& consumer_flow_kg_s, HydraulicInputs& inputs,
                      double lift_change_bar = 0.0);

}  // namespace solvers::heat
