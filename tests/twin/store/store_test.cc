#include "twin/store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/small_store.h"
#include "twin/store/sealed_file.h"
#include "twin/store/segment.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::kMonday;
using tests::SmallCommand;
using tests::SmallSchema;
using tests::SmallStep;

constexpr models::Quarter kTuesday = kMonday + 96;

class StoreTest : public testing::Test {
 protected:
  StoreOptions Options(FaultHook hook = {}) const {
    return {.directory = folder_ / "data", .schema = SmallSchema(), .fault_hook = std::move(hook)};
  }
  std::unique_ptr<Store> Open(FaultHook hook = {}) const {
    auto store = Store::Open(Options(std::move(hook)));
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  std::string JournalOf(models::Quarter quarter) const {
    return JournalPath(folder_ / "data/journal", quarter);
  }
  std::string SegmentOf(models::Quarter quarter) const {
    return folder_ / ("data/segments/" + SegmentName(quarter));
  }

  tests::TempFolder folder_;
};

TEST_F(StoreTest, SequencesCountStepsAndCommandsTogether) {
  const auto store = Open();
  EXPECT_EQ(*store->AppendStep(SmallStep(kMonday)), 1u);
  EXPECT_EQ(*store->AppendCommand(SmallCommand("p", kMonday + 1)), 2u);
  EXPECT_EQ(*store->AppendStep(SmallStep(kMonday + 1)), 3u);
  EXPECT_EQ(store->last_sequence(), 3u);
}

TEST_F(StoreTest, WhatWasAcknowledgedIsThereAfterAStopAndAfterACrash) {
  for (const bool is_clean : {true, false}) {
    fs::remove_all(folder_ / "data");
    auto store = Open();
    const std::uint64_t epoch = store->epoch();
    EXPECT_NE(epoch, 0u);
    ASSERT_TRUE(store->AppendStep(SmallStep(kMonday)).ok());
    ASSERT_TRUE(store->AppendCommand(SmallCommand("p", kMonday + 1)).ok());
    ASSERT_TRUE(store->AppendStep(SmallStep(kMonday + 1)).ok());
    if (is_clean) {
      ASSERT_TRUE(store->Close().ok());
    }
    store.reset();
    store = Open();
    const Recovered& found = store->recovered();
    EXPECT_EQ(store->epoch(), epoch);
    EXPECT_EQ(store->last_sequence(), 3u);
    EXPECT_EQ(*found.last_step, SmallStep(kMonday + 1, 3));
    EXPECT_THAT(found.commands_in_force, ElementsAre(SmallCommand("p", kMonday + 1, 2)));
    ASSERT_EQ(found.steps.size(), 2u);
    EXPECT_EQ(found.steps[0].frame, SmallStep(kMonday).frame);
    EXPECT_THAT(found.damage, IsEmpty());
    EXPECT_THAT(found.notes, IsEmpty());
  }
}

TEST_F(StoreTest, AFinishedDayIsSealedAndItsJournalDropped) {
  auto store = Open();
  for (int i = 94; i < 98; ++i) ASSERT_TRUE(store->AppendStep(SmallStep(kMonday + i)).ok());
  ASSERT_TRUE(store->Flush().ok());
  EXPECT_TRUE(VerifySeal(SegmentOf(kMonday)).ok());
  EXPECT_FALSE(fs::exists(JournalOf(kMonday)));
  EXPECT_TRUE(fs::exists(JournalOf(kTuesday)));
  const auto segments = store->ListSegments();
  ASSERT_TRUE(segments.ok());
  EXPECT_EQ(segments->size(), 1u);
  const auto series = store->ReadSeries({"line_flow_mw", {"a"}, kMonday + 94, kMonday + 98});
  ASSERT_TRUE(series.ok()) << series.status();
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(series->values[static_cast<std::size_t>(i)], SmallStep(kMonday + 94 + i).frame[3]);
  }
}

TEST_F(StoreTest, ACommandInForceIsCarriedOverDaysUntilAStepEndsIt) {
  auto store = Open();
  ASSERT_TRUE(store->AppendStep(SmallStep(kMonday)).ok());
  ASSERT_TRUE(store->AppendCommand(SmallCommand("p", kMonday + 1)).ok());
  for (int day = 1; day < 4; ++day) {
    ASSERT_TRUE(store->AppendStep(SmallStep(kMonday + 96 * day)).ok());
    ASSERT_TRUE(store->Flush().ok());
    store.reset();
    store = Open();
    EXPECT_THAT(store->recovered().commands_in_force,
                ElementsAre(SmallCommand("p", kMonday + 1, 2)));
  }
  StepRecord ending = SmallStep(kMonday + 96 * 3 + 1);
  ending.ended_commands = {2};
  ASSERT_TRUE(store->AppendStep(ending).ok());
  store.reset();
  EXPECT_THAT(Open()->recovered().commands_in_force, IsEmpty());
}

TEST_F(StoreTest, WrongStepsAreRefusedAndLeaveNothing) {
  using absl::StatusCode;
  const auto store = Open();
  ASSERT_TRUE(store->AppendStep(SmallStep(kMonday + 5)).ok());
  StepRecord narrow = SmallStep(kMonday + 6);
  narrow.frame.pop_back();
  EXPECT_EQ(store->AppendStep(narrow).status().code(), StatusCode::kInvalidArgument);
  StepRecord stateless = SmallStep(kMonday + 6);
  stateless.state.clear();
  EXPECT_EQ(store->AppendStep(stateless).status().code(), StatusCode::kInvalidArgument);
  for (const std::int64_t slot : {5, 4, -1}) {
    EXPECT_EQ(store->AppendStep(SmallStep(kMonday + slot)).status().code(),
              StatusCode::kFailedPrecondition);
  }
  EXPECT_EQ(store->last_sequence(), 1u);
  EXPECT_TRUE(store->AppendStep(SmallStep(kMonday + 6)).ok());
}

TEST_F(StoreTest, AFolderHasOneWriter) {
  auto store = Open();
  ASSERT_TRUE(store->SetAddress("127.0.0.1:7443").ok());
  const absl::Status second = Store::Open(Options()).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.message()), HasSubstr("which serves at 127.0.0.1:7443"));
  ASSERT_TRUE(store->Close().ok());
  EXPECT_TRUE(Store::Open(Options()).ok());
}

TEST_F(StoreTest, AClosedStoreTakesNothingMore) {
  const auto store = Open();
  ASSERT_TRUE(store->Close().ok());
  EXPECT_TRUE(store->Close().ok());
  EXPECT_EQ(store->AppendStep(SmallStep(kMonday)).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(store->AppendCommand({}).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(store->SetAddress("x").code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(StoreTest, ASchemaThatCannotBeStoredIsRefusedAtTheStart) {
  StoreOptions options = Options();
  options.schema.frame.groups[0].name = "Bad";
  EXPECT_EQ(Store::Open(options).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(fs::exists(folder_ / "data"));
}

TEST_F(StoreTest, AFullDiskInMidRecordIsOneLineAndLosesNothingAcknowledged) {
  auto store = Open();
  ASSERT_TRUE(store->AppendStep(SmallStep(kMonday)).ok());
  ASSERT_TRUE(store->AppendCommand(SmallCommand("p", kMonday + 1)).ok());
  const std::string before = tests::ReadBytes(JournalOf(kMonday));
  absl::Status step, command;
  {
    const tests::FileSizeLimit limit(before.size() + 60);  // half a record fits
    step = store->AppendStep(SmallStep(kMonday + 1)).status();
    command = store->AppendCommand(SmallCommand("q", kMonday + 1)).status();
  }
  for (const absl::Status& status : {step, command}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(status.message(), "cannot write " + JournalOf(kMonday) + ": File too large");
  }
  EXPECT_EQ(tests::ReadBytes(JournalOf(kMonday)), before);
  EXPECT_EQ(store->last_sequence(), 2u);
  const auto series = store->ReadSeries({"line_flow_mw", {}, kMonday, kMonday + 2});
  EXPECT_THAT(series->quality, ElementsAre(Quality::kGood, Quality::kMissing));
  // There is room again: the same store goes on, and so does the next.
  EXPECT_EQ(*store->AppendStep(SmallStep(kMonday + 1)), 3u);
  store.reset();
  store = Open();
  EXPECT_EQ(*store->recovered().last_step, SmallStep(kMonday + 1, 3));
  EXPECT_THAT(store->recovered().commands_in_force, ElementsAre(SmallCommand("p", kMonday + 1, 2)));
  EXPECT_THAT(store->recovered().damage, IsEmpty());
}

TEST_F(StoreTest, AFullDiskAtANewDayKeepsTheOldOneGoing) {
  auto store = Open();
  ASSERT_TRUE(store->AppendStep(SmallStep(kMonday + 95)).ok());
  {
    const tests::FileSizeLimit limit(100);
    EXPECT_EQ(store->AppendStep(SmallStep(kTuesday)).status().code(),
              absl::StatusCode::kResourceExhausted);
  }
  EXPECT_FALSE(fs::exists(JournalOf(kTuesday)));
  ASSERT_TRUE(store->AppendCommand(SmallCommand("p", kMonday + 95)).ok());
  EXPECT_EQ(*store->AppendStep(SmallStep(kTuesday)), 3u);
  store.reset();
  store = Open();
  EXPECT_EQ(store->last_sequence(), 3u);
  EXPECT_THAT(store->recovered().damage, IsEmpty());
}

TEST_F(StoreTest, ANewDayThatFailsAfterItsRenameHidesNothing) {
  std::atomic<int> creations = 0;
  auto store = Open([&creations](absl::string_view point) {
    return point == "journal.create.renamed" && ++creations == 2
               ? absl::ResourceExhaustedError("disk full")
               : absl::OkStatus();
  });
  ASSERT_TRUE(store->AppendStep(SmallStep(kMonday + 95)).ok());
  EXPECT_EQ(store->AppendStep(SmallStep(kTuesday)).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_FALSE(fs::exists(JournalOf(kTuesday)));
  ASSERT_TRUE(store->AppendCommand(SmallCommand("p", kMonday + 95)).ok());
  store.reset();
  store = Open();
  EXPECT_EQ(store->last_sequence(), 2u);
  EXPECT_THAT(store->recovered().commands_in_force,
              ElementsAre(SmallCommand("p", kMonday + 95, 2)));
  EXPECT_EQ(*store->AppendStep(SmallStep(kTuesday)), 3u);
}

TEST_F(StoreTest, ADayThatCannotBeSealedStaysReadableAndIsSealedWhenThereIsRoom) {
  std::atomic<bool> is_full = true;
  auto store = Open([&is_full](absl::string_view point) {
    return is_full && point == "segment.half_written" ? absl::ResourceExhaustedError("disk full")
                                                      : absl::OkStatus();
  });
  ASSERT_TRUE(store->AppendStep(SmallStep(kMonday + 95)).ok());
  ASSERT_TRUE(store->AppendStep(SmallStep(kTuesday)).ok());
  EXPECT_EQ(store->Flush().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_FALSE(fs::exists(SegmentOf(kMonday)));
  EXPECT_TRUE(fs::exists(JournalOf(kMonday)));
  const auto series = store->ReadSeries({"line_flow_mw", {}, kMonday + 95, kMonday + 97});
  EXPECT_THAT(series->quality,
              ElementsAre(SmallStep(kMonday + 95).quality, SmallStep(kTuesday).quality));
  is_full = false;
  EXPECT_TRUE(store->Flush().ok());
  EXPECT_TRUE(VerifySeal(SegmentOf(kMonday)).ok());
  EXPECT_FALSE(fs::exists(JournalOf(kMonday)));
}

TEST_F(StoreTest, WhenFourDaysWaitForTheDiskAppendsSayWhy) {
  std::atomic<bool> is_full = true;
  auto store = Open([&is_full](absl::string_view point) {
    return is_full && point == "segment.begin" ? absl::ResourceExhaustedError("disk full")
                                               : absl::OkStatus();
  });
  for (int day = 0; day < 5; ++day) {
    ASSERT_TRUE(store->AppendStep(SmallStep(kMonday + 96 * day)).ok()) << day;
  }
  const absl::Status status = store->AppendStep(SmallStep(kMonday + 96 * 5)).status();
  EXPECT_EQ(status, absl::ResourceExhaustedError("disk full"));
  is_full = false;
  EXPECT_TRUE(store->AppendStep(SmallStep(kMonday + 96 * 5)).ok());
  EXPECT_TRUE(store->Flush().ok());
  EXPECT_EQ(store->ListSegments()->size(), 5u);
}

/// Two days with a command in each, a clean stop. Tells `acknowledge` each sequence given.
template <class Acknowledge>
void RunScript(const StoreOptions& options, Acknowledge acknowledge) {
  auto store = Store::Open(options);
  if (!store.ok()) return;
  const auto tell = [&](const absl::StatusOr<std::uint64_t>& sequence) {
    if (sequence.ok()) acknowledge(*sequence);
  };
  tell((*store)->AppendStep(SmallStep(kMonday + 95)));
  tell((*store)->AppendCommand(SmallCommand("p", kMonday + 96)));
  tell((*store)->AppendStep(SmallStep(kTuesday)));
  (*store)->Flush().IgnoreError();
  StepRecord ending = SmallStep(kTuesday + 1);
  ending.ended_commands = {2};
  tell((*store)->AppendStep(ending));
  (*store)->Close().IgnoreError();
}

TEST_F(StoreTest, AKillAtAnyPointLosesNothingAcknowledged) {
  std::mutex mutex;
  std::map<std::string, int> points;
  RunScript(Options([&](absl::string_view point) {
              const std::lock_guard lock(mutex);
              ++points[std::string(point)];
              return absl::OkStatus();
            }),
            [](std::uint64_t) {});
  EXPECT_GT(points.size(), 30u);
  int kills = 0;
  for (const auto& [point, count] : points) {
    for (int nth = 1; nth <= count; ++nth) {
      fs::remove_all(folder_ / "data");
      int pipe_ends[2];
      ASSERT_EQ(::pipe(pipe_ends), 0);
      const pid_t child = ::fork();
      if (child == 0) {
        std::atomic<int> passed = 0;
        const std::string deadly = point;
        RunScript(Options([&](absl::string_view here) {
                    if (here == deadly && ++passed == nth) ::_exit(9);
                    return absl::OkStatus();
                  }),
                  [&](std::uint64_t sequence) {
                    const auto byte = static_cast<char>(sequence);
                    if (::write(pipe_ends[1], &byte, 1) != 1) ::_exit(1);
                  });
        ::_exit(0);
      }
      ::close(pipe_ends[1]);
      std::uint64_t acknowledged = 0;
      for (char byte = 0; ::read(pipe_ends[0], &byte, 1) == 1;) {
        acknowledged = static_cast<std::uint64_t>(byte);
      }
      ::close(pipe_ends[0]);
      int how = 0;
      ASSERT_EQ(::waitpid(child, &how, 0), child);
      ASSERT_TRUE(WIFEXITED(how)) << point;
      ASSERT_TRUE(WEXITSTATUS(how) == 9 || WEXITSTATUS(how) == 0) << point;
      if (WEXITSTATUS(how) == 9) ++kills;

      const auto store = Open();
      ASSERT_NE(store, nullptr) << point;
      const Recovered& found = store->recovered();
      EXPECT_THAT(found.damage, IsEmpty()) << point << " " << nth;
      // Everything acknowledged, and at most the one record that was being written.
      EXPECT_GE(store->last_sequence(), acknowledged) << point << " " << nth;
      EXPECT_LE(store->last_sequence(), acknowledged + 1) << point << " " << nth;
      const std::uint64_t last = store->last_sequence();
      const std::size_t in_force = last == 2 || last == 3 ? 1 : 0;
      EXPECT_EQ(found.commands_in_force.size(), in_force) << point << " " << nth;
      const std::int64_t steps = last == 4 ? 3 : last == 3 ? 2 : last >= 1 ? 1 : 0;
      ASSERT_EQ(found.last_step.has_value(), steps > 0) << point << " " << nth;
      if (steps == 0) continue;
      EXPECT_EQ(found.last_step->state, SmallStep(kMonday + 94 + steps).state) << point;
      ASSERT_TRUE(store->Flush().ok()) << point;
      const auto series =
          store->ReadSeries({"line_flow_mw", {"a"}, kMonday + 95, kMonday + 95 + steps});
      ASSERT_TRUE(series.ok()) << series.status();
      for (std::int64_t i = 0; i < steps; ++i) {
        EXPECT_EQ(series->values[static_cast<std::size_t>(i)], SmallStep(kMonday + 95 + i).frame[3])
            << point << " " << nth;
      }
    }
  }
  EXPECT_GE(kills, 40);
}

}  // namespace
}  // namespace twin::store
