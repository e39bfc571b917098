#include "twin/heat/system_quarter.h"

#include <algorithm>
#include <utility>

namespace twin::heat {
namespace {

bool IsOneOf(const models::SurplusSourceParams& source,
             const std::vector<models::SurplusSourceParams>& sources) {
  return std::any_of(sources.begin(), sources.end(), [&](const auto& other) {
    return other.id == source.id && other.bus == source.bus && other.heat_mw == source.heat_mw &&
           other.winter_degc == source.winter_degc;
  });
}

}  // namespace

double CalcLostShare(const models::PatchEffects& effects, models::HeatSystemIndex system,
                     std::size_t plant) {
  if (effects.heat_plant_out[system.value()][plant] != 0) return 1.0;
  return 1.0 - effects.heat_plant_share[system.value()][plant];
}

PatchedSystem::PatchedSystem(const models::Region& region, models::HeatSystemIndex index,
                             const models::HeatSystemExtras& extras)
    : region_(region), index_(index), as_built_(region.heat_systems[index]), extras_(extras) {
  if (!extras_.buildings.empty() || !extras_.sources.empty()) {
    extended_ = Extend(as_built_, extras_);
  }
}

models::HeatSystemInputs PatchedSystem::MakeInputs(const models::PatchEffects& effects,
                                                   const solvers::HeatQuarter& when,
                                                   const models::PlaceWeather& here) const {
  models::HeatSystemInputs inputs = solvers::MakeHeatInputs(params(), region_.price, when, here);
  inputs.electricity_max_mw = effects.electricity_max_mw[index_];
  inputs.reserve_cut_mw = effects.reserve_cut_mw[index_];
  inputs.electricity_price_nok_per_mwh =
      effects.price_nok_per_mwh.value_or(inputs.electricity_price_nok_per_mwh) *
          effects.price_ratio +
      effects.price_offset_nok_per_mwh;
  const std::size_t built = as_built_.plants.size();
  for (std::size_t plant = 0; plant < built; ++plant) {
    inputs.plant_available_share[plant] *= 1.0 - CalcLostShare(effects, index_, plant);
  }
  for (std::size_t i = 0; i < extras_.sources.size(); ++i) {
    const bool is_there = IsOneOf(extras_.sources[i], effects.heat_extras[index_].sources);
    // A plant that is smaller than its source is full until the source has less than it needs.
    const double whole_mw =
        MakeSurplusPlant(extras_.sources[i], as_built_.supply_cold_degc, as_built_.return_degc)
            .heat_max_mw;
    const double has_mw = CalcSurplusAvailableShare(extras_.sources[i], when.local) * whole_mw;
    inputs.plant_available_share[built + i] =
        is_there ? std::min(has_mw / params().plants[built + i].heat_max_mw, 1.0) : 0.0;
  }
  inputs.plan = effects.heat_plan[index_];
  // Plans know the plants that stand; sources that were added run as they do without a plan.
  if (!inputs.plan.plant_runs.empty()) inputs.plan.plant_runs.resize(params().plants.size(), 1);
  return inputs;
}

models::HeatSystemState PatchedSystem::Widen(models::HeatSystemState state) const {
  if (!state.plants.empty()) state.plants.resize(params().plants.size());
  return state;
}

}  // namespace twin::heat
