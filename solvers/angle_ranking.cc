#include "solvers/angle_ranking.h"

#include <algorithm>
#include <span>
#include <utility>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/dc_network.h"
#include "solvers/hosting_bounds.h"

namespace solvers {
namespace {

// Angles [bus] against those who feed the applicant, per MW that enters at its bus.
absl::StatusOr<std::vector<double>> CalcAnglesPerMw(const HostingBasis& basis,
                                                    const HostingQuery& query, std::size_t outage) {
  const models::ElectricityGrid& grid = basis.lanes->grid();
  PowerFlowInputs as_built = PowerFlowInputs::MakeZero(grid);
  const models::BranchIndex lost = basis.limits.outages[outage];
  if (lost.valid()) as_built.in_service[lost] = 0;
  TWIN_ASSIGN_OR_RETURN(auto network,
                        DcNetwork::Make(grid, as_built.in_service, as_built.participation_share));
  if (!network.IsLive(query.bus)) return std::vector<double>();
  const std::vector<double>& share = network.taken_share();
  std::vector<double> angle(grid.buses.size());
  for (std::size_t i = 0; i < angle.size(); ++i) angle[i] = -share[i] / models::kBaseMva;
  angle[query.bus.value()] += 1.0 / models::kBaseMva;
  network.Solve(angle);
  double mean = 0.0;
  for (std::size_t i = 0; i < angle.size(); ++i) mean += share[i] * angle[i];
  for (std::size_t i = 0; i < angle.size(); ++i) {
    angle[i] = network.IsLive(models::BusIndex(i)) ? angle[i] - mean : 0.0;
  }
  return angle;
}

double CalcAngle(std::span<const double> per_mw, std::span<const float> injection_mw) {
  double sum = 0.0;
  for (std::size_t i = 0; i < per_mw.size(); ++i) {
    sum += per_mw[i] * static_cast<double>(injection_mw[i]);
  }
  return sum;
}

}  // namespace

absl::StatusOr<std::vector<std::uint32_t>> RankByAngle(const HostingBasis& basis,
                                                       const HostingQuery& query,
                                                       std::size_t outage, double mw,
                                                       std::size_t count) {
  TWIN_ASSIGN_OR_RETURN(const std::vector<double> per_mw, CalcAnglesPerMw(basis, query, outage));
  std::vector<std::uint32_t> ranked;
  if (per_mw.empty()) return ranked;
  const double sign = query.is_generation ? 1.0 : -1.0;
  std::vector<std::pair<double, std::uint32_t>> by_angle;
  for (std::uint32_t quarter = 0; quarter < basis.states->quarter_count(); ++quarter) {
    if (!basis.states->IsSolved(quarter)) continue;
    const double angle = sign * CalcAngle(per_mw, basis.states->InjectionMw(quarter)) +
                         per_mw[query.bus.value()] * mw * ProfileShareOf(query, quarter);
    by_angle.emplace_back(-angle, quarter);
  }
  const auto end = by_angle.begin() + static_cast<std::ptrdiff_t>(std::min(count, by_angle.size()));
  std::partial_sort(by_angle.begin(), end, by_angle.end());
  for (auto one = by_angle.begin(); one != end; ++one) ranked.push_back(one->second);
  return ranked;
}

}  // namespace solvers
