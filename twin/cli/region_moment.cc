#include "twin/cli/region_moment.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"
#include "models/electricity/generator.h"
#include "models/time/oslo_calendar.h"
#include "solvers/control_flags.h"
#include "solvers/planning_quarter.h"

namespace twin::cli {

using models::BranchIndex;
using models::BusIndex;
using models::ShuntIndex;

namespace {

// Shipped regions are planned with the demand of today.
constexpr double kDemandRatio = 1.0;

absl::StatusOr<RegionMoment> MakeInputs(const models::Region& region,
                                        const MomentQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  TWIN_ASSIGN_OR_RETURN(
      const solvers::PlanningParams params,
      solvers::MakePlanningParams(
          region,
          {.seed = static_cast<std::uint64_t>(question.seed), .year = question.weather_year},
          kDemandRatio));
  solvers::PlanningWeather weather;
  solvers::CalcPlanningWeather(params, calendar, question.quarter, weather);
  solvers::PlanningState state = solvers::MakePlanningState(params, weather);
  solvers::HeatStepWorkspace workspace;
  RegionMoment moment;
  TWIN_ASSIGN_OR_RETURN(
      moment.inputs, solvers::AdvancePlanning(params, question.quarter, weather, workspace, state));
  const models::ElectricityGrid& grid = region.grid;
  for (std::size_t i = 0; i < grid.shunts.size() && !question.has_banks; ++i) {
    const models::ShuntParams& shunt = grid.shunts[ShuntIndex(i)];
    if (shunt.is_continuous || models::KeepsVoltage(shunt)) continue;
    moment.inputs.shunt_mvar[shunt.bus] -= shunt.step_mvar * state.shunt_step[ShuntIndex(i)];
  }
  moment.rating_mva = models::Table<BranchIndex, double>(grid.branches.size(), 0.0);
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchParams& branch = grid.branches[BranchIndex(k)];
    if (!branch.is_monitored) continue;
    moment.rating_mva[BranchIndex(k)] =
        models::CalcRatingMva(branch.rating, weather.weather[branch.place].air_degc);
  }
  return moment;
}

struct Extremes {
  double lowest_pu = 1e9, highest_pu = 0.0, worst_share = 0.0;
  BusIndex lowest, highest;
  BranchIndex worst;
};

Extremes FindExtremes(const models::ElectricityGrid& grid, const RegionMoment& moment) {
  const solvers::PowerFlowSolution& solution = moment.answer.solution;
  Extremes all;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    const BusIndex bus(i);
    if (solution.result.is_energised[bus] == 0 || !grid.buses[bus].is_monitored) continue;
    const double v_pu = solution.state.vm_pu[bus];
    if (v_pu < all.lowest_pu) std::tie(all.lowest_pu, all.lowest) = std::pair(v_pu, bus);
    if (v_pu > all.highest_pu) std::tie(all.highest_pu, all.highest) = std::pair(v_pu, bus);
  }
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const BranchIndex branch(k);
    if (!(moment.rating_mva[branch] > 0.0)) continue;
    const models::BranchParams& ends = grid.branches[branch];
    const solvers::BranchFlow& flow = solution.result.flow[branch];
    const double share =
        std::max(std::hypot(flow.p_from_mw, flow.q_from_mvar) / solution.state.vm_pu[ends.from],
                 std::hypot(flow.p_to_mw, flow.q_to_mvar) / solution.state.vm_pu[ends.to]) /
        moment.rating_mva[branch];
    if (share > all.worst_share) std::tie(all.worst_share, all.worst) = std::pair(share, branch);
  }
  return all;
}

}  // namespace

absl::StatusOr<RegionMoment> SolveRegionMoment(const models::Region& region,
                                               const MomentQuestion& question) {
  if (region.profile.has_value()) {
    return absl::InvalidArgumentError(
        "this region was made from a case: its folder holds the case itself");
  }
  TWIN_ASSIGN_OR_RETURN(RegionMoment moment, MakeInputs(region, question));
  TWIN_ASSIGN_OR_RETURN(const auto solver, solvers::PowerFlow::Make(region.grid));
  const auto workspace = solver.MakeWorkspace();
  TWIN_ASSIGN_OR_RETURN(moment.answer,
                        solver.Solve(moment.inputs, solvers::PowerFlowState::MakeFlat(region.grid),
                                     {.tolerance_pu = question.tolerance_pu,
                                      .enforces_q_limits = question.enforces_q_limits,
                                      .moves_taps = question.moves_taps},
                                     *workspace));
  return moment;
}

std::string DescribeMoment(const models::Region& region, const RegionMoment& moment) {
  const models::ElectricityGrid& grid = region.grid;
  const solvers::PowerFlowSolution& solution = moment.answer.solution;
  const Extremes all = FindExtremes(grid, moment);
  const solvers::ControlFlags flags = solvers::FindControlFlags(grid, moment.inputs, solution);
  std::size_t off_neutral = 0, outside = 0;
  double banks_mvar = 0.0;
  for (const int step : solution.state.tap_step) off_neutral += step != 0;
  for (const double mvar : moment.inputs.shunt_mvar) banks_mvar += mvar;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    const BusIndex bus(i);
    if (solution.result.is_energised[bus] == 0 || !grid.buses[bus].is_monitored) continue;
    const double v_pu = solution.state.vm_pu[bus];
    outside += v_pu < grid.buses[bus].v_min_pu || v_pu > grid.buses[bus].v_max_pu;
  }
  return absl::StrFormat(
      "%d buses, %d branches; %s, %d Newton steps, %d rounds of controls\n"
      "  losses %.3f MW, shunts %.1f Mvar at 1 pu\n"
      "  lowest %.4f pu at %s, highest %.4f pu at %s, %d buses outside their limits\n"
      "  most loaded %.1f %% %s\n"
      "  %d changers off neutral, %d at their last step; %d buses at a reactive limit\n",
      grid.buses.size(), grid.branches.size(), solvers::NameOf(moment.answer.rung),
      solution.result.iterations, solution.result.control_rounds, solution.result.losses_mw,
      banks_mvar, all.lowest_pu, all.lowest.valid() ? grid.buses[all.lowest].name : "-",
      all.highest_pu, all.highest.valid() ? grid.buses[all.highest].name : "-", outside,
      100.0 * all.worst_share, all.worst.valid() ? grid.branches[all.worst].name : "-", off_neutral,
      flags.at_last_step.size(), flags.at_q_limit.size());
}

}  // namespace twin::cli
