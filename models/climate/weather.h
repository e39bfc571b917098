#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/base/ids.h"
#include "models/time/oslo_calendar.h"
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
  std::array<double, 12> wind_m_per_s{};            ///< monthly mean at wind_height_m; 0 where none
  double wind_height_m = 100.0;                     ///< above ground
  /// Design outdoor temperature: the lowest three-day mean in 30 years of the climate of 1961–1990.
  std::optional<double> design_degc;
};

/// One place's weather in one quarter.
struct PlaceWeather {
  double air_degc = 0.0;
  double effective_degc = 0.0;        ///< as buildings remember it, without the mean daily cycle
  double normal_degc = 0.0;           ///< the season's normal, smooth through the year
  double wind_m_per_s = 0.0;          ///< at the place's wind_height_m, free of wakes
  double air_kg_per_m3 = 1.225;       ///< density at the place's altitude
  double irradiance_w_per_m2 = 0.0;   ///< global horizontal
  double diffuse_w_per_m2 = 0.0;      ///< horizontal, of the irradiance
  double clear_sky_share = 0.0;       ///< irradiance over its clear-sky value
  double past_clear_sky_share = 0.0;  ///< of the last two days
  double sun_sine_share = 0.0;        ///< sine of the sun's elevation; negative below the horizon
  double sun_azimuth_rad = 0.0;       ///< from south, positive to the west
  double inflow_ratio = 1.0;          ///< to rivers, over the yearly mean
  double normal_inflow_ratio = 1.0;   ///< the season's normal of it, smooth through the year
};

/// The weather of every place in one quarter.
using WeatherField = Table<PlaceIndex, PlaceWeather>;

/// What makes synthetic weather; equal values give equal weather. A seed is one endless record.
struct WeatherYear {
  std::uint64_t seed = 1;
  /// 0: the record runs with the calendar, continuous over New Year (the live twin). Otherwise the
  /// stretch of the record that is replayed, date by date, in whatever calendar year is asked for.
  int year = 0;
};

/// Hour of the seed's record that a quarter replays.
///   year 0: the quarter's own hour since 1970;  else the same date's hour in `year`
double CalcRecordHour(const WeatherYear& weather_year, Quarter quarter, const OsloTime& local);
/// The quarter that hour belongs to.
Quarter FindRecordQuarter(const WeatherYear& weather_year, Quarter quarter, const OsloTime& local);

/// Mean daily cycle of temperature, warmest at 15 solar time:
///   ΔT = (2.1 K − 1.3 K cos 2π(year + 10/365)) cos 2π(t − 15 h)/24 h
/// Half ranges 0.8 K in December and 3.4 K in June: the measured mean daily ranges (5.1–10.8 K)
/// less what passing weather gives them (assumed 4 K).
double CalcMeanDailyCycleK(double year_share, double solar_time_h);

/// A patch on the weather: temperature shifted inside [from, to), rising over `ramp` from `from` on
/// and falling over `ramp` until `to`; twice the ramp is at most to − from.
struct TemperatureOffset {
  Minute from = 0;
  Minute to = 0;
  double offset_k = 0.0;
  Minute ramp = 0;
};

/// What a scenario makes of wind, sun and inflow at every place.
struct WeatherRatios {
  double wind_ratio = 1.0;
  double sun_ratio = 1.0;
  double inflow_ratio = 1.0;
  bool operator==(const WeatherRatios&) const = default;
};

/// Wind and inflow times their ratio. Irradiance times its own, but at most that of a clear sky:
///   G' = G · s'/s,  s' = min(ratio · s, max(s, 1)),  s the clear-sky share.
/// What clouds take they take of the beam first: diffuse' = min(diffuse, G'). What the last two
/// days were is left as it was.
void ApplyRatios(const WeatherRatios& ratios, PlaceWeather& here);

/// What a scenario changes of the weather, as it is known now.
struct WeatherChanges {
  std::span<const TemperatureOffset> offsets;
  WeatherRatios ratios;
};

/// Mean over [from, to) of how much of the offset is there, 0 to 1.
double CalcActiveShare(const TemperatureOffset& offset, Minute from, Minute to);

}  // namespace models
