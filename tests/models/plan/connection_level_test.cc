#include "models/plan/connection_level.h"

#include <gtest/gtest.h>

#include "data/plans/connection_level_loader.h"
#include "tests/data/plans/plan_reader_fixture.h"

namespace models {
namespace {

ConnectionLevels Levels() {
  return {{.id = "low",
           .most_mw = 8.0,
           .least_kv = 11.0,
           .most_kv = 132.0,
           .unit_mw = 0.8,
           .unit_low_m2 = 30.0,
           .unit_high_m2 = 100.0},
          {.id = "high",
           .most_mw = 80.0,
           .least_kv = 33.0,
           .most_kv = 132.0,
           .unit_mw = 0.8,
           .unit_low_m2 = 30.0,
           .unit_high_m2 = 100.0,
           .own_low_m2 = 5000.0,
           .own_high_m2 = 15000.0}};
}

TEST(ConnectionLevelTest, TheFirstLevelThatTakesTheMwIsTheLevel) {
  const ConnectionLevels levels = Levels();
  EXPECT_EQ(*FindConnectionLevel(levels, 8.0), &levels[0]);
  EXPECT_EQ(*FindConnectionLevel(levels, 8.01), &levels[1]);
  EXPECT_EQ(FindConnectionLevel(levels, 81.0).status().code(), absl::StatusCode::kNotFound);
}

TEST(ConnectionLevelTest, LandByHand) {
  const ConnectionLand land = CalcConnectionLand(Levels()[1], 10.0);  // 13 substations of 0.8 MW
  EXPECT_EQ(land.substations, 13);
  EXPECT_NEAR(land.low_m2, 13 * 30.0 + 5000.0, 1e-9);
  EXPECT_NEAR(land.high_m2, 13 * 100.0 + 15000.0, 1e-9);
  EXPECT_EQ(CalcConnectionLand(Levels()[0], 1.6).substations, 2);
  EXPECT_EQ(CalcConnectionLand(Levels()[1], 0.0).high_m2, 0.0);
}

TEST(ConnectionLevelTest, RowsThatDoNotRiseAreRefused) {
  ConnectionLevels levels = Levels();
  std::swap(levels[0], levels[1]);
  EXPECT_FALSE(Validate(levels).ok());
  const auto region = data::LoadConnectionLevels(data::OstlandetFolder());
  ASSERT_TRUE(region.ok()) << region.status();
  EXPECT_EQ(region->size(), 4u);
}

}  // namespace
}  // namespace models
