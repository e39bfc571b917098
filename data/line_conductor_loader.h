#pragma once

#include <optional>
#include <string>

#include "data/diagnostics.h"
#include "models/electricity/grid.h"
#include "models/electricity/line_conductors.h"

namespace data {

/// Conductors of overhead lines; seasonal ratings and impedances stand in branches.csv, so that no
/// power flow depends on these.
inline constexpr char kLineConductorsFile[] = "line_conductors.csv";
inline constexpr char kBranchConductorsFile[] = "branch_conductors.csv";

/// Reads line_conductors.csv and osm/branch_conductors.csv below `directory`; a region without the
/// first has none. What is wrong goes to the diagnostics, all of it at once.
std::optional<models::LineConductors> LoadLineConductors(const std::string& directory,
                                                         const models::ElectricityGrid& grid,
                                                         Diagnostics& diagnostics);

}  // namespace data
