#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/capacity_map.h"
#include "twin/capacity/site_search.h"

namespace twin::convert {

/// What is declassified of a busbar's cell; nothing while it is not known.
using CellTuples =
    std::function<std::optional<ostlandet::twin::v1::DeclassifiedCapacity>(models::BusIndex bus)>;

/// The map for readers: stations in the order of the busbars, municipalities by id. The engine must
/// be ready.
ostlandet::twin::v1::GetCapacityMapResponse ToProto(const capacity::CapacityMap& map,
                                                    const CellTuples& cells,
                                                    const capacity::CapacityEngine& engine);

/// The ranked busbars with terms, heat and the reason in words.
ostlandet::twin::v1::FindSitesResponse ToProto(const std::vector<capacity::Site>& sites,
                                               const CellTuples& cells,
                                               const capacity::SiteQuestion& question,
                                               const capacity::CapacityEngine& engine);

}  // namespace twin::convert
