#include "solvers/heat_ode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>

#include "tests/support/small_heat.h"

namespace solvers {
namespace {

// CVODE keeps its local error below 1e-9; over the steps of one call it may add up to this.
constexpr double kToleranceK = 2e-7;
constexpr double kToleranceRatio = 2e-8;

/// Two linear masses: x' = A x + b about its rest point, by the eigenvalues λ₁, λ₂ of A:
///   e^{At} = (e^{λ₁t} (A − λ₂I) − e^{λ₂t} (A − λ₁I)) / (λ₁ − λ₂)
struct TwoMasses {
  double a11, a12, a21, a22;  ///< per hour
  double rest_air_degc, rest_mass_degc;

  std::pair<double, double> At(double air_degc, double mass_degc, double time_h) const {
    const double half_trace = 0.5 * (a11 + a22);
    const double root = std::sqrt(half_trace * half_trace - (a11 * a22 - a12 * a21));
    const double l1 = half_trace + root, l2 = half_trace - root;
    const double e1 = std::exp(l1 * time_h), e2 = std::exp(l2 * time_h);
    const double u = air_degc - rest_air_degc, v = mass_degc - rest_mass_degc;
    const double au = a11 * u + a12 * v, av = a21 * u + a22 * v;
    return {rest_air_degc + (e1 * (au - l2 * u) - e2 * (au - l1 * u)) / (l1 - l2),
            rest_mass_degc + (e1 * (av - l2 * v) - e2 * (av - l1 * v)) / (l1 - l2)};
  }
};

/// With radiators of `controller_mw_per_k` that ask at every temperature, plus constant heat.
TwoMasses MakeClosedForm(const models::BuildingStockParams& stock, double outdoor_degc,
                         double outdoor_loss_mw_per_k, double controller_mw_per_k,
                         double constant_heat_mw) {
  const double ca = stock.air_capacity_mwh_per_k, cm = stock.mass_capacity_mwh_per_k;
  const double hm = stock.coupling_mw_per_k;
  const double rest_degc = (controller_mw_per_k * stock.set_point_degc + constant_heat_mw +
                            stock.internal_gain_mw + outdoor_loss_mw_per_k * outdoor_degc) /
                           (controller_mw_per_k + outdoor_loss_mw_per_k);
  return {.a11 = -(controller_mw_per_k + outdoor_loss_mw_per_k + hm) / ca,
          .a12 = hm / ca,
          .a21 = hm / cm,
          .a22 = -hm / cm,
          .rest_air_degc = rest_degc,
          .rest_mass_degc = rest_degc};
}

class HeatOdeTest : public testing::Test {
 protected:
  HeatOdeProblem MakeProblem(double outdoor_degc) const {
    return {.system = system_,
            .outdoor_degc = outdoor_degc,
            .ventilation_share = 0.5,
            .space_heat_cap_mw = 1e9};
  }

  HeatOdeSolution Solve(const HeatOdeProblem& problem, const models::HeatSystemState& start,
                        double step_h) {
    auto solution = solver_.Solve(problem, start, step_h);
    EXPECT_TRUE(solution.ok()) << solution.status();
    return solution.ok() ? *solution : HeatOdeSolution{};
  }

  models::HeatSystemParams system_ = tests::MakeHeatSystem();
  HeatOdeSolver solver_;
};

// E(t) = E₀ e^{−λt} + p (1 − e^{−λt})/λ
TEST_F(HeatOdeTest, TheTankDecaysExponentially) {
  system_.accumulator.loss_per_h = 0.02;
  for (const double step_h : {0.25, 1.0, 24.0}) {
    for (const double charge_mw : {0.0, 5.0, -3.0}) {
      HeatOdeProblem problem = MakeProblem(0.0);
      problem.charge_mw = charge_mw;
      const HeatOdeSolution end = Solve(problem, {.accumulator_mwh = 120.0}, step_h);
      const double kept_share = std::exp(-0.02 * step_h);
      const double exact_mwh = 120.0 * kept_share + charge_mw * (1.0 - kept_share) / 0.02;
      EXPECT_NEAR(end.state.accumulator_mwh / exact_mwh, 1.0, kToleranceRatio)
          << step_h << " " << charge_mw;
      EXPECT_NEAR(end.accumulator_loss_mwh, 120.0 + charge_mw * step_h - exact_mwh,
                  kToleranceRatio * 120.0);
    }
  }
}

TEST_F(HeatOdeTest, RadiatorsInTheirBandFollowTheTwoMassClosedForm) {
  const TwoMasses exact = MakeClosedForm(system_.buildings, -8.0, 9.0, 400.0, 0.0);
  for (const double step_h : {0.25, 1.0, 6.0, 48.0}) {
    const auto [air_degc, mass_degc] = exact.At(20.7, 20.2, step_h);
    const HeatOdeSolution end =
        Solve(MakeProblem(-8.0), {.air_degc = 20.7, .mass_degc = 20.2}, step_h);
    EXPECT_NEAR(end.state.air_degc, air_degc, kToleranceK) << step_h;
    EXPECT_NEAR(end.state.mass_degc, mass_degc, kToleranceK) << step_h;
  }
}

TEST_F(HeatOdeTest, WithoutHeatRoomsCoolByBothTimeConstants) {
  HeatOdeProblem problem = MakeProblem(-15.0);
  problem.space_heat_cap_mw = 0.0;
  const TwoMasses exact = MakeClosedForm(system_.buildings, -15.0, 9.0, 0.0, 0.0);
  for (const double step_h : {0.25, 1.0, 24.0, 240.0}) {
    const auto [air_degc, mass_degc] = exact.At(21.0, 21.0, step_h);
    const HeatOdeSolution end = Solve(problem, {.air_degc = 21.0, .mass_degc = 21.0}, step_h);
    EXPECT_NEAR(end.state.air_degc, air_degc, kToleranceK) << step_h;
    EXPECT_NEAR(end.state.mass_degc, mass_degc, kToleranceK) << step_h;
    EXPECT_EQ(end.space_heat_mwh, 0.0);
    EXPECT_GT(end.space_heat_asked_mwh, 0.0);
  }
}

TEST_F(HeatOdeTest, UnderACapRoomsTakeConstantHeat) {
  HeatOdeProblem problem = MakeProblem(-15.0);
  problem.space_heat_cap_mw = 100.0;
  const TwoMasses exact = MakeClosedForm(system_.buildings, -15.0, 9.0, 0.0, 100.0);
  const auto [air_degc, mass_degc] = exact.At(20.0, 20.0, 12.0);
  const HeatOdeSolution end = Solve(problem, {.air_degc = 20.0, .mass_degc = 20.0}, 12.0);
  EXPECT_NEAR(end.state.air_degc, air_degc, kToleranceK);
  EXPECT_NEAR(end.state.mass_degc, mass_degc, kToleranceK);
  EXPECT_NEAR(end.space_heat_mwh, 1200.0, 1200.0 * kToleranceRatio);
}

// At rest nothing moves, and the flows are the rest's powers times the time.
TEST_F(HeatOdeTest, AtRestNothingMoves) {
  const double rest_degc = models::CalcRestDegC(system_.buildings, -8.0, 0.5);
  const HeatOdeSolution end =
      Solve(MakeProblem(-8.0), {.air_degc = rest_degc, .mass_degc = rest_degc}, 24.0);
  EXPECT_NEAR(end.state.air_degc, rest_degc, 1e-12);
  EXPECT_NEAR(end.state.mass_degc, rest_degc, 1e-12);
  EXPECT_NEAR(end.space_heat_mwh, 24.0 * models::CalcSpaceHeatMw(system_.buildings, rest_degc),
              1e-7);
  EXPECT_NEAR(end.outdoor_loss_mwh, 24.0 * 9.0 * (rest_degc + 8.0), 1e-7);
}

// The linear problem superposes: equal shifts of all temperatures shift the answer.
TEST_F(HeatOdeTest, TemperaturesCountFromAnywhere) {
  HeatOdeProblem problem = MakeProblem(-15.0);
  problem.space_heat_cap_mw = 0.0;
  const HeatOdeSolution a = Solve(problem, {.air_degc = 18.0, .mass_degc = 20.0}, 5.0);
  problem.outdoor_degc += 7.0;
  const HeatOdeSolution b = Solve(problem, {.air_degc = 25.0, .mass_degc = 27.0}, 5.0);
  EXPECT_NEAR(b.state.air_degc - a.state.air_degc, 7.0, 2 * kToleranceK);
  EXPECT_NEAR(b.state.mass_degc - a.state.mass_degc, 7.0, 2 * kToleranceK);
}

// Through the kink where radiators reach their limit: energy closes to rounding all the same.
TEST_F(HeatOdeTest, EnergyClosesThroughEveryKink) {
  const models::BuildingStockParams& stock = system_.buildings;
  for (const double start_degc : {10.0, 19.8, 20.99, 21.01, 24.0}) {
    for (const double cap_mw : {0.0, 80.0, 449.0, 1e9}) {
      HeatOdeProblem problem = MakeProblem(-3.0);
      problem.space_heat_cap_mw = cap_mw;
      problem.charge_mw = 7.0;
      const models::HeatSystemState start{
          .accumulator_mwh = 50.0, .air_degc = start_degc, .mass_degc = 19.0};
      const HeatOdeSolution end = Solve(problem, start, 1.0);
      const double stored_mwh =
          stock.air_capacity_mwh_per_k * (end.state.air_degc - start.air_degc) +
          stock.mass_capacity_mwh_per_k * (end.state.mass_degc - start.mass_degc);
      const double turned_over_mwh =
          end.space_heat_mwh + stock.internal_gain_mw + end.outdoor_loss_mwh;
      EXPECT_NEAR(stored_mwh, end.space_heat_mwh + stock.internal_gain_mw - end.outdoor_loss_mwh,
                  1e-9 * turned_over_mwh)
          << start_degc << " " << cap_mw;
      EXPECT_NEAR(end.state.accumulator_mwh, 50.0 + 7.0 - end.accumulator_loss_mwh, 1e-9 * 57.0);
      EXPECT_LE(end.space_heat_mwh, end.space_heat_asked_mwh * (1.0 + 1e-9));
      EXPECT_LE(end.space_heat_mwh, cap_mw * (1.0 + 1e-9));
    }
  }
}

TEST_F(HeatOdeTest, OneLongStepEqualsManyShortOnes) {
  const models::HeatSystemState start{.accumulator_mwh = 80.0, .air_degc = 19.5, .mass_degc = 20.5};
  const HeatOdeSolution once = Solve(MakeProblem(-12.0), start, 4.0);
  models::HeatSystemState state = start;
  double space_heat_mwh = 0.0;
  for (int i = 0; i < 16; ++i) {
    const HeatOdeSolution part = Solve(MakeProblem(-12.0), state, 0.25);
    state = part.state;
    space_heat_mwh += part.space_heat_mwh;
  }
  EXPECT_NEAR(state.air_degc, once.state.air_degc, 2 * kToleranceK);
  EXPECT_NEAR(state.mass_degc, once.state.mass_degc, 2 * kToleranceK);
  EXPECT_NEAR(space_heat_mwh / once.space_heat_mwh, 1.0, 1e-7);
}

TEST_F(HeatOdeTest, TighterTolerancesComeNearerTheClosedForm) {
  const TwoMasses exact = MakeClosedForm(system_.buildings, -8.0, 9.0, 400.0, 0.0);
  const double air_degc = exact.At(20.7, 20.2, 6.0).first;
  double before_k = 1.0;
  for (const double tolerance : {1e-4, 1e-6, 1e-8}) {
    HeatOdeSolver solver({.relative_tolerance_ratio = tolerance,
                          .temperature_tolerance_k = tolerance,
                          .energy_tolerance_mwh = tolerance});
    const auto end = solver.Solve(MakeProblem(-8.0), {.air_degc = 20.7, .mass_degc = 20.2}, 6.0);
    ASSERT_TRUE(end.ok()) << end.status();
    const double error_k = std::abs(end->state.air_degc - air_degc);
    EXPECT_LT(error_k, before_k) << tolerance;
    EXPECT_LT(error_k, 1e3 * tolerance);
    before_k = error_k;
  }
}

TEST_F(HeatOdeTest, EqualProblemsGiveEqualBitsWhateverWasSolvedBefore) {
  const models::HeatSystemState start{.accumulator_mwh = 80.0, .air_degc = 19.5, .mass_degc = 20.5};
  const HeatOdeSolution fresh = Solve(MakeProblem(-12.0), start, 0.25);
  Solve(MakeProblem(30.0), {.accumulator_mwh = 1.0, .air_degc = 35.0, .mass_degc = 5.0}, 100.0);
  const HeatOdeSolution again = Solve(MakeProblem(-12.0), start, 0.25);
  EXPECT_EQ(again.state, fresh.state);
  EXPECT_EQ(again.space_heat_mwh, fresh.space_heat_mwh);
  EXPECT_EQ(again.outdoor_loss_mwh, fresh.outdoor_loss_mwh);
}

TEST_F(HeatOdeTest, GivingUpIsANamedFailureAndTheSolverGoesOn) {
  HeatOdeSolver hurried({.max_steps = 40});
  const auto failed = hurried.Solve(MakeProblem(-12.0), {.air_degc = 5.0, .mass_degc = 5.0}, 24.0);
  EXPECT_EQ(failed.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(failed.status().message()), testing::HasSubstr("heat system h"));
  EXPECT_THAT(std::string(failed.status().message()), testing::HasSubstr("CV_TOO_MUCH_WORK"));
  const double rest_degc = models::CalcRestDegC(system_.buildings, -12.0, 0.5);
  const auto next =
      hurried.Solve(MakeProblem(-12.0), {.air_degc = rest_degc, .mass_degc = rest_degc}, 0.25);
  EXPECT_TRUE(next.ok()) << next.status();
}

}  // namespace
}  // namespace solvers
