#include "models/plan/polygon.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "models/plan/polygon_checks.h"
#include "models/plan/polygon_overlay.h"

namespace models {
namespace {

PlanRing Box(double west_m, double south_m, double east_m, double north_m) {
  return {{west_m, south_m},
          {east_m, south_m},
          {east_m, north_m},
          {west_m, north_m},
          {west_m, south_m}};
}

PlanSurface BoxSurface(double west_m, double south_m, double east_m, double north_m) {
  return {{.shell = Box(west_m, south_m, east_m, north_m)}};
}

// A place in Østlandet: six million metres from the equator.
constexpr double kEast = 598000.0;
constexpr double kNorth = 6645000.0;

TEST(PolygonTest, AHoleIsTakenOffWhicheverWayItRuns) {
  PlanPolygon polygon{.shell = Box(0, 0, 100, 50), .holes = {Box(10, 10, 20, 30)}};
  EXPECT_DOUBLE_EQ(CalcAreaM2(polygon), 5000.0 - 200.0);
  std::reverse(polygon.holes[0].begin(), polygon.holes[0].end());
  std::reverse(polygon.shell.begin(), polygon.shell.end());
  EXPECT_DOUBLE_EQ(CalcAreaM2(polygon), 4800.0);
}

TEST(PolygonTest, AreaKeepsItsDigitsFarFromTheOrigin) {
  // 3 m × 1 cm, drawn where a northing squared has fourteen digits before the point.
  EXPECT_NEAR(CalcAreaM2(BoxSurface(kEast, kNorth, kEast + 3.0, kNorth + 0.01)), 0.03, 1e-8);
}

TEST(PolygonTest, ATriangleHasItsCentreAtAThird) {
  const PlanSurface surface{
      {.shell = {{kEast, kNorth}, {kEast + 9, kNorth}, {kEast, kNorth + 6}, {kEast, kNorth}}}};
  EXPECT_NEAR(CalcCentre(surface).east_m, kEast + 3.0, 1e-9);
  EXPECT_NEAR(CalcCentre(surface).north_m, kNorth + 2.0, 1e-9);
}

TEST(PolygonTest, ACentreMovesAwayFromAHole) {
  const PlanSurface surface{{.shell = Box(0, 0, 10, 10), .holes = {Box(6, 2, 8, 8)}}};
  // By hand: (100 · 5 − 12 · 7) / 88.
  EXPECT_NEAR(CalcCentre(surface).east_m, (500.0 - 84.0) / 88.0, 1e-12);
  EXPECT_NEAR(CalcCentre(surface).north_m, 5.0, 1e-12);
}

TEST(PolygonTest, WindingMakesShellsRunCounterClockwise) {
  PlanSurface surface{{.shell = Box(0, 0, 10, 10), .holes = {Box(2, 2, 4, 4)}}};
  std::reverse(surface[0].shell.begin(), surface[0].shell.end());
  WindRings(surface);
  EXPECT_GT(CalcRingAreaM2(surface[0].shell), 0.0);
  EXPECT_LT(CalcRingAreaM2(surface[0].holes[0]), 0.0);
  const PlanSurface once = surface;
  WindRings(surface);
  EXPECT_EQ(surface, once);
}

TEST(PolygonChecksTest, AnHonestAreaHasNoFault) {
  EXPECT_EQ(FindSurfaceFault(BoxSurface(kEast, kNorth, kEast + 10, kNorth + 10)), "");
}

TEST(PolygonChecksTest, ABowTieIsToldWithItsPlace) {
  const PlanSurface surface{{.shell = {{kEast, kNorth},
                                       {kEast + 10, kNorth + 10},
                                       {kEast + 10, kNorth},
                                       {kEast, kNorth + 10},
                                       {kEast, kNorth}}}};
  EXPECT_EQ(FindSurfaceFault(surface), "self-intersection at N 6645005.00, E 598005.00");
}

TEST(PolygonChecksTest, AHoleOutsideItsShellIsTold) {
  const PlanSurface surface{{.shell = Box(0, 0, 10, 10), .holes = {Box(20, 20, 22, 22)}}};
  EXPECT_EQ(FindSurfaceFault(surface).rfind("a hole lies outside its shell at N 2", 0), 0u)
      << FindSurfaceFault(surface);
}

TEST(PolygonChecksTest, PartsThatOverlapAreNoMultipolygon) {
  const PlanSurface surface{{.shell = Box(0, 0, 10, 10)}, {.shell = Box(5, 5, 15, 15)}};
  EXPECT_EQ(FindSurfaceFault(surface).rfind("self-intersection at", 0), 0u);
  const PlanSurface inside{{.shell = Box(0, 0, 10, 10)}, {.shell = Box(2, 2, 4, 4)}};
  EXPECT_EQ(FindSurfaceFault(inside).rfind("a part lies inside another part", 0), 0u);
}

TEST(PolygonChecksTest, RingsThatAreNoneAreTold) {
  EXPECT_EQ(FindSurfaceFault({}), "has no polygon");
  EXPECT_EQ(FindSurfaceFault({{.shell = {}}}), "a ring has no points");
  EXPECT_EQ(FindSurfaceFault({{.shell = {{1, 1}, {2, 2}, {1, 1}}}}),
            "a ring has 3 points, must have 4 at least, at N 1.00, E 1.00");
  PlanRing open = Box(0, 0, 10, 10);
  open.back() = {0.0, 1.0};
  EXPECT_EQ(FindSurfaceFault({{.shell = open}}),
            "a ring is not closed: begins at N 0.00, E 0.00, ends at N 1.00, E 0.00");
  PlanRing nan = Box(0, 0, 10, 10);
  nan[1].north_m = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(FindSurfaceFault({{.shell = nan}}), "a coordinate is no finite number");
  EXPECT_NE(FindSurfaceFault({{.shell = {{0, 0}, {5, 0}, {10, 0}, {0, 0}}}}), "");
}

TEST(PolygonOverlayTest, AUnionCountsSharedGroundOnce) {
  const PlanSurface a = BoxSurface(0, 0, 10, 10), b = BoxSurface(5, 0, 15, 10);
  const std::vector<const PlanSurface*> both{&a, &b};
  EXPECT_NEAR(CalcUnionM2(both).value(), 150.0, 1e-9);
  EXPECT_EQ(CalcUnionM2({}).value(), 0.0);
}

TEST(PolygonOverlayTest, OverlapsAreFoundWithAPointInside) {
  const PlanSurface a = BoxSurface(0, 0, 10, 10), b = BoxSurface(10, 0, 20, 10),
                    c = BoxSurface(8, 4, 12, 6);
  const std::vector<const PlanSurface*> all{&a, &b, &c};
  const auto overlaps = FindOverlaps(all, 0.5);
  ASSERT_TRUE(overlaps.ok());
  ASSERT_EQ(overlaps->size(), 2u);  // neighbours that share an edge do not overlap
  EXPECT_EQ((*overlaps)[0].first, 0u);
  EXPECT_EQ((*overlaps)[0].second, 2u);
  EXPECT_NEAR((*overlaps)[0].area_m2, 4.0, 1e-9);
  EXPECT_GT((*overlaps)[0].inside.east_m, 8.0);
  EXPECT_LT((*overlaps)[0].inside.east_m, 10.0);
}

TEST(PolygonOverlayTest, WhatIsUncoveredAndWhatIsSharedAddUp) {
  const PlanSurface a = BoxSurface(0, 0, 10, 10), b = BoxSurface(7, 7, 20, 20);
  const std::vector<const PlanSurface*> cover{&b};
  EXPECT_NEAR(CalcUncoveredM2(a, cover).value(), 100.0 - 9.0, 1e-9);
  EXPECT_NEAR(CalcUncoveredM2(a, {}).value(), 100.0, 1e-9);
}

TEST(PolygonOverlayTest, ThousandsOfNeighboursCostLittle) {
  std::vector<PlanSurface> tiles;
  for (int x = 0; x < 70; ++x) {
    for (int y = 0; y < 70; ++y) tiles.push_back(BoxSurface(x, y, x + 1, y + 1));
  }
  std::vector<const PlanSurface*> all;
  for (const PlanSurface& tile : tiles) all.push_back(&tile);
  EXPECT_TRUE(FindOverlaps(all, 1e-6).value().empty());
  EXPECT_NEAR(CalcUnionM2(all).value(), 4900.0, 1e-6);
}

}  // namespace
}  // namespace models
