#include "data/geojson_line.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace data {
namespace {

double Length(std::vector<GeoPoint> points) { return CalcLineLengthM(points); }

TEST(GeojsonLineTest, DegreesAreThoseOfTheEllipsoid) {
  // A second of arc along the equator: a π/648000. Along a meridian at the pole: a/√(1−e²)
  // π/648000.
  EXPECT_NEAR(Length({{10.0, 0.0}, {10.0 + 1.0 / 3600.0, 0.0}}), 30.922080775, 1e-8);
  EXPECT_NEAR(Length({{0.0, 90.0 - 1.0 / 3600.0}, {0.0, 90.0}}), 6399593.6258 * M_PI / 648000.0,
              1e-8);
  // At 60° north one degree of longitude is 55.800 km and one of latitude 111.412 km (tables).
  EXPECT_NEAR(Length({{10.0, 60.0}, {10.1, 60.0}}), 5580.0, 0.1);
  EXPECT_NEAR(Length({{10.0, 59.95}, {10.0, 60.05}}), 11141.2, 0.1);
}

TEST(GeojsonLineTest, APieceIsTheGeodesic) {
  // By Vincenty's inverse formula, 1975.
  EXPECT_NEAR(Length({{10.70, 59.90}, {10.73, 59.92}}), 2789.70514, 1e-4);
}

TEST(GeojsonLineTest, PiecesAddUp) {
  const GeoPoint a{10.70, 59.90}, b{10.71, 59.905}, c{10.72, 59.91};
  EXPECT_NEAR(Length({a, b, c}), Length({a, b}) + Length({b, c}), 1e-9);
  EXPECT_NEAR(Length({a, b, c}), Length({c, b, a}), 1e-9);
  EXPECT_NEAR(Length({a, c}), Length({a, b, c}), 1e-2);  // b lies almost between them
  EXPECT_EQ(Length({a}), 0.0);
  EXPECT_EQ(Length({}), 0.0);
}

TEST(GeojsonLineTest, TheDateLineIsNoDetour) {
  EXPECT_NEAR(Length({{179.999, 10.0}, {-179.999, 10.0}}), Length({{0.0, 10.0}, {0.002, 10.0}}),
              1e-6);
}

}  // namespace
}  // namespace data
