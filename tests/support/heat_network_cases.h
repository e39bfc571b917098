#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "data/heat_network_loader.h"
#include "models/heat/water.h"
#include "solvers/heat/hydraulics.h"
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
  const models::Water water;
  solvers::heat::HydraulicInputs inputs{
      .outflow_kg_s = std::vector<double>(network.nodes.size(), 0.0),
      .held_pressure_bar = std::vector<double>(network.nodes.size(), 0.0),
      .density_kg_m3 = std::vector<double>(network.pipes.size(), water.density_kg_m3),
      .viscosity_pa_s = std::vector<double>(network.pipes.size(), water.viscosity_pa_s)};
  for (const auto& consumer : network.consumers) {
    inputs.outflow_kg_s[consumer.supply.value()] += scale * consumer.mass_flow_kg_s;
    inputs.outflow_kg_s[consumer.back.value()] -= scale * consumer.mass_flow_kg_s;
  }
  for (const auto& producer : network.producers) {
    if (producer.lift_bar) {
      inputs.held_pressure_bar[producer.supply.value()] = producer.pressure_bar;
      inputs.held_pressure_bar[producer.back.value()] = producer.pressure_bar - *producer.lift_bar;
    } else {
      inputs.outflow_kg_s[producer.supply.value()] -= *producer.mass_flow_kg_s;
      inputs.outflow_kg_s[producer.back.value()] += *producer.mass_flow_kg_s;
    }
  }
  return inputs;
}

}  // namespace tests
