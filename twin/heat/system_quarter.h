#pragma once

#include <optional>

#include "models/patch_effects.h"
#include "models/region.h"
#include "solvers/heat_inputs.h"

namespace twin::heat {

/// One heat system as patches leave it, from one quarter's extras on.
class PatchedSystem {
 public:
  PatchedSystem(const models::Region& region, models::HeatSystemIndex index,
                const models::HeatSystemExtras& extras);

  /// As built when nothing is added to it.
  const models::HeatSystemParams& params() const { return extended_ ? *extended_ : as_built_; }
  const models::HeatSystemParams& as_built() const { return as_built_; }

  /// What weather, price, outages, orders and reserves make of a quarter. Sources that `effects` no
  /// longer holds give nothing; those that come later are not there.
  models::HeatSystemInputs MakeInputs(const models::PatchEffects& effects,
                                      const solvers::HeatQuarter& when,
                                      const models::PlaceWeather& here) const;

  /// The state with a row for every plant: those of sources carry nothing from step to step and
  /// begin as if they had stood.
  models::HeatSystemState Widen(models::HeatSystemState state) const;

 private:
  const models::Region& region_;
  const models::HeatSystemIndex index_;
  const models::HeatSystemParams& as_built_;
  const models::HeatSystemExtras extras_;
  std::optional<models::HeatSystemParams> extended_;
};

/// Share of a plant's heat that outages and reductions take.
double CalcLostShare(const models::PatchEffects& effects, models::HeatSystemIndex system,
                     std::size_t plant);

}  // namespace twin::heat
