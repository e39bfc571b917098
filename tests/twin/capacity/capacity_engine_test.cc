#include "twin/capacity/capacity_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "solvers/outage_extremes.h"
#include "tests/support/small_region.h"
#include "tests/support/small_store.h"

namespace twin::capacity {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr int kQuarters = 8 * 384 + 40;  // two windows of blocks of states
const planning::PlanningKey kKey{
    .model_revision = 1, .data_revision = "abc", .planning_year = 2030};

class CapacityEngineTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    region_ = new std::shared_ptr<const models::Region>(
        std::make_shared<const models::Region>(tests::MakeSmallRegion(kQuarters)));
  }
  static void TearDownTestSuite() { delete region_; }

  std::unique_ptr<CapacityEngine> Start(std::function<void(const Progress&)> on_progress = {},
                                        std::size_t threads = 1) const {
    return CapacityEngine::Start(*region_, {.folder = folder_ / "planning",
                                            .key = kKey,
                                            .threads = threads,
                                            .on_progress = std::move(on_progress)});
  }
  static solvers::HostingQuery Question() { return {.bus = models::BusIndex(3), .cap_mw = 300.0}; }
  std::string Path(const std::string& suffix) const {
    return folder_ / ("planning/" + planning::CalcKeyHash(kKey) + suffix);
  }

  static std::shared_ptr<const models::Region>* region_;
  tests::TempFolder folder_;
};
std::shared_ptr<const models::Region>* CapacityEngineTest::region_ = nullptr;

TEST_F(CapacityEngineTest, AskedTooEarlyItSaysInWordsHowFarItIsAndThenItAnswers) {
  // The building thread waits at its first news of each stage until it was asked.
  std::promise<void> states_reached, outages_reached, states_asked, outages_asked;
  std::atomic<int> states{0}, outages{0};
  const auto engine = Start([&](const Progress& progress) {
    if (progress.stage == Stage::kStates && states++ == 0) {
      states_reached.set_value();
      states_asked.get_future().wait();
    } else if (progress.stage == Stage::kOutages && outages++ == 0) {
      outages_reached.set_value();
      outages_asked.get_future().wait();
    }
  });
  states_reached.get_future().wait();
  absl::Status early = engine->Ask(Question()).status();
  EXPECT_EQ(early.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(early.message()), HasSubstr("7 of 9 blocks of states"));
  EXPECT_THAT(std::string(early.message()), HasSubstr("ask again later"));
  EXPECT_EQ(engine->basis(), nullptr);
  states_asked.set_value();
  outages_reached.get_future().wait();
  early = engine->Ask(Question()).status();
  EXPECT_EQ(early.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(early.message()), HasSubstr("0 of 8 groups"));
  outages_asked.set_value();
  ASSERT_TRUE(engine->Wait().ok()) << engine->Wait();
  EXPECT_EQ(engine->progress().stage, Stage::kReady);
  ASSERT_NE(engine->basis(), nullptr);
  EXPECT_EQ(engine->basis()->blocks.size(), 8u);
  std::size_t quarters = 0;
  for (const auto& block : engine->basis()->blocks) quarters += block.quarters.size();
  EXPECT_EQ(quarters, static_cast<std::size_t>(kQuarters));
  EXPECT_EQ(engine->LabelOf(5).month, 0);
  EXPECT_EQ(engine->LabelOf(5).hour, 5);
  const auto answer = engine->Ask(Question());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_GT(answer->firm_mw, 0.0);
  EXPECT_LT(answer->firm_mw, 300.0);
}

TEST_F(CapacityEngineTest, StoredExtremesAreThoseOfTheSolver) {
  const auto engine = Start();
  ASSERT_TRUE(engine->Wait().ok()) << engine->Wait();
  const solvers::HostingBasis& basis = *engine->basis();
  solvers::SeriesSolvers solvers(*basis.scalar, *basis.lanes);
  for (const std::size_t block : {std::size_t{0}, std::size_t{7}}) {
    auto extremes = solvers::OutageExtremes::Make(basis.limits);
    std::vector<solvers::UnsolvedOutage> unsolved;
    CalcOutageExtremes(*basis.states, basis.limits, basis.dc, basis.blocks[block].quarters, solvers,
                       extremes, unsolved);
    EXPECT_TRUE(
        std::ranges::equal(basis.blocks[block].loading_max_share, extremes.loading_max_share));
    EXPECT_TRUE(std::ranges::equal(basis.blocks[block].v_min_pu, extremes.v_min_pu));
    EXPECT_TRUE(std::ranges::equal(basis.blocks[block].v_min_at, extremes.v_min_at));
    EXPECT_TRUE(
        std::ranges::equal(basis.blocks[block].loading_error_share, extremes.loading_error_share));
    const solvers::NearLimits& near = basis.blocks[block].near_limits;
    EXPECT_TRUE(near.is_complete);
    EXPECT_TRUE(std::ranges::equal(near.row, extremes.near_limits.row));
    EXPECT_TRUE(std::ranges::equal(near.outage, extremes.near_limits.outage));
    EXPECT_TRUE(std::ranges::equal(near.at, extremes.near_limits.at));
    EXPECT_TRUE(std::ranges::equal(near.value_pu, extremes.near_limits.value_pu));
    const solvers::NearLimits& voltages = basis.blocks[block].near_voltages;
    EXPECT_TRUE(voltages.is_complete);
    EXPECT_TRUE(std::ranges::equal(voltages.row, extremes.near_voltages.row));
    EXPECT_TRUE(std::ranges::equal(voltages.at, extremes.near_voltages.at));
    EXPECT_TRUE(std::ranges::equal(voltages.value_pu, extremes.near_voltages.value_pu));
  }
}

TEST_F(CapacityEngineTest, TheNextEngineOpensWhatIsThereAndAnswersTheSame) {
  double firm_mw = 0.0;
  std::string states, outages;
  {
    const auto engine = Start({}, 2);
    ASSERT_TRUE(engine->Wait().ok()) << engine->Wait();
    firm_mw = engine->Ask(Question())->firm_mw;
    states = tests::ReadBytes(Path(".h5"));
    outages = tests::ReadBytes(Path("-outages.h5"));
  }
  std::atomic<int> told{0};
  const auto engine = Start([&](const Progress& progress) { told += progress.total > 0; });
  ASSERT_TRUE(engine->Wait().ok()) << engine->Wait();
  EXPECT_EQ(told.load(), 0);  // nothing was computed
  EXPECT_EQ(engine->Ask(Question())->firm_mw, firm_mw);
  // One thread gives the bytes of two.
  fs::remove_all(folder_ / "planning");
  ASSERT_TRUE(Start()->Wait().ok());
  EXPECT_TRUE(tests::ReadBytes(Path(".h5")) == states);
  EXPECT_TRUE(tests::ReadBytes(Path("-outages.h5")) == outages);
}

// Cancelled while its thread stands in the given stage; then the thread is let go.
TEST_F(CapacityEngineTest, ACancelledEngineStopsAtTheNextBlockAndTheNextOneGoesOn) {
  for (const Stage stage : {Stage::kStates, Stage::kOutages}) {
    std::promise<void> reached, go;
    std::atomic<int> told{0};
    const auto engine = Start([&](const Progress& progress) {
      if (progress.stage != stage || progress.done == 0) return;
      if (told++ > 0) return;
      reached.set_value();
      go.get_future().wait();
    });
    reached.get_future().wait();
    engine->Cancel();
    go.set_value();
    EXPECT_EQ(engine->Wait().code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(engine->Ask(Question()).status().code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(told.load(), 1);
    EXPECT_TRUE(fs::exists(Path(stage == Stage::kStates ? ".progress" : "-outages.progress")));
  }
  const std::string lines = tests::ReadBytes(Path("-outages.progress"));
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1 + 1);
  std::size_t least_done = 8;
  const auto engine = Start([&](const Progress& progress) {
    EXPECT_NE(progress.stage, Stage::kStates) << "states were sealed before";
    if (progress.stage == Stage::kOutages) least_done = std::min(least_done, progress.done);
  });
  ASSERT_TRUE(engine->Wait().ok()) << engine->Wait();
  EXPECT_EQ(least_done, 1u);
  EXPECT_TRUE(engine->Ask(Question()).ok());
}

TEST_F(CapacityEngineTest, AnEngineMayEndAtAnyMoment) {
  for (int i = 0; i < 8; ++i) Start();  // begun and ended at once
  std::promise<void> reached;
  std::atomic<int> told{0};
  auto engine = Start([&](const Progress&) {
    if (told++ == 0) reached.set_value();
  });
  reached.get_future().wait();
  engine.reset();
  EXPECT_TRUE(Start()->Wait().ok());
}

TEST_F(CapacityEngineTest, WhatFailedIsSaidToEverybodyWhoAsks) {
  tests::WriteBytes(folder_ / "planning", "a file where the folder should be");
  const auto engine = Start();
  const absl::Status failure = engine->Wait();
  EXPECT_FALSE(failure.ok());
  EXPECT_EQ(engine->progress().stage, Stage::kFailed);
  EXPECT_EQ(engine->Ask(Question()).status(), failure);
  EXPECT_EQ(engine->basis(), nullptr);
}

}  // namespace
}  // namespace twin::capacity
