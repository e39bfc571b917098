#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/cli/heat_case.h"

namespace twin::cli {

/// What changes over time: straight between its rows, the last one stays.
struct HeatSeries {
  std::vector<double> time_s;        ///< ascending
  std::vector<double> supply_degc;   ///< fed in by all producers; empty: as the tables say
  std::vector<double> demand_share;  ///< over the tables' heat and flow; empty: 1
};

/// Reads time_s with t_supply_c (or t_in_c) and demand_share, one of them or both.
/// Errors: InvalidArgument listing every problem with its line.
absl::StatusOr<HeatSeries> LoadHeatSeries(const std::string& path);

struct HeatTransientOptions {
  HeatCaseOptions heat;
  double step_s = 60.0;
  double duration_s = 0.0;  ///< 0: to the last row of the series
};

/// From the steady state of the first row on. Rows are ends of steps, values means over the step.
struct HeatTransientAnswer {
  std::vector<double> time_s;
  std::vector<std::vector<double>> consumer_supply_degc;  ///< [consumer][row]
  std::vector<std::vector<double>> producer_return_degc;  ///< [producer][row]
  std::vector<std::vector<double>> producer_heat_w;       ///< [producer][row]
  double fed_j = 0.0, taken_j = 0.0, lost_j = 0.0, stored_j = 0.0;
  double energy_left_ratio = 0.0;  ///< largest |fed − taken − lost − stored| of a step over fed
  int hydraulic_solves = 0;
  double run_ms = 0.0;
};

/// Errors: as of the solvers; InvalidArgument when there would be more than ten million steps or
/// more than two hundred million numbers to tell.
absl::StatusOr<HeatTransientAnswer> RunHeatTransient(const models::HeatNetwork& network,
                                                     const HeatSeries& series,
                                                     const HeatTransientOptions& options);

std::string MakeTransientJson(const models::HeatNetwork& network,
                              const HeatTransientAnswer& answer);
std::string MakeTransientText(const models::HeatNetwork& network,
                              const HeatTransientAnswer& answer);

}  // namespace twin::cli
