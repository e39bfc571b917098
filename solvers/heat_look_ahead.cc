#include "solvers/heat_look_ahead.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/heat_inputs.h"
#include "solvers/weather_process.h"

namespace solvers {
namespace {

constexpr std::size_t kQuartersPerHour = 4;

/// What a system meets, quarter by quarter, a horizon beyond the stretch's end.
struct Ahead {
  std::vector<models::HeatSystemInputs> quarters;
  std::vector<models::OsloTime> local;
  double first_degc = 0.0;  ///< remembered temperature at the start
};

Ahead MakeAhead(const models::Region& region, const models::OsloCalendar& calendar,
                models::HeatSystemIndex index, const HeatStretch& stretch,
                const ChangeHeatInputs& change, std::size_t quarters) {
  const models::HeatSystemParams& system = region.heat_systems[index];
  const WeatherProcess process = MakeWeatherProcess(region, stretch.weather_year);
  models::WeatherField weather(region.places.size());
  const std::vector<models::TemperatureOffset> offsets = OffsetsOf(stretch);
  Ahead ahead;
  for (std::size_t i = 0; i < quarters; ++i) {
    const models::Quarter quarter = stretch.first + static_cast<std::int64_t>(i);
    ahead.local.push_back(calendar.At(quarter));
    CalcWeatherAt(process, {&system.place, 1}, quarter, ahead.local.back(), offsets, weather);
    const models::PlaceWeather& here = weather[system.place];
    if (i == 0) ahead.first_degc = here.effective_degc;
    ahead.quarters.push_back(MakeHeatInputs(
        system, region.price, {stretch.weather_year, quarter, ahead.local.back()}, here));
    if (change) change(index, quarter, ahead.quarters.back());
  }
  return ahead;
}

void Add(const models::HeatSystemResult& result, LookAheadSums& sums) {
  sums.cost_nok += result.cost_nok_per_h * models::kHoursPerQuarter;
  sums.unserved_mwh += result.unserved_mw * models::kHoursPerQuarter;
  sums.electricity_mwh += result.electricity_mw * models::kHoursPerQuarter;
  sums.emission_kg += result.emission_kg_per_h * models::kHoursPerQuarter;
  for (std::size_t p = 0; p < result.plant_heat_mw.size(); ++p) {
    sums.plant_mwh[p] += result.plant_heat_mw[p] * models::kHoursPerQuarter;
  }
}

}  // namespace

absl::StatusOr<LookAheadSums> RunLookAhead(
    const models::Region& region, const models::OsloCalendar& calendar,
    models::HeatSystemIndex index, const HeatStretch& stretch, const ChangeHeatInputs& change,
    const LookAheadParams& params, const std::function<void(const LookAheadStep&)>& visit) {
  const models::HeatSystemParams& system = region.heat_systems[index];
  const std::size_t horizon = params.horizon_hours * kQuartersPerHour;
  const std::size_t spin_up = params.spin_up_hours * kQuartersPerHour;
  HeatStretch before = stretch;
  before.first = stretch.first - static_cast<std::int64_t>(spin_up);
  const Ahead past = MakeAhead(region, calendar, index, before, change, spin_up + 1);
  HeatStepWorkspace workspace;
  models::HeatSystemState state = MakeHeatSystemState(system, past.first_degc);
  for (std::size_t i = 0; i < spin_up; ++i) {
    TWIN_ASSIGN_OR_RETURN(auto step, AdvanceHeatSystem(system, past.quarters[i], state,
                                                       models::kHoursPerQuarter, workspace));
    std::swap(state, step.next_state);
  }
  Ahead ahead = MakeAhead(region, calendar, index, stretch, change, stretch.quarters + horizon);
  LookAheadSums sums;
  sums.plant_mwh.assign(system.plants.size(), 0.0);
  std::optional<HeatPlan> plan;
  std::size_t planned_at = 0;
  std::vector<models::HeatSystemInputs> hours(params.horizon_hours);
  const bool has_surprise = static_cast<bool>(params.surprise.change);
  for (std::size_t i = 0; i < stretch.quarters; ++i) {
    const models::Quarter quarter = stretch.first + static_cast<std::int64_t>(i);
    const bool begins = has_surprise && quarter == params.surprise.from;
    if (begins) {
      for (std::size_t k = i; k < ahead.quarters.size(); ++k) {
        params.surprise.change(index, stretch.first + static_cast<std::int64_t>(k),
                               ahead.quarters[k]);
      }
    }
    const bool is_due = i == 0 || i - planned_at == params.renew_hours * kQuartersPerHour;
    if (params.follows_plan && (is_due || begins)) {
      for (std::size_t h = 0; h < hours.size(); ++h) {
        hours[h] = MakePlanHour(
            std::span(ahead.quarters).subspan(i + h * kQuartersPerHour, kQuartersPerHour));
      }
      auto made = PlanHeatSystem(system, hours, state, params.limits, workspace);
      PlanRecord record{.first = quarter};
      if (made.ok()) {
        record.gap_share = made->commitment.gap_share;
        record.is_proven = made->commitment.is_proven;
        record.cost_nok = made->commitment.cost_nok;
        record.end_value_nok_per_mwh = made->end_value_nok_per_mwh;
        plan = *std::move(made);
      } else {
        record.failure = std::string(made.status().message());
        plan.reset();
      }
      planned_at = i;
      sums.plans.push_back(std::move(record));
    }
    models::HeatSystemInputs inputs = ahead.quarters[i];
    const std::size_t hour = (i - planned_at) / kQuartersPerHour;
    if (plan.has_value()) inputs.plan = plan->StepOf(hour);
    TWIN_ASSIGN_OR_RETURN(
        auto step, AdvanceHeatSystem(system, inputs, state, models::kHoursPerQuarter, workspace));
    for (std::size_t p = 0; p < system.plants.size(); ++p) {
      sums.starts += Starts(state.plants[p].running, step.result.plant_heat_mw[p]) ? 1 : 0;
    }
    std::swap(state, step.next_state);
    Add(step.result, sums);
    if (visit) {
      visit({quarter, ahead.local[i], inputs, state, step.result,
             plan.has_value() ? &*plan : nullptr, hour});
    }
  }
  sums.accumulator_end_mwh = state.accumulator_mwh;
  sums.network_end_mwh = state.network_mwh;
  return sums;
}

}  // namespace solvers
