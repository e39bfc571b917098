#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"

namespace twin::cli {

/// Physical, held back, reserved, used and available, and who stands before, for people.
void PrintReserve(const ostlandet::twin::v1::CapacityAnswer& answer);

/// How long a connection of this size takes today.
void PrintProcessToday(const ostlandet::twin::v1::CapacityAnswer& answer);

}  // namespace twin::cli
