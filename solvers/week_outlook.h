#pragma once

#include <span>

#include "models/climate/weather.h"
#include "models/time/oslo_calendar.h"
#include "models/time/quarter.h"
#include "solvers/weather_process.h"

namespace solvers {

/// Means of the rest of a week at one place.
struct PlaceOutlook {
  double inflow_ratio = 1.0;
  double normal_inflow_ratio = 1.0;
  double below_normal_k = 0.0;  ///< season's normal less the temperature that buildings remember
};

struct WeekOutlook {
  models::Table<models::PlaceIndex, PlaceOutlook> places;
  models::WeatherField sample;  ///< room for one sample
};

/// The region's week runs from Monday to Sunday in UTC: 672 quarters in every week of the year.
models::Quarter FindWeekStart(models::Quarter quarter);

/// The weather ahead, as good as known: the process itself at noon UTC of each day left of the
/// quarter's week, at least once, with the scenario's changes that are known at its start; its
/// ratios are taken to last. Without a process (null) the weather of the quarter stands for the
/// week. Clock changes inside the week shift a sample by an hour.
void CalcWeekOutlook(const WeatherProcess* process, const models::WeatherField& now,
                     models::Quarter quarter, const models::OsloTime& local,
                     const models::WeatherChanges& changes, WeekOutlook& outlook);

}  // namespace solvers
