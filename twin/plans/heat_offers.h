#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "solvers/plan/heat_alternatives.h"
#include "twin/plans/surroundings.h"

namespace twin::plans {

/// What buildings' own heating lifts surplus heat to: radiators of flats and floors of offices.
inline constexpr models::HeatPumpTemperatures kLiftToBuildings{.sink_in_degc = 45.0,
                                                               .sink_out_degc = 65.0};

/// Heat of a source that nobody takes on a winter day, before lifting:  Q (1 − taken) · winter.
double CalcWinterLeftMw(const models::SurplusSourceParams& source);

/// A source of surplus heat near a plan and the temperatures its pump would work between.
struct SurplusNear {
  solvers::SurplusOffer offer;
  models::HeatPumpTemperatures temperatures;
};

/// The plan's own data centres first, then the nearest running source within reach, then the
/// nearest planned one; nullopt when there is none. `own_mw` is what the plan's data centres draw
/// for certain (P10), 0 without.
std::optional<SurplusNear> FindSurplusNear(const Surroundings& around,
                                           const models::PlanPoint& centre, double own_mw);

/// What the question needs to know of the plan's demand.
struct NetworkNeed {
  models::PlanPoint centre;
  double heat_mw = 0.0;     ///< in the design quarter
  int quarter_of_day = 32;  ///< of it
  int weather_year = 2011;
};

/// The nearest district-heating system: how far its pipes (or, where they are not in the data, its
/// centre) are, whether pipes and plants have room, what its plants draw and emit. nullopt without
/// any system or heat. Errors: as of SolveHeatNetworkYear and GenerateHeatNetwork.
absl::StatusOr<std::optional<solvers::NetworkOffer>> FindNetworkOffer(const Surroundings& around,
                                                                      const NetworkNeed& need);

}  // namespace twin::plans
