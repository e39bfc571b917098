#include "twin/store/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "tests/support/small_store.h"
#include "twin/store/answer_log.h"
#include "twin/store/record_log.h"
#include "twin/store/store.h"
#include "twin/store/store_check.h"
#include "twin/store/store_reader.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using tests::kMonday;
using tests::SmallCommand;
using tests::SmallSchema;
using tests::SmallStep;

class BackupTest : public testing::Test {
 protected:
  std::string Root() const { return folder_ / "data"; }
  std::string Copy() const { return folder_ / "copy"; }
  std::string Restored() const { return folder_ / "restored"; }
  std::unique_ptr<Store> Open(const std::string& directory) const {
    auto store = Store::Open({.directory = directory, .schema = SmallSchema(), .fault_hook = {}});
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  /// Two days and a bit, 8 quarters of each, one command a day.
  std::unique_ptr<Store> OpenWithDays() const {
    auto store = Open(Root());
    for (int day = 0; day < 3; ++day) {
      for (int i = 0; i < 8; ++i) {
        EXPECT_TRUE(store->AppendStep(SmallStep(kMonday + 96 * day + i)).ok());
      }
      EXPECT_TRUE(store->AppendCommand(SmallCommand("p", kMonday + 96 * day + 8)).ok());
    }
    return store;
  }
  tests::TempFolder folder_;
};

TEST_F(BackupTest, ARestoredFolderHoldsTheSameHistoryBitForBit) {
  auto store = OpenWithDays();
  ASSERT_TRUE(store->Flush().ok());
  const auto answers = AnswerLog::Open(Root(), store->epoch());
  const RecordId id = (*answers)->CalcId("question", 1);
  ASSERT_TRUE((*answers)->Append(id, "an answer").ok());
  const auto branches = RecordLog::Open(kBranchLog, Root(), store->epoch());
  ASSERT_TRUE((*branches)->Append("an order").ok());

  const auto backup = MakeBackup(Root(), Copy());
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_THAT(backup->damage, IsEmpty());
  EXPECT_EQ(backup->manifest.last_sequence, 27u);
  EXPECT_EQ(backup->manifest.last_quarter, kMonday + 2 * 96 + 7);
  EXPECT_EQ(backup->manifest.epoch, store->epoch());
  EXPECT_FALSE(fs::exists(Copy() + ".tmp"));
  EXPECT_FALSE(fs::exists(Copy() + "/.unfinished"));
  EXPECT_TRUE(CheckFolder(Copy())->IsGood());

  ASSERT_TRUE(RestoreBackup(Copy(), Restored()).ok());
  const auto again = Open(Restored());
  EXPECT_EQ(again->epoch(), store->epoch());
  EXPECT_EQ(again->last_sequence(), 27u);
  EXPECT_THAT(again->recovered().damage, IsEmpty());
  EXPECT_EQ(*again->recovered().last_step, SmallStep(kMonday + 2 * 96 + 7, 26));
  EXPECT_THAT(again->recovered().commands_in_force, SizeIs(3));
  const SeriesQuery all{"bus_voltage_kv", {}, kMonday, kMonday + 3 * 96};
  EXPECT_EQ(again->ReadSeries(all)->quality, store->ReadSeries(all)->quality);
  EXPECT_EQ(*ReadAnswer(Restored(), id), "an answer");
  EXPECT_THAT((*RecordLog::Open(kBranchLog, Restored(), again->epoch()))->records(),
              testing::ElementsAre("an order"));
  EXPECT_EQ(*again->AppendStep(SmallStep(kMonday + 2 * 96 + 8)), 28u);
}

// The writer runs through days while copies are taken: each is one moment of the history.
TEST_F(BackupTest, EveryCopyTakenBesideAWriterIsAPrefixOfTheHistory) {
  auto store = Open(Root());
  ASSERT_TRUE(store->AppendStep(SmallStep(kMonday)).ok());
  std::atomic<bool> is_stopping = false;
  std::thread writer([&] {
    for (std::int64_t i = 1; !is_stopping; ++i) {
      // A day has four quarters here: sealing, pruning and dropping go on all the time.
      const models::Quarter quarter = kMonday + 96 * (i / 4) + i % 4;
      ASSERT_TRUE(store->AppendStep(SmallStep(quarter)).ok());
      if (i % 7 != 0) continue;
      ASSERT_TRUE(store->AppendCommand(SmallCommand("p", quarter)).ok());
    }
  });
  std::uint64_t before = 0;
  for (int round = 0; round < 12; ++round) {
    const std::string copy = folder_ / ("copy" + std::to_string(round));
    const std::string restored = folder_ / ("restored" + std::to_string(round));
    const auto backup = MakeBackup(Root(), copy);
    ASSERT_TRUE(backup.ok()) << backup.status();
    EXPECT_THAT(backup->damage, IsEmpty());
    EXPECT_GT(backup->manifest.last_sequence, before);
    before = backup->manifest.last_sequence;
    ASSERT_TRUE(RestoreBackup(copy, restored).ok());
    const auto again = Open(restored);
    ASSERT_NE(again, nullptr);
    EXPECT_THAT(again->recovered().damage, IsEmpty());
    EXPECT_EQ(again->last_sequence(), backup->manifest.last_sequence);
    const StepRecord last = *again->recovered().last_step;
    EXPECT_EQ(last.quarter, backup->manifest.last_quarter);
    EXPECT_EQ(last.state, SmallStep(last.quarter).state);
    ASSERT_TRUE(again->Flush().ok());
    EXPECT_THAT(CheckFolder(restored)->problems, IsEmpty());            // no sequence is missing
    EXPECT_TRUE(again->AppendStep(SmallStep(last.quarter + 96)).ok());  // a new day may be begun
  }
  is_stopping = true;
  writer.join();
}

TEST_F(BackupTest, ABackupWithOneChangedOrMissingFileIsRefusedAndNothingIsMade) {
  auto store = OpenWithDays();
  ASSERT_TRUE(store->Close().ok());
  const auto backup = MakeBackup(Root(), Copy());
  ASSERT_TRUE(backup.ok());
  std::vector<std::string> names = {kManifestName};
  for (const auto& entry : backup->manifest.files) names.push_back(entry.path);
  for (const std::string& name : names) {
    const std::string path = Copy() + "/" + name;
    const std::string whole = tests::ReadBytes(path);
    tests::FlipByte(path, whole.size() / 2);
    const absl::Status flipped = RestoreBackup(Copy(), Restored()).status();
    EXPECT_EQ(flipped.code(), absl::StatusCode::kDataLoss) << name;
    EXPECT_THAT(std::string(flipped.message()), HasSubstr(name));
    fs::remove(path);
    EXPECT_FALSE(RestoreBackup(Copy(), Restored()).ok()) << name;
    EXPECT_FALSE(fs::exists(Restored()));
    EXPECT_FALSE(fs::exists(Restored() + ".tmp"));
    tests::WriteBytes(path, whole);
  }
  EXPECT_TRUE(RestoreBackup(Copy(), Restored()).ok());
}

TEST_F(BackupTest, NothingIsEverWrittenOver) {
  auto store = OpenWithDays();
  ASSERT_TRUE(MakeBackup(Root(), Copy()).ok());
  EXPECT_EQ(MakeBackup(Root(), Copy()).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(RestoreBackup(Copy(), Root()).status().code(), absl::StatusCode::kFailedPrecondition);
  fs::create_directory(Restored());
  EXPECT_TRUE(RestoreBackup(Copy(), Restored()).ok()) << "an empty folder is free";
  fs::create_directory(folder_ / "other.tmp");
  EXPECT_THAT(std::string(MakeBackup(Root(), folder_ / "other").status().message()),
              HasSubstr("move it away"));
  EXPECT_TRUE(absl::IsNotFound(MakeBackup(folder_ / "none", folder_ / "x").status()));
  EXPECT_TRUE(absl::IsNotFound(RestoreBackup(Root(), folder_ / "x").status()));
}

TEST_F(BackupTest, WhatAnInterruptedRunLeftIsRemovedByTheNext) {
  auto store = OpenWithDays();
  fs::create_directory(Copy() + ".tmp");
  tests::WriteBytes(Copy() + ".tmp/.unfinished", "");
  tests::WriteBytes(Copy() + ".tmp/old", "half");
  ASSERT_TRUE(MakeBackup(Root(), Copy() + "/").ok());
  EXPECT_FALSE(fs::exists(Copy() + "/old"));
}

TEST_F(BackupTest, ADamagedDayIsNamedAndLeftOutAndTheRestIsKept) {
  auto store = OpenWithDays();
  ASSERT_TRUE(store->Close().ok());
  tests::FlipByte(Root() + "/segments/2026-01-05.h5", 40);
  const auto backup = MakeBackup(Root(), Copy());
  ASSERT_TRUE(backup.ok()) << backup.status();
  ASSERT_THAT(backup->damage, testing::Not(IsEmpty()));
  EXPECT_THAT(backup->damage.front(), HasSubstr("2026-01-05.h5"));
  EXPECT_FALSE(fs::exists(Copy() + "/segments/2026-01-05.h5"));
  ASSERT_TRUE(RestoreBackup(Copy(), Restored()).ok());
  EXPECT_EQ(Open(Restored())->last_sequence(), 27u);
}

TEST_F(BackupTest, AFullDiskLeavesNothingBehind) {
  auto store = OpenWithDays();
  ASSERT_TRUE(store->Flush().ok());
  {
    const tests::FileSizeLimit limit(2000);
    EXPECT_EQ(MakeBackup(Root(), Copy()).status().code(), absl::StatusCode::kResourceExhausted);
  }
  EXPECT_FALSE(fs::exists(Copy()));
  EXPECT_FALSE(fs::exists(Copy() + ".tmp"));
}

}  // namespace
}  // namespace twin::store
