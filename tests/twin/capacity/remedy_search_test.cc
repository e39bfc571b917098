#include "twin/capacity/remedy_search.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "solvers/hosting_terms.h"
#include "tests/support/small_engine.h"
#include "twin/capacity/brute_force.h"

namespace twin::capacity {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::MeasureKind;

constexpr int kQuarters = 96;

class RemedySearchTest : public tests::SmallEngineTest<kQuarters> {
 protected:
  static RemedyTables MakeTables() {
    RemedyTables tables;
    for (const auto& [kind, unit, mnok] :
         {std::tuple(MeasureKind::kParallelCircuit, models::MeasureUnit::kEach, 30.0),
          std::tuple(MeasureKind::kBattery, models::MeasureUnit::kPerMwh, 4.0)}) {
      models::MeasurePrice price;
      price.kind = kind;
      price.unit = unit;
      price.cost = {mnok, 2.0 * mnok};
      price.lead = {2.0, 4.0};
      price.price_year = 2025;
      tables.catalogue.prices.push_back(price);
    }
    return tables;
  }

  RemedyReport Ask(const solvers::HostingQuery& query, double requested_mw,
                   RemedySearchOptions options = {}) {
    const auto firm = engine_->Ask(query);
    EXPECT_TRUE(firm.ok()) << firm.status();
    const auto terms = engine_->AskTerms(query, *firm, requested_mw);
    EXPECT_TRUE(terms.ok()) << terms.status();
    options.most_quarters = kQuarters;
    const RemedyTables tables = MakeTables();
    auto report = FindRemedies({engine_->region(), engine_->key(), engine_->first_quarter()},
                               *engine_->basis(), tables,
                               {{query, *firm, terms->terms.quarter_mw}, requested_mw}, options);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *std::move(report) : RemedyReport{};
  }

  static const Remedy* Pick(const RemedyReport& report, MeasureKind kind) {
    for (const Remedy& one : report.remedies) {
      if (one.kind == kind) return &one;
    }
    return nullptr;
  }

  // Bus 5 hangs on one transformer of 40 MVA, beyond the ring.
  const solvers::HostingQuery behind_transformer_{.bus = BusIndex(4), .cap_mw = 200.0};
  const solvers::HostingQuery in_ring_{.bus = BusIndex(3), .cap_mw = 400.0};
};

TEST_F(RemedySearchTest, WithoutAChangeTheScopeSaysWhatTheYearSays) {
  for (const solvers::HostingQuery& query : {behind_transformer_, in_ring_}) {
    const auto firm = engine_->Ask(query);
    ASSERT_TRUE(firm.ok());
    const RemedyReport report = Ask(query, 1.2 * firm->firm_mw);
    EXPECT_NEAR(report.without.firm_mw, firm->firm_mw, 2e-3 * firm->firm_mw + 0.02);
  }
}

TEST_F(RemedySearchTest, WhatIsFirmNeedsNothing) {
  const auto firm = engine_->Ask(behind_transformer_);
  ASSERT_TRUE(firm.ok());
  const RemedyReport report = Ask(behind_transformer_, 0.9 * firm->firm_mw);
  EXPECT_TRUE(report.remedies.empty());
  EXPECT_TRUE(report.counterfactuals.empty());
}

TEST_F(RemedySearchTest, ABatteryHoldsWhatThePeakLacks) {
  const auto firm = engine_->Ask(behind_transformer_);
  ASSERT_TRUE(firm.ok());
  const RemedyReport report = Ask(behind_transformer_, firm->firm_mw + 1.0);
  const Remedy* battery = Pick(report, MeasureKind::kBattery);
  ASSERT_NE(battery, nullptr);
  EXPECT_TRUE(battery->holds_requested);
  EXPECT_NEAR(battery->amount.mw, 1.0, 0.2);
  EXPECT_GT(battery->cost.range.low_mnok, 0.0);
}

// Brute force by the scalar solver, which knows neither scope nor bounds: with the ratings of the
// counterfactual no pair of the year is exceeded at the requested MW.
TEST_F(RemedySearchTest, CounterfactualRatingsHoldAgainstBruteForce) {
  const auto firm = engine_->Ask(in_ring_);
  ASSERT_TRUE(firm.ok());
  const double requested_mw = 1.15 * firm->firm_mw;
  const RemedyReport report = Ask(in_ring_, requested_mw);
  const auto ratings = std::find_if(
      report.counterfactuals.begin(), report.counterfactuals.end(),
      [](const auto& one) { return one.kind == solvers::CounterfactualKind::kRatings; });
  ASSERT_NE(ratings, report.counterfactuals.end());
  EXPECT_TRUE(ratings->is_verified);
  solvers::HostingScope all{.level_mw = requested_mw};
  for (std::uint32_t q = 0; q < kQuarters; ++q) all.quarters.push_back(q);
  for (std::uint16_t c = 0; c < engine_->basis()->limits.outages.size(); ++c) {
    all.outages.push_back(c);
  }
  const auto scoped = solvers::ScopedBasis::Make(*engine_->basis(), all, ratings->change, 1);
  ASSERT_TRUE(scoped.ok());
  const solvers::HostingQuery query = (*scoped)->MakeQuery(in_ring_);
  BruteForce brute((*scoped)->basis(), query);
  double worst_share = 0.0;
  for (std::uint32_t q = 0; q < kQuarters; ++q) {
    for (std::uint16_t c = 0; c < all.outages.size(); ++c) {
      worst_share = std::max(worst_share, brute.CalcExcess(q, c, requested_mw).share);
    }
  }
  EXPECT_LE(worst_share, 0.001);
}

TEST_F(RemedySearchTest, HoldingMeasuresComeFirstThenTheCheaper) {
  const auto firm = engine_->Ask(in_ring_);
  ASSERT_TRUE(firm.ok());
  const RemedyReport report = Ask(in_ring_, 1.1 * firm->firm_mw);
  ASSERT_FALSE(report.remedies.empty());
  for (std::size_t i = 1; i < report.remedies.size(); ++i) {
    const Remedy &a = report.remedies[i - 1], &b = report.remedies[i];
    EXPECT_GE(a.holds_requested, b.holds_requested);
    if (a.holds_requested == b.holds_requested) {
      EXPECT_LE(a.MnokPerMw(), b.MnokPerMw());
    }
    EXPECT_GT(a.gained_mw, 0.0);
  }
}

TEST_F(RemedySearchTest, DoubtsStandAroundTheAnswer) {
  const auto firm = engine_->Ask(in_ring_);
  ASSERT_TRUE(firm.ok());
  const RemedyReport report = Ask(in_ring_, 1.2 * firm->firm_mw, {.with_doubts = true});
  ASSERT_FALSE(report.doubts.empty());
  for (const Doubt& doubt : report.doubts) {
    EXPECT_LE(doubt.low_mw, report.without.firm_mw);
    EXPECT_GE(doubt.high_mw, report.without.firm_mw);
  }
  EXPECT_GE(report.doubts.front().high_mw - report.doubts.front().low_mw,
            report.doubts.back().high_mw - report.doubts.back().low_mw);
}

TEST_F(RemedySearchTest, ACallerWhoGoesAwayStopsIt) {
  const auto firm = engine_->Ask(in_ring_);
  ASSERT_TRUE(firm.ok());
  const RemedyTables tables = MakeTables();
  solvers::HostingQuery given_up = in_ring_;
  given_up.is_cancelled = [] { return true; };
  const auto report =
      FindRemedies({engine_->region(), engine_->key(), engine_->first_quarter()}, *engine_->basis(),
                   tables, {{given_up, *firm}, 2.0 * firm->firm_mw}, {});
  EXPECT_EQ(report.status().code(), absl::StatusCode::kCancelled);
}

TEST_F(RemedySearchTest, TwoThreadsFindTheSame) {
  const auto firm = engine_->Ask(in_ring_);
  ASSERT_TRUE(firm.ok());
  const RemedyReport one = Ask(in_ring_, 1.1 * firm->firm_mw);
  solvers::HostingQuery on_two = in_ring_;
  on_two.threads = 2;
  const RemedyReport two = Ask(on_two, 1.1 * firm->firm_mw);
  ASSERT_EQ(one.remedies.size(), two.remedies.size());
  for (std::size_t i = 0; i < one.remedies.size(); ++i) {
    EXPECT_EQ(one.remedies[i].kind, two.remedies[i].kind);
    EXPECT_EQ(one.remedies[i].with.firm_mw, two.remedies[i].with.firm_mw);
  }
}

}  // namespace
}  // namespace twin::capacity
