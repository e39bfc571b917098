#include "solvers/dc_sensitivities.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "data/region_loader.h"
#include "models/base/units.h"
#include "solvers/ac_power_flow.h"
#include "tests/support/reference_case.h"
#include "tests/support/region_paths.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr std::size_t kFirst = 0, kSecond = 1, kThird = 2;

models::BranchParams MakeLine(const char* id, std::size_t from, std::size_t to, double x_ohm) {
  return {.id = id, .name = id, .from = BusIndex(from), .to = BusIndex(to), .x_ohm = x_ohm};
}

// Lines 0–1, 1–2 and 0–2 of equal reactance: two thirds of a transfer take the short way.
models::ElectricityGrid MakeTriangle() {
  models::ElectricityGrid grid = tests::MakeChain(2, 0.0, 10.0);
  grid.branches.Add(MakeLine("l2", 0, 2, 10.0));
  return grid;
}

models::Table<BranchIndex, char> AllIn(const models::ElectricityGrid& grid) {
  return PowerFlowInputs::MakeZero(grid).in_service;
}
models::Table<BusIndex, double> SharesOf(const models::ElectricityGrid& grid) {
  return PowerFlowInputs::MakeZero(grid).participation_share;
}

DcSensitivities Sensitivities(const models::ElectricityGrid& grid) {
  const auto s = CalcDcSensitivities(grid, AllIn(grid), SharesOf(grid));
  EXPECT_TRUE(s.ok()) << s.status();
  return *s;
}

TEST(DcSensitivitiesTest, ATriangleByHand) {
  const models::ElectricityGrid grid = MakeTriangle();
  const DcSensitivities s = Sensitivities(grid);
  // What comes in at bus 1 leaves at bus 0: 2/3 by line 0 backwards, 1/3 by lines 1 and 2.
  EXPECT_NEAR(s.Ptdf(BranchIndex(0), BusIndex(kSecond)), -2.0 / 3.0, 1e-14);
  EXPECT_NEAR(s.Ptdf(BranchIndex(1), BusIndex(kSecond)), 1.0 / 3.0, 1e-14);
  EXPECT_NEAR(s.Ptdf(BranchIndex(2), BusIndex(kSecond)), -1.0 / 3.0, 1e-14);
  EXPECT_NEAR(s.Ptdf(BranchIndex(2), BusIndex(kThird)), -2.0 / 3.0, 1e-14);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(s.Ptdf(BranchIndex(k), BusIndex(kFirst)), 0.0);
  // Without line 2 its flow 0 → 2 takes lines 0 and 1 whole; without line 0, lines 2 and 1
  // backwards.
  EXPECT_NEAR(s.Lodf(BranchIndex(0), BranchIndex(2)), 1.0, 1e-14);
  EXPECT_NEAR(s.Lodf(BranchIndex(1), BranchIndex(2)), 1.0, 1e-14);
  EXPECT_NEAR(s.Lodf(BranchIndex(1), BranchIndex(0)), -1.0, 1e-14);
  EXPECT_NEAR(s.Lodf(BranchIndex(2), BranchIndex(0)), 1.0, 1e-14);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(s.Lodf(BranchIndex(k), BranchIndex(k)), -1.0);
    EXPECT_EQ(s.is_bridge[BranchIndex(k)], 0);
  }
}

TEST(DcSensitivitiesTest, UnequalParallelCircuitsShareByTheirReactanceAndTakeEachOthersWhole) {
  models::ElectricityGrid grid = tests::MakeChain(1, 0.0, 10.0);
  grid.branches.Add(MakeLine("l1", 0, 1, 30.0));
  const DcSensitivities s = Sensitivities(grid);
  EXPECT_NEAR(s.Ptdf(BranchIndex(0), BusIndex(1)), -0.75, 1e-14);
  EXPECT_NEAR(s.Ptdf(BranchIndex(1), BusIndex(1)), -0.25, 1e-14);
  EXPECT_NEAR(s.Lodf(BranchIndex(0), BranchIndex(1)), 1.0, 1e-13);
  EXPECT_NEAR(s.Lodf(BranchIndex(1), BranchIndex(0)), 1.0, 1e-13);
}

// Twins beside a third way: 1/(1 − h) of the flow goes by hand to the twin, the rest around.
TEST(DcSensitivitiesTest, ATwinBesideADetourTakesWhatItsReactanceAllows) {
  models::ElectricityGrid grid = MakeTriangle();
  grid.branches.Add(MakeLine("l3", 0, 2, 10.0));
  const DcSensitivities s = Sensitivities(grid);
  // From 0 to 2 without one twin: the other has x, the detour 2x, so 2/3 and 1/3.
  EXPECT_NEAR(s.Lodf(BranchIndex(3), BranchIndex(2)), 2.0 / 3.0, 1e-14);
  EXPECT_NEAR(s.Lodf(BranchIndex(2), BranchIndex(3)), 2.0 / 3.0, 1e-14);
  EXPECT_NEAR(s.Lodf(BranchIndex(0), BranchIndex(2)), 1.0 / 3.0, 1e-14);
}

TEST(DcSensitivitiesTest, TurningABranchAroundMirrorsItsRowAndItsColumn) {
  models::ElectricityGrid grid = MakeTriangle();
  grid.branches.Add(MakeLine("l3", 0, 2, 25.0));
  const DcSensitivities before = Sensitivities(grid);
  const BranchIndex turned(2);
  std::swap(grid.branches[turned].from, grid.branches[turned].to);
  const DcSensitivities after = Sensitivities(grid);
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const BranchIndex branch(k);
    const double sign = branch == turned ? -1.0 : 1.0;
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      EXPECT_NEAR(after.Ptdf(branch, BusIndex(i)), sign * before.Ptdf(branch, BusIndex(i)), 1e-14);
    }
    if (branch == turned) continue;
    EXPECT_NEAR(after.Lodf(branch, turned), -before.Lodf(branch, turned), 1e-14);
    EXPECT_NEAR(after.Lodf(turned, branch), -before.Lodf(turned, branch), 1e-14);
  }
}

TEST(DcSensitivitiesTest, BridgesAndWhatTheyHoldHaveZeroColumnsAndEveryValueIsFinite) {
  models::ElectricityGrid grid = MakeTriangle();
  grid.buses.Add({.id = "b3", .name = "b3", .station = models::StationIndex(0), .nominal_kv = 132});
  grid.buses.Add({.id = "b4", .name = "b4", .station = models::StationIndex(0), .nominal_kv = 132});
  grid.branches.Add(MakeLine("radial", 2, 3, 1e-6));  // stiff: its own transfer factor is 1
  grid.branches.Add(MakeLine("open", 3, 4, 10.0));
  grid.branches[BranchIndex(4)].is_in_service = false;
  const DcSensitivities s = Sensitivities(grid);
  EXPECT_EQ(s.is_bridge[BranchIndex(3)], 1);
  EXPECT_NEAR(s.Ptdf(BranchIndex(3), BusIndex(3)), -1.0, 1e-8);
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    EXPECT_EQ(s.Lodf(BranchIndex(k), BranchIndex(3)), 0.0);
    EXPECT_EQ(s.Lodf(BranchIndex(k), BranchIndex(4)), 0.0);
    EXPECT_EQ(s.Ptdf(BranchIndex(k), BusIndex(4)), 0.0);  // no voltage there
    EXPECT_EQ(s.Ptdf(BranchIndex(4), BusIndex(k % 5)), 0.0);
  }
  for (const double value : s.ptdf_ratio) EXPECT_TRUE(std::isfinite(value));
  for (const double value : s.lodf_ratio) EXPECT_TRUE(std::isfinite(value));
}

TEST(DcSensitivitiesTest, WhenNobodyTakesTheMismatchThereIsNoAnswer) {
  const models::ElectricityGrid grid = MakeTriangle();
  const models::Table<BusIndex, double> nobody(3, 0.0);
  EXPECT_EQ(CalcDcSensitivities(grid, AllIn(grid), nobody).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(SolveDcPowerFlow(grid, AllIn(grid), nobody, nobody).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(SolveDcPowerFlowTest, APhaseShifterDrivesALoopFlowByHand) {
  models::ElectricityGrid grid = MakeTriangle();
  grid.branches[BranchIndex(2)].phase_shift_deg = 3.0;
  const models::Table<BusIndex, double> none(3, 0.0);
  const auto flow_mw = SolveDcPowerFlow(grid, AllIn(grid), SharesOf(grid), none);
  ASSERT_TRUE(flow_mw.ok()) << flow_mw.status();
  // Round the loop of three equal reactances: 3 x f = φ, against the shifter's own direction.
  const double b_pu = 132.0 * 132.0 / models::kBaseMva / 10.0;
  const double loop_mw = models::kBaseMva * b_pu * 3.0 * models::kRadPerDeg / 3.0;
  EXPECT_NEAR((*flow_mw)[BranchIndex(0)], loop_mw, 1e-9);
  EXPECT_NEAR((*flow_mw)[BranchIndex(1)], loop_mw, 1e-9);
  EXPECT_NEAR((*flow_mw)[BranchIndex(2)], -loop_mw, 1e-9);
}

TEST(SolveDcPowerFlowTest, AnOffNominalTapRaisesTheReactanceByHand) {
  models::ElectricityGrid grid = tests::MakeChain(1, 0.0, 10.0);
  grid.branches.Add(MakeLine("l1", 0, 1, 10.0));
  grid.branches[BranchIndex(1)].tap_ratio = 1.25;
  const auto flow_mw = SolveDcPowerFlow(grid, AllIn(grid), SharesOf(grid), {0.0, -90.0});
  ASSERT_TRUE(flow_mw.ok());
  EXPECT_NEAR((*flow_mw)[BranchIndex(0)], 50.0, 1e-10);  // 1 : 1/1.25
  EXPECT_NEAR((*flow_mw)[BranchIndex(1)], 40.0, 1e-10);
}

TEST(SolveDcPowerFlowTest, WhatHangsOnNoParticipantHasNoFlowAndTouchesNothing) {
  models::ElectricityGrid grid = tests::MakeChain(3, 0.0, 10.0);
  auto in_service = AllIn(grid);
  in_service[BranchIndex(1)] = 0;
  const auto flow_mw = SolveDcPowerFlow(grid, in_service, SharesOf(grid), {0.0, -5.0, -7.0, -9.0});
  ASSERT_TRUE(flow_mw.ok());
  EXPECT_NEAR((*flow_mw)[BranchIndex(0)], 5.0, 1e-12);
  EXPECT_EQ((*flow_mw)[BranchIndex(1)], 0.0);
  EXPECT_EQ((*flow_mw)[BranchIndex(2)], 0.0);
}

// Real grids: MATPOWER cases beside the repository, and the shipped region.
std::optional<models::Region> LoadNamed(const std::string& name) {
  if (name == "region") {
    auto region = data::LoadRegion(tests::RegionDirectory());
    EXPECT_TRUE(region.ok()) << region.status();
    return *std::move(region);
  }
  if (!tests::HasReferenceCase(name)) return std::nullopt;
  auto one = tests::LoadReferenceCase(name);
  EXPECT_TRUE(one.ok()) << one.status();
  return std::move(one->region);
}

class DcSensitivitiesOfGridTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    region_ = LoadNamed(GetParam());
    if (!region_.has_value()) {
      GTEST_SKIP() << "no reference case " << GetParam() << "; set OET_REFERENCE_DIR";
    }
    const models::ElectricityGrid& grid = region_->grid;
    in_service_ = AllIn(grid);
    // Several who take the mismatch, unevenly.
    share_ = models::Table<BusIndex, double>(grid.buses.size(), 0.0);
    double sum = 0.0;
    for (std::size_t i = 0; i < grid.buses.size(); i += 7) {
      share_[BusIndex(i)] = 1.0 + 0.25 * static_cast<double>(i % 5);
      sum += share_[BusIndex(i)];
    }
    for (double& one : share_) one /= sum;
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      injection_mw_.Add(40.0 * std::sin(0.7 * static_cast<double>(i)) - 3.0);
    }
    // The sensitivities know nothing of phase shifts: they are about changes.
    for (models::BranchParams& branch : region_->grid.branches) branch.phase_shift_deg = 0.0;
  }

  std::optional<models::Region> region_;
  models::Table<BranchIndex, char> in_service_;
  models::Table<BusIndex, double> share_, injection_mw_;
};

TEST_P(DcSensitivitiesOfGridTest, RowsTimesInjectionsAreTheFlowsAndParticipantsCancel) {
  const models::ElectricityGrid& grid = region_->grid;
  const auto s = CalcDcSensitivities(grid, in_service_, share_);
  ASSERT_TRUE(s.ok()) << s.status();
  const auto flow_mw = SolveDcPowerFlow(grid, in_service_, share_, injection_mw_);
  ASSERT_TRUE(flow_mw.ok()) << flow_mw.status();
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    double sum_mw = 0.0, taken = 0.0;
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      const double ptdf = s->Ptdf(BranchIndex(k), BusIndex(i));
      sum_mw += ptdf * injection_mw_[BusIndex(i)];
      taken += ptdf * share_[BusIndex(i)];
      ASSERT_LE(std::abs(ptdf), 1.0 + 1e-9);
    }
    EXPECT_NEAR(sum_mw, (*flow_mw)[BranchIndex(k)], 1e-9);
    EXPECT_NEAR(taken, 0.0, 1e-12);
  }
}

TEST_P(DcSensitivitiesOfGridTest, FlowsAfterEveryOutageAreThoseOfTheGridWithoutTheBranch) {
  const models::ElectricityGrid& grid = region_->grid;
  const auto s = CalcDcSensitivities(grid, in_service_, share_);
  ASSERT_TRUE(s.ok()) << s.status();
  const auto before_mw = *SolveDcPowerFlow(grid, in_service_, share_, injection_mw_);
  double scale_mw = 0.0;
  for (const double flow_mw : before_mw) scale_mw = std::max(scale_mw, std::abs(flow_mw));
  int bridges = 0, compared = 0;
  double worst = 0.0;
  for (std::size_t c = 0; c < grid.branches.size(); ++c) {
    const BranchIndex outage(c);
    if (in_service_[outage] == 0) continue;
    if (s->is_bridge[outage] != 0) {
      ++bridges;
      for (std::size_t k = 0; k < grid.branches.size(); ++k) {
        ASSERT_EQ(s->Lodf(BranchIndex(k), outage), 0.0);
      }
      continue;
    }
    in_service_[outage] = 0;
    const auto after_mw = SolveDcPowerFlow(grid, in_service_, share_, injection_mw_);
    in_service_[outage] = 1;
    ASSERT_TRUE(after_mw.ok()) << after_mw.status();
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      const BranchIndex branch(k);
      const double lodf = s->Lodf(branch, outage);
      ASSERT_TRUE(std::isfinite(lodf));
      const double predicted_mw = before_mw[branch] + lodf * before_mw[outage];
      worst = std::max(worst, std::abs(predicted_mw - (*after_mw)[branch]) / scale_mw);
    }
    ++compared;
  }
  EXPECT_GT(compared, 20);
  EXPECT_LT(worst, 1e-10);  // of the largest flow
  std::printf("%s: %d outages, %d bridges, worst difference %.1e of the largest flow\n", GetParam(),
              compared, bridges, worst);
}

INSTANTIATE_TEST_SUITE_P(Grids, DcSensitivitiesOfGridTest,
                         testing::Values("case30", "case118", "region"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace solvers
