#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/distribution/mv_grid.h"
#include "models/region.h"
#include "solvers/demand_extremes.h"
#include "solvers/mv_hosting.h"

namespace twin::capacity {

/// A node of the medium-voltage networks and the busbar it hangs on.
struct MvPoint {
  models::BusIndex bus;
  models::MvNodeIndex node;
};

/// The invented medium-voltage networks below a region's busbars, by name and by place.
/// Immutable; any number of threads.
class MvNetworks {
 public:
  /// Without networks when the region has no rules for them. Errors: as of models::GenerateMvGrid.
  static absl::StatusOr<MvNetworks> Make(const models::Region& region);

  bool empty() const { return grid_.nodes.empty(); }
  const models::MvGrid& grid() const { return grid_; }
  /// Feeders beyond their planning limits.
  const std::vector<models::MvFeederIndex>& beyond_limits() const { return beyond_limits_; }

  /// "F3/N12" below a busbar. Errors: NotFound telling what is there.
  absl::StatusOr<models::MvNodeIndex> Find(models::BusIndex bus, absl::string_view label) const;
  /// The node of this voltage nearest to a place. Errors: NotFound when there is none within
  /// 100 km, naming the distance.
  absl::StatusOr<MvPoint> FindNearest(double lat_deg, double lon_deg, double nominal_kv) const;

  /// General demand of every busbar over its cold morning, at its highest and lowest of a year.
  struct DemandRatios {
    models::Table<models::MvSupplyIndex, double> highest_ratio;
    models::Table<models::MvSupplyIndex, double> lowest_ratio;
  };
  DemandRatios CalcRatios(const models::ElectricityGrid& grid,
                          const solvers::DemandExtremes& extremes) const;

  models::MvSupplyIndex SupplyOf(models::MvNodeIndex node) const;

 private:
  models::MvGrid grid_;
  std::vector<models::MvFeederIndex> beyond_limits_;
};

/// Splits "BUSBAR/F3/N12" into busbar and node; the node is empty when `at` names none.
struct MvName {
  std::string bus;
  std::string node;
};
MvName SplitMvName(const std::string& at);

}  // namespace twin::capacity
