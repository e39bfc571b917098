#pragma once

#include "absl/status/statusor.h"
#include "models/electricity/fault_rules.h"
#include "models/electricity/grid.h"
#include "solvers/short_circuit.h"

namespace twin::capacity {

/// Short-circuit currents at every bus of a planning year's grid, once for all questions.
class PointFaults {
 public:
  struct At {
    solvers::ShortCircuitResult maximum, minimum;
  };

  /// Errors: as of solvers::ShortCircuitInputs::Make and SolveAll.
  static absl::StatusOr<PointFaults> Make(const models::ElectricityGrid& grid,
                                          const models::FaultRules& rules);
  At Find(models::BusIndex bus) const { return {maximum_[bus], minimum_[bus]}; }

 private:
  models::Table<models::BusIndex, solvers::ShortCircuitResult> maximum_, minimum_;
};

}  // namespace twin::capacity
