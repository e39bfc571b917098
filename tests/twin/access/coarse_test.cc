#include "twin/access/coarse.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ostlandet/twin/v1/operations.pb.h"
#include "twin/access/projection.h"

namespace twin::access {
namespace {

namespace pb = ostlandet::twin::v1;

pb::WatchResponse Frame() {
  pb::WatchResponse frame;
  frame.mutable_balance()->set_losses_mw(71.48231);
  frame.mutable_balance()->set_net_import_mw(-0.3);
  auto& exchange = *frame.mutable_balance()->add_exchanges();
  exchange.set_area("SE3");
  exchange.set_import_mw(-812.5);
  frame.add_heat()->set_demand_mw(3.21);
  return frame;
}

TEST(CoarseTest, BelowK3SumsOfTheRegionAreToldInWholeMegawatts) {
  pb::WatchResponse frame = Frame();
  Project(frame, Clearance::Public());
  EXPECT_EQ(frame.balance().losses_mw(), 71.0);
  EXPECT_EQ(frame.balance().net_import_mw(), 0.0);
  EXPECT_FALSE(std::signbit(frame.balance().net_import_mw()));
  EXPECT_EQ(frame.balance().exchanges(0).import_mw(), -813.0);
  EXPECT_EQ(frame.balance().exchanges(0).area(), "SE3");
  EXPECT_EQ(frame.heat(0).demand_mw(), 3.21) << "heat does not follow from the grid";
}

TEST(CoarseTest, AtK3TheyAreAsTheyWere) {
  pb::WatchResponse frame = Frame();
  Project(frame, Clearance::Everything());
  EXPECT_EQ(frame.SerializeAsString(), Frame().SerializeAsString());
}

TEST(CoarseTest, TwoStatesThatDifferByWattsAreToldAlike) {
  pb::WatchResponse one = Frame(), other = Frame();
  other.mutable_balance()->set_losses_mw(71.48233);
  EXPECT_NE(one.SerializeAsString(), other.SerializeAsString());
  Project(one, Clearance::Public());
  Project(other, Clearance::Public());
  EXPECT_EQ(one.SerializeAsString(), other.SerializeAsString());
}

TEST(CoarseTest, StoredSumsOfTheRegionAndItsNeighboursAreCoarse) {
  const auto step = [](const char* axis, const char* unit) {
    store::SeriesGroup group;
    group.axis = axis;
    group.unit = unit;
    return CoarseStepOf(group);
  };
  EXPECT_EQ(step("region", "MW"), kRegionStepMw);
  EXPECT_EQ(step("area", "MW"), kRegionStepMw);
  EXPECT_EQ(step("heat_system", "MW"), 0.0);
  EXPECT_EQ(step("bus", "MW"), 0.0) << "K3: not told below it at all";
}

}  // namespace
}  // namespace twin::access
