#include "solvers/heat/heat_limits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "models/heat/boiling.h"
#include "tests/support/one_street.h"

namespace solvers::heat {
namespace {

SteadyHeatOptions Options() { return {.consumers = ConsumerMode::kReturnTemperature}; }

const HeatLimit* Find(const std::vector<HeatLimit>& limits, HeatLimitKind kind) {
  for (const HeatLimit& limit : limits)
    if (limit.kind == kind) return &limit;
  return nullptr;
}

// Pipes that lose no heat; 4.19 MW over 50 K take 20 kg/s.
TEST(HeatLimitsTest, OneStreetByHand) {
  const models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 4.19e6});
  const auto solution = SolveSteadyHeat(street, Options());
  ASSERT_TRUE(solution.ok()) << solution.status();
  const HeatLimitParams limits{.producer_max_w = {5e6}};
  const auto found = FindHeatLimits(street, *solution, limits, Options());
  ASSERT_EQ(found.size(), kHeatLimitKinds);  // one of each, none broken twice
  for (std::size_t i = 1; i < found.size(); ++i)
    EXPECT_GE(found[i - 1].used_ratio, found[i].used_ratio);

  // v = 20/(968 · π/4 · 0.15²) = 1.16919 m/s
  const HeatLimit* speed = Find(found, HeatLimitKind::kSpeed);
  EXPECT_NEAR(speed->value, 20.0 / (968.0 * std::numbers::pi / 4.0 * 0.15 * 0.15), 1e-9);
  EXPECT_NEAR(speed->used_ratio, speed->value / 3.0, 1e-12);
  EXPECT_NEAR(speed->beyond, speed->value - 3.0, 1e-12);

  // What the street loses: supply 14 bar at the plant to what the consumer has, over 1000 m.
  const HeatLimit* gradient = Find(found, HeatLimitKind::kGradient);
  EXPECT_NEAR(gradient->value, (14.0 - solution->hydraulics.pressure_bar[1]) * 1e5 / 1000.0, 1e-3);

  const HeatLimit* differential = Find(found, HeatLimitKind::kDifferentialPressure);
  EXPECT_NEAR(differential->value, 6.0 - 2.0 * gradient->value * 1000.0 / 1e5, 1e-6);
  EXPECT_NEAR(differential->used_ratio, 2.0 - differential->value / 0.6, 1e-12);

  // Hottest and at the lowest pressure: the consumer's end of the supply pipe.
  const HeatLimit* boiling = Find(found, HeatLimitKind::kBoilingMargin);
  EXPECT_NEAR(boiling->value,
              std::min(models::CalcBoilingMarginBar(solution->hydraulics.pressure_bar[1], 110.0),
                       models::CalcBoilingMarginBar(8.0, 60.0)),
              1e-9);
  EXPECT_NEAR(Find(found, HeatLimitKind::kPressure)->value, 14.0, 1e-12);
  EXPECT_NEAR(Find(found, HeatLimitKind::kSupplyTemperature)->value, 110.0, 1e-9);
  EXPECT_NEAR(Find(found, HeatLimitKind::kSupplyTemperature)->used_ratio, 1.0 - 5.0, 1e-9);
  EXPECT_NEAR(Find(found, HeatLimitKind::kProducerHeat)->value, 4.19e6, 1e-3);
  EXPECT_EQ(HeatLimitElementId(street, *speed), "street");
  EXPECT_EQ(HeatLimitElementId(street, *differential), "house");
}

TEST(HeatLimitsTest, WhatIsBrokenComesFirstAndSaysByHowMuch) {
  const models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 4.19e6});
  const auto solution = SolveSteadyHeat(street, Options());
  ASSERT_TRUE(solution.ok());
  const auto found = FindHeatLimits(
      street, *solution, {.pressure_max_bar = 10.0, .speed_max_m_per_s = 1.0}, Options());
  // Two supply nodes above 10 bar, both pipes above 1 m/s.
  int broken = 0;
  for (const HeatLimit& limit : found) broken += limit.beyond > 0.0;
  EXPECT_EQ(broken, 4);
  EXPECT_EQ(found[0].kind, HeatLimitKind::kPressure);
  EXPECT_NEAR(found[0].beyond, 4.0, 1e-12);
  EXPECT_NEAR(found[0].used_ratio, 1.4, 1e-12);
  EXPECT_EQ(Find(found, HeatLimitKind::kProducerHeat), nullptr);
}

TEST(HeatLimitsTest, TheWeakestPipeAtANodeSaysWhatItStands) {
  models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 4.19e6});
  street.nodes.Add({.id = "loose"});
  for (auto& pipe : street.pipes)
    if (street.nodes[pipe.from].side == models::HeatSide::kSupply)
      pipe.pressure_class = models::PressureClass::kPn10;
  HeatLimitParams limits{.pressure_max_bar = 25.0};
  SetPressureClasses(street, limits);
  for (std::size_t row = 0; row < street.nodes.size(); ++row) {
    const auto& node = street.nodes[models::HeatNodeIndex(row)];
    const bool is_weak = node.side == models::HeatSide::kSupply && node.id != "loose";
    EXPECT_EQ(limits.node_pressure_max_bar[row], is_weak ? 10.0 : 25.0) << node.id;
  }
  const auto solution = SolveSteadyHeat(street, Options());
  ASSERT_TRUE(solution.ok()) << solution.status();
  const auto found = FindHeatLimits(street, *solution, limits, Options());
  const HeatLimit* worst = Find(found, HeatLimitKind::kPressure);
  EXPECT_EQ(worst->limit, 10.0);
  EXPECT_NEAR(worst->beyond, 4.0, 1e-12);
}

TEST(HeatLimitsTest, WhatStandsStillOrHasNoPressureIsNotJudged) {
  models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 0.0});
  const auto solution = SolveSteadyHeat(street, Options());
  ASSERT_TRUE(solution.ok()) << solution.status();
  HeatLimitValues values;
  CalcHeatLimitValues(street, *solution, {}, Options(), values);
  for (const HeatLimitKind kind :
       {HeatLimitKind::kSpeed, HeatLimitKind::kGradient, HeatLimitKind::kDifferentialPressure,
        HeatLimitKind::kSupplyTemperature})
    for (const double value : values[static_cast<std::size_t>(kind)])
      EXPECT_TRUE(std::isnan(value)) << HeatLimitName(kind);
}

TEST(HeatLimitsTest, DirectionDrawnDoesNotMatter) {
  models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 4.19e6, .loss_w_per_m_k = 0.4});
  const auto there = SolveSteadyHeat(street, Options());
  for (auto& pipe : street.pipes) std::swap(pipe.from, pipe.to);
  const auto back = SolveSteadyHeat(street, Options());
  ASSERT_TRUE(there.ok() && back.ok());
  const auto a = FindHeatLimits(street, *there, {}, Options());
  const auto b = FindHeatLimits(street, *back, {}, Options());
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].kind, b[i].kind);
    EXPECT_NEAR(a[i].value, b[i].value, 1e-9 * std::abs(a[i].value));
  }
}

}  // namespace
}  // namespace solvers::heat
