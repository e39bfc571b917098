#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"

namespace twin::cli {

/// What others lose, for people.
void PrintEffects(const ostlandet::twin::v1::CapacityAnswer& answer);

}  // namespace twin::cli
