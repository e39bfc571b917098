#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "models/base/ids.h"
#include "models/climate/weather.h"
#include "models/time/oslo_calendar.h"

namespace solvers {

/// The quarters of one calendar year with the weather a plan is reckoned in.
/// **Shape** vectors [quarter of the year].
struct PlanClimate {
  std::vector<models::OsloTime> local;
  std::vector<double> air_degc;
  std::vector<double> effective_degc;  ///< as buildings remember it
  double design_degc = -20.0;          ///< the coldest three days that heat is built for
  double hot_degc = 27.0;              ///< the hottest afternoon that cooling is built for
};

/// The weather of a weather year at one place, in the calendar of `year`. The design temperature is
/// the place's own; the hot afternoon is 27 °C everywhere (the 50-hour level of the Oslo area,
/// recalled). `memory_share` as of models::DemandParams.
/// Errors: InvalidArgument when the place is not there; FailedPrecondition without a design
/// temperature.
absl::StatusOr<PlanClimate> MakePlanClimate(
    const models::Table<models::PlaceIndex, models::PlaceParams>& places, models::PlaceIndex place,
    const std::array<double, 3>& memory_share, const models::WeatherYear& weather_year,
    const models::OsloCalendar& calendar, int year);

}  // namespace solvers
