#include "solvers/outage_extremes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "solvers/limit_values.h"

namespace solvers {
namespace {

constexpr float kNone = std::numeric_limits<float>::infinity();

// Lanes that failed are not looked at; `count` of them are in use.
struct Seen {
  std::size_t first_outage = 0;
  std::array<bool, kLanes> is_solved{};
  std::uint16_t at = 0;
};

void Take(const Seen& seen, const double* values, std::size_t row, std::size_t stride,
          std::vector<float>& high, std::vector<std::uint16_t>& high_at, std::vector<float>& low,
          std::vector<std::uint16_t>& low_at) {
  const std::size_t start = row * stride + seen.first_outage;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    if (!seen.is_solved[lane]) continue;
    const auto value = static_cast<float>(values[lane]);
    if (value > high[start + lane]) {
      high[start + lane] = value;
      high_at[start + lane] = seen.at;
    }
    if (value < low[start + lane]) {
      low[start + lane] = value;
      low_at[start + lane] = seen.at;
    }
  }
}

class BlockPass {
 public:
  BlockPass(const PlanningStates& states, const LimitSet& limits, SeriesSolvers& solvers,
            OutageExtremes& extremes, std::vector<UnsolvedOutage>& unsolved)
      : states_(states),
        limits_(limits),
        solvers_(solvers),
        extremes_(extremes),
        unsolved_(unsolved) {}

  bool Run(std::span<const std::uint32_t> quarters, const std::atomic<bool>* is_cancelled) {
    for (std::size_t at = 0; at < quarters.size(); ++at) {
      if (is_cancelled != nullptr && is_cancelled->load()) return false;
      if (!states_.IsSolved(quarters[at])) continue;
      states_.FillBase(quarters[at], base_);
      const auto rating_mva = states_.RatingMva(quarters[at]);
      for (int lane = 0; lane < kLanes; ++lane) solvers_.lane_work->SetRatings(lane, rating_mva);
      for (std::size_t first = 0; first < limits_.outages.size(); first += kLanes) {
        RunBatch(first, quarters[at], static_cast<std::uint16_t>(at));
      }
    }
    return true;
  }

 private:
  void RunBatch(std::size_t first, std::uint32_t quarter, std::uint16_t at) {
    const std::size_t count = std::min<std::size_t>(kLanes, limits_.outages.size() - first);
    std::array<LaneCase, kLanes> cases;
    for (std::size_t lane = 0; lane < count; ++lane) {
      cases[lane] = {.base = &base_, .outage = limits_.outages[first + lane]};
    }
    LanePowerFlow::Workspace& work = *solvers_.lane_work;
    solvers_.lanes->Solve(std::span(cases).first(count), kPostOutageOptions, work);
    work.CalcLoadings();
    Seen seen{.first_outage = first, .at = at};
    for (std::size_t lane = 0; lane < count; ++lane) {
      seen.is_solved[lane] = work.IsSolved(static_cast<int>(lane));
      if (!seen.is_solved[lane]) SolveAlone(first + lane, quarter, at);
    }
    const LaneArrays& a = work.arrays();
    const std::size_t stride = extremes_.outage_stride;
    for (std::size_t m = 0; m < limits_.branches.size(); ++m) {
      Take(seen, a.loading + limits_.branches[m].value() * kLanes, m, stride,
           extremes_.loading_max_share, extremes_.loading_max_at, extremes_.loading_min_share,
           extremes_.loading_min_at);
    }
    for (std::size_t i = 0; i < limits_.buses.size(); ++i) {
      const std::size_t bus = limits_.buses[i].value();
      Seen live = seen;
      for (std::size_t lane = 0; lane < count; ++lane) {
        live.is_solved[lane] = seen.is_solved[lane] && a.is_live[bus * kLanes + lane] != 0.0;
      }
      Take(live, a.vm + bus * kLanes, i, stride, extremes_.v_max_pu, extremes_.v_max_at,
           extremes_.v_min_pu, extremes_.v_min_at);
    }
  }

  // The scalar solver tries harder: what it finds counts as well.
  void SolveAlone(std::size_t outage, std::uint32_t quarter, std::uint16_t at) {
    PowerFlowInputs inputs;
    PowerFlowState state;
    states_.Read(quarter, inputs, state);
    if (limits_.outages[outage].valid()) inputs.in_service[limits_.outages[outage]] = 0;
    const auto solution =
        solvers_.scalar->Solve(inputs, state, kPostOutageOptions, *solvers_.scalar_work);
    if (!solution.ok()) {
      unsolved_.push_back({quarter, static_cast<std::uint16_t>(outage)});
      return;
    }
    const LimitValues values =
        CalcLimitValues(solvers_.lanes->grid(), limits_, *solution, states_.RatingMva(quarter));
    const std::size_t stride = extremes_.outage_stride;
    const Seen one{.first_outage = outage, .is_solved = {true}, .at = at};
    for (std::size_t m = 0; m < limits_.branches.size(); ++m) {
      Take(one, &values.loading_share[m], m, stride, extremes_.loading_max_share,
           extremes_.loading_max_at, extremes_.loading_min_share, extremes_.loading_min_at);
    }
    for (std::size_t i = 0; i < limits_.buses.size(); ++i) {
      if (values.v_pu[i] == 0.0) continue;
      Take(one, &values.v_pu[i], i, stride, extremes_.v_max_pu, extremes_.v_max_at,
           extremes_.v_min_pu, extremes_.v_min_at);
    }
  }

  const PlanningStates& states_;
  const LimitSet& limits_;
  SeriesSolvers& solvers_;
  OutageExtremes& extremes_;
  std::vector<UnsolvedOutage>& unsolved_;
  LaneBase base_;
};

}  // namespace

std::size_t OutageExtremes::StrideOf(const LimitSet& limits) {
  return (limits.outages.size() + kLanes - 1) / kLanes * kLanes;
}

OutageExtremes OutageExtremes::Make(const LimitSet& limits) {
  OutageExtremes extremes;
  extremes.outage_stride = StrideOf(limits);
  const std::size_t loadings = limits.branches.size() * extremes.outage_stride;
  const std::size_t voltages = limits.buses.size() * extremes.outage_stride;
  extremes.loading_max_share.assign(loadings, -kNone);
  extremes.loading_min_share.assign(loadings, kNone);
  extremes.loading_max_at.assign(loadings, 0);
  extremes.loading_min_at.assign(loadings, 0);
  extremes.v_min_pu.assign(voltages, kNone);
  extremes.v_max_pu.assign(voltages, -kNone);
  extremes.v_min_at.assign(voltages, 0);
  extremes.v_max_at.assign(voltages, 0);
  return extremes;
}

bool CalcOutageExtremes(const PlanningStates& states, const LimitSet& limits,
                        std::span<const std::uint32_t> quarters, SeriesSolvers& solvers,
                        OutageExtremes& extremes, std::vector<UnsolvedOutage>& unsolved,
                        const std::atomic<bool>* is_cancelled) {
  return BlockPass(states, limits, solvers, extremes, unsolved).Run(quarters, is_cancelled);
}

}  // namespace solvers
