#include "data/plans/geojson_plan_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/data/plans/plan_reader_fixture.h"
#include "tests/support/plan_texts.h"

namespace data {
namespace {

using testing::HasSubstr;
using tests::Replaced;
using tests::SmallGeojson;

constexpr char kCrs[] =
    "\"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"urn:ogc:def:crs:EPSG::25832\"}},\n";

TEST(GeojsonPlanReaderTest, MetresWithTheirSystemAreRead) {
  const models::Plan plan = ReadOne(SmallGeojson());
  ASSERT_EQ(plan.areas.size(), 1u);
  EXPECT_EQ(plan.areas[0].purpose_code, 1113);
  EXPECT_DOUBLE_EQ(*plan.areas[0].utilisation.bra_ratio, 1.5);
  EXPECT_NEAR(models::CalcAreaM2(plan.areas[0].surface), 10'000.0, 1e-9);
}

TEST(GeojsonPlanReaderTest, MetresWithoutTheirSystemAreNotGuessed) {
  EXPECT_THAT(ProblemsOf(Replaced(SmallGeojson(), kCrs, "")),
              HasSubstr("are metres, not degrees: name their system"));
}

TEST(GeojsonPlanReaderTest, LatitudeFirstIsSeen) {
  const std::string degrees =
      Replaced(Replaced(SmallGeojson(), kCrs, ""),
               "[622000, 6648000], [622100, 6648000], [622100, 6648100], [622000, 6648100], "
               "[622000, 6648000]",
               "[11.186, 59.957], [11.187, 59.957], [11.187, 59.958], [11.186, 59.957]");
  EXPECT_EQ(ProblemsOf(degrees), "");
  const std::string swapped =
      Replaced(Replaced(Replaced(degrees, "[11.186, 59.957]", "[59.957, 11.186]"),
                        "[11.187, 59.957]", "[59.957, 11.187]"),
               "[11.187, 59.958]", "[59.958, 11.187]");
  EXPECT_THAT(ProblemsOf(swapped), HasSubstr("has its axes the wrong way round"));
}

TEST(GeojsonPlanReaderTest, WhatAPlannerSaysMayStandInTheProperties) {
  const models::Plan plan = ReadOne(Replaced(
      SmallGeojson(), "\"feltnavn\": \"B1\"",
      "\"feltnavn\": \"B1\", \"dwellings\": 40, \"uses\": \"apartment:0.75; office:0.25\", "
      "\"first_year\": 2030, \"build_years\": 2, \"standard\": \"passive\""));
  const models::PlanAreaParams& area = plan.areas[0];
  EXPECT_EQ(area.dwellings_count, 40.0);
  ASSERT_EQ(area.uses.size(), 2u);
  EXPECT_EQ(area.uses[1].use, "office");
  EXPECT_EQ(area.build_out->first_year, 2030);
  EXPECT_EQ(*area.standard, "passive");
  EXPECT_THAT(ProblemsOf(Replaced(SmallGeojson(), "\"feltnavn\"",
                                  "\"dwellings\": \"many\", "
                                  "\"feltnavn\"")),
              HasSubstr("dwellings: 'many' is no finite number"));
}

TEST(GeojsonPlanReaderTest, TextThatIsNoPlanIsRefused) {
  EXPECT_THAT(ProblemsOf("{\"type\": "), HasSubstr("is no JSON: wrong at byte"));
  EXPECT_THAT(ProblemsOf("{\"type\": \"Feature\"}"), HasSubstr("is no FeatureCollection"));
  EXPECT_THAT(ProblemsOf("{\"type\": \"FeatureCollection\", \"features\": []}"),
              HasSubstr("has no plan"));
  std::string deep = "{\"a\": ";
  for (int i = 0; i < 100'000; ++i) deep += "[";
  EXPECT_THAT(ProblemsOf(deep), HasSubstr("goes deeper than 64"));
  std::string many = "{\"a\": [";
  for (int i = 0; i < 4'000'001; ++i) many += "1,";
  EXPECT_THAT(ProblemsOf(many + "1]}"), HasSubstr("has more than 4000000 values"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallGeojson(), "RpArealformålOmråde", "RpStøySone")),
              HasSubstr("the plan is empty"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallGeojson(), "\"objekttype\": \"RpArealformålOmråde\", ", "")),
              HasSubstr("features[1]"));
}

TEST(GeojsonPlanReaderTest, BrokenGeometryIsToldByFeature) {
  EXPECT_THAT(ProblemsOf(Replaced(SmallGeojson(), "\"Polygon\"", "\"Point\"")),
              HasSubstr("geometry 'Point' is no Polygon"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallGeojson(), "[622100, 6648000]", "[622100, null]")),
              HasSubstr("no pair of numbers"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallGeojson(), ", [622000, 6648000]]]", "]]")),
              HasSubstr("a ring is not closed"));
}

}  // namespace
}  // namespace data
