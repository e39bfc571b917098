#include "solvers/heat/network_sizing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/heat/boiling.h"

namespace solvers::heat {
namespace {

models::HeatNetworkSpec Town() {
  return {.id = "town",
          .design_heat_w = 60e6,
          .supply_degc = 110.0,
          .return_degc = 60.0,
          .trench_count = 300,
          .street_m = 180.0,
          .height_range_m = 80.0,
          .producer_count = 4,
          .seed = 5};
}

SteadyHeatOptions ByReturn() {
  SteadyHeatOptions options;
  options.consumers = ConsumerMode::kReturnTemperature;
  return options;
}

HeatLimit Worst(const models::HeatNetwork& network, HeatLimitKind kind,
                const HeatLimitParams& limits) {
  const auto solution = SolveSteadyHeat(network, ByReturn());
  EXPECT_TRUE(solution.ok()) << solution.status();
  for (const HeatLimit& limit : FindHeatLimits(network, *solution, limits, ByReturn()))
    if (limit.kind == kind) return limit;
  ADD_FAILURE() << HeatLimitName(kind) << " has no row";
  return {};
}

TEST(NetworkSizingTest, NoTrenchIsBeyondOnTheColdestDayAndNoneWasMadeSmaller) {
  auto made = models::GenerateHeatNetwork(Town());
  ASSERT_TRUE(made.ok()) << made.status();
  const HeatLimitParams limits{.pressure_max_bar = 25.0};
  const auto drawn = made->nominal_diameter;
  ASSERT_GT(Worst(made->network, HeatLimitKind::kGradient, limits).used_ratio, 1.0)
      << "as drawn, loops must carry too much, or nothing is tested";
  ASSERT_TRUE(FitToColdestDay(limits, ByReturn(), *made).ok());
  EXPECT_LE(Worst(made->network, HeatLimitKind::kGradient, limits).used_ratio, 1.0);
  EXPECT_LE(Worst(made->network, HeatLimitKind::kSpeed, limits).used_ratio, 1.0);
  int grown = 0;
  for (std::size_t trench = 0; trench < drawn.size(); ++trench) {
    EXPECT_GE(made->nominal_diameter[trench], drawn[trench]);
    grown += made->nominal_diameter[trench] > drawn[trench];
    const auto& supply = made->network.pipes[models::HeatPipeIndex(trench)];
    const auto& back = made->network.pipes[models::HeatPipeIndex(drawn.size() + trench)];
    EXPECT_EQ(supply.inner_diameter_m, back.inner_diameter_m);
    EXPECT_EQ(models::FindNearestPipeSize(supply.inner_diameter_m).nominal_diameter,
              made->nominal_diameter[trench]);
    EXPECT_GT(supply.loss_w_per_m_k, back.loss_w_per_m_k) << "the hot pipe warms the cold one";
  }
  EXPECT_GT(grown, 0);
  EXPECT_LT(grown, 60) << "only what is beyond grows";
}

TEST(NetworkSizingTest, ItFitsAnInventedTownAtEveryHeightAndLoad) {
  // Hot water on hills: neither boils nor is sucked below the air's pressure, at any load.
  auto made = models::GenerateHeatNetwork(Town());
  ASSERT_TRUE(made.ok());
  const HeatLimitParams limits{.pressure_max_bar = 25.0};
  ASSERT_TRUE(FitToColdestDay(limits, ByReturn(), *made).ok());
  for (const double share : {1.0, 0.5, 0.1}) {
    models::HeatNetwork network = made->network;
    for (auto& consumer : network.consumers) consumer.heat_w *= share;
    const auto solution = SolveSteadyHeat(network, ByReturn());
    ASSERT_TRUE(solution.ok()) << share << ": " << solution.status();
    for (std::size_t node = 0; node < network.nodes.size(); ++node) {
      const double pressure_bar = solution->hydraulics.pressure_bar[node];
      ASSERT_GE(pressure_bar, 2.0) << network.nodes[models::HeatNodeIndex(node)].id;
      ASSERT_LE(pressure_bar, 25.0) << network.nodes[models::HeatNodeIndex(node)].id;
      ASSERT_GE(models::CalcBoilingMarginBar(pressure_bar, 110.0), 0.5);
    }
  }
}

TEST(NetworkSizingTest, ATrenchOfTheLargestSizeThatIsTooSmallIsNamed) {
  auto spec = Town();
  spec.producer_count = 1;
  spec.design_heat_w = 3e9;
  auto made = models::GenerateHeatNetwork(spec);
  ASSERT_TRUE(made.ok()) << made.status();
  const absl::Status status = FitToColdestDay({}, ByReturn(), *made);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
}

}  // namespace
}  // namespace solvers::heat
