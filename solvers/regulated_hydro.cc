#include "solvers/regulated_hydro.h"

#include <algorithm>
#include <cmath>

#include "absl/time/civil_time.h"
#include "models/base/units.h"
#include "models/climate/hydro.h"
#include "models/climate/season.h"

namespace solvers {
namespace {

using models::DispatchParams;
using models::GeneratorKind;
using models::Quarter;

constexpr double kHoursPerWeek = 168.0;
constexpr double kHoursPerDay = 24.0;
constexpr double kUsualHours = 168.0;
constexpr double kLeastUsualShare = 0.05;

/// Share of a class's power that the residual load asks for, and how it rises with it.
struct WantedShare {
  double share = 0.0;
  double slope_per_mw = 0.0;
};

using ClassShares = std::array<WantedShare, kRegulatedClasses>;

// Piecewise linear, going on outside with the outer slopes, within [0, 1].
WantedShare CalcWantedShare(const std::array<models::DispatchPoint, 3>& points,
                            double models::DispatchPoint::*share, double residual_mw) {
  const auto& left = residual_mw < points[1].residual_mw ? points[0] : points[1];
  const auto& right = residual_mw < points[1].residual_mw ? points[1] : points[2];
  const double slope_per_mw = (right.*share - left.*share) / (right.residual_mw - left.residual_mw);
  const double wanted_share = left.*share + slope_per_mw * (residual_mw - left.residual_mw);
  if (wanted_share <= 0.0 || wanted_share >= 1.0) {
    return {std::clamp(wanted_share, 0.0, 1.0), 0.0};
  }
  return {wanted_share, slope_per_mw};
}

ClassShares CalcWantedShares(const DispatchParams& dispatch, double residual_mw) {
  return {CalcWantedShare(dispatch.points, &models::DispatchPoint::reservoir_share, residual_mw),
          CalcWantedShare(dispatch.points, &models::DispatchPoint::cascade_share, residual_mw)};
}

// Before anything is known of the past: what the season's usual residual load asks for, or the
// quarter's own where the table has none.
void StartUsualShares(const DispatchParams& dispatch, const RegulatedHydroInputs& inputs,
                      RegulatedHydroState& state) {
  const double usual_mw = models::CalcSeasonal(
      models::CalcMonthWeights(models::CalcYearShare(inputs.local)), dispatch.usual_residual_mw);
  const ClassShares shares =
      CalcWantedShares(dispatch, usual_mw > 0.0 ? usual_mw : inputs.residual_mw);
  for (std::size_t i = 0; i < kRegulatedClasses; ++i) {
    state.usual_share[i] = std::max(shares[i].share, kLeastUsualShare);
  }
}

models::OsloTime LaterDay(const models::OsloTime& local, double hours_h) {
  const absl::CivilHour later =
      absl::CivilHour(local.year, local.month, local.day, local.hour) + std::llround(hours_h);
  models::OsloTime time = local;
  time.year = static_cast<int>(later.year());
  time.month = later.month();
  time.day = later.day();
  time.hour = later.hour();
  time.day_of_year = absl::GetYearDay(absl::CivilDay(later));
  return time;
}

void PlanWeek(const RegulatedHydroParams& params, const RegulatedHydroInputs& inputs,
              double hours_h, WeekOutlook& outlook, RegulatedHydroState& state) {
  CalcWeekOutlook(inputs.process, inputs.weather, inputs.quarter, inputs.local, inputs.changes,
                  outlook);
  const double now_share = CalcNormalFillShare(params.dispatch, inputs.local);
  const double end_share = CalcNormalFillShare(params.dispatch, LaterDay(inputs.local, hours_h));
  for (std::size_t row = 0; row < params.plants.size(); ++row) {
    const RegulatedIndex index(row);
    const RegulatedPlant& plant = params.plants[index];
    const PlaceOutlook& ahead = outlook.places[plant.place];
    state.week_left_mwh[index] = CalcWeekBudgetMwh(
        plant.limits,
        {.inflow_pass_share = params.dispatch.inflow_pass_share,
         .fill_gain_ratio = params.dispatch.fill_gain_ratio,
         .cold_share_per_k = params.dispatch.cold_share_per_k},
        {.hours_h = hours_h,
         .energy_mwh = state.reservoir_mwh[index],
         .inflow_mw = plant.limits.mean_inflow_mw * ahead.inflow_ratio,
         .normal_inflow_mw = plant.limits.mean_inflow_mw * ahead.normal_inflow_ratio,
         .below_normal_k = ahead.below_normal_k,
         .fill_now_share = now_share,
         .fill_end_share = end_share});
  }
}

}  // namespace

double CalcNormalFillShare(const DispatchParams& dispatch, const models::OsloTime& local) {
  const auto weights = models::CalcMonthWeights(models::CalcYearShare(local));
  return std::clamp(models::CalcSeasonal(weights, dispatch.fill_share), 0.0, 1.0);
}

RegulatedHydroParams MakeRegulatedHydroParams(const models::ElectricityGrid& grid,
                                              const DispatchParams& dispatch) {
  RegulatedHydroParams params{.dispatch = dispatch, .plants = {}};
  for (std::size_t row = 0; row < grid.generators.size(); ++row) {
    const models::GeneratorParams& plant = grid.generators[models::GeneratorIndex(row)];
    if (!models::IsRegulated(plant.kind)) continue;
    const double mean_mw =
        models::CalcMeanPowerMw(plant.inflow_year_gwh.value_or(plant.normal_year_gwh));
    params.plants.Add(
        {.generator = models::GeneratorIndex(row),
         .place = plant.place,
         .dispatch_class = plant.kind == GeneratorKind::kReservoir ? 0u : 1u,
         .limits = {.p_min_mw = std::min(plant.min_flow_mw, plant.p_max_mw),
                    .p_max_mw = plant.p_max_mw,
                    .daily_band_share = plant.daily_band_share,
                    .storage_mwh = plant.storage_mwh.value_or(dispatch.reservoir_of_year_share *
                                                              plant.normal_year_gwh * 1000.0),
                    .mean_inflow_mw = mean_mw}});
  }
  return params;
}

RegulatedHydroState MakeRegulatedHydroState(const RegulatedHydroParams& params,
                                            const models::OsloTime& local) {
  RegulatedHydroState state;
  const double fill_share = CalcNormalFillShare(params.dispatch, local);
  for (const RegulatedPlant& plant : params.plants) {
    state.reservoir_mwh.Add(fill_share * plant.limits.storage_mwh);
    state.week_left_mwh.Add(0.0);
    state.day_level_mw.Add(0.0);
  }
  return state;
}

RegulatedHydroResult AdvanceRegulatedHydro(
    const RegulatedHydroParams& params, const RegulatedHydroInputs& inputs, double step_h,
    WeekOutlook& outlook, RegulatedHydroState& state,
    models::Table<models::GeneratorIndex, double>& generation_mw,
    models::Table<models::GeneratorIndex, double>& follow_share) {
  const Quarter week_start = FindWeekStart(inputs.quarter);
  const std::int64_t day = inputs.quarter.UtcDayStart().index() / models::kQuartersPerDay;
  const auto hours_since = [&](Quarter start) {
    return static_cast<double>(inputs.quarter - start) * models::kHoursPerQuarter +
           inputs.into_quarter_h;
  };
  const double left_h = kHoursPerWeek - hours_since(week_start);
  const double left_today_h = kHoursPerDay - hours_since(inputs.quarter.UtcDayStart());
  if (state.usual_share[0] == 0.0) StartUsualShares(params.dispatch, inputs, state);
  const bool is_new_day = state.planned_day != day;
  const bool is_new_week =
      state.planned_day < week_start.index() / models::kQuartersPerDay || state.planned_day > day;
  if (is_new_week) PlanWeek(params, inputs, left_h, outlook, state);
  state.planned_day = day;

  const ClassShares wanted = CalcWantedShares(params.dispatch, inputs.residual_mw);
  RegulatedHydroResult result;
  for (std::size_t row = 0; row < params.plants.size(); ++row) {
    const RegulatedIndex index(row);
    const RegulatedPlant& plant = params.plants[index];
    const double pace_mw = state.week_left_mwh[index] / left_h;
    if (is_new_day) state.day_level_mw[index] = pace_mw;
    const double usual_share = state.usual_share[plant.dispatch_class];
    const WantedShare& want = wanted[plant.dispatch_class];
    models::BudgetPower power = models::CalcBudgetPower(
        plant.limits, models::CalcDayLimits(plant.limits, state.day_level_mw[index]),
        {.left_mwh = state.week_left_mwh[index],
         .left_today_h = left_today_h,
         .left_later_h = left_h - left_today_h},
        pace_mw * want.share / usual_share, step_h);
    if (!inputs.generator_out.empty() && inputs.generator_out[plant.generator] != 0) power = {};
    const double inflow_mw = plant.limits.mean_inflow_mw * inputs.weather[plant.place].inflow_ratio;
    const models::ReservoirStep reservoir = models::CalcReservoirStep(
        state.reservoir_mwh[index], plant.limits.storage_mwh, inflow_mw, power.power_mw, step_h);
    const bool is_dry = reservoir.production_mw < power.power_mw;
    follow_share[plant.generator] =
        is_dry || power.power_mw <= 0.0
            ? 0.0
            : power.follow_share * pace_mw / usual_share * want.slope_per_mw;
    generation_mw[plant.generator] = reservoir.production_mw;
    state.reservoir_mwh[index] = reservoir.energy_mwh;
    state.week_left_mwh[index] -= reservoir.production_mw * step_h;
    result.production_mw += reservoir.production_mw;
    result.inflow_mw += inflow_mw;
    result.spill_mw += reservoir.spill_mw;
    result.residual_mwh += std::abs(reservoir.residual_mwh);
  }
  for (std::size_t i = 0; i < kRegulatedClasses; ++i) {
    state.usual_share[i] += (wanted[i].share - state.usual_share[i]) * step_h / kUsualHours;
    state.usual_share[i] = std::max(state.usual_share[i], kLeastUsualShare);
  }
  return result;
}

}  // namespace solvers
