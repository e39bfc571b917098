#include "data/connection_profile_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/source_folder.h"

namespace data {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr char kHead[] = "id,name,driver,is_open,begins_degc,full_degc,as_of,source,confidence\n";

std::string HoursHead() {
  std::string head = "profile,from_month,to_month,day_type";
  for (int hour = 0; hour < 24; ++hour) absl::StrAppend(&head, hour < 10 ? ",h0" : ",h", hour);
  return head + ",source,confidence\n";
}

std::string Row(const std::string& start, double share) {
  std::string row = start;
  for (int hour = 0; hour < 24; ++hour) absl::StrAppend(&row, ",", hour == 7 ? share : 0.5);
  return row + ",test,low\n";
}

class ConnectionProfileLoaderTest : public testing::Test {
 protected:
  ConnectionProfileLoaderTest() {
    std::string name = (fs::temp_directory_path() / "profiles-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~ConnectionProfileLoaderTest() override { fs::remove_all(folder_); }

  absl::StatusOr<models::ConnectionProfiles> Load(const std::string& heads,
                                                  const std::string& hours) {
    std::ofstream(folder_ / kConnectionProfilesFile) << kHead << heads;
    std::ofstream(folder_ / kConnectionHoursFile) << HoursHead() << hours;
    return LoadConnectionProfiles(folder_.string());
  }

  fs::path folder_;
};

TEST_F(ConnectionProfileLoaderTest, MonthsMayRunPastDecember) {
  const auto profiles = Load("a,A,clock,1,,,2026-11-29,test,low\n",
                             Row("a,11,2,workday", 1.0) + Row("a,3,10,workday", 0.25) +
                                 Row("a,1,12,saturday", 0.1) + Row("a,1,12,sunday", 0.2));
  ASSERT_TRUE(profiles.ok()) << profiles.status();
  ASSERT_EQ(profiles->size(), 1u);
  const auto& profile = profiles->front();
  EXPECT_TRUE(profile.is_open);
  models::OsloTime local{.month = 1, .hour = 7};
  EXPECT_EQ(CalcClockShare(profile, local), 1.0);
  local.month = 12;
  EXPECT_EQ(CalcClockShare(profile, local), 1.0);
  local.month = 3;
  EXPECT_EQ(CalcClockShare(profile, local), 0.25);
  local.hour = 8;
  EXPECT_EQ(CalcClockShare(profile, local), 0.5);
  local = {.month = 7, .hour = 7, .day_type = models::DayType::kSunday};
  EXPECT_NEAR(CalcClockShare(profile, local), 0.2, 1e-7);
}

TEST_F(ConnectionProfileLoaderTest, ColdRisesFromWhereItBeginsToWhereAllIsOn) {
  const auto profiles = Load("a,A,cold,0,8,-12,2026-11-29,test,low\n", Row("a,1,12,all", 1.0));
  ASSERT_TRUE(profiles.ok()) << profiles.status();
  EXPECT_EQ(CalcColdShare(profiles->front(), 10.0), 0.0);
  EXPECT_EQ(CalcColdShare(profiles->front(), -2.0), 0.5);
  EXPECT_EQ(CalcColdShare(profiles->front(), -30.0), 1.0);
}

TEST_F(ConnectionProfileLoaderTest, WhatIsMissingTwiceOrWrongIsNamed) {
  const auto gap = Load("a,A,clock,1,,,2026-11-29,test,low\n", Row("a,1,11,all", 1.0));
  EXPECT_THAT(std::string(gap.status().message()), HasSubstr("a has no hours of month 12"));
  const auto twice = Load("a,A,clock,1,,,2026-11-29,test,low\n",
                          Row("a,1,12,all", 1.0) + Row("a,5,5,sunday", 1.0));
  EXPECT_THAT(std::string(twice.status().message()), HasSubstr("given twice"));
  const auto day = Load("a,A,wind,1,,,yesterday,test,low\n", "");
  EXPECT_THAT(std::string(day.status().message()), HasSubstr("is no day"));
  const auto cold = Load("a,A,cold,1,-5,5,2026-11-29,test,low\n", Row("a,1,12,all", 1.0));
  EXPECT_THAT(std::string(cold.status().message()), HasSubstr("not below begins_degc"));
  const auto wind = Load("a,A,wind,1,,,2026-11-29,test,low\n", Row("a,1,12,all", 1.0));
  EXPECT_THAT(std::string(wind.status().message()), HasSubstr("no profile that has hours"));
}

TEST_F(ConnectionProfileLoaderTest, AFolderWithoutTheTableHasNone) {
  const auto profiles = LoadConnectionProfiles(folder_.string());
  ASSERT_TRUE(profiles.ok());
  EXPECT_TRUE(profiles->empty());
}

TEST(ShippedProfilesTest, EveryKindOfConnectionIsThereWithItsSource) {
  const auto profiles = LoadConnectionProfiles(tests::SourceFolder() + "/data/ostlandet");
  ASSERT_TRUE(profiles.ok()) << profiles.status();
  for (const char* id :
       {"flat", "data-centre", "office", "dwelling", "truck-charging", "port", "shore-power",
        "rail-converter", "goods-terminal", "electrolyser", "electric-boiler", "wind", "solar"}) {
    const auto* profile = FindProfile(*profiles, id);
    ASSERT_NE(profile, nullptr) << id;
    EXPECT_FALSE(profile->source.empty());
    EXPECT_FALSE(profile->confidence.empty());
  }
  // What was code before.
  const auto& office = *FindProfile(*profiles, "office");
  EXPECT_NEAR(CalcClockShare(office, {.month = 4, .hour = 7}), 0.7, 1e-7);
  EXPECT_EQ(CalcClockShare(office, {.month = 4, .hour = 8}), 1.0);
  const auto& data_centre = *FindProfile(*profiles, "data-centre");
  EXPECT_EQ(CalcClockShare(data_centre, {.month = 5, .hour = 10}), 1.0);
  EXPECT_NEAR(CalcClockShare(data_centre, {.month = 10, .hour = 10}), 0.9, 1e-7);
}

}  // namespace
}  // namespace data
