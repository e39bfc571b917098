#pragma once

#include <cstddef>

#include "models/base/ids.h"
#include "models/time/oslo_calendar.h"
#include "solvers/planning_quarter.h"

namespace solvers {

/// Highest and lowest demand of every load over a stretch of quarters, heat plants not included.
struct DemandExtremes {
  models::Table<models::LoadIndex, double> highest_mw;
  models::Table<models::LoadIndex, double> lowest_mw;
};

/// Every quarter of [first, first + count) by the weather and demand that planning uses. A function
/// of the inputs alone, whatever the number of threads.
DemandExtremes CalcDemandExtremes(const PlanningParams& params,
                                  const models::OsloCalendar& calendar, models::Quarter first,
                                  std::size_t count, std::size_t threads);

}  // namespace solvers
