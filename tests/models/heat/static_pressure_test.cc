#include "models/heat/static_pressure.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/units.h"
#include "tests/support/one_street.h"

namespace models {
namespace {

TEST(StaticPressureTest, AirFollowsTheStandardAtmosphere) {
  EXPECT_EQ(CalcAmbientPa(0.0), 101325.0);
  EXPECT_NEAR(CalcAmbientPa(1000.0), 89875.0, 10.0);  // table of ISO 2533: 898.76 hPa
  EXPECT_NEAR(CalcAmbientPa(2500.0), 74683.0, 15.0);  // 746.92 hPa
}

// Supply held at 14 bar, return at 8 bar, both at height 0; the house stands on a hill of 50 m.
TEST(StaticPressureTest, AColumnOfWaterByHand) {
  HeatNetwork street = tests::MakeOneStreet({.heat_w = 1e6});
  const auto& consumer = street.consumers[HeatConsumerIndex(0)];
  const auto& producer = street.producers[HeatProducerIndex(0)];
  street.nodes[consumer.supply].height_m = street.nodes[consumer.back].height_m = 50.0;
  const double column_bar =
      (1000.0 * 9.81 * 50.0 + CalcAmbientPa(50.0) - CalcAmbientPa(0.0)) / kPaPerBar;
  EXPECT_NEAR(column_bar, 4.905 - 0.00599, 1e-4);
  const StaticPressures pressures = CalcStaticPressures(street);
  EXPECT_NEAR(pressures.pumped_bar[consumer.supply.value()], 14.0 - column_bar, 1e-12);
  EXPECT_NEAR(pressures.pumped_bar[consumer.back.value()], 8.0 - column_bar, 1e-12);
  EXPECT_NEAR(pressures.at_rest_bar[consumer.supply.value()], 8.0 - column_bar, 1e-12);
  EXPECT_NEAR(pressures.at_rest_bar[producer.supply.value()], 8.0, 1e-12);

  // A closed pipe leaves the house's supply side without pressure; a pump leads it on.
  HeatPipeParams* closed = nullptr;
  for (auto& pipe : street.pipes)
    if (street.nodes[pipe.from].side == HeatSide::kSupply) closed = &pipe;
  ASSERT_NE(closed, nullptr);
  closed->is_open = false;
  EXPECT_TRUE(std::isnan(CalcStaticPressures(street).pumped_bar[consumer.supply.value()]));
  EXPECT_FALSE(std::isnan(CalcStaticPressures(street).pumped_bar[consumer.back.value()]));
  street.pumps.Add({.id = "booster",
                    .from = closed->from,
                    .to = closed->to,
                    .curve = PumpCurve{.shut_off_pa = 1e5, .coefficient = 10.0},
                    .point_kg_s = {},
                    .point_pa = {},
                    .power_w = std::nullopt});
  EXPECT_NEAR(CalcStaticPressures(street).pumped_bar[consumer.supply.value()], 14.0 - column_bar,
              1e-12);
}

// What water at rest has in the return reaches the supply; running, it has the lift besides.
TEST(StaticPressureTest, ALiftLeadsOnToASideThatNothingHolds) {
  HeatNetwork street = tests::MakeOneStreet({.heat_w = 1e6});
  const auto& consumer = street.consumers[HeatConsumerIndex(0)];
  for (auto& pipe : street.pipes)
    if (street.nodes[pipe.from].side == HeatSide::kSupply) pipe.is_open = false;
  EXPECT_TRUE(std::isnan(CalcStaticPressures(street).pumped_bar[consumer.supply.value()]));
  street.producers.Add({.id = "second",
                        .back = consumer.back,
                        .supply = consumer.supply,
                        .pressure_bar = std::nullopt,
                        .lift_bar = 4.0,
                        .mass_flow_kg_s = std::nullopt});
  const StaticPressures pressures = CalcStaticPressures(street);
  EXPECT_NEAR(pressures.at_rest_bar[consumer.supply.value()], 8.0, 1e-12);
  EXPECT_NEAR(pressures.pumped_bar[consumer.supply.value()], 12.0, 1e-12);
}

TEST(StaticPressureTest, OfSeveralHoldersTheCertainOneCounts) {
  HeatNetwork street = tests::MakeOneStreet({.heat_w = 1e6});
  const auto& consumer = street.consumers[HeatConsumerIndex(0)];
  street.producers.Add({.id = "second",
                        .back = consumer.back,
                        .supply = consumer.supply,
                        .pressure_bar = 13.0,
                        .lift_bar = 4.0,
                        .mass_flow_kg_s = std::nullopt});
  const StaticPressures pressures = CalcStaticPressures(street);
  for (std::size_t row = 0; row < street.nodes.size(); ++row) {
    const bool is_supply = street.nodes[HeatNodeIndex(row)].side == HeatSide::kSupply;
    EXPECT_NEAR(pressures.at_rest_bar[row], 9.0, 1e-12);
    EXPECT_NEAR(pressures.pumped_bar[row], is_supply ? 13.0 : 8.0, 1e-12);
  }
}

}  // namespace
}  // namespace models
