#pragma once

#include <array>
#include <span>

#include "models/climate/measured_weather.h"
#include "models/climate/weather.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "models/time/quarter.h"
#include "models/time/quarter_part.h"

namespace solvers {

/// What makes the weather: the generator's record and, where there is one, the series that takes
/// its place. Places and series must outlive it.
struct WeatherProcess {
  const models::Table<models::PlaceIndex, models::PlaceParams>* places = nullptr;
  std::array<double, 3> memory_share{};
  models::WeatherYear weather_year;
  const models::MeasuredWeather* measured = nullptr;  ///< null: all weather is generated
};

/// The region's own: its places, the memory of its buildings, its series. The region must outlive
/// it.
WeatherProcess MakeWeatherProcess(const models::Region& region,
                                  const models::WeatherYear& weather_year);

/// Weather of one quarter, before anything that follows from it: the generator's, and in its place
/// what the series has for the record's quarter (models::FindRecordQuarter).
///   T = T_series + offsets,   T_eff = Σ_k w_k [c_k m_k + (1 − c_k) g_k] + offsets
/// over the windows k = now, last day, day before: c_k the share of the window the series covers,
/// m_k the mean there of temperature less its mean daily cycle, g_k the generator's mean of the
/// window. So the two days before a series are the generator's, and T_eff is the series' alone
/// from its third day on. Wind is lifted from 10 m to the height of the place's own wind. The
/// clear-sky share follows from irradiance while the sun is up, that of the past two days from the
/// covered part; diffuse light as in the generator. A place, element or quarter without a value
/// keeps the generator's bits.
/// Offsets are their mean over `part`, all else stands over the quarter.
/// No state, no allocation when `weather` already has the size of the places.
void CalcWeather(const WeatherProcess& process, models::Quarter quarter,
                 const models::OsloTime& local, std::span<const models::TemperatureOffset> offsets,
                 models::WeatherField& weather, const models::QuarterPart& part = {});

/// The same at some places alone; all other places of `weather` are left as they are.
/// **Shape** weather [place of the process]
void CalcWeatherAt(const WeatherProcess& process, std::span<const models::PlaceIndex> places,
                   models::Quarter quarter, const models::OsloTime& local,
                   std::span<const models::TemperatureOffset> offsets,
                   models::WeatherField& weather);

/// The same with all that a scenario changes of it.
void CalcChangedWeather(const WeatherProcess& process, models::Quarter quarter,
                        const models::OsloTime& local, const models::WeatherChanges& changes,
                        models::WeatherField& weather, const models::QuarterPart& part = {});

}  // namespace solvers
