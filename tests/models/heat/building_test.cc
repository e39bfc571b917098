#include "models/heat/building.h"

#include <gtest/gtest.h>

#include "models/base/errors.h"

namespace models {
namespace {

constexpr BuildingKind kKinds[] = {BuildingKind::kApartmentBlock, BuildingKind::kSmallHouse,
                                   BuildingKind::kOffice,         BuildingKind::kSchool,
                                   BuildingKind::kKindergarten,   BuildingKind::kHospital,
                                   BuildingKind::kNursingHome,    BuildingKind::kHotel,
                                   BuildingKind::kShop,           BuildingKind::kSportsHall};
constexpr BuildingStandard kStandards[] = {
    BuildingStandard::kBefore1970, BuildingStandard::k1970To1986, BuildingStandard::k1987To2006,
    BuildingStandard::kTek10, BuildingStandard::kTek17};

// By hand, 1000 m² of a block of before 1970: (145 − 29.8) kWh/m² · 1000 m²/(24 h · 3466 K) =
// 1384.88 W/K; at −20 °C 1384.88 · (17 + 20) = 51 241 W, 51 W/m².
TEST(BuildingTest, AnOldBlockByHand) {
  const BuildingParams building =
      MakeBuilding(BuildingKind::kApartmentBlock, BuildingStandard::kBefore1970, 1000.0);
  EXPECT_NEAR(CalcBuildingLossWPerK(building), 1384.88, 0.01);
  EXPECT_NEAR(CalcRestHeatW(building, -20.0), 51241.0, 1.0);
  EXPECT_NEAR(building.hot_water_mean_w, 29.8e6 / 8760.0, 1e-9);
}

TEST(BuildingTest, YearlyHeatAndTimeConstantAreThoseOfTheType) {
  for (BuildingKind kind : kKinds) {
    for (BuildingStandard standard : kStandards) {
      const BuildingTypeParams type = FindBuildingType(kind, standard);
      const BuildingParams building = MakeBuilding(kind, standard, 850.0);
      ASSERT_TRUE(Validate(building).ok());
      EXPECT_NEAR(CalcTimeConstantH(building), type.time_constant_h, 1e-9);
      EXPECT_GE(type.time_constant_h, 50.0);
      EXPECT_LE(type.time_constant_h, 150.0);
      const double yearly_kwh = 0.024 * kOsloDegreeDaysK * CalcBuildingLossWPerK(building) +
                                8.76 * building.hot_water_mean_w;
      EXPECT_NEAR(yearly_kwh, 850.0 * type.delivered_kwh_per_m2, 1e-6);
    }
  }
}

TEST(BuildingTest, BetterStandardsNeedLessAndKeepWarmLonger) {
  for (BuildingKind kind : kKinds) {
    const BuildingStandard* before = nullptr;
    for (const BuildingStandard& standard : kStandards) {
      if (before != nullptr) {
        const BuildingTypeParams older = FindBuildingType(kind, *before);
        const BuildingTypeParams newer = FindBuildingType(kind, standard);
        EXPECT_LE(newer.delivered_kwh_per_m2, older.delivered_kwh_per_m2);
        EXPECT_GE(newer.time_constant_h, older.time_constant_h);
      }
      before = &standard;
    }
  }
}

TEST(BuildingTest, AtTheBalancePointGainsHeatTheBuilding) {
  const BuildingParams building =
      MakeBuilding(BuildingKind::kOffice, BuildingStandard::kTek10, 5000.0);
  EXPECT_NEAR(CalcRestHeatW(building, kBalancePointDegC), 0.0, 1e-6);
  EXPECT_EQ(CalcRestHeatW(building, 25.0), 0.0);
  EXPECT_NEAR(CalcRestHeatW(building, 16.0), CalcBuildingLossWPerK(building), 1e-6);
  EXPECT_GT(building.heat_max_w, CalcRestHeatW(building, kOsloDesignDegC));
}

TEST(BuildingTest, EverythingScalesWithTheArea) {
  const BuildingParams one =
      MakeBuilding(BuildingKind::kSmallHouse, BuildingStandard::k1987To2006, 150.0);
  const BuildingParams ten =
      MakeBuilding(BuildingKind::kSmallHouse, BuildingStandard::k1987To2006, 1500.0);
  EXPECT_NEAR(ten.mass_capacity_j_per_k, 10.0 * one.mass_capacity_j_per_k, 1.0);
  EXPECT_NEAR(ten.heat_max_w, 10.0 * one.heat_max_w, 1e-6);
}

TEST(BuildingTest, ValidationNamesEveryField) {
  BuildingParams wrong = MakeBuilding(BuildingKind::kOffice, BuildingStandard::kTek17, 1000.0);
  wrong.mass_capacity_j_per_k = 0.0;
  wrong.internal_gain_w = -1.0;
  const auto violations = errors::FieldViolationsOf(Validate(wrong));
  ASSERT_EQ(violations.size(), 2u);
  EXPECT_EQ(violations[0].field, "mass_capacity_j_per_k");
  EXPECT_EQ(violations[1].field, "internal_gain_w");
}

}  // namespace
}  // namespace models
