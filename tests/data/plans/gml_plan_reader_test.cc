#include "data/plans/gml_plan_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/data/plans/plan_reader_fixture.h"
#include "tests/support/plan_texts.h"

namespace data {
namespace {

using testing::HasSubstr;
using tests::Replaced;
using tests::SmallGml;

TEST(GmlPlanReaderTest, APlanIsReadWithItsNumbers) {
  const models::Plan plan = ReadOne(SmallGml());
  EXPECT_EQ(plan.municipality_id, "3205");
  EXPECT_EQ(plan.id, "7");
  EXPECT_EQ(plan.type_code, 35);
  EXPECT_EQ(plan.status_code, 2);
  EXPECT_EQ(plan.version, 50);
  ASSERT_EQ(plan.areas.size(), 1u);
  const models::PlanAreaParams& area = plan.areas[0];
  EXPECT_EQ(area.id, "a");
  EXPECT_EQ(area.field_name, "B1");
  EXPECT_EQ(area.purpose_code, 1113);
  EXPECT_DOUBLE_EQ(*area.utilisation.bra_ratio, 1.5);
  EXPECT_DOUBLE_EQ(models::CalcAreaM2(area.surface), 10'000.0);
  EXPECT_EQ(area.place, "line 7 RpArealformålOmråde 'a'");
}

TEST(GmlPlanReaderTest, CurvesArcsHolesAndPatchesMakeSurfaces) {
  const std::string surface =
      R"(<gml:Surface srsName="EPSG:25832" srsDimension="3"><gml:patches><gml:PolygonPatch>
<gml:exterior><gml:Ring><gml:curveMember><gml:Curve><gml:segments>
<gml:LineStringSegment><gml:posList>622000 6648000 9 622100 6648000 9</gml:posList></gml:LineStringSegment>
<gml:Arc><gml:posList>622100 6648000 9 622150 6648050 9 622100 6648100 9</gml:posList></gml:Arc>
</gml:segments></gml:Curve></gml:curveMember><gml:curveMember><gml:LineString>
<gml:pos>622100 6648100 9</gml:pos><gml:pos>622000 6648100 9</gml:pos><gml:pos>622000 6648000 9</gml:pos>
</gml:LineString></gml:curveMember></gml:Ring></gml:exterior>
<gml:interior><gml:LinearRing><gml:posList>622010 6648010 9 622010 6648020 9 622020 6648020 9 622010
<!-- a comment -->6648010 9</gml:posList></gml:LinearRing></gml:interior>
</gml:PolygonPatch></gml:patches></gml:Surface>)";
  std::string text = SmallGml();
  const std::size_t begin = text.find("<gml:Polygon"), end = text.find("</gml:Polygon>") + 14;
  text.replace(begin, end - begin, surface);
  const models::Plan plan = ReadOne(text);
  ASSERT_EQ(plan.areas.size(), 1u);
  ASSERT_EQ(plan.areas[0].surface.size(), 1u);
  EXPECT_EQ(plan.areas[0].surface[0].holes.size(), 1u);
  // A square, half a disc of 50 m, a triangle of 10 m off; chords leave the arc by 1 cm at most.
  EXPECT_NEAR(models::CalcAreaM2(plan.areas[0].surface), 10'000.0 + 3926.99 - 50.0, 1.6);
}

TEST(GmlPlanReaderTest, AMissingCoordinateSystemIsAnErrorWithTheFix) {
  const std::string problems = ProblemsOf(
      Replaced(SmallGml(), " srsName=\"http://www.opengis.net/def/crs/EPSG/0/25832\"", ""));
  EXPECT_THAT(problems, HasSubstr("plan:8"));
  EXPECT_THAT(problems, HasSubstr("RpArealformålOmråde 'a'"));
  EXPECT_THAT(problems, HasSubstr("has no coordinate system: set srsName"));
}

TEST(GmlPlanReaderTest, SystemsThatContradictAreRefused) {
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "<gml:LinearRing>",
                                  "<gml:LinearRing srsName=\"EPSG:25833\">")),
              HasSubstr("mixes coordinate systems: EPSG:25832 and EPSG:25833"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "EPSG/0/25832", "EPSG/0/5972")),
              HasSubstr("is not read: export in EPSG:25832"));
  EXPECT_THAT(
      ProblemsOf(Replaced(SmallGml(), "http://www.opengis.net/def/crs/EPSG/0/25832", "EPSG:4326")),
      HasSubstr("does not say which axis comes first"));
}

TEST(GmlPlanReaderTest, AxesTheWrongWayRoundAreSeen) {
  std::string text = SmallGml();
  const std::size_t begin = text.find("622000 6648000"), end = text.find("</gml:posList>");
  text.replace(begin, end - begin,
               "6648000 622000 6648000 622100 6648100 622100 6648100 622000 6648000 622000");
  EXPECT_THAT(ProblemsOf(text), HasSubstr("has its axes the wrong way round"));
}

TEST(GmlPlanReaderTest, EntitiesAreRefusedUnread) {
  const std::string bomb =
      Replaced(SmallGml(), "<gml:FeatureCollection",
               "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;\">"
               "<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<gml:FeatureCollection");
  EXPECT_THAT(ProblemsOf(bomb), HasSubstr("has a document type (<!DOCTYPE)"));
}

TEST(GmlPlanReaderTest, DepthAndSizeAreLimited) {
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "<a>";
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "<app:område>", deep)), HasSubstr("is no XML"));
  std::string closed = deep;
  for (int i = 0; i < 20'000; ++i) closed += "</a>";
  EXPECT_THAT(ProblemsOf("<b>" + closed + "</b>"), HasSubstr("goes deeper than 64 elements"));
  std::string many = "<b>";
  for (int i = 0; i < 4'000'001; ++i) many += "<a/>";
  EXPECT_THAT(ProblemsOf(many + "</b>"), HasSubstr("more than 4000000 elements"));
}

TEST(GmlPlanReaderTest, AMillionVerticesAreRefused) {
  std::string points;
  for (int i = 0; i < 1'000'000; ++i) points += "622000 6648000 ";
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "622000 6648000</gml", points + "</gml")),
              HasSubstr("more than 500000 vertices"));
}

TEST(GmlPlanReaderTest, NumbersThatAreNoneAreTold) {
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "622100 6648100", "NaN 6648100")),
              HasSubstr("coordinate 'NaN' is no finite number"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "622100 6648100", "622100")),
              HasSubstr("numbers in points of 2"));
}

TEST(GmlPlanReaderTest, AnotherSchemaVersionIsRefused) {
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "forslag/5.0", "forslag/6.1")),
              HasSubstr("is of version '6.1'"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "forslag/5.0", "forslag")),
              HasSubstr("ends in its version"));
}

TEST(GmlPlanReaderTest, WhatCannotBePutInPlaceIsRefused) {
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "1113", "1399")),
              HasSubstr("purpose 1399 is not in RpArealformål; nearest: 1400 Idrettsanlegg, 1390"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), ">18<", ">99<")),
              HasSubstr("utnyttingstype '99' is not known"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "<app:plantype>35", "<app:plantype>77")),
              HasSubstr("plantype 77 is not known"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "<app:planstatus>2</app:planstatus>", "")),
              HasSubstr("has no planstatus"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "vertikalnivå>2<", "vertikalnivå>9<")),
              HasSubstr("vertikalnivå '9' is not 1 to 5"));
  EXPECT_THAT(ProblemsOf("<a/>"), HasSubstr("is no FeatureCollection"));
}

TEST(GmlPlanReaderTest, ASelfIntersectionIsToldWithItsPlace) {
  EXPECT_THAT(ProblemsOf(Replaced(SmallGml(), "622100 6648000 622100 6648100",
                                  "622100 6648100 622100 6648000")),
              HasSubstr("self-intersection at N 6648050.00, E 622050.00"));
}

}  // namespace
}  // namespace data
