#pragma once

#include <string>

#include "data/diagnostics.h"
#include "models/climate/weather.h"
#include "models/electricity/grid.h"
#include "models/heat/heat_system.h"

namespace data {

/// Reads heat_systems.csv, heat_plants.csv, heat_held_electricity.csv and heat_hours.csv below
/// `directory`. A plant's bus is
/// given by the id or the display name of a bus of `grid`; a name that several buses carry, or
/// none, is reported with the candidates. What is wrong goes to the diagnostics, all of it at once;
/// every system that could be read is also checked by models::Validate.
models::Table<models::HeatSystemIndex, models::HeatSystemParams> LoadHeat(
    const std::string& directory, const models::ElectricityGrid& grid,
    const models::Table<models::PlaceIndex, models::PlaceParams>& places,
    const models::Table<models::MunicipalityIndex, models::MunicipalityParams>& municipalities,
    Diagnostics& diagnostics);

}  // namespace data
