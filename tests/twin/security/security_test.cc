#include "twin/security/security.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "tests/support/region_stepper.h"

namespace twin::security {
namespace {

using models::BranchIndex;

// 2026-01-26T07:00:00Z
constexpr models::Quarter kFirst{1966012};

const Stepper& SharedStepper() { return *tests::RegionStepper(); }
const models::ElectricityGrid& Grid() { return SharedStepper().region().grid; }

class SecurityTest : public testing::Test {
 protected:
  static Security Calc(std::size_t threads = 2) {
    const auto flow = SharedStepper().FlowOf(SharedStepper().MakeInitialState(kFirst), {});
    EXPECT_TRUE(flow.ok()) << flow.status();
    auto security = CalcSecurity(Grid(), *flow, kFirst, threads);
    EXPECT_TRUE(security.ok()) << security.status();
    return *std::move(security);
  }
  // |S|/(V rating), the larger of both ends, as limits of outages are.
  static double CurrentShare(const std::vector<double>& frame, BranchIndex index) {
    const models::BranchParams& branch = Grid().branches[index];
    const auto at = [&](Series series, std::size_t row) {
      return SharedStepper().layout().Value(series, frame, row);
    };
    const std::size_t row = index.value();
    const double from_mva =
        std::hypot(at(Series::kBranchActiveFrom, row), at(Series::kBranchReactiveFrom, row));
    const double to_mva =
        std::hypot(at(Series::kBranchActiveTo, row), at(Series::kBranchReactiveTo, row));
    return std::max(from_mva / at(Series::kBusVoltage, branch.from.value()),
                    to_mva / at(Series::kBusVoltage, branch.to.value())) /
           at(Series::kBranchRating, row);
  }
  static std::size_t RowOf(const std::string& id) {
    for (std::size_t k = 0; k < Grid().branches.size(); ++k) {
      if (Grid().branches[BranchIndex(k)].id == id) return k;
    }
    return Grid().branches.size();
  }
};

// The margins of the frame, screened, beside those by AC: they see active power only.
TEST_F(SecurityTest, TheFramesMarginsAreCloseToAc) {
  const Security security = Calc();
  const auto outcome =
      SharedStepper().Advance(SharedStepper().MakeInitialState(kFirst), {}, {}, {});
  std::vector<double> difference_share;
  int same_outage = 0;
  for (std::size_t k = 0; k < Grid().branches.size(); ++k) {
    const BranchMargin& ac = security.margins[k];
    if (ac.loading_share < 0.5) continue;
    const solvers::ContingencyKind kind = security.outages[ac.outage].kind;
    if (kind == solvers::ContingencyKind::kGenerator) continue;  // not among the screened
    const double screened =
        SharedStepper().layout().Value(Series::kBranchOutageLoading, outcome.frame, k);
    const double row = SharedStepper().layout().Value(Series::kBranchWorstOutage, outcome.frame, k);
    difference_share.push_back(std::abs(screened - ac.loading_share));
    same_outage += row >= 0.0 && Grid().branches[BranchIndex(static_cast<std::size_t>(row))].id ==
                                     security.outages[ac.outage].id;
  }
  ASSERT_GT(difference_share.size(), 30u);
  std::sort(difference_share.begin(), difference_share.end());
  const auto at = [&](double part) {
    return difference_share[static_cast<std::size_t>(
        part * static_cast<double>(difference_share.size() - 1))];
  };
  std::printf(
      "screened against AC, %zu branches above half: median %.4f, p90 %.4f, worst %.4f of "
      "the rating; the same outage %d times\n",
      difference_share.size(), at(0.5), at(0.9), at(1.0), same_outage);
  EXPECT_LT(at(0.5), 0.01);
  EXPECT_LT(at(0.9), 0.05);
}

// What the desk says an outage would do is what the twin shows when it happens.
TEST_F(SecurityTest, AnOutageDoesWhatWasSaid) {
  const Security security = Calc();
  ASSERT_GT(security.outages.size(), 300u);
  int compared = 0;
  for (std::size_t i = 0; i < security.outages.size() && compared < 25; i += 13) {
    const Outage& said = security.outages[i];
    if (RowOf(said.id) == Grid().branches.size() || !said.has_solution ||
        !said.worst_branch.valid()) {
      continue;
    }
    models::Patch patch;
    patch.id = said.id;
    patch.from = kFirst.start_minute();
    patch.change = models::Outage{said.id};
    const StepOutcome step =
        SharedStepper().Advance(SharedStepper().MakeInitialState(kFirst), {&patch, 1}, {}, {});
    EXPECT_NEAR(said.worst_share, CurrentShare(step.frame, said.worst_branch), 2e-3) << said.name;
    EXPECT_LE(said.worst_share, security.margins[said.worst_branch.value()].loading_share + 1e-12);
    ++compared;
  }
  EXPECT_GT(compared, 10);
}

TEST_F(SecurityTest, MarginsAreTheHighestOfAllOutagesAndNeverBelowTheIntactGrid) {
  const Security security = Calc();
  const auto flow = SharedStepper().FlowOf(SharedStepper().MakeInitialState(kFirst), {});
  ASSERT_EQ(security.margins.size(), Grid().branches.size());
  std::size_t higher = 0, rated = 0;
  for (std::size_t k = 0; k < security.margins.size(); ++k) {
    const BranchMargin& margin = security.margins[k];
    if (flow->rating_mva[k] <= 0.0) {
      EXPECT_EQ(margin.loading_share, 0.0);
      continue;
    }
    ++rated;
    const solvers::BranchFlow& intact = flow->solution.result.flow[BranchIndex(k)];
    const double apparent_mva = std::max(std::hypot(intact.p_from_mw, intact.q_from_mvar),
                                         std::hypot(intact.p_to_mw, intact.q_to_mvar));
    higher += margin.loading_share >= 0.85 * apparent_mva / flow->rating_mva[k] ? 1 : 0;
    EXPECT_LT(margin.outage, security.outages.size());
  }
  // Some outage leaves each branch about as it is, and another loads it more.
  EXPECT_EQ(higher, rated);
  for (const Outage& outage : security.outages) {
    EXPECT_EQ(IsInsecure(outage),
              !outage.has_solution || outage.is_overloading || outage.worst_bus.valid());
  }
  EXPECT_LT(security.CountInsecure(), security.outages.size() / 4);
}

TEST_F(SecurityTest, ThreadsChangeNothing) {
  const Security one = Calc(1), two = Calc(2);
  for (std::size_t k = 0; k < one.margins.size(); ++k) {
    EXPECT_EQ(one.margins[k].loading_share, two.margins[k].loading_share);
    EXPECT_EQ(one.margins[k].outage, two.margins[k].outage);
  }
  EXPECT_EQ(one.CountInsecure(), two.CountInsecure());
}

}  // namespace
}  // namespace twin::security
