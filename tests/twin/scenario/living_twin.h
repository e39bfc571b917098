#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "tests/support/region_stepper.h"
#include "twin/engine.h"
#include "twin/scenario/scenario_tree.h"
#include "twin/store/store.h"

namespace tests {

/// 2026-01-26T00:00:00Z
inline constexpr models::Quarter kTwinBegins{1965984};

/// A living twin of the shipped region in a folder of its own, stepped by hand, with branches.
class LivingTwinTest : public testing::Test {
 protected:
  LivingTwinTest() {
    std::string folder = (std::filesystem::temp_directory_path() / "twin-branch-XXXXXX").string();
    folder_ = mkdtemp(folder.data());
    StartEngine();
  }
  ~LivingTwinTest() override {
    tree_.reset();
    engine_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string Directory() const { return (folder_ / "data").string(); }

  void StartEngine(models::Quarter first = kTwinBegins) {
    engine_.reset();
    twin::store::StoreOptions options;
    options.directory = Directory();
    options.schema.frame = RegionStepper()->layout().schema();
    options.schema.state = twin::MakeStateSchema(RegionStepper()->MakeInitialState(first));
    options.schema.attributes = {
        {twin::store::kDataRevision, RegionStepper()->region().data_revision}};
    auto store = twin::store::Store::Open(std::move(options));
    ASSERT_TRUE(store.ok()) << store.status();
    twin::EngineOptions engine_options;
    engine_options.first_quarter = first;
    auto engine = twin::Engine::Start(RegionStepper(), *std::move(store), clock_, engine_options);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
  }

  void StartTree(std::size_t threads = 1, twin::store::FaultHook hook = {}) {
    tree_.reset();
    auto tree = twin::scenario::ScenarioTree::Start({.stepper = RegionStepper(),
                                                     .directory = Directory(),
                                                     .epoch = 7,
                                                     .threads = threads,
                                                     .is_background = false,
                                                     .now_s = [this] { return now_s_; },
                                                     .fault_hook = std::move(hook)});
    ASSERT_TRUE(tree.ok()) << tree.status();
    tree_ = *std::move(tree);
  }

  twin::FramePtr Step(int quarters = 1) {
    twin::FramePtr frame;
    for (int i = 0; i < quarters; ++i) {
      auto stepped = engine_->StepOnce();
      EXPECT_TRUE(stepped.ok()) << stepped.status();
      frame = *stepped;
    }
    return frame;
  }

  twin::scenario::Instant Now() const {
    twin::LiveInstant live = engine_->Now();
    twin::scenario::Instant instant{{live.state, live.frame, nullptr}, {}};
    for (models::Patch& patch : live.patches) {
      instant.patches.Add(live.state->next, std::move(patch));
    }
    return instant;
  }

  /// A branch of the living twin now.
  std::string Branch(const std::string& name = "one") {
    twin::scenario::BranchSpec spec;
    spec.name = name;
    spec.owner = "tester";
    const auto made = tree_->Create(spec, Now());
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? made->id : "";
  }

  twin::scenario::BranchInfo RunTo(const std::string& id, models::Quarter to) {
    const auto started = tree_->Run(id, to, "grid_company");
    EXPECT_TRUE(started.ok()) << started.status();
    return Wait(id);
  }
  twin::scenario::BranchInfo Wait(const std::string& id) {
    const auto done = tree_->WaitUntilPaused(id, std::chrono::seconds(60));
    EXPECT_TRUE(done.ok()) << done.status();
    EXPECT_EQ(done->failure, "");
    return done.ok() ? *done : twin::scenario::BranchInfo{};
  }

  twin::FramePtr FrameOf(const std::string& id, models::Quarter quarter) {
    auto frame = tree_->FindFrame(id, quarter);
    EXPECT_TRUE(frame.ok()) << frame.status();
    return frame.ok() ? *std::move(frame) : std::make_shared<twin::Frame>();
  }

  models::Patch Patch(models::Change change, models::Minute from = 0,
                      models::Minute to = models::kForever) {
    models::Patch patch;
    patch.from = from;
    patch.to = to;
    patch.change = std::move(change);
    auto resolved = models::ResolveNames(patch, RegionStepper()->names());
    EXPECT_TRUE(resolved.ok()) << resolved.status();
    return resolved.ok() ? *std::move(resolved) : patch;
  }

  std::filesystem::path folder_;
  twin::FakeClock clock_;
  std::int64_t now_s_ = 1'800'000'000;
  std::unique_ptr<twin::Engine> engine_;
  std::unique_ptr<twin::scenario::ScenarioTree> tree_;
};

}  // namespace tests
