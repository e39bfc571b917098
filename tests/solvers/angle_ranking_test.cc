#include "solvers/angle_ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "models/base/units.h"
#include "tests/support/memory_states.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using models::BusIndex;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr double kXPu = 0.1;

// A source at bus 0 and the chain 0–1–2; what is injected at 2 goes through both lines, what is
// injected at 1 through one.
class AngleRankingTest : public testing::Test {
 protected:
  void AddQuarter(double at_1_mw, double at_2_mw) {
    PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid_);
    inputs.regulates[BusIndex(0)] = 1;
    inputs.q_min_mvar[BusIndex(0)] = -1e4;
    inputs.q_max_mvar[BusIndex(0)] = 1e4;
    inputs.injection_mw[BusIndex(1)] = at_1_mw;
    inputs.injection_mw[BusIndex(2)] = at_2_mw;
    inputs_.push_back(inputs);
  }
  std::vector<std::uint32_t> Rank(const HostingQuery& query, std::size_t outage, double mw,
                                  std::size_t count = 100) {
    const tests::SmallBasis small(grid_, inputs_);
    const auto ranked = RankByAngle(small.basis, query, outage, mw, 1, count);
    EXPECT_TRUE(ranked.ok()) << ranked.status();
    return ranked.ok() && !ranked->empty() ? ranked->front() : std::vector<std::uint32_t>();
  }

  models::ElectricityGrid grid_ = tests::MakeChain(2, 0.0, kXPu* models::CalcBaseOhm(132.0));
  std::vector<PowerFlowInputs> inputs_;
};

// Angles at bus 2 by hand: x (p1 + p2) + x p2, in units of x: 30, −10, 40, 0.
TEST_F(AngleRankingTest, TheAngleIsTheSumOfWhatEveryLineCarries) {
  AddQuarter(10.0, 10.0);
  AddQuarter(-30.0, 10.0);
  AddQuarter(40.0, 0.0);
  AddQuarter(-20.0, 10.0);
  HostingQuery query{.bus = BusIndex(2), .is_generation = true};
  EXPECT_THAT(Rank(query, 0, 5.0), ElementsAre(2, 0, 3, 1));
  EXPECT_THAT(Rank(query, 0, 5.0, 2), ElementsAre(2, 0));
  query.is_generation = false;
  EXPECT_THAT(Rank(query, 0, 5.0), ElementsAre(1, 3, 0, 2));
}

// 100 MW add 200 units at full share: more than any of the quarters' own.
TEST_F(AngleRankingTest, TheProfileCounts) {
  AddQuarter(10.0, 10.0);
  AddQuarter(20.0, 10.0);
  AddQuarter(-50.0, 0.0);
  HostingQuery query{.bus = BusIndex(2), .is_generation = true};
  query.profile_share = {0.0f, 0.1f, 1.0f};
  EXPECT_THAT(Rank(query, 0, 100.0), ElementsAre(2, 1, 0));
}

// Control at bus 1 is half as close to bus 2 as control there: 30 and 10 Mvar count as 25, 20 and 0
// as 10.
TEST_F(AngleRankingTest, StrataAreByTheControlNearTheApplicant) {
  const auto add = [&](double at_2_mw, double control_1_mvar, double control_2_mvar) {
    AddQuarter(0.0, at_2_mw);
    const std::array<double, 2> control_mvar{control_1_mvar, control_2_mvar};
    for (std::size_t i = 0; i < 2; ++i) {
      inputs_.back().regulates[BusIndex(i + 1)] = control_mvar[i] > 0.0;
      inputs_.back().q_max_mvar[BusIndex(i + 1)] = control_mvar[i];
    }
  };
  add(10.0, 30.0, 10.0);
  add(20.0, 20.0, 0.0);
  add(30.0, 0.0, 20.0);
  add(40.0, 30.0, 0.0);
  const tests::SmallBasis small(grid_, inputs_);
  const HostingQuery query{.bus = BusIndex(2), .is_generation = true};
  const auto ranked = RankByAngle(small.basis, query, 0, 5.0, 2, 100);
  ASSERT_TRUE(ranked.ok()) << ranked.status();
  EXPECT_THAT(*ranked, ElementsAre(ElementsAre(3, 1), ElementsAre(2, 0)));
}

TEST_F(AngleRankingTest, WithoutVoltageThereIsNoAngle) {
  AddQuarter(10.0, 10.0);
  const HostingQuery query{.bus = BusIndex(2), .is_generation = true};
  EXPECT_THAT(Rank(query, 2, 5.0), IsEmpty());
}

}  // namespace
}  // namespace solvers
