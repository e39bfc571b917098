#include "solvers/voltage_step.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/memory_states.h"
#include "tests/support/two_lines.h"

namespace solvers {
namespace {

using models::BusIndex;

// Two lines in parallel, x/2, unity power factor:  V2² = (1 + √(1 − 4 (x/2)² p²)) / 2.
double CalcVoltagePu(double mw) {
  const double x = 0.5 * tests::kTwoLinesXPu, p = mw / models::kBaseMva;
  return std::sqrt(0.5 * (1.0 + std::sqrt(1.0 - 4.0 * x * x * p * p)));
}

TEST(VoltageStepTest, IsThatOfTheClosedFormInTheQuarterOfTheHighestLoad) {
  const tests::TwoLines two = tests::MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  const HostingQuery query{.bus = BusIndex(1), .tan_phi_ratio = 0.0, .cap_mw = 300.0};
  const auto step = CalcVoltageStepShare(small.basis, query, 80.0);
  ASSERT_TRUE(step.ok()) << step.status();
  EXPECT_NEAR(*step, 1.0 - CalcVoltagePu(135.0) / CalcVoltagePu(55.0), 2e-6);
}

TEST(VoltageStepTest, GrowsWithTheMw) {
  const tests::TwoLines two = tests::MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  const HostingQuery query{.bus = BusIndex(1), .cap_mw = 300.0};
  double before = 0.0;
  for (const double mw : {10.0, 20.0, 40.0, 80.0}) {
    const auto step = CalcVoltageStepShare(small.basis, query, mw);
    ASSERT_TRUE(step.ok());
    EXPECT_GT(*step, before);
    before = *step;
  }
}

TEST(VoltageStepTest, WhatCannotBeSolvedIsSaid) {
  const tests::TwoLines two = tests::MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  EXPECT_EQ(CalcVoltageStepShare(small.basis, {.bus = BusIndex(1)}, 5000.0).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace solvers
