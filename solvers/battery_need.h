#pragma once

#include <span>
#include <vector>

namespace solvers {

/// The battery behind an applicant's own meter that keeps what it draws within what every quarter
/// takes.
struct BatteryNeed {
  double power_mw = 0.0;    ///< largest it gives
  double energy_mwh = 0.0;  ///< between full and empty, as the battery sees it
  bool is_enough = true;    ///< false: what it gives is never made good before the stretch ends
  std::vector<double> relief_mw;  ///< [quarter] what it gives; negative while it is charged
};

/// With x(q) what a quarter takes and p(q) the profile of an applicant of X MW:
///   gives  g(q) = max(0, X p(q) − x(q)),   may take  r(q) = max(0, x(q) − X p(q))
///   missing(q) = max(0, missing(q−1) + ¼ h · g(q)/η_out − ¼ h · r(q) η_in),  η_out = η_in = √η
/// and the energy is the largest of it: the least battery, charged as soon as there is room, at
/// most at the power it gives. It begins full. **Shape** both [quarter]; `profile_share` empty: 1.
/// **Valid** efficiency above 0.
BatteryNeed CalcBatteryNeed(std::span<const float> quarter_mw, std::span<const float> profile_share,
                            double requested_mw, double efficiency_share);

}  // namespace solvers
