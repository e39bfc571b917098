#include "solvers/heat/given_consumer.h"

#include <gtest/gtest.h>

#include "models/base/errors.h"

namespace solvers::heat {
namespace {

constexpr GivenConsumerParams kHouse{.return_degc = 50.0, .flow_max_kg_s = 2.0};

TEST(GivenConsumerTest, TheValvePassesWhatTheHeatNeedsAndNoMoreThanItCan) {
  // By hand: 83.8 kW / (4190 · 40 K) = 0.5 kg/s.
  EXPECT_NEAR(CalcGivenFlowKgS(kHouse, 83800.0, 90.0, 4190.0), 0.5, 1e-12);
  EXPECT_NEAR(CalcGivenFlowKgS(kHouse, 83800.0, 60.0, 4190.0), 2.0, 1e-12) << "just open";
  EXPECT_EQ(CalcGivenFlowKgS(kHouse, 83800.0, 59.0, 4190.0), 2.0);
  EXPECT_EQ(CalcGivenFlowKgS(kHouse, 83800.0, 50.0, 4190.0), 2.0) << "no warmer than the return";
  EXPECT_EQ(CalcGivenFlowKgS(kHouse, 83800.0, 20.0, 4190.0), 2.0);
  EXPECT_EQ(CalcGivenFlowKgS(kHouse, 0.0, 20.0, 4190.0), 0.0) << "nothing asked for";
}

TEST(GivenConsumerTest, HeatIsWhatWasAskedForUnlessTheWaterIsTooCold) {
  EXPECT_EQ(CalcGivenHeatW(kHouse, 83800.0, 95.0, 4190.0 * 0.5), 83800.0) << "warmer than needed";
  EXPECT_NEAR(CalcGivenHeatW(kHouse, 83800.0, 80.0, 4190.0 * 0.5), 62850.0, 1e-9);
  EXPECT_EQ(CalcGivenHeatW(kHouse, 83800.0, 50.0, 4190.0), 0.0);
  EXPECT_EQ(CalcGivenHeatW(kHouse, 83800.0, 30.0, 4190.0), 0.0) << "never heats the network";
}

TEST(GivenConsumerTest, WhatIsWrongIsNamedAllAtOnce) {
  EXPECT_TRUE(Validate(kHouse).ok());
  const auto wrong = models::errors::FieldViolationsOf(
      Validate(GivenConsumerParams{.return_degc = 0.0 / 0.0, .flow_max_kg_s = -1.0}));
  ASSERT_EQ(wrong.size(), 2u);
  EXPECT_EQ(wrong[0].field, "return_degc");
  EXPECT_EQ(wrong[1].field, "flow_max_kg_s");
}

}  // namespace
}  // namespace solvers::heat
