#include "solvers/multi_outage_dc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/units.h"
#include "models/electricity/topology.h"
#include "solvers/ac_power_flow.h"
#include "solvers/dc_sensitivities.h"
#include "tests/support/load_or_skip.h"
#include "tests/support/region_paths.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using Flows = models::Table<BranchIndex, double>;

constexpr double kFlowShare = 1e-10;  // of the largest flow

models::BranchParams MakeLine(const char* id, std::size_t from, std::size_t to, double x_ohm) {
  return {.id = id, .name = id, .from = BusIndex(from), .to = BusIndex(to), .x_ohm = x_ohm};
}

// Buses 0–1–2, and four circuits of 10 ohm between 0 and 2.
models::ElectricityGrid MakeGrid() {
  models::ElectricityGrid grid = tests::MakeChain(2, 0.0, 10.0);
  for (const char* id : {"p0", "p1", "p2", "p3"}) grid.branches.Add(MakeLine(id, 0, 2, 10.0));
  return grid;
}

struct Case {
  models::ElectricityGrid grid;
  PowerFlowInputs inputs;
};

Case MakeCase(models::ElectricityGrid grid) {
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  return {std::move(grid), std::move(inputs)};
}

Flows SolveWithout(const Case& one, std::vector<BranchIndex> outages) {
  auto in_service = one.inputs.in_service;
  for (const BranchIndex outage : outages) in_service[outage] = 0;
  const auto flow_mw = SolveDcPowerFlow(one.grid, in_service, one.inputs.participation_share,
                                        one.inputs.injection_mw);
  EXPECT_TRUE(flow_mw.ok()) << flow_mw.status();
  return *flow_mw;
}

MultiOutageDc MakeOutages(const Case& one) {
  auto outages =
      MultiOutageDc::Make(one.grid, one.inputs.in_service, one.inputs.participation_share);
  EXPECT_TRUE(outages.ok()) << outages.status();
  return *std::move(outages);
}

TEST(MultiOutageDcTest, ParallelCircuitsShareByHand) {
  Case one = MakeCase(MakeGrid());
  one.inputs.injection_mw = {0.0, 0.0, -90.0};
  Flows flow_mw = SolveWithout(one, {});
  // Four circuits of x and a detour of 2 x: 9 halves of a circuit.
  EXPECT_NEAR(flow_mw[BranchIndex(2)], 20.0, 1e-12);
  MultiOutageDc outages = MakeOutages(one);
  ASSERT_TRUE(outages.ApplyOutages(std::vector{BranchIndex(2), BranchIndex(4)}, flow_mw).ok());
  EXPECT_NEAR(flow_mw[BranchIndex(3)], 36.0, 1e-12);  // 2 of 5 halves
  EXPECT_NEAR(flow_mw[BranchIndex(0)], 18.0, 1e-12);
  EXPECT_EQ(flow_mw[BranchIndex(2)], 0.0);
  // 36 MW through 10 ohm at 132 kV are what opens between the ends.
  EXPECT_NEAR(outages.opened_rad(), 36.0 * 10.0 / (132.0 * 132.0), 1e-12);
}

TEST(MultiOutageDcTest, OneOutageIsTheLodfColumn) {
  Case one = MakeCase(MakeGrid());
  one.inputs.injection_mw = {0.0, -30.0, -90.0};
  const auto s =
      CalcDcSensitivities(one.grid, one.inputs.in_service, one.inputs.participation_share);
  ASSERT_TRUE(s.ok());
  const Flows before_mw = SolveWithout(one, {});
  MultiOutageDc outages = MakeOutages(one);
  for (std::size_t c = 0; c < one.grid.branches.size(); ++c) {
    Flows after_mw = before_mw;
    ASSERT_TRUE(outages.ApplyOutages(std::vector{BranchIndex(c)}, after_mw).ok());
    for (std::size_t k = 0; k < one.grid.branches.size(); ++k) {
      EXPECT_NEAR(after_mw[BranchIndex(k)],
                  before_mw[BranchIndex(k)] +
                      s->Lodf(BranchIndex(k), BranchIndex(c)) * before_mw[BranchIndex(c)],
                  1e-12);
    }
  }
}

TEST(MultiOutageDcTest, OutagesThatCutBusesOffAreNamedThoughEachAloneIsNone) {
  Case one = MakeCase(MakeGrid());
  one.inputs.injection_mw = {0.0, -30.0, 0.0};
  Flows flow_mw = SolveWithout(one, {});
  const Flows before_mw = flow_mw;
  MultiOutageDc outages = MakeOutages(one);
  EXPECT_TRUE(outages.FindCutOff(std::vector{BranchIndex(0)}).empty());
  const std::vector both{BranchIndex(0), BranchIndex(1)};
  EXPECT_EQ(outages.FindCutOff(both), std::vector{BusIndex(1)});
  const absl::Status status = outages.ApplyOutages(both, flow_mw);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("Bus 1"));
  EXPECT_EQ(flow_mw, before_mw);
}

TEST(MultiOutageDcTest, TheSameBranchTwiceOrOneOutOfServiceChangesNothing) {
  Case one = MakeCase(MakeGrid());
  one.grid.branches[BranchIndex(5)].is_in_service = false;
  one.inputs = PowerFlowInputs::MakeZero(one.grid);
  one.inputs.injection_mw = {0.0, 5.0, -90.0};
  MultiOutageDc outages = MakeOutages(one);
  Flows once_mw = SolveWithout(one, {});
  Flows twice_mw = once_mw;
  ASSERT_TRUE(outages.ApplyOutages(std::vector{BranchIndex(2)}, once_mw).ok());
  ASSERT_TRUE(
      outages.ApplyOutages(std::vector{BranchIndex(2), BranchIndex(5), BranchIndex(2)}, twice_mw)
          .ok());
  EXPECT_EQ(once_mw, twice_mw);
}

class MultiOutageOfCaseTest : public testing::TestWithParam<const char*> {};

TEST_P(MultiOutageOfCaseTest, FlowsEqualTheNetworkSolvedAnewAndAddUp) {
  LOAD_REFERENCE_CASE_OR_SKIP(loaded, GetParam());
  Case one = MakeCase(loaded->region.grid);
  for (std::size_t i = 0; i < one.grid.buses.size(); ++i) {
    one.inputs.injection_mw[BusIndex(i)] = 40.0 * std::sin(0.7 * static_cast<double>(i)) - 3.0;
  }
  const Flows before_mw = SolveWithout(one, {});
  double scale_mw = 0.0;
  for (const double flow_mw : before_mw) scale_mw = std::max(scale_mw, std::abs(flow_mw));
  MultiOutageDc outages = MakeOutages(one);
  const std::size_t branches = one.grid.branches.size();
  int compared = 0, islanding = 0;
  double worst_share = 0.0;
  for (std::size_t trial = 0; trial < 60; ++trial) {
    std::vector<BranchIndex> lost;
    for (std::size_t i = 0; i < 1 + trial % 5; ++i) {
      lost.emplace_back((trial * trial * 131 + i * (trial + 7)) % branches);
    }
    Flows after_mw = before_mw;
    const absl::Status status = outages.ApplyOutages(lost, after_mw);
    EXPECT_EQ(status.ok(), outages.FindCutOff(lost).empty());
    if (!status.ok()) {
      ++islanding;
      continue;
    }
    const Flows anew_mw = SolveWithout(one, lost);
    for (std::size_t k = 0; k < branches; ++k) {
      worst_share = std::max(
          worst_share, std::abs(after_mw[BranchIndex(k)] - anew_mw[BranchIndex(k)]) / scale_mw);
    }
    ++compared;
    // Superposition: what is left over from twice the flows is twice what was left over.
    Flows double_mw = before_mw;
    for (double& flow_mw : double_mw) flow_mw *= 2.0;
    ASSERT_TRUE(outages.ApplyOutages(lost, double_mw).ok());
    for (std::size_t k = 0; k < branches; ++k) {
      ASSERT_NEAR(double_mw[BranchIndex(k)], 2.0 * after_mw[BranchIndex(k)], kFlowShare * scale_mw);
    }
  }
  EXPECT_GT(compared, 15);
  EXPECT_LT(worst_share, kFlowShare);
  std::printf("%s: %d combinations, %d more cut buses off, worst %.1e of the largest flow\n",
              GetParam(), compared, islanding, worst_share);
}

INSTANTIATE_TEST_SUITE_P(Cases, MultiOutageOfCaseTest,
                         testing::Values("case30", "case118", "case1354pegase", "case_ACTIVSg10k"),
                         [](const auto& one) { return std::string(one.param); });

TEST(DcNetworkTest, AColumnOnDemandIsTheColumnOfTheTable) {
  Case one = MakeCase(MakeGrid());
  const auto s =
      CalcDcSensitivities(one.grid, one.inputs.in_service, one.inputs.participation_share);
  auto network = DcNetwork::Make(one.grid, one.inputs.in_service, one.inputs.participation_share);
  ASSERT_TRUE(s.ok() && network.ok());
  std::vector<double> angle_rad{-1.0, 0.0, 1.0};  // the participant takes what comes in at bus 2
  network->Solve(angle_rad);
  for (std::size_t k = 0; k < one.grid.branches.size(); ++k) {
    EXPECT_NEAR(network->CalcFlowChange(BranchIndex(k), angle_rad),
                s->Ptdf(BranchIndex(k), BusIndex(2)), 1e-14);
  }
}

TEST(DcNetworkTest, ABranchWithoutReactanceIsNotDividedBy) {
  models::ElectricityGrid grid = tests::MakeChain(1, 5.0, 0.0);
  const Case one = MakeCase(std::move(grid));
  const auto flow_mw = SolveDcPowerFlow(one.grid, one.inputs.in_service,
                                        one.inputs.participation_share, {0.0, -7.0});
  ASSERT_TRUE(flow_mw.ok()) << flow_mw.status();
  EXPECT_NEAR((*flow_mw)[BranchIndex(0)], 7.0, 1e-12);
}

}  // namespace
}  // namespace solvers
