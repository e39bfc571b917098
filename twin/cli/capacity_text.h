#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"

namespace twin::cli {

/// An answer for people: what, how much, what stops it, when, what then. Says less where less may
/// be seen.
void PrintAnswer(const ostlandet::twin::v1::CapacityAnswer& answer);

}  // namespace twin::cli
