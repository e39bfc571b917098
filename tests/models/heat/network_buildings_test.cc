#include "models/heat/network_buildings.h"

#include <gtest/gtest.h>

#include "tests/support/one_street.h"

namespace models {
namespace {

TEST(NetworkBuildingsTest, ABuildingTakesTheHeatItWasMadeFor) {
  for (const BuildingKind kind : {BuildingKind::kApartmentBlock, BuildingKind::kSchool})
    for (const BuildingStandard standard :
         {BuildingStandard::kBefore1970, BuildingStandard::kTek17}) {
      const BuildingParams building = MakeBuildingOfHeat(kind, standard, 250e3);
      EXPECT_TRUE(Validate(building).ok());
      EXPECT_NEAR(CalcRestHeatW(building, -20.0), 250e3, 1e-6);
      EXPECT_NEAR(CalcTimeConstantH(building), FindBuildingType(kind, standard).time_constant_h,
                  1e-9);
    }
}

TEST(NetworkBuildingsTest, EveryConsumerGetsOneAndKindsTakeTurns) {
  HeatNetwork network = tests::MakeOneStreet({.heat_w = 300e3});
  for (int more = 0; more < 12; ++more) {
    HeatConsumerParams consumer = network.consumers[HeatConsumerIndex(0)];
    network.consumers.Add(consumer);
  }
  network.consumers[HeatConsumerIndex(5)].heat_w = 0.0;
  const auto buildings = MakeNetworkBuildings(network, {});
  ASSERT_EQ(buildings.size(), 13u);
  for (const HeatedBuildingParams& building : buildings) EXPECT_TRUE(Validate(building).ok());
  EXPECT_NEAR(CalcRestHeatW(buildings[0].building, -20.0), 300e3, 1e-6);
  EXPECT_NEAR(CalcRestHeatW(buildings[5].building, -20.0), kLeastBuildingHeatW, 1e-9);
  const auto time_constant_h = [&](std::size_t row) {
    return CalcTimeConstantH(buildings[row].building);
  };
  EXPECT_NEAR(time_constant_h(0), 80.0, 1e-9);  // a block before 1970
  EXPECT_NEAR(time_constant_h(1), 75.0, 1e-9);  // an office of 1970 to 1986
  EXPECT_NEAR(time_constant_h(3), 50.0, 1e-9);  // a small house before 1970
  EXPECT_EQ(time_constant_h(12), time_constant_h(0));
}

}  // namespace
}  // namespace models
