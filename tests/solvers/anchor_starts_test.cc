#include "solvers/anchor_starts.h"

#include <gtest/gtest.h>

#include "solvers/hosting_slopes.h"
#include "tests/support/memory_states.h"
#include "tests/support/two_lines.h"

namespace solvers {
namespace {

using models::BusIndex;

class AnchorStartsTest : public testing::Test {
 protected:
  AnchorStartsTest() : two_(tests::MakeTwoLines()), small_(two_.grid, two_.inputs) {}

  tests::TwoLines two_;
  tests::SmallBasis small_;
};

TEST_F(AnchorStartsTest, ACaseThatStartsWhereItWasSolvedIsDoneAtOnce) {
  const HostingBasis& basis = small_.basis;
  const auto starts = AnchorStarts::Make(basis, 1);
  const auto work = basis.lanes->MakeWorkspace();
  LaneBase base;
  for (std::size_t anchor = 0; anchor < basis.anchors.size(); ++anchor) {
    basis.states->FillBase(basis.anchors[anchor], base);
    for (std::size_t c = 0; c < basis.limits.outages.size(); ++c) {
      LaneCase one{.base = &base, .outage = basis.limits.outages[c]};
      basis.lanes->Solve(std::span(&one, 1), kPostOutageOptions, *work);
      ASSERT_EQ(work->IsSolved(0), starts->Find(anchor, c) != nullptr) << anchor << " " << c;
      if (!work->IsSolved(0)) continue;
      const double v_pu = work->VoltagePu(BusIndex(1), 0);
      one.start = starts->Find(anchor, c);
      basis.lanes->Solve(std::span(&one, 1), kPostOutageOptions, *work);
      ASSERT_TRUE(work->IsSolved(0));
      EXPECT_EQ(work->iterations(0), 0) << anchor << " " << c;
      EXPECT_NEAR(work->VoltagePu(BusIndex(1), 0), v_pu, 1e-9);
    }
  }
}

TEST_F(AnchorStartsTest, SlopesAndAnswersAreThoseWithoutThem) {
  const HostingQuery query{.bus = BusIndex(1), .tan_phi_ratio = 0.3, .cap_mw = 300.0};
  const auto cold = CalcHostingCapacity(small_.basis, query);
  const auto cold_slopes = HostingSlopes(small_.basis, query).CalcTangents();
  small_.basis.starts = AnchorStarts::Make(small_.basis, 1);
  const auto warm = CalcHostingCapacity(small_.basis, query);
  const auto warm_slopes = HostingSlopes(small_.basis, query).CalcTangents();
  ASSERT_TRUE(cold.ok() && warm.ok() && cold_slopes.ok() && warm_slopes.ok());
  EXPECT_NEAR(warm->firm_mw, cold->firm_mw, 1e-6 * cold->firm_mw);
  EXPECT_EQ(warm->binding.quarter, cold->binding.quarter);
  for (std::size_t i = 0; i < cold_slopes->up_mva.size(); ++i) {
    EXPECT_NEAR(warm_slopes->up_mva[i], cold_slopes->up_mva[i], 1e-5) << i;
    EXPECT_NEAR(warm_slopes->down_mva[i], cold_slopes->down_mva[i], 1e-5) << i;
  }
}

}  // namespace
}  // namespace solvers
