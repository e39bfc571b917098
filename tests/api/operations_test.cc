#include <gmock/gmock.h>

#include <cmath>
#include <thread>

#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "tests/support/error_details.h"
#include "tests/support/test_server.h"

namespace {

namespace pb = ostlandet::twin::v1;
using tests::ViolatedFields;

class OperationsTest : public tests::ServerTest {
 protected:
  std::unique_ptr<pb::Operations::Stub> Stub() { return pb::Operations::NewStub(channel_); }

  pb::StepResponse Step(int quarters) {
    pb::StepRequest request;
    request.set_quarters(quarters);
    pb::StepResponse response;
    const auto context = Company();
    const grpc::Status status = Stub()->Step(context.get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
};

TEST_F(OperationsTest, AStepBalancesAndMovesTheTimeByAQuarter) {
  const pb::StepResponse first = Step(1);
  const pb::StepResponse second = Step(1);
  EXPECT_EQ(second.time().seconds() - first.time().seconds(), 900);
  EXPECT_EQ(second.sequence() - first.sequence(), 1);
  const pb::Balance& balance = second.balance();
  EXPECT_GT(balance.demand_mw(), 2000.0);
  EXPECT_LT(balance.demand_mw(), 14000.0);
  EXPECT_LT(std::abs(balance.residual_mw()), 1e-9 * balance.demand_mw());
  EXPECT_NEAR(balance.generation_mw() + balance.net_import_mw(),
              balance.demand_mw() + balance.heat_electricity_mw() + balance.losses_mw(),
              1e-9 * balance.demand_mw());
  EXPECT_TRUE(second.stale().empty());
}

TEST_F(OperationsTest, EveryStepOfADayBalancesToRounding) {
  for (int quarter = 0; quarter < 96; ++quarter) {
    const pb::StepResponse response = Step(1);
    EXPECT_TRUE(response.stale().empty()) << response.stale(0).reason();
    EXPECT_LT(std::abs(response.balance().residual_mw()), 1e-9 * response.balance().demand_mw());
  }
}

TEST_F(OperationsTest, ThePublicMayAskAndSeesNoHash) {
  Step(1);
  pb::GetStatusResponse response;
  const auto context = Public();
  ASSERT_TRUE(Stub()->GetStatus(context.get(), {}, &response).ok());
  EXPECT_EQ(response.role(), "public");
  EXPECT_GT(response.balance().demand_mw(), 0.0);
  EXPECT_EQ(response.state_hash(), "");
  EXPECT_EQ(response.step_milliseconds(), 0.0);
  EXPECT_THAT(response.redaction().withheld_paths(), testing::Contains("state_hash"));
  EXPECT_THAT(response.data_notice(), testing::HasSubstr("Synthetic"));
}

TEST_F(OperationsTest, ThePublicMayNotStep) {
  pb::StepResponse response;
  const auto context = Public();
  const grpc::Status status = Stub()->Step(context.get(), {}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(tests::DetailOf<google::rpc::LocalizedMessage>(status).locale(), "nb-NO");
}

TEST_F(OperationsTest, AWrongTokenIsNotThePublic) {
  pb::GetStatusResponse response;
  const auto context = Public();
  context->AddMetadata("authorization", "Bearer wrong");
  EXPECT_EQ(Stub()->GetStatus(context.get(), {}, &response).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(OperationsTest, SteppingARunningTwinIsRefused) {
  pb::SetClockRequest clock;
  clock.set_mode(pb::CLOCK_MODE_REAL_TIME);
  pb::SetClockResponse set;
  auto context = Company();
  ASSERT_TRUE(Stub()->SetClock(context.get(), clock, &set).ok());
  pb::StepResponse response;
  context = Company();
  EXPECT_EQ(Stub()->Step(context.get(), {}, &response).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(OperationsTest, AbsurdSpeedsAndCountsNameTheirField) {
  pb::SetClockRequest clock;
  clock.set_mode(pb::CLOCK_MODE_SCALED);
  pb::SetClockResponse set;
  for (const double speed : {-1.0, 0.0, 1e12, std::nan("")}) {
    clock.set_speed_ratio(speed);
    const auto context = Company();
    const grpc::Status status = Stub()->SetClock(context.get(), clock, &set);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << speed;
    EXPECT_THAT(ViolatedFields(status), testing::ElementsAre("speed_ratio"));
  }
  pb::StepRequest step;
  step.set_quarters(-5);
  pb::StepResponse stepped;
  const auto context = Company();
  EXPECT_THAT(ViolatedFields(Stub()->Step(context.get(), step, &stepped)),
              testing::ElementsAre("quarters"));
}

TEST_F(OperationsTest, WatchSendsASnapshotThenDeltasWithoutGap) {
  Step(1);
  const auto context = Company();
  const auto reader = Stub()->Watch(context.get(), {});
  pb::WatchResponse frame;
  ASSERT_TRUE(reader->Read(&frame));
  EXPECT_EQ(frame.kind(), pb::FRAME_KIND_SNAPSHOT);
  EXPECT_EQ(frame.grid().buses_size(), 414);
  EXPECT_EQ(frame.conflated_frames(), 0);
  std::int64_t sequence = frame.sequence();
  for (int i = 0; i < 5; ++i) {
    Step(1);
    ASSERT_TRUE(reader->Read(&frame));
    EXPECT_EQ(frame.kind(), pb::FRAME_KIND_DELTA);
    EXPECT_EQ(frame.sequence(), ++sequence);
  }
  context->TryCancel();
}

TEST_F(OperationsTest, AWatchThatBreaksGoesOnAfterTheLastFrameItHad) {
  Step(3);
  pb::WatchResponse last;
  {
    const auto context = Company();
    const auto reader = Stub()->Watch(context.get(), {});
    ASSERT_TRUE(reader->Read(&last));
    context->TryCancel();
  }
  Step(4);
  pb::WatchRequest request;
  request.set_epoch(last.epoch());
  request.set_sequence(last.sequence());
  const auto context = Company();
  const auto reader = Stub()->Watch(context.get(), request);
  for (int i = 1; i <= 4; ++i) {
    pb::WatchResponse frame;
    ASSERT_TRUE(reader->Read(&frame));
    EXPECT_EQ(frame.kind(), pb::FRAME_KIND_DELTA);
    EXPECT_EQ(frame.sequence(), last.sequence() + i);
  }
  context->TryCancel();
}

// At a pace that people can follow, who asks for minutes sees the quarter that runs; who does not
// gets finished quarters only. Both resume by the same sequence.
TEST_F(OperationsTest, MinutesOfTheQuarterThatRunsAreForThoseWhoAskForThem) {
  Step(1);
  const auto set_clock = [this](pb::ClockMode mode) {
    pb::SetClockRequest request;
    request.set_mode(mode);
    request.set_speed_ratio(mode == pb::CLOCK_MODE_SCALED ? 900.0 : 0.0);
    pb::SetClockResponse response;
    const auto context = Company();
    EXPECT_TRUE(Stub()->SetClock(context.get(), request, &response).ok());
  };
  pb::WatchRequest request;
  request.set_minutes(true);
  const auto with_context = Company(), without_context = Company();
  const auto with = Stub()->Watch(with_context.get(), request);
  const auto without = Stub()->Watch(without_context.get(), {});
  pb::WatchResponse frame;
  ASSERT_TRUE(with->Read(&frame));
  const std::int64_t first = frame.sequence();
  std::int64_t last_s = frame.time().seconds();
  EXPECT_FALSE(frame.is_minute());
  set_clock(pb::CLOCK_MODE_SCALED);
  int minutes = 0;
  while (frame.sequence() < first + 2) {
    ASSERT_TRUE(with->Read(&frame));
    if (!frame.is_minute()) continue;
    ++minutes;
    EXPECT_EQ(frame.kind(), pb::FRAME_KIND_DELTA);
    EXPECT_GT(frame.time().seconds(), last_s);
    EXPECT_EQ(frame.time().seconds() % 60, 0);
    last_s = frame.time().seconds();
  }
  set_clock(pb::CLOCK_MODE_PAUSED);
  EXPECT_GE(minutes, 4) << "28 on a machine with nothing else to do";
  for (std::int64_t before = first; before < first + 2; before = frame.sequence()) {
    ASSERT_TRUE(without->Read(&frame));
    EXPECT_FALSE(frame.is_minute());
    EXPECT_EQ(frame.time().seconds() % 900, 0);
    EXPECT_LE(frame.sequence() - before, 1);
  }
  with_context->TryCancel();
  without_context->TryCancel();
}

TEST_F(OperationsTest, ThePublicStreamLacksEverythingPowerSensitive) {
  Step(1);
  const auto context = Public();
  const auto reader = Stub()->Watch(context.get(), {});
  pb::WatchResponse frame;
  ASSERT_TRUE(reader->Read(&frame));
  EXPECT_FALSE(frame.has_grid());
  EXPECT_GT(frame.balance().demand_mw(), 0.0);
  ASSERT_GT(frame.heat_size(), 0);
  EXPECT_EQ(frame.heat(0).plants_size(), 0);
  EXPECT_GT(frame.heat(0).sources_size(), 0);
  context->TryCancel();
}

TEST_F(OperationsTest, TheMaskChoosesAndAWrongPathIsNamed) {
  Step(1);
  pb::WatchRequest request;
  request.mutable_field_mask()->add_paths("balance");
  auto context = Company();
  auto reader = Stub()->Watch(context.get(), request);
  pb::WatchResponse frame;
  ASSERT_TRUE(reader->Read(&frame));
  EXPECT_TRUE(frame.has_balance());
  EXPECT_FALSE(frame.has_grid());
  EXPECT_EQ(frame.heat_size(), 0);
  context->TryCancel();

  request.mutable_field_mask()->add_paths("grid.wishes");
  context = Company();
  reader = Stub()->Watch(context.get(), request);
  EXPECT_FALSE(reader->Read(&frame));
  EXPECT_THAT(ViolatedFields(reader->Finish()), testing::ElementsAre("field_mask"));
}

TEST_F(OperationsTest, ACountyChoosesItsElementsAndAWrongNameGetsTheNearest) {
  Step(1);
  pb::WatchResponse whole, oslo;
  pb::WatchRequest request;
  auto context = Company();
  auto reader = Stub()->Watch(context.get(), request);
  ASSERT_TRUE(reader->Read(&whole));
  context->TryCancel();
  request.add_counties("Oslo");
  auto of_oslo = Company();
  reader = Stub()->Watch(of_oslo.get(), request);
  ASSERT_TRUE(reader->Read(&oslo));
  of_oslo->TryCancel();
  EXPECT_GT(oslo.grid().buses_size(), 3);
  EXPECT_LT(oslo.grid().buses_size(), whole.grid().buses_size() / 3);
  EXPECT_GT(oslo.grid().branches_size(), 3);
  EXPECT_LT(oslo.grid().branches_size(), whole.grid().branches_size() / 3);
  EXPECT_EQ(oslo.heat_size(), whole.heat_size()) << "only the grid is chosen from";
  request.add_element_ids("Rena 132");
  auto and_rena = Company();
  reader = Stub()->Watch(and_rena.get(), request);
  pb::WatchResponse more;
  ASSERT_TRUE(reader->Read(&more));
  and_rena->TryCancel();
  EXPECT_EQ(more.grid().buses_size(), oslo.grid().buses_size() + 1);
  request.set_counties(0, "Oslu");
  auto wrong = Company();
  reader = Stub()->Watch(wrong.get(), request);
  EXPECT_FALSE(reader->Read(&more));
  const grpc::Status status = reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), testing::HasSubstr("Oslo"));
}

TEST_F(OperationsTest, AReaderThatDoesNotReadGetsMergedFramesAndNeverSlowsTheTwin) {
  Step(1);
  const auto context = Company();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(120));
  const auto reader = Stub()->Watch(context.get(), {});
  pb::WatchResponse frame;
  ASSERT_TRUE(reader->Read(&frame));
  const std::int64_t last = Step(300).sequence();  // nobody reads meanwhile
  std::int64_t conflated = 0;
  std::int64_t sequence = frame.sequence();
  while (sequence < last) {
    ASSERT_TRUE(reader->Read(&frame));
    EXPECT_EQ(frame.sequence(), sequence + 1 + frame.conflated_frames());
    conflated += frame.conflated_frames();
    sequence = frame.sequence();
  }
  EXPECT_GT(conflated, 0);
  context->TryCancel();
}

TEST_F(OperationsTest, StoppingSaysGoodbyeToStreams) {
  Step(1);
  const auto context = Company();
  const auto reader = Stub()->Watch(context.get(), {});
  pb::WatchResponse frame;
  ASSERT_TRUE(reader->Read(&frame));
  std::thread stopper([this] { EXPECT_TRUE(server_->Stop().ok()); });
  bool said_goodbye = false;
  while (reader->Read(&frame)) said_goodbye = frame.kind() == pb::FRAME_KIND_GOING_AWAY;
  EXPECT_TRUE(said_goodbye);
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  stopper.join();
}

TEST_F(OperationsTest, ARestartGoesOnBitForBit) {
  Step(5);
  const std::string straight = [this] {
    tests::TemporaryFolder other;
    auto server = twin::Server::Start(tests::MakeTestConfig(other.path()), clock_);
    EXPECT_TRUE(server.ok()) << server.status();
    twin::FramePtr frame;
    for (int i = 0; i < 12; ++i) frame = *(*server)->engine().StepOnce();
    return std::string(reinterpret_cast<const char*>(frame->state_hash.data()), 32);
  }();
  StopServer();
  StartServer();
  twin::FramePtr frame;
  for (int i = 0; i < 7; ++i) frame = *server_->engine().StepOnce();
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(frame->state_hash.data()), 32), straight);
}

TEST_F(OperationsTest, ASecondTwinOnTheSameFolderIsRefusedAndNamesTheFirst) {
  const auto second = twin::Server::Start(tests::MakeTestConfig(folder_.path()), clock_);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()),
              testing::HasSubstr(folder_.path() + "/data/twin.sock"));
}

TEST_F(OperationsTest, ATakenPortIsRefused) {
  tests::TemporaryFolder other;
  twin::Config config = tests::MakeTestConfig(other.path());
  config.grpc_address = "127.0.0.1:" + std::to_string(server_->grpc_port());
  EXPECT_THAT(std::string(twin::Server::Start(config, clock_).status().message()),
              testing::HasSubstr("cannot listen on grpc"));
  config = tests::MakeTestConfig(other.path());
  config.http_address = "127.0.0.1:" + std::to_string(server_->http_port());
  EXPECT_THAT(std::string(twin::Server::Start(config, clock_).status().message()),
              testing::HasSubstr("cannot listen on http"));
}

TEST_F(OperationsTest, ALookAheadTellsQuantilesAndChancesAndIsClosedToThePublic) {
  ASSERT_TRUE(server_->engine().StepOnce().ok());
  const auto stub = pb::Operations::NewStub(channel_);
  pb::StartLookAheadRequest start;
  start.set_hours(1);
  start.set_members(10);
  pb::StartLookAheadResponse started, again;
  EXPECT_EQ(stub->StartLookAhead(Public().get(), start, &started).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  ASSERT_TRUE(stub->StartLookAhead(Company().get(), start, &started).ok());
  ASSERT_TRUE(stub->StartLookAhead(Company().get(), start, &again).ok());
  EXPECT_EQ(again.look_ahead_id(), started.look_ahead_id());
  pb::GetLookAheadRequest get;
  get.set_look_ahead_id(started.look_ahead_id());
  get.set_every_quarters(2);
  pb::GetLookAheadResponse found;
  EXPECT_EQ(stub->GetLookAhead(Public().get(), get, &found).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  do {
    const grpc::Status status = stub->GetLookAhead(Company().get(), get, &found);
    ASSERT_TRUE(status.ok()) << status.error_message();
  } while (found.status() == pb::LOOK_AHEAD_STATUS_RUNNING);
  ASSERT_EQ(found.status(), pb::LOOK_AHEAD_STATUS_DONE) << found.failure();
  EXPECT_EQ(found.members(), 10);
  EXPECT_EQ(found.times_size(), 2);
  EXPECT_EQ(found.times(0).seconds(), found.from().seconds());
  EXPECT_GT(found.spreads_size(), 10);
  for (const pb::SeriesSpread& spread : found.spreads()) {
    ASSERT_EQ(spread.p50_in_unit_size(), 2) << spread.series();
    EXPECT_LE(spread.p10_in_unit(1), spread.p90_in_unit(1)) << spread.series();
  }
  get.add_series("demand_mw");
  ASSERT_TRUE(stub->GetLookAhead(Company().get(), get, &found).ok());
  EXPECT_EQ(found.spreads_size(), 1);
  get.add_series("no_such_series");
  EXPECT_EQ(stub->GetLookAhead(Company().get(), get, &found).error_code(),
            grpc::StatusCode::NOT_FOUND);
  start.set_members(9);
  EXPECT_EQ(stub->StartLookAhead(Company().get(), start, &started).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  start.set_members(10);
  start.set_hours(169);
  EXPECT_EQ(stub->StartLookAhead(Company().get(), start, &started).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  start.set_hours(1);
  start.set_branch_id("b-none");
  EXPECT_EQ(stub->StartLookAhead(Company().get(), start, &started).error_code(),
            grpc::StatusCode::NOT_FOUND);
  get.set_look_ahead_id("l-none");
  EXPECT_EQ(stub->GetLookAhead(Company().get(), get, &found).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

}  // namespace
