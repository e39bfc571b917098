#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/capacity_engine.h"
#include "twin/capacity/connection_candidates.h"
#include "twin/capacity/standings.h"

namespace twin::convert {

ostlandet::twin::v1::DfProfile ToProto(const models::DfProfile& profile);
ostlandet::twin::v1::CapacityStanding ToProto(const capacity::Standing& standing,
                                              double requested_mw,
                                              const capacity::CapacityEngine& engine);

/// Where an area could be connected; the first of them is asked.
void AddCandidates(const std::vector<capacity::ConnectionCandidate>& candidates,
                   const capacity::CapacityEngine& engine,
                   ostlandet::twin::v1::CapacityAnswer& answer);

/// Says of every standing under a DF profile whether the record's voltage step is within it.
void CheckSteps(ostlandet::twin::v1::CapacityAnswer& answer);

}  // namespace twin::convert
