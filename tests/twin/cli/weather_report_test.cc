#include "twin/cli/weather_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/region_copy.h"
#include "tests/support/region_paths.h"

namespace twin::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(WeatherReportTest, AFileIsSummarisedByPlaceWithItsGaps) {
  const tests::RegionCopy copy;
  copy.Write("given.csv",
             "time,place,air_temperature_degc\n"
             "2024-01-15T00:00:00Z,SN18700,-10\n2024-01-15T01:00:00Z,SN18700,-6\n"
             "2024-01-15T09:00:00Z,SN18700,-2\n");
  WeatherFileQuestion question{.region_directory = copy.directory(),
                               .file = copy.directory() + "/given.csv",
                               .names = {"SN18700=oet:place/oslo_blindern"},
                               .is_json = true};
  const auto text = DescribeWeatherFile(question);
  ASSERT_TRUE(text.ok()) << text.status();
  const json told = json::parse(*text);
  EXPECT_EQ(told["from"], "2024-01-15T00:00Z");
  EXPECT_EQ(told["quarters"], 37);
  ASSERT_EQ(told["places"].size(), 1u);
  const json& air = told["places"][0]["air_temperature_degc"];
  EXPECT_EQ(air["quarters"], 6);  // five between the first two hours, and the lonely last
  EXPECT_NEAR(air["mean"].get<double>(), (-10 - 9 - 8 - 7 - 6 - 2) / 6.0, 1e-12);
  ASSERT_EQ(told["gaps"].size(), 1u);
  EXPECT_EQ(told["gaps"][0]["from"], "2024-01-15T01:00Z");
  question.is_json = false;
  EXPECT_THAT(*DescribeWeatherFile(question), HasSubstr("gap: oet:place/oslo_blindern"));
}

TEST(WeatherReportTest, WhatIsWrongInAFileIsSaid) {
  const tests::RegionCopy copy;
  copy.Write("given.csv", "time,place,air_temperature_degc\nnow,mars,hot\n");
  WeatherFileQuestion question{.region_directory = copy.directory(),
                               .file = copy.directory() + "/given.csv",
                               .names = {},
                               .is_json = true};
  const auto text = DescribeWeatherFile(question);
  EXPECT_TRUE(absl::IsInvalidArgument(text.status()));
  question.names = {"SN1=oet:place/mars"};
  EXPECT_TRUE(absl::IsNotFound(DescribeWeatherFile(question).status()));
}

TEST(WeatherReportTest, YearsArePickedByName) {
  const tests::RegionCopy copy;
  copy.Write("weather_years.csv",
             "id,seed,year,source,confidence\n"
             "a,1,2015,made,low\nb,1,2018,made,low\nc,1,2011,made,low\n");
  const auto text = DescribeWeatherYears({.region_directory = copy.directory(), .is_json = true});
  ASSERT_TRUE(text.ok()) << text.status();
  const json told = json::parse(*text);
  ASSERT_EQ(told["years"].size(), 3u);
  const auto inflow = [&](std::size_t i) { return told["years"][i]["inflow_ratio"].get<double>(); };
  EXPECT_LT(inflow(0), inflow(2));
  EXPECT_LT(inflow(2), inflow(1));
  EXPECT_THAT(told["years"][0]["names"].get<std::vector<std::string>>(), testing::Contains("dry"));
  EXPECT_THAT(told["years"][1]["names"].get<std::vector<std::string>>(), testing::Contains("wet"));
  EXPECT_NEAR(told["spread"]["inflow_ratio"]["p50"].get<double>(), inflow(2), 1e-12);
}

TEST(WeatherReportTest, ColdLevelsTellEveryPlaceAndTheirError) {
  const auto text = DescribeColdLevels(
      {.region_directory = tests::RegionDirectory(), .winters = 60, .is_json = true});
  ASSERT_TRUE(text.ok()) << text.status();
  const json told = json::parse(*text);
  ASSERT_EQ(told["places"].size(), 18u);
  for (const json& place : told["places"]) {
    EXPECT_LT(place["day"][1]["level_degc"], place["day"][0]["level_degc"]);
    EXPECT_LT(place["day"][1]["level_degc"], place["three_days"][1]["level_degc"]);
    EXPECT_GT(place["day"][1]["standard_error_k"], 0.0);
  }
}

}  // namespace
}  // namespace twin::cli
