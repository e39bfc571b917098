#include "solvers/plan/heat_choice.h"

#include <gtest/gtest.h>

namespace solvers {
namespace {

const HeatChoiceParams kParams;

TEST(HeatChoiceTest, DirectHeatingTakesAllOfIt) {
  EXPECT_NEAR(CalcHeatElectricityRatio(kParams, HeatChoice::kDirect, 0.5, -20.0), 0.5 / 0.98,
              1e-12);
}

TEST(HeatChoiceTest, APumpBuiltForAPartLeavesTheRestToElectricity) {
  const double cop = models::CalcCopRatio(kParams.pump_lorenz_share, kParams.ground);
  EXPECT_NEAR(CalcHeatElectricityRatio(kParams, HeatChoice::kGroundPump, 0.4, -20.0), 0.4 / cop,
              1e-12);
  EXPECT_NEAR(CalcHeatElectricityRatio(kParams, HeatChoice::kGroundPump, 1.0, -20.0),
              0.7 / cop + 0.3 / 0.98, 1e-12);
}

TEST(HeatChoiceTest, AirGivesLessTheColderItIs) {
  double before = 0.0;
  for (const double degc : {10.0, 0.0, -10.0, -19.0, -25.0}) {
    const double now = CalcHeatElectricityRatio(kParams, HeatChoice::kAirPump, 0.5, degc);
    EXPECT_GT(now, before);
    before = now;
  }
  EXPECT_NEAR(before, 0.5 / 0.98, 1e-12);  // too cold for it
}

TEST(HeatChoiceTest, BoreholesCoolByThemselves) {
  EXPECT_NEAR(CalcCoolingElectricityRatio(kParams, HeatChoice::kDirect), 1.0 / 3.5, 1e-12);
  EXPECT_NEAR(CalcCoolingElectricityRatio(kParams, HeatChoice::kGroundPump), 1.0 / 15.0, 1e-12);
}

TEST(HeatChoiceTest, ParametersOutOfRangeAreRefused) {
  HeatChoiceParams params;
  EXPECT_TRUE(Validate(params).ok());
  params.air_cover_share = 1.5;
  EXPECT_FALSE(Validate(params).ok());
}

}  // namespace
}  // namespace solvers
