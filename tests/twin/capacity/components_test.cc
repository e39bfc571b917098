// What stands behind an answer of the small region: who feeds, and how warm components become.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "solvers/met_limits.h"
#include "tests/support/small_engine.h"
#include "twin/capacity/component_duties.h"
#include "twin/capacity/feeding.h"
#include "twin/capacity/transformer_wear.h"

namespace twin::capacity {
namespace {

using models::BusIndex;

class ComponentsTest : public tests::SmallEngineTest<96> {
 protected:
  // The one that all of it passes, beside the ring's phase shifter.
  static TransformerWear OwnOf(const std::vector<TransformerWear>& wear) {
    for (const TransformerWear& one : wear) {
      if (one.part_share > 0.99) return one;
    }
    ADD_FAILURE() << "no transformer carries all of it";
    return {};
  }

  // Behind a transformer of its own.
  const solvers::HostingQuery query_{.bus = BusIndex(4), .cap_mw = 100.0};
};

TEST_F(ComponentsTest, AllFeedersTogetherCoverTheWish) {
  const auto answer = engine_->Ask(query_);
  ASSERT_TRUE(answer.ok()) << answer.status();
  const Feeding feeding = CalcFeeding(*engine_, query_, answer->binding);
  const auto sum = [](const std::vector<double>& share) {
    return std::accumulate(share.begin(), share.end(), 0.0);
  };
  ASSERT_EQ(feeding.mean_share.size(), feeding.feeders.size());
  EXPECT_NEAR(sum(feeding.mean_share), 1.0, 1e-6);
  EXPECT_NEAR(sum(feeding.binding_share), 1.0, 1e-6);
  ASSERT_EQ(feeding.blocks.size(), engine_->basis()->blocks.size());
  for (const auto& block : feeding.blocks) EXPECT_NEAR(sum(block.share), 1.0, 1e-6);
}

TEST_F(ComponentsTest, AWishThatRestsAllYearIsFedByNobody) {
  solvers::HostingQuery resting = query_;
  resting.profile_share.assign(96, 0.0f);
  const Feeding feeding = CalcFeeding(*engine_, resting, {});
  EXPECT_TRUE(feeding.mean_share.empty());
  EXPECT_TRUE(feeding.binding_share.empty());
  EXPECT_TRUE(feeding.blocks.empty());
}

TEST_F(ComponentsTest, ATransformerThatTakesAllOfItAgesFaster) {
  double before_h = 0.0;
  for (const double mw : {5.0, 10.0, 20.0}) {
    const auto wear = CalcTransformerWear(*engine_, query_, mw);
    ASSERT_TRUE(wear.ok()) << wear.status();
    const TransformerWear one = OwnOf(*wear);
    EXPECT_NEAR(one.part_share, 1.0, 1e-6);
    EXPECT_EQ(one.rated_mva, 40.0);
    EXPECT_GT(one.with.aged_h, std::max(before_h, one.today.aged_h));
    EXPECT_GT(one.with.hottest_degc, one.today.hottest_degc);
    // K grows by MW and Mvar over the nameplate, but for the voltage.
    EXPECT_NEAR(one.with.peak_load_ratio - one.today.peak_load_ratio,
                mw * std::hypot(1.0, query_.tan_phi_ratio) / 40.0, 0.05 * mw / 40.0 + 1e-3);
    before_h = one.with.aged_h;
  }
}

TEST_F(ComponentsTest, AGeneratorRelievesTheTransformer) {
  solvers::HostingQuery query = query_;
  query.is_generation = true;
  const auto wear = CalcTransformerWear(*engine_, query, 5.0);
  ASSERT_TRUE(wear.ok()) << wear.status();
  const TransformerWear one = OwnOf(*wear);
  EXPECT_LT(one.with.aged_h, one.today.aged_h);
}

TEST_F(ComponentsTest, EveryComponentThatBindsHasItsDutyOnce) {
  const auto answer = engine_->Ask(query_);
  ASSERT_TRUE(answer.ok()) << answer.status();
  std::vector<solvers::BindingLimit> met = solvers::MetBy(*answer);
  met.push_back(answer->binding);
  const double wish_mw = 1.5 * answer->firm_mw;
  const auto duties = CalcComponentDuties(
      {engine_->region(), engine_->key(), engine_->first_quarter()}, *engine_->basis(), {},
      {.query = query_, .requested_mw = wish_mw, .until_trip_mw = answer->firm_mw, .met = met});
  ASSERT_TRUE(duties.ok()) << duties.status();
  ASSERT_FALSE(duties->empty());
  std::vector<models::BranchIndex> branches;
  for (const ComponentDuty& duty : *duties) branches.push_back(duty.limit.branch);
  std::sort(branches.begin(), branches.end());
  EXPECT_EQ(std::adjacent_find(branches.begin(), branches.end()), branches.end());
  const ComponentDuty& first = duties->front();
  ASSERT_EQ(first.limit.branch, answer->binding.branch);
  EXPECT_GT(first.requested.after_share, 1.0);  // half as much again as is firm
  EXPECT_GT(first.requested.after_share, first.until_trip.after_share);
  EXPECT_NEAR(first.until_trip.after_share, 1.0, 0.01);
  EXPECT_GE(first.steady.rating_mva, 0.0);
  EXPECT_EQ(
      first.requested.bears.is_known,
      engine_->region().grid.branches[first.limit.branch].kind == models::BranchKind::kTransformer);
}

}  // namespace
}  // namespace twin::capacity
