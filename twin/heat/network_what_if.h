#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/heat_change.h"
#include "twin/heat/network_solution.h"

namespace twin::heat {

/// How one existing node changes; NaN where there is nothing.
struct NodeChange {
  std::size_t node = 0;
  double differential_before_bar = 0.0;
  double differential_after_bar = 0.0;
  double supply_before_degc = 0.0;
  double supply_after_degc = 0.0;
};

struct WhatIfAnswer {
  models::HeatNetwork tables;  ///< with the changes: rows of `after` belong to it
  NetworkSolution after;
  std::string no_solution;  ///< why `after` is empty
  std::vector<solvers::heat::HeatLimit> new_alarms;
  std::vector<solvers::heat::HeatLimit> gone_alarms;
  std::size_t cut_off_count = 0;
  double cut_off_w = 0.0;
  std::vector<NodeChange> changes;  ///< beyond what is worth telling, most changed first
};

/// What is worth telling of a node.
inline constexpr double kToldBar = 0.01;
inline constexpr double kToldK = 0.1;

/// Solves the network with `changes` at the moment of `before`. Customers that nothing with
/// pressure reaches any more take nothing. A pressure or temperature that is gone or new counts as
/// the largest change. Errors: as of models::ApplyHeatChanges; a changed network without a solution
/// is an answer.
absl::StatusOr<WhatIfAnswer> SolveWhatIf(const NetworkModel& model, const NetworkSolution& before,
                                         const models::HeatChanges& changes);

}  // namespace twin::heat
