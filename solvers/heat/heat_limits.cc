#include "solvers/heat/heat_limits.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "models/heat/boiling.h"
#include "models/heat/friction.h"

namespace solvers::heat {
namespace {

using models::HeatConsumerIndex;
using models::HeatNodeIndex;
using models::HeatPipeIndex;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
// Below this water counts as standing still, and a consumer as taking nothing.
constexpr double kStillKgS = 1e-9;
// A supply too cold by this much counts as a limit used twice.
constexpr double kTemperatureScaleK = 10.0;

std::vector<double>& Of(HeatLimitValues& values, HeatLimitKind kind) {
  return values[static_cast<std::size_t>(kind)];
}

void CalcNodes(const models::HeatNetwork& network, const SteadyHeatSolution& solution,
               HeatLimitValues& values) {
  auto& pressure_bar = Of(values, HeatLimitKind::kPressure);
  auto& margin_bar = Of(values, HeatLimitKind::kBoilingMargin);
  pressure_bar.assign(solution.hydraulics.pressure_bar.begin(),
                      solution.hydraulics.pressure_bar.end());
  margin_bar.assign(network.nodes.size(), kNone);
  for (std::size_t row = 0; row < network.nodes.size(); ++row) {
    const double node_degc = solution.node_degc[row];
    if (!std::isnan(pressure_bar[row]) && !std::isnan(node_degc))
      margin_bar[row] = models::CalcBoilingMarginBar(pressure_bar[row], node_degc);
  }
}

void CalcPipes(const models::HeatNetwork& network, const SteadyHeatSolution& solution,
               const SteadyHeatOptions& options, HeatLimitValues& values) {
  auto& speed_m_per_s = Of(values, HeatLimitKind::kSpeed);
  auto& gradient_pa_per_m = Of(values, HeatLimitKind::kGradient);
  speed_m_per_s.assign(network.pipes.size(), kNone);
  gradient_pa_per_m.assign(network.pipes.size(), kNone);
  for (std::size_t row = 0; row < network.pipes.size(); ++row) {
    const auto& pipe = network.pipes[HeatPipeIndex(row)];
    const double flow_kg_s = solution.hydraulics.flow_kg_s[row];
    if (std::abs(flow_kg_s) <= kStillKgS) continue;
    const HeatNodeIndex inlet = flow_kg_s > 0.0 ? pipe.from : pipe.to;
    const double mean_degc =
        0.5 * (solution.node_degc[inlet.value()] + solution.pipe_outlet_degc[row]);
    const double density_kg_m3 = options.water.DensityKgM3(mean_degc);
    const double diameter_m = pipe.inner_diameter_m;
    const double area_m2 = 0.25 * std::numbers::pi * diameter_m * diameter_m;
    speed_m_per_s[row] = std::abs(flow_kg_s) / (density_kg_m3 * area_m2);
    const models::PipeShape shape{.diameter_m = diameter_m,
                                  .area_m2 = area_m2,
                                  .length_ratio = pipe.length_m / diameter_m,
                                  .relative_roughness_ratio = pipe.roughness_m / diameter_m,
                                  .fittings_ratio = pipe.fittings_ratio};
    const double loss_pa =
        models::CalcPressureLoss(shape, std::abs(flow_kg_s), density_kg_m3,
                                 options.water.ViscosityPaS(mean_degc), options.hydraulics.friction)
            .loss_pa;
    gradient_pa_per_m[row] = loss_pa / pipe.length_m;
  }
}

void CalcConsumers(const models::HeatNetwork& network, const SteadyHeatSolution& solution,
                   HeatLimitValues& values) {
  auto& differential_bar = Of(values, HeatLimitKind::kDifferentialPressure);
  auto& supply_degc = Of(values, HeatLimitKind::kSupplyTemperature);
  differential_bar.assign(network.consumers.size(), kNone);
  supply_degc.assign(network.consumers.size(), kNone);
  const auto& pressure_bar = solution.hydraulics.pressure_bar;
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const auto& consumer = network.consumers[HeatConsumerIndex(row)];
    if (solution.consumer_flow_kg_s[row] <= kStillKgS) continue;
    differential_bar[row] =
        pressure_bar[consumer.supply.value()] - pressure_bar[consumer.back.value()];
    supply_degc[row] = solution.consumer_supply_degc[row];
  }
}

bool IsLower(HeatLimitKind kind) {
  return kind == HeatLimitKind::kBoilingMargin || kind == HeatLimitKind::kDifferentialPressure ||
         kind == HeatLimitKind::kSupplyTemperature;
}

double LimitOf(HeatLimitKind kind, std::size_t row, const HeatLimitParams& limits) {
  switch (kind) {
    case HeatLimitKind::kPressure:
      return limits.node_pressure_max_bar.empty() ? limits.pressure_max_bar
                                                  : limits.node_pressure_max_bar[row];
    case HeatLimitKind::kBoilingMargin:
      return limits.boiling_margin_min_bar;
    case HeatLimitKind::kDifferentialPressure:
      return limits.differential_min_bar;
    case HeatLimitKind::kSpeed:
      return limits.speed_max_m_per_s;
    case HeatLimitKind::kGradient:
      return limits.gradient_max_pa_per_m;
    case HeatLimitKind::kSupplyTemperature:
      return limits.supply_min_degc;
    case HeatLimitKind::kProducerHeat:
      return limits.producer_max_w[row];
  }
  return kNone;
}

}  // namespace

void SetPressureClasses(const models::HeatNetwork& network, HeatLimitParams& limits) {
  constexpr double kNoPipe = std::numeric_limits<double>::infinity();
  limits.node_pressure_max_bar.assign(network.nodes.size(), kNoPipe);
  for (const auto& pipe : network.pipes) {
    const double class_bar = pipe.pressure_class
                                 ? models::CalcPressureLimitBar(*pipe.pressure_class)
                                 : limits.pressure_max_bar;
    for (const HeatNodeIndex node : {pipe.from, pipe.to}) {
      double& max_bar = limits.node_pressure_max_bar[node.value()];
      max_bar = std::min(max_bar, class_bar);
    }
  }
  for (double& max_bar : limits.node_pressure_max_bar)
    if (max_bar == kNoPipe) max_bar = limits.pressure_max_bar;
}

void CalcHeatLimitValues(const models::HeatNetwork& network, const SteadyHeatSolution& solution,
                         const HeatLimitParams& limits, const SteadyHeatOptions& options,
                         HeatLimitValues& values) {
  CalcNodes(network, solution, values);
  CalcPipes(network, solution, options, values);
  CalcConsumers(network, solution, values);
  auto& producer_w = Of(values, HeatLimitKind::kProducerHeat);
  producer_w.assign(network.producers.size(), kNone);
  if (limits.producer_max_w.size() == network.producers.size())
    producer_w.assign(solution.producer_heat_w.begin(), solution.producer_heat_w.end());
}

HeatLimit JudgeHeatLimit(HeatLimitKind kind, std::size_t row, double value,
                         const HeatLimitParams& limits) {
  HeatLimit judged{.kind = kind, .row = row, .value = value, .limit = LimitOf(kind, row, limits)};
  judged.beyond = IsLower(kind) ? judged.limit - value : value - judged.limit;
  const double scale =
      kind == HeatLimitKind::kSupplyTemperature ? kTemperatureScaleK : judged.limit;
  judged.used_ratio = 1.0 + judged.beyond / scale;
  return judged;
}

std::vector<HeatLimit> FindHeatLimits(const models::HeatNetwork& network,
                                      const SteadyHeatSolution& solution,
                                      const HeatLimitParams& limits,
                                      const SteadyHeatOptions& options) {
  HeatLimitValues values;
  CalcHeatLimitValues(network, solution, limits, options, values);
  std::vector<HeatLimit> found;
  for (std::size_t kind = 0; kind < kHeatLimitKinds; ++kind) {
    HeatLimit nearest{.used_ratio = -std::numeric_limits<double>::infinity()};
    bool has_nearest = false;
    for (std::size_t row = 0; row < values[kind].size(); ++row) {
      if (std::isnan(values[kind][row])) continue;
      const HeatLimit judged =
          JudgeHeatLimit(static_cast<HeatLimitKind>(kind), row, values[kind][row], limits);
      if (judged.beyond > 0.0) found.push_back(judged);
      if (judged.used_ratio <= nearest.used_ratio) continue;
      nearest = judged;
      has_nearest = true;
    }
    if (has_nearest && nearest.beyond <= 0.0) found.push_back(nearest);
  }
  std::stable_sort(found.begin(), found.end(), [](const HeatLimit& a, const HeatLimit& b) {
    return a.used_ratio > b.used_ratio;
  });
  return found;
}

const std::string& HeatLimitElementId(const models::HeatNetwork& network, const HeatLimit& limit) {
  switch (limit.kind) {
    case HeatLimitKind::kPressure:
    case HeatLimitKind::kBoilingMargin:
      return network.nodes[HeatNodeIndex(limit.row)].id;
    case HeatLimitKind::kSpeed:
    case HeatLimitKind::kGradient:
      return network.pipes[HeatPipeIndex(limit.row)].id;
    case HeatLimitKind::kDifferentialPressure:
    case HeatLimitKind::kSupplyTemperature:
      return network.consumers[HeatConsumerIndex(limit.row)].id;
    case HeatLimitKind::kProducerHeat:
      break;
  }
  return network.producers[models::HeatProducerIndex(limit.row)].id;
}

const char* HeatLimitName(HeatLimitKind kind) {
  constexpr std::array<const char*, kHeatLimitKinds> kNames = {
      "pressure", "boiling_margin",     "differential_pressure", "speed",
      "gradient", "supply_temperature", "producer_heat"};
  return kNames[static_cast<std::size_t>(kind)];
}

const char* HeatLimitUnit(HeatLimitKind kind) {
  constexpr std::array<const char*, kHeatLimitKinds> kUnits = {"bar",  "bar", "bar", "m/s",
                                                               "Pa/m", "°C",  "W"};
  return kUnits[static_cast<std::size_t>(kind)];
}

}  // namespace solvers::heat
