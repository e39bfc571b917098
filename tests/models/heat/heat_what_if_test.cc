#include "models/heat/heat_what_if.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/small_heat.h"

namespace models {
namespace {

// By hand: (8 + 2 · 0.5) MW/K · (21 + 20) K − 40 + 20 = 349 MW.
TEST(HeatWhatIfTest, DesignHeatIsTheDaysMeanAtMinusTwenty) {
  EXPECT_NEAR(CalcDesignHeatMw(tests::MakeHeatSystem()), 349.0, 1e-12);
}

TEST(HeatWhatIfTest, ConvertedBuildingsAreOfTheSystemsOwnKind) {
  const HeatSystemParams system = tests::MakeHeatSystem();
  const std::vector<ConvertedBuildings> buildings{{.design_heat_mw = 30.0},
                                                  {.design_heat_mw = 4.9}};
  EXPECT_NEAR(CalcConvertedRatio(system, buildings), 0.1, 1e-15);
  EXPECT_EQ(CalcConvertedRatio(system, {}), 0.0);
  const HeatSystemParams grown = Extend(system, {.buildings = buildings});
  EXPECT_NEAR(CalcDesignHeatMw(grown), 1.1 * CalcDesignHeatMw(system), 1e-12);
  EXPECT_NEAR(grown.buildings.air_capacity_mwh_per_k, 55.0, 1e-12);
  EXPECT_NEAR(grown.buildings.heat_max_mw, 495.0, 1e-12);
  EXPECT_NEAR(CalcSpaceHeatMw(grown.buildings, 20.9), 1.1 * CalcSpaceHeatMw(system.buildings, 20.9),
              1e-12);
  EXPECT_EQ(CalcRestDegC(grown.buildings, -10.0, 0.5), CalcRestDegC(system.buildings, -10.0, 0.5));
  EXPECT_EQ(grown.network_loss_mw_per_k, system.network_loss_mw_per_k);
  EXPECT_EQ(grown.plants.size(), system.plants.size());
  EXPECT_TRUE(Validate(grown).ok()) << Validate(grown);
}

TEST(HeatWhatIfTest, ASourceBecomesAPlantThatCarriesNothing) {
  const HeatSystemParams system = tests::MakeHeatSystem();
  SurplusSourceParams source{.id = "dc",
                             .name = "Data centre",
                             .winter_degc = 30.0,
                             .summer_degc = 30.0,
                             .cooled_to_degc = 20.0,
                             .heat_mw = 10.0};
  source.bus = BusIndex(0);
  const HeatSystemParams grown = Extend(system, {.sources = {source}});
  ASSERT_EQ(grown.plants.size(), system.plants.size() + 1);
  const HeatPlantParams& plant = grown.plants.back();
  EXPECT_EQ(plant.kind, HeatPlantKind::kSurplusHeatPump);
  // Energy: the condenser gives what source and compressor bring.
  EXPECT_NEAR(plant.heat_max_mw * (1.0 - 1.0 / plant.efficiency_ratio), 10.0, 1e-9);
  EXPECT_EQ(plant.running.ramp_mw_per_h, 0.0);
  EXPECT_EQ(plant.running.start_cost_nok, 0.0);
  EXPECT_EQ(plant.running.up_min_h, 0.0);
  EXPECT_EQ(plant.running.down_min_h, 0.0);
  EXPECT_EQ(plant.fuel.fuel_capacity_mwh, 0.0);
  EXPECT_TRUE(Validate(grown).ok()) << Validate(grown);
}

// By hand: 349 MW of buildings and 0.2·((110 + 50)/2 − 5) = 15 MW of loss on the design day.
TEST(HeatWhatIfTest, NoPlantIsLargerThanWhatTheNetworkTakes) {
  const HeatSystemParams system = tests::MakeHeatSystem();
  SurplusSourceParams source{.id = "smelter",
                             .name = "Smelter",
                             .winter_degc = 30.0,
                             .summer_degc = 30.0,
                             .cooled_to_degc = 20.0,
                             .heat_mw = 1000.0};
  source.bus = BusIndex(0);
  const HeatSystemParams grown = Extend(system, {.sources = {source}});
  EXPECT_NEAR(grown.plants.back().heat_max_mw, 364.0, 1e-9);
  EXPECT_NEAR(grown.plants.back().running.stable_min_mw, 0.25 * 364.0, 1e-9);
}

// In mid July a source with half its heat in summer has half; on a Sunday night a workday one a
// third.
TEST(HeatWhatIfTest, ASourceFollowsSeasonAndHours) {
  SurplusSourceParams source{.heat_mw = 10.0, .winter_share = 1.0, .summer_share = 0.5};
  OsloTime january{.month = 1, .day = 15, .hour = 12, .day_of_year = 15};
  OsloTime july{.month = 7, .day = 16, .hour = 12, .day_of_year = 197};
  EXPECT_NEAR(CalcSurplusAvailableShare(source, january), 1.0, 1e-3);
  EXPECT_NEAR(CalcSurplusAvailableShare(source, july), 0.5, 1e-3);
  source.hours = SurplusHours::kWorkday;
  january.day_type = DayType::kSunday;
  EXPECT_NEAR(CalcSurplusAvailableShare(source, january), 1.0 / 3.0, 1e-3);
}

}  // namespace
}  // namespace models
