#include "solvers/applicant_effect.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "models/base/units.h"
#include "solvers/power_flow_tables.h"
#include "tests/support/memory_states.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using models::BusIndex;

constexpr double kROhm = 5.0;

// V1 = 1 and a line of resistance r: p = V2 (1 − V2)/r, so V2 = (1 + √(1 − 4 r p))/2, loss (1 −
// V2)²/r.
double CalcV2Pu(double mw) {
  const double r_pu = kROhm / models::CalcBaseOhm(132.0), p_pu = mw / models::kBaseMva;
  return 0.5 * (1.0 + std::sqrt(1.0 - 4.0 * r_pu * p_pu));
}
double CalcLossMw(double mw) {
  const double drop_pu = 1.0 - CalcV2Pu(mw);
  return models::kBaseMva * drop_pu * drop_pu / (kROhm / models::CalcBaseOhm(132.0));
}

// A source, a line, a load bus of another station; loads of 30 and 50 MW.
class ApplicantEffectTest : public testing::Test {
 protected:
  static models::ElectricityGrid MakeGrid() {
    models::ElectricityGrid grid = tests::MakeChain(2, kROhm, 1e-3);
    for (std::size_t i = 1; i < 3; ++i) {
      grid.buses[BusIndex(i)].station =
          grid.stations.Add({.id = "s" + std::to_string(i), .name = "Other"});
      grid.buses[BusIndex(i)].v_min_pu = 0.5;
      grid.buses[BusIndex(i)].v_max_pu = 1.2;
    }
    return grid;
  }
  std::vector<PowerFlowInputs> MakeInputs() const {
    std::vector<PowerFlowInputs> all;
    for (const double load_mw : {30.0, 50.0}) {
      auto inputs = PowerFlowInputs::MakeZero(grid_);
      inputs.regulates[BusIndex(0)] = 1;
      inputs.q_min_mvar[BusIndex(0)] = -1e4;
      inputs.q_max_mvar[BusIndex(0)] = 1e4;
      inputs.injection_mw[BusIndex(1)] = -load_mw;
      all.push_back(inputs);
    }
    return all;
  }

  const models::ElectricityGrid grid_ = MakeGrid();
  const tests::SmallBasis small_{grid_, MakeInputs()};
  HostingQuery query_{.bus = BusIndex(1), .tan_phi_ratio = 0.0, .cap_mw = 100.0};
  const std::vector<std::uint32_t> quarters_{0, 1};
};

TEST_F(ApplicantEffectTest, LossesAndVoltageAreThoseOfTheClosedForm) {
  const auto effect = CalcApplicantEffect(small_.basis, query_, 20.0, quarters_, 5);
  ASSERT_TRUE(effect.ok()) << effect.status();
  const double expected_mw =
      0.5 * (CalcLossMw(50.0) - CalcLossMw(30.0) + CalcLossMw(70.0) - CalcLossMw(50.0));
  EXPECT_NEAR(effect->losses_mw, expected_mw, 1e-4 * expected_mw + 1e-5);
  EXPECT_DOUBLE_EQ(effect->mean_mw, 20.0);
  EXPECT_EQ(effect->solved_count, 2u);
  // Bus 2 hangs behind and carries nothing: the voltage of Bus 1, most changed at the higher load.
  ASSERT_FALSE(effect->voltages.empty());
  const VoltageChange& largest = effect->voltages.front();
  EXPECT_EQ(largest.bus, BusIndex(2));
  EXPECT_EQ(largest.quarter, 1u);
  EXPECT_NEAR(largest.before_pu, CalcV2Pu(50.0), 1e-5);
  EXPECT_NEAR(largest.after_pu, CalcV2Pu(70.0), 1e-5);
  for (const VoltageChange& change : effect->voltages) EXPECT_NE(change.bus, query_.bus);
}

TEST_F(ApplicantEffectTest, GenerationBesideTheLoadSavesLosses) {
  query_.is_generation = true;
  const auto effect = CalcApplicantEffect(small_.basis, query_, 20.0, quarters_, 5);
  ASSERT_TRUE(effect.ok()) << effect.status();
  EXPECT_LT(effect->losses_mw, 0.0);
  EXPECT_GT(effect->voltages.front().after_pu, effect->voltages.front().before_pu);
}

TEST_F(ApplicantEffectTest, AProfileThatRestsChangesNothing) {
  query_.profile_share = {0.0f, 0.0f};
  const auto effect = CalcApplicantEffect(small_.basis, query_, 20.0, quarters_, 5);
  ASSERT_TRUE(effect.ok()) << effect.status();
  EXPECT_NEAR(effect->losses_mw, 0.0, 1e-9);
  EXPECT_EQ(effect->mean_mw, 0.0);
}

TEST_F(ApplicantEffectTest, WhatHasNoSolutionIsSaid) {
  EXPECT_EQ(CalcApplicantEffect(small_.basis, query_, 90000.0, quarters_, 5).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace solvers
