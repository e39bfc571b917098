#include "models/distribution/mv_grid.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace models {

MvFeederIndex FeederOf(const MvGrid& grid, MvNodeIndex node) {
  const auto& feeders = grid.feeders.rows();
  const auto after = std::upper_bound(
      feeders.begin(), feeders.end(), node,
      [](MvNodeIndex wanted, const MvFeeder& feeder) { return wanted < feeder.first; });
  return MvFeederIndex(static_cast<std::size_t>(after - feeders.begin()) - 1);
}

std::string MvNodeLabel(const MvGrid& grid, MvNodeIndex node) {
  const MvFeederIndex index = FeederOf(grid, node);
  const MvFeeder& feeder = grid.feeders[index];
  return absl::StrCat("F", index.value() - grid.supplies[feeder.supply].first.value() + 1, "/N",
                      node.value() - feeder.first.value() + 1);
}

}  // namespace models
