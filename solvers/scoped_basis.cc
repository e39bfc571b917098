#include "solvers/scoped_basis.h"

#include <span>
#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "solvers/parallel_for.h"

namespace solvers {

absl::Status ScopedBasis::MakeSolvers(const HostingBasis& year, const GridChange& change) {
  basis_.scalar = year.scalar;
  basis_.lanes = year.lanes;
  if (!change.ChangesNetwork()) {
    basis_.dc = year.dc;
    return absl::OkStatus();
  }
  grid_ =
      std::make_unique<const models::ElectricityGrid>(MakeChangedGrid(year.lanes->grid(), change));
  TWIN_ASSIGN_OR_RETURN(auto scalar, AcPowerFlow::Make(*grid_));
  scalar_ = std::make_unique<AcPowerFlow>(std::move(scalar));
  TWIN_ASSIGN_OR_RETURN(auto lanes, LanePowerFlow::Make(*grid_));
  lanes_ = std::make_unique<LanePowerFlow>(std::move(lanes));
  basis_.scalar = scalar_.get();
  basis_.lanes = lanes_.get();
  const auto as_built = PowerFlowInputs::MakeZero(*grid_);
  TWIN_ASSIGN_OR_RETURN(
      basis_.dc, CalcDcSensitivities(*grid_, as_built.in_service, as_built.participation_share));
  return absl::OkStatus();
}

// What is monitored stays so; a branch that is opened has no limit and cannot be lost.
void ScopedBasis::MakeLimits(const HostingBasis& year) {
  const models::ElectricityGrid& grid = basis_.lanes->grid();
  const auto stands = [&](models::BranchIndex branch) {
    return !branch.valid() || grid.branches[branch].is_in_service;
  };
  for (const models::BranchIndex branch : year.limits.branches) {
    if (stands(branch)) basis_.limits.branches.push_back(branch);
  }
  basis_.limits.buses = year.limits.buses;
  for (const std::uint16_t outage : scope_.outages) {
    if (stands(year.limits.outages[outage])) {
      basis_.limits.outages.push_back(year.limits.outages[outage]);
    }
  }
  // What is new, or was built open.
  const auto& before = year.lanes->grid().branches;
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchIndex branch(k);
    const models::BranchParams& params = grid.branches[branch];
    const bool stood = k < before.size() && before[branch].is_in_service;
    if (stood || !params.is_in_service || !params.is_monitored) continue;
    basis_.limits.outages.push_back(branch);
    if (params.rating.summer_mva > 0.0) basis_.limits.branches.push_back(branch);
  }
  for (std::size_t i = year.lanes->grid().buses.size(); i < grid.buses.size(); ++i) {
    if (grid.buses[models::BusIndex(i)].is_monitored) basis_.limits.buses.emplace_back(i);
  }
}

void ScopedBasis::MakeExtremes(std::vector<SeriesSolvers>& solvers) {
  const std::size_t count = scope_.quarters.size();
  for (std::uint32_t i = 0; i < count; ++i) positions_.push_back(i);
  extremes_.resize(count);
  std::vector<std::vector<UnsolvedOutage>> unsolved(count);
  ParallelFor(count, solvers.size(), [&](std::size_t i, std::size_t thread) {
    extremes_[i] = OutageExtremes::Make(basis_.limits);
    CalcOutageExtremes(*states_, basis_.limits, basis_.dc, std::span(positions_).subspan(i, 1),
                       solvers[thread], extremes_[i], unsolved[i]);
  });
  for (std::size_t i = 0; i < count; ++i) {
    const OutageExtremes& e = extremes_[i];
    basis_.blocks.push_back({std::span(positions_).subspan(i, 1), e.loading_max_share,
                             e.loading_min_share, e.v_min_pu, e.v_max_pu, e.loading_max_at,
                             e.loading_min_at, e.v_min_at, e.v_max_at, e.loading_error_share,
                             NearLimits::Of(e.near_limits), NearLimits::Of(e.near_voltages)});
    basis_.unsolved.insert(basis_.unsolved.end(), unsolved[i].begin(), unsolved[i].end());
  }
}

absl::StatusOr<std::unique_ptr<ScopedBasis>> ScopedBasis::Make(const HostingBasis& year,
                                                               const HostingScope& scope,
                                                               const GridChange& change,
                                                               std::size_t threads) {
  if (scope.quarters.empty()) {
    return models::errors::InvalidField("scope", "holds no quarter");
  }
  TWIN_RETURN_IF_ERROR(CheckGridChange(year.lanes->grid(), change, scope.quarters.size()));
  std::unique_ptr<ScopedBasis> made(new ScopedBasis(scope));
  TWIN_RETURN_IF_ERROR(made->MakeSolvers(year, change));
  std::vector<SeriesSolvers> solvers;
  for (std::size_t i = 0; i < threads; ++i) {
    solvers.emplace_back(*made->basis_.scalar, *made->basis_.lanes);
  }
  TWIN_ASSIGN_OR_RETURN(made->states_, ScopedStates::Make(*year.states, year.lanes->grid(),
                                                          scope.quarters, change, solvers));
  made->basis_.states = made->states_.get();
  made->MakeLimits(year);
  made->MakeExtremes(solvers);
  PrepareHostingBasis(made->basis_);
  return made;
}

HostingQuery ScopedBasis::MakeQuery(const HostingQuery& of_year) const {
  HostingQuery query = of_year;
  query.cap_mw = scope_.level_mw;
  query.keep_pairs = 0;
  query.on_part = nullptr;
  if (of_year.profile_share.empty()) return query;
  query.profile_share.clear();
  for (const std::uint32_t quarter : scope_.quarters) {
    query.profile_share.push_back(of_year.profile_share[quarter]);
  }
  return query;
}

}  // namespace solvers
