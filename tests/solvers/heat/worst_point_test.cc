#include "solvers/heat/worst_point.h"

#include <gtest/gtest.h>

#include "tests/support/one_street.h"

namespace solvers::heat {
namespace {

// The same network solved anew with less lift at the plant is the answer.
TEST(WorstPointTest, LessLiftIsWhatTheSolverSaysToo) {
  models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 2e6, .loss_w_per_m_k = 0.3});
  const SteadyHeatOptions options{.consumers = ConsumerMode::kReturnTemperature};
  auto solution = SolveSteadyHeat(street, options);
  ASSERT_TRUE(solution.ok());
  const double before_bar =
      solution->hydraulics.pressure_bar[1] - solution->hydraulics.pressure_bar[3];
  const double spared_bar = HoldWorstPointBar(street, {.differential_bar = 0.8}, *solution);
  EXPECT_NEAR(spared_bar, before_bar - 0.8, 1e-12);
  auto& boiler = street.producers[models::HeatProducerIndex(0)];
  *boiler.lift_bar -= spared_bar;
  boiler.pressure_bar -= spared_bar;
  const auto anew = SolveSteadyHeat(street, options);
  ASSERT_TRUE(anew.ok());
  for (std::size_t row = 0; row < 4; ++row)
    EXPECT_NEAR(solution->hydraulics.pressure_bar[row], anew->hydraulics.pressure_bar[row], 1e-6);
}

TEST(WorstPointTest, LiftHasAnEndAndIsNeverRaised) {
  const SteadyHeatOptions options{.consumers = ConsumerMode::kReturnTemperature};
  const models::HeatNetwork idle = tests::MakeOneStreet({.heat_w = 1e3});
  auto solution = SolveSteadyHeat(idle, options);
  ASSERT_TRUE(solution.ok());
  EXPECT_NEAR(HoldWorstPointBar(idle, {.differential_bar = 0.2, .lift_min_bar = 1.5}, *solution),
              4.5, 1e-12);
  const models::HeatNetwork busy = tests::MakeOneStreet({.heat_w = 9e6});
  solution = SolveSteadyHeat(busy, options);
  ASSERT_TRUE(solution.ok());
  const auto before_bar = solution->hydraulics.pressure_bar;
  EXPECT_EQ(HoldWorstPointBar(busy, {}, *solution), 0.0);
  EXPECT_EQ(solution->hydraulics.pressure_bar, before_bar);
}

}  // namespace
}  // namespace solvers::heat
