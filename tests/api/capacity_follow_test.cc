// Connection questions that take long: told part by part, and given up.
#include <gmock/gmock.h>

#include <atomic>
#include <set>

#include "ostlandet/twin/v1/capacity.grpc.pb.h"
#include "tests/support/capacity_desk.h"
#include "tests/support/test_server.h"

namespace {

namespace pb = ostlandet::twin::v1;
using testing::ElementsAre;
using tests::CapacityDeskTest;
using tests::kCompany;
using tests::LoadAt;
using twin::services::AnswerPartNow;

TEST_F(CapacityDeskTest, PartsAreToldInTheOrderInWhichTheyAreMade) {
  pb::AskCapacityRequest request = LoadAt("Bus 2", 60.0);
  request.set_with_measures(true);
  request.set_with_standings(true);
  request.set_with_effects(true);
  std::vector<pb::CapacityPart> parts;
  const auto answer = planner_->desk().Ask(kCompany, request, nullptr, [&](const auto& now) {
    parts.push_back(now.part);
    EXPECT_EQ(now.number, static_cast<int>(parts.size()));
    EXPECT_EQ(now.count, 6);
  });
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(parts, ElementsAre(pb::CAPACITY_PART_FIRM, pb::CAPACITY_PART_TERMS,
                                 pb::CAPACITY_PART_COMPONENTS, pb::CAPACITY_PART_STANDINGS,
                                 pb::CAPACITY_PART_MEASURES, pb::CAPACITY_PART_EFFECTS));
  // The record is there: nothing is made.
  parts.clear();
  const auto again = planner_->desk().Ask(kCompany, request, nullptr,
                                          [&](const auto& now) { parts.push_back(now.part); });
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(parts.empty());
  EXPECT_EQ(again->SerializeAsString(), answer->SerializeAsString());
}

TEST_F(CapacityDeskTest, AStoragesTwoWaysAreCountedAsOneRow) {
  pb::AskCapacityRequest request = LoadAt("Bus 3", 12.0);
  request.set_kind(pb::CONNECTION_KIND_STORAGE);
  request.set_storage_mwh(24.0);
  std::vector<int> numbers;
  std::set<int> counts;
  const auto answer = planner_->desk().Ask(kCompany, request, nullptr, [&](const auto& now) {
    numbers.push_back(now.number);
    counts.insert(now.count);
  });
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(numbers, ElementsAre(1, 2));
  EXPECT_THAT(counts, ElementsAre(2));
}

TEST_F(CapacityDeskTest, BelowK3NoPartIsTold) {
  bool is_told = false;
  const auto answer = planner_->desk().Ask({}, LoadAt("Bus 2", 33.0), nullptr,
                                           [&](const AnswerPartNow&) { is_told = true; });
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_FALSE(is_told);
}

TEST_F(CapacityDeskTest, ACallThatWasGivenUpIsNotComputed) {
  const auto answer = planner_->desk().Ask(kCompany, LoadAt("Bus 3", 11.0), [] { return true; });
  EXPECT_TRUE(absl::IsCancelled(answer.status()));
}

// Wherever in its course: it ends as cancelled, or was done before.
TEST_F(CapacityDeskTest, AQuestionCanBeGivenUpAtAnyPoint) {
  int cancelled_count = 0, points = 1;
  for (int after = 1; after < (1 << 20); after *= 2, ++points) {
    pb::AskCapacityRequest request = LoadAt("Bus 2", 40.0 + 0.01 * after);
    request.set_with_measures(true);
    std::atomic<int> asked{0};
    const auto answer =
        planner_->desk().Ask(kCompany, request, [&] { return asked.fetch_add(1) >= after; });
    if (answer.ok()) {
      EXPECT_LE(asked.load(), after);
      break;
    }
    EXPECT_TRUE(absl::IsCancelled(answer.status())) << after << " " << answer.status();
    ++cancelled_count;
  }
  EXPECT_GT(cancelled_count, 5);
  EXPECT_LT(points, 20) << "it was asked too seldom to end";
}

class CapacityFollowTest : public tests::ServerTest {
 protected:
  void SetUp() override { StartServer(true); }
  grpc::Status Follow(grpc::ClientContext& context, const pb::AskCapacityRequest& question) {
    pb::FollowCapacityRequest request;
    *request.mutable_question() = question;
    const auto stream = pb::Capacity::NewStub(channel_)->FollowCapacity(&context, request);
    pb::FollowCapacityResponse message;
    while (stream->Read(&message)) ++told_;
    return stream->Finish();
  }
  int told_ = 0;
};

TEST_F(CapacityFollowTest, WhatIsRefusedIsRefusedByStreamAsByCall) {
  EXPECT_EQ(Follow(*Public(), LoadAt("Hamang", 20.0)).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Follow(*Company(), LoadAt("Hamng", 20.0)).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Follow(*Company(), LoadAt("Hamang", -1.0)).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  const grpc::Status status = Follow(*Company(), LoadAt("Hamang", 20.0));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), testing::HasSubstr("planning year"));
}

}  // namespace
