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

double CalcWeighted(std::span<const double> weight, std::span<const float> values) {
  double sum = 0.0;
  for (std::size_t i = 0; i < weight.size(); ++i) sum += weight[i] * static_cast<double>(values[i]);
  return sum;
}

struct Standing {
  double control_mvar = 0.0;
  double angle_rad = 0.0;
  std::uint32_t quarter = 0;
};

std::vector<Standing> CalcStandings(const HostingBasis& basis, const HostingQuery& query,
                                    const std::vector<double>& per_mw, double mw) {
  const double own = per_mw[query.bus.value()], sign = query.is_generation ? 1.0 : -1.0;
  std::vector<double> closeness(per_mw.size());
  for (std::size_t i = 0; i < per_mw.size(); ++i) {
    closeness[i] = own > 0.0 ? std::max(0.0, per_mw[i] / own) : 0.0;
  }
  std::vector<Standing> standings;
  for (std::uint32_t quarter = 0; quarter < basis.states->quarter_count(); ++quarter) {
    if (!basis.states->IsSolved(quarter)) continue;
    standings.push_back({CalcWeighted(closeness, basis.states->QMaxMvar(quarter)),
                         sign * CalcWeighted(per_mw, basis.states->InjectionMw(quarter)) +
                             own * mw * ProfileShareOf(query, quarter),
                         quarter});
  }
  return standings;
}

}  // namespace

absl::StatusOr<std::vector<std::vector<std::uint32_t>>> RankByAngle(const HostingBasis& basis,
                                                                    const HostingQuery& query,
                                                                    std::size_t outage, double mw,
                                                                    std::size_t strata,
                                                                    std::size_t count) {
  TWIN_ASSIGN_OR_RETURN(const std::vector<double> per_mw, CalcAnglesPerMw(basis, query, outage));
  std::vector<std::vector<std::uint32_t>> ranked;
  if (per_mw.empty()) return ranked;
  std::vector<Standing> standings = CalcStandings(basis, query, per_mw, mw);
  std::sort(standings.begin(), standings.end(), [](const Standing& a, const Standing& b) {
    return std::pair(a.control_mvar, a.quarter) < std::pair(b.control_mvar, b.quarter);
  });
  for (std::size_t i = 0; i < strata; ++i) {
    const auto at = [&](std::size_t stratum) {
      return standings.begin() + static_cast<std::ptrdiff_t>(stratum * standings.size() / strata);
    };
    const auto first = at(i), last = at(i + 1);
    const auto end = first + std::min(static_cast<std::ptrdiff_t>(count), last - first);
    std::partial_sort(first, end, last, [](const Standing& a, const Standing& b) {
      return std::pair(-a.angle_rad, a.quarter) < std::pair(-b.angle_rad, b.quarter);
    });
    ranked.emplace_back();
    for (auto one = first; one != end; ++one) ranked.back().push_back(one->quarter);
  }
  return ranked;
}

}  // namespace solvers
