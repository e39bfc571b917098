#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "models/base/errors.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "tests/support/ring_region.h"
#include "tests/support/temporary_folder.h"
#include "twin/access/identity.h"
#include "twin/services/planner.h"

namespace tests {

inline const twin::access::Identity kCompany = twin::access::FolderOwner();

inline ostlandet::twin::v1::AskCapacityRequest LoadAt(const std::string& at, double requested_mw) {
  ostlandet::twin::v1::AskCapacityRequest request;
  request.set_at(at);
  request.set_kind(ostlandet::twin::v1::CONNECTION_KIND_LOAD);
  request.set_requested_mw(requested_mw);
  return request;
}

inline std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const auto& violation : models::errors::FieldViolationsOf(status)) {
    fields.push_back(violation.field);
  }
  return fields;
}

/// Connection questions to the desk of a small region whose planning year is made.
class CapacityDeskTest : public testing::Test {
 protected:
  static constexpr int kQuarters = 192;

  void SetUp() override {
    region_ = MakeRingRegion(folder_.path(), kQuarters);
    ASSERT_NE(region_, nullptr);
    StartPlanner();
    ASSERT_TRUE(planner_->engine().Wait().ok()) << planner_->engine().progress().failure;
  }

  // Half by day, all by night; open, and not.
  static models::ConnectionProfiles MakeProfiles() {
    models::ConnectionProfileParams night{.id = "night", .name = "Night", .is_open = true};
    for (auto& month : night.hour_share) {
      for (auto& day : month) {
        for (std::size_t hour = 0; hour < 24; ++hour) {
          day[hour] = hour >= 6 && hour < 22 ? 0.5f : 1.0f;
        }
      }
    }
    models::ConnectionProfileParams own = night;
    own.id = "closed";
    own.is_open = false;
    // Follows hour shapes, which a case has none of.
    const models::ConnectionProfileParams dwelling{
        .id = "dwelling", .name = "Dwelling", .driver = models::ProfileDriver::kDemand};
    return {night, own, dwelling};
  }

  void StartPlanner() {
    twin::services::PlannerOptions options;
    options.data_directory = folder_.path();
    auto task =
        twin::services::MakePlanningTask({}, region_, *twin::ParseStart("2026-01-26T00:00:00Z"));
    ASSERT_TRUE(task.ok()) << task.status();
    options.task = *std::move(task);
    options.epoch = 5;
    options.tables.profiles = MakeProfiles();
    options.tables.df_profiles = {{.id = "own", .version = "1"},
                                  {.id = "margin", .version = "2", .rating_ratio = 0.9}};
    auto planner = twin::services::Planner::Start(region_, std::move(options));
    ASSERT_TRUE(planner.ok()) << planner.status();
    planner_ = *std::move(planner);
  }

  absl::StatusOr<ostlandet::twin::v1::CapacityAnswer> Ask(
      const ostlandet::twin::v1::AskCapacityRequest& request,
      const twin::access::Identity& identity = kCompany) {
    return planner_->desk().Ask(identity, request, nullptr);
  }
  ostlandet::twin::v1::CapacityAnswer MustAsk(
      const ostlandet::twin::v1::AskCapacityRequest& request) {
    const auto answer = Ask(request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : ostlandet::twin::v1::CapacityAnswer();
  }

  TemporaryFolder folder_;
  std::shared_ptr<const models::Region> region_;
  std::unique_ptr<twin::services::Planner> planner_;
};

}  // namespace tests
