#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/heat_network.h"
#include "models/heat/water.h"
#include "solvers/heat/hydraulics.h"

namespace solvers::heat {

/// What is known of a consumer besides the heat it takes.
enum class ConsumerMode : std::uint8_t { kMassFlow, kReturnTemperature };

struct SteadyHeatOptions {
  HydraulicOptions hydraulics;
  ConsumerMode consumers = ConsumerMode::kMassFlow;
  models::Water water;  ///< the same everywhere
  double temperature_tolerance_k = 1e-9;
  int max_iterations = 60;
};

struct SteadyHeatSolution {
  HydraulicSolution hydraulics;
  std::vector<double> node_degc;             ///< [node] NaN where there is no pipe or no pressure
  std::vector<double> pipe_outlet_degc;      ///< [pipe] where the water leaves; ground when still
  std::vector<double> pipe_loss_w;           ///< [pipe]
  std::vector<double> consumer_flow_kg_s;    ///< [consumer]
  std::vector<double> consumer_supply_degc;  ///< [consumer]
  std::vector<double> consumer_return_degc;  ///< [consumer]
  std::vector<double> producer_flow_kg_s;    ///< [producer]
  std::vector<double> producer_heat_w;       ///< [producer]
  int iterations = 0;                        ///< flows and temperatures in turn
  int hydraulic_iterations = 0;              ///< sum over them
};

/// Steady flows, pressures and temperatures of constant water.
///   pipe      T_out = T_g + (T_in − T_g) exp(−U L/(c |m|))
///   node      Σ m T of what flows in over Σ m
///   consumer  q = c m (T_in − T_out): with m given T_out follows, with T_out given m does
/// Temperatures need no matrix: water flows from high to low, so that one sweep in flow order
/// meets every node after all that flow into it. Where flows depend on temperatures, both are
/// found in turn, flows from the last ones.
/// Errors: InvalidArgument when two producers that hold pressure share a node; FailedPrecondition
/// naming the consumer whose water arrives no warmer than it is to leave, as of Hydraulics::Solve,
/// and when temperatures do not settle.
absl::StatusOr<SteadyHeatSolution> SolveSteadyHeat(const models::HeatNetwork& network,
                                                   const Hydraulics& hydraulics,
                                                   const SteadyHeatOptions& options,
                                                   Hydraulics::Workspace& workspace);

}  // namespace solvers::heat
