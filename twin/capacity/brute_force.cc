#include "twin/capacity/brute_force.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace twin::capacity {
namespace {

constexpr double kCollapseShare = 9.0;
constexpr double kSharePerPu = 2.0;  // 0.0005 pu of voltage weigh as much as 0.1 % of a rating

}  // namespace

BruteForce::BruteForce(const solvers::HostingBasis& basis, const solvers::HostingQuery& query)
    : basis_(basis), query_(query), work_(basis.scalar->MakeWorkspace()) {}

BruteForce::Quantities BruteForce::Solve(std::uint32_t quarter, std::uint16_t outage, double mw) {
  if (quarter_ != quarter) {
    basis_.states->Read(quarter, inputs_, state_);
    quarter_ = quarter;
  }
  const double share =
      query_.profile_share.empty() ? 1.0 : static_cast<double>(query_.profile_share[quarter]);
  const double demand_mw = (query_.is_generation ? -1.0 : 1.0) * share * mw;
  const models::BranchIndex lost = basis_.limits.outages[outage];
  inputs_.injection_mw[query_.bus] -= demand_mw;
  inputs_.injection_mvar[query_.bus] -= demand_mw * query_.tan_phi_ratio;
  if (lost.valid()) inputs_.in_service[lost] = 0;
  const auto solution = basis_.scalar->Solve(
      inputs_, state_, {.tolerance_pu = 1e-8, .enforces_q_limits = true, .moves_taps = false},
      *work_);
  if (lost.valid()) inputs_.in_service[lost] = 1;
  inputs_.injection_mw[query_.bus] += demand_mw;
  inputs_.injection_mvar[query_.bus] += demand_mw * query_.tan_phi_ratio;
  Quantities now{.is_solved = solution.ok()};
  if (!solution.ok()) return now;
  const auto& grid = basis_.lanes->grid();
  const auto rating_mva = basis_.states->RatingMva(quarter);
  for (const models::BranchIndex branch : basis_.limits.branches) {
    const solvers::BranchFlow& flow = solution->result.flow[branch];
    const double from_share = std::hypot(flow.p_from_mw, flow.q_from_mvar) /
                              solution->state.vm_pu[grid.branches[branch].from];
    const double to_share =
        std::hypot(flow.p_to_mw, flow.q_to_mvar) / solution->state.vm_pu[grid.branches[branch].to];
    now.loading_share.push_back(std::max(from_share, to_share) /
                                static_cast<double>(rating_mva[branch.value()]));
  }
  for (const models::BusIndex bus : basis_.limits.buses) {
    now.v_pu.push_back(solution->result.is_energised[bus] != 0 ? solution->state.vm_pu[bus] : 0.0);
  }
  return now;
}

bool BruteForce::LooksBroken(const Quantities& now) const {
  if (!now.is_solved) return true;
  for (const double loading : now.loading_share) {
    if (loading > 1.0) return true;
  }
  for (std::size_t i = 0; i < now.v_pu.size(); ++i) {
    const models::BusParams& bus = basis_.lanes->grid().buses[basis_.limits.buses[i]];
    if (now.v_pu[i] > 0.0 && (now.v_pu[i] < bus.v_min_pu || now.v_pu[i] > bus.v_max_pu)) {
      return true;
    }
  }
  return false;
}

Excess BruteForce::CalcExcess(std::uint32_t quarter, std::uint16_t outage, double mw) {
  Excess worst;
  const Quantities now = Solve(quarter, outage, mw);
  if (!LooksBroken(now)) return worst;
  const Quantities before = Solve(quarter, outage, 0.0);
  if (!before.is_solved) return worst;
  const auto& grid = basis_.lanes->grid();
  const models::BranchIndex lost = basis_.limits.outages[outage];
  const std::string where = absl::StrCat(" in quarter ", quarter, " after ",
                                         lost.valid() ? grid.branches[lost].name : "nothing");
  if (!now.is_solved) return {kCollapseShare, absl::StrCat("no solution", where)};
  const auto note = [&](double share, const std::string& name, double value, double limit) {
    if (share <= worst.share) return;
    worst = {share, absl::StrFormat("%s %.4f over %.4f%s", name, value, limit, where)};
  };
  for (std::size_t m = 0; m < now.loading_share.size(); ++m) {
    const double today = before.loading_share[m];
    const double limit = today > 1.0 ? today + solvers::kWorseningShare : 1.0;
    note(now.loading_share[m] - limit, grid.branches[basis_.limits.branches[m]].name,
         now.loading_share[m], limit);
  }
  for (std::size_t i = 0; i < now.v_pu.size(); ++i) {
    if (now.v_pu[i] == 0.0) continue;
    const models::BusParams& bus = grid.buses[basis_.limits.buses[i]];
    const double today = before.v_pu[i];
    const double low =
        today > 0.0 && today < bus.v_min_pu ? today - solvers::kWorseningPu : bus.v_min_pu;
    const double high = today > bus.v_max_pu ? today + solvers::kWorseningPu : bus.v_max_pu;
    note(kSharePerPu * (low - now.v_pu[i]), bus.name, now.v_pu[i], low);
    note(kSharePerPu * (now.v_pu[i] - high), bus.name, now.v_pu[i], high);
  }
  return worst;
}

}  // namespace twin::capacity
