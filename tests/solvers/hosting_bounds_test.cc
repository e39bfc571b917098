#include "solvers/hosting_bounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <vector>

#include "models/base/units.h"
#include "solvers/hosting_capacity.h"
#include "solvers/hosting_estimates.h"
#include "solvers/hosting_slopes.h"
#include "solvers/limit_check.h"
#include "tests/support/memory_states.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

constexpr double kRatingMva = 200.0;
constexpr double kSlope = 0.01;  // per unit of current per MW

TEST(HostingBounds, RoomBelowTheLimitOverTheSlope) {
  const double mw = CalcCurrentMw({0.9, 0.9}, kSlope, kRatingMva);
  // 10 % of 200 MVA at 1 MVA/MW, the slope taken a quarter steeper.
  EXPECT_NEAR(mw, 20.0 / 1.252, 1e-9);
  EXPECT_LT(CalcCurrentMw({0.9, 0.95}, kSlope, kRatingMva), mw) << "the near end counts";
  EXPECT_DOUBLE_EQ(CalcVoltageMw({0.02, 0.03}, 0.001), 0.6 * 0.02 / 0.001);
}

// What is broken today may grow by 1 % and so has more room than what stands just below its limit.
// An estimate that is beyond the limit at its far end only may be either, and has none.
TEST(HostingBounds, OnlyWhatIsSurelyBrokenMayGrow) {
  EXPECT_NEAR(CalcCurrentMw({1.05, 1.05}, kSlope, kRatingMva), kWorseningShare * kRatingMva / 1.252,
              1e-9);
  EXPECT_EQ(CalcCurrentMw({0.999, 1.05}, kSlope, kRatingMva), 0.0);
  EXPECT_NEAR(CalcCurrentMw({1.001, 1.05}, kSlope, kRatingMva),
              kWorseningShare * kRatingMva / 1.252, 1e-9);
  EXPECT_DOUBLE_EQ(CalcVoltageMw({-0.01, -0.01}, 0.001), 0.6 * kWorseningPu / 0.001);
  EXPECT_EQ(CalcVoltageMw({-0.01, 0.0001}, 0.001), 0.0);
  EXPECT_DOUBLE_EQ(CalcVoltageMw({-0.01, -0.0015}, 0.001), 0.6 * kWorseningPu / 0.001);
}

// A wider range never has more room.
TEST(HostingBounds, LessKnowledgeIsNoMoreRoom) {
  for (double middle = 0.9; middle < 1.1; middle += 0.0005) {
    const double exact = CalcCurrentMw({middle, middle}, kSlope, kRatingMva);
    for (const double width : {0.001, 0.005, 0.02, 0.05}) {
      EXPECT_LE(CalcCurrentMw({middle - width, middle + width}, kSlope, kRatingMva), exact)
          << middle << " ± " << width;
    }
  }
}

// Two lines in parallel to bus 1 and a tail from there to bus 2, where the applicant is. What the
// tail carries hardly depends on which of the two is there.
class AlikeOutagesTest : public testing::Test {
 protected:
  static models::ElectricityGrid MakeGrid() {
    models::ElectricityGrid grid = tests::MakeChain(2, 0.0, 0.02 * models::CalcBaseOhm(132.0));
    models::BranchParams twin = grid.branches[models::BranchIndex(0)];
    twin.id = "l0b";
    twin.name = "Line 0 b";
    grid.branches.Add(twin);
    for (models::BranchParams& branch : grid.branches) branch.rating = {400.0, 400.0, 400.0};
    grid.branches[models::BranchIndex(1)].rating = {kRatingMva, kRatingMva, kRatingMva};
    for (models::BusParams& bus : grid.buses)
      std::tie(bus.v_min_pu, bus.v_max_pu) = std::tuple(0.5, 1.5);
    return grid;
  }
  static std::vector<PowerFlowInputs> MakeInputs(const models::ElectricityGrid& grid) {
    std::vector<PowerFlowInputs> all;
    for (const double load_mw : {30.0, 42.0, 55.0, 50.0}) {
      PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
      inputs.regulates[models::BusIndex(0)] = 1;
      inputs.q_min_mvar[models::BusIndex(0)] = -1e4;
      inputs.q_max_mvar[models::BusIndex(0)] = 1e4;
      inputs.injection_mw[models::BusIndex(2)] = -load_mw;
      all.push_back(inputs);
    }
    return all;
  }
  static HostingQuery Load() { return {.bus = models::BusIndex(2), .cap_mw = 300.0}; }

  AdverseSlopes MakeSlopes(const HostingQuery& query) const {
    HostingSlopes pass(small_.basis, query);
    AdverseSlopes slopes = *pass.CalcTangents();
    pass.AddSecants(kAskedMw, slopes);
    return slopes;
  }
  // Bounds of the tail after an outage of one of the two lines.
  std::size_t CountBounds(const HostingQuery& query, const AdverseSlopes& slopes) const {
    std::vector<double> block_mw;
    std::size_t count = 0;
    for (const HostingBound& bound : CalcHostingBounds(
             small_.basis, query, slopes, small_.basis.limits.outages.size(), kAskedMw, block_mw)) {
      const auto& limits = small_.basis.limits;
      if (!bound.side.IsCurrent() || limits.branches[bound.side.row] != models::BranchIndex(1)) {
        continue;
      }
      count += limits.outages[bound.outage].valid() &&
               limits.outages[bound.outage] != models::BranchIndex(1);
    }
    return count;
  }

  static constexpr double kAskedMw = 170.0;
  const tests::SmallBasis small_{MakeGrid(), MakeInputs(MakeGrid())};
};

TEST_F(AlikeOutagesTest, SecantsTellWhatIsSteeperThanIntactAtTheSameAnchor) {
  const HostingQuery query = Load();
  const AdverseSlopes slopes = MakeSlopes(query);
  LimitChecker checker(small_.basis, query);
  const std::size_t stride = OutageExtremes::StrideOf(small_.basis.limits);
  const auto measure = [&](std::uint32_t quarter, std::uint16_t outage, double mw) {
    const std::array<CheckedPair, 1> pair{{{quarter, outage, mw}}};
    std::array<LimitChecker::Values, 1> values;
    checker.Measure(pair, values);
    return values[0].loading_share[1] * kRatingMva / models::kBaseMva;
  };
  for (std::uint16_t c = 1; c < small_.basis.limits.outages.size(); ++c) {
    if (small_.basis.limits.outages[c] == models::BranchIndex(1)) continue;
    double steeper = 0.0;
    for (const std::uint32_t anchor : small_.basis.anchors) {
      const double secant = (measure(anchor, c, kAskedMw) - measure(anchor, c, 0.0)) / kAskedMw;
      const double intact = (measure(anchor, 0, kAskedMw) - measure(anchor, 0, 0.0)) / kAskedMw;
      steeper = std::max(steeper, secant - intact);
    }
    EXPECT_GT(steeper, 1e-6) << "one line alone lets the voltage drop";
    EXPECT_NEAR(slopes.steeper_up_mva[stride + c], steeper, 1e-8);
  }
}

// Equal extremes of the slopes are no proof: their outage may be the steeper one in every quarter.
TEST_F(AlikeOutagesTest, WhatIsSteeperThanIntactIsNotCoveredByIt) {
  const HostingQuery query = Load();
  AdverseSlopes slopes = MakeSlopes(query);
  const std::size_t stride = OutageExtremes::StrideOf(small_.basis.limits);
  for (std::size_t c = 1; c < stride; ++c) {
    slopes.up_mva[stride + c] = slopes.up_mva[stride];
    slopes.down_mva[stride + c] = slopes.down_mva[stride];
    slopes.steeper_up_mva[stride + c] = slopes.steeper_down_mva[stride + c] = 0.0f;
  }
  EXPECT_EQ(CountBounds(query, slopes), 0u);
  for (std::size_t c = 1; c < stride; ++c) {
    slopes.steeper_up_mva[stride + c] = slopes.steeper_down_mva[stride + c] = 1e-4f;
  }
  EXPECT_EQ(CountBounds(query, slopes), 4u) << "two lines in two blocks";
}

// Where the extreme is at or beyond the limit, quarters of one block have different limits, and the
// intact network covers nothing there.
TEST_F(AlikeOutagesTest, NothingIsCoveredWhereSomethingIsBrokenToday) {
  models::ElectricityGrid grid = MakeGrid();
  grid.branches[models::BranchIndex(1)].rating = {53.0, 53.0, 53.0};
  const tests::SmallBasis tight(grid, MakeInputs(grid));
  const HostingQuery query = Load();
  HostingSlopes pass(tight.basis, query);
  AdverseSlopes slopes = *pass.CalcTangents();
  std::fill(slopes.steeper_up_mva.begin(), slopes.steeper_up_mva.end(), 0.0f);
  std::vector<double> block_mw;
  std::vector<std::size_t> count(tight.basis.blocks.size(), 0);
  for (const HostingBound& bound : CalcHostingBounds(
           tight.basis, query, slopes, tight.basis.limits.outages.size(), kAskedMw, block_mw)) {
    if (bound.side.IsCurrent() && bound.side.row == 1 && bound.outage != 0) ++count[bound.block];
  }
  EXPECT_THAT(count, testing::ElementsAre(2u, 0u)) << "55 MW and 50 MW on 53 MVA";
}

TEST(HostingEstimates, SmallestOfEveryPairIsKept) {
  std::vector<QuarterOutage> pairs{{3.0, 7, 1}, {1.0, 7, 1}, {2.0, 6, 1}, {5.0, 7, 0}};
  KeepSmallest(pairs);
  ASSERT_EQ(pairs.size(), 3u);
  EXPECT_EQ(pairs[0].quarter, 6u);
  EXPECT_EQ(pairs[1].outage, 0);
  EXPECT_EQ(pairs[2].mw, 1.0);
}

}  // namespace
}  // namespace solvers
