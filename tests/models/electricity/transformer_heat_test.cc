#include "models/electricity/transformer_heat.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <utility>

namespace models {
namespace {

constexpr std::array<TransformerCooling, 5> kAllModes{
    TransformerCooling::kOnanSmall, TransformerCooling::kOnan, TransformerCooling::kOnaf,
    TransformerCooling::kOf, TransformerCooling::kOd};

// IEC 60076-7:2005, table 2.
TEST(TransformerHeatTest, AgeingIsTheTableOfTheStandard) {
  constexpr std::array<std::pair<double, double>, 11> kOrdinary{{{80, 0.125},
                                                                 {86, 0.25},
                                                                 {92, 0.5},
                                                                 {98, 1.0},
                                                                 {104, 2.0},
                                                                 {110, 4.0},
                                                                 {116, 8.0},
                                                                 {122, 16.0},
                                                                 {128, 32.0},
                                                                 {134, 64.0},
                                                                 {140, 128.0}}};
  constexpr std::array<std::pair<double, double>, 11> kUpgraded{{{80, 0.036},
                                                                 {86, 0.073},
                                                                 {92, 0.145},
                                                                 {98, 0.282},
                                                                 {104, 0.536},
                                                                 {110, 1.0},
                                                                 {116, 1.83},
                                                                 {122, 3.29},
                                                                 {128, 5.8},
                                                                 {134, 10.1},
                                                                 {140, 17.2}}};
  for (const auto& [degc, ratio] : kOrdinary) {
    EXPECT_NEAR(CalcAgeingRatio(PaperKind::kOrdinary, degc), ratio, 1e-12 * ratio) << degc;
  }
  for (const auto& [degc, ratio] : kUpgraded) {
    EXPECT_NEAR(CalcAgeingRatio(PaperKind::kUpgraded, degc), ratio, 0.008 * ratio + 5e-4) << degc;
  }
}

TEST(TransformerHeatTest, TheSlopeOfAgeingIsItsDerivative) {
  for (const PaperKind paper : {PaperKind::kOrdinary, PaperKind::kUpgraded}) {
    for (const double degc : {60.0, 98.0, 110.0, 140.0}) {
      const double difference =
          (CalcAgeingRatio(paper, degc + 1e-4) - CalcAgeingRatio(paper, degc - 1e-4)) / 2e-4;
      EXPECT_NEAR(CalcAgeingRatioPerK(paper, degc) / difference, 1.0, 1e-6);
    }
  }
}

// Every mode has 98 °C at rated load in air of 20 °C, and the oil its own share of it.
TEST(TransformerHeatTest, AtRatedLoadTheHotSpotIs98) {
  for (const TransformerCooling mode : kAllModes) {
    const TransformerHeatParams params = MakeTransformerHeat(mode);
    EXPECT_TRUE(Validate(params).ok());
    const TransformerHeatState rated = CalcSteadyTransformer(params, 1.0, 20.0);
    EXPECT_NEAR(CalcHotSpotDegC(rated), 98.0, 1e-12);
    EXPECT_NEAR(rated.top_oil_degc, 20.0 + params.top_oil_rise_k, 1e-12);
  }
}

TEST(TransformerHeatTest, WithoutLoadTheLossesOfTheIronAreLeft) {
  const TransformerHeatParams params = MakeTransformerHeat(TransformerCooling::kOnaf);
  const TransformerHeatState idle = CalcSteadyTransformer(params, 0.0, -5.0);
  EXPECT_NEAR(idle.top_oil_degc, -5.0 + 52.0 * std::pow(1.0 / 7.0, 0.8), 1e-12);
  EXPECT_EQ(CalcHotSpotDegC(idle), idle.top_oil_degc);
}

// The standard's own closed solution for a step (its functions f1 and f2).
TEST(TransformerHeatTest, AStepIsTheStandardsExponential) {
  for (const TransformerCooling mode : kAllModes) {
    const TransformerHeatParams p = MakeTransformerHeat(mode);
    const TransformerHeatState before = CalcSteadyTransformer(p, 0.6, 10.0);
    const TransformerHeatState after = CalcSteadyTransformer(p, 1.4, 10.0);
    const double oil_before_k = before.top_oil_degc - 10.0;
    const double oil_after_k = after.top_oil_degc - 10.0;
    const double gradient_before_k = p.hot_spot_rise_k * std::pow(0.6, p.winding_exponent_ratio);
    const double gradient_after_k = p.hot_spot_rise_k * std::pow(1.4, p.winding_exponent_ratio);
    for (const double t : {0.0, 1.0, 7.0, 30.0, 120.0, 600.0}) {
      const double f1 = 1.0 - std::exp(-t / (p.k11_ratio * p.oil_time_min));
      const double f2 = p.k21_ratio * (1.0 - std::exp(-t / (p.k22_ratio * p.winding_time_min))) -
                        (p.k21_ratio - 1.0) * (1.0 - std::exp(-t / (p.oil_time_min / p.k22_ratio)));
      const double expected_degc = 10.0 + oil_before_k + (oil_after_k - oil_before_k) * f1 +
                                   gradient_before_k + (gradient_after_k - gradient_before_k) * f2;
      EXPECT_NEAR(CalcHotSpotDegC(AdvanceTransformer(p, before, after, t)), expected_degc, 1e-11);
    }
  }
}

TEST(TransformerHeatTest, TwoStepsAreOne) {
  const TransformerHeatParams params = MakeTransformerHeat(TransformerCooling::kOnan);
  const TransformerHeatState steady = CalcSteadyTransformer(params, 1.2, 30.0);
  const TransformerHeatState start{.top_oil_degc = 40.0, .fast_rise_k = 20.0, .slow_rise_k = 10.0};
  const TransformerHeatState once = AdvanceTransformer(params, start, steady, 50.0);
  const TransformerHeatState twice =
      AdvanceTransformer(params, AdvanceTransformer(params, start, steady, 20.0), steady, 30.0);
  EXPECT_NEAR(twice.top_oil_degc, once.top_oil_degc, 1e-12);
  EXPECT_NEAR(twice.fast_rise_k, once.fast_rise_k, 1e-12);
  EXPECT_NEAR(twice.slow_rise_k, once.slow_rise_k, 1e-12);
}

TEST(TransformerHeatTest, LimitsBySize) {
  EXPECT_EQ(FindTransformerLimits(1.6, TransformerLoading::kNormalCyclic).load_ratio, 1.5);
  EXPECT_EQ(FindTransformerLimits(40.0, TransformerLoading::kLongEmergency).load_ratio, 1.5);
  EXPECT_EQ(FindTransformerLimits(300.0, TransformerLoading::kNormalCyclic).load_ratio, 1.3);
  EXPECT_EQ(FindTransformerLimits(300.0, TransformerLoading::kShortEmergency).hot_spot_degc, 160.0);
  EXPECT_EQ(FindTransformerLimits(40.0, TransformerLoading::kNormalCyclic).hot_spot_degc, 120.0);
  EXPECT_EQ(FindTransformerLimits(40.0, TransformerLoading::kLongEmergency).top_oil_degc, 115.0);
}

TEST(TransformerHeatTest, WhatIsNotSoundIsToldWhole) {
  TransformerHeatParams params;
  params.k21_ratio = 0.5;
  params.oil_time_min = 0.0;
  const std::string told(Validate(params).message());
  EXPECT_NE(told.find("k21_ratio"), std::string::npos);
  EXPECT_NE(told.find("oil_time_min"), std::string::npos);
}

}  // namespace
}  // namespace models
