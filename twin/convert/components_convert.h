#pragma once

#include <vector>

#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/capacity_engine.h"
#include "twin/capacity/component_duties.h"
#include "twin/capacity/feeding.h"
#include "twin/capacity/transformer_wear.h"

namespace twin::convert {

ostlandet::twin::v1::ComponentDuty ToProto(const capacity::ComponentDuty& duty,
                                           const capacity::CapacityEngine& engine);
ostlandet::twin::v1::TransformerWear ToProto(const capacity::TransformerWear& wear,
                                             const capacity::CapacityEngine& engine);
/// Feeders of at least 0.5 % all year, the largest first; every quarter's shares `with_series`.
ostlandet::twin::v1::CapacityFeeding ToProto(const capacity::Feeding& feeding,
                                             const capacity::CapacityEngine& engine,
                                             bool with_series);

/// How soon a trip must act, by what the components bear until then.
void AddTripTime(const std::vector<capacity::ComponentDuty>& duties,
                 ostlandet::twin::v1::ConditionalTerms& terms);

}  // namespace twin::convert
