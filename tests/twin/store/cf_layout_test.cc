#include "twin/store/cf_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/small_store.h"

namespace twin::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tests::kMonday;
using tests::SmallCommand;

class CfLayoutTest : public testing::Test {
 protected:
  data::Hdf5File Make() {
    auto file = data::Hdf5File::CreateInMemory("test");
    EXPECT_TRUE(file.ok()) << file.status();
    return *std::move(file);
  }
  /// Writes the file out and opens it as a reader does.
  data::Hdf5File Reopen(data::Hdf5File file) {
    auto bytes = file.TakeImage();
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    tests::WriteBytes(folder_ / "file.h5", *bytes);
    auto opened = data::Hdf5File::OpenReadOnly(folder_ / "file.h5");
    EXPECT_TRUE(opened.ok()) << opened.status();
    return *std::move(opened);
  }

  tests::TempFolder folder_;
};

TEST_F(CfLayoutTest, TheRootSaysConventionsEpochLayoutVersionAndTheNotice) {
  data::Hdf5File made = Make();
  ASSERT_TRUE(WriteIdentity(made, tests::SmallSchema(), 0xABCu, "a title").ok());
  const data::Hdf5File file = Reopen(std::move(made));
  EXPECT_EQ(*file.ReadTextAttribute("/", "Conventions"), "CF-1.8");
  EXPECT_EQ(*file.ReadTextAttribute("/", "title"), "a title");
  EXPECT_EQ(*file.ReadTextAttribute("/", "notice"), "The grid is synthetic");
  EXPECT_EQ(*file.ReadTextAttribute("/", "twin_epoch"), "0000000000000abc");
  EXPECT_EQ(*file.ReadTextAttribute("/", "twin_layout_hash"),
            ToHex(CalcLayoutHash(tests::SmallSchema())));
  EXPECT_EQ(*file.ReadInt64Attribute("/", "twin_format_version"), 1);
}

TEST_F(CfLayoutTest, TimeIsACoordinateInSecondsSince1970) {
  data::Hdf5File made = Make();
  ASSERT_TRUE(WriteTime(made, kMonday, 3).ok());
  const data::Hdf5File file = Reopen(std::move(made));
  const std::int64_t monday_s = 1767571200;  // date -u -d 2026-01-05 +%s
  EXPECT_THAT(*file.ReadInt64s("/time"), ElementsAre(monday_s, monday_s + 900, monday_s + 1800));
  EXPECT_EQ(*file.ReadTextAttribute("/time", "units"), "seconds since 1970-01-01T00:00:00Z");
  EXPECT_EQ(*file.ReadTextAttribute("/time", "calendar"), "standard");
  EXPECT_EQ(*file.ReadTextAttribute("/time", "standard_name"), "time");
  EXPECT_EQ(*file.ReadTextAttribute("/time", "axis"), "T");
}

TEST_F(CfLayoutTest, ChunksAre96By128ButNeverLargerThanTheData) {
  SeriesGroup group = tests::SmallSchema().frame.groups[0];
  EXPECT_THAT(SeriesLayout(group, 96).chunk, ElementsAre(96, 3));
  EXPECT_THAT(SeriesLayout(group, 10).chunk, ElementsAre(10, 3));
  group.element_ids.resize(1000);
  EXPECT_THAT(SeriesLayout(group, 960).chunk, ElementsAre(96, 128));
  EXPECT_THAT(SeriesLayout(group, 960).scales, ElementsAre("/time", "/bus"));
}

TEST_F(CfLayoutTest, CommandsComeBackAsTheyWere) {
  const std::vector<StoredCommand> commands = {
      {SmallCommand("p-1", kMonday - 4, 2), true, 0},
      {{3, kMonday, "p-2", "", ""}, false, 9},
      {SmallCommand("p-3", kMonday, 4), false, 0},
  };
  data::Hdf5File made = Make();
  ASSERT_TRUE(WriteCommands(made, commands).ok());
  const auto read = ReadCommands(Reopen(std::move(made)));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, commands);
}

TEST_F(CfLayoutTest, NoCommandsAndEmptyPayloadsCanBeStored) {
  data::Hdf5File none = Make();
  ASSERT_TRUE(WriteCommands(none, {}).ok());
  EXPECT_THAT(*ReadCommands(Reopen(std::move(none))), IsEmpty());
  const std::vector<StoredCommand> bare = {{{1, kMonday, "p", "t", ""}, false, 0}};
  data::Hdf5File made = Make();
  ASSERT_TRUE(WriteCommands(made, bare).ok());
  EXPECT_EQ(*ReadCommands(Reopen(std::move(made))), bare);
}

TEST_F(CfLayoutTest, AStateIsExactAndItsBlocksAreNamed) {
  const std::vector<double> state = {0.1, -0.0, 1e300};
  data::Hdf5File made = Make();
  ASSERT_TRUE(WriteStateBlocks(made, tests::SmallSchema().state).ok());
  ASSERT_TRUE(WriteState(made, "state_end", state).ok());
  const data::Hdf5File file = Reopen(std::move(made));
  EXPECT_EQ(*file.ReadDoubles("/state_end"), state);
  EXPECT_THAT(*file.ReadTexts("/state_block"), ElementsAre("heat", "tap"));
  EXPECT_THAT(*file.ReadInt64s("/state_block_size"), ElementsAre(2, 1));
}

}  // namespace
}  // namespace twin::store
