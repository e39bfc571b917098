#include "solvers/power_flow_series.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <vector>

#include "data/region_loader.h"
#include "tests/support/region_paths.h"
#include "tests/support/region_quarter.h"
#include "tests/support/small_grids.h"
#include "tests/support/solution_difference.h"

namespace solvers {
namespace {

using models::BusIndex;

constexpr PowerFlowOptions kOptions{.tolerance_pu = 1e-9};

using Answers = std::vector<std::optional<PowerFlowSolution>>;

Answers SolveSeries(const std::vector<PowerFlowInputs>& inputs, SeriesSolvers& solvers) {
  Answers answers(inputs.size());
  std::vector<int> calls(inputs.size(), 0);
  SolvePowerFlowSeries(
      inputs.size(), kOptions, [&](std::size_t i) { return inputs[i]; },
      [&](std::size_t i, const PowerFlowSolution* solution) {
        ++calls[i];
        if (solution != nullptr) answers[i] = *solution;
      },
      solvers);
  EXPECT_EQ(calls, std::vector<int>(inputs.size(), 1));  // each state is told once
  return answers;
}

TEST(PowerFlowSeriesTest, AMorningOfTheRegionIsTheScalarChainWithTheSameControls) {
  const auto region = data::LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  const models::ElectricityGrid& grid = region->grid;
  const auto scalar = *AcPowerFlow::Make(grid);
  const auto lanes = *LanePowerFlow::Make(grid);
  SeriesSolvers solvers(scalar, lanes);
  const models::Quarter first = models::Quarter::Containing(absl::FromUnixSeconds(1800000000));
  std::vector<PowerFlowInputs> inputs;
  for (int i = 0; i < 22; ++i) {  // chains of 6, 6, 6 and 4
    inputs.push_back(tests::MakeRegionQuarter(*region, first + 30 + 2 * i, {.seed = 1}));
  }
  const Answers answers = SolveSeries(inputs, solvers);
  const auto work = scalar.MakeWorkspace();
  PowerFlowState last;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (i % 6 == 0) last = PowerFlowState::MakeFlat(grid);
    const auto expected = scalar.Solve(inputs[i], last, kOptions, *work);
    ASSERT_TRUE(expected.ok() && answers[i].has_value()) << i;
    const auto d = tests::CalcDifference(*expected, *answers[i]);
    EXPECT_LT(d.voltage_pu, 1e-8) << i;
    EXPECT_LT(d.flow_mva, 1e-5) << i;
    EXPECT_LT(d.mismatch_mw, 1e-5) << i;
    EXPECT_EQ(d.controls, 0) << i;
    last = expected->state;
  }

  // Whatever was solved before, every bit of the answer stays.
  const std::vector<PowerFlowInputs> others(inputs.begin() + 3, inputs.begin() + 12);
  SolveSeries(others, solvers);
  const Answers again = SolveSeries(inputs, solvers);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    EXPECT_EQ(again[i]->state, answers[i]->state) << i;
    EXPECT_EQ(again[i]->result.losses_mw, answers[i]->result.losses_mw) << i;
  }
}

class ShortSeriesTest : public testing::Test {
 protected:
  // One lossless line, x = 0.1 pu: the nose is at 500 MW.
  models::ElectricityGrid grid_ = tests::MakeChain(1, 0.0, 0.1 * 132.0 * 132.0 / 100.0);
  AcPowerFlow scalar_ = *AcPowerFlow::Make(grid_);
  LanePowerFlow lanes_ = *LanePowerFlow::Make(grid_);
  SeriesSolvers solvers_{scalar_, lanes_};

  Answers Solve(const std::vector<double>& demand_mw) {
    std::vector<PowerFlowInputs> inputs;
    for (const double mw : demand_mw) {
      PowerFlowInputs one = PowerFlowInputs::MakeZero(grid_);
      one.regulates[BusIndex(0)] = 1;
      one.q_min_mvar[BusIndex(0)] = -1e4;
      one.q_max_mvar[BusIndex(0)] = 1e4;
      one.injection_mw[BusIndex(1)] = -mw;
      inputs.push_back(one);
    }
    return SolveSeries(inputs, solvers_);
  }
};

TEST_F(ShortSeriesTest, AStateWithoutSolutionIsToldAndItsChainGoesOn) {
  // Four chains of three; the lost states stand first, in the middle and last of a chain.
  const std::vector<double> demand_mw{600, 100, 110, 120, 510, 130, 140, 150, 900, 160, 170, 180};
  const Answers answers = Solve(demand_mw);
  for (std::size_t i = 0; i < demand_mw.size(); ++i) {
    ASSERT_EQ(answers[i].has_value(), demand_mw[i] < 500.0) << i;
    if (!answers[i].has_value()) continue;
    const double p_pu = demand_mw[i] / 100.0;  // V² = 1/2 + √(1/4 − (x p)²)
    EXPECT_NEAR(answers[i]->state.vm_pu[BusIndex(1)],
                std::sqrt(0.5 + std::sqrt(0.25 - 0.01 * p_pu * p_pu)), 1e-9);
  }
}

TEST_F(ShortSeriesTest, ThereMayBeFewerStatesThanLanesOrNone) {
  EXPECT_TRUE(Solve({}).empty());
  for (std::size_t count = 1; count <= 5; ++count) {
    for (const auto& answer : Solve(std::vector<double>(count, 50.0))) {
      EXPECT_TRUE(answer.has_value());
    }
  }
}

}  // namespace
}  // namespace solvers
