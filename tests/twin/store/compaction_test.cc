#include "twin/store/compaction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/support/small_store.h"
#include "twin/store/export.h"
#include "twin/store/sealed_file.h"
#include "twin/store/store.h"
#include "twin/store/store_check.h"
#include "twin/store/store_reader.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using tests::kMonday;
using tests::SmallCommand;
using tests::SmallSchema;
using tests::SmallStep;

constexpr int kDays = 6;
constexpr Retention kTwoAndFour{.keep_quarters_days = 2, .keep_hours_days = 4};

/// Six sealed days of ten quarters, 05:00 to 07:15, and the beginning of the next.
class CompactionTest : public testing::Test {
 protected:
  std::string Root() const { return folder_ / "data"; }
  std::string SegmentOf(int day) const {
    return Root() + "/segments/" + SegmentName(kMonday + 96 * day);
  }
  std::unique_ptr<Store> Open(Retention retention = {}, FaultHook hook = {}) const {
    auto store = Store::Open({.directory = Root(),
                              .schema = SmallSchema(),
                              .fault_hook = std::move(hook),
                              .retention = retention,
                              .on_compaction = {}});
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  void Fill() const {
    const auto store = Open();
    for (int day = 0; day < kDays; ++day) {
      for (int i = 20; i < 30; ++i) {
        ASSERT_TRUE(store->AppendStep(SmallStep(kMonday + 96 * day + i)).ok());
      }
      ASSERT_TRUE(store->AppendCommand(SmallCommand("p", kMonday + 96 * day + 30)).ok());
    }
    ASSERT_TRUE(store->AppendStep(SmallStep(kMonday + 96 * kDays)).ok());
    ASSERT_TRUE(store->Close().ok());
  }
  StoreReader Reader() const { return *StoreReader::Open(Root()); }
  Compaction Compact(Retention retention) const {
    KnownDetails known;
    const std::atomic<bool> is_stopping = false;
    auto done = CompactFolder(Folder{Root()}, SmallSchema(), retention, {}, is_stopping, known);
    EXPECT_TRUE(done.ok()) << done.status();
    return *std::move(done);
  }
  std::vector<Every> Details() const {
    std::vector<Every> details;
    for (int day = 0; day < kDays; ++day)
      details.push_back(Segment::Open(SegmentOf(day))->detail());
    return details;
  }
  SeriesQuery All(int days = kDays) const {
    return {"bus_voltage_kv", {}, kMonday, kMonday + 96 * days};
  }
  static void ExpectSame(const Summary& a, const Summary& b) {
    EXPECT_EQ(a.quarter_count, b.quarter_count);
    for (std::size_t i = 0; i < a.values.size(); ++i) {
      ASSERT_EQ(a.values[i].size(), b.values[i].size());
      for (std::size_t at = 0; at < a.values[i].size(); ++at) {
        const double left = a.values[i][at], right = b.values[i][at];
        EXPECT_TRUE(left == right || (std::isnan(left) && std::isnan(right))) << i << " " << at;
      }
    }
  }
  tests::TempFolder folder_;
};

TEST_F(CompactionTest, DaysBecomeHoursAndThenTheDayByAge) {
  Fill();
  const Compaction done = Compact(kTwoAndFour);
  EXPECT_EQ(done.day_count, 4);
  EXPECT_LT(done.bytes_after, done.bytes_before);
  EXPECT_THAT(done.skipped, IsEmpty());
  EXPECT_THAT(Details(), ElementsAre(Every::kDay, Every::kDay, Every::kHour, Every::kHour,
                                     Every::kQuarter, Every::kQuarter));
  EXPECT_EQ(Compact(kTwoAndFour).day_count, 0);
  EXPECT_EQ(Compact({}).day_count, 0);
  EXPECT_TRUE(CheckFolder(Root())->IsGood());
}

TEST_F(CompactionTest, HoursAndDaysAreTheSameNumbersBeforeAndAfter) {
  Fill();
  const Summary hours = *Reader().ReadSummary(All(), Every::kHour);
  const Summary days = *Reader().ReadSummary(All(), Every::kDay);
  // By hand: 06:00 to 06:45 of Monday are quarters 24 to 27, bus 0 is 66 + slot / 7.
  const double quantum_kv = 1.0 / 64.0;
  const std::size_t at = 6 * 3;
  EXPECT_EQ(hours.values[0][at], RoundToQuantum(66.0 + 24 / 7.0, quantum_kv));
  EXPECT_EQ(hours.values[2][at], RoundToQuantum(66.0 + 27 / 7.0, quantum_kv));
  EXPECT_NEAR(hours.values[1][at], 66.0 + 25.5 / 7.0, 1.5 * quantum_kv);
  EXPECT_EQ(hours.quarter_count[6], 4);
  EXPECT_EQ(hours.quarter_count[7], 2);
  EXPECT_EQ(hours.quarter_count[8], 0);
  EXPECT_TRUE(std::isnan(hours.values[1][8 * 3]));
  EXPECT_EQ(days.quarter_count[0], 10);
  Compact({.keep_quarters_days = 1, .keep_hours_days = 0});
  ExpectSame(*Reader().ReadSummary(All(), Every::kHour), hours);
  ExpectSame(*Reader().ReadSummary(All(), Every::kDay), days);
  Compact({.keep_quarters_days = 1, .keep_hours_days = 1});
  ExpectSame(*Reader().ReadSummary(All(), Every::kDay), days);
}

TEST_F(CompactionTest, WhatReplayNeedsStaysBitForBit) {
  Fill();
  std::vector<DayToReplay> before;
  for (int day = 0; day < kDays; ++day) before.push_back(*Reader().ReadDay(kMonday + 96 * day));
  const auto commands = *Reader().ReadCommands(kMonday, kMonday + 96 * kDays);
  Compact({.keep_quarters_days = 1, .keep_hours_days = 1});
  for (int day = 0; day < kDays; ++day) {
    const DayToReplay after = *Reader().ReadDay(kMonday + 96 * day);
    const DayToReplay& then = before[static_cast<std::size_t>(day)];
    EXPECT_EQ(after.state, then.state);
    EXPECT_EQ(after.commands, then.commands);
    EXPECT_EQ(after.state_hash, then.state_hash);
  }
  EXPECT_EQ(*Reader().ReadCommands(kMonday, kMonday + 96 * kDays), commands);
}

TEST_F(CompactionTest, RowsThatAreNotKeptAreRefusedByName) {
  Fill();
  Compact(kTwoAndFour);
  const absl::Status quarters = Reader().ReadSeries(All(3)).status();
  EXPECT_EQ(quarters.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(quarters.message()), HasSubstr("2026-01-05.h5 keeps the day only"));
  const absl::Status hours = Reader().ReadSummary(All(), Every::kHour).status();
  EXPECT_EQ(hours.code(), absl::StatusCode::kFailedPrecondition);
  SeriesQuery crooked = All();
  crooked.from = crooked.from + 2;
  EXPECT_EQ(Reader().ReadSummary(crooked, Every::kHour).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(CompactionTest, ACompactedDayOpensInToolsAndItsTextsAreThoseOfTheDay) {
  Fill();
  Compact(kTwoAndFour);
  for (const int day : {0, 2}) {
    const auto file = data::Hdf5File::OpenReadOnly(SegmentOf(day));
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(*file->ReadInt64Attribute("/", "twin_format_version"), 2);
    EXPECT_EQ(*file->ReadTextAttribute("/", "notice"), "The grid is synthetic");
    EXPECT_THAT(*file->ReadTexts("/statistic"), ElementsAre("min", "mean", "max"));
    EXPECT_THAT(*file->ReadShape("/bus_voltage_kv_day"), ElementsAre(3, 1, 3));
    EXPECT_EQ(file->Has("/bus_voltage_kv_hour"), day == 2);
    EXPECT_FALSE(file->Has("/bus_voltage_kv"));
    EXPECT_FALSE(file->Has("/state_end"));
    EXPECT_TRUE(VerifySeal(SegmentOf(day)).ok());
  }
  const std::string script =
      "import xarray; d = xarray.open_dataset('" + SegmentOf(2) +
      "'); assert d['bus_voltage_kv_hour'].sel(bus='Hamang 300', statistic='max').shape == (24,)";
  const int how = std::system(("/usr/bin/python3 -c \"" + script + "\" 2>/dev/null").c_str());
  const bool has_tools =
      std::system("/usr/bin/python3 -c 'import xarray, netCDF4' 2>/dev/null") == 0;
  EXPECT_TRUE(!has_tools || how == 0);
}

TEST_F(CompactionTest, ADamagedDayIsLeftAsItIsAndNamed) {
  Fill();
  tests::FlipByte(SegmentOf(0), 50);
  const std::string damaged = tests::ReadBytes(SegmentOf(0));
  const Compaction done = Compact(kTwoAndFour);
  EXPECT_EQ(done.day_count, 3);
  ASSERT_THAT(done.skipped, SizeIs(1));
  EXPECT_THAT(done.skipped[0], HasSubstr("2026-01-05.h5"));
  EXPECT_EQ(tests::ReadBytes(SegmentOf(0)), damaged);
}

TEST_F(CompactionTest, TheStoreReducesOldDaysByItselfWhileItTakesSteps) {
  Fill();
  const auto store = Open(kTwoAndFour);
  store->WaitForCompaction();
  EXPECT_EQ(Details().front(), Every::kDay);
  for (int i = 1; i < 4; ++i) {
    ASSERT_TRUE(store->AppendStep(SmallStep(kMonday + 96 * (kDays + i))).ok());
  }
  ASSERT_TRUE(store->Flush().ok());
  store->WaitForCompaction();
  EXPECT_THAT(Details(), testing::Each(testing::Ne(Every::kQuarter)));
  ASSERT_TRUE(store->Close().ok());
  EXPECT_TRUE(CheckFolder(Root())->IsGood());
}

// A kill anywhere inside the write, the sync or the rename leaves the old day or the new one.
TEST_F(CompactionTest, AKillAtEveryFaultPointLeavesAWholeDay) {
  Fill();
  const Summary days = *Reader().ReadSummary(All(), Every::kDay);
  std::set<std::string> points;
  int kills = 0;
  for (int count = 1;; ++count) {
    const pid_t child = ::fork();
    if (child == 0) {
      int passed = 0;
      KnownDetails known;
      const std::atomic<bool> is_stopping = false;
      const FaultHook hook = [&](absl::string_view) {
        if (++passed == count) ::kill(::getpid(), SIGKILL);
        return absl::OkStatus();
      };
      const auto done =
          CompactFolder(Folder{Root()}, SmallSchema(), kTwoAndFour, hook, is_stopping, known);
      ::_exit(done.ok() ? 0 : 1);
    }
    int how = 0;
    ASSERT_EQ(::waitpid(child, &how, 0), child);
    EXPECT_TRUE(CheckFolder(Root())->IsGood()) << count;
    ExpectSame(*Reader().ReadSummary(All(), Every::kDay), days);
    if (WIFEXITED(how)) {
      EXPECT_EQ(WEXITSTATUS(how), 0);
      break;
    }
    ++kills;
  }
  // Six points a day; a day whose rename was reached is not done again, so that later kills find
  // fewer: at least every point of the first day was hit.
  EXPECT_GE(kills, 6);
  EXPECT_EQ(Details().front(), Every::kDay);
  const auto store = Open();
  EXPECT_THAT(store->recovered().damage, IsEmpty());
}

TEST(RetentionTest, DetailFollowsAgeAndNonsenseIsRefused) {
  EXPECT_EQ(DetailAt({}, 100000), Every::kQuarter);
  EXPECT_EQ(DetailAt({.keep_quarters_days = 2, .keep_hours_days = 0}, 1), Every::kQuarter);
  EXPECT_EQ(DetailAt({.keep_quarters_days = 2, .keep_hours_days = 0}, 2), Every::kHour);
  EXPECT_EQ(DetailAt({.keep_quarters_days = 2, .keep_hours_days = 0}, 100000), Every::kHour);
  EXPECT_EQ(DetailAt(kTwoAndFour, 3), Every::kHour);
  EXPECT_EQ(DetailAt(kTwoAndFour, 4), Every::kDay);
  for (const Retention& wrong :
       {Retention{-1, 0}, Retention{0, 5}, Retention{5, 4}, Retention{5, -1}}) {
    EXPECT_EQ(Validate(wrong).code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_TRUE(Validate({5, 5}).ok());
}

}  // namespace
}  // namespace twin::store
