#pragma once

#include <array>
#include <vector>

#include "models/heat/heat_network.h"
#include "models/heat/water.h"
#include "solvers/heat/heat_limits.h"

namespace solvers::heat {

/// The worst of one kind of limit at a moment.
struct NetworkAlarm {
  HeatLimit worst;
  bool has_value = false;  ///< there was something to look at
  int broken = 0;          ///< elements beyond their limit
};

/// [kind]
using NetworkAlarms = std::array<NetworkAlarm, kHeatLimitKinds>;

/// What limits are judged by. All vectors as in the results of the solvers.
struct NetworkAlarmValues {
  const std::vector<double>& pressure_bar;          ///< [node]
  const std::vector<double>& node_degc;             ///< [node]
  const std::vector<double>& pipe_flow_kg_s;        ///< [pipe] at least
  const std::vector<double>& consumer_wanted_kg_s;  ///< [consumer]
  const std::vector<double>& consumer_supply_degc;  ///< [consumer]
  const std::vector<double>& producer_heat_w;       ///< [producer]
};

/// The limits of FindHeatLimits for a network in motion, cheap enough for every step: consumers
/// count whose valves want water, whether they get it or not. Gradients, a figure of design, are
/// not looked at. Writes into `alarms` and allocates nothing.
void FindNetworkAlarms(const models::HeatNetwork& network, const HeatLimitParams& limits,
                       const models::Water& water, const NetworkAlarmValues& values,
                       NetworkAlarms& alarms);

/// Over all kinds.
int CountBroken(const NetworkAlarms& alarms);

}  // namespace solvers::heat
