#pragma once

#include "models/climate/price.h"
#include "models/climate/weather.h"
#include "models/heat/heat_system.h"
#include "models/time/oslo_calendar.h"
#include "models/time/quarter.h"

namespace solvers {

/// When heat systems are run, and in which replay of the weather record.
struct HeatQuarter {
  const models::WeatherYear& weather_year;
  models::Quarter quarter;
  const models::OsloTime& local;
};

/// Inputs of one heat system in one quarter: weather at its place, hot water and ventilation by the
/// hour, and the spot price that season, hour and weather give. Solar fields give what the sun
/// does; all other plants are available and no electricity is withheld: outages and grid orders are
/// the caller's.
models::HeatSystemInputs MakeHeatInputs(const models::HeatSystemParams& system,
                                        const models::PriceParams& price, const HeatQuarter& when,
                                        const models::PlaceWeather& here);

}  // namespace solvers
