#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "models/heat/heat_network.h"

namespace twin::cli {

/// Smallest and median time over the repeats.
struct HeatTime {
  double min_ms = 0.0;
  double median_ms = 0.0;
};

/// How long the parts take for one network, supply and return together, flows and pressures of all
/// included, reading and printing not.
struct HeatBench {
  std::string machine;
  int repeats = 0;
  HeatTime from_tables;     ///< structure and hydraulics at given flows, nothing known
  HeatTime cold;            ///< hydraulics, structure analysed before
  HeatTime warm;            ///< hydraulics, demand moved by 2 %
  HeatTime coupled;         ///< flows from return temperatures, nothing known
  HeatTime coupled_warm;    ///< the same, demand moved by 2 %
  HeatTime transient_step;  ///< 60 s with moving supply temperature and hydraulics anew
  HeatTime transport_step;  ///< the temperatures of it alone
  int cold_iterations = 0, warm_iterations = 0, coupled_rounds = 0, coupled_iterations = 0;
  int coupled_warm_rounds = 0;
  int unknown_count = 0;  ///< of the matrix of hydraulics
};

/// Errors: as of the solvers.
absl::StatusOr<HeatBench> MeasureHeat(const models::HeatNetwork& network, int repeats);

std::string MakeHeatBenchJson(const models::HeatNetwork& network, const HeatBench& bench);
std::string MakeHeatBenchText(const models::HeatNetwork& network, const HeatBench& bench);

}  // namespace twin::cli
