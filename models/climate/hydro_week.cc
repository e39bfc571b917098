#include "models/climate/hydro_week.h"

#include <algorithm>
#include <cmath>

namespace models {

double CalcWeekBudgetMwh(const RegulatedPlantParams& plant, const WeekBudgetParams& params,
                         const WeekView& week) {
  const double inflow_mwh = week.inflow_mw * week.hours_h;
  // std::lerp gives inflow_mw itself at a share of 1.
  const double turned_mwh =
      std::lerp(week.normal_inflow_mw, week.inflow_mw, params.inflow_pass_share) * week.hours_h;
  const double above_share =
      plant.storage_mwh > 0.0 ? week.energy_mwh / plant.storage_mwh - week.fill_now_share : 0.0;
  const double budget_mwh =
      turned_mwh - (week.fill_end_share - week.fill_now_share) * plant.storage_mwh +
      (params.fill_gain_ratio * above_share + params.cold_share_per_k * week.below_normal_k) *
          plant.mean_inflow_mw * week.hours_h;
  const double most_mwh = week.energy_mwh + inflow_mwh;
  const double least_mwh = std::max(most_mwh - plant.storage_mwh, 0.0);
  return std::clamp(std::clamp(budget_mwh, least_mwh, most_mwh), plant.p_min_mw * week.hours_h,
                    plant.p_max_mw * week.hours_h);
}

DayLimits CalcDayLimits(const RegulatedPlantParams& plant, double level_mw) {
  const double width_mw =
      std::min(plant.daily_band_share * plant.p_max_mw, plant.p_max_mw - plant.p_min_mw);
  const double low_mw =
      std::clamp(level_mw - 0.5 * width_mw, plant.p_min_mw, plant.p_max_mw - width_mw);
  return {low_mw, low_mw + width_mw};
}

BudgetPower CalcBudgetPower(const RegulatedPlantParams& plant, const DayLimits& day,
                            const WeekPosition& week, double wanted_mw, double step_h) {
  const double today_h = week.left_today_h - step_h;
  const double least_after_mwh = day.low_mw * today_h + plant.p_min_mw * week.left_later_h;
  const double most_after_mwh = day.high_mw * today_h + plant.p_max_mw * week.left_later_h;
  const double low_mw =
      std::clamp((week.left_mwh - most_after_mwh) / step_h, day.low_mw, day.high_mw);
  const double high_mw =
      std::clamp((week.left_mwh - least_after_mwh) / step_h, low_mw, day.high_mw);
  return {std::clamp(wanted_mw, low_mw, high_mw),
          wanted_mw > low_mw && wanted_mw < high_mw ? 1.0 : 0.0};
}

}  // namespace models
