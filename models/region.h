#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/base/ids.h"
#include "models/climate/weather.h"
#include "models/electricity/grid.h"
#include "models/heat/heat_system.h"

namespace models {

/// Hour shape of the region's general demand: hour value over day mean, by season and day type.
/// Shape [season: DJF, MAM, JJA, SON][day type: workday, Saturday, Sunday][local hour].
using HourShapes = std::array<std::array<std::array<double, 24>, 3>, 4>;

/// Temperature response and calendar of general electricity demand (NO1 model of the facts).
struct DemandParams {
  double base_mw = 0.0;           ///< daily mean without heating, workday
  double heating_mw_per_k = 0.0;  ///< below the threshold
  double threshold_degc = 14.0;
  std::array<double, 3> memory_share{};  ///< weight of today, yesterday, the day before
  std::array<double, 12> month_ratio{};  ///< calendar part without heating
  std::array<double, 7> weekday_ratio{};
  double noise_share = 0.0;  ///< standard deviation of the multiplicative noise
  HourShapes hour_shape_ratio{};
};

/// Everything that is built, in one place: what a scenario patches.
struct Region {
  std::string id;
  std::string name;
  std::string notice;         ///< what every answer must say of the data, e.g. that it is synthetic
  std::string data_revision;  ///< hash of the tables
  ElectricityGrid grid;
  Table<MunicipalityIndex, MunicipalityParams> municipalities;
  Table<PlaceIndex, PlaceParams> places;
  DemandParams demand;
  Table<HeatSystemIndex, HeatSystemParams> heat_systems;
};

}  // namespace models
