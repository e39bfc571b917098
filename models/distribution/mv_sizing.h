#pragma once

#include <span>
#include <vector>

#include "models/distribution/mv_layout.h"
#include "models/distribution/mv_rules.h"

namespace models {

/// A feeder that is being sized: its tree and what hangs on it on the cold morning.
struct MvFeederDemand {
  double nominal_kv = 0.0;
  double tan_phi_ratio = 0.0;
  std::vector<double> cold_mw;         ///< [place]
  std::vector<double> customer_count;  ///< [place]
};

struct MvFeederSizes {
  std::vector<MvLineTypeIndex> line_type;  ///< [place]
  double worst_drop_share = 0.0;           ///< linear estimate, at the worst place
  bool fits = true;  ///< false: the largest types are too small, or the drop stays above its limit
};

/// Types of all lines of one feeder: the smallest of its kind that carries what flows below it on
/// the cold morning within `loading_share` of its rating, with the coincidence of its customers;
/// then the lines on the way to the worst place grow, all by one size at a time, until
///   Σ (R P + X Q) / V²  <=  drop_limit_share
MvFeederSizes SizeFeeder(const MvRules& rules, const MvSetting& setting,
                         std::span<const MvPlace> places, const MvFeederDemand& demand);

/// Size of a secondary transformer; beyond the largest size a multiple of it.
double CalcSubstationKva(const MvRules& rules, double cold_mw, double tan_phi_ratio,
                         double customer_count);

/// Units that feed a busbar: one for a small country station, else so many equal ones, two at
/// least, that without one the rest carry the cold load.
struct MvUnits {
  int count = 0;
  double unit_mva = 0.0;
};
MvUnits CalcSupplyUnits(const MvRules& rules, double cold_mva, double town_share);

}  // namespace models
