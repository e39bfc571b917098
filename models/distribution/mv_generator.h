#pragma once

#include "absl/status/statusor.h"
#include "models/distribution/mv_grid.h"
#include "models/distribution/mv_rules.h"
#include "models/distribution/mv_supply_points.h"

namespace models {

/// Invents the networks below all points. Each follows from the rules and its own point alone, so
/// that another busbar elsewhere changes nothing here; one seed gives the same bytes.
///
/// A point's customers are split into town and country. Town lies in a disc around the busbar, cut
/// into sectors, one feeder each; country feeders follow valleys from the town's edge outward. So
/// many feeders are made that each carries about `feeder_mw`, and more where the largest
/// conductors are too small or the drop of voltage too large (at most kMostTries rounds; what then
/// is still beyond is told). The end of every town feeder can be joined to its neighbour by an open
/// line, that of a country feeder where the neighbour is near.
/// Errors: InvalidArgument when a rule is wrong or a point is not finite or without customers.
struct MvGenerated {
  MvGrid grid;
  std::vector<MvFeederIndex> beyond_limits;  ///< feeders that do not fit after all tries
};
absl::StatusOr<MvGenerated> GenerateMvGrid(const MvRules& rules,
                                           const Table<MvSupplyIndex, MvSupplyPoint>& points);

}  // namespace models
