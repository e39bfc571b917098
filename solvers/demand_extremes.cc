#include "solvers/demand_extremes.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "solvers/parallel_for.h"

namespace solvers {

DemandExtremes CalcDemandExtremes(const PlanningParams& params,
                                  const models::OsloCalendar& calendar, models::Quarter first,
                                  std::size_t count, std::size_t threads) {
  const std::size_t loads = params.loads.size();
  const DemandExtremes none{
      models::Table<models::LoadIndex, double>(loads, -std::numeric_limits<double>::infinity()),
      models::Table<models::LoadIndex, double>(loads, std::numeric_limits<double>::infinity())};
  std::vector<DemandExtremes> found(threads, none);
  std::vector<PlanningWeather> weather(threads);
  ParallelFor(count, threads, [&](std::size_t i, std::size_t thread) {
    CalcPlanningWeather(params, calendar, first + static_cast<std::int64_t>(i), weather[thread]);
    const auto& demand_mw = weather[thread].demand.demand_mw.rows();
    for (std::size_t load = 0; load < loads; ++load) {
      double& highest_mw = found[thread].highest_mw.rows()[load];
      double& lowest_mw = found[thread].lowest_mw.rows()[load];
      highest_mw = std::max(highest_mw, demand_mw[load]);
      lowest_mw = std::min(lowest_mw, demand_mw[load]);
    }
  });
  DemandExtremes all = none;
  for (const DemandExtremes& one : found) {
    for (std::size_t load = 0; load < loads; ++load) {
      all.highest_mw.rows()[load] =
          std::max(all.highest_mw.rows()[load], one.highest_mw.rows()[load]);
      all.lowest_mw.rows()[load] = std::min(all.lowest_mw.rows()[load], one.lowest_mw.rows()[load]);
    }
  }
  return all;
}

}  // namespace solvers
