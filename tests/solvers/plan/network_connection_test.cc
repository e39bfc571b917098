#include "solvers/plan/network_connection.h"

#include <gtest/gtest.h>

namespace solvers {
namespace {

const models::GeneratedHeatNetwork& Town() {
  static const models::GeneratedHeatNetwork town =
      *models::GenerateHeatNetwork({.id = "town",
                                    .design_heat_w = 10e6,
                                    .supply_degc = 90.0,
                                    .return_degc = 55.0,
                                    .trench_count = 40,
                                    .seed = 3});
  return town;
}

TEST(NetworkConnectionTest, TheExtensionIsTheWayToTheNearestNodeWithItsDetour) {
  const models::StreetPlace node = Town().places[7];
  const auto connection = SolveNetworkConnection(
      Town(), {.place = {.east_m = node.east_m + 3.0, .north_m = node.north_m - 4.0},
               .detour_ratio = 1.3,
               .wanted_mw = 0.05});
  ASSERT_TRUE(connection.ok()) << connection.status();
  EXPECT_EQ(connection->trench_node, 7u);
  EXPECT_NEAR(connection->extension_m, 6.5, 1e-9);
}

TEST(NetworkConnectionTest, ALittleFitsAtThePlantAndMoreThanTheTownTakesNowhere) {
  const models::HeatProducerParams& plant = Town().network.producers[models::HeatProducerIndex(0)];
  const models::StreetPlace place = Town().places[plant.supply.value()];
  const auto little = SolveNetworkConnection(Town(), {.place = place, .wanted_mw = 0.1});
  ASSERT_TRUE(little.ok()) << little.status();
  EXPECT_TRUE(little->is_solved);
  EXPECT_TRUE(little->is_confirmed);
  EXPECT_FALSE(little->binding);
  for (std::size_t node = 0; node < Town().places.size(); node += 7) {
    if (node == plant.supply.value()) continue;  // no pipe between: plants are not looked at
    const auto much =
        SolveNetworkConnection(Town(), {.place = Town().places[node], .wanted_mw = 500.0});
    ASSERT_TRUE(much.ok()) << much.status();
    EXPECT_FALSE(much->is_confirmed);
    EXPECT_LT(much->available_mw, 500.0);
  }
}

TEST(NetworkConnectionTest, WhatIsThereDoesNotDependOnWhatIsWishedFor) {
  const models::StreetPlace place = Town().places[20];
  const auto much = SolveNetworkConnection(Town(), {.place = place, .wanted_mw = 100.0});
  ASSERT_TRUE(much.ok()) << much.status();
  ASSERT_GT(much->available_mw, 0.0);
  const auto just =
      SolveNetworkConnection(Town(), {.place = place, .wanted_mw = 0.9 * much->available_mw});
  ASSERT_TRUE(just.ok()) << just.status();
  EXPECT_TRUE(just->is_confirmed);
  EXPECT_NEAR(just->available_mw, much->available_mw, 0.02 * much->available_mw + 0.02);
}

TEST(NetworkConnectionTest, NothingWantedIsNoQuestion) {
  EXPECT_EQ(SolveNetworkConnection(Town(), {}).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace solvers
