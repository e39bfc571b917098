#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"

namespace twin::cli {

/// N-0, N-1 and N-1 with corrective action side by side, for people.
void PrintCriteria(const ostlandet::twin::v1::CapacityAnswer& answer);

}  // namespace twin::cli
