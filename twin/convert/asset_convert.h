#pragma once

#include <cstddef>
#include <vector>

#include "models/region.h"
#include "ostlandet/twin/v1/grid.pb.h"
#include "ostlandet/twin/v1/heat.pb.h"

namespace twin::convert {

/// Every asset of the grid in a fixed order: stations, buses, branches, generators, loads.
class AssetList {
 public:
  /// With `kinds` empty: all. The list refers to `region`.
  AssetList(const models::Region& region, const std::vector<ostlandet::twin::v1::AssetKind>& kinds);

  std::size_t size() const { return rows_.size(); }
  ostlandet::twin::v1::Asset At(std::size_t position) const;

 private:
  struct Row {
    ostlandet::twin::v1::AssetKind kind;
    std::size_t index;
  };
  const models::Region& region_;
  std::vector<Row> rows_;
};

ostlandet::twin::v1::LargeLoadStatus ToLargeLoadStatus(models::LargeLoadStatus status);

ostlandet::twin::v1::LargeLoad ToLargeLoad(const models::Region& region,
                                           models::LargeLoadIndex large);

ostlandet::twin::v1::HeatSystem ToHeatSystem(const models::Region& region,
                                             models::HeatSystemIndex system);

}  // namespace twin::convert
