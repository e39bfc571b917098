#include "data/weather_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "data/hdf5_file.h"
#include "tests/support/weather_mutants.h"

namespace data {
namespace {

using models::WeatherElement;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr models::Minute kSix = 28'421'640;  // 2024-01-15T06:00Z

std::vector<std::string> Texts(const Diagnostics& diagnostics) {
  std::vector<std::string> texts;
  for (const Diagnostic& diagnostic : diagnostics) texts.push_back(ToText(diagnostic));
  return texts;
}

const PlaceNames kNames{{"oslo", 0}, {"hamar", 1}, {"SN18700", 0}};

TEST(WeatherReaderTest, CsvIsReadWithItsEmptyFields) {
  Diagnostics diagnostics;
  const auto observations = ParseWeatherCsv(tests::WeatherSeeds()[0], "w.csv", kNames, diagnostics);
  EXPECT_THAT(Texts(diagnostics), ElementsAre());
  ASSERT_EQ(observations.size(), 10u);
  EXPECT_EQ(observations[0].minute, kSix);
  EXPECT_EQ(observations[0].value_ratio, -12.5);
  EXPECT_EQ(observations[1].element, WeatherElement::kWindSpeed);
  EXPECT_EQ(observations.back().place, 1u);
}

TEST(WeatherReaderTest, CsvErrorsComeTogetherWithLineAndColumn) {
  Diagnostics diagnostics;
  const auto observations = ParseWeatherCsv(
      "time,place,air_temperature_degc\n"
      "2024-01-15 06:00,oslo,-3\n2024-01-15T06:00:00Z,bergen,-3\n"
      "2024-01-15T06:00:00Z,oslo,-99\n2024-01-15T06:00:00Z,oslo,cold\n",
      "w.csv", kNames, diagnostics);
  EXPECT_TRUE(observations.empty());
  EXPECT_THAT(Texts(diagnostics),
              ElementsAre("w.csv:2 column 1 (time): '2024-01-15 06:00' is no RFC 3339 instant",
                          "w.csv:3 column 2 (place): 'bergen' is no place",
                          "w.csv:4 column 3 (air_temperature_degc): is -99, must lie in [-60, 45]",
                          "w.csv:5 column 3 (air_temperature_degc): 'cold' is no number"));
}

TEST(WeatherReaderTest, CsvWithoutAnyElementIsRefused) {
  Diagnostics diagnostics;
  ParseWeatherCsv("time,place\n", "w.csv", kNames, diagnostics);
  EXPECT_THAT(Texts(diagnostics),
              ElementsAre("w.csv:1: there is no column of any weather element"));
}

TEST(WeatherReaderTest, FrostIsReadWithUnitsAndMeans) {
  Diagnostics diagnostics;
  const auto observations = ParseFrostJson(
      R"x({"data":[{"sourceId":"SN18700:0","referenceTime":"2024-01-15T06:00:00.000Z",)x"
      R"x("observations":[{"elementId":"air_temperature","value":263.15,"unit":"K"},)x"
      R"x({"elementId":"mean(surface_downwelling_shortwave_flux_in_air PT1H)","value":-2.0,)x"
      R"x("unit":"W/m2"},{"elementId":"relative_humidity","value":"wet"}]}]})x",
      "f.json", kNames, diagnostics);
  EXPECT_THAT(Texts(diagnostics), ElementsAre());
  ASSERT_EQ(observations.size(), 2u);
  EXPECT_NEAR(observations[0].value_ratio, -10.0, 1e-9);
  EXPECT_EQ(observations[0].minute, kSix);
  EXPECT_EQ(observations[1].element, WeatherElement::kIrradiance);
  EXPECT_EQ(observations[1].value_ratio, 0.0);
}

TEST(WeatherReaderTest, FrostErrorsComeTogetherWithTheirPath) {
  Diagnostics diagnostics;
  ParseFrostJson(R"x({"data":[{"sourceId":"SN1:0","referenceTime":"soon","observations":[]},7,)x"
                 R"x({"sourceId":"oslo","referenceTime":"2024-01-15T06:00:00Z","observations":[)x"
                 R"x({"elementId":"wind_speed","value":"calm"},)x"
                 R"x({"elementId":"wind_speed","value":3,"unit":"knots"},{"value":1}]}]})x",
                 "f.json", kNames, diagnostics);
  EXPECT_THAT(Texts(diagnostics),
              ElementsAre(HasSubstr("(data[0].sourceId): 'SN1:0' is no place"),
                          HasSubstr("(data[0].referenceTime): 'soon' is no RFC 3339 instant"),
                          HasSubstr("(data[1]): is no object"),
                          HasSubstr("(data[2].observations[0].value): is no number"),
                          HasSubstr("(data[2].observations[1].value): the unit 'knots' is none of"),
                          HasSubstr("(data[2].observations[2].elementId): is missing")));
}

class WeatherNetcdfTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = (std::filesystem::path(testing::TempDir()) /
             (std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".nc"))
                .string();
  }
  void TearDown() override { std::filesystem::remove(path_); }

  void Write(const std::string& time_units, const std::string& air_units,
             const std::vector<std::string>& places) {
    auto file = Hdf5File::Create(path_);
    ASSERT_TRUE(file.ok());
    const std::vector<double> times{0.0, 1.0, 2.0};
    ASSERT_TRUE(file->Write({.path = "/time", .shape = {3}}, times).ok());
    ASSERT_TRUE(file->WriteAttribute("/time", "units", time_units).ok());
    ASSERT_TRUE(file->Write({.path = "/place", .shape = {2}}, std::span(places)).ok());
    const std::vector<double> air{263.15,     264.15, std::numeric_limits<double>::quiet_NaN(),
                                  9.96921e36, 265.15, 266.15};
    ASSERT_TRUE(file->Write({.path = "/air_temperature", .shape = {3, 2}}, air).ok());
    ASSERT_TRUE(file->WriteAttribute("/air_temperature", "units", air_units).ok());
    ASSERT_TRUE(file->Close().ok());
  }

  std::string path_;
};

TEST_F(WeatherNetcdfTest, HoursSinceAndKelvinAreReadAndFillIsNoObservation) {
  Write("hours since 2024-01-15 06:00:00", "K", {"oslo", "hamar"});
  Diagnostics diagnostics;
  const auto observations = LoadWeatherFile(path_, kNames, diagnostics);
  EXPECT_THAT(Texts(diagnostics), ElementsAre());
  ASSERT_EQ(observations.size(), 4u);
  EXPECT_EQ(observations[0].minute, kSix);
  EXPECT_NEAR(observations[0].value_ratio, -10.0, 1e-9);
  EXPECT_EQ(observations[3].minute, kSix + 120);
  EXPECT_EQ(observations[3].place, 1u);
}

TEST_F(WeatherNetcdfTest, ErrorsNameTheObject) {
  Write("hours after noon", "degF", {"oslo", "bergen"});
  Diagnostics diagnostics;
  EXPECT_TRUE(LoadWeatherFile(path_, kNames, diagnostics).empty());
  EXPECT_THAT(Texts(diagnostics),
              ElementsAre(HasSubstr("(/time): units 'hours after noon'"),
                          HasSubstr("(/place[1]): 'bergen' is no place"),
                          HasSubstr("(/air_temperature): is not [0 times x 2 places]")));
}

TEST_F(WeatherNetcdfTest, WhatIsNoHdf5IsSaidAndNeverRead) {
  Diagnostics diagnostics;
  EXPECT_TRUE(LoadWeatherFile(path_ + ".h5", kNames, diagnostics).empty());
  EXPECT_EQ(diagnostics.size(), 1u);
  LoadWeatherFile("w.grib", kNames, diagnostics);
  EXPECT_THAT(ToText(diagnostics.back()), HasSubstr("is none of .csv"));
}

TEST(WeatherReaderFuzzTest, DamagedFilesAreRefusedOrReadButNeverCrash) {
  std::mt19937_64 random(11);
  int refused = 0;
  for (int i = 0; i < 4000; ++i) {
    const std::string text = tests::MutateWeather(tests::WeatherSeeds()[i % 2], random);
    Diagnostics diagnostics;
    const auto observations = i % 2 == 0 ? ParseWeatherCsv(text, "m", kNames, diagnostics)
                                         : ParseFrostJson(text, "m", kNames, diagnostics);
    for (const auto& observation : observations) {
      ASSERT_LT(observation.place, 2u);
      ASSERT_TRUE(std::isfinite(observation.value_ratio));
    }
    refused += diagnostics.empty() ? 0 : 1;
  }
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace data
