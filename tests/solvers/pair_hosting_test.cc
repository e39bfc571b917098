#include "solvers/pair_hosting.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "tests/support/memory_states.h"
#include "tests/support/two_lines.h"

namespace solvers {
namespace {

using models::BusIndex;

class PairHostingTest : public testing::Test {
 protected:
  PairHostingTest() : two_(tests::MakeTwoLines()), small_(two_.grid, two_.inputs) {}

  ChangedHosting Ask(const HostingQuery& query, std::vector<std::uint16_t> outages) {
    return CalcPairHosting({small_.basis, *small_.basis.states, outages}, query);
  }
  std::vector<std::uint16_t> AllOutages() const {
    std::vector<std::uint16_t> outages(small_.basis.limits.outages.size());
    std::iota(outages.begin(), outages.end(), std::uint16_t{0});
    return outages;
  }

  tests::TwoLines two_;
  tests::SmallBasis small_;
  const HostingQuery query_{.bus = BusIndex(1), .tan_phi_ratio = 0.0, .cap_mw = 300.0};
};

// The quarter of 55 MW binds: one line carries what CalcTwoLinesMw says, two twice of it.
TEST_F(PairHostingTest, TheClosedFormWithAndWithoutOutages) {
  const ChangedHosting all = Ask(query_, AllOutages());
  const double expected_mw = tests::CalcTwoLinesMw(1.0) - 55.0;
  EXPECT_NEAR(all.firm_mw, expected_mw * (1.0 - kStatedMarginShare), 5e-4 * expected_mw + 0.005);
  EXPECT_EQ(all.binding.quarter, 2u);
  EXPECT_FALSE(all.is_at_least);
  EXPECT_GT(Ask(query_, {0}).firm_mw, 1.5 * all.firm_mw);
}

TEST_F(PairHostingTest, TheYearsOwnSearchSaysTheSame) {
  const auto answer = CalcHostingCapacity(small_.basis, query_);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_NEAR(Ask(query_, AllOutages()).firm_mw, answer->firm_mw, 1e-3 * answer->firm_mw);
}

TEST_F(PairHostingTest, TheOrderOfTheOutagesIsNothing) {
  std::vector<std::uint16_t> backwards = AllOutages();
  std::reverse(backwards.begin(), backwards.end());
  EXPECT_NEAR(Ask(query_, backwards).firm_mw, Ask(query_, AllOutages()).firm_mw, 0.02);
}

TEST_F(PairHostingTest, UpToTheCapThereMayBeNothing) {
  HostingQuery query = query_;
  query.cap_mw = 20.0;
  const ChangedHosting all = Ask(query, AllOutages());
  EXPECT_TRUE(all.is_at_least);
  EXPECT_EQ(all.firm_mw, 20.0);
}

}  // namespace
}  // namespace solvers
