#pragma once

#include <string>

#include "data/diagnostics.h"
#include "data/grid_loader.h"
#include "models/climate/growth.h"
#include "models/climate/sector.h"
#include "models/electricity/large_load.h"
#include "models/region.h"

namespace data {

/// Busbars of the large loads that wait: columns large_load_id, bus_id.
inline constexpr char kLargeLoadBusesFile[] = "osm/large_load_buses.csv";

/// Who uses the electricity, as read. Empty when the region has no sectors.csv.
struct SectorTables {
  models::SectorModel model;
  models::Table<models::MunicipalityIndex, models::SectorTable<models::SectorUse>> use;
  models::Table<models::LargeLoadIndex, models::LargeLoadParams> large_loads;
  models::Growth growth;
};

/// Reads sectors.csv, sector_shapes.csv, sector_demand.csv, large_loads.csv and growth.csv below
/// `directory`; with the first, all must be there. What is wrong goes to the diagnostics.
SectorTables LoadSectors(const std::string& directory, const GridTables& grid,
                         Diagnostics& diagnostics);

/// Gives every load its mix: general loads their municipality's, named loads the sector of the
/// large load they draw; and calibrates the model to the loads of the calibration area, NO1 (all
/// loads where none lies in it). Loads that nothing is known of keep the region's one formula.
void LinkSectors(models::Region& region);

}  // namespace data
