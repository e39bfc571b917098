#include "solvers/heat/network_alarms.h"

#include <cmath>
#include <cstddef>
#include <limits>

#include "models/base/units.h"
#include "models/heat/boiling.h"

namespace solvers::heat {
namespace {

// Below this water counts as standing still.
constexpr double kStillKgS = 1e-9;

void Look(HeatLimitKind kind, std::size_t row, double value, const HeatLimitParams& limits,
          NetworkAlarms& alarms) {
  if (std::isnan(value)) return;
  NetworkAlarm& alarm = alarms[static_cast<std::size_t>(kind)];
  const HeatLimit judged = JudgeHeatLimit(kind, row, value, limits);
  if (judged.beyond > 0.0) ++alarm.broken;
  if (alarm.has_value && judged.used_ratio <= alarm.worst.used_ratio) return;
  alarm.worst = judged;
  alarm.has_value = true;
}

}  // namespace

void FindNetworkAlarms(const models::HeatNetwork& network, const HeatLimitParams& limits,
                       const models::Water& water, const NetworkAlarmValues& values,
                       NetworkAlarms& alarms) {
  alarms = {};
  for (std::size_t row = 0; row < network.nodes.size(); ++row) {
    const double pressure_bar = values.pressure_bar[row];
    Look(HeatLimitKind::kPressure, row, pressure_bar, limits, alarms);
    if (!std::isnan(pressure_bar) && !std::isnan(values.node_degc[row]))
      Look(HeatLimitKind::kBoilingMargin, row,
           models::CalcBoilingMarginBar(pressure_bar, values.node_degc[row]), limits, alarms);
  }
  for (std::size_t row = 0; row < network.pipes.size(); ++row) {
    const double flow_kg_s = std::abs(values.pipe_flow_kg_s[row]);
    if (flow_kg_s <= kStillKgS) continue;
    const double diameter_m = network.pipes[models::HeatPipeIndex(row)].inner_diameter_m;
    const double area_m2 = 0.25 * models::kPi * diameter_m * diameter_m;
    Look(HeatLimitKind::kSpeed, row, flow_kg_s / (water.density_kg_m3 * area_m2), limits, alarms);
  }
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    if (values.consumer_wanted_kg_s[row] <= kStillKgS) continue;
    const auto& consumer = network.consumers[models::HeatConsumerIndex(row)];
    Look(HeatLimitKind::kDifferentialPressure, row,
         values.pressure_bar[consumer.supply.value()] - values.pressure_bar[consumer.back.value()],
         limits, alarms);
    Look(HeatLimitKind::kSupplyTemperature, row, values.consumer_supply_degc[row], limits, alarms);
  }
  if (limits.producer_max_w.size() != network.producers.size()) return;
  for (std::size_t row = 0; row < network.producers.size(); ++row)
    Look(HeatLimitKind::kProducerHeat, row, values.producer_heat_w[row], limits, alarms);
}

int CountBroken(const NetworkAlarms& alarms) {
  int broken = 0;
  for (const NetworkAlarm& alarm : alarms) broken += alarm.broken;
  return broken;
}

}  // namespace solvers::heat
