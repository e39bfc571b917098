#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"

namespace twin::cli {

/// The warmth of the components that bind, the wear of transformers on the way, and who delivers
/// the MW, for people.
void PrintComponents(const ostlandet::twin::v1::CapacityAnswer& answer);

/// Where an area could be connected.
void PrintCandidates(const ostlandet::twin::v1::CapacityAnswer& answer);

/// The same from other places in the queue and under other principles.
void PrintStandings(const ostlandet::twin::v1::CapacityAnswer& answer);

}  // namespace twin::cli
