#include "twin/heat/plan_ahead.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "models/base/status_macros.h"
#include "models/patch_effects.h"
#include "solvers/weather_process.h"
#include "twin/heat/system_quarter.h"

namespace twin::heat {
namespace {

constexpr std::size_t kQuartersPerHour = 4;

/// One system's hours ahead.
struct Ahead {
  PatchedSystem patched;
  std::vector<models::HeatSystemInputs> quarters;  ///< without a plan
};

Ahead LookAt(const Stepper& stepper, const WorldState& state,
             std::span<const models::Patch> patches, models::HeatSystemIndex system,
             std::size_t horizon_hours) {
  const models::Region& region = stepper.region();
  const models::PatchEffects now = Compose(patches, region, stepper.names(), state.next);
  Ahead ahead{PatchedSystem(region, system, now.heat_extras[system]), {}};
  const auto process = solvers::MakeWeatherProcess(region, stepper.weather_year());
  models::WeatherField weather(region.places.size());
  for (std::size_t i = 0; i < horizon_hours * kQuartersPerHour; ++i) {
    const models::Quarter quarter = state.next + static_cast<std::int64_t>(i);
    const models::OsloTime local = stepper.calendar().At(quarter);
    const models::PatchEffects effects = Compose(patches, region, stepper.names(), quarter);
    solvers::CalcChangedWeather(process, quarter, local, WeatherChangesOf(effects), weather);
    ahead.quarters.push_back(ahead.patched.MakeInputs(
        effects, {stepper.weather_year(), quarter, local}, weather[ahead.patched.params().place]));
    ahead.quarters.back().plan = {};
  }
  return ahead;
}

}  // namespace

absl::StatusOr<solvers::HeatPlanAhead> PlanAhead(const Stepper& stepper, const WorldState& state,
                                                 std::span<const models::Patch> patches,
                                                 models::HeatSystemIndex system,
                                                 std::size_t horizon_hours,
                                                 const solvers::CommitmentLimits& limits) {
  const Ahead ahead = LookAt(stepper, state, patches, system, horizon_hours);
  solvers::HeatStepWorkspace workspace;
  return solvers::PlanHeatAhead(ahead.patched.params(), ahead.quarters,
                                ahead.patched.Widen(state.heat[system]), limits, workspace);
}

absl::StatusOr<models::Patch> MakePlanOrder(const Stepper& stepper, const WorldState& state,
                                            std::span<const models::Patch> patches,
                                            models::HeatSystemIndex system,
                                            const PlanOrderLimits& limits) {
  const Ahead ahead = LookAt(stepper, state, patches, system, limits.horizon_hours);
  std::vector<models::HeatSystemInputs> hours;
  for (std::size_t i = 0; i < ahead.quarters.size(); i += kQuartersPerHour) {
    hours.push_back(solvers::MakePlanHour(std::span(ahead.quarters).subspan(i, kQuartersPerHour)));
  }
  solvers::HeatStepWorkspace workspace;
  TWIN_ASSIGN_OR_RETURN(
      const solvers::HeatPlan plan,
      solvers::PlanHeatSystem(ahead.patched.params(), hours,
                              ahead.patched.Widen(state.heat[system]), limits.solve, workspace));
  models::HeatPlanOrder order{.heat_system_id = stepper.region().heat_systems[system].id,
                              .hours = {}};
  const std::size_t built = ahead.patched.as_built().plants.size();
  for (std::size_t hour = 0; hour < std::min(limits.ordered_hours, hours.size()); ++hour) {
    order.hours.push_back(plan.StepOf(hour));
    order.hours.back().plant_runs.resize(built);
  }
  models::Patch patch;
  patch.from = state.next.start_minute();
  patch.to = patch.from + static_cast<models::Minute>(order.hours.size()) * 60;
  patch.change = std::move(order);
  return patch;
}

bool DropPassedHours(models::Quarter next, models::Patch& patch) {
  auto& hours = std::get<models::HeatPlanOrder>(patch.change).hours;
  const models::Minute late = std::max<models::Minute>(next.start_minute() - patch.from, 0);
  const auto passed = static_cast<std::size_t>((late + 59) / 60);
  if (passed >= hours.size()) return false;
  hours.erase(hours.begin(), hours.begin() + static_cast<std::ptrdiff_t>(passed));
  patch.from += static_cast<models::Minute>(passed) * 60;
  return true;
}

}  // namespace twin::heat
