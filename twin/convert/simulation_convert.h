#pragma once

#include <vector>

#include "models/region.h"
#include "ostlandet/twin/v1/scenario.pb.h"
#include "twin/scenario/scenario.h"
#include "twin/scenario/simulate.h"

namespace twin::convert {

/// Names, period and runs of a simulation; neither key nor notices nor times.
ostlandet::twin::v1::SimulationReport ToProto(const scenario::Scenario& scenario,
                                              const std::vector<scenario::SimulatedRun>& runs,
                                              const std::vector<scenario::SeriesColumn>& columns,
                                              const models::Region& region);

}  // namespace twin::convert
