#include "models/climate/demand.h"

#include <algorithm>
#include <cmath>

namespace models {

std::array<double, 3> CalcMemoryWeightsShare(const std::array<double, 3>& memory_share) {
  const auto& [today, yesterday, before] = memory_share;
  return {today - yesterday + before, 2.0 * (yesterday - before), 2.0 * before};
}

double CalcRemembered(const std::array<double, 3>& weights_share, const NoiseMemory& memory) {
  return weights_share[0] * memory.now_share + weights_share[1] * memory.last_day_share +
         weights_share[2] * memory.day_before_share;
}

double CalcHourShapeRatio(const HourShapes& shapes, const OsloTime& local) {
  const auto season = static_cast<std::size_t>(local.month % 12 / 3);
  const auto& shape = shapes[season][static_cast<std::size_t>(local.day_type)];
  const double centre_h = (local.minute + 7.5) / 60.0 - 0.5;  // after the hour's centre
  const auto hour = static_cast<std::size_t>(local.hour);
  const std::size_t neighbour = centre_h < 0.0 ? (hour + 23) % 24 : (hour + 1) % 24;
  const double neighbour_share = std::abs(centre_h);
  return (1.0 - neighbour_share) * shape[hour] + neighbour_share * shape[neighbour];
}

double CalcGeneralDemandMw(const DemandParams& demand, double effective_degc,
                           const OsloTime& local) {
  const double flat_k = std::max(demand.saturation_degc - effective_degc, 0.0);
  const double cold_k = std::max(demand.threshold_degc - effective_degc, 0.0) -
                        flat_k * (1.0 - demand.saturated_slope_ratio);
  const auto month = static_cast<std::size_t>(local.month - 1);
  const std::size_t weekday =
      local.day_type == DayType::kSunday ? 6 : static_cast<std::size_t>(local.weekday - 1);
  const double day_mean_mw =
      demand.base_mw * demand.month_ratio[month] + demand.heating_mw_per_k * cold_k;
  return day_mean_mw * demand.weekday_ratio[weekday] *
         CalcHourShapeRatio(demand.hour_shape_ratio, local);
}

double CalcColdMorningDemandMw(const DemandParams& demand) {
  const OsloTime morning{.month = 1, .day = 15, .hour = 8, .minute = 0, .weekday = 3};
  return CalcGeneralDemandMw(demand, -20.0, morning);
}

}  // namespace models
