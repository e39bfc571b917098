#pragma once

#include <cstdint>
#include <vector>

#include "models/distribution/mv_rules.h"

namespace models {

/// Where the nodes of one feeder may lie, seen from the busbar.
struct MvSector {
  bool is_urban = false;
  double from_rad = 0.0;  ///< angle from east, against the clock
  double to_rad = 0.0;
  double near_km = 0.0;
  double far_km = 0.0;
};

/// Random numbers of one feeder: equal keys give equal numbers.
struct MvDraw {
  std::uint64_t seed = 0;  ///< of the region's seed and the busbar
  std::uint32_t feeder = 0;
};

/// One node of a feeder that is being laid, in the order of the tree: parents first.
struct MvPlace {
  int parent = -1;  ///< -1: the busbar
  double east_km = 0.0;
  double north_km = 0.0;
  double length_km = 0.0;  ///< of the line from the parent
  double path_km = 0.0;    ///< from the busbar
  bool is_cable = false;
  double weight_share = 0.0;  ///< of the feeder's customers
};

/// `count` places in a sector, joined into one tree. In town they lie evenly over the area, in the
/// country along a valley in the middle of the sector. The tree grows from the busbar: next comes
/// the place of the smallest
///   d(place, node) + λ · path(node),   λ = path_cost_ratio
/// which is Prim's shortest tree for λ = 0 and a star for λ = 1. Lines are straight ways times the
/// detour. Customers by place are log-normal (σ = 0.5).
std::vector<MvPlace> LayFeeder(const MvSector& sector, const MvSetting& setting, int count,
                               const MvDraw& draw);

}  // namespace models
