#pragma once

#include <array>
#include <string>
#include <vector>

#include "models/base/ids.h"
#include "models/time/quarter.h"

namespace models {

/// A place with its own weather.
struct PlaceParams {
  std::string id;
  std::string name;
  double lat_deg = 0.0;
  double lon_deg = 0.0;
  double altitude_m = 0.0;
  std::array<double, 12> normal_degc{};             ///< monthly mean temperature
  std::array<double, 12> irradiation_kwh_per_m2{};  ///< monthly global horizontal
  std::array<double, 12> wind_m_per_s{};            ///< monthly mean at hub height; 0 where none
};

/// One place's weather in one quarter.
struct PlaceWeather {
  double air_degc = 0.0;
  double effective_degc = 0.0;       ///< with the three-day memory of buildings
  double wind_m_per_s = 0.0;         ///< at hub height, free of wakes
  double irradiance_w_per_m2 = 0.0;  ///< global horizontal
  double clear_sky_share = 0.0;      ///< irradiance over its clear-sky value
  double inflow_ratio = 1.0;         ///< to rivers, relative to the yearly mean
};

/// The weather of every place in one quarter.
using WeatherField = Table<PlaceIndex, PlaceWeather>;

/// What makes a synthetic weather year; equal values give equal weather.
struct WeatherYear {
  std::uint64_t seed = 1;
  int year = 0;  ///< dimension of its own, independent of the calendar year
};

/// A patch on the weather: temperature shifted inside [from, to).
struct TemperatureOffset {
  Minute from = 0;
  Minute to = 0;
  double offset_k = 0.0;
};

}  // namespace models
