#include "solvers/heat/network_alarms.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "solvers/heat/steady_heat.h"
#include "tests/support/heated_town.h"

namespace solvers::heat {
namespace {

NetworkAlarms Find(const models::HeatNetwork& network, const SteadyHeatSolution& steady,
                   const HeatLimitParams& limits) {
  NetworkAlarms alarms;
  FindNetworkAlarms(network, limits, models::Water(),
                    {.pressure_bar = steady.hydraulics.pressure_bar,
                     .node_degc = steady.node_degc,
                     .pipe_flow_kg_s = steady.hydraulics.flow_kg_s,
                     .consumer_wanted_kg_s = steady.consumer_flow_kg_s,
                     .consumer_supply_degc = steady.consumer_supply_degc,
                     .producer_heat_w = steady.producer_heat_w},
                    alarms);
  return alarms;
}

// Held against the judge of solved networks, with limits that are kept, and that are broken.
TEST(NetworkAlarmsTest, AgreeWithTheLimitsOfASteadySolution) {
  const models::HeatNetwork network = tests::MakeTownNetwork();
  const SteadyHeatSolution steady = *SolveSteadyHeat(network, {});
  const double heat_w = steady.producer_heat_w[0];
  for (const HeatLimitParams& limits :
       {HeatLimitParams{.producer_max_w = {2.0 * heat_w}}, HeatLimitParams{.pressure_max_bar = 6.0,
                                                           .boiling_margin_min_bar = 3.5,
                                                           .differential_min_bar = 1.5,
                                                           .speed_max_m_per_s = 0.8,
                                                           .supply_min_degc = 93.0,
                                                           .producer_max_w = {0.9 * heat_w}}}) {
    const NetworkAlarms alarms = Find(network, steady, limits);
    const std::vector<HeatLimit> all = FindHeatLimits(network, steady, limits, {});
    for (std::size_t kind = 0; kind < kHeatLimitKinds; ++kind) {
      if (static_cast<HeatLimitKind>(kind) == HeatLimitKind::kGradient) {
        EXPECT_FALSE(alarms[kind].has_value);
        continue;
      }
      const auto is_kind = [kind](const HeatLimit& limit) {
        return static_cast<std::size_t>(limit.kind) == kind;
      };
      const auto worst = std::find_if(all.begin(), all.end(), is_kind);
      ASSERT_NE(worst, all.end());
      ASSERT_TRUE(alarms[kind].has_value);
      EXPECT_EQ(alarms[kind].worst.row, worst->row) << HeatLimitName(worst->kind);
      EXPECT_NEAR(alarms[kind].worst.value, worst->value, 1e-12 * std::abs(worst->value));
      EXPECT_EQ(alarms[kind].broken,
                std::count_if(all.begin(), all.end(), [&](const HeatLimit& limit) {
                  return is_kind(limit) && limit.beyond > 0.0;
                }));
    }
  }
  EXPECT_EQ(CountBroken(Find(network, steady, {.differential_min_bar = 0.0})), 0);
}

TEST(NetworkAlarmsTest, WhoWantsNothingIsNotLookedAt) {
  const models::HeatNetwork network = tests::MakeTownNetwork();
  SteadyHeatSolution steady = *SolveSteadyHeat(network, {});
  std::fill(steady.consumer_flow_kg_s.begin(), steady.consumer_flow_kg_s.end(), 0.0);
  const NetworkAlarms alarms = Find(network, steady, {});
  for (const HeatLimitKind kind : {HeatLimitKind::kDifferentialPressure,
                                   HeatLimitKind::kSupplyTemperature, HeatLimitKind::kProducerHeat})
    EXPECT_FALSE(alarms[static_cast<std::size_t>(kind)].has_value);
}

}  // namespace
}  // namespace solvers::heat
