#include "data/measured_weather_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "data/region_loader.h"
#include "tests/support/region_copy.h"

namespace data {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kHead[] = "time,place,air_temperature_degc\n";

class MeasuredWeatherLoaderTest : public testing::Test {
 protected:
  void SetUp() override {
    auto region = LoadRegion(copy_.directory());
    ASSERT_TRUE(region.ok()) << region.status();
    region_ = *std::move(region);
  }
  std::string Write(const char* name, const std::string& text) const {
    copy_.Write(name, text);
    return copy_.directory() + "/" + name;
  }
  std::string RevisionWith(const std::string& text) const {
    models::Region region = region_;
    EXPECT_TRUE(AddMeasuredWeather({{Write("other.csv", text)}, {}}, region).ok());
    return region.data_revision;
  }

  const tests::RegionCopy copy_;
  models::Region region_;
};

TEST(SplitWeatherFilesTest, CommasPartFilesAndNames) {
  const auto split = SplitWeatherFiles("a.csv,b.nc", "SN1=x, ,SN2=y");
  EXPECT_THAT(split.files, ElementsAre("a.csv", "b.nc"));
  EXPECT_THAT(split.names, ElementsAre("SN1=x", "SN2=y"));
  EXPECT_THAT(SplitWeatherFiles("", "").files, IsEmpty());
}

TEST_F(MeasuredWeatherLoaderTest, NoFileChangesNothing) {
  const std::string revision = region_.data_revision;
  ASSERT_TRUE(AddMeasuredWeather({}, region_).ok());
  EXPECT_EQ(region_.data_revision, revision);
  EXPECT_EQ(region_.measured_weather, nullptr);
}

TEST_F(MeasuredWeatherLoaderTest, FilesBecomeOneSeriesThatRevisionAndNoticeName) {
  const std::string revision = region_.data_revision;
  const std::string first =
      Write("a.csv", std::string(kHead) + "2024-01-15T00:00:00Z,SN18700,-10\n" +
                         "2024-01-15T01:00:00Z,SN18700,-6\n");
  const std::string second =
      Write("b.csv", std::string(kHead) + "2024-01-15T01:00:00Z,Oslo Blindern,-8\n");
  const absl::Status added =
      AddMeasuredWeather({{first, second}, {"SN18700=oet:place/oslo_blindern"}}, region_);
  ASSERT_TRUE(added.ok()) << added;
  const models::MeasuredWeather& measured = *region_.measured_weather;
  const auto air = [&](std::int64_t quarter) {
    return measured.series.At(0, models::WeatherElement::kAirTemperature,
                              measured.series.first + quarter);
  };
  EXPECT_EQ(air(0), -10.0);
  EXPECT_EQ(air(2), -9.0);
  EXPECT_EQ(air(4), -8.0);  // the later file counts
  EXPECT_EQ(measured.content_hash.size(), 16u);
  EXPECT_EQ(region_.data_revision, revision + "+weather-" + measured.content_hash);
  // 5 of 5 quarters at one of 18 places: 1/18 = 5.56 %.
  ASSERT_EQ(region_.places.size(), 18u);
  EXPECT_THAT(region_.notice,
              AllOf(HasSubstr("a.csv, b.csv"), HasSubstr("drives 1 of 18 places"),
                    HasSubstr("air temperature 5.56 %"), EndsWith("is synthetic.")));
}

TEST_F(MeasuredWeatherLoaderTest, TheHashFollowsContentAndNotTheFile) {
  const std::string one = std::string(kHead) + "2024-01-15T00:00:00Z,Oslo Blindern,-10\n";
  const std::string same =
      std::string(kHead) + "2024-01-15T00:00:00Z,oet:place/oslo_blindern,-10.0\n";
  const std::string colder = std::string(kHead) + "2024-01-15T00:00:00Z,Oslo Blindern,-10.5\n";
  const std::string later = std::string(kHead) + "2024-01-15T00:15:00Z,Oslo Blindern,-10\n";
  const std::string elsewhere = std::string(kHead) + "2024-01-15T00:00:00Z,Gol,-10\n";
  EXPECT_EQ(RevisionWith(one), RevisionWith(same));
  EXPECT_NE(RevisionWith(one), RevisionWith(colder));
  EXPECT_NE(RevisionWith(one), RevisionWith(later));
  EXPECT_NE(RevisionWith(one), RevisionWith(elsewhere));
}

TEST_F(MeasuredWeatherLoaderTest, ErrorsOfAllFilesComeTogether) {
  const std::string first = Write("a.csv", std::string(kHead) + "now,Gol,-10\n");
  const std::string second = Write("b.csv", std::string(kHead) + "2024-01-15T00:00:00Z,mars,-10\n");
  const absl::Status status = AddMeasuredWeather({{first, second, "gone.csv"}, {}}, region_);
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("a.csv:2"), HasSubstr("b.csv:2"), HasSubstr("gone.csv")));
  EXPECT_EQ(region_.measured_weather, nullptr);
  const absl::Status names = AddMeasuredWeather({{first}, {"SN1=mars", "SN2=moon"}}, region_);
  EXPECT_TRUE(absl::IsNotFound(names));
  EXPECT_THAT(std::string(names.message()), AllOf(HasSubstr("mars"), HasSubstr("moon")));
}

TEST_F(MeasuredWeatherLoaderTest, FilesWithoutAValueAreRefused) {
  const absl::Status status = AddMeasuredWeather(
      {{Write("a.csv", std::string(kHead) + "2024-01-15T00:00:00Z,Gol,\n")}, {}}, region_);
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("no value"));
}

}  // namespace
}  // namespace data
