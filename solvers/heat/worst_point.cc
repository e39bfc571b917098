#include "solvers/heat/worst_point.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"

namespace solvers::heat {

double HoldWorstPointBar(const models::HeatNetwork& network, const WorstPointParams& params,
                         SteadyHeatSolution& solution) {
  if (!network.valves.empty() || !network.pumps.empty()) return 0.0;
  auto& pressure_bar = solution.hydraulics.pressure_bar;
  double spare_bar = std::numeric_limits<double>::infinity();
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const auto& consumer = network.consumers[models::HeatConsumerIndex(row)];
    if (solution.consumer_flow_kg_s[row] <= 0.0) continue;
    spare_bar =
        std::min(spare_bar, pressure_bar[consumer.supply.value()] -
                                pressure_bar[consumer.back.value()] - params.differential_bar);
  }
  for (const auto& producer : network.producers)
    if (producer.lift_bar)
      spare_bar = std::min(spare_bar, *producer.lift_bar - params.lift_min_bar);
  if (!(spare_bar > 0.0) || spare_bar == std::numeric_limits<double>::infinity()) return 0.0;
  for (std::size_t row = 0; row < network.nodes.size(); ++row)
    if (network.nodes[models::HeatNodeIndex(row)].side == models::HeatSide::kSupply)
      pressure_bar[row] -= spare_bar;  // NaN stays
  return spare_bar;
}

namespace {

// Closer than this is what was wanted: what the pressures are exact to.
constexpr double kHeldBar = 1e-6;
constexpr int kMostMoves = 40;

struct LiftRange {
  double low_bar, high_bar;  // of the change
};

std::optional<LiftRange> FindLiftRange(const models::HeatNetwork& network,
                                       const WorstPointParams& params) {
  double least_bar = std::numeric_limits<double>::infinity(), most_bar = -least_bar;
  for (const auto& producer : network.producers) {
    if (!producer.lift_bar) continue;
    least_bar = std::min(least_bar, *producer.lift_bar);
    most_bar = std::max(most_bar, *producer.lift_bar);
  }
  LiftRange range{params.lift_min_bar - least_bar,
                  params.lift_max_bar ? *params.lift_max_bar - most_bar : 0.0};
  range.low_bar = std::min(range.low_bar, 0.0);
  if (range.low_bar > range.high_bar) return std::nullopt;
  return range;
}

}  // namespace

WorstPointResult FindWorstPoint(const models::HeatNetwork& network,
                                const SteadyHeatSolution& solution) {
  WorstPointResult worst;
  const auto& pressure_bar = solution.hydraulics.pressure_bar;
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const auto& consumer = network.consumers[models::HeatConsumerIndex(row)];
    if (solution.consumer_flow_kg_s[row] <= 0.0) continue;
    const double differential_bar =
        pressure_bar[consumer.supply.value()] - pressure_bar[consumer.back.value()];
    if (worst.consumer.valid() && !(differential_bar < worst.differential_bar)) continue;
    worst.consumer = models::HeatConsumerIndex(row);
    worst.differential_bar = differential_bar;
  }
  return worst;
}

absl::Status HoldWorstPoint(const models::HeatNetwork& network, const WorstPointParams& params,
                            absl::FunctionRef<absl::Status(double lift_change_bar)> solve,
                            SteadyHeatSolution& solution) {
  const std::optional<LiftRange> range = FindLiftRange(network, params);
  if (!range)
    return absl::FailedPreconditionError(absl::StrFormat(
        "worst point: no lift is both above %g bar and below %g bar across all producers",
        params.lift_min_bar, *params.lift_max_bar));
  double at_bar = 0.0;
  int solves = 0;
  const bool is_shift = network.valves.empty() && network.pumps.empty();
  const auto move_to = [&](double next_bar) -> absl::Status {
    if (next_bar == at_bar) return absl::OkStatus();
    if (is_shift) {
      for (std::size_t row = 0; row < network.nodes.size(); ++row)
        if (network.nodes[models::HeatNodeIndex(row)].side == models::HeatSide::kSupply)
          solution.hydraulics.pressure_bar[row] += next_bar - at_bar;  // NaN stays
    } else {
      ++solves;
      if (absl::Status status = solve(next_bar); !status.ok()) return status;
    }
    at_bar = next_bar;
    return absl::OkStatus();
  };
  // How much more the worst consumer has than it should; nobody to hold it for: as much as can be.
  const auto calc_spare_bar = [&] {
    const WorstPointResult worst = FindWorstPoint(network, solution);
    return worst.consumer.valid() ? worst.differential_bar - params.differential_bar
                                  : std::numeric_limits<double>::infinity();
  };
  double low_bar = range->low_bar, high_bar = range->high_bar;
  TWIN_RETURN_IF_ERROR(move_to(std::min(0.0, high_bar)));
  if (double spare_bar = calc_spare_bar(); std::isinf(spare_bar)) {
    TWIN_RETURN_IF_ERROR(move_to(low_bar));
  } else if (std::abs(spare_bar) > kHeldBar) {
    // As if it moved as lifts do; then between the two that enclose it.
    double low_spare_bar = -std::numeric_limits<double>::infinity();
    double high_spare_bar = std::numeric_limits<double>::infinity();
    int last_side = 0;
    for (int moves = 0; moves < kMostMoves; ++moves) {
      const int side = spare_bar > 0.0 ? 1 : -1;
      if (side > 0) {
        high_bar = at_bar;
        high_spare_bar = spare_bar;
        if (last_side == side) low_spare_bar *= 0.5;
      } else {
        low_bar = at_bar;
        low_spare_bar = spare_bar;
        if (last_side == side) high_spare_bar *= 0.5;
      }
      const bool is_enclosed = std::isfinite(low_spare_bar) && std::isfinite(high_spare_bar);
      double wish_bar = at_bar - spare_bar;
      if (is_enclosed)
        wish_bar =
            low_bar - low_spare_bar * (high_bar - low_bar) / (high_spare_bar - low_spare_bar);
      else if (last_side == side)  // a valve holds what it has
        wish_bar = side > 0 ? low_bar : high_bar;
      last_side = side;
      const double next_bar = std::clamp(wish_bar, low_bar, high_bar);
      if (next_bar == at_bar) break;  // an end of the range
      TWIN_RETURN_IF_ERROR(move_to(next_bar));
      spare_bar = calc_spare_bar();
      if (std::abs(spare_bar) <= kHeldBar) break;
    }
  }
  WorstPointResult result = FindWorstPoint(network, solution);
  result.lift_change_bar = at_bar;
  result.is_held =
      !result.consumer.valid() || result.differential_bar >= params.differential_bar - kHeldBar;
  result.solves = solves;
  solution.worst_point = result;
  return absl::OkStatus();
}

}  // namespace solvers::heat
