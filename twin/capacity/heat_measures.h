#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/heat_system.h"
#include "models/heat/surplus_source.h"
#include "solvers/grid_change.h"
#include "twin/capacity/planned_year.h"

namespace twin::capacity {

/// What the plants of one heat system draw less, bus by bus; negative where they draw more.
struct HeatMeasure {
  std::vector<solvers::BusRelief> reliefs;  ///< buses where it is not 0
  models::BusIndex bus;                     ///< of the largest relief; invalid: there is none
  double largest_mw = 0.0;
};

/// Electric boilers of the system cut in every quarter and the four hours before it, as far as all
/// heat is still served by the other plants and the stores: what is drawn without less what is
/// drawn with it. Each quarter is reached by running the system for two days from rest, as the
/// planning year's own steps do (AdvanceHeatSystem, held draw taken off).
/// Errors: as of solvers::AdvanceHeatSystem and MakePlanningParams; FailedPrecondition for a region
/// with a load profile.
absl::StatusOr<HeatMeasure> CalcBoilerCut(const PlannedYear& year,
                                          const models::HeatSystemParams& system,
                                          std::span<const std::uint32_t> quarters);

/// What nobody takes of a source's surplus heat brought to the system (models::MakeSurplusPlant),
/// by the same runs; its heat pump's own draw is part of it.
absl::StatusOr<HeatMeasure> CalcSurplusHeat(const PlannedYear& year,
                                            const models::HeatSystemParams& system,
                                            const models::SurplusSourceParams& source,
                                            std::span<const std::uint32_t> quarters);

}  // namespace twin::capacity
