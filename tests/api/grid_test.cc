#include <gmock/gmock.h>

#include <set>

#include "absl/time/clock.h"
#include "ostlandet/twin/v1/grid.grpc.pb.h"
#include "tests/support/error_details.h"
#include "tests/support/test_server.h"

namespace {

namespace pb = ostlandet::twin::v1;
using tests::ViolatedFields;

class GridTest : public tests::ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    ASSERT_TRUE(server_->engine().StepOnce().ok());
  }
  std::unique_ptr<pb::Grid::Stub> Stub() { return pb::Grid::NewStub(channel_); }
};

TEST_F(GridTest, PagesHoldEveryAssetOnce) {
  std::set<std::string> ids;
  pb::ListAssetsRequest request;
  request.set_page_size(300);
  pb::ListAssetsResponse response;
  int total = 0;
  do {
    const auto context = Public();
    ASSERT_TRUE(Stub()->ListAssets(context.get(), request, &response).ok());
    for (const pb::Asset& asset : response.assets()) {
      EXPECT_TRUE(ids.insert(asset.id()).second) << asset.id();
    }
    total = response.total_size();
    request.set_page_token(response.next_page_token());
  } while (!response.next_page_token().empty());
  EXPECT_EQ(static_cast<int>(ids.size()), total);
  EXPECT_GT(total, 1000);
}

TEST_F(GridTest, ThePublicSeesWhereLinesAreAndNotWhatTheyCarry) {
  pb::ListAssetsRequest request;
  request.add_kinds(pb::ASSET_KIND_LINE);
  request.set_page_size(5);
  pb::ListAssetsResponse response;
  auto context = Public();
  ASSERT_TRUE(Stub()->ListAssets(context.get(), request, &response).ok());
  ASSERT_EQ(response.assets_size(), 5);
  EXPECT_FALSE(response.assets(0).has_branch());
  EXPECT_FALSE(response.assets(0).from_station_id().empty());
  context = Company();
  ASSERT_TRUE(Stub()->ListAssets(context.get(), request, &response).ok());
  EXPECT_GT(response.assets(0).branch().x_ohm(), 0.0);
}

TEST_F(GridTest, LargeLoadsArePublicFactsAndTheirBusbarsAreNot) {
  pb::ListLargeLoadsRequest request;
  request.add_statuses(pb::LARGE_LOAD_STATUS_RESERVED);
  pb::ListLargeLoadsResponse response;
  auto context = Public();
  ASSERT_TRUE(Stub()->ListLargeLoads(context.get(), request, &response).ok());
  ASSERT_EQ(response.large_loads_size(), response.total_size());
  ASSERT_GT(response.large_loads_size(), 0);
  for (const pb::LargeLoad& large : response.large_loads()) {
    EXPECT_EQ(large.status(), pb::LARGE_LOAD_STATUS_RESERVED);
    EXPECT_FALSE(large.is_drawn());
    EXPECT_GT(large.size_mw(), 0.0);
    EXPECT_FALSE(large.has_connection());
  }
  context = Company();
  ASSERT_TRUE(Stub()->ListLargeLoads(context.get(), request, &response).ok());
  EXPECT_FALSE(response.large_loads(0).connection().bus_id().empty());
  EXPECT_TRUE(response.large_loads(0).connection().is_synthetic());
}

TEST_F(GridTest, LargeLoadsArePagedAndAWrongStatusIsNamed) {
  std::set<std::string> ids;
  pb::ListLargeLoadsRequest request;
  request.set_page_size(7);
  pb::ListLargeLoadsResponse response;
  do {
    const auto context = Public();
    ASSERT_TRUE(Stub()->ListLargeLoads(context.get(), request, &response).ok());
    for (const pb::LargeLoad& large : response.large_loads()) {
      EXPECT_TRUE(ids.insert(large.id()).second) << large.id();
    }
    request.set_page_token(response.next_page_token());
  } while (!response.next_page_token().empty());
  EXPECT_EQ(static_cast<int>(ids.size()), response.total_size());
  request.add_statuses(static_cast<pb::LargeLoadStatus>(77));
  const auto context = Public();
  EXPECT_THAT(ViolatedFields(Stub()->ListLargeLoads(context.get(), request, &response)),
              testing::ElementsAre("statuses"));
}

TEST_F(GridTest, ThePublicStateHasTheBalanceOnly) {
  pb::GetGridStateResponse response;
  const auto context = Public();
  ASSERT_TRUE(Stub()->GetGridState(context.get(), {}, &response).ok());
  EXPECT_FALSE(response.has_grid());
  EXPECT_GT(response.balance().demand_mw(), 0.0);
  EXPECT_THAT(response.redaction().withheld_paths(), testing::Contains("grid"));
}

TEST_F(GridTest, SecurityIsThereAfterAQuarterAndAfterARestart) {
  const auto ask = [this](pb::GetSecurityResponse& response) {
    for (int i = 0; i < 300; ++i) {
      const auto context = Company();
      const grpc::Status status = Stub()->GetSecurity(context.get(), {}, &response);
      const auto newest = server_->engine().ring().Latest()->quarter.start_s();
      if (status.ok() && response.time().seconds() == newest) return true;
      absl::SleepFor(absl::Milliseconds(50));
    }
    return false;
  };
  ASSERT_TRUE(server_->engine().StepOnce().ok());
  pb::GetSecurityResponse response, again;
  ASSERT_TRUE(ask(response));
  EXPECT_GT(response.outage_count(), 300);
  EXPECT_EQ(response.margins_size(), 20);
  for (int i = 1; i < response.margins_size(); ++i) {
    EXPECT_LE(response.margins(i).loading_share(), response.margins(i - 1).loading_share());
  }
  EXPECT_LE(response.insecure_size(), response.insecure_count());
  StopServer();
  StartServer();
  ASSERT_TRUE(ask(again));
  ASSERT_EQ(again.margins_size(), response.margins_size());
  for (int i = 0; i < again.margins_size(); ++i) {
    EXPECT_EQ(again.margins(i).branch_id(), response.margins(i).branch_id());
    EXPECT_NEAR(again.margins(i).loading_share(), response.margins(i).loading_share(), 1e-6);
  }
  const auto open = Public();
  EXPECT_EQ(Stub()->GetSecurity(open.get(), {}, &again).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(GridTest, AnUnknownElementNamesTheNearest) {
  pb::GetGridStateRequest request;
  request.add_element_ids("Hamng 300");
  pb::GetGridStateResponse response;
  const auto context = Company();
  const grpc::Status status = Stub()->GetGridState(context.get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), testing::HasSubstr("Hamang 300"));
  const auto info = tests::DetailOf<google::rpc::ErrorInfo>(status);
  EXPECT_THAT(info.metadata().at("suggestions"), testing::HasSubstr("Hamang 300"));
}

TEST_F(GridTest, AnElementIsFoundByName) {
  pb::GetGridStateRequest request;
  request.add_element_ids("Hamang 300");
  pb::GetGridStateResponse response;
  const auto context = Company();
  ASSERT_TRUE(Stub()->GetGridState(context.get(), request, &response).ok());
  ASSERT_EQ(response.grid().buses_size(), 1);
  EXPECT_EQ(response.grid().branches_size(), 0);
  EXPECT_NEAR(response.grid().buses(0).vm_pu(), 1.0, 0.1);
}

TEST_F(GridTest, ATimeTheTwinHasNotSeenIsNotFound) {
  pb::GetGridStateRequest request;
  request.mutable_time()->set_seconds(4000000000);
  pb::GetGridStateResponse response;
  auto context = Company();
  EXPECT_EQ(Stub()->GetGridState(context.get(), request, &response).error_code(),
            grpc::StatusCode::NOT_FOUND);
  request.mutable_time()->set_seconds(-5);
  context = Company();
  EXPECT_THAT(ViolatedFields(Stub()->GetGridState(context.get(), request, &response)),
              testing::ElementsAre("time"));
}

TEST_F(GridTest, PageSizesAndTokensOfStrangersAreRefused) {
  pb::ListAssetsRequest request;
  pb::ListAssetsResponse response;
  request.set_page_size(100000);
  auto context = Public();
  EXPECT_THAT(ViolatedFields(Stub()->ListAssets(context.get(), request, &response)),
              testing::ElementsAre("page_size"));
  request.set_page_size(10);
  request.set_page_token("made-up");
  context = Public();
  EXPECT_THAT(ViolatedFields(Stub()->ListAssets(context.get(), request, &response)),
              testing::ElementsAre("page_token"));
}

TEST_F(GridTest, ViolationsAreForThoseWhoMayKnow) {
  pb::ListViolationsResponse response;
  auto context = Public();
  EXPECT_EQ(Stub()->ListViolations(context.get(), {}, &response).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  context = Company();
  EXPECT_TRUE(Stub()->ListViolations(context.get(), {}, &response).ok());
}

}  // namespace
