#pragma once

#include "absl/status/status.h"
#include "models/base/ids.h"
#include "models/electricity/branch.h"
#include "models/electricity/bus.h"
#include "models/electricity/generator.h"
#include "models/electricity/load.h"

namespace models {

/// The tables of one electricity grid, as built. Immutable while in use; a change makes a copy.
struct ElectricityGrid {
  Table<StationIndex, StationParams> stations;
  Table<BusIndex, BusParams> buses;
  Table<BranchIndex, BranchParams> branches;
  Table<LoadIndex, LoadParams> loads;
  Table<GeneratorIndex, GeneratorParams> generators;
  Table<ShuntIndex, ShuntParams> shunts;
  Table<BoundaryIndex, BoundaryParams> boundaries;
  Table<ExchangeAreaIndex, ExchangeAreaParams> exchange_areas;
};

/// InvalidArgument with every violation at once: dangling or duplicate ids, zero impedance,
/// non-finite or absurd values, weights that do not sum to 1, buses without a path to a boundary.
absl::Status Validate(const ElectricityGrid& grid);

}  // namespace models
