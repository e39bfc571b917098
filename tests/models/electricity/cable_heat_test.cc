#include "models/electricity/cable_heat.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "models/base/units.h"
#include "tests/support/typical_cable.h"

namespace models {
namespace {

using tests::MakeTypicalCable;
using Day = std::array<double, 24>;

TEST(CableHeatTest, ResistancesByHand) {
  const CableResistances r = CalcCableResistances(MakeTypicalCable());
  EXPECT_NEAR(r.t1_k_m_per_w, 3.5 / (2.0 * kPi) * 0.607205, 1e-6);  // ln(78/42.5)
  EXPECT_NEAR(r.t3_k_m_per_w, 1.6 * 3.5 / (2.0 * kPi) * 0.127339, 1e-5);
  EXPECT_NEAR(r.t4_k_m_per_w, 1.5 / kPi * (std::log(2.0 * 2.0 / 0.092) - 0.63), 1e-12);
}

// At the continuous current the temperatures of IEC 60287 add up to the limit.
TEST(CableHeatTest, AtTheAmpacityTheConductorHasItsLimit) {
  const CableParams cable = MakeTypicalCable();
  const CableResistances r = CalcCableResistances(cable);
  const double current_a = CalcCableAmpacityA(cable);
  EXPECT_GT(current_a, 700.0);
  EXPECT_LT(current_a, 1100.0);
  const double ohm_per_m = 0.0285e-3 * (1.0 + 4.03e-3 * 70.0);
  const double losses = current_a * current_a * ohm_per_m;
  const double degc = 15.0 + (losses + 0.2) * r.t1_k_m_per_w +
                      (1.05 * losses + 0.4) * (r.t3_k_m_per_w + r.t4_k_m_per_w);
  EXPECT_NEAR(degc, 90.0, 1e-9);
}

TEST(CableHeatTest, ItWarmsFromNothingToItsSteadyState) {
  const CableParams cable = MakeTypicalCable();
  EXPECT_EQ(CalcCableRiseShare(cable, 0.0), 0.0);
  double before = 0.0;
  for (double hours = 0.01; hours < 1e6; hours *= 1.5) {
    const double share = CalcCableRiseShare(cable, 3600.0 * hours);
    EXPECT_GT(share, before) << hours;
    EXPECT_LT(share, 1.0) << hours;
    before = share;
  }
  EXPECT_NEAR(before, 1.0, 1e-3);
}

// At first all losses stay in conductor and inner insulation: θ = W t/Q_A.
TEST(CableHeatTest, AtFirstItStoresItsLosses) {
  const CableParams cable = MakeTypicalCable();
  const double ratio = 0.078 / 0.0425;
  const double inner = 1.0 / (2.0 * std::log(ratio)) - 1.0 / (ratio * ratio - 1.0);
  const double insulation_j = 2.4e6 * 0.25 * kPi * (0.078 * 0.078 - 0.0425 * 0.0425);
  const double heat_j = 1200e-6 * 2.5e6 + inner * insulation_j;
  const CableResistances r = CalcCableResistances(cable);
  const double whole = r.t1_k_m_per_w + 1.05 * (r.t3_k_m_per_w + r.t4_k_m_per_w);
  const double own = r.t1_k_m_per_w + 1.05 * r.t3_k_m_per_w;
  // The soil's part begins as α(t) θ_e(t), far slower.
  EXPECT_NEAR(CalcCableRiseShare(cable, 1.0) * whole, 1.0 / heat_j, 2e-3 / heat_j);
  EXPECT_LT(own, whole);
}

TEST(CableHeatTest, AnEvenLoadHasNoCyclicGain) {
  Day even;
  even.fill(123.0);
  EXPECT_NEAR(CalcCyclicRatingRatio(MakeTypicalCable(), even), 1.0, 1e-12);
}

// The same shape with a deeper valley: more room, between 1 and what a peak of an hour alone
// allows.
TEST(CableHeatTest, ALowerLoadFactorLeavesMoreRoom) {
  const CableParams cable = MakeTypicalCable();
  double before = 1.0;
  for (double valley = 0.95; valley > 0.0; valley -= 0.05) {
    Day day;
    for (std::size_t hour = 0; hour < 24; ++hour) day[hour] = hour >= 7 && hour < 19 ? 1.0 : valley;
    const double factor = CalcCyclicRatingRatio(cable, day);
    EXPECT_GT(factor, before);
    before = factor;
  }
  EXPECT_LT(before, 1.6);
  Day hour_alone{};
  hour_alone[12] = 1.0;
  EXPECT_GT(CalcCyclicRatingRatio(cable, hour_alone), before);
}

TEST(CableHeatTest, NeitherUnitNorHourOfTheDayMatters) {
  const CableParams cable = MakeTypicalCable();
  Day day, shifted;
  for (std::size_t hour = 0; hour < 24; ++hour) {
    day[hour] = 0.4 + 0.6 * std::pow(std::sin(kPi * static_cast<double>(hour) / 24.0), 2.0);
  }
  for (std::size_t hour = 0; hour < 24; ++hour) shifted[(hour + 9) % 24] = 850.0 * day[hour];
  EXPECT_NEAR(CalcCyclicRatingRatio(cable, day), CalcCyclicRatingRatio(cable, shifted), 1e-12);
}

// Against what the standard shortens: the temperature of many equal days hour by hour, by
// superposition of the same response. Six hours in detail miss less than 1 % of the current.
TEST(CableHeatTest, TheSixHoursOfTheStandardAreEnough) {
  const CableParams cable = MakeTypicalCable();
  Day day;
  for (std::size_t hour = 0; hour < 24; ++hour) day[hour] = hour >= 8 && hour < 18 ? 1.0 : 0.35;
  const int days = 3000;
  std::vector<double> share(static_cast<std::size_t>(days) * 24 + 1);
  for (std::size_t i = 0; i < share.size(); ++i) {
    share[i] = CalcCableRiseShare(cable, 3600.0 * static_cast<double>(i));
  }
  double hottest = 0.0;
  for (std::size_t hour = 0; hour < 24; ++hour) {
    double rise = 0.0;
    for (std::size_t i = 0; i + 1 < share.size(); ++i) {
      const double load = day[(hour + 24 * static_cast<std::size_t>(days) - i) % 24];
      rise += load * load * (share[i + 1] - share[i]);
    }
    hottest = std::max(hottest, rise);
  }
  EXPECT_NEAR(CalcCyclicRatingRatio(cable, day) * std::sqrt(hottest), 1.0, 0.01);
}

TEST(CableHeatTest, AnEmergencyEndsInWhatIsContinuous) {
  const CableParams cable = MakeTypicalCable();
  EXPECT_NEAR(CalcCableEmergencyRatio(cable, 0.5, 90.0, 1e12), 1.0, 2e-3);
  EXPECT_NEAR(CalcCableEmergencyRatio(cable, 1.0, 90.0, 3600.0), 1.0, 1e-9);
  double before = 1e9;
  for (const double hours : {0.25, 1.0, 6.0, 24.0, 240.0}) {
    const double ratio = CalcCableEmergencyRatio(cable, 0.6, 90.0, 3600.0 * hours);
    EXPECT_LT(ratio, before);
    EXPECT_GT(ratio, 1.0);
    EXPECT_GT(CalcCableEmergencyRatio(cable, 0.6, 105.0, 3600.0 * hours), ratio);
    EXPECT_GT(CalcCableEmergencyRatio(cable, 0.3, 90.0, 3600.0 * hours), ratio);
    before = ratio;
  }
  EXPECT_EQ(CalcCableEmergencyRatio(cable, 1.2, 90.0, 3600.0), 0.0);
}

TEST(CableHeatTest, WhatIsNoCableIsToldWhole) {
  EXPECT_TRUE(Validate(MakeTypicalCable()).ok());
  CableParams wrong = MakeTypicalCable();
  wrong.outer_diameter_m = 0.05;
  wrong.soil_m2_per_s = -1.0;
  const std::string told(Validate(wrong).message());
  EXPECT_NE(told.find("outer_diameter_m"), std::string::npos);
  EXPECT_NE(told.find("soil_m2_per_s"), std::string::npos);
}

}  // namespace
}  // namespace models
