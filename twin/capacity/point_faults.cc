#include "twin/capacity/point_faults.h"

#include "models/base/status_macros.h"

namespace twin::capacity {

absl::StatusOr<PointFaults> PointFaults::Make(const models::ElectricityGrid& grid,
                                              const models::FaultRules& rules) {
  const solvers::ShortCircuitSolver solver(grid);
  PointFaults faults;
  for (const auto& [fault_case, table] :
       {std::pair(models::FaultCase::kMaximum, &faults.maximum_),
        std::pair(models::FaultCase::kMinimum, &faults.minimum_)}) {
    TWIN_ASSIGN_OR_RETURN(const auto inputs,
                          solvers::ShortCircuitInputs::Make(grid, rules, fault_case));
    TWIN_ASSIGN_OR_RETURN(*table, solver.SolveAll(inputs));
  }
  return faults;
}

}  // namespace twin::capacity
