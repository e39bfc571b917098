#pragma once

#include <string>

#include "data/diagnostics.h"
#include "models/electricity/grid.h"
#include "models/electricity/load.h"
#include "models/heat/heat_system.h"
#include "models/heat/surplus_source.h"

namespace data {

/// The table of surplus heat, apart from those the electricity depends on.
inline constexpr char kSurplusFile[] = "waste_heat_sources.csv";

/// Reads waste_heat_sources.csv below `directory`; a region without the file has none. What is
/// wrong goes to the diagnostics, all of it at once.
models::Table<models::SurplusSourceIndex, models::SurplusSourceParams> LoadSurplusSources(
    const std::string& directory, const models::ElectricityGrid& grid,
    const models::Table<models::HeatSystemIndex, models::HeatSystemParams>& systems,
    const models::Table<models::MunicipalityIndex, models::MunicipalityParams>& municipalities,
    Diagnostics& diagnostics);

}  // namespace data
