#include "solvers/outage_extremes.h"

#include <algorithm>
#include <limits>

#include "solvers/limit_values.h"

namespace solvers {
namespace {

constexpr float kNone = std::numeric_limits<float>::infinity();

// Where a value stands: the column of its outage, and the position of its quarter.
struct Seen {
  std::size_t outage = 0;
  std::uint16_t at = 0;
};

void Take(const Seen& seen, double value_pu, std::size_t row, std::size_t stride,
          std::vector<float>& high, std::vector<std::uint16_t>& high_at, std::vector<float>& low,
          std::vector<std::uint16_t>& low_at) {
  const std::size_t to = row * stride + seen.outage;
  const auto value = static_cast<float>(value_pu);
  if (value > high[to]) {
    high[to] = value;
    high_at[to] = seen.at;
  }
  if (value < low[to]) {
    low[to] = value;
    low_at[to] = seen.at;
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
      RunQuarter(quarters[at], static_cast<std::uint16_t>(at));
    }
    return true;
  }

 private:
  void RunQuarter(std::uint32_t quarter, std::uint16_t at) {
    solvers_.batch.FillFactor(base_, kPostOutageOptions.enforces_q_limits, factor_);
    std::vector<std::size_t> failed;
    const BatchRequest request{
        .count = limits_.outages.size(),
        .read = [&](std::size_t outage, BatchCase& one) { one.outage = limits_.outages[outage]; },
        .take =
            [&](std::size_t, const BatchAnswer& answer) {
              if (answer.is_solved()) {
                TakeAnswer(answer, {answer.index(), at});
              } else {
                failed.push_back(answer.index());
              }
            },
        .rating_mva = states_.RatingMva(quarter),
        .options = kPostOutageOptions};
    solvers_.batch.Solve(factor_, request, *solvers_.batch_work);
    std::sort(failed.begin(), failed.end());
    for (const std::size_t outage : failed) SolveAlone(outage, quarter, at);
  }

  void TakeAnswer(const BatchAnswer& answer, const Seen& seen) {
    const std::size_t stride = extremes_.outage_stride;
    for (std::size_t m = 0; m < limits_.branches.size(); ++m) {
      Take(seen, answer.LoadingShare(limits_.branches[m]), m, stride, extremes_.loading_max_share,
           extremes_.loading_max_at, extremes_.loading_min_share, extremes_.loading_min_at);
    }
    for (std::size_t i = 0; i < limits_.buses.size(); ++i) {
      const double v_pu = answer.VoltagePu(limits_.buses[i]);
      if (v_pu == 0.0) continue;
      Take(seen, v_pu, i, stride, extremes_.v_max_pu, extremes_.v_max_at, extremes_.v_min_pu,
           extremes_.v_min_at);
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
    const Seen one{.outage = outage, .at = at};
    for (std::size_t m = 0; m < limits_.branches.size(); ++m) {
      Take(one, values.loading_share[m], m, stride, extremes_.loading_max_share,
           extremes_.loading_max_at, extremes_.loading_min_share, extremes_.loading_min_at);
    }
    for (std::size_t i = 0; i < limits_.buses.size(); ++i) {
      if (values.v_pu[i] == 0.0) continue;
      Take(one, values.v_pu[i], i, stride, extremes_.v_max_pu, extremes_.v_max_at,
           extremes_.v_min_pu, extremes_.v_min_at);
    }
  }

  const PlanningStates& states_;
  const LimitSet& limits_;
  SeriesSolvers& solvers_;
  OutageExtremes& extremes_;
  std::vector<UnsolvedOutage>& unsolved_;
  LaneBase base_;
  BaseFactor factor_;
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
