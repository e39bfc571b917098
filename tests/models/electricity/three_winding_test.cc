#include "models/electricity/three_winding.h"

#include <gtest/gtest.h>

namespace models {
namespace {

TEST(ThreeWinding, LegsAddUpToEveryPair) {
  const WindingPairs pairs{.r01_ohm = 0.5,
                           .x01_ohm = 20.0,
                           .r02_ohm = 0.7,
                           .x02_ohm = 33.0,
                           .r12_ohm = 0.4,
                           .x12_ohm = 11.0};
  ThreeWindingParams one;
  SetLegs(pairs, one);
  const auto& w = one.windings;
  EXPECT_NEAR(w[0].r_ohm + w[1].r_ohm, pairs.r01_ohm, 1e-14);
  EXPECT_NEAR(w[0].x_ohm + w[1].x_ohm, pairs.x01_ohm, 1e-14);
  EXPECT_NEAR(w[0].r_ohm + w[2].r_ohm, pairs.r02_ohm, 1e-14);
  EXPECT_NEAR(w[0].x_ohm + w[2].x_ohm, pairs.x02_ohm, 1e-14);
  EXPECT_NEAR(w[1].r_ohm + w[2].r_ohm, pairs.r12_ohm, 1e-14);
  EXPECT_NEAR(w[1].x_ohm + w[2].x_ohm, pairs.x12_ohm, 1e-14);
  // By hand: (20 + 11 − 33)/2.
  EXPECT_NEAR(w[1].x_ohm, -1.0, 1e-14);
}

TEST(ThreeWinding, LegStartsAtTheStarAndKeepsItsWinding) {
  ThreeWindingParams one{.id = "t", .name = "T1", .place = PlaceIndex(3), .g_siemens = 1e-6};
  one.windings[2] = {.bus = BusIndex(7),
                     .r_ohm = 0.1,
                     .x_ohm = 2.0,
                     .tap_ratio = 1.02,
                     .phase_shift_deg = 30.0,
                     .rating = {50.0, 55.0, 60.0},
                     .tap_step_ratio = 0.0125,
                     .tap_min_step = -8,
                     .tap_max_step = 8,
                     .tap_target_v_pu = 1.01,
                     .tap_deadband_v_pu = 0.01};
  const BranchParams leg = MakeLeg(one, 2, BusIndex(9));
  EXPECT_EQ(leg.id, "t:2");
  EXPECT_EQ(leg.from, BusIndex(9));
  EXPECT_EQ(leg.to, BusIndex(7));
  EXPECT_EQ(leg.place, PlaceIndex(3));
  EXPECT_EQ(leg.x_ohm, 2.0);
  EXPECT_EQ(leg.tap_ratio, 1.02);
  EXPECT_EQ(leg.phase_shift_deg, 30.0);
  EXPECT_EQ(leg.rating.cold_mva, 60.0);
  EXPECT_EQ(leg.tap_step_ratio, 0.0125);
  EXPECT_EQ(leg.tap_min_step, -8);
  EXPECT_EQ(leg.tap_target_v_pu, 1.01);
  EXPECT_EQ(leg.g_siemens, 0.0) << "the iron's losses stand at leg 0 alone";
  EXPECT_EQ(MakeLeg(one, 0, BusIndex(9)).g_siemens, 1e-6);
}

TEST(ThreeWinding, StarHasTheVoltageOfTheFirstWindingAndNoLimits) {
  const ThreeWindingParams one{.id = "t", .name = "T1"};
  const BusParams star =
      MakeStarBus(one, {.id = "b", .station = StationIndex(4), .nominal_kv = 300.0});
  EXPECT_EQ(star.id, "t:star");
  EXPECT_EQ(star.station, StationIndex(4));
  EXPECT_EQ(star.nominal_kv, 300.0);
  EXPECT_FALSE(star.is_monitored);
}

}  // namespace
}  // namespace models
