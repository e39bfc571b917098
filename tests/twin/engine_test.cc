#include "twin/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <string>
#include <thread>

#include "tests/support/region_stepper.h"
#include "twin/store/store.h"

namespace twin {
namespace {

namespace fs = std::filesystem;

// 2026-01-26T00:00:00Z
constexpr models::Quarter kFirst{1965984};

using tests::RegionStepper;

class EngineTest : public testing::Test {
 protected:
  EngineTest() {
    std::string folder = (fs::temp_directory_path() / "twin-engine-XXXXXX").string();
    folder_ = mkdtemp(folder.data());
  }
  ~EngineTest() override {
    engine_.reset();
    fs::remove_all(folder_);
  }

  void Start(store::FaultHook fault_hook = {}) {
    engine_.reset();
    store::StoreOptions options;
    options.directory = (folder_ / "data").string();
    options.schema.frame = RegionStepper()->layout().schema();
    options.schema.state = MakeStateSchema(RegionStepper()->MakeInitialState(kFirst));
    options.schema.attributes = {{store::kDataRevision, "test"}};
    options.fault_hook = std::move(fault_hook);
    auto store = store::Store::Open(std::move(options));
    ASSERT_TRUE(store.ok()) << store.status();
    EngineOptions engine_options;
    engine_options.first_quarter = kFirst;
    engine_options.on_failure = [this](const absl::Status& status) { failure_ = status; };
    auto engine = Engine::Start(RegionStepper(), *std::move(store), clock_, engine_options);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
  }

  FramePtr Step(int quarters = 1) {
    FramePtr frame;
    for (int i = 0; i < quarters; ++i) {
      auto stepped = engine_->StepOnce();
      EXPECT_TRUE(stepped.ok()) << stepped.status();
      frame = *stepped;
    }
    return frame;
  }

  absl::StatusOr<AppliedPatch> Apply(models::Change change) {
    models::Patch patch;
    patch.from = engine_->next_quarter().start_minute();
    patch.change = std::move(change);
    auto resolved = models::ResolveNames(patch, RegionStepper()->names());
    if (!resolved.ok()) return resolved.status();
    return engine_->ApplyPatch(*resolved, "", "grid_company");
  }

  double Value(const FramePtr& frame, Series series, std::size_t row = 0) const {
    return RegionStepper()->layout().Value(series, frame->values, row);
  }

  fs::path folder_;
  FakeClock clock_;
  absl::Status failure_;
  std::unique_ptr<Engine> engine_;
};

TEST_F(EngineTest, AFailedSolveIsARecordedResultAndTheClockGoesOn) {
  Start();
  const FramePtr good = Step(2);
  const auto patch = Apply(models::DemandChange{"Rena 132", 5000.0, 2000.0});
  ASSERT_TRUE(patch.ok()) << patch.status();
  const FramePtr failed = Step();
  ASSERT_EQ(failed->stale.size(), 1u);
  EXPECT_EQ(failed->stale[0].part, "electricity");
  EXPECT_EQ(failed->stale[0].since, failed->quarter);
  EXPECT_THAT(failed->stale[0].reason, testing::HasSubstr("did not converge"));
  EXPECT_EQ(Value(failed, Series::kBusVoltage), Value(good, Series::kBusVoltage));
  EXPECT_EQ(Value(failed, Series::kPartStale), 1.0);
  EXPECT_EQ(failed->quarter, good->quarter + 1);

  const FramePtr still = Step();
  ASSERT_EQ(still->stale.size(), 1u);
  EXPECT_EQ(still->stale[0].since, failed->quarter);
  ASSERT_TRUE(
      engine_->EndPatch(patch->patch.id, engine_->next_quarter().start_minute(), "", "grid_company")
          .ok());
  const FramePtr mended = Step();
  EXPECT_TRUE(mended->stale.empty());
  EXPECT_LT(std::abs(Value(mended, Series::kRegionResidual)), 1e-5);
}

TEST_F(EngineTest, AnOutageThatCutsPeopleOffIsCountedAsUnserved) {
  Start();
  Step();
  // Trysil hangs on one line.
  ASSERT_TRUE(Apply(models::Outage{"Lutufallet - Nybergsund - Trysil"}).ok());
  const FramePtr frame = Step();
  EXPECT_GT(Value(frame, Series::kRegionUnserved), 0.0);
  EXPECT_LT(std::abs(Value(frame, Series::kRegionResidual)), 1e-5);
}

// While the clock runs at a pace that people can follow, the quarter that runs is shown minute by
// minute, a patch acts from its own minute, and the finished quarter is what replay would give.
TEST_F(EngineTest, TheQuarterThatRunsIsShownMinuteByMinute) {
  using std::chrono::milliseconds;
  Start();
  const FramePtr first = Step();
  ASSERT_TRUE(engine_->SetClock({ClockMode::kScaled, 900.0}).ok());  // a quarter in a second
  const auto minute_at = [&](milliseconds span, models::Minute minute) {
    clock_.Advance(span);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < until) {
      FramePtr frame = engine_->ring().LatestMinute();
      if (frame != nullptr && frame->minute == minute) return frame;
      std::this_thread::sleep_for(milliseconds(1));
    }
    return FramePtr();
  };
  const FramePtr third = minute_at(milliseconds(210), 3);  // 3.15 minutes
  ASSERT_NE(third, nullptr);
  EXPECT_EQ(third->sequence, first->sequence);
  EXPECT_EQ(third->quarter, first->quarter + 1);
  EXPECT_EQ(engine_->now_minute(), third->quarter.start_minute() + 3);

  models::Patch patch;
  patch.from = third->quarter.start_minute() + 2;
  patch.change = models::DemandChange{"Hamang 300", 40.0, 8.0};
  patch = *models::ResolveNames(patch, RegionStepper()->names());
  EXPECT_TRUE(absl::IsInvalidArgument(engine_->ApplyPatch(patch, "", "grid_company").status()))
      << "the second minute is over";
  patch.from = engine_->now_minute();
  const auto applied = engine_->ApplyPatch(patch, "", "grid_company");
  ASSERT_TRUE(applied.ok()) << applied.status();
  EXPECT_EQ(applied->acts_from, third->quarter.start_minute() + 3);
  const FramePtr sixth = minute_at(milliseconds(200), 6);
  ASSERT_NE(sixth, nullptr);
  EXPECT_NEAR(Value(sixth, Series::kRegionDemand) - Value(third, Series::kRegionDemand), 40.0,
              1e-6);

  clock_.Advance(milliseconds(600));
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (engine_->ring().Latest()->quarter == first->quarter &&
         std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  const FramePtr finished = engine_->ring().Latest();
  ASSERT_EQ(finished->quarter, third->quarter);
  EXPECT_EQ(finished->minute, 0);
  EXPECT_NEAR(Value(finished, Series::kRegionDemand) - Value(third, Series::kRegionDemand),
              40.0 * 12.0 / 15.0, 1e-6);
  ASSERT_TRUE(engine_->SetClock({ClockMode::kPaused, 0.0}).ok());

  // The same commands without any clock.
  const StateHash live = engine_->ring().FindQuarter(finished->quarter)->state_hash;
  const WorldState begin = RegionStepper()->MakeInitialState(kFirst);
  const StepOutcome one = RegionStepper()->Advance(begin, {}, {}, {});
  const std::vector<models::Patch> patches{applied->patch};
  const StepOutcome two = RegionStepper()->Advance(one.next, patches, one.frame, one.stale);
  EXPECT_EQ(HashState(PackState(two.next)), live);
}

TEST_F(EngineTest, TheSameCommandsGiveTheSameBits) {
  StateHash hashes[2];
  for (StateHash& hash : hashes) {
    fs::remove_all(folder_ / "data");
    Start();
    Step(3);
    ASSERT_TRUE(Apply(models::TemperatureShift{-8.0}).ok());
    ASSERT_TRUE(Apply(models::DemandChange{"Hamang 300", 40.0, 8.0}).ok());
    ASSERT_TRUE(Apply(models::DemandChange{"Hamang 300", 0.1, 0.0}).ok());
    hash = Step(5)->state_hash;
  }
  EXPECT_EQ(hashes[0], hashes[1]);
}

TEST_F(EngineTest, AStopAndAStartInTheMiddleChangeNoBit) {
  Start();
  Step(3);
  ASSERT_TRUE(Apply(models::TemperatureShift{-8.0}).ok());
  const StateHash straight = Step(100)->state_hash;
  fs::remove_all(folder_ / "data");
  engine_.reset();
  Start();
  Step(3);
  ASSERT_TRUE(Apply(models::TemperatureShift{-8.0}).ok());
  Step(40);
  const std::string epoch = engine_->epoch();
  ASSERT_TRUE(engine_->Stop().ok());
  Start();
  EXPECT_EQ(engine_->epoch(), epoch);
  EXPECT_EQ(engine_->Patches().size(), 1u);
  EXPECT_EQ(Step(60)->state_hash, straight);
}

TEST_F(EngineTest, AFullDiskIsWaitedForAndLosesNothing) {
  std::atomic<bool> is_full = false;
  Start([&is_full](absl::string_view point) {
    const bool writes_step = point.find("journal") != absl::string_view::npos;
    return is_full && writes_step ? absl::ResourceExhaustedError("disk full") : absl::OkStatus();
  });
  const FramePtr last = Step(3);
  is_full = true;
  EXPECT_EQ(engine_->StepOnce().status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Apply(models::TemperatureShift{-8.0}).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(engine_->ring().Latest()->sequence, last->sequence);
  ASSERT_TRUE(engine_->Standstill().has_value());
  EXPECT_EQ(engine_->Standstill()->since, last->quarter + 1);
  EXPECT_TRUE(failure_.ok());
  // With the clock running it goes on by itself once there is room.
  ASSERT_TRUE(engine_->SetClock({ClockMode::kScaled, 900.0}).ok());
  clock_.Advance(std::chrono::seconds(2));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(engine_->ring().Latest()->sequence, last->sequence);
  is_full = false;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (engine_->Standstill().has_value() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ASSERT_TRUE(engine_->SetClock({ClockMode::kPaused, 0.0}).ok());
  EXPECT_FALSE(engine_->Standstill().has_value());
  const FramePtr next = engine_->ring().Latest();
  EXPECT_GT(next->sequence, last->sequence);
  Start();
  EXPECT_EQ(engine_->ring().Latest()->state_hash, next->state_hash);
}

TEST_F(EngineTest, WhatElseKeepsAStepFromTheDiskEndsTheTwinsTime) {
  bool is_broken = false;
  Start([&is_broken](absl::string_view point) {
    const bool writes_step = point.find("journal") != absl::string_view::npos;
    return is_broken && writes_step ? absl::InternalError("input/output error") : absl::OkStatus();
  });
  const FramePtr last = Step(3);
  is_broken = true;
  EXPECT_EQ(engine_->StepOnce().status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(failure_.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(engine_->StepOnce().status().code(), absl::StatusCode::kFailedPrecondition);
  is_broken = false;
  Start();
  EXPECT_EQ(engine_->ring().Latest()->state_hash, last->state_hash);
}

TEST_F(EngineTest, OldFramesAreReadFromTheStore) {
  Start();
  const FramePtr early = Step(2);
  Step(200);
  const auto found = engine_->FindFrame(early->quarter);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_NEAR(Value(*found, Series::kRegionDemand), Value(early, Series::kRegionDemand), 1e-4);
  EXPECT_EQ(engine_->FindFrame(early->quarter - 100).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(engine_->FindFrame(kFirst + 100000).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(EngineTest, TheClockRunsAtItsSpeedAndStandsWhenPaused) {
  Start();
  ASSERT_TRUE(engine_->SetClock({ClockMode::kScaled, 900.0}).ok());
  const auto wait_for = [this](std::int64_t quarters) {
    for (int i = 0; i < 5000; ++i) {
      const FramePtr latest = engine_->ring().Latest();
      if (latest != nullptr && latest->quarter - kFirst + 1 >= quarters) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  };
  clock_.Advance(std::chrono::seconds(1));
  EXPECT_TRUE(wait_for(1));
  clock_.Advance(std::chrono::milliseconds(999));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(engine_->ring().Latest()->quarter, kFirst);
  clock_.Advance(std::chrono::milliseconds(2));
  EXPECT_TRUE(wait_for(2));
  ASSERT_TRUE(engine_->SetClock({ClockMode::kPaused, 0.0}).ok());
  clock_.Advance(std::chrono::hours(1));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(engine_->ring().Latest()->quarter, kFirst + 1);
}

}  // namespace
}  // namespace twin
