#pragma once

#include <vector>

#include "models/heat/heat_system.h"
#include "solvers/heat_dispatch.h"

namespace solvers {

/// What a step asks of plants and store together, and what it draws.
struct ReleaseMoment {
  double load_mw = 0.0;            ///< heat that is delivered, network loss included
  double discharge_most_mw = 0.0;  ///< what the accumulator could give through the whole step
  double electricity_mw = 0.0;     ///< drawn now
};

/// Electricity that users of electricity draw now and could stop within this step without anybody
/// losing heat: all others at the most of their range (ramps, up and down times, fuel), the
/// accumulator at its most, and what is then left of the load made by those that make most heat of
/// a MWh, as under a grid order:
///   E_now − Σ draw(q),  Σ q = load − discharge_most − Σ q_max of plants without electricity
/// What turbines would give more is not counted. **Valid** for the one step whose `order` is given:
/// the accumulator empties.
double CalcReleasableMw(const models::HeatSystemParams& system,
                        const std::vector<AvailablePlant>& order, const ReleaseMoment& moment);

}  // namespace solvers
