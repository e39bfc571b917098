#pragma once

#include <memory>
#include <utility>

#include "models/heat/network_buildings.h"
#include "models/heat/network_generator.h"
#include "solvers/heat/network_run.h"
#include "tests/support/one_street.h"

namespace tests {

/// A network with buildings of its heat and an electric boiler of plenty at every producer; 95 °C
/// at −20 °C, 75 °C at +10 °C.
inline solvers::heat::NetworkRunParams MakeTownParams(const models::HeatNetwork& network) {
  solvers::heat::NetworkRunParams params;
  params.supply_curve.points = {{-20.0, 95.0}, {10.0, 75.0}};
  params.buildings = models::MakeNetworkBuildings(network, {.primary_supply_degc = 92.0});
  double heat_w = 0.0;
  for (const auto& consumer : network.consumers) heat_w += consumer.heat_w;
  params.plants.assign(network.producers.size(), {.heat_max_w = 3.0 * heat_w});
  return params;
}

/// An invented network of 150 trenches a side, with loops: 9 MW.
inline models::HeatNetwork MakeTownNetwork(int producers = 1) {
  return models::GenerateHeatNetwork({.id = "town",
                                      .design_heat_w = 9e6,
                                      .supply_degc = 95.0,
                                      .return_degc = 50.0,
                                      .trench_count = 150,
                                      .street_m = 120.0,
                                      .producer_count = producers,
                                      .seed = 3})
      ->network;
}

/// A network in motion.
struct RunningTown {
  explicit RunningTown(models::HeatNetwork given)
      : RunningTown(std::move(given), [](solvers::heat::NetworkRunParams&) {}) {}

  template <class Change>
  RunningTown(models::HeatNetwork given, Change change) : network(std::move(given)) {
    solvers::heat::NetworkRunParams params = MakeTownParams(network);
    change(params);
    run = std::make_unique<solvers::heat::NetworkRun>(
        *solvers::heat::NetworkRun::Make(network, std::move(params)));
    workspace = run->MakeWorkspace();
    inputs = solvers::heat::MakeNetworkRunInputs(network, -10.0);
    state = run->MakeState(inputs.outdoor_degc, 45.0);
  }

  absl::Status Steps(int count) {
    for (int step = 0; step < count; ++step)
      if (absl::Status status = run->Advance(inputs, state, *workspace, result); !status.ok())
        return status;
    return absl::OkStatus();
  }

  models::HeatNetwork network;
  std::unique_ptr<solvers::heat::NetworkRun> run;
  std::unique_ptr<solvers::heat::NetworkRun::Workspace> workspace;
  solvers::heat::NetworkRunInputs inputs;
  solvers::heat::NetworkRunState state;
  solvers::heat::NetworkRunResult result;
};

}  // namespace tests
