#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/heat_system.h"
#include "models/region.h"
#include "models/time/quarter.h"
#include "solvers/power_flow_tables.h"
#include "solvers/regional_balance.h"
#include "twin/frame.h"
#include "twin/store/schema.h"

namespace twin {

/// Everything that memory carries from one quarter to the next. With the region, the weather year
/// and the patches it restarts a run bit for bit.
struct WorldState {
  models::Quarter next;  ///< the quarter that the next step computes
  solvers::PowerFlowState power_flow;
  models::Table<models::ShuntIndex, int> shunt_step;
  solvers::RegionalBalanceState balance;
  models::Table<models::HeatSystemIndex, models::HeatSystemState> heat;
  bool operator==(const WorldState&) const = default;
};

/// Names and lengths of the blocks that a packed state is made of.
store::StateSchema MakeStateSchema(const WorldState& state);

/// The state as one flat array of doubles; integers are exact in it.
std::vector<double> PackState(const WorldState& state);

/// The reverse, bit for bit. `like` gives the sizes. Errors: DataLoss when the length differs.
absl::StatusOr<WorldState> UnpackState(std::span<const double> packed, const WorldState& like);

/// SHA-256 over the packed state's bytes.
StateHash HashState(std::span<const double> packed);

}  // namespace twin
