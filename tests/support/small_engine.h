#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "tests/support/small_region.h"
#include "tests/support/small_store.h"
#include "twin/capacity/capacity_engine.h"

namespace tests {

inline const twin::planning::PlanningKey kSmallEngineKey{
    .model_revision = 1, .data_revision = "abc", .planning_year = 2030};

/// One engine over so many quarters of the small region, built once for all tests of a suite.
template <int kQuarterCount>
class SmallEngineTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TempFolder();
    engine_ = twin::capacity::CapacityEngine::Start(
                  std::make_shared<const models::Region>(MakeSmallRegion(kQuarterCount)),
                  {.folder = *folder_ / "planning", .key = kSmallEngineKey})
                  .release();
    ASSERT_TRUE(engine_->Wait().ok()) << engine_->Wait();
  }
  static void TearDownTestSuite() {
    delete engine_;
    delete folder_;
  }

  inline static TempFolder* folder_ = nullptr;
  inline static twin::capacity::CapacityEngine* engine_ = nullptr;
};

}  // namespace tests
