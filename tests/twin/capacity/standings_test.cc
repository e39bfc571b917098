// The same question from other places in the queue and under other principles.
#include "twin/capacity/standings.h"

#include <gtest/gtest.h>

#include "tests/support/small_engine.h"

namespace twin::capacity {
namespace {

using models::BusIndex;

class StandingsTest : public tests::SmallEngineTest<96> {
 protected:
  std::vector<Standing> Ask(const models::DfProfile* profile, const models::Region& region) {
    const auto firm = engine_->Ask(query_);
    EXPECT_TRUE(firm.ok()) << firm.status();
    firm_mw_ = firm->firm_mw;
    const auto terms = engine_->AskTerms(query_, *firm, 1.1 * firm->firm_mw);
    EXPECT_TRUE(terms.ok()) << terms.status();
    const auto found =
        CalcStandings({region, engine_->key(), engine_->first_quarter()}, *engine_->basis(),
                      {.answered = {query_, *firm, terms->terms.quarter_mw},
                       .level_mw = std::min(query_.cap_mw, terms->terms.up_to_mw),
                       .profile = profile});
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? *found : std::vector<Standing>{};
  }
  double Under(const models::DfProfile& profile) {
    const auto found = Ask(&profile, engine_->region());
    EXPECT_EQ(found.size(), 1u);
    if (found.size() != 1u) return -1.0;
    EXPECT_EQ(found[0].failure, "");
    EXPECT_EQ(found[0].kind, StandingKind::kDfProfile);
    return found[0].with.firm_mw;
  }

  const solvers::HostingQuery query_{.bus = BusIndex(4), .cap_mw = 100.0};
  double firm_mw_ = 0.0;
};

TEST_F(StandingsTest, ItsOwnPrinciplesGiveItsOwnAnswer) {
  const double own_mw = Under({.id = "own"});
  EXPECT_NEAR(own_mw, firm_mw_, 0.002 * firm_mw_ + 0.01);
}

TEST_F(StandingsTest, LessOfEveryRatingIsLessForTheApplicant) {
  double before_mw = Under({.id = "own"});
  for (const double ratio : {0.95, 0.9, 0.8}) {
    const double mw = Under({.id = "margin", .rating_ratio = ratio});
    EXPECT_LT(mw, before_mw) << ratio;
    before_mw = mw;
  }
}

// With a tenth of the ratings the region is overloaded as it is; that gives nobody room.
TEST_F(StandingsTest, WhatIsBrokenByThePrinciplesAloneGivesNoRoom) {
  const double mw = Under({.id = "tenth", .rating_ratio = 0.1});
  EXPECT_LE(mw, firm_mw_);
}

TEST_F(StandingsTest, NarrowerVoltagesAndFewerOutagesAreMonotone) {
  const double own_mw = Under({.id = "own"});
  EXPECT_LE(Under({.id = "narrow", .v_min_pu = 0.99, .v_max_pu = 1.05}), own_mw + 1e-6);
  EXPECT_GE(Under({.id = "intact", .least_outage_kv = 400.0}), own_mw - 1e-6);
}

TEST_F(StandingsTest, BehindTheQueueThereIsWhatTheQueueLeaves) {
  models::Region region = engine_->region();
  EXPECT_TRUE(Ask(nullptr, region).empty());
  region.large_loads.Add({.id = "waits",
                          .status = models::LargeLoadStatus::kQueue,
                          .size_mw = 5.0,
                          .bus = BusIndex(4)});
  region.large_loads.Add(
      {.id = "nowhere", .status = models::LargeLoadStatus::kQueue, .size_mw = 9.0});
  const auto found = Ask(nullptr, region);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, StandingKind::kBehindQueue);
  EXPECT_EQ(found[0].loads.size(), 1u);
  EXPECT_EQ(found[0].loads_mw, 5.0);
  // What the queue breaks by itself leaves nothing.
  region.large_loads[models::LargeLoadIndex(0)].size_mw = 1.2 * firm_mw_;
  const auto broken = Ask(nullptr, region);
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_EQ(broken[0].with.firm_mw, 0.0) << broken[0].failure;
  // At the same busbar, of the same tan phi: megawatt for megawatt, but for the margin.
  EXPECT_NEAR(found[0].with.firm_mw, firm_mw_ - 5.0, 0.01 * firm_mw_);
}

}  // namespace
}  // namespace twin::capacity
