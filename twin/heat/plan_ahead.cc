#include "twin/heat/plan_ahead.h"

#include <vector>

#include "models/patch_effects.h"
#include "solvers/weather_process.h"
#include "twin/heat/system_quarter.h"

namespace twin::heat {
namespace {

constexpr std::size_t kQuartersPerHour = 4;

}  // namespace

absl::StatusOr<solvers::HeatPlanAhead> PlanAhead(const Stepper& stepper, const WorldState& state,
                                                 std::span<const models::Patch> patches,
                                                 models::HeatSystemIndex system,
                                                 std::size_t horizon_hours,
                                                 const solvers::CommitmentLimits& limits) {
  const models::Region& region = stepper.region();
  const models::PatchEffects now = Compose(patches, region, stepper.names(), state.next);
  const PatchedSystem patched(region, system, now.heat_extras[system]);
  const auto process = solvers::MakeWeatherProcess(region, stepper.weather_year());
  models::WeatherField weather(region.places.size());
  std::vector<models::HeatSystemInputs> quarters;
  for (std::size_t i = 0; i < horizon_hours * kQuartersPerHour; ++i) {
    const models::Quarter quarter = state.next + static_cast<std::int64_t>(i);
    const models::OsloTime local = stepper.calendar().At(quarter);
    const models::PatchEffects effects = Compose(patches, region, stepper.names(), quarter);
    solvers::CalcChangedWeather(process, quarter, local, WeatherChangesOf(effects), weather);
    quarters.push_back(patched.MakeInputs(effects, {stepper.weather_year(), quarter, local},
                                          weather[patched.params().place]));
  }
  solvers::HeatStepWorkspace workspace;
  return solvers::PlanHeatAhead(patched.params(), quarters, patched.Widen(state.heat[system]),
                                limits, workspace);
}

}  // namespace twin::heat
