#pragma once

#include <string>

#include "data/diagnostics.h"
#include "models/electricity/grid.h"

namespace data {

/// The grid's tables as read. PlaceIndex fields stay unset: places are linked by the region loader.
struct GridTables {
  models::ElectricityGrid grid;
  models::Table<models::MunicipalityIndex, models::MunicipalityParams> municipalities;
};

/// Reads osm/*.csv, exchange_areas.csv and municipalities.csv below `directory`. What is wrong goes
/// to the diagnostics, all of it at once; the tables are complete only when there are none.
GridTables LoadGrid(const std::string& directory, Diagnostics& diagnostics);

}  // namespace data
