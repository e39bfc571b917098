#include "solvers/transformer_loading.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "solvers/transformer_ode.h"

namespace solvers {
namespace {

using models::MakeTransformerHeat;
using models::PaperKind;
using models::TransformerCooling;
using models::TransformerHeatParams;
using models::TransformerHeatState;

constexpr std::array<TransformerCooling, 5> kAllModes{
    TransformerCooling::kOnanSmall, TransformerCooling::kOnan, TransformerCooling::kOnaf,
    TransformerCooling::kOf, TransformerCooling::kOd};

// Characteristics, air and load steps of the 250 MVA unit in IEC 60076-7, annex B (recalled). The
// temperatures it prints are not at hand, so that they are not asserted: two solutions of one's own
// are.
TransformerHeatParams MakeAnnexB() {
  TransformerHeatParams params = MakeTransformerHeat(TransformerCooling::kOnaf);
  params.top_oil_rise_k = 38.3;
  params.hot_spot_rise_k = 1.4 * 14.5;
  params.loss_ratio = 1000.0;
  return params;
}

constexpr double kAnnexBAirDegC = 25.6;

struct LoadStep {
  double load_ratio, duration_min;
};
constexpr std::array<LoadStep, 6> kAnnexBSteps{
    {{1.0, 190.0}, {0.6, 175.0}, {1.5, 135.0}, {0.3, 210.0}, {2.1, 25.0}, {0.0, 10.0}}};

// CVODE and the exact exponentials through those steps: two ways to one curve.
TEST(TransformerLoadingTest, CvodeFollowsTheExactSolution) {
  TransformerOdeSolver cvode;
  for (const TransformerCooling mode : kAllModes) {
    for (const PaperKind paper : {PaperKind::kOrdinary, PaperKind::kUpgraded}) {
      const TransformerHeatParams params =
          mode == TransformerCooling::kOnaf ? MakeAnnexB() : MakeTransformerHeat(mode);
      TransformerHeatState exact{.top_oil_degc = kAnnexBAirDegC};
      TransformerHeatState integrated = exact;
      double aged_h = 0.0, exact_aged_h = 0.0;
      for (const LoadStep& step : kAnnexBSteps) {
        const auto solved = cvode.Solve({.params = params,
                                         .paper = paper,
                                         .load_ratio = step.load_ratio,
                                         .air_degc = kAnnexBAirDegC},
                                        integrated, step.duration_min);
        ASSERT_TRUE(solved.ok()) << solved.status();
        integrated = solved->state;
        aged_h += solved->aged_h;
        const std::vector<TransformerStep> minutes(
            static_cast<std::size_t>(step.duration_min),
            {.load_ratio = step.load_ratio, .air_degc = kAnnexBAirDegC});
        const auto run = RunTransformer(params, paper, exact, minutes, 1.0);
        ASSERT_TRUE(run.ok()) << run.status();
        exact = run->end;
        exact_aged_h += run->aged_h;
        EXPECT_NEAR(integrated.top_oil_degc, exact.top_oil_degc, 1e-6);
        EXPECT_NEAR(CalcHotSpotDegC(integrated), CalcHotSpotDegC(exact), 1e-6);
      }
      EXPECT_NEAR(aged_h / exact_aged_h, 1.0, 1e-7);
    }
  }
}

// Steps of a quarter of an hour age within 1e-5 of minutes.
TEST(TransformerLoadingTest, QuartersAgeAsMinutesDo) {
  const TransformerHeatParams params = MakeAnnexB();
  const TransformerHeatState start{.top_oil_degc = 30.0};
  for (const double load_ratio : {0.5, 1.0, 1.5}) {
    const std::vector<TransformerStep> quarters(40, {.load_ratio = load_ratio, .air_degc = 10.0});
    const std::vector<TransformerStep> minutes(600, {.load_ratio = load_ratio, .air_degc = 10.0});
    const auto coarse = RunTransformer(params, PaperKind::kOrdinary, start, quarters, 15.0);
    const auto fine = RunTransformer(params, PaperKind::kOrdinary, start, minutes, 1.0);
    ASSERT_TRUE(coarse.ok() && fine.ok());
    EXPECT_NEAR(coarse->aged_h / fine->aged_h, 1.0, 1e-5) << load_ratio;
    EXPECT_NEAR(CalcHotSpotDegC(coarse->end), CalcHotSpotDegC(fine->end), 1e-9);
    EXPECT_NEAR(coarse->hottest_degc, fine->hottest_degc, 0.2);
  }
}

// A year at the reference temperature is a year of life.
TEST(TransformerLoadingTest, AtTheReferenceTemperatureAnHourIsAnHour) {
  const TransformerHeatParams params = MakeTransformerHeat(TransformerCooling::kOf);
  const std::vector<TransformerStep> day(96, {.load_ratio = 1.0, .air_degc = 20.0});
  const auto run = RunTransformer(params, PaperKind::kOrdinary,
                                  CalcSteadyTransformer(params, 1.0, 20.0), day, 15.0);
  ASSERT_TRUE(run.ok());
  EXPECT_NEAR(run->aged_h, 24.0, 1e-9);
}

TEST(TransformerLoadingTest, MoreLoadOrWarmerAirAgesMore) {
  const TransformerHeatParams params = MakeTransformerHeat(TransformerCooling::kOnaf);
  const auto aged_h = [&](double load_ratio, double air_degc) {
    const std::vector<TransformerStep> day(96, {.load_ratio = load_ratio, .air_degc = air_degc});
    return RunTransformer(params, PaperKind::kUpgraded, {.top_oil_degc = air_degc}, day, 15.0)
        ->aged_h;
  };
  for (double load_ratio = 0.0; load_ratio < 1.5; load_ratio += 0.1) {
    EXPECT_GT(aged_h(load_ratio + 0.1, 10.0), aged_h(load_ratio, 10.0));
    EXPECT_GT(aged_h(load_ratio, 15.0), aged_h(load_ratio, 10.0));
  }
}

TEST(TransformerLoadingTest, TheTimeToALimitIsWhenItIsReached) {
  for (const TransformerCooling mode : kAllModes) {
    const TransformerHeatParams params = MakeTransformerHeat(mode);
    const TransformerHeatState start = CalcSteadyTransformer(params, 0.7, 5.0);
    const TransformerStep step{.load_ratio = 1.6, .air_degc = 5.0};
    const TransformerHeatState steady = CalcSteadyTransformer(params, 1.6, 5.0);
    double before_min = 0.0;
    for (const double limit_degc : {80.0, 100.0, 120.0, 140.0}) {
      const auto time_min = SolveTimeToHotSpotMin(params, start, step, limit_degc);
      ASSERT_TRUE(time_min.ok()) << time_min.status();
      if (!time_min->has_value()) {
        EXPECT_LT(CalcHotSpotDegC(steady), limit_degc);
        continue;
      }
      EXPECT_GT(**time_min, before_min);
      before_min = **time_min;
      EXPECT_NEAR(CalcHotSpotDegC(AdvanceTransformer(params, start, steady, before_min)),
                  limit_degc, 1e-6);
      // Nothing earlier passes it.
      for (double share = 0.0; share < 0.999; share += 0.01) {
        EXPECT_LT(CalcHotSpotDegC(AdvanceTransformer(params, start, steady, share * before_min)),
                  limit_degc);
      }
    }
  }
}

// A winding under k21 = 2 passes what it later falls back below.
TEST(TransformerLoadingTest, AnOvershootIsSeen) {
  TransformerHeatParams params = MakeTransformerHeat(TransformerCooling::kOnan);
  params.k21_ratio = 3.0;
  params.top_oil_rise_k = 10.0;
  const TransformerHeatState start = CalcSteadyTransformer(params, 0.2, 0.0);
  const TransformerHeatState steady = CalcSteadyTransformer(params, 1.5, 0.0);
  double peak_degc = 0.0;
  for (double t = 0.0; t < 400.0; t += 0.05) {
    peak_degc = std::max(peak_degc, CalcHotSpotDegC(AdvanceTransformer(params, start, steady, t)));
  }
  ASSERT_GT(peak_degc, CalcHotSpotDegC(steady) + 5.0);
  const TransformerStep step{.load_ratio = 1.5, .air_degc = 0.0};
  EXPECT_TRUE(SolveTimeToHotSpotMin(params, start, step, peak_degc - 1e-5)->has_value());
  EXPECT_FALSE(SolveTimeToHotSpotMin(params, start, step, peak_degc + 1e-2)->has_value());
  EXPECT_EQ(**SolveTimeToHotSpotMin(params, steady, step, 10.0), 0.0);
}

TEST(TransformerLoadingTest, APermittedLoadReachesItsLimitAndNoMore) {
  const TransformerHeatParams params = MakeTransformerHeat(TransformerCooling::kOnaf);
  const auto limits =
      models::FindTransformerLimits(200.0, models::TransformerLoading::kLongEmergency);
  models::TransformerLimits wide = limits;
  wide.load_ratio = 3.0;
  const TransformerHeatState start = CalcSteadyTransformer(params, 0.8, 20.0);
  double before_ratio = 3.0;
  for (const double duration_min : {10.0, 30.0, 60.0, 240.0, 1440.0}) {
    const auto permitted = SolvePermittedLoad(params, wide, start, 20.0, duration_min);
    ASSERT_TRUE(permitted.ok()) << permitted.status();
    EXPECT_LT(permitted->load_ratio, before_ratio);
    before_ratio = permitted->load_ratio;
    const TransformerStep more{.load_ratio = permitted->load_ratio + 1e-6, .air_degc = 20.0};
    const TransformerHeatState steady =
        CalcSteadyTransformer(params, more.load_ratio, more.air_degc);
    const auto time_min = SolveTimeToHotSpotMin(params, start, more, wide.hot_spot_degc);
    const bool is_hot = time_min->has_value() && **time_min <= duration_min;
    const bool is_oil_hot =
        AdvanceTransformer(params, start, steady, duration_min).top_oil_degc > wide.top_oil_degc;
    EXPECT_TRUE(is_hot || is_oil_hot) << duration_min;
    EXPECT_EQ(permitted->binding == TransformerBinding::kHotSpot, is_hot);
  }
  EXPECT_GE(before_ratio, SolveSteadyLoad(params, wide, 20.0)->load_ratio - 1e-6);
  // The nameplate's own limit of current comes first in the cold.
  const auto cold =
      SolvePermittedLoad(params, limits, CalcSteadyTransformer(params, 0.8, -20.0), -20.0, 60.0);
  EXPECT_EQ(cold->binding, TransformerBinding::kCurrent);
  EXPECT_EQ(cold->load_ratio, 1.3);
}

// By hand, OD (x = 1, y = 2): θ_h = θ_a + 49 (1 + 6 K²)/7 + 29 K² = 98 at K² = (98 − θ_a − 7)/71.
TEST(TransformerLoadingTest, TheSteadyLoadByHand) {
  const TransformerHeatParams params = MakeTransformerHeat(TransformerCooling::kOd);
  const models::TransformerLimits limits{
      .load_ratio = 2.0, .hot_spot_degc = 98.0, .top_oil_degc = 105.0};
  for (const double air_degc : {-20.0, 0.0, 20.0, 35.0}) {
    const auto steady = SolveSteadyLoad(params, limits, air_degc);
    ASSERT_TRUE(steady.ok());
    EXPECT_NEAR(steady->load_ratio, std::sqrt((91.0 - air_degc) / 71.0), 1e-8);
    EXPECT_EQ(steady->binding, TransformerBinding::kHotSpot);
  }
  const models::TransformerLimits oil{
      .load_ratio = 2.0, .hot_spot_degc = 200.0, .top_oil_degc = 69.0};
  EXPECT_NEAR(SolveSteadyLoad(params, oil, 20.0)->load_ratio, 1.0, 1e-8);
  EXPECT_EQ(SolveSteadyLoad(params, oil, 20.0)->binding, TransformerBinding::kTopOil);
  EXPECT_EQ(SolveSteadyLoad(params, oil, 80.0)->load_ratio, 0.0);
}

TEST(TransformerLoadingTest, WhatIsNotSoundIsRefused) {
  const TransformerHeatParams params;
  const std::vector<TransformerStep> wrong{{.load_ratio = -0.1, .air_degc = 0.0}};
  EXPECT_EQ(RunTransformer(params, PaperKind::kOrdinary, {}, wrong, 15.0).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(SolvePermittedLoad(params, {}, {}, std::nan(""), 15.0).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(SolvePermittedLoad(params, {}, {}, 0.0, 0.0).status().code(),
            absl::StatusCode::kInvalidArgument);
  TransformerOdeSolver cvode;
  EXPECT_EQ(cvode.Solve({.params = params, .load_ratio = -1.0}, {}, 15.0).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace solvers
