#include "solvers/hosting_capacity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "models/base/units.h"
#include "solvers/limit_check.h"
#include "tests/support/memory_states.h"
#include "tests/support/two_lines.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr double kXPu = 0.1;
constexpr double kRatingMva = 100.0;

// Loads between 30 and 55 MW in six quarters.
tests::TwoLines MakeTwoLines(double rating_mva = kRatingMva, double v_min_pu = 0.5) {
  tests::TwoLines made = tests::MakeTwoLines();
  for (models::BranchParams& branch : made.grid.branches) {
    branch.rating = {rating_mva, rating_mva, rating_mva};
  }
  for (models::BusParams& bus : made.grid.buses) bus.v_min_pu = v_min_pu;
  return made;
}

HostingAnswer Ask(const tests::SmallBasis& small, const HostingQuery& query) {
  auto answer = CalcHostingCapacity(small.basis, query);
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.ok() ? *std::move(answer) : HostingAnswer{};
}

HostingQuery Load(double tan_phi_ratio = 0.0) {
  return {.bus = BusIndex(1), .tan_phi_ratio = tan_phi_ratio, .cap_mw = 300.0};
}

// V1 = 1, unity power factor behind x: I = p/V2 and V2² = 1 − (x I)², so a current limit I allows
// p = I √(1 − x² I²).
double CalcMwAtCurrent(double x_pu, double current_pu) {
  return models::kBaseMva * current_pu * std::sqrt(1.0 - x_pu * x_pu * current_pu * current_pu);
}

TEST(HostingCapacityTest, CurrentLimitAfterTheOtherLineIsTheClosedForm) {
  tests::TwoLines two = MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  const HostingAnswer answer = Ask(small, Load());
  const double expected_mw = CalcMwAtCurrent(kXPu, kRatingMva / models::kBaseMva) - 55.0;
  EXPECT_LE(answer.crossing_mw, expected_mw + 1e-3);
  EXPECT_NEAR(answer.crossing_mw, expected_mw, 4e-4 * expected_mw);
  EXPECT_NEAR(answer.firm_mw, (1.0 - kStatedMarginShare) * answer.crossing_mw, 1e-9);
  EXPECT_EQ(answer.binding.kind, LimitKind::kCurrent);
  EXPECT_EQ(answer.binding.quarter, 2u);  // the largest load
  EXPECT_TRUE(answer.binding.outage.valid());
  EXPECT_NE(answer.binding.branch, answer.binding.outage);
  // 1 % of the rating is about 1 MW here, where the line is loaded by the applicant alone.
  EXPECT_NEAR(answer.binding.per_percent_mw, 1.0, 0.05);
}

TEST(HostingCapacityTest, IntactNetworkAloneGivesBothLines) {
  tests::TwoLines two = MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  HostingQuery query = Load();
  query.is_n0_only = true;
  const HostingAnswer answer = Ask(small, query);
  const double expected_mw =
      CalcMwAtCurrent(kXPu / 2.0, 2.0 * kRatingMva / models::kBaseMva) - 55.0;
  EXPECT_NEAR(answer.crossing_mw, expected_mw, 4e-4 * expected_mw);
  EXPECT_FALSE(answer.binding.outage.valid());
}

// w = V2² with w² − w + (x p)² = 0: the limit V2 allows p = V2 √(1 − V2²) / x.
TEST(HostingCapacityTest, VoltageLimitIsTheClosedForm) {
  constexpr double kVMinPu = 0.97;
  tests::TwoLines two = MakeTwoLines(1e4, kVMinPu);
  const tests::SmallBasis small(two.grid, two.inputs);
  const HostingAnswer answer = Ask(small, Load());
  const double expected_mw =
      models::kBaseMva * kVMinPu * std::sqrt(1.0 - kVMinPu * kVMinPu) / kXPu - 55.0;
  EXPECT_LE(answer.crossing_mw, expected_mw + 1e-3);
  EXPECT_NEAR(answer.crossing_mw, expected_mw, 4e-4 * expected_mw);
  EXPECT_EQ(answer.binding.kind, LimitKind::kLowVoltage);
  EXPECT_EQ(answer.binding.bus, BusIndex(1));
}

// Mirror image: with the least load (30 MW) the flow turns round and meets the limit backwards.
TEST(HostingCapacityTest, GenerationBindsAtTheLeastLoad) {
  tests::TwoLines two = MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  HostingQuery query = Load();
  query.is_generation = true;
  const HostingAnswer answer = Ask(small, query);
  const double expected_mw = CalcMwAtCurrent(kXPu, kRatingMva / models::kBaseMva) + 30.0;
  EXPECT_NEAR(answer.crossing_mw, expected_mw, 4e-4 * expected_mw);
  EXPECT_EQ(answer.binding.quarter, 0u);
}

TEST(HostingCapacityTest, ProfileMovesTheBindingQuarter) {
  tests::TwoLines two = MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  HostingQuery query = Load();
  query.profile_share = {1.0f, 0.5f, 0.25f, 0.25f, 1.0f, 0.0f};
  const double room_mw = CalcMwAtCurrent(kXPu, kRatingMva / models::kBaseMva);
  const HostingAnswer answer = Ask(small, query);
  EXPECT_NEAR(answer.crossing_mw, room_mw - 35.0, 4e-4 * room_mw);  // quarter 4 at full share
  EXPECT_EQ(answer.binding.quarter, 4u);
}

// The first quarter is loaded more, in shares of its rating, than the third of the same block; but
// the third has the smaller rating, and its room in MW is the least of all.
TEST(HostingCapacityTest, ALoadingExtremeIsNotTheLeastRoomWhereRatingsDiffer) {
  tests::TwoLines two = MakeTwoLines();
  two.inputs.resize(4);
  const std::array<double, 4> load_mw{60.0, 50.0, 36.0, 10.0};
  const std::array<float, 4> rating_mva{120.0f, 100.0f, 80.0f, 100.0f};
  std::vector<std::vector<float>> ratings;
  for (std::size_t i = 0; i < 4; ++i) {
    two.inputs[i].injection_mw[BusIndex(1)] = -load_mw[i];
    ratings.push_back({rating_mva[i], rating_mva[i]});
  }
  const tests::SmallBasis small(two.grid, two.inputs, ratings);
  const HostingAnswer answer = Ask(small, Load());
  EXPECT_NEAR(answer.crossing_mw, CalcMwAtCurrent(kXPu, 0.8) - 36.0, 4e-4 * 80.0);
  EXPECT_EQ(answer.binding.quarter, 2u);
}

TEST(HostingCapacityTest, WhatIsBrokenTodayMayGrowByTheThresholdOnly) {
  constexpr double kTightMva = 50.0;  // 55 MW on one line is 110 %
  tests::TwoLines two = MakeTwoLines(kTightMva);
  two.inputs.resize(4);
  two.inputs[0].injection_mw[BusIndex(1)] = -10.0;
  two.inputs[1].injection_mw[BusIndex(1)] = -10.0;
  two.inputs[3].injection_mw[BusIndex(1)] = -10.0;
  const tests::SmallBasis small(two.grid, two.inputs);
  const HostingAnswer answer = Ask(small, Load());
  // The current may grow by 1 % of the rating: half a MW.
  EXPECT_NEAR(answer.crossing_mw, 0.5, 0.02);
  EXPECT_FALSE(answer.exists_today.empty());
}

// A tail to the applicant, and beside it a line to a load: once that load is lost, the voltage
// rises and the tail carries a little less.
models::ElectricityGrid MakeTailBesideALoad(double tail_rating_mva) {
  models::ElectricityGrid grid = tests::MakeChain(2, 0.0, 0.05 * models::CalcBaseOhm(132.0));
  models::BusParams beside = grid.buses[BusIndex(2)];
  beside.id = "b3";
  beside.name = "Bus 3";
  grid.buses.Add(beside);
  models::BranchParams line = grid.branches[BranchIndex(1)];
  line.id = "l2";
  line.name = "Line 2";
  line.to = BusIndex(3);
  grid.branches.Add(line);
  for (models::BranchParams& branch : grid.branches) branch.rating = {400.0, 400.0, 400.0};
  grid.branches[BranchIndex(1)].rating = {tail_rating_mva, tail_rating_mva, tail_rating_mva};
  for (models::BusParams& bus : grid.buses) {
    bus.v_min_pu = 0.5;
    bus.v_max_pu = 1.5;
  }
  return grid;
}

// The intact network's tail stands just above its limit today and may grow by 1 %; after the other
// line is lost the same tail stands just below, where it may only reach the limit. The first does
// not cover the second, although it is loaded more in every quarter.
TEST(HostingCapacityTest, WhatMayGrowDoesNotCoverWhatStandsJustBelowTheLimit) {
  std::vector<PowerFlowInputs> inputs;
  for (const double load_mw : {30.0, 42.0, 55.0, 50.0}) {
    PowerFlowInputs one = PowerFlowInputs::MakeZero(MakeTailBesideALoad(100.0));
    one.regulates[BusIndex(0)] = 1;
    one.q_min_mvar[BusIndex(0)] = -1e4;
    one.q_max_mvar[BusIndex(0)] = 1e4;
    one.injection_mw[BusIndex(2)] = -load_mw;
    one.injection_mw[BusIndex(3)] = -20.0;
    one.injection_mvar[BusIndex(3)] = -4.0;
    inputs.push_back(one);
  }
  const HostingQuery query{.bus = BusIndex(2), .cap_mw = 100.0};
  const auto loading_mva = [&](BranchIndex lost) {
    const tests::SmallBasis wide(MakeTailBesideALoad(100.0), inputs);
    std::uint16_t outage = 0;
    while (wide.basis.limits.outages[outage] != lost) ++outage;
    const std::array<CheckedPair, 1> pair{{{2, outage, 0.0}}};
    std::array<LimitChecker::Values, 1> values;
    LimitChecker(wide.basis, query).Measure(pair, values);
    return 100.0 * values[0].loading_share[1];
  };
  const double intact_mva = loading_mva(BranchIndex()), after_mva = loading_mva(BranchIndex(2));
  ASSERT_GT(intact_mva, 1.001 * after_mva);
  const double rating_mva = std::sqrt(intact_mva * after_mva);

  const tests::SmallBasis small(MakeTailBesideALoad(rating_mva), inputs);
  const HostingAnswer answer = Ask(small, query);
  for (std::uint32_t quarter = 0; quarter < inputs.size(); ++quarter) {
    for (std::size_t c = 0; c < small.basis.limits.outages.size(); ++c) {
      EXPECT_TRUE(FindBrokenLimits(small.basis, query, quarter, c, answer.firm_mw).empty())
          << answer.firm_mw << " MW in quarter " << quarter << " after outage " << c;
    }
  }
  EXPECT_EQ(answer.binding.outage, BranchIndex(2));
  EXPECT_EQ(answer.binding.quarter, 2u);
  EXPECT_NEAR(answer.crossing_mw, rating_mva - after_mva, 0.05 * (rating_mva - after_mva));
}

TEST(HostingCapacityTest, NothingBelowTheCapIsSaidToBeCapped) {
  tests::TwoLines two = MakeTwoLines(1e4);
  const tests::SmallBasis small(two.grid, two.inputs);
  HostingQuery query = Load();
  query.cap_mw = 20.0;
  const HostingAnswer answer = Ask(small, query);
  EXPECT_TRUE(answer.is_capped);
  EXPECT_EQ(answer.firm_mw, 20.0);
  EXPECT_EQ(answer.binding.kind, LimitKind::kNone);
}

TEST(HostingCapacityTest, AnOutageThatCutsTheApplicantOffIsLossOfSupplyNotALimit) {
  models::ElectricityGrid grid = tests::MakeChain(2, 0.0, 10.0);
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  inputs.regulates[BusIndex(0)] = 1;
  inputs.q_min_mvar[BusIndex(0)] = -1e4;
  inputs.q_max_mvar[BusIndex(0)] = 1e4;
  inputs.injection_mw[BusIndex(1)] = -10.0;
  const tests::SmallBasis small(grid, {inputs, inputs});
  const HostingAnswer answer =
      Ask(small, {.bus = BusIndex(2), .tan_phi_ratio = 0.0, .cap_mw = 300.0});
  EXPECT_THAT(answer.loses_supply, testing::ElementsAre(BranchIndex(0), BranchIndex(1)));
  EXPECT_NEAR(answer.crossing_mw, 90.0, 1.5);  // 100 MVA of the first line, 10 MW of them taken
}

TEST(HostingCapacityTest, MoreRatingAndLessReactiveDrawNeverGiveLess) {
  double before_mw = 0.0;
  for (const double rating_mva : {70.0, 80.0, 100.0, 130.0}) {
    tests::TwoLines two = MakeTwoLines(rating_mva);
    const tests::SmallBasis small(two.grid, two.inputs);
    const double mw = Ask(small, Load(0.2)).firm_mw;
    EXPECT_GT(mw, before_mw);
    EXPECT_LT(mw, Ask(small, Load(0.0)).firm_mw);
    before_mw = mw;
  }
}

TEST(HostingCapacityTest, ThreadsAndRepetitionGiveTheSameBits) {
  tests::TwoLines two = MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  HostingQuery query = Load(0.3);
  const HostingAnswer one = Ask(small, query);
  query.threads = 2;
  const HostingAnswer two_threads = Ask(small, query);
  EXPECT_EQ(one.firm_mw, two_threads.firm_mw);
  EXPECT_EQ(one.binding.quarter, two_threads.binding.quarter);
  EXPECT_EQ(one.ac_solves, two_threads.ac_solves);
}

TEST(HostingCapacityTest, WhatCannotBeAskedIsRefused) {
  tests::TwoLines two = MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  const auto code = [&](HostingQuery query) {
    return CalcHostingCapacity(small.basis, query).status().code();
  };
  HostingQuery query = Load();
  query.tan_phi_ratio = std::nan("");
  EXPECT_EQ(code(query), absl::StatusCode::kInvalidArgument);
  query = Load();
  query.cap_mw = -1.0;
  EXPECT_EQ(code(query), absl::StatusCode::kInvalidArgument);
  query = Load();
  query.profile_share = {1.0f};
  EXPECT_EQ(code(query), absl::StatusCode::kInvalidArgument);
  query = Load();
  query.bus = BusIndex(7);
  EXPECT_EQ(code(query), absl::StatusCode::kInvalidArgument);
}

// A generator close by holds the applicant's bus; without it the voltage follows the reactive draw.
// The block's lowest voltage is far beyond its limit, another quarter's just above: nothing that
// the intact network shows tells them apart. At the limit V, with w = V²,
//   p² = (w (1 − 2 x q) − w²)/x² − q²
TEST(HostingCapacityTest, AVoltageJustAboveItsLimitIsNotTakenForOneBeyondIt) {
  constexpr double kVMinPu = 0.9, kLoadMw = 36.0, kDrawPu = 0.89;
  const double base_ohm = models::CalcBaseOhm(132.0);
  models::ElectricityGrid grid = tests::MakeChain(2, 0.0, kXPu * base_ohm);
  grid.branches[BranchIndex(1)].x_ohm = 0.001 * base_ohm;
  for (models::BranchParams& branch : grid.branches) branch.rating = {124.0, 124.0, 124.0};
  for (models::BusParams& bus : grid.buses) {
    bus.v_min_pu = kVMinPu;
    bus.v_max_pu = 1.2;
  }
  std::vector<PowerFlowInputs> inputs;
  for (const double draw_pu : {1.0, 0.1, kDrawPu, 0.1}) {
    PowerFlowInputs one = PowerFlowInputs::MakeZero(grid);
    for (const BusIndex held : {BusIndex(0), BusIndex(2)}) {
      one.regulates[held] = 1;
      one.q_min_mvar[held] = -1e4;
      one.q_max_mvar[held] = 1e4;
    }
    one.injection_mw[BusIndex(1)] = -kLoadMw;
    one.injection_mvar[BusIndex(1)] = -draw_pu * models::kBaseMva;
    inputs.push_back(one);
  }
  const tests::SmallBasis small(grid, inputs);
  const HostingAnswer answer = Ask(small, Load());
  const double w = kVMinPu * kVMinPu;
  const double p_pu =
      std::sqrt((w * (1.0 - 2.0 * kXPu * kDrawPu) - w * w) / (kXPu * kXPu) - kDrawPu * kDrawPu);
  const double expected_mw = models::kBaseMva * p_pu - kLoadMw;
  EXPECT_LE(answer.crossing_mw, expected_mw + 1e-3);
  EXPECT_NEAR(answer.crossing_mw, expected_mw, 1e-3 * expected_mw);
  EXPECT_EQ(answer.binding.kind, LimitKind::kLowVoltage);
  EXPECT_EQ(answer.binding.quarter, 2u);
}

// One line carries at most 1/(2x) = 500 MW to a load without reactive draw (V2 = cos δ, so
// p = sin 2δ / 2x). The quarter with the largest load there is no anchor, as the region's load is
// not, and nothing has a limit that is met before.
TEST(HostingCapacityTest, TheEndOfTheNoseIsFoundInAQuarterThatNothingPointsTo) {
  constexpr double kLargestMw = 120.0;
  tests::TwoLines two = MakeTwoLines(1e5, 0.3);
  two.inputs.resize(40, two.inputs.front());
  for (std::size_t i = 0; i < two.inputs.size(); ++i) {
    const double here_mw = i == 17 ? kLargestMw : 30.0;
    two.inputs[i].injection_mw[BusIndex(1)] = -here_mw;
    two.inputs[i].injection_mw[BusIndex(0)] = here_mw - 500.0 - 10.0 * static_cast<double>(i);
  }
  const tests::SmallBasis small(two.grid, two.inputs);
  ASSERT_THAT(small.basis.anchors, testing::Not(testing::Contains(17u)));
  HostingQuery query = Load();
  query.cap_mw = 450.0;
  const HostingAnswer answer = Ask(small, query);
  const double expected_mw = models::kBaseMva / (2.0 * kXPu) - kLargestMw;
  EXPECT_LE(answer.crossing_mw, expected_mw + 1e-3);
  EXPECT_NEAR(answer.crossing_mw, expected_mw, 4e-4 * expected_mw);
  EXPECT_EQ(answer.binding.kind, LimitKind::kNoSolution);
  EXPECT_EQ(answer.binding.quarter, 17u);
}

TEST(LimitCheckerTest, AVoltageCollapseIsABrokenLimitWithoutName) {
  tests::TwoLines two = MakeTwoLines(1e5);
  const tests::SmallBasis small(two.grid, two.inputs);
  const HostingQuery query = Load();
  // One line carries at most 1/(2x) = 500 MW.
  EXPECT_TRUE(LimitChecker(small.basis, query).ListBroken(2, 1, 300.0).empty());
  const auto broken = LimitChecker(small.basis, query).ListBroken(2, 1, 460.0);
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_EQ(broken[0].kind, LimitKind::kNoSolution);
}

}  // namespace
}  // namespace solvers
