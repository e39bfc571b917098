#include "twin/store/snapshot_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/small_store.h"

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

Snapshot SmallSnapshot(models::Quarter quarter, std::uint64_t sequence) {
  Snapshot snapshot;
  snapshot.epoch = 0xFEDCBA9876543210u;
  snapshot.last_sequence = sequence + 1;
  snapshot.step = SmallStep(quarter, sequence);
  snapshot.commands_in_force = {SmallCommand("p-1", quarter, 3),
                                SmallCommand("p-2", quarter, sequence + 1)};
  return snapshot;
}

class SnapshotStoreTest : public testing::Test {
 protected:
  void Write(models::Quarter quarter, std::uint64_t sequence, const FaultHook& hook = {}) {
    written_ = WriteSnapshot(folder_.path(), SmallSchema(), SmallSnapshot(quarter, sequence), hook);
  }
  std::string PathOf(models::Quarter quarter) const {
    return folder_ / (std::to_string(quarter.index()) + ".h5");
  }
  std::uint64_t NewestSequence() {
    damage_.clear();
    const auto newest = ReadNewestSnapshot(folder_.path(), &damage_);
    return newest.has_value() ? newest->step.sequence : 0;
  }

  tests::TempFolder folder_;
  absl::Status written_;
  std::vector<std::string> damage_;
};

TEST_F(SnapshotStoreTest, ASnapshotComesBackBitForBit) {
  Write(kMonday + 4, 9);
  ASSERT_TRUE(written_.ok()) << written_;
  const auto read = ReadSnapshot(PathOf(kMonday + 4));
  ASSERT_TRUE(read.ok()) << read.status();
  const Snapshot expected = SmallSnapshot(kMonday + 4, 9);
  EXPECT_EQ(read->epoch, expected.epoch);
  EXPECT_EQ(read->last_sequence, 10u);
  EXPECT_EQ(read->step, expected.step);
  EXPECT_EQ(read->commands_in_force, expected.commands_in_force);
  EXPECT_EQ(read->layout_hash, CalcLayoutHash(SmallSchema()));
  EXPECT_EQ(read->attributes.at(kDataRevision), "7");
}

TEST_F(SnapshotStoreTest, OnlyTheNewestTwoAreKept) {
  for (int i = 0; i < 4; ++i) Write(kMonday + i, static_cast<std::uint64_t>(i + 1));
  EXPECT_FALSE(fs::exists(PathOf(kMonday)));
  EXPECT_FALSE(fs::exists(PathOf(kMonday + 1)));
  EXPECT_TRUE(fs::exists(PathOf(kMonday + 2)));
  EXPECT_EQ(NewestSequence(), 4u);
  EXPECT_THAT(damage_, IsEmpty());
}

TEST_F(SnapshotStoreTest, AWriteFailingAnywhereLeavesAWholeSnapshot) {
  std::vector<std::string> points;
  Write(kMonday, 1);
  Write(kMonday + 1, 2);
  const FaultHook listen = [&points](absl::string_view point) {
    points.emplace_back(point);
    return absl::OkStatus();
  };
  Write(kMonday + 2, 3, listen);
  ASSERT_EQ(points.size(), 9u);  // six of the write, three of the removal
  for (const std::string& failing : points) {
    for (const auto& entry : fs::directory_iterator(folder_.path())) fs::remove(entry.path());
    Write(kMonday, 1);
    Write(kMonday + 1, 2);
    Write(kMonday + 2, 3, [&failing](absl::string_view point) {
      return point == failing ? absl::ResourceExhaustedError("full") : absl::OkStatus();
    });
    EXPECT_EQ(written_.code(), absl::StatusCode::kResourceExhausted) << failing;
    EXPECT_GE(NewestSequence(), 2u) << failing;
    EXPECT_THAT(damage_, IsEmpty()) << failing;
  }
}

TEST_F(SnapshotStoreTest, ATornOrFlippedNewestFallsBackToTheOneBefore) {
  Write(kMonday, 1);
  Write(kMonday + 1, 2);
  const std::string path = PathOf(kMonday + 1);
  const std::string bytes = tests::ReadBytes(path);
  const std::size_t stride = bytes.size() / 200 + 1;
  for (std::size_t at = 0; at < bytes.size(); at += stride) {
    tests::WriteBytes(path, bytes.substr(0, at));
    ASSERT_EQ(NewestSequence(), 1u) << at;
    ASSERT_THAT(damage_, ElementsAre(HasSubstr(path)));
    tests::WriteBytes(path, bytes);
    tests::FlipByte(path, at);
    ASSERT_EQ(NewestSequence(), 1u) << at;
    ASSERT_THAT(damage_, ElementsAre(HasSubstr(path)));
  }
}

TEST_F(SnapshotStoreTest, WithoutAnyWholeSnapshotThereIsNone) {
  EXPECT_EQ(NewestSequence(), 0u);
  Write(kMonday, 1);
  tests::FlipByte(PathOf(kMonday), 100);
  EXPECT_EQ(NewestSequence(), 0u);
  EXPECT_EQ(damage_.size(), 1u);
  EXPECT_EQ(ReadSnapshot(PathOf(kMonday)).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReadSnapshot(folder_ / "1.h5").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace twin::store
