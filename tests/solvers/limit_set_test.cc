#include "solvers/limit_set.h"

#include <gtest/gtest.h>

#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

TEST(LimitSetTest, MonitoredRowsHaveLimitsAndEveryMonitoredBranchInServiceIsAnOutage) {
  models::ElectricityGrid grid = tests::MakeChain(4, 1.0, 10.0);
  grid.branches[BranchIndex(0)].is_monitored = false;
  grid.branches[BranchIndex(1)].is_in_service = false;
  grid.branches[BranchIndex(2)].rating = {};  // no rating: an outage, not a limit
  grid.buses[BusIndex(2)].is_monitored = false;
  const LimitSet limits = MakeLimitSet(grid);
  EXPECT_EQ(limits.branches, (std::vector<BranchIndex>{BranchIndex(3)}));
  ASSERT_EQ(limits.outages.size(), 3u);
  EXPECT_FALSE(limits.outages[0].valid());
  EXPECT_EQ(limits.outages[1], BranchIndex(2));
  EXPECT_EQ(limits.outages[2], BranchIndex(3));
  EXPECT_EQ(limits.buses,
            (std::vector<BusIndex>{BusIndex(0), BusIndex(1), BusIndex(3), BusIndex(4)}));
}

}  // namespace
}  // namespace solvers
