#include "solvers/battery_need.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"

namespace solvers {

BatteryNeed CalcBatteryNeed(std::span<const float> quarter_mw, std::span<const float> profile_share,
                            double requested_mw, double efficiency_share) {
  BatteryNeed need;
  const double one_way_share = std::sqrt(efficiency_share);
  const auto room_mw = [&](std::size_t i) {
    const double share = profile_share.empty() ? 1.0 : static_cast<double>(profile_share[i]);
    // A quarter takes x of the applicant's full power: x p of what is drawn in it.
    return share * (static_cast<double>(quarter_mw[i]) - requested_mw);
  };
  for (std::size_t i = 0; i < quarter_mw.size(); ++i) {
    need.power_mw = std::max(need.power_mw, -room_mw(i));
  }
  need.relief_mw.assign(quarter_mw.size(), 0.0);
  double missing_mwh = 0.0;
  for (std::size_t i = 0; i < quarter_mw.size(); ++i) {
    const double room = room_mw(i);
    if (room < 0.0) {
      need.relief_mw[i] = -room;
      missing_mwh += models::kHoursPerQuarter * -room / one_way_share;
      need.energy_mwh = std::max(need.energy_mwh, missing_mwh);
      continue;
    }
    const double taken_mw =
        std::min({room, need.power_mw, missing_mwh / (models::kHoursPerQuarter * one_way_share)});
    need.relief_mw[i] = -taken_mw;
    missing_mwh = std::max(0.0, missing_mwh - models::kHoursPerQuarter * taken_mw * one_way_share);
  }
  need.is_enough = missing_mwh <= 0.5 * need.energy_mwh;
  return need;
}

}  // namespace solvers
