#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"

namespace twin::convert {

/// Says what stands behind a verdict that is not "now", from the record's own measures, doubts and
/// years; nothing where it holds none of them.
void AddVerdictDetail(ostlandet::twin::v1::CapacityAnswer& answer);

}  // namespace twin::convert
