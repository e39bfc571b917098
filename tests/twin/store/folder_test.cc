#include "twin/store/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/small_store.h"
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

/// Monday sealed with quarters 94 and 95, Tuesday unsealed with 0 and 1, Wednesday nothing.
class FolderTest : public testing::Test {
 protected:
  FolderTest() : folder_{temp_.path()} {
    for (const std::string& part : {folder_.journals(), folder_.segments()}) {
      fs::create_directory(part);
    }
    Day monday;
    monday.first_quarter = kMonday;
    AddStep(SmallStep(kMonday + 94, 1), monday);
    monday.commands = {SmallCommand("monday", kMonday + 95, 2),
                       SmallCommand("ahead", kMonday + 96, 3)};
    AddStep(SmallStep(kMonday + 95, 4), monday);
    Seal(SmallSchema(), monday);
    auto tuesday = std::make_shared<Day>();
    tuesday->first_quarter = kMonday + 96;
    tuesday->carried = monday.commands;
    AddStep(SmallStep(kMonday + 96, 5), *tuesday);
    tuesday->commands = {SmallCommand("tuesday", kMonday + 97, 6)};
    AddStep(SmallStep(kMonday + 97, 7), *tuesday);
    unsealed_.push_back(std::move(tuesday));
  }

  void Seal(const Schema& schema, const Day& day) {
    tests::WriteBytes(PathOf(day.first_quarter), *EncodeSegment(schema, 77, day));
  }
  std::string PathOf(models::Quarter quarter) const {
    return folder_.segments() + "/" + SegmentName(quarter);
  }
  absl::StatusOr<Series> Read(std::int64_t from, std::int64_t to, std::vector<std::string> ids = {},
                              const std::string& group = "bus_voltage_kv") const {
    return ReadSeries(folder_, SmallSchema(), unsealed_,
                      {group, std::move(ids), kMonday + from, kMonday + to});
  }
  std::vector<std::string> CommandIds(std::int64_t from, std::int64_t to) const {
    std::vector<std::string> ids;
    const auto commands = ReadCommands(folder_, unsealed_, kMonday + from, kMonday + to);
    EXPECT_TRUE(commands.ok()) << commands.status();
    for (const CommandRecord& command : *commands) ids.push_back(command.id);
    return ids;
  }

  tests::TempFolder temp_;
  Folder folder_;
  std::vector<DayPtr> unsealed_;
};

TEST_F(FolderTest, ASeriesRunsAcrossSealedAndUnsealedDaysRoundedAlike) {
  const auto series = Read(93, 99, {"Flesaker 420", "Ås 66"});
  ASSERT_TRUE(series.ok()) << series.status();
  EXPECT_EQ(series->unit, "kV");
  EXPECT_EQ(series->secrecy, "K3");
  EXPECT_THAT(series->element_ids, ElementsAre("Flesaker 420", "Ås 66"));
  using enum Quality;
  EXPECT_THAT(series->quality, ElementsAre(kMissing, kStale, kGood, kGood, kStale, kMissing));
  for (std::size_t row = 0; row < 6; ++row) {
    const bool has_step = row >= 1 && row <= 4;
    const StepRecord step = SmallStep(kMonday + 93 + static_cast<std::int64_t>(row));
    for (std::size_t i = 0; i < 2; ++i) {
      const double found_kv = series->values[row * 2 + i];
      ASSERT_EQ(std::isnan(found_kv), !has_step) << row;
      if (has_step) {
        EXPECT_EQ(found_kv, RoundToQuantum(step.frame[i == 0 ? 2 : 0], 1.0 / 64.0));
      }
    }
  }
}

TEST_F(FolderTest, SealingADayChangesNoAnswer) {
  const auto before = Read(96, 192);
  Seal(SmallSchema(), *unsealed_[0]);
  unsealed_.clear();
  const auto after = Read(96, 192);
  ASSERT_TRUE(before.ok() && after.ok());
  EXPECT_EQ(before->quality, after->quality);
  for (std::size_t i = 0; i < before->values.size(); ++i) {
    if (std::isnan(before->values[i])) {
      EXPECT_TRUE(std::isnan(after->values[i]));
    } else {
      EXPECT_EQ(before->values[i], after->values[i]);
    }
  }
}

TEST_F(FolderTest, WrongQuestionsAreRefusedByName) {
  using absl::StatusCode;
  EXPECT_EQ(Read(5, 5).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Read(6, 5).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Read(0, kMaxSeriesValues).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Read(0, 5, {}, "none_mw").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Read(0, 5, {"Oslo"}).status().code(), StatusCode::kNotFound);
}

TEST_F(FolderTest, ADamagedSegmentIsDataLossAndNamesTheFile) {
  // Every byte of HDF5's part: which of them hold the values is the file's own affair.
  std::string bytes = tests::ReadBytes(PathOf(kMonday));
  const std::size_t index = bytes.rfind("TWINCOLS");
  ASSERT_NE(index, std::string::npos);
  for (std::size_t at = 0; at < index / 2; ++at) bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
  tests::WriteBytes(PathOf(kMonday), bytes);
  const absl::Status status = Read(90, 99).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr(PathOf(kMonday)));
  EXPECT_EQ(ReadCommands(folder_, unsealed_, kMonday, kMonday + 96).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_TRUE(Read(96, 99).ok());
}

TEST_F(FolderTest, ASegmentOfAnotherLayoutIsMatchedByNames) {
  Schema older = SmallSchema();
  older.frame.groups[0].element_ids = {"Flesaker 420", "Gone 132", "Ås 66"};
  Day sunday;
  sunday.first_quarter = kMonday - 96;
  StepRecord step = SmallStep(kMonday - 96, 1);
  step.frame = {420.5, 132.5, 66.5, 1.0, 2.0};
  AddStep(step, sunday);
  Seal(older, sunday);
  const auto series = Read(-96, -95);
  ASSERT_TRUE(series.ok()) << series.status();
  EXPECT_EQ(series->values[0], 66.5);
  EXPECT_TRUE(std::isnan(series->values[1]));
  EXPECT_EQ(series->values[2], 420.5);
}

TEST_F(FolderTest, CommandsAreFoundByTheQuarterTheyWereAcknowledgedIn) {
  EXPECT_THAT(CommandIds(0, 192), ElementsAre("monday", "ahead", "tuesday"));
  EXPECT_THAT(CommandIds(95, 96), ElementsAre("monday"));
  EXPECT_THAT(CommandIds(96, 97), ElementsAre("ahead"));
  EXPECT_THAT(CommandIds(98, 500), IsEmpty());
  EXPECT_EQ(ReadCommands(folder_, unsealed_, kMonday, kMonday).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(FolderTest, OnlyOurNamesAreListedInTheOrderOfTime) {
  for (const char* name : {"/notes.h5", "/2026-1-1.h5", "/2026-01-04.h5"}) {
    tests::WriteBytes(folder_.segments() + name, "x");
  }
  const auto segments = ListSegments(folder_);
  ASSERT_TRUE(segments.ok());
  ASSERT_EQ(segments->size(), 2u);
  EXPECT_EQ((*segments)[0].first_quarter, kMonday - 96);
  EXPECT_EQ((*segments)[0].size_bytes, 1);
  EXPECT_EQ((*segments)[1].path, PathOf(kMonday));
  for (const char* name : {"/96.wal", "/-96.wal", "/1000.wal", "/x.wal", "/01.wal", "/1.wal.tmp"}) {
    tests::WriteBytes(folder_.journals() + name, "");
  }
  EXPECT_THAT(*ListJournals(folder_),
              ElementsAre(folder_.journals() + "/-96.wal", folder_.journals() + "/96.wal",
                          folder_.journals() + "/1000.wal"));
}

TEST_F(FolderTest, TheSchemaIsReadBackAndADamagedOneIsDataLoss) {
  EXPECT_EQ(ReadSchemaFile(folder_).status().code(), absl::StatusCode::kNotFound);
  tests::WriteBytes(folder_.schema_file(), EncodeSchema(SmallSchema()));
  EXPECT_EQ(*ReadSchemaFile(folder_), SmallSchema());
  tests::FlipByte(folder_.schema_file(), 20);
  EXPECT_EQ(ReadSchemaFile(folder_).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace twin::store
