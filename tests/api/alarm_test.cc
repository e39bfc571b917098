#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "absl/time/clock.h"
#include "ostlandet/twin/v1/grid.grpc.pb.h"
#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "tests/support/test_server.h"

namespace {

namespace pb = ostlandet::twin::v1;

class AlarmTest : public tests::ServerTest {
 protected:
  std::unique_ptr<pb::Operations::Stub> Stub() { return pb::Operations::NewStub(channel_); }

  /// A bus of its own takes so much that a transformer on the way is overloaded, for two quarters.
  void Overload() {
    pb::ApplyPatchRequest request;
    request.mutable_patch()->mutable_demand_change()->set_bus_id("Rena 132");
    request.mutable_patch()->mutable_demand_change()->set_demand_mw(600.0);
    request.mutable_patch()->mutable_to()->set_seconds(NowS() + 3 * 900);
    pb::ApplyPatchResponse response;
    const auto context = Company();
    const grpc::Status status =
        pb::Scenario::NewStub(channel_)->ApplyPatch(context.get(), request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  std::int64_t NowS() { return server_->engine().ring().Latest()->quarter.start_s(); }
  void Step(int quarters) {
    for (int i = 0; i < quarters; ++i) ASSERT_TRUE(server_->engine().StepOnce().ok());
  }
  pb::ListAlarmsResponse List(const pb::ListAlarmsRequest& request = {}) {
    pb::ListAlarmsResponse response;
    const auto context = Company();
    EXPECT_TRUE(Stub()->ListAlarms(context.get(), request, &response).ok());
    return response;
  }
  /// As soon as the desk has looked at the newest frame; what it found, or nothing after a while.
  template <class Holds>
  pb::ListAlarmsResponse ListWhen(Holds holds) {
    for (int i = 0; i < 500; ++i) {
      const auto listed = List();
      if (holds(listed)) return listed;
      absl::SleepFor(absl::Milliseconds(10));
    }
    return {};
  }
  static int CountActive(const pb::ListAlarmsResponse& listed) {
    int count = 0;
    for (const pb::Alarm& alarm : listed.alarms()) count += alarm.has_cleared() ? 0 : 1;
    return count;
  }
};

TEST_F(AlarmTest, AreRaisedAcknowledgedClearedAndOutliveARestart) {
  Step(1);
  const int usual = CountActive(ListWhen([](const auto&) { return true; }));
  Overload();
  Step(1);
  const auto raised = ListWhen([&](const auto& listed) { return CountActive(listed) > usual; });
  ASSERT_GT(raised.alarms_size(), 0);
  const pb::Alarm& newest = raised.alarms(0);
  EXPECT_EQ(newest.raised().seconds(), NowS());
  EXPECT_FALSE(newest.element_name().empty());
  EXPECT_FALSE(newest.has_acknowledged());

  pb::AcknowledgeAlarmRequest seen;
  seen.set_number(newest.number());
  seen.set_note("crew is on its way");
  pb::AcknowledgeAlarmResponse answered;
  auto context = Company();
  ASSERT_TRUE(Stub()->AcknowledgeAlarm(context.get(), seen, &answered).ok());
  EXPECT_TRUE(answered.alarm().has_acknowledged());
  StopServer();
  StartServer();
  const auto find = [&](const pb::ListAlarmsResponse& listed) {
    for (const pb::Alarm& alarm : listed.alarms()) {
      if (alarm.number() == newest.number()) return alarm;
    }
    return pb::Alarm();
  };
  EXPECT_EQ(find(List()).note(), "crew is on its way");
  pb::ListAlarmsRequest unseen;
  unseen.set_only_unacknowledged(true);
  EXPECT_EQ(find(List(unseen)).number(), 0);

  Step(3);  // the patch is over
  const auto over = ListWhen([&](const auto& listed) { return find(listed).has_cleared(); });
  const pb::Alarm cleared = find(over);
  ASSERT_TRUE(cleared.has_cleared());
  EXPECT_GT(cleared.cleared().seconds(), cleared.raised().seconds());
  EXPECT_EQ(cleared.acknowledged().seconds(), answered.alarm().acknowledged().seconds());
  EXPECT_TRUE(std::filesystem::exists(folder_.path() + "/data/alarms/alarms.log"));
}

TEST_F(AlarmTest, EveryBrokenLimitHasItsAlarm) {
  Step(1);
  Overload();
  Step(1);
  std::set<std::string> broken;
  pb::ListViolationsResponse violations;
  const auto context = Company();
  ASSERT_TRUE(pb::Grid::NewStub(channel_)->ListViolations(context.get(), {}, &violations).ok());
  for (const pb::Violation& violation : violations.violations()) {
    broken.insert(violation.element_id());
  }
  ASSERT_FALSE(broken.empty());
  const auto listed = ListWhen([&](const auto& alarms) {
    std::set<std::string> active;
    for (const pb::Alarm& alarm : alarms.alarms()) {
      if (!alarm.has_cleared()) active.insert(alarm.element_id());
    }
    return std::includes(active.begin(), active.end(), broken.begin(), broken.end());
  });
  EXPECT_GT(listed.alarms_size(), 0);
}

TEST_F(AlarmTest, WhatIsWrongIsSaidAndThePublicSeesNone) {
  pb::AcknowledgeAlarmRequest request;
  request.set_number(123456);
  pb::AcknowledgeAlarmResponse response;
  auto context = Company();
  EXPECT_EQ(Stub()->AcknowledgeAlarm(context.get(), request, &response).error_code(),
            grpc::StatusCode::NOT_FOUND);
  request.set_note(std::string(201, 'x'));
  context = Company();
  EXPECT_EQ(Stub()->AcknowledgeAlarm(context.get(), request, &response).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  pb::ListAlarmsResponse listed;
  const auto open = Public();
  EXPECT_EQ(Stub()->ListAlarms(open.get(), {}, &listed).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

}  // namespace
