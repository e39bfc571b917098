#include "twin/store/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/small_store.h"
#include "twin/store/crc32c.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::kMonday;
using tests::ReadBytes;
using tests::SmallCommand;
using tests::SmallStep;
using tests::WriteBytes;

constexpr std::size_t kHeaderBytes = 72;

class JournalTest : public testing::Test {
 protected:
  JournalTest() : header_{.epoch = 77, .first_quarter = kMonday, .layout_hash = {1, 2, 3}} {
    base_.sequence = 40;
    base_.attributes = {{"data_revision", "7"}};
    base_.last_step = SmallStep(kMonday - 1, 40);
    base_.commands_in_force = {SmallCommand("old", kMonday - 2, 39)};
    path_ = JournalPath(folder_.path(), kMonday);
  }

  Journal Create(FaultHook hook = {}) {
    auto journal = Journal::Create(folder_.path(), header_, base_, hook);
    EXPECT_TRUE(journal.ok()) << journal.status();
    return *std::move(journal);
  }

  /// Two steps with a command between them. Returns where each record ends, the base first.
  std::vector<std::size_t> WriteThree() {
    Journal journal = Create();
    std::vector<std::size_t> ends = {fs::file_size(path_)};
    EXPECT_TRUE(journal.AppendStep(SmallStep(kMonday, 41)).ok());
    ends.push_back(fs::file_size(path_));
    EXPECT_TRUE(journal.AppendCommand(SmallCommand("new", kMonday, 42)).ok());
    ends.push_back(fs::file_size(path_));
    EXPECT_TRUE(journal.AppendStep(SmallStep(kMonday + 1, 43)).ok());
    ends.push_back(fs::file_size(path_));
    EXPECT_EQ(journal.size_bytes(), static_cast<std::int64_t>(ends.back()));
    return ends;
  }

  /// Step 41, command 42, step 43, as far as `count` of them go.
  static void ExpectFirst(const JournalContent& content, std::size_t count) {
    EXPECT_EQ(content.last_sequence, 40 + count);
    ASSERT_EQ(content.day.steps.size(), (count + 1) / 2);
    ASSERT_EQ(content.day.commands.size(), count / 2);
    if (count >= 1) {
      EXPECT_EQ(content.day.steps[0].frame, SmallStep(kMonday).frame);
    }
    if (count >= 2) {
      EXPECT_EQ(content.day.commands[0], SmallCommand("new", kMonday, 42));
    }
    if (count >= 3) {
      EXPECT_EQ(content.day.steps[1], SmallStep(kMonday + 1, 43));
    }
  }

  tests::TempFolder folder_;
  std::string path_;
  JournalHeader header_;
  BaseRecord base_;
};

TEST_F(JournalTest, WhatIsAppendedIsReadBack) {
  WriteThree();
  const auto content = ReadJournal(path_);
  ASSERT_TRUE(content.ok()) << content.status();
  EXPECT_EQ(content->header, header_);
  EXPECT_EQ(*content->base, base_);
  EXPECT_EQ(content->day.before, base_.last_step);
  EXPECT_EQ(content->day.carried, base_.commands_in_force);
  EXPECT_EQ(content->torn_bytes, 0);
  ExpectFirst(*content, 3);
}

TEST_F(JournalTest, TheFileLiesAsFormatMdSays) {
  const std::vector<std::size_t> ends = WriteThree();
  const std::string bytes = ReadBytes(path_);
  const auto u32 = [&bytes](std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, 4);
    return value;
  };
  EXPECT_EQ(bytes.substr(0, 8), "TWINWAL\n");
  EXPECT_EQ(u32(8), 1u);
  EXPECT_EQ(u32(12), kHeaderBytes);
  EXPECT_EQ(u32(64), CalcCrc32c(bytes.substr(0, 64)));
  std::size_t at = kHeaderBytes;
  const std::uint32_t types[] = {1, 2, 3, 2};
  for (std::size_t i = 0; i < ends.size(); ++i) {
    EXPECT_EQ(bytes.substr(at, 4), "TREC");
    EXPECT_EQ(u32(at + 8), 40 + i);
    EXPECT_EQ(u32(at + 16), types[i]);
    EXPECT_EQ(ends[i] % 8, 0u);
    const std::uint64_t offset = at;
    const std::string place(reinterpret_cast<const char*>(&offset), 8);
    EXPECT_EQ(u32(at + 4), CalcCrc32c(place + bytes.substr(at + 8, ends[i] - at - 8)));
    at = ends[i];
  }
  EXPECT_EQ(at, bytes.size());
}

TEST_F(JournalTest, AJournalCutAtAnyByteOfItsRecordsGivesExactlyTheWholeOnes) {
  const std::vector<std::size_t> ends = WriteThree();
  const std::string bytes = ReadBytes(path_);
  for (std::size_t size = ends[0]; size <= bytes.size(); ++size) {
    WriteBytes(path_, bytes.substr(0, size));
    std::size_t whole = 0;
    while (whole + 1 < ends.size() && ends[whole + 1] <= size) ++whole;
    const auto content = ReadJournal(path_);
    ASSERT_TRUE(content.ok()) << size << ": " << content.status();
    EXPECT_EQ(content->good_end, static_cast<std::int64_t>(ends[whole])) << size;
    EXPECT_EQ(content->torn_bytes, static_cast<std::int64_t>(size - ends[whole])) << size;
    ExpectFirst(*content, whole);
  }
}

TEST_F(JournalTest, AfterAnyCutTheNextAppendFollowsTheLastWholeRecord) {
  const std::vector<std::size_t> ends = WriteThree();
  const std::string bytes = ReadBytes(path_);
  for (std::size_t size = ends[2]; size < ends[3]; ++size) {
    WriteBytes(path_, bytes.substr(0, size));
    auto journal = Journal::Continue(path_, *ReadJournal(path_), {});
    ASSERT_TRUE(journal.ok()) << journal.status();
    ASSERT_EQ(fs::file_size(path_), ends[2]);
    ASSERT_TRUE(journal->AppendStep(SmallStep(kMonday + 1, 43)).ok());
    ASSERT_EQ(ReadBytes(path_), bytes) << size;
  }
}

TEST_F(JournalTest, AnyTornEndOfZerosOrJunkIsNoRecord) {
  const std::vector<std::size_t> ends = WriteThree();
  const std::string bytes = ReadBytes(path_);
  for (const char junk : {'\0', '\xFF', 'T'}) {
    for (std::size_t size = ends[2]; size < ends[3]; size += 5) {
      WriteBytes(path_, bytes.substr(0, size) + std::string(ends[3] - size, junk));
      const auto content = ReadJournal(path_);
      ASSERT_TRUE(content.ok()) << size << ": " << content.status();
      // Padding that happened to be zero already makes the record whole.
      ExpectFirst(*content, ReadBytes(path_) == bytes ? 3 : 2);
    }
  }
}

TEST_F(JournalTest, EveryFlippedByteBeforeTheLastRecordIsDataLoss) {
  const std::vector<std::size_t> ends = WriteThree();
  const std::string bytes = ReadBytes(path_);
  for (std::size_t at = 0; at < ends[2]; ++at) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x01);
    WriteBytes(path_, flipped);
    const auto content = ReadJournal(path_);
    ASSERT_EQ(content.status().code(), absl::StatusCode::kDataLoss) << at;
    EXPECT_THAT(std::string(content.status().message()), HasSubstr(path_));
  }
}

TEST_F(JournalTest, EveryFlippedByteOfTheLastRecordKeepsItOut) {
  const std::vector<std::size_t> ends = WriteThree();
  const std::string bytes = ReadBytes(path_);
  for (std::size_t at = ends[2]; at < ends[3]; ++at) {
    for (const int mask : {0x01, 0x80, 0xFF}) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ mask);
      WriteBytes(path_, flipped);
      const auto content = ReadJournal(path_);
      ASSERT_TRUE(content.ok()) << at << ": " << content.status();
      ASSERT_EQ(content->torn_bytes, static_cast<std::int64_t>(ends[3] - ends[2])) << at;
      ExpectFirst(*content, 2);
    }
  }
}

TEST_F(JournalTest, DamageSaysWhereAndWhichSequencesAreLostAndKeepsTheRest) {
  const std::vector<std::size_t> ends = WriteThree();
  tests::FlipByte(path_, ends[1] + 30);
  const auto content = SalvageJournal(path_);
  ASSERT_TRUE(content.ok()) << content.status();
  const std::string gap =
      std::to_string(ends[2] - ends[1]) + " bytes at offset " + std::to_string(ends[1]);
  EXPECT_THAT(content->damage,
              ElementsAre(HasSubstr(gap), HasSubstr("lost the records with sequence 42 to 42")));
  EXPECT_EQ(content->day.steps.size(), 2u);
  EXPECT_THAT(content->day.commands, IsEmpty());
}

TEST_F(JournalTest, ARecordCopiedToAnotherPlaceIsNone) {
  const std::vector<std::size_t> ends = WriteThree();
  const std::string bytes = ReadBytes(path_);
  WriteBytes(path_, bytes + bytes.substr(ends[2]));
  const auto content = ReadJournal(path_);
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(content->torn_bytes, static_cast<std::int64_t>(ends[3] - ends[2]));
  ExpectFirst(*content, 3);
}

TEST_F(JournalTest, AnEmptyFileAWrongMagicAndALostHeaderAreDataLoss) {
  WriteThree();
  const std::string bytes = ReadBytes(path_);
  for (const std::string& wrong : {std::string(), bytes.substr(0, 71), "X" + bytes.substr(1)}) {
    WriteBytes(path_, wrong);
    const auto content = ReadJournal(path_);
    EXPECT_EQ(content.status().code(), absl::StatusCode::kDataLoss) << wrong.size();
    EXPECT_THAT(std::string(content.status().message()), HasSubstr("header"));
  }
  EXPECT_EQ(ReadJournal(folder_ / "none.wal").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(JournalTest, AWholeJournalOfAnotherVersionIsRefusedByItsNumber) {
  WriteThree();
  std::string bytes = ReadBytes(path_);
  bytes[8] = 2;
  WriteBytes(path_, bytes);
  EXPECT_EQ(ReadJournal(path_).status().code(), absl::StatusCode::kDataLoss);  // a flipped byte
  const std::uint32_t crc = CalcCrc32c(bytes.substr(0, 64));
  std::memcpy(bytes.data() + 64, &crc, sizeof(crc));
  WriteBytes(path_, bytes);
  const absl::Status status = SalvageJournal(path_, &header_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("version 2"));
  EXPECT_EQ(ReadBytes(path_), bytes);
}

TEST_F(JournalTest, ARepairedJournalReadsWithoutDamageAndKeepsItsGoodRecords) {
  const std::vector<std::size_t> ends = WriteThree();
  tests::FlipByte(path_, ends[0] + 40);
  ASSERT_TRUE(RepairJournal(path_, header_, base_, {}).ok());
  const auto content = ReadJournal(path_);
  ASSERT_TRUE(content.ok()) << content.status();
  EXPECT_EQ(content->header, header_);
  EXPECT_EQ(*content->base, base_);
  EXPECT_EQ(content->last_sequence, 43u);
  EXPECT_THAT(content->day.commands, ElementsAre(SmallCommand("new", kMonday, 42)));
  EXPECT_THAT(content->day.steps, ElementsAre(SmallStep(kMonday + 1, 43)));
}

TEST_F(JournalTest, AnAppendThatFailsAnywhereLeavesNothingAndTheNextSucceeds) {
  for (const char* place : {"begin", "half_written", "written", "synced"}) {
    bool fails = false;
    const FaultHook hook = [&](absl::string_view point) {
      return fails && point == std::string("journal.append.") + place
                 ? absl::ResourceExhaustedError("disk full")
                 : absl::OkStatus();
    };
    Journal journal = Create(hook);
    ASSERT_TRUE(journal.AppendStep(SmallStep(kMonday, 41)).ok());
    const std::string before = ReadBytes(path_);
    fails = true;
    EXPECT_EQ(journal.AppendCommand(SmallCommand("lost", kMonday, 42)).code(),
              absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(ReadBytes(path_), before) << place;
    fails = false;
    EXPECT_TRUE(journal.AppendCommand(SmallCommand("new", kMonday, 42)).ok());
    const auto content = ReadJournal(path_);
    ASSERT_TRUE(content.ok()) << content.status();
    ExpectFirst(*content, 2);
  }
}

TEST_F(JournalTest, AFullDiskInTheMiddleOfARecordIsOneLineAndLeavesNoHalfRecord) {
  Journal journal = Create();
  ASSERT_TRUE(journal.AppendStep(SmallStep(kMonday, 41)).ok());
  const std::string before = ReadBytes(path_);
  for (std::size_t room = 0; room < 96; room += 7) {
    absl::Status status;
    {
      const tests::FileSizeLimit limit(before.size() + room);
      status = journal.AppendCommand(SmallCommand("lost", kMonday, 42));
    }
    ASSERT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << room;
    EXPECT_EQ(status.message(), "cannot write " + path_ + ": File too large");
    ASSERT_EQ(ReadBytes(path_), before) << room;
  }
  ASSERT_TRUE(journal.AppendCommand(SmallCommand("new", kMonday, 42)).ok());
  const auto content = ReadJournal(path_);
  ASSERT_TRUE(content.ok()) << content.status();
  ExpectFirst(*content, 2);
}

}  // namespace
}  // namespace twin::store
