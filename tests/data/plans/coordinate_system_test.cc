#include "data/plans/coordinate_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "data/plans/arc_points.h"

namespace data {
namespace {

using testing::HasSubstr;

std::string Problem(double x, double y, CoordinateSystem system) {
  return ToPlanSurface({{.shell = {{x, y}}}}, system).status().ToString();
}

models::PlanPoint Point(double x, double y, CoordinateSystem system) {
  return ToPlanSurface({{.shell = {{x, y}}}}, system).value()[0].shell[0];
}

TEST(CoordinateSystemTest, TheCentralMeridianHasItsScale) {
  // 9° E is the middle of zone 32: no easting but the false one; meridian arc to 60° N on GRS 80
  // 6 654 072.819 m (Krüger's series), times 0.9996.
  const models::PlanPoint point = ToPlanPoint(9.0, 60.0);
  EXPECT_NEAR(point.east_m, 500'000.0, 1e-6);
  EXPECT_NEAR(point.north_m, 6'654'072.819 * 0.9996, 2e-3);
}

TEST(CoordinateSystemTest, BothZonesAndDegreesAreOnePlace) {
  // 12° E lies midway between the meridians of zones 32 and 33: mirrored eastings, one northing.
  const models::PlanPoint in_32 = ToPlanPoint(12.0, 60.0);
  const models::PlanPoint from_33 =
      Point(1'000'000.0 - in_32.east_m, in_32.north_m, CoordinateSystem::kUtm33);
  EXPECT_NEAR(from_33.east_m, in_32.east_m, 1e-6);
  EXPECT_NEAR(from_33.north_m, in_32.north_m, 1e-6);
}

TEST(CoordinateSystemTest, NamesInUseAreRead) {
  EXPECT_EQ(ParseSystemName("EPSG:25833")->system, CoordinateSystem::kUtm33);
  EXPECT_EQ(ParseSystemName("urn:ogc:def:crs:EPSG::25832")->system, CoordinateSystem::kUtm32);
  EXPECT_EQ(ParseSystemName("urn:ogc:def:crs:EPSG:9.9:25832")->system, CoordinateSystem::kUtm32);
  const auto wgs = ParseSystemName("http://www.opengis.net/def/crs/EPSG/0/4326");
  EXPECT_EQ(wgs->system, CoordinateSystem::kGeographic);
  EXPECT_TRUE(wgs->is_north_first);
  EXPECT_FALSE(ParseSystemName("urn:ogc:def:crs:OGC:1.3:CRS84")->is_north_first);
}

TEST(CoordinateSystemTest, NamesThatSayTooLittleAreRefused) {
  EXPECT_THAT(ParseSystemName("EPSG:4326").status().ToString(), HasSubstr("which axis"));
  EXPECT_FALSE(ParseSystemName("EPSG:3857").ok());
  EXPECT_FALSE(ParseSystemName("").ok());
  EXPECT_FALSE(ParseSystemName("EPSG:25832x").ok());
  EXPECT_FALSE(ParseSosiSystem("32").ok());
}

TEST(CoordinateSystemTest, PointsThatAreNowhereSayWhatTheyLookLike) {
  EXPECT_THAT(Problem(6'648'000, 622'000, CoordinateSystem::kUtm32),
              HasSubstr("axes the wrong way round"));
  EXPECT_THAT(Problem(11.2, 59.9, CoordinateSystem::kUtm32),
              HasSubstr("are degrees, not metres of EPSG:25832"));
  EXPECT_THAT(Problem(622'000, 6'648'000, CoordinateSystem::kGeographic),
              HasSubstr("are metres, not degrees"));
  EXPECT_THAT(Problem(0, 0, CoordinateSystem::kUtm33), HasSubstr("does not lie in Norway"));
  EXPECT_THAT(Problem(std::nan(""), 6'648'000, CoordinateSystem::kUtm32),
              HasSubstr("no finite number"));
  EXPECT_THAT(Problem(11.0, std::numeric_limits<double>::infinity(), CoordinateSystem::kGeographic),
              HasSubstr("no finite number"));
}

TEST(ArcPointsTest, ChordsStayWithinACentimetre) {
  const auto points = MakeArcPoints({100, 0}, {0, 100}, {-100, 0});
  EXPECT_EQ(points.front(), (RawPoint{100, 0}));
  EXPECT_EQ(points.back(), (RawPoint{-100, 0}));
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    EXPECT_NEAR(std::hypot(points[i].x_in_unit, points[i].y_in_unit), 100.0, 1e-9);
    EXPECT_GE(points[i].y_in_unit, -1e-9);  // over the north
    const double x = 0.5 * (points[i].x_in_unit + points[i + 1].x_in_unit);
    const double y = 0.5 * (points[i].y_in_unit + points[i + 1].y_in_unit);
    EXPECT_GT(std::hypot(x, y), 100.0 - 0.0101);
  }
}

TEST(ArcPointsTest, TheOtherSideIsTheOtherArc) {
  for (const RawPoint& point : MakeArcPoints({100, 0}, {0, -100}, {-100, 0})) {
    EXPECT_LE(point.y_in_unit, 1e-9);
  }
  EXPECT_EQ(MakeArcPoints({0, 0}, {1, 1}, {2, 2}).size(), 3u);
  EXPECT_EQ(MakeArcPoints({5, 5}, {5, 5}, {5, 5}).size(), 3u);
}

}  // namespace
}  // namespace data
