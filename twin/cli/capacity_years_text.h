#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"

namespace twin::cli {

/// What the point takes year by year, for people.
void PrintYears(const ostlandet::twin::v1::CapacityAnswer& answer);

}  // namespace twin::cli
