#include "twin/planning/planning_run.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/parallel_for.h"
#include "solvers/planning_quarter.h"
#include "solvers/power_flow_series.h"
#include "twin/world_state.h"

namespace twin::planning {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr std::size_t kChainQuarters = 384;    // a block of the power flow's chains
constexpr std::size_t kWindowQuarters = 1536;  // whose inputs are held in memory at a time
constexpr solvers::PowerFlowOptions kOptions{.tolerance_pu = 1e-8};

// One quarter's share of the totals, found in any order and added in that of time.
struct Row {
  double demand_mw = 0.0;
  double heat_mw = 0.0;
  double generation_mw = 0.0;
  double import_mw = 0.0;  // planned, within the neighbours' limits
  double beyond_limits_mw = 0.0;
  double losses_mw = 0.0;
  double mismatch_mw = 0.0;
  double highest_loading_share = 0.0;
  bool is_solved = false;
  std::vector<Breach> breaches;
};

double SumOf(const auto& table) {
  double sum = 0.0;
  for (const double value : table) sum += value;
  return sum;
}

class Run {
 public:
  Run(const models::Region& region, models::OsloCalendar calendar, solvers::PlanningParams params,
      std::vector<solvers::SeriesSolvers> solvers)
      : region_(region),
        calendar_(std::move(calendar)),
        params_(std::move(params)),
        solvers_(std::move(solvers)),
        last_(solvers::PowerFlowState::MakeFlat(region.grid)) {}

  absl::StatusOr<PlanningRun> Go(models::Quarter from, models::Quarter to) {
    for (models::Quarter begin = from; begin < to;) {
      const models::Quarter end = std::min(to, begin + static_cast<std::int64_t>(kWindowQuarters));
      TWIN_RETURN_IF_ERROR(Prepare(begin, end));
      Solve();
      for (std::size_t i = 0; i < rows_.size(); ++i) {
        Add(rows_[i], begin + static_cast<std::int64_t>(i));
      }
      begin = end;
    }
    const WorldState end{.next = to,
                         .power_flow = last_,
                         .shunt_step = state_->shunt_step,
                         .balance = state_->balance,
                         .heat = state_->heat};
    result_.final_hash = HashState(PackState(end));
    return result_;
  }

 private:
  // Inputs of a window: weather in any order, stores in that of time.
  absl::Status Prepare(models::Quarter begin, models::Quarter end) {
    const auto count = static_cast<std::size_t>(end - begin);
    weather_.resize(count);
    inputs_.clear();
    rows_.assign(count, Row{});
    solvers::ParallelFor(count, solvers_.size(), [&](std::size_t i, std::size_t) {
      solvers::CalcPlanningWeather(params_, calendar_, begin + static_cast<std::int64_t>(i),
                                   weather_[i]);
    });
    if (!state_.has_value()) state_ = solvers::MakePlanningState(params_, weather_.front());
    solvers::RegionalBalanceResult balance;
    for (std::size_t i = 0; i < count; ++i) {
      TWIN_ASSIGN_OR_RETURN(inputs_.emplace_back(),
                            solvers::AdvancePlanning(params_, begin + static_cast<std::int64_t>(i),
                                                     weather_[i], workspace_, *state_, &balance));
      Row& row = rows_[i];
      row.demand_mw = SumOf(weather_[i].demand.demand_mw);
      row.generation_mw = balance.generation_sum_mw;
      row.import_mw = SumOf(balance.boundary_import_mw);
      row.beyond_limits_mw = balance.unserved_mw;
      row.losses_mw = state_->balance.losses_mw;
      // The balance: generation + net import = demand + heat + losses as planned.
      row.heat_mw =
          balance.generation_sum_mw + balance.net_import_mw - row.losses_mw - row.demand_mw;
    }
    return absl::OkStatus();
  }

  void Solve() {
    const std::size_t blocks = (rows_.size() + kChainQuarters - 1) / kChainQuarters;
    solvers::ParallelFor(blocks, solvers_.size(), [&](std::size_t block, std::size_t thread) {
      const std::size_t first = block * kChainQuarters;
      const std::size_t count = std::min(kChainQuarters, rows_.size() - first);
      solvers::SolvePowerFlowSeries(
          count, kOptions, [&](std::size_t i) { return inputs_[first + i]; },
          [&](std::size_t i, const solvers::PowerFlowSolution* solution) {
            Take(first + i, solution);
          },
          solvers_[thread]);
    });
  }

  static void Note(const std::optional<Breach>& breach, Row& row) {
    if (breach.has_value()) row.breaches.push_back(*breach);
  }

  void Take(std::size_t i, const solvers::PowerFlowSolution* solution) {
    if (solution == nullptr) return;
    Row& row = rows_[i];
    row.is_solved = true;
    row.losses_mw = solution->result.losses_mw;
    row.mismatch_mw = solution->result.mismatch_mw;
    const models::ElectricityGrid& grid = region_.grid;
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      const models::BranchParams& branch = grid.branches[BranchIndex(k)];
      if (!branch.is_monitored) continue;
      const double rating_mva =
          models::CalcRatingMva(branch.rating, weather_[i].weather[branch.place].air_degc);
      if (rating_mva <= 0.0) continue;
      const solvers::BranchFlow& flow = solution->result.flow[BranchIndex(k)];
      const double loading_share = std::max(std::hypot(flow.p_from_mw, flow.q_from_mvar),
                                            std::hypot(flow.p_to_mw, flow.q_to_mvar)) /
                                   rating_mva;
      row.highest_loading_share = std::max(row.highest_loading_share, loading_share);
      Note(FindBranchBreach(grid, k, loading_share), row);
    }
    for (std::size_t k = 0; k < grid.buses.size(); ++k) {
      const bool is_energised = solution->result.is_energised[BusIndex(k)] != 0;
      Note(FindBusBreach(grid, k, is_energised, solution->state.vm_pu[BusIndex(k)]), row);
    }
    if (i + 1 == rows_.size()) last_ = solution->state;
  }

  void Add(const Row& row, models::Quarter quarter) {
    constexpr double kHours = models::kHoursPerQuarter;
    scenario::Totals& totals = result_.totals;
    ++totals.quarters;
    if (!row.is_solved) ++totals.stale_quarters;
    totals.demand_mwh += row.demand_mw * kHours;
    totals.heat_electricity_mwh += row.heat_mw * kHours;
    totals.losses_mwh += row.losses_mw * kHours;
    totals.generation_mwh += row.generation_mw * kHours;
    const double net_import_mw = row.import_mw + row.mismatch_mw;
    totals.net_import_mwh += net_import_mw * kHours;
    totals.beyond_limits_mwh += row.beyond_limits_mw * kHours;
    totals.highest_loading_share =
        std::max(totals.highest_loading_share, row.highest_loading_share);
    if (row.is_solved) {
      const double residual_mw =
          row.generation_mw + net_import_mw - row.demand_mw - row.heat_mw - row.losses_mw;
      totals.worst_residual_mw = std::max(totals.worst_residual_mw, std::abs(residual_mw));
    }
    scenario::NoteBreaches(row.breaches, quarter, totals);
  }

  const models::Region& region_;
  const models::OsloCalendar calendar_;
  const solvers::PlanningParams params_;
  std::vector<solvers::SeriesSolvers> solvers_;  // [thread]
  solvers::HeatStepWorkspace workspace_;
  std::optional<solvers::PlanningState> state_;
  solvers::PowerFlowState last_;
  std::vector<solvers::PlanningWeather> weather_;
  std::vector<solvers::PowerFlowInputs> inputs_;
  std::vector<Row> rows_;
  PlanningRun result_;
};

}  // namespace

absl::StatusOr<PlanningRun> RunPlanning(const models::Region& region,
                                        const models::WeatherYear& weather_year,
                                        models::Quarter from, models::Quarter to,
                                        std::size_t threads) {
  TWIN_ASSIGN_OR_RETURN(auto calendar, models::OsloCalendar::Load());
  TWIN_ASSIGN_OR_RETURN(auto params, solvers::MakePlanningParams(region, weather_year, 1.0));
  TWIN_ASSIGN_OR_RETURN(const auto scalar, solvers::AcPowerFlow::Make(region.grid));
  TWIN_ASSIGN_OR_RETURN(const auto lanes, solvers::LanePowerFlow::Make(region.grid));
  std::vector<solvers::SeriesSolvers> solvers;
  for (std::size_t i = 0; i < threads; ++i) solvers.emplace_back(scalar, lanes);
  return Run(region, std::move(calendar), std::move(params), std::move(solvers)).Go(from, to);
}

}  // namespace twin::planning
