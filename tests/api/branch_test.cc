#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <thread>

#include "ostlandet/twin/v1/grid.grpc.pb.h"
#include "ostlandet/twin/v1/heat.grpc.pb.h"
#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "tests/support/error_details.h"
#include "tests/support/test_server.h"

namespace {

namespace pb = ostlandet::twin::v1;
using grpc::StatusCode;
using tests::ViolatedFields;

constexpr std::int64_t kQuarterS = 900;

class BranchTest : public tests::ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    Step(1);
  }

  void Step(int quarters) {
    for (int i = 0; i < quarters; ++i) ASSERT_TRUE(server_->engine().StepOnce().ok());
  }
  /// Seconds of the living twin's next quarter.
  std::int64_t NextS() { return server_->engine().next_quarter().start_s(); }

  std::unique_ptr<pb::Scenario::Stub> Stub() { return pb::Scenario::NewStub(channel_); }

  /// Calls a method of the scenario service as the grid company.
  template <class Request, class Response>
  grpc::Status Call(grpc::Status (pb::Scenario::Stub::*method)(grpc::ClientContext*, const Request&,
                                                               Response*),
                    const Request& request, Response& response) {
    const auto context = Company();
    return ((*Stub()).*method)(context.get(), request, &response);
  }

  pb::Branch Create(const std::function<void(pb::CreateBranchRequest&)>& fill = {}) {
    pb::CreateBranchRequest request;
    request.set_name("what if");
    if (fill) fill(request);
    pb::CreateBranchResponse response;
    const grpc::Status status = Call(&pb::Scenario::Stub::CreateBranch, request, response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.branch();
  }
  grpc::Status TryCreate(const std::function<void(pb::CreateBranchRequest&)>& fill) {
    pb::CreateBranchRequest request;
    request.set_name("what if");
    fill(request);
    pb::CreateBranchResponse response;
    return Call(&pb::Scenario::Stub::CreateBranch, request, response);
  }

  pb::GetBranchResponse Get(const std::string& id) {
    pb::GetBranchRequest request;
    request.set_branch_id(id);
    pb::GetBranchResponse response;
    const grpc::Status status = Call(&pb::Scenario::Stub::GetBranch, request, response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  grpc::Status TryRun(const std::string& id, std::int64_t to_s) {
    pb::RunBranchRequest request;
    request.set_branch_id(id);
    request.mutable_to()->set_seconds(to_s);
    pb::RunBranchResponse response;
    return Call(&pb::Scenario::Stub::RunBranch, request, response);
  }
  /// Runs it and waits until it is there.
  pb::GetBranchResponse RunTo(const std::string& id, std::int64_t to_s) {
    const grpc::Status status = TryRun(id, to_s);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return WaitUntilPaused(id);
  }
  pb::GetBranchResponse WaitUntilPaused(const std::string& id) {
    pb::GetBranchResponse branch = Get(id);
    for (int i = 0; i < 6000 && (branch.branch().status() == pb::BRANCH_STATUS_RUNNING ||
                                 branch.branch().status() == pb::BRANCH_STATUS_RECOVERING);
         ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      branch = Get(id);
    }
    EXPECT_EQ(branch.branch().status(), pb::BRANCH_STATUS_PAUSED) << branch.branch().failure();
    return branch;
  }

  static pb::ApplyPatchRequest Cold(const std::string& id, double offset_k = -12.0) {
    pb::ApplyPatchRequest request;
    request.set_branch_id(id);
    request.mutable_patch()->mutable_temperature_shift()->set_offset_k(offset_k);
    return request;
  }
  pb::ApplyPatchResponse Apply(const pb::ApplyPatchRequest& request) {
    pb::ApplyPatchResponse response;
    const grpc::Status status = Call(&pb::Scenario::Stub::ApplyPatch, request, response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  std::string LiveHash() {
    pb::GetStatusResponse status;
    const auto context = Company();
    EXPECT_TRUE(pb::Operations::NewStub(channel_)->GetStatus(context.get(), {}, &status).ok());
    return status.state_hash();
  }
};

TEST_F(BranchTest, APatchedBranchIsWhatTheLivingTwinBecomesWithTheSamePatch) {
  const pb::Branch branch = Create();
  EXPECT_EQ(branch.origin().seconds(), NextS());
  EXPECT_EQ(branch.status(), pb::BRANCH_STATUS_PAUSED);
  EXPECT_EQ(branch.own_bytes(), 0);
  const std::int64_t end_s = NextS() + 6 * kQuarterS;
  const pb::ApplyPatchResponse cold = Apply(Cold(branch.id()));
  EXPECT_EQ(cold.acts_from().seconds(), branch.next().seconds());
  const pb::GetBranchResponse done = RunTo(branch.id(), end_s);
  EXPECT_EQ(done.branch().next().seconds(), end_s);
  EXPECT_EQ(done.branch().totals().quarters(), 6);
  ASSERT_EQ(done.branch().patches_size(), 1);
  // The living twin knows nothing of it, until the same is done to it.
  EXPECT_TRUE(server_->engine().Patches().empty());
  Apply(Cold(""));
  Step(6);
  EXPECT_EQ(done.state_hash(), LiveHash());
  EXPECT_EQ(done.state_hash().size(), 64u);
}

TEST_F(BranchTest, StateReadsAnswerForABranch) {
  const pb::Branch branch = Create();
  const std::int64_t begin_s = NextS();
  Apply(Cold(branch.id(), -20.0));
  RunTo(branch.id(), begin_s + 4 * kQuarterS);
  Step(4);
  const auto grid = pb::Grid::NewStub(channel_);
  pb::GetGridStateRequest request;
  pb::GetGridStateResponse live, cold;
  ASSERT_TRUE(grid->GetGridState(Company().get(), request, &live).ok());
  request.set_branch_id(branch.id());
  ASSERT_TRUE(grid->GetGridState(Company().get(), request, &cold).ok());
  EXPECT_EQ(live.time().seconds(), cold.time().seconds());
  EXPECT_GT(cold.balance().demand_mw(), live.balance().demand_mw() + 100.0);
  request.mutable_time()->set_seconds(begin_s + kQuarterS);
  ASSERT_TRUE(grid->GetGridState(Company().get(), request, &cold).ok());
  EXPECT_EQ(cold.time().seconds(), begin_s + kQuarterS);

  pb::ListViolationsRequest violations;
  violations.set_branch_id(branch.id());
  pb::ListViolationsResponse listed;
  EXPECT_TRUE(grid->ListViolations(Company().get(), violations, &listed).ok());
  EXPECT_EQ(listed.time().seconds(), begin_s + 3 * kQuarterS);

  const auto heat = pb::Heat::NewStub(channel_);
  pb::GetHeatStateRequest of_heat;
  of_heat.set_heat_system_id("Oslo");
  pb::GetHeatStateResponse live_heat, cold_heat;
  ASSERT_TRUE(heat->GetHeatState(Company().get(), of_heat, &live_heat).ok());
  of_heat.set_branch_id(branch.id());
  ASSERT_TRUE(heat->GetHeatState(Company().get(), of_heat, &cold_heat).ok());
  EXPECT_GT(cold_heat.heat().demand_mw(), live_heat.heat().demand_mw());
  pb::GetHeatDispatchRequest of_dispatch;
  of_dispatch.set_heat_system_id("Oslo");
  of_dispatch.set_branch_id(branch.id());
  pb::GetHeatDispatchResponse dispatch;
  ASSERT_TRUE(heat->GetHeatDispatch(Company().get(), of_dispatch, &dispatch).ok());
  EXPECT_GT(dispatch.plants_mw(), 0.0);
}

TEST_F(BranchTest, BranchesAreClosedToThePublic) {
  const std::string id = Create().id();
  const auto closed = [](const grpc::Status& status) {
    EXPECT_EQ(status.error_code(), StatusCode::UNAUTHENTICATED) << status.error_message();
  };
  const auto grid = pb::Grid::NewStub(channel_);
  const auto heat = pb::Heat::NewStub(channel_);
  pb::GetGridStateRequest state;
  pb::GetGridStateResponse state_reply;
  EXPECT_TRUE(grid->GetGridState(Public().get(), state, &state_reply).ok());
  state.set_branch_id(id);
  closed(grid->GetGridState(Public().get(), state, &state_reply));
  pb::ListViolationsRequest violations;
  violations.set_branch_id(id);
  pb::ListViolationsResponse violations_reply;
  closed(grid->ListViolations(Public().get(), violations, &violations_reply));
  pb::GetHeatStateRequest of_heat;
  of_heat.set_heat_system_id("Oslo");
  of_heat.set_branch_id(id);
  pb::GetHeatStateResponse heat_reply;
  closed(heat->GetHeatState(Public().get(), of_heat, &heat_reply));
  pb::GetHeatDispatchRequest dispatch;
  dispatch.set_heat_system_id("Oslo");
  dispatch.set_branch_id(id);
  pb::GetHeatDispatchResponse dispatch_reply;
  closed(heat->GetHeatDispatch(Public().get(), dispatch, &dispatch_reply));

  // Every call of the service: the refusal says nothing of whether there is such a branch.
  const auto refused = [&](auto method, auto request, auto response) {
    closed(((*Stub()).*method)(Public().get(), request, &response));
  };
  using S = pb::Scenario::Stub;
  refused(&S::CreateBranch, pb::CreateBranchRequest(), pb::CreateBranchResponse());
  refused(&S::ListBranches, pb::ListBranchesRequest(), pb::ListBranchesResponse());
  refused(&S::GetBranch, pb::GetBranchRequest(), pb::GetBranchResponse());
  refused(&S::DeleteBranch, pb::DeleteBranchRequest(), pb::DeleteBranchResponse());
  refused(&S::RunBranch, pb::RunBranchRequest(), pb::RunBranchResponse());
  refused(&S::PauseBranch, pb::PauseBranchRequest(), pb::PauseBranchResponse());
  refused(&S::RewindBranch, pb::RewindBranchRequest(), pb::RewindBranchResponse());
  refused(&S::CompareBranches, pb::CompareBranchesRequest(), pb::CompareBranchesResponse());
  refused(&S::ReplayPeriod, pb::ReplayPeriodRequest(), pb::ReplayPeriodResponse());
  refused(&S::ListPatches, pb::ListPatchesRequest(), pb::ListPatchesResponse());
}

TEST_F(BranchTest, TheSameRequestTwiceIsOneRequest) {
  const auto named = [](auto& request) { request.set_request_id("once"); };
  const std::string id = Create(named).id();
  EXPECT_EQ(Create(named).id(), id);
  pb::ApplyPatchRequest cold = Cold(id);
  cold.set_request_id("once");  // of another kind: another request
  const std::string patch_id = Apply(cold).patch().id();
  RunTo(id, NextS() + 2 * kQuarterS);
  EXPECT_EQ(Apply(cold).patch().id(), patch_id);
  EXPECT_EQ(Get(id).branch().patches_size(), 1);

  pb::EndPatchRequest end;
  end.set_branch_id(id);
  end.set_patch_id(patch_id);
  end.set_request_id("end");
  pb::EndPatchResponse ended;
  ASSERT_TRUE(Call(&pb::Scenario::Stub::EndPatch, end, ended).ok());
  const std::int64_t to_s = ended.patch().to().seconds();
  EXPECT_EQ(to_s, NextS() + 2 * kQuarterS);
  RunTo(id, NextS() + 4 * kQuarterS);
  ASSERT_TRUE(Call(&pb::Scenario::Stub::EndPatch, end, ended).ok());
  EXPECT_EQ(ended.patch().to().seconds(), to_s);
}

TEST_F(BranchTest, ItPausesRewindsAndGoesOnDifferently) {
  const std::string id = Create().id();
  const std::int64_t begin_s = NextS();
  RunTo(id, begin_s + 2 * kQuarterS);
  Apply(Cold(id));
  const std::string cold_hash = RunTo(id, begin_s + 4 * kQuarterS).state_hash();
  pb::RewindBranchRequest back;
  back.set_branch_id(id);
  back.mutable_to()->set_seconds(begin_s + kQuarterS);
  pb::RewindBranchResponse rewound;
  ASSERT_TRUE(Call(&pb::Scenario::Stub::RewindBranch, back, rewound).ok());
  EXPECT_EQ(rewound.branch().next().seconds(), begin_s + kQuarterS);
  EXPECT_EQ(rewound.branch().patches_size(), 0);
  Step(4);
  EXPECT_EQ(RunTo(id, begin_s + 4 * kQuarterS).state_hash(), LiveHash());
  EXPECT_NE(LiveHash(), cold_hash);

  ASSERT_TRUE(TryRun(id, begin_s + 2000 * kQuarterS).ok());
  pb::PauseBranchRequest pause;
  pause.set_branch_id(id);
  pb::PauseBranchResponse paused;
  ASSERT_TRUE(Call(&pb::Scenario::Stub::PauseBranch, pause, paused).ok());
  EXPECT_LT(WaitUntilPaused(id).branch().next().seconds(), begin_s + 2000 * kQuarterS);
}

TEST_F(BranchTest, BranchesOfStoredInstantsAndOfBranchesKnowWhereTheyComeFrom) {
  Step(5);
  const std::int64_t now_s = NextS();
  const std::string past = Create([&](auto& request) {
                             request.mutable_time()->set_seconds(now_s - 3 * kQuarterS);
                           }).id();
  EXPECT_EQ(RunTo(past, now_s).state_hash(), LiveHash());
  const pb::Branch child = Create([&](auto& request) {
    request.set_parent_id(past);
    request.mutable_time()->set_seconds(now_s - 2 * kQuarterS);
  });
  EXPECT_EQ(child.parent_id(), past);
  EXPECT_EQ(child.origin().seconds(), now_s - 2 * kQuarterS);
  EXPECT_EQ(RunTo(child.id(), now_s).state_hash(), LiveHash());
  EXPECT_THAT(ViolatedFields(TryCreate(
                  [&](auto& request) { request.mutable_time()->set_seconds(now_s + kQuarterS); })),
              testing::ElementsAre("time"));
  EXPECT_EQ(
      TryCreate([](auto& request) { request.mutable_time()->set_seconds(86400); }).error_code(),
      StatusCode::NOT_FOUND);
}

TEST_F(BranchTest, TheListIsPagedAndADeletedBranchIsGone) {
  std::vector<std::string> made;
  for (int i = 0; i < 5; ++i) made.push_back(Create().id());
  std::vector<std::string> listed;
  pb::ListBranchesRequest request;
  request.set_page_size(2);
  do {
    pb::ListBranchesResponse response;
    ASSERT_TRUE(Call(&pb::Scenario::Stub::ListBranches, request, response).ok());
    EXPECT_EQ(response.total_size(), 5);
    EXPECT_LE(response.branches_size(), 2);
    for (const pb::Branch& branch : response.branches()) listed.push_back(branch.id());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(listed, testing::UnorderedElementsAreArray(made));
  pb::DeleteBranchRequest gone;
  gone.set_branch_id(made[0]);
  pb::DeleteBranchResponse ignored;
  EXPECT_TRUE(Call(&pb::Scenario::Stub::DeleteBranch, gone, ignored).ok());
  EXPECT_EQ(Call(&pb::Scenario::Stub::DeleteBranch, gone, ignored).error_code(),
            StatusCode::NOT_FOUND);
  EXPECT_EQ(TryRun(made[0], NextS() + kQuarterS).error_code(), StatusCode::NOT_FOUND);
}

TEST_F(BranchTest, AComparisonSaysWhenAndWhereABranchLeavesTheLivingTwin) {
  const std::string id = Create().id();
  const std::int64_t begin_s = NextS();
  pb::ApplyPatchRequest cold = Cold(id);
  cold.mutable_patch()->mutable_from()->set_seconds(begin_s + 2 * kQuarterS);
  Apply(cold);
  RunTo(id, begin_s + 6 * kQuarterS);
  Step(4);
  pb::CompareBranchesRequest request;
  request.set_second_id(id);
  pb::CompareBranchesResponse found;
  const grpc::Status status = Call(&pb::Scenario::Stub::CompareBranches, request, found);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(found.from().seconds(), begin_s);
  EXPECT_EQ(found.to().seconds(), begin_s + 4 * kQuarterS);  // as far as the living twin is
  EXPECT_EQ(found.first_divergence().seconds(), begin_s + 2 * kQuarterS);
  EXPECT_EQ(found.first().quarters(), 4);
  EXPECT_GT(found.second().demand_mwh(), found.first().demand_mwh());
  EXPECT_GT(found.elements_size(), 0);
  EXPECT_GT(found.counties_size(), 0);
  EXPECT_FALSE(found.data_notice().empty());

  request.mutable_to()->set_seconds(begin_s + 2 * kQuarterS);
  pb::CompareBranchesResponse same;
  ASSERT_TRUE(Call(&pb::Scenario::Stub::CompareBranches, request, same).ok());
  EXPECT_FALSE(same.has_first_divergence());
  EXPECT_EQ(same.elements_size(), 0);
  request.mutable_to()->set_seconds(begin_s);
  EXPECT_EQ(Call(&pb::Scenario::Stub::CompareBranches, request, same).error_code(),
            StatusCode::FAILED_PRECONDITION);
  request.mutable_from()->set_seconds(begin_s - 10000 * kQuarterS);
  EXPECT_THAT(ViolatedFields(Call(&pb::Scenario::Stub::CompareBranches, request, same)),
              testing::ElementsAre("to"));
  request.set_first_id(id);
  EXPECT_THAT(ViolatedFields(Call(&pb::Scenario::Stub::CompareBranches, request, same)),
              testing::ElementsAre("second_id"));
}

TEST_F(BranchTest, AStoredPeriodIsReplayedBitForBit) {
  const std::int64_t begin_s = NextS();
  Step(2);
  Apply(Cold(""));
  Step(6);
  pb::ReplayPeriodRequest request;
  request.mutable_from()->set_seconds(begin_s);
  request.mutable_to()->set_seconds(begin_s + 8 * kQuarterS);
  pb::ReplayPeriodResponse replayed;
  const grpc::Status status = Call(&pb::Scenario::Stub::ReplayPeriod, request, replayed);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(replayed.quarters(), 8);
  EXPECT_EQ(replayed.equal_quarters(), 8);
  EXPECT_FALSE(replayed.has_first_unequal());
  EXPECT_EQ(replayed.final_state_hash(), LiveHash());
  request.mutable_to()->set_seconds(begin_s + 9 * kQuarterS);
  EXPECT_EQ(Call(&pb::Scenario::Stub::ReplayPeriod, request, replayed).error_code(),
            StatusCode::NOT_FOUND);
  request.mutable_to()->set_seconds(begin_s + 9000 * kQuarterS);
  EXPECT_THAT(ViolatedFields(Call(&pb::Scenario::Stub::ReplayPeriod, request, replayed)),
              testing::ElementsAre("to"));
  request.clear_from();
  EXPECT_THAT(ViolatedFields(Call(&pb::Scenario::Stub::ReplayPeriod, request, replayed)),
              testing::ElementsAre("from"));
}

TEST_F(BranchTest, WhatIsWrongIsSaidPrecisely) {
  const auto fields = [&](const std::function<void(pb::CreateBranchRequest&)>& fill) {
    return ViolatedFields(TryCreate(fill));
  };
  EXPECT_THAT(fields([](auto& request) {
                request.set_name(std::string(101, 'x'));
                request.set_max_steps(-1);
                request.set_max_bytes(5);
                request.set_lifetime_s(std::int64_t{1} << 60);
              }),
              testing::ElementsAre("name", "max_steps", "max_bytes", "lifetime_s"));
  EXPECT_THAT(fields([](auto& request) { request.set_request_id(std::string(65, 'x')); }),
              testing::ElementsAre("request_id"));
  EXPECT_EQ(TryCreate([](auto& request) { request.set_parent_id("b-none"); }).error_code(),
            StatusCode::NOT_FOUND);
  const std::string id = Create([](auto& request) { request.set_max_steps(4); }).id();
  EXPECT_THAT(ViolatedFields(TryRun(id, NextS() + 5 * kQuarterS)), testing::ElementsAre("to"));
  EXPECT_THAT(ViolatedFields(TryRun(id, NextS() - kQuarterS)), testing::ElementsAre("to"));
  EXPECT_EQ(TryRun(std::string(5000, 'x'), NextS()).error_code(), StatusCode::NOT_FOUND);
  pb::ApplyPatchRequest past = Cold(id);
  past.mutable_patch()->mutable_from()->set_seconds(NextS() - 60);
  pb::ApplyPatchResponse ignored;
  EXPECT_THAT(ViolatedFields(Call(&pb::Scenario::Stub::ApplyPatch, past, ignored)),
              testing::ElementsAre("patch.from"));
  pb::ApplyPatchRequest checked = Cold(id);
  checked.set_validate_only(true);
  EXPECT_TRUE(Call(&pb::Scenario::Stub::ApplyPatch, checked, ignored).ok());
  EXPECT_EQ(Get(id).branch().patches_size(), 0);
  // Asked for a quarter it has not come to.
  pb::GetGridStateRequest ahead;
  ahead.set_branch_id(id);
  ahead.mutable_time()->set_seconds(NextS());
  pb::GetGridStateResponse state;
  EXPECT_EQ(pb::Grid::NewStub(channel_)->GetGridState(Company().get(), ahead, &state).error_code(),
            StatusCode::NOT_FOUND);
}

TEST_F(BranchTest, BranchesSurviveARestartAndGiveTheSameBits) {
  const std::string id = Create([](auto& request) { request.set_request_id("kept"); }).id();
  Apply(Cold(id));
  const std::int64_t end_s = NextS() + 5 * kQuarterS;
  const std::string hash = RunTo(id, end_s).state_hash();
  Step(3);
  StopServer();
  StartServer();
  EXPECT_EQ(WaitUntilPaused(id).branch().next().seconds(), end_s);
  EXPECT_EQ(Get(id).state_hash(), hash);
  EXPECT_EQ(Get(id).branch().patches_size(), 1);
  EXPECT_EQ(Create([](auto& request) { request.set_request_id("kept"); }).id(), id);
}

TEST_F(BranchTest, AStreamOfABranchFollowsItAndEndsWithIt) {
  const std::string id = Create().id();
  const std::int64_t begin_s = NextS();
  RunTo(id, begin_s + 2 * kQuarterS);
  const auto stub = pb::Operations::NewStub(channel_);
  pb::WatchRequest request;
  request.set_branch_id(id);
  pb::WatchResponse frame;
  const auto closed = Public();
  EXPECT_FALSE(stub->Watch(closed.get(), request)->Read(&frame));
  const auto context = Company();
  const auto stream = stub->Watch(context.get(), request);
  ASSERT_TRUE(stream->Read(&frame));
  EXPECT_EQ(frame.kind(), pb::FRAME_KIND_SNAPSHOT);
  EXPECT_EQ(frame.time().seconds(), begin_s + kQuarterS);
  EXPECT_GT(frame.grid().buses_size(), 0);
  RunTo(id, begin_s + 5 * kQuarterS);
  while (frame.time().seconds() < begin_s + 4 * kQuarterS) {
    ASSERT_TRUE(stream->Read(&frame));
    EXPECT_EQ(frame.kind(), pb::FRAME_KIND_DELTA);
  }
  pb::RewindBranchRequest back;
  back.set_branch_id(id);
  back.mutable_to()->set_seconds(begin_s + kQuarterS);
  pb::RewindBranchResponse rewound;
  ASSERT_TRUE(Call(&pb::Scenario::Stub::RewindBranch, back, rewound).ok());
  ASSERT_TRUE(stream->Read(&frame));
  EXPECT_EQ(frame.kind(), pb::FRAME_KIND_SNAPSHOT);
  EXPECT_EQ(frame.time().seconds(), begin_s);
  pb::DeleteBranchRequest gone;
  gone.set_branch_id(id);
  pb::DeleteBranchResponse ignored;
  ASSERT_TRUE(Call(&pb::Scenario::Stub::DeleteBranch, gone, ignored).ok());
  EXPECT_FALSE(stream->Read(&frame));
  EXPECT_EQ(stream->Finish().error_code(), StatusCode::NOT_FOUND);
}

}  // namespace
