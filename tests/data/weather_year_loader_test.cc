#include "data/weather_year_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/support/region_copy.h"
#include "tests/support/region_paths.h"

namespace data {
namespace {

TEST(WeatherYearLoaderTest, TheShippedYearsAreManyAndDistinct) {
  Diagnostics diagnostics;
  const auto years = LoadWeatherYears(tests::RegionDirectory(), diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_GE(years.size(), 30u);
  std::set<std::pair<std::uint64_t, int>> distinct;
  for (const auto& each : years) distinct.emplace(each.weather_year.seed, each.weather_year.year);
  EXPECT_EQ(distinct.size(), years.size());
}

TEST(WeatherYearLoaderTest, ErrorsComeTogetherWithLineAndColumn) {
  tests::RegionCopy copy;
  copy.Write("weather_years.csv",
             "id,seed,year,source,confidence\n"
             "a,1,1.5,made,low\na,-2,2000,made,low\nb,1.5,2000,made,low\n");
  Diagnostics diagnostics;
  LoadWeatherYears(copy.directory(), diagnostics);
  std::vector<std::string> texts;
  for (const auto& each : diagnostics) texts.push_back(ToText(each));
  ASSERT_EQ(texts.size(), 4u);
  EXPECT_THAT(texts[0], testing::HasSubstr("weather_years.csv:2 column 3 (year): is 1.5"));
  EXPECT_THAT(texts[1], testing::HasSubstr("weather_years.csv:3 column 1 (id)"));
  EXPECT_THAT(texts[2], testing::HasSubstr("weather_years.csv:3 column 2 (seed): is -2"));
  EXPECT_THAT(texts[3], testing::HasSubstr("(seed): is no whole number"));
}

}  // namespace
}  // namespace data
