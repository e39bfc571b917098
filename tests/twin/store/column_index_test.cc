#include "twin/store/column_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/small_store.h"
#include "twin/store/crc32c.h"
#include "twin/store/journal.h"
#include "twin/store/migrate.h"
#include "twin/store/sealed_file.h"
#include "twin/store/segment.h"
#include "twin/store/store.h"
#include "twin/store/store_check.h"
#include "twin/store/store_reader.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::kMonday;
using tests::SmallSchema;
using tests::SmallStep;

/// A wide group, so that it has several chunks and a part of one: 300 elements.
Schema WideSchema() {
  Schema schema = SmallSchema();
  SeriesGroup wide{.name = "power_mw",
                   .unit = "MW",
                   .long_name = "power",
                   .axis = "plant",
                   .element_ids = {},
                   .quantum = 1.0 / 64.0};
  for (int i = 0; i < 300; ++i) wide.element_ids.push_back("plant " + std::to_string(i));
  schema.frame.groups.push_back(wide);
  return schema;
}

StepRecord WideStep(models::Quarter quarter, std::uint64_t sequence) {
  StepRecord step = SmallStep(quarter, sequence);
  for (int i = 0; i < 300; ++i) {
    step.frame.push_back(std::sin(static_cast<double>(i) + static_cast<double>(quarter - kMonday)));
  }
  return step;
}

class ColumnIndexTest : public testing::Test {
 protected:
  ColumnIndexTest() : path_(folder_ / SegmentName(kMonday)) {
    Day day;
    day.first_quarter = kMonday;
    for (int i = 0; i < 90; ++i) {  // the last six quarters are missing
      AddStep(WideStep(kMonday + i, static_cast<std::uint64_t>(i) + 1), day);
    }
    tests::WriteBytes(path_, *EncodeSegment(WideSchema(), 77, day));
  }
  IndexedDay Open() const {
    auto day = IndexedDay::Open(path_);
    EXPECT_TRUE(day.ok() && day->has_value());
    return **std::move(day);
  }
  tests::TempFolder folder_;
  std::string path_;
};

TEST_F(ColumnIndexTest, EveryValueIsTheOneThatHdf5Reads) {
  const IndexedDay day = Open();
  const Segment segment = *Segment::Open(path_);
  EXPECT_EQ(day.index().layout_hash, CalcLayoutHash(WideSchema()));
  EXPECT_EQ(day.index().quality, *segment.ReadQuality());
  EXPECT_EQ(day.index().detail, Every::kQuarter);
  for (const SeriesGroup& group : WideSchema().frame.groups) {
    std::vector<std::size_t> columns;
    for (std::size_t i = group.element_ids.size(); i-- > 0;) columns.push_back(i);
    std::vector<double> by_index(92 * columns.size()), by_hdf5(92 * columns.size());
    ASSERT_TRUE(day.ReadColumns("/" + group.name, columns, 3, 95, by_index).ok());
    ASSERT_TRUE(segment.ReadColumns(group.name, columns, 3, 95, by_hdf5).ok());
    for (std::size_t i = 0; i < by_index.size(); ++i) {
      ASSERT_TRUE(by_index[i] == by_hdf5[i] || (std::isnan(by_index[i]) && std::isnan(by_hdf5[i])))
          << group.name << " " << i;
    }
  }
}

TEST_F(ColumnIndexTest, AFlippedByteNeverGivesAnotherValue) {
  const std::string whole = tests::ReadBytes(path_);
  std::vector<double> right(96), found(96);
  ASSERT_TRUE(Open().ReadColumns("/power_mw", {200}, 0, 96, right).ok());
  int refused = 0, without_index = 0;
  for (std::size_t at = 0; at < whole.size(); at += 13) {
    tests::FlipByte(path_, at);
    const auto day = IndexedDay::Open(path_);
    ASSERT_TRUE(day.ok());
    if (!day->has_value()) {
      ++without_index;
    } else if (const absl::Status status = (*day)->ReadColumns("/power_mw", {200}, 0, 96, found);
               !status.ok()) {
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
      ++refused;
    } else {
      for (std::size_t i = 0; i < 90; ++i) ASSERT_EQ(found[i], right[i]) << at;
    }
    tests::WriteBytes(path_, whole);
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(without_index, 0);
}

TEST_F(ColumnIndexTest, ATableThatIsNotThereIsNamed) {
  std::vector<double> found(96);
  const absl::Status status = Open().ReadColumns("/none_mw", {0}, 0, 96, found);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/none_mw"));
}

/// A folder whose first day was sealed by a program that knew no index.
class MigrateTest : public testing::Test {
 protected:
  MigrateTest() {
    auto store = *Store::Open({.directory = Root(), .schema = SmallSchema(), .fault_hook = {}});
    for (int day = 0; day < 3; ++day) {
      EXPECT_TRUE(store->AppendStep(SmallStep(kMonday + 96 * day + 7)).ok());
    }
    EXPECT_TRUE(store->Close().ok());
    std::string bytes = tests::ReadBytes(First());
    bytes.resize(bytes.size() - kSealBytes);
    const std::size_t index = bytes.rfind("TWINCOLS");
    EXPECT_NE(index, std::string::npos);
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data() + index + 8, sizeof(length));
    bytes.resize(index - length);
    AppendSeal(bytes);
    tests::WriteBytes(First(), bytes);
  }
  std::string Root() const { return folder_ / "data"; }
  std::string First() const { return Root() + "/segments/2026-01-05.h5"; }
  Series Read() const {
    const auto reader = StoreReader::Open(Root());
    auto series = reader->ReadSeries({"line_flow_mw", {}, kMonday, kMonday + 96});
    EXPECT_TRUE(series.ok()) << series.status();
    return *std::move(series);
  }
  tests::TempFolder folder_;
};

TEST_F(MigrateTest, ADayWithoutAnIndexIsReadAsBeforeAndGetsOne) {
  EXPECT_FALSE(IndexedDay::Open(First())->has_value());
  EXPECT_TRUE(CheckFolder(Root())->IsGood());
  const Series before = Read();
  EXPECT_EQ(before.values[14], SmallStep(kMonday + 7).frame[3]);
  const auto done = MigrateFolder(Root(), {});
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_THAT(done->migrated, ElementsAre("segments/2026-01-05.h5"));
  EXPECT_THAT(done->left, IsEmpty());
  EXPECT_TRUE(IndexedDay::Open(First())->has_value());
  EXPECT_TRUE(CheckFolder(Root())->IsGood());
  const Series after = Read();
  EXPECT_EQ(after.quality, before.quality);
  EXPECT_EQ(after.values[14], before.values[14]);
  EXPECT_THAT(MigrateFolder(Root(), {})->migrated, IsEmpty());
}

TEST_F(MigrateTest, AnUnknownVersionIsNamedAndNothingIsChanged) {
  const std::string journal = JournalPath(Root() + "/journal", kMonday + 2 * 96);
  std::string bytes = tests::ReadBytes(journal);
  JournalHeader header{77, kMonday + 2 * 96, CalcLayoutHash(SmallSchema())};
  std::string head = EncodeRecordFileHeader(header, "TWINWAL\n");
  head[8] = 9;
  const std::uint32_t crc = CalcCrc32c(absl::string_view(head).substr(0, 64));
  std::memcpy(head.data() + 64, &crc, sizeof(crc));
  bytes.replace(0, head.size(), head);
  tests::WriteBytes(journal, bytes);
  const std::string first = tests::ReadBytes(First());
  const absl::Status status = MigrateFolder(Root(), {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("is of format version 9, this twin reads version 1"));
  EXPECT_EQ(tests::ReadBytes(First()), first);
}

TEST_F(MigrateTest, ASchemaOfAnotherVersionIsNotCalledDamaged) {
  std::string bytes = tests::ReadBytes(Root() + "/schema.bin");
  bytes[7] = '2';
  tests::WriteBytes(Root() + "/schema.bin", bytes);
  EXPECT_THAT(std::string(MigrateFolder(Root(), {}).status().message()),
              HasSubstr("schema is of format version 2"));
}

TEST_F(MigrateTest, AFolderInUseAndOneWithoutAStoreAreRefused) {
  const auto store = Store::Open({.directory = Root(), .schema = SmallSchema(), .fault_hook = {}});
  EXPECT_THAT(std::string(MigrateFolder(Root(), {}).status().message()), HasSubstr("in use"));
  EXPECT_TRUE(absl::IsNotFound(MigrateFolder(folder_.path(), {}).status()));
  EXPECT_FALSE(fs::exists(folder_ / "twin.lock"));
}

}  // namespace
}  // namespace twin::store
