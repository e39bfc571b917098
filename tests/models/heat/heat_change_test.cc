#include "models/heat/heat_change.h"

#include <gtest/gtest.h>

#include "models/heat/network_generator.h"
#include "models/heat/static_pressure.h"

namespace models {
namespace {

HeatNetwork MakeTown() {
  const auto town = GenerateHeatNetwork({.id = "town",
                                         .design_heat_w = 20e6,
                                         .supply_degc = 95.0,
                                         .return_degc = 55.0,
                                         .ground_degc = 6.0,
                                         .trench_count = 120,
                                         .producer_count = 3,
                                         .seed = 5});
  EXPECT_TRUE(town.ok()) << town.status();
  return town.ok() ? town->network : HeatNetwork{};
}

// The plant that takes over keeps standing water where it was, at every node.
TEST(HeatChangeTest, APlantThatIsLeftTakesThePressureOver) {
  const HeatNetwork network = MakeTown();
  ASSERT_EQ(network.producers.size(), 3u);
  ASSERT_TRUE(network.producers[HeatProducerIndex(0)].HoldsPressure());
  ASSERT_TRUE(network.producers[HeatProducerIndex(1)].HoldsLiftOnly());
  HeatChanges changes;
  changes.plants_out = {HeatProducerIndex(0)};
  const auto changed = ApplyHeatChanges(network, changes);
  ASSERT_TRUE(changed.ok()) << changed.status();
  const auto& out = changed->producers[HeatProducerIndex(0)];
  EXPECT_FALSE(out.lift_bar || out.pressure_bar);
  EXPECT_TRUE(changed->producers[HeatProducerIndex(1)].HoldsPressure());
  EXPECT_TRUE(changed->producers[HeatProducerIndex(2)].HoldsLiftOnly());
  const double density_kg_m3 = 968.0;
  const StaticPressures before = CalcStaticPressures(network, density_kg_m3);
  const StaticPressures after = CalcStaticPressures(*changed, density_kg_m3);
  for (std::size_t node = 0; node < network.nodes.size(); ++node) {
    EXPECT_NEAR(after.at_rest_bar[node], before.at_rest_bar[node], 1e-9);
    EXPECT_NEAR(after.pumped_bar[node], before.pumped_bar[node], 1e-9);
  }
  changes.plants_out = {HeatProducerIndex(0), HeatProducerIndex(1), HeatProducerIndex(2)};
  EXPECT_EQ(ApplyHeatChanges(network, changes).status().code(), absl::StatusCode::kInvalidArgument);
  changes.plants_out = {HeatProducerIndex(2)};
  const auto without_last = ApplyHeatChanges(network, changes);
  ASSERT_TRUE(without_last.ok()) << without_last.status();
  EXPECT_TRUE(without_last->producers[HeatProducerIndex(1)].HoldsLiftOnly());
}

}  // namespace
}  // namespace models
