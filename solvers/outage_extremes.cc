#include "solvers/outage_extremes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "solvers/limit_values.h"
#include "solvers/outage_interpolation.h"

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

bool IsNearVoltage(double room_pu) { return room_pu >= -kNearBeyondPu && room_pu <= kNearRoomPu; }

// Quarters of a block that are solved again once its extremes are known.
constexpr std::size_t kErrorSamples = 4;

class BlockPass {
 public:
  BlockPass(const PlanningStates& states, const LimitSet& limits, const DcSensitivities& dc,
            SeriesSolvers& solvers)
      : states_(states), limits_(limits), solvers_(solvers), interpolation_(states, limits, dc) {}

  bool Run(std::span<const std::uint32_t> quarters, OutageExtremes& extremes,
           std::vector<UnsolvedOutage>& unsolved, const std::atomic<bool>* is_cancelled) {
    for (std::size_t at = 0; at < quarters.size(); ++at) {
      if (is_cancelled != nullptr && is_cancelled->load()) return false;
      const auto take = [&](std::size_t outage, const auto& loading_of, const auto& voltage_of) {
        const Seen seen{outage, static_cast<std::uint16_t>(at)};
        TakeLoadings(seen, loading_of, extremes);
        TakeVoltages(seen, quarters[at], voltage_of, extremes);
      };
      RunQuarter(quarters[at], take, [&](std::uint16_t outage) {
        unsolved.push_back({quarters[at], outage});
      });
    }
    extremes.near_limits.Sort();
    extremes.near_voltages.Sort();
    MeasureErrors(quarters, extremes);
    return true;
  }

 private:
  // `take` is told of every outage that has a solution, `miss` of the others.
  template <class Take, class Miss>
  void RunQuarter(std::uint32_t quarter, const Take& take, const Miss& miss) {
    if (!states_.IsSolved(quarter)) return;
    states_.FillBase(quarter, base_);
    solvers_.batch.FillFactor(base_, kPostOutageOptions.enforces_q_limits, factor_);
    std::vector<std::size_t> failed;
    const BatchRequest request{
        .count = limits_.outages.size(),
        .read = [&](std::size_t outage, BatchCase& one) { one.outage = limits_.outages[outage]; },
        .take =
            [&](std::size_t, const BatchAnswer& answer) {
              if (!answer.is_solved()) {
                failed.push_back(answer.index());
                return;
              }
              take(
                  answer.index(),
                  [&](std::size_t m) { return answer.LoadingShare(limits_.branches[m]); },
                  [&](std::size_t i) { return answer.VoltagePu(limits_.buses[i]); });
            },
        .rating_mva = states_.RatingMva(quarter),
        .options = kPostOutageOptions};
    solvers_.batch.Solve(factor_, request, *solvers_.batch_work);
    std::sort(failed.begin(), failed.end());
    for (const std::size_t outage : failed) {
      const std::optional<LimitValues> values = SolveAlone(outage, quarter);
      if (!values.has_value()) {
        miss(static_cast<std::uint16_t>(outage));
        continue;
      }
      take(
          outage, [&](std::size_t m) { return values->loading_share[m]; },
          [&](std::size_t i) { return values->v_pu[i]; });
    }
  }

  // The scalar solver tries harder: what it finds counts as well.
  std::optional<LimitValues> SolveAlone(std::size_t outage, std::uint32_t quarter) {
    PowerFlowInputs inputs;
    PowerFlowState state;
    states_.Read(quarter, inputs, state);
    if (limits_.outages[outage].valid()) inputs.in_service[limits_.outages[outage]] = 0;
    const auto solution =
        solvers_.scalar->Solve(inputs, state, kPostOutageOptions, *solvers_.scalar_work);
    if (!solution.ok()) return std::nullopt;
    return CalcLimitValues(solvers_.lanes->grid(), limits_, *solution, states_.RatingMva(quarter));
  }

  template <class LoadingOf>
  void TakeLoadings(const Seen& seen, const LoadingOf& loading_of, OutageExtremes& extremes) const {
    const std::size_t stride = extremes.outage_stride;
    for (std::size_t m = 0; m < limits_.branches.size(); ++m) {
      const double loading_share = loading_of(m), size_share = std::abs(loading_share);
      Take(seen, loading_share, m, stride, extremes.loading_max_share, extremes.loading_max_at,
           extremes.loading_min_share, extremes.loading_min_at);
      if (size_share >= kNearFromShare && size_share <= kNearToShare) {
        extremes.near_limits.Add(m, seen.outage, seen.at, loading_share);
      }
    }
  }

  template <class VoltageOf>
  void TakeVoltages(const Seen& seen, std::uint32_t quarter, const VoltageOf& voltage_of,
                    OutageExtremes& extremes) const {
    const std::size_t stride = extremes.outage_stride;
    const std::span<const float> intact_pu = states_.VoltagePu(quarter);
    for (std::size_t i = 0; i < limits_.buses.size(); ++i) {
      const double v_pu = voltage_of(i);
      if (v_pu == 0.0) continue;
      Take(seen, v_pu, i, stride, extremes.v_max_pu, extremes.v_max_at, extremes.v_min_pu,
           extremes.v_min_at);
      const models::BusParams& bus = solvers_.lanes->grid().buses[limits_.buses[i]];
      const bool is_near = IsNearVoltage(v_pu - bus.v_min_pu) || IsNearVoltage(bus.v_max_pu - v_pu);
      const double moved_pu = v_pu - static_cast<double>(intact_pu[limits_.buses[i].value()]);
      if (is_near && std::abs(moved_pu) > kUnmovedPu) {
        extremes.near_voltages.Add(i, seen.outage, seen.at, v_pu);
      }
    }
  }

  void MeasureErrors(std::span<const std::uint32_t> quarters, OutageExtremes& extremes) {
    const std::size_t samples = std::min(kErrorSamples, quarters.size());
    for (std::size_t i = 0; i < samples; ++i) {
      const std::uint32_t quarter = quarters[(2 * i + 1) * quarters.size() / (2 * samples)];
      const auto take = [&](std::size_t outage, const auto& loading_of, const auto&) {
        for (std::size_t m = 0; m < limits_.branches.size(); ++m) {
          const std::size_t at = m * extremes.outage_stride + outage;
          const auto known = KnownLoadings::Of(extremes, quarters, at);
          const double error =
              std::abs(interpolation_.CalcLoadingShare(known, m, outage, quarter) - loading_of(m));
          float& largest = extremes.loading_error_share[at];
          largest = std::max(largest, static_cast<float>(error));
        }
      };
      RunQuarter(quarter, take, [](std::uint16_t) {});
    }
  }

  const PlanningStates& states_;
  const LimitSet& limits_;
  SeriesSolvers& solvers_;
  const OutageInterpolation interpolation_;
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
  extremes.loading_error_share.assign(loadings, 0.0f);
  return extremes;
}

bool CalcOutageExtremes(const PlanningStates& states, const LimitSet& limits,
                        const DcSensitivities& dc, std::span<const std::uint32_t> quarters,
                        SeriesSolvers& solvers, OutageExtremes& extremes,
                        std::vector<UnsolvedOutage>& unsolved,
                        const std::atomic<bool>* is_cancelled) {
  return BlockPass(states, limits, dc, solvers).Run(quarters, extremes, unsolved, is_cancelled);
}

}  // namespace solvers
