#include "solvers/outage_interpolation.h"

#include <algorithm>
#include <cmath>

namespace solvers {

using models::BranchIndex;

namespace {

constexpr double kLeastSpreadShare = 1e-6;  // of the shifts, to interpolate between them

}  // namespace

double OutageInterpolation::CalcShiftedShare(std::size_t m, std::size_t c,
                                             std::uint32_t quarter) const {
  const BranchIndex branch = limits_.branches[m];
  const auto flow_mw = states_.FlowMw(quarter), flow_mvar = states_.FlowMvar(quarter);
  double p_mw = static_cast<double>(flow_mw[branch.value()]);
  double q_mvar = static_cast<double>(flow_mvar[branch.value()]);
  if (c > 0) {
    const BranchIndex lost = limits_.outages[c];
    const double lodf = dc_.Lodf(branch, lost);
    p_mw += lodf * static_cast<double>(flow_mw[lost.value()]);
    q_mvar += lodf * static_cast<double>(flow_mvar[lost.value()]);
  }
  const double size_mva = std::hypot(p_mw, q_mvar);
  return (p_mw < 0.0 ? -size_mva : size_mva) /
         static_cast<double>(states_.RatingMva(quarter)[branch.value()]);
}

ShiftedLoadings OutageInterpolation::CalcShifted(const KnownLoadings& known, std::size_t m,
                                                 std::size_t c, std::uint32_t quarter) const {
  return {.at_max_share = CalcShiftedShare(m, c, known.max_quarter),
          .at_min_share = CalcShiftedShare(m, c, known.min_quarter),
          .here_share = CalcShiftedShare(m, c, quarter)};
}

double OutageInterpolation::Interpolate(const KnownLoadings& known,
                                        const ShiftedLoadings& shifted) {
  const double spread = shifted.at_max_share - shifted.at_min_share;
  if (std::abs(spread) < kLeastSpreadShare) return known.max_share;
  const double slope = (known.max_share - known.min_share) / spread;
  const double loading = known.max_share - slope * (shifted.at_max_share - shifted.here_share);
  return std::clamp(loading, known.min_share, known.max_share);
}

}  // namespace solvers
