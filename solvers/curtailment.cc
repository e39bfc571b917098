#include "solvers/curtailment.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "models/base/units.h"

namespace solvers {

Curtailment CalcCurtailment(std::span<const float> quarter_mw, std::span<const float> profile_share,
                            std::span<const std::uint8_t> month, double requested_mw) {
  Curtailment cut;
  std::size_t stretch = 0;
  for (std::size_t q = 0; q < quarter_mw.size(); ++q) {
    const double share = profile_share.empty() ? 1.0 : static_cast<double>(profile_share[q]);
    // As the quarters are kept: what takes all of it must not fall short by the rounding.
    const double short_mw = static_cast<double>(static_cast<float>(requested_mw) - quarter_mw[q]);
    if (short_mw <= 0.0 || share <= 0.0) {
      stretch = 0;
      continue;
    }
    ++stretch;
    const double stretch_h = models::kHoursPerQuarter * static_cast<double>(stretch);
    if (stretch_h > cut.longest_h) {
      cut.longest_h = stretch_h;
      cut.longest_at = static_cast<std::uint32_t>(q + 1 - stretch);
    }
    cut.cut_h += models::kHoursPerQuarter;
    cut.energy_mwh += models::kHoursPerQuarter * short_mw * share;
    if (!month.empty() && month[q] > 0) cut.month_h[month[q] - 1] += models::kHoursPerQuarter;
  }
  return cut;
}

double CalcMwAtHours(std::span<const float> quarter_mw, std::span<const float> profile_share,
                     double hours) {
  std::vector<float> mw;
  for (std::size_t q = 0; q < quarter_mw.size(); ++q) {
    if (profile_share.empty() || profile_share[q] > 0.0f) mw.push_back(quarter_mw[q]);
  }
  const auto short_quarters = static_cast<std::size_t>(hours / models::kHoursPerQuarter);
  if (mw.empty()) return std::numeric_limits<double>::infinity();
  const std::size_t place = std::min(short_quarters, mw.size() - 1);
  std::nth_element(mw.begin(), mw.begin() + static_cast<std::ptrdiff_t>(place), mw.end());
  return static_cast<double>(mw[place]);
}

double CalcFullPowerH(std::span<const float> profile_share, std::size_t quarter_count) {
  if (profile_share.empty()) return models::kHoursPerQuarter * static_cast<double>(quarter_count);
  double full_h = 0.0;
  for (const float share : profile_share) full_h += models::kHoursPerQuarter * share;
  return full_h;
}

}  // namespace solvers
