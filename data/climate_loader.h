#pragma once

#include <string>

#include "data/diagnostics.h"
#include "models/climate/demand.h"
#include "models/climate/price.h"
#include "models/climate/weather.h"
#include "models/electricity/dispatch.h"

namespace data {

/// Places, demand model, prices and dispatch of the region, as read.
struct ClimateTables {
  models::Table<models::PlaceIndex, models::PlaceParams> places;
  models::DemandParams demand;
  models::PriceParams price;
  models::DispatchParams dispatch;
};

/// Reads places.csv, demand.csv, hour_shapes.csv, prices.csv and dispatch.csv below `directory`.
/// What is wrong goes to the diagnostics, all of it at once; the tables are complete only when
/// there are none.
ClimateTables LoadClimate(const std::string& directory, Diagnostics& diagnostics);

}  // namespace data
