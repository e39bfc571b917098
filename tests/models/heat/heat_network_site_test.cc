#include "models/heat/heat_network_site.h"

#include <gtest/gtest.h>

#include "models/base/errors.h"

namespace models {
namespace {

HeatNetworkSite Town() {
  HeatNetworkSite site{.id = "town", .name = "Town"};
  site.system = HeatSystemIndex(0);
  site.system_design_mw = 200.0;
  site.supply_warm_degc = 75.0;
  site.spec = {.id = "town", .design_heat_w = 20e6, .supply_degc = 90.0, .return_degc = 55.0};
  return site;
}

HeatSystemParams System() {
  HeatSystemParams system;
  system.supply_cold_degc = 120.0;
  system.supply_warm_degc = 95.0;
  return system;
}

TEST(HeatNetworkSiteTest, ItDoesWhatItsSystemDoes) {
  // By hand: 110 °C is 15/25 of the way, so 75 + 0.6·15; 50 of 200 MW is a quarter.
  const HeatNetworkMoment moment = CalcHeatNetworkMoment(Town(), System(), 50.0, 110.0);
  EXPECT_DOUBLE_EQ(moment.demand_share, 0.25);
  EXPECT_DOUBLE_EQ(moment.supply_degc, 84.0);
  EXPECT_DOUBLE_EQ(CalcHeatNetworkMoment(Town(), System(), 50.0, 95.0).supply_degc, 75.0);
}

TEST(HeatNetworkSiteTest, TheColdestMomentIsTheDesign) {
  const HeatNetworkMoment cold = CalcColdestMoment(Town());
  EXPECT_EQ(cold.demand_share, 1.0);
  EXPECT_EQ(cold.supply_degc, 90.0);
  const HeatNetworkMoment same = CalcHeatNetworkMoment(Town(), System(), 200.0, 120.0);
  EXPECT_DOUBLE_EQ(same.demand_share, cold.demand_share);
  EXPECT_DOUBLE_EQ(same.supply_degc, cold.supply_degc);
}

TEST(HeatNetworkSiteTest, ASystemWhoseSupplyNeverMovesLeavesTheDesignSupply) {
  HeatSystemParams flat = System();
  flat.supply_warm_degc = flat.supply_cold_degc;
  EXPECT_EQ(CalcHeatNetworkMoment(Town(), flat, 50.0, 120.0).supply_degc, 90.0);
}

TEST(HeatNetworkSiteTest, WhatIsWrongIsToldAtOnce) {
  HeatNetworkSite site = Town();
  ASSERT_TRUE(Validate(site).ok());
  site.id = "";
  site.system = {};
  site.system_design_mw = 0.0;
  site.supply_warm_degc = 91.0;
  EXPECT_EQ(errors::FieldViolationsOf(Validate(site)).size(), 4u) << Validate(site);
  site.supply_warm_degc = 55.0;
  EXPECT_EQ(errors::FieldViolationsOf(Validate(site)).size(), 4u) << "not above the return";
}

}  // namespace
}  // namespace models
