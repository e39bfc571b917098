#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "data/heat_network_loader.h"
#include "models/heat/water.h"
#include "solvers/heat/network_flows.h"
#include "tests/support/region_paths.h"

namespace tests {

inline std::string HeatReferenceDirectory() { return ReferenceDirectory() + "/heat"; }

inline models::HeatNetwork LoadHeatCase(const std::string& name) {
  data::Diagnostics diagnostics;
  models::HeatNetwork network =
      data::LoadHeatNetwork(HeatReferenceDirectory() + "/" + name, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << data::ToStatus(diagnostics);
  return network;
}

/// Inputs of the hydraulics when every consumer draws its given flow, scaled, of constant water.
inline solvers::heat::HydraulicInputs MakeGivenFlows(const models::HeatNetwork& network,
                                                     double scale = 1.0) {
  solvers::heat::HydraulicInputs inputs = solvers::heat::MakeStillInputs(network, models::Water());
  std::vector<double> flow_kg_s;
  for (const auto& consumer : network.consumers) {
    flow_kg_s.push_back(scale * consumer.mass_flow_kg_s);
  }
  solvers::heat::FillNetworkFlows(network, flow_kg_s, inputs);
  return inputs;
}

}  // namespace tests
