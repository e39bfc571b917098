#include "data/climate_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "tests/support/region_copy.h"

namespace data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class ClimateLoaderTest : public testing::Test {
 protected:
  std::vector<std::string> Load() {
    Diagnostics diagnostics;
    tables_ = LoadClimate(copy_.directory(), diagnostics);
    std::vector<std::string> texts;
    for (const Diagnostic& diagnostic : diagnostics) texts.push_back(ToText(diagnostic));
    return texts;
  }

  tests::RegionCopy copy_;
  ClimateTables tables_;
};

TEST_F(ClimateLoaderTest, TheShippedTablesAreSound) {
  EXPECT_THAT(Load(), ElementsAre());
  EXPECT_EQ(tables_.places.size(), 18u);
  const models::PlaceParams& oslo = tables_.places[models::PlaceIndex(0)];
  EXPECT_EQ(oslo.id, "oet:place/oslo_blindern");
  EXPECT_EQ(oslo.lat_deg, 59.942);
  EXPECT_EQ(oslo.normal_degc[0], -2.3);
  EXPECT_EQ(oslo.irradiation_kwh_per_m2[11], 7.0);
  const auto& memory_share = tables_.demand.memory_share;
  EXPECT_NEAR(std::accumulate(memory_share.begin(), memory_share.end(), 0.0), 1.0, 1e-6);
  EXPECT_EQ(tables_.demand.base_mw, 2740.0);
  EXPECT_EQ(tables_.demand.hour_shape_ratio[0][0][8], 1.1174);
  EXPECT_EQ(tables_.price.month_nok_per_mwh[0], 1265.8);
  EXPECT_EQ(tables_.dispatch.points[0].residual_mw, -282.0);
}

TEST_F(ClimateLoaderTest, ErrorsOfEveryTableComeTogetherWithFileLineAndColumn) {
  const std::string nan =
      copy_.SetField("places.csv", "oet:place/gardermoen", "normal_degc_02", "nan");
  const std::string word = copy_.SetField("places.csv", "oet:place/oslo", "lat_deg", "north");
  const std::string negative = copy_.SetField("demand.csv", "heating_mw_per_k", "value", "-1");
  const std::string hour = copy_.SetField("hour_shapes.csv", "djf,saturday", "h05", "inf");
  const std::string price = copy_.SetField("prices.csv", "cold_ratio_per_k", "value", "");
  const std::string dispatch = copy_.SetField("dispatch.csv", "thermal_share", "value", "1.5");
  EXPECT_THAT(
      Load(),
      ElementsAre(word + "'north' is no number", nan + "is nan, must lie in [-40, 40]",
                  negative + "is -1, must lie in [0, 10000]", hour + "is inf, must lie in [0, 5]",
                  price + "'' is no number", dispatch + "is 1.5, must lie in [0, 1]"));
}

TEST_F(ClimateLoaderTest, ADuplicatePlaceAndAWrongNumberOfFieldsAreNamed) {
  const std::string twice =
      copy_.SetField("places.csv", "oet:place/gardermoen", "id", "oet:place/oslo_blindern");
  const int line = copy_.SetLine("prices.csv", "spread_share", "spread_share,0.3");
  EXPECT_THAT(Load(), ElementsAre(twice + "'oet:place/oslo_blindern' is the id of two rows (place)",
                                  absl::StrCat("prices.csv:", line, ": has 2 fields, the header 5"),
                                  "prices.csv (parameter): 'spread_share' is missing"));
}

TEST_F(ClimateLoaderTest, AMissingColumnIsNamedOnce) {
  copy_.SetField("places.csv", "id,", "altitude_m", "height_m");
  EXPECT_THAT(Load(), ElementsAre("places.csv:1 (altitude_m): the column is missing"));
}

TEST_F(ClimateLoaderTest, ParametersAreKnownAndOccurOnce) {
  copy_.SetField("dispatch.csv", "thermal_share", "parameter", "thermal_shard");
  const std::string twice =
      copy_.SetField("demand.csv", "month_ratio_02", "parameter", "month_ratio_01");
  EXPECT_THAT(Load(),
              testing::UnorderedElementsAre(
                  twice + "'month_ratio_01' occurs twice",
                  "demand.csv (parameter): 'month_ratio_02' is missing",
                  "dispatch.csv (parameter): 'thermal_share' is missing",
                  AllOf(StartsWith("dispatch.csv:"),
                        HasSubstr("(parameter): 'thermal_shard' is not a known parameter"))));
}

TEST_F(ClimateLoaderTest, MemorySharesMustSumToOne) {
  copy_.SetField("demand.csv", "memory_share_before", "value", "0.9");
  EXPECT_THAT(Load(),
              ElementsAre(StartsWith("demand.csv:7 column 2 (value): the three shares sum to ")));
}

TEST_F(ClimateLoaderTest, EverySeasonAndDayTypeStandsOnceWithMeanOne) {
  copy_.SetField("hour_shapes.csv", "mam,sunday", "season", "djf");
  const std::string mean = copy_.SetField("hour_shapes.csv", "jja,workday", "h03", "4.9");
  const int line = copy_.LineOf("hour_shapes.csv", "jja,workday");
  const auto texts = Load();
  EXPECT_THAT(texts,
              testing::UnorderedElementsAre(
                  HasSubstr("this season and day type occur twice"),
                  AllOf(StartsWith(absl::StrCat("hour_shapes.csv:", line, " column 3 (h00): ")),
                        HasSubstr("the hours' mean is 1.")),
                  "hour_shapes.csv (season): mam sunday is missing"));
  copy_.SetField("hour_shapes.csv", "jja,workday", "season", "summer");
  EXPECT_THAT(Load(), testing::Contains(HasSubstr("(season): 'summer' is not known")));
}

TEST_F(ClimateLoaderTest, EmptyAndMissingFilesAreNamedOnce) {
  copy_.Write("places.csv", "");
  copy_.Write("prices.csv", "");
  copy_.Remove("hour_shapes.csv");
  copy_.Remove("demand.csv");
  EXPECT_THAT(Load(), testing::UnorderedElementsAre("places.csv:1: there is no header row",
                                                    "prices.csv:1: there is no header row",
                                                    "hour_shapes.csv: the file is not there",
                                                    "demand.csv: the file is not there"));
}

TEST_F(ClimateLoaderTest, ARowMustSayItsSource) {
  const std::string source = copy_.SetField("demand.csv", "base_mw", "source", "");
  EXPECT_THAT(Load(), ElementsAre(source + "is empty"));
}

TEST_F(ClimateLoaderTest, TextThatIsNotUtf8IsNamed) {
  const std::string name =
      copy_.SetField("places.csv", "oet:place/gardermoen", "name", "Gardermo\xE6n");
  EXPECT_THAT(Load(), ElementsAre(name + "is not UTF-8"));
}

}  // namespace
}  // namespace data
