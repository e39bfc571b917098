#pragma once

#include <string>

#include "data/diagnostics.h"
#include "data/grid_loader.h"

namespace data {

/// What only tables together can show, told at the row where it can be mended:
///   coordinates outside the region's municipalities (a station of the region, a place with
///   weather, a town with district heating, the station of a project);
///   municipalities without a load; and what models::Validate says of the grid: weights and shares
///   that do not sum to 1, circuits without impedance or rating, buses that nothing feeds.
/// A row that diagnostics speak of already is not spoken of again, and nothing is said of a sum or
/// of the whole while its rows could not be read.
void CheckRegion(const std::string& directory, const GridTables& tables, Diagnostics& diagnostics);

}  // namespace data
