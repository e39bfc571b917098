#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/capacity_engine.h"
#include "twin/capacity/reserve_search.h"

namespace twin::convert {

/// Tells the four numbers in a record. Where what is available is less than what is firm it decides
/// verdict, bucket and reason: HELD_BACK or QUEUE, the one that takes more.
void AddReserve(const capacity::ReserveReport& report, const capacity::CapacityEngine& engine,
                ostlandet::twin::v1::CapacityAnswer& answer);

}  // namespace twin::convert
