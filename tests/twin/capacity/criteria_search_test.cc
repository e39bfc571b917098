#include "twin/capacity/criteria_search.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/base/units.h"
#include "tests/support/small_engine.h"
#include "twin/capacity/brute_force.h"

namespace twin::capacity {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr int kQuarters = 96;
constexpr double kLinePerYear = 0.5, kLineRepairH = 10.0;
constexpr double kUnitPerYear = 0.02, kUnitRepairH = 100.0;
// Two solvers see one state so far apart: a limit met is not a limit broken.
constexpr double kMetShare = 2e-6;

class CriteriaSearchTest : public tests::SmallEngineTest<kQuarters> {
 protected:
  CriteriaSearchTest() {
    reliability_.rates = {{.branch_kind = models::BranchKind::kLine,
                           .is_per_100_km = false,
                           .per_year = kLinePerYear,
                           .repair_h = kLineRepairH},
                          {.branch_kind = models::BranchKind::kTransformer,
                           .is_per_100_km = false,
                           .per_year = kUnitPerYear,
                           .repair_h = kUnitRepairH}};
    cost_ = {.group = "any", .profiles = {"*"}, .pieces = {{1e6, 20.0, 50.0}}};
  }

  CriteriaReport Ask(const solvers::HostingQuery& query, double ratio) {
    const auto firm = engine_->Ask(query);
    EXPECT_TRUE(firm.ok()) << firm.status();
    requested_mw_ = ratio * firm->firm_mw;
    const auto terms = engine_->AskTerms(query, *firm, requested_mw_);
    EXPECT_TRUE(terms.ok()) << terms.status();
    firm_ = *firm;
    auto report = CalcCriteria(*engine_->basis(), reliability_, {},
                               {.answered = {query, firm_, terms->terms.quarter_mw},
                                .requested_mw = requested_mw_,
                                .intact = terms->intact,
                                .cost = &cost_});
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *std::move(report) : CriteriaReport{};
  }

  models::ExpectedOutage RateOf(BranchIndex branch) const {
    return CalcExpectedOutage(reliability_, engine_->region().grid.branches[branch], 132.0);
  }

  // What every quarter takes under one outage, by halving with the scalar solver.
  double Find(BruteForce& brute, std::uint32_t quarter, std::uint16_t outage, double mw) const {
    if (brute.CalcExcess(quarter, outage, mw).share <= kMetShare) return mw;
    double low_mw = 0.0, high_mw = mw;
    while (high_mw - low_mw > 1e-4 * mw) {
      const double middle_mw = 0.5 * (low_mw + high_mw);
      (brute.CalcExcess(quarter, outage, middle_mw).share > kMetShare ? high_mw : low_mw) =
          middle_mw;
    }
    return low_mw;
  }

  const solvers::HostingQuery in_ring_{.bus = BusIndex(3), .cap_mw = 400.0};
  const solvers::HostingQuery behind_transformer_{.bus = BusIndex(4), .cap_mw = 200.0};
  models::ReliabilityTables reliability_;
  models::InterruptionCost cost_;
  solvers::HostingAnswer firm_;
  double requested_mw_ = 0.0;
};

TEST_F(CriteriaSearchTest, MoreIsConnectedWithActionAndMoreWithoutOutages) {
  const CriteriaReport report = Ask(in_ring_, 1.3);
  ASSERT_EQ(report.rooms.size(), 3u);
  const auto &n0 = report.rooms[0], &n1 = report.rooms[1], &action = report.rooms[2];
  EXPECT_EQ(n0.criterion, ServiceCriterion::kN0);
  EXPECT_EQ(n1.most_mw, firm_.firm_mw);
  EXPECT_GT(action.most_mw, n1.most_mw);
  EXPECT_GE(n0.most_mw, action.most_mw);
  EXPECT_EQ(n1.expected.energy_mwh, 0.0) << "the ring supplies whatever is out";
  EXPECT_GT(action.expected.energy_mwh, 0.0);
  EXPECT_GT(n0.expected.energy_mwh, action.expected.energy_mwh) << "all is lost, not the excess";
  EXPECT_GT(n0.expected.cost_nok, action.expected.cost_nok);
}

// Expected energy by brute force over every quarter and outage; few quarters fall short, so all of
// them are looked at.
TEST_F(CriteriaSearchTest, WhatIsLostIsWhatBruteForceFinds) {
  const CriteriaReport report = Ask(in_ring_, 1.1);
  const auto &n0 = report.rooms[0], &action = report.rooms[2];
  ASSERT_EQ(report.sampled_count, report.short_count);
  ASSERT_GT(report.short_count, 3u);
  BruteForce brute(*engine_->basis(), in_ring_);
  double tripped_mwh = 0.0, cut_mwh = 0.0;
  const auto& outages = engine_->basis()->limits.outages;
  for (std::uint16_t c = 1; c < outages.size(); ++c) {
    const auto rate = RateOf(outages[c]);
    for (std::uint32_t q = 0; q < kQuarters; ++q) {
      const double room_mw = Find(brute, q, c, n0.served_mw);
      const double weight = rate.per_year * rate.repair_h / kQuarters;
      if (room_mw < n0.served_mw) tripped_mwh += weight * n0.served_mw;
      cut_mwh += weight * std::max(0.0, action.served_mw - room_mw);
    }
  }
  ASSERT_GT(tripped_mwh, 0.0);
  EXPECT_NEAR(n0.expected.energy_mwh, tripped_mwh, 0.03 * tripped_mwh);
  EXPECT_NEAR(action.expected.energy_mwh, cut_mwh, 0.03 * cut_mwh + 1e-3);
}

// By hand: the lone transformer takes all of it while it is out, whatever the criterion.
TEST_F(CriteriaSearchTest, ALoneTransformerIsLostUnderEveryCriterion) {
  const CriteriaReport report = Ask(behind_transformer_, 0.9);
  ASSERT_EQ(firm_.loses_supply.size(), 1u);
  for (const CriterionRoom& room : report.rooms) {
    EXPECT_DOUBLE_EQ(room.served_mw, requested_mw_);
    EXPECT_NEAR(room.expected.energy_mwh, kUnitPerYear * kUnitRepairH * requested_mw_, 1e-9);
    EXPECT_NEAR(room.expected.cost_nok,
                kUnitPerYear * (20.0 + 50.0 * kUnitRepairH) * 1000.0 * requested_mw_, 1e-3);
    EXPECT_DOUBLE_EQ(room.expected.outages_per_year, kUnitPerYear);
  }
}

TEST_F(CriteriaSearchTest, WithoutRatesNothingIsExpected) {
  reliability_.rates.clear();
  for (const CriterionRoom& room : Ask(in_ring_, 1.3).rooms) {
    EXPECT_EQ(room.expected.energy_mwh, 0.0);
  }
}

}  // namespace
}  // namespace twin::capacity
