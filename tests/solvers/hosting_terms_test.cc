#include "solvers/hosting_terms.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "solvers/curtailment.h"
#include "solvers/limit_check.h"
#include "tests/support/memory_states.h"
#include "tests/support/two_lines.h"

namespace solvers {
namespace {

using models::BusIndex;

HostingTerms Ask(const tests::SmallBasis& small, const HostingQuery& query,
                 const HostingTermsOptions& options) {
  const auto answer = CalcHostingCapacity(small.basis, query);
  EXPECT_TRUE(answer.ok()) << answer.status();
  auto terms = CalcHostingTerms(small.basis, query, *answer, options);
  EXPECT_TRUE(terms.ok()) << terms.status();
  return terms.ok() ? *std::move(terms) : HostingTerms{};
}

TEST(HostingTermsTest, EveryQuarterTakesWhatTheClosedFormSays) {
  const tests::TwoLines two = tests::MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  const HostingTerms terms = Ask(small, {.bus = BusIndex(1), .tan_phi_ratio = 0.0, .cap_mw = 300.0},
                                 {.requested_mw = 80.0});
  ASSERT_EQ(terms.quarter_mw.size(), tests::kTwoLinesLoadsMw.size());
  for (std::size_t q = 0; q < tests::kTwoLinesLoadsMw.size(); ++q) {
    const double expected_mw = tests::CalcTwoLinesMw(1.0) - tests::kTwoLinesLoadsMw[q];
    EXPECT_NEAR(terms.quarter_mw[q], expected_mw, 5e-4 * expected_mw + 0.005) << q;
    EXPECT_LE(terms.lower_bound_mw[q], expected_mw) << q;
    EXPECT_EQ(terms.is_checked[q], 1) << q;
  }
  // By hand: at 60 MW the quarters with more than 39.5 MW of load are short.
  EXPECT_DOUBLE_EQ(CalcCurtailment(terms.quarter_mw, {}, {}, 60.0).cut_h, 0.75);
}

TEST(HostingTermsTest, AProfileScalesWhatAQuarterTakes) {
  const tests::TwoLines two = tests::MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  const HostingQuery query{.bus = BusIndex(1),
                           .tan_phi_ratio = 0.0,
                           .cap_mw = 300.0,
                           .profile_share = {1.0f, 1.0f, 0.5f, 0.0f, 1.0f, 1.0f}};
  const HostingTerms terms = Ask(small, query, {.requested_mw = 100.0});
  EXPECT_NEAR(terms.quarter_mw[2], (tests::CalcTwoLinesMw(1.0) - 55.0) / 0.5, 0.1);
  EXPECT_EQ(terms.quarter_mw[3], terms.up_to_mw);  // rests
}

TEST(HostingTermsTest, ASampleStandsForTheRest) {
  std::vector<double> loads_mw;
  for (int i = 0; i < 200; ++i) loads_mw.push_back(30.0 + 0.15 * ((i * 37) % 200));
  const tests::TwoLines two = tests::MakeTwoLines(loads_mw);
  const tests::SmallBasis small(two.grid, two.inputs);
  const HostingQuery query{.bus = BusIndex(1), .tan_phi_ratio = 0.0, .cap_mw = 300.0};
  const HostingTerms all = Ask(small, query, {.requested_mw = 60.0});
  const HostingTerms some = Ask(small, query, {.requested_mw = 60.0, .most_quarters = 40});
  EXPECT_EQ(some.checked_count, 40u);
  for (const double mw : {45.0, 50.0, 60.0}) {
    const Curtailment exact = CalcCurtailment(all.quarter_mw, {}, {}, mw);
    const Curtailment sampled = CalcCurtailment(some.quarter_mw, {}, {}, mw);
    EXPECT_NEAR(sampled.cut_h, exact.cut_h, 0.05 * exact.cut_h) << mw;
    EXPECT_NEAR(sampled.energy_mwh, exact.energy_mwh, 0.05 * exact.energy_mwh) << mw;
  }
}

TEST(HostingTermsTest, TheIntactNetworkAloneTakesMoreInEveryQuarter) {
  const tests::TwoLines two = tests::MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  HostingQuery query{.bus = BusIndex(1), .tan_phi_ratio = 0.0, .cap_mw = 300.0};
  const HostingTerms n1 = Ask(small, query, {.requested_mw = 250.0});
  query.is_n0_only = true;
  const HostingTerms n0 = Ask(small, query, {.requested_mw = 250.0});
  for (std::size_t q = 0; q < tests::kTwoLinesLoadsMw.size(); ++q)
    EXPECT_GT(n0.quarter_mw[q], n1.quarter_mw[q]);
}

TEST(HostingTermsTest, MwBeyondTheSearchAreRefused) {
  const tests::TwoLines two = tests::MakeTwoLines();
  const tests::SmallBasis small(two.grid, two.inputs);
  const HostingQuery query{.bus = BusIndex(1), .cap_mw = 50.0};
  const auto answer = CalcHostingCapacity(small.basis, query);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(CalcHostingTerms(small.basis, query, *answer, {.requested_mw = 60.0}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace solvers
