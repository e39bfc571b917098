#include "twin/store/record_log.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/support/small_store.h"

namespace twin::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::uint64_t EpochOf(const std::string& directory) {
  const auto bytes = ReadWholeFile(absl::StrCat(directory, "/", kAlarmLog.path()));
  return ScanRecords(*bytes, kAlarmLog.magic).header->epoch;
}

// The first start of a new folder was cut short: the second drew another epoch.
TEST(RecordLogTest, AnEmptyLogOfAnotherEpochIsWrittenAnewAndOneWithRecordsIsNot) {
  const tests::TempFolder folder;
  const std::string directory = folder / "data";
  ASSERT_TRUE(MakeFolder(directory).ok());
  ASSERT_TRUE(RecordLog::Open(kAlarmLog, directory, 1).ok());
  EXPECT_EQ(EpochOf(directory), 1u);
  {
    const auto log = RecordLog::Open(kAlarmLog, directory, 2);
    ASSERT_TRUE(log.ok()) << log.status();
    EXPECT_EQ(EpochOf(directory), 2u);
    EXPECT_THAT((*log)->records(), IsEmpty());
    ASSERT_TRUE((*log)->Append("a record").ok());
  }
  const auto other = RecordLog::Open(kAlarmLog, directory, 3);
  ASSERT_TRUE(other.ok());
  EXPECT_EQ(EpochOf(directory), 2u) << "records are never dropped";
  EXPECT_THAT((*other)->records(), ElementsAre("a record"));
}

}  // namespace
}  // namespace twin::store
