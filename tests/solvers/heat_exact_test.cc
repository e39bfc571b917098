#include "solvers/heat_exact.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/small_heat.h"

namespace solvers {
namespace {

// CVODE at its tolerances of 1e-9 over random states, weather, caps and steps, so that radiators
// close, open fully and meet the cap inside a step.
TEST(HeatExactTest, AgreesWithCvodeThroughAllRegimes) {
  const models::HeatSystemParams system = tests::MakeHeatSystem();
  std::mt19937 random(20261129);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  HeatOdeSolver ode;
  for (int trial = 0; trial < 3000; ++trial) {
    const HeatOdeProblem problem{.system = system,
                                 .outdoor_degc = -30.0 + 60.0 * unit(random),
                                 .ventilation_share = unit(random),
                                 .charge_mw = 10.0 * (unit(random) - 0.5),
                                 .space_heat_cap_mw = 500.0 * unit(random)};
    const models::HeatSystemState start{.accumulator_mwh = 50.0 + 100.0 * unit(random),
                                        .air_degc = 19.0 + 3.0 * unit(random),
                                        .mass_degc = 18.0 + 6.0 * unit(random)};
    const double step_h = trial % 2 == 0 ? 0.25 : 1.0;
    const auto by_cvode = ode.Solve(problem, start, step_h);
    ASSERT_TRUE(by_cvode.ok()) << by_cvode.status();
    const HeatOdeSolution exact = SolveHeatExactly(problem, start, step_h);
    EXPECT_NEAR(exact.state.air_degc, by_cvode->state.air_degc, 1e-6) << trial;
    EXPECT_NEAR(exact.state.mass_degc, by_cvode->state.mass_degc, 1e-6) << trial;
    EXPECT_NEAR(exact.state.accumulator_mwh, by_cvode->state.accumulator_mwh, 1e-6) << trial;
    EXPECT_NEAR(exact.space_heat_mwh, by_cvode->space_heat_mwh, 1e-4) << trial;
    EXPECT_NEAR(exact.space_heat_asked_mwh, by_cvode->space_heat_asked_mwh, 1e-4) << trial;
    EXPECT_NEAR(exact.outdoor_loss_mwh, by_cvode->outdoor_loss_mwh, 1e-4) << trial;
    EXPECT_NEAR(exact.accumulator_loss_mwh, by_cvode->accumulator_loss_mwh, 1e-7) << trial;
    const models::BuildingStockParams& stock = system.buildings;
    const double residual_mwh =
        stock.air_capacity_mwh_per_k * (exact.state.air_degc - start.air_degc) +
        stock.mass_capacity_mwh_per_k * (exact.state.mass_degc - start.mass_degc) -
        exact.space_heat_mwh - stock.internal_gain_mw * step_h + exact.outdoor_loss_mwh;
    EXPECT_NEAR(residual_mwh, 0.0, 1e-9) << "energy closes to rounding";
  }
}

// By hand: two half steps are one step.
TEST(HeatExactTest, StepsCanBeCutAnywhere) {
  const models::HeatSystemParams system = tests::MakeHeatSystem();
  const HeatOdeProblem problem{.system = system,
                               .outdoor_degc = -12.0,
                               .ventilation_share = 0.6,
                               .charge_mw = 3.0,
                               .space_heat_cap_mw = 280.0};
  const models::HeatSystemState start{.accumulator_mwh = 90.0, .air_degc = 21.5, .mass_degc = 20.0};
  const HeatOdeSolution whole = SolveHeatExactly(problem, start, 1.0);
  const HeatOdeSolution first = SolveHeatExactly(problem, start, 0.37);
  const HeatOdeSolution second = SolveHeatExactly(problem, first.state, 0.63);
  EXPECT_NEAR(second.state.air_degc, whole.state.air_degc, 1e-11);
  EXPECT_NEAR(second.state.mass_degc, whole.state.mass_degc, 1e-11);
  EXPECT_NEAR(first.space_heat_mwh + second.space_heat_mwh, whole.space_heat_mwh, 1e-9);
  EXPECT_NEAR(second.state.accumulator_mwh, whole.state.accumulator_mwh, 1e-11);
}

}  // namespace
}  // namespace solvers
