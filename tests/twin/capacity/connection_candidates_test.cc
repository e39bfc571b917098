#include "twin/capacity/connection_candidates.h"

#include <gtest/gtest.h>

#include "tests/support/small_region.h"

namespace twin::capacity {
namespace {

using models::BusIndex;
using models::StationIndex;

// A square of a tenth of a degree; a degree of latitude is 111.19 km.
const std::vector<GeoPoint> kSquare{{60.0, 11.0}, {60.1, 11.0}, {60.1, 11.1}, {60.0, 11.1}};
constexpr double kDegreeKm = 111.1949;

TEST(DistanceTest, InsideIsNothingAndOutsideTheNearestSide) {
  EXPECT_EQ(CalcDistanceKm(kSquare, {60.05, 11.05}), 0.0);
  EXPECT_NEAR(CalcDistanceKm(kSquare, {60.3, 11.05}), 0.2 * kDegreeKm, 0.01);
  // East of it a degree of longitude is half as long.
  EXPECT_NEAR(CalcDistanceKm(kSquare, {60.05, 11.2}),
              0.1 * kDegreeKm * std::cos(60.05 * M_PI / 180), 0.01);
  // At a corner.
  EXPECT_NEAR(CalcDistanceKm(kSquare, {59.9, 10.8}),
              std::hypot(0.1 * kDegreeKm, 0.2 * kDegreeKm * std::cos(59.9 * M_PI / 180)), 0.02);
}

TEST(DistanceTest, TheOrderOfTheCornersAndWhereTheyBeginAreNothing) {
  std::vector<GeoPoint> other(kSquare.rbegin(), kSquare.rend());
  std::rotate(other.begin(), other.begin() + 1, other.end());
  for (const GeoPoint& place :
       {GeoPoint{60.05, 11.05}, {60.2, 11.3}, {59.5, 10.0}, {60.05, 10.9}}) {
    EXPECT_NEAR(CalcDistanceKm(other, place), CalcDistanceKm(kSquare, place), 1e-9);
  }
}

TEST(DistanceTest, AHollowIsOutside) {
  const std::vector<GeoPoint> hook{{60.0, 11.0}, {60.0, 11.3}, {60.3, 11.3}, {60.3, 11.2},
                                   {60.1, 11.2}, {60.1, 11.1}, {60.3, 11.1}, {60.3, 11.0}};
  EXPECT_GT(CalcDistanceKm(hook, {60.2, 11.15}), 1.0);
  EXPECT_EQ(CalcDistanceKm(hook, {60.2, 11.05}), 0.0);
  EXPECT_EQ(CalcDistanceKm(hook, {60.2, 11.25}), 0.0);
}

class CandidatesTest : public testing::Test {
 protected:
  CandidatesTest() : region_(tests::MakeSmallRegion(1)) {
    for (std::size_t i = 0; i < region_.grid.buses.size(); ++i) {
      models::StationParams& station =
          region_.grid.stations[region_.grid.buses[BusIndex(i)].station];
      station.lat_deg = 60.05 + 0.1 * static_cast<double>(i);
      station.lon_deg = 11.05;
      station.is_in_region = true;
    }
    models::MeasurePrice price;
    price.kind = models::MeasureKind::kParallelCircuit;
    price.is_for_any_branch = false;
    price.branch_kind = models::BranchKind::kLine;
    price.unit = models::MeasureUnit::kPerKm;
    price.cost = {1.0, 3.0};
    price.price_year = 2025;
    catalogue_.prices.push_back(price);
  }
  std::vector<ConnectionCandidate> Find(double mw, std::size_t most = 20) {
    return FindConnectionCandidates(region_, {mv_, voltages_, catalogue_}, {kSquare, mw}, most);
  }

  models::Region region_;
  MvNetworks mv_;
  models::ConnectionVoltages voltages_;
  models::MeasureCatalogue catalogue_;
};

TEST_F(CandidatesTest, TheNearestComesFirstAtWhatItsLineCosts) {
  const auto found = Find(20.0);
  ASSERT_EQ(found.size(), 6u);
  EXPECT_EQ(found[0].bus, BusIndex(0));
  EXPECT_EQ(found[0].distance_km, 0.0);
  EXPECT_EQ(found[0].line.range.high_mnok, 0.0);
  EXPECT_NEAR(found[2].distance_km, 0.15 * kDegreeKm, 0.01);
  EXPECT_NEAR(found[2].line.range.low_mnok, kRouteRatio * 0.15 * kDegreeKm, 0.02);
  EXPECT_NEAR(found[2].line.range.high_mnok, 3.0 * kRouteRatio * 0.15 * kDegreeKm, 0.05);
  EXPECT_FALSE(found[2].cable.is_known);
}

TEST_F(CandidatesTest, AnUnusualVoltageComesLast) {
  voltages_ = {{.from_mw = 0.0, .to_mw = 30.0, .from_kv = 60.0, .to_kv = 70.0},
               {.from_mw = 20.0, .to_mw = 200.0, .from_kv = 100.0, .to_kv = 150.0}};
  const auto small = Find(5.0);
  EXPECT_EQ(small[0].bus, BusIndex(4));  // 66 kV, though four of 132 kV are nearer
  EXPECT_FALSE(small.back().suits_voltage);
  EXPECT_EQ(Find(100.0)[0].bus, BusIndex(0));
  EXPECT_EQ(Find(25.0)[0].bus, BusIndex(0));  // both are usual
}

TEST_F(CandidatesTest, NoMoreThanAreWantedAndNoneThatIsFarAway) {
  EXPECT_EQ(Find(20.0, 2).size(), 2u);
  region_.grid.stations[region_.grid.buses[BusIndex(5)].station].lat_deg = 62.0;
  EXPECT_EQ(Find(20.0).size(), 5u);
}

}  // namespace
}  // namespace twin::capacity
