#include "solvers/line_temperature.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/drake.h"

namespace solvers {
namespace {

LineTemperatureProblem MakeProblem(double wind_m_per_s = 0.61) {
  return {.conductor = tests::MakeDrake(),
          .site = {},
          .weather = {.air_degc = 40.0, .wind_m_per_s = wind_m_per_s, .sun_w_per_m2 = 997.0},
          .method = models::LineHeatMethod::kIeee738};
}

TEST(LineTemperatureTest, TheSteadyStateIsTheAmpacitysInverse) {
  for (const auto method : {models::LineHeatMethod::kIeee738, models::LineHeatMethod::kCigre601}) {
    for (const double wind_m_per_s : {0.0, 0.2, 0.61, 3.0}) {
      LineTemperatureProblem problem = MakeProblem(wind_m_per_s);
      problem.method = method;
      for (double degc = 60.0; degc < 200.0; degc += 7.0) {
        const double current_a =
            models::CalcAmpacityA(problem.conductor, problem.weather, {}, degc, method);
        if (current_a == 0.0) continue;  // the sun alone makes it hotter
        const auto steady_degc = SolveSteadyDegC(problem, current_a);
        ASSERT_TRUE(steady_degc.ok()) << steady_degc.status();
        EXPECT_NEAR(*steady_degc, degc, 1e-7);
      }
    }
  }
}

TEST(LineTemperatureTest, WithoutCurrentAndSunItHasTheTemperatureOfTheAir) {
  LineTemperatureProblem problem = MakeProblem();
  problem.weather.sun_w_per_m2 = 0.0;
  EXPECT_EQ(*SolveSteadyDegC(problem, 0.0), 40.0);
}

// m c of Drake: 402.8 mm² aluminium and 65.4 mm² steel, 1.089 kg/m · 897 + 0.509 · 481 = 1221.
TEST(LineTemperatureTest, AtFirstItRisesByItsHeatCapacity) {
  const LineTemperatureProblem problem = MakeProblem();
  const double start_degc = *SolveSteadyDegC(problem, 800.0);
  const double surplus_w_per_m = models::CalcSurplusHeatWPerM(
      problem.conductor, problem.weather, {}, 1200.0, start_degc, problem.method);
  EXPECT_NEAR(models::CalcConductorHeatJPerMK(problem.conductor), 1221.4, 0.1);
  EXPECT_NEAR(*AdvanceLineDegC(problem, start_degc, 1200.0, 0.1) - start_degc,
              0.1 * surplus_w_per_m / 1221.4, 1e-5);
}

TEST(LineTemperatureTest, TheTransientEndsInTheSteadyState) {
  const LineTemperatureProblem problem = MakeProblem();
  const double steady_degc = *SolveSteadyDegC(problem, 1000.0);
  double before_degc = 45.0;
  for (const double minutes : {1.0, 5.0, 15.0, 60.0}) {
    const double degc = *AdvanceLineDegC(problem, 45.0, 1000.0, 60.0 * minutes);
    EXPECT_GT(degc, before_degc);
    EXPECT_LT(degc, steady_degc);
    before_degc = degc;
  }
  EXPECT_NEAR(*AdvanceLineDegC(problem, 45.0, 1000.0, 12.0 * 3600.0), steady_degc, 1e-6);
  // From above it cools to the same.
  EXPECT_NEAR(*AdvanceLineDegC(problem, 180.0, 1000.0, 12.0 * 3600.0), steady_degc, 1e-6);
}

// Two steps are one: what is integrated is the same curve.
TEST(LineTemperatureTest, StepsJoin) {
  const LineTemperatureProblem problem = MakeProblem();
  const double once = *AdvanceLineDegC(problem, 50.0, 1300.0, 900.0);
  const double half = *AdvanceLineDegC(problem, 50.0, 1300.0, 450.0);
  EXPECT_NEAR(*AdvanceLineDegC(problem, half, 1300.0, 450.0), once, 1e-6);
}

// Near a steady state the cooling is a straight line and T an exponential, known in closed form.
TEST(LineTemperatureTest, SmallStepsFollowTheExponential) {
  const LineTemperatureProblem problem = MakeProblem();
  const double steady_degc = *SolveSteadyDegC(problem, 900.0);
  const auto surplus = [&](double degc) {
    return models::CalcSurplusHeatWPerM(problem.conductor, problem.weather, {}, 900.0, degc,
                                        problem.method);
  };
  const double slope = (surplus(steady_degc - 1e-3) - surplus(steady_degc + 1e-3)) / 2e-3;
  const double tau_s = models::CalcConductorHeatJPerMK(problem.conductor) / slope;
  EXPECT_GT(tau_s, 300.0);
  EXPECT_LT(tau_s, 1500.0);
  const double degc = *AdvanceLineDegC(problem, steady_degc - 0.1, 900.0, tau_s);
  EXPECT_NEAR(steady_degc - degc, 0.1 * std::exp(-1.0), 2e-5);
}

TEST(LineTemperatureTest, TimeToTheLimitIsTheTransientsInverse) {
  const LineTemperatureProblem problem = MakeProblem();
  const double start_degc = *SolveSteadyDegC(problem, 600.0);
  for (const double current_a : {1050.0, 1200.0, 1600.0, 3000.0}) {
    const auto time_s = SolveTimeToLimitS(problem, start_degc, current_a, 100.0);
    ASSERT_TRUE(time_s.ok() && time_s->has_value());
    EXPECT_NEAR(*AdvanceLineDegC(problem, start_degc, current_a, **time_s), 100.0, 1e-5)
        << current_a;
  }
  EXPECT_EQ(**SolveTimeToLimitS(problem, 101.0, 1200.0, 100.0), 0.0);
  EXPECT_FALSE(SolveTimeToLimitS(problem, start_degc, 1000.0, 100.0)->has_value());
}

TEST(LineTemperatureTest, AnEmergencyCurrentReachesTheLimitAtTheEndOfItsTime) {
  const LineTemperatureProblem problem = MakeProblem();
  const double ampacity_a =
      models::CalcAmpacityA(problem.conductor, problem.weather, {}, 100.0, problem.method);
  double before_a = 1e9;
  for (const double minutes : {2.0, 5.0, 15.0, 30.0, 60.0, 240.0}) {
    const double current_a = *SolveEmergencyA(problem, 600.0, 100.0, 60.0 * minutes);
    EXPECT_LT(current_a, before_a);
    EXPECT_GE(current_a, ampacity_a);
    const double end_degc =
        *AdvanceLineDegC(problem, *SolveSteadyDegC(problem, 600.0), current_a, 60.0 * minutes);
    EXPECT_LE(end_degc, 100.0);
    EXPECT_NEAR(end_degc, 100.0, 1e-3);
    before_a = current_a;
  }
  EXPECT_NEAR(before_a, ampacity_a, 0.01);
  // More before, less room.
  EXPECT_LT(*SolveEmergencyA(problem, 900.0, 100.0, 600.0),
            *SolveEmergencyA(problem, 300.0, 100.0, 600.0));
}

TEST(LineTemperatureTest, WhatCannotBeIsNamed) {
  LineTemperatureProblem problem = MakeProblem();
  EXPECT_EQ(SolveSteadyDegC(problem, 20000.0).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(AdvanceLineDegC(problem, 50.0, 20000.0, 3600.0).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(SolveSteadyDegC(problem, -1.0).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(SolveEmergencyA(problem, 600.0, 100.0, 0.0).status().code(),
            absl::StatusCode::kInvalidArgument);
  const auto beyond = SolveEmergencyA(problem, 1300.0, 100.0, 60.0);
  EXPECT_EQ(beyond.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(beyond.status().message().find("1300 A alone"), std::string::npos) << beyond.status();
  problem.weather.wind_m_per_s = std::nan("");
  EXPECT_EQ(SolveSteadyDegC(problem, 1.0).status().code(), absl::StatusCode::kInvalidArgument);
  problem = MakeProblem();
  problem.conductor.diameter_m = 0.0;
  EXPECT_EQ(SolveSteadyDegC(problem, 1.0).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace solvers
