#include "solvers/grid_change.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::errors::InvalidField;

constexpr double kLargestRatio = 1000.0;

absl::Status CheckBranch(const models::ElectricityGrid& grid, BranchIndex branch) {
  if (branch.valid() && branch.value() < grid.branches.size()) return absl::OkStatus();
  return InvalidField("branch", "is not a branch of the grid");
}

absl::Status CheckBus(const models::ElectricityGrid& grid, models::BusIndex bus) {
  if (bus.valid() && bus.value() < grid.buses.size()) return absl::OkStatus();
  return InvalidField("bus", "is not a bus of the grid");
}

absl::Status CheckRatio(const char* field, double ratio) {
  if (std::isfinite(ratio) && ratio > 0.0 && ratio <= kLargestRatio) return absl::OkStatus();
  return models::errors::OutOfRange(field, ratio, 0.0, kLargestRatio);
}

absl::Status CheckSeries(const char* field, const std::vector<double>& values,
                         std::size_t quarter_count) {
  if (values.size() != quarter_count) {
    return InvalidField(
        field, absl::StrCat("has ", values.size(), " values for ", quarter_count, " quarters"));
  }
  for (const double value : values) {
    if (!std::isfinite(value)) return InvalidField(field, "is not finite");
  }
  return absl::OkStatus();
}

models::SeasonalRating Scale(const models::SeasonalRating& rating, double ratio) {
  return {ratio * rating.summer_mva, ratio * rating.mild_mva, ratio * rating.cold_mva};
}

}  // namespace

absl::Status CheckGridChange(const models::ElectricityGrid& grid, const GridChange& change,
                             std::size_t quarter_count) {
  const bool is_shorter =
      change.grid != nullptr && (change.grid->buses.size() < grid.buses.size() ||
                                 change.grid->branches.size() < grid.branches.size());
  if (is_shorter) return InvalidField("grid", "lacks rows of the grid as planned");
  for (const BusRelief& relief : change.reliefs) {
    TWIN_RETURN_IF_ERROR(CheckBus(grid, relief.bus));
    TWIN_RETURN_IF_ERROR(CheckSeries("relief_mw", relief.relief_mw, quarter_count));
  }
  for (const AddedDemand& added : change.demands) {
    TWIN_RETURN_IF_ERROR(CheckBus(grid, added.bus));
    TWIN_RETURN_IF_ERROR(CheckSeries("demand_mw", added.demand_mw, quarter_count));
    TWIN_RETURN_IF_ERROR(CheckSeries("demand_mvar", added.demand_mvar, quarter_count));
  }
  for (const RatingChange& one : change.ratings) {
    TWIN_RETURN_IF_ERROR(CheckBranch(grid, one.branch));
    TWIN_RETURN_IF_ERROR(CheckRatio("rating_ratio", one.rating_ratio));
  }
  for (const RatingSeries& one : change.rating_series) {
    TWIN_RETURN_IF_ERROR(CheckBranch(grid, one.branch));
    TWIN_RETURN_IF_ERROR(CheckSeries("rating_mva", one.rating_mva, quarter_count));
  }
  for (const ImpedanceChange& one : change.impedances) {
    TWIN_RETURN_IF_ERROR(CheckBranch(grid, one.branch));
    TWIN_RETURN_IF_ERROR(CheckRatio("r_ratio", one.r_ratio));
    TWIN_RETURN_IF_ERROR(CheckRatio("x_ratio", one.x_ratio));
  }
  for (const AddedCircuit& one : change.circuits) {
    TWIN_RETURN_IF_ERROR(CheckBranch(grid, one.beside));
    TWIN_RETURN_IF_ERROR(CheckRatio("rating_ratio", one.rating_ratio));
    TWIN_RETURN_IF_ERROR(CheckRatio("impedance_ratio", one.impedance_ratio));
  }
  for (const SwitchChange& one : change.switches) {
    TWIN_RETURN_IF_ERROR(CheckBranch(grid, one.branch));
  }
  for (const AddedShunt& one : change.shunts) {
    TWIN_RETURN_IF_ERROR(CheckBus(grid, one.bus));
    if (!std::isfinite(one.mvar)) return InvalidField("mvar", "is not finite");
  }
  return absl::OkStatus();
}

models::ElectricityGrid MakeChangedGrid(const models::ElectricityGrid& grid,
                                        const GridChange& change) {
  models::ElectricityGrid changed = change.grid != nullptr ? *change.grid : grid;
  for (const ImpedanceChange& one : change.impedances) {
    changed.branches[one.branch].r_ohm *= one.r_ratio;
    changed.branches[one.branch].x_ohm *= one.x_ratio;
  }
  for (const SwitchChange& one : change.switches) {
    changed.branches[one.branch].is_in_service = one.is_in_service;
  }
  for (const AddedCircuit& one : change.circuits) {
    models::BranchParams circuit = changed.branches[one.beside];
    absl::StrAppend(&circuit.id, "/added");
    absl::StrAppend(&circuit.name, " +1");
    circuit.r_ohm *= one.impedance_ratio;
    circuit.x_ohm *= one.impedance_ratio;
    circuit.b_siemens /= one.impedance_ratio;
    circuit.rating = Scale(circuit.rating, one.rating_ratio);
    circuit.is_in_service = true;
    circuit.is_synthetic = true;
    changed.branches.Add(std::move(circuit));
  }
  return changed;
}

}  // namespace solvers
