#include "solvers/secure_ratings.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "models/base/philox.h"
#include "models/base/status_macros.h"
#include "models/electricity/topology.h"
#include "solvers/ac_power_flow.h"
#include "solvers/profile_inputs.h"

namespace solvers {

using models::BranchIndex;

namespace {

constexpr double kLeastFactorRatio = 1.02, kMostFactorRatio = 1.30;
constexpr double kLeastRatingMva = 0.01;
constexpr std::uint32_t kFactorStream = 0x5352;

void NoteWorst(const models::ElectricityGrid& grid, const PowerFlowSolution& solution,
               models::Table<BranchIndex, double>& worst_mva) {
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchParams& branch = grid.branches[BranchIndex(k)];
    const BranchFlow& flow = solution.result.flow[BranchIndex(k)];
    const double from_mva = std::hypot(flow.p_from_mw, flow.q_from_mvar);
    const double to_mva = std::hypot(flow.p_to_mw, flow.q_to_mvar);
    worst_mva[BranchIndex(k)] = std::max({worst_mva[BranchIndex(k)], from_mva, to_mva,
                                          from_mva / solution.state.vm_pu[branch.from],
                                          to_mva / solution.state.vm_pu[branch.to]});
  }
}

}  // namespace

absl::StatusOr<WorstOutages> CalcWorstOutages(const models::Region& region,
                                              const std::vector<double>& load_shares) {
  if (!region.profile.has_value()) {
    return absl::FailedPreconditionError(absl::StrCat(region.name, " has no profile"));
  }
  const models::ElectricityGrid& grid = region.grid;
  TWIN_ASSIGN_OR_RETURN(const AcPowerFlow solver, AcPowerFlow::Make(grid));
  const auto workspace = solver.MakeWorkspace();
  WorstOutages worst{.apparent_mva = models::Table<BranchIndex, double>(grid.branches.size(), 0.0)};
  for (const double load_share : load_shares) {
    PowerFlowInputs inputs = MakeProfileInputs(region, load_share);
    TWIN_ASSIGN_OR_RETURN(const PowerFlowSolution intact,
                          solver.Solve(inputs, PowerFlowState::MakeFlat(grid), {}, *workspace));
    NoteWorst(grid, intact, worst.apparent_mva);
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      const BranchIndex outage(k);
      if (inputs.in_service[outage] == 0) continue;
      inputs.in_service[outage] = 0;
      const auto solution = solver.Solve(inputs, intact.state, {}, *workspace);
      inputs.in_service[outage] = 1;
      if (solution.ok()) {
        NoteWorst(grid, *solution, worst.apparent_mva);
      } else {
        worst.unsolved.push_back(
            absl::StrCat("branch ", grid.branches[outage].id, " at share ", load_share));
      }
    }
  }
  return worst;
}

models::Table<BranchIndex, double> MakeSecureRatingsMva(const models::Region& region,
                                                        const WorstOutages& worst,
                                                        std::uint64_t seed) {
  models::Table<BranchIndex, double> rating_mva;
  for (std::size_t k = 0; k < region.grid.branches.size(); ++k) {
    const double given_mva = region.grid.branches[BranchIndex(k)].rating.cold_mva;
    const double worst_mva = worst.apparent_mva[BranchIndex(k)];
    const bool is_sufficient = given_mva >= kLeastFactorRatio * worst_mva;
    const double drawn_share = models::CalcUniformShare(
        {.seed = seed, .stream = kFactorStream, .step = static_cast<std::int64_t>(k)});
    const double factor_ratio =
        kLeastFactorRatio + (kMostFactorRatio - kLeastFactorRatio) * drawn_share;
    rating_mva.Add(
        std::max({is_sufficient ? given_mva : 0.0, factor_ratio * worst_mva, kLeastRatingMva}));
  }
  return rating_mva;
}

}  // namespace solvers
