#include "twin/capacity/capacity_map.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "tests/support/small_engine.h"
#include "twin/capacity/brute_force.h"
#include "twin/capacity/site_search.h"

namespace twin::capacity {
namespace {

constexpr int kQuarters = 2 * 384;
class CapacityMapTest : public tests::SmallEngineTest<kQuarters> {
 protected:
  void SetUp() override { std::filesystem::create_directories(maps_); }

  tests::TempFolder own_;
  const std::string maps_ = own_ / "maps";
};

TEST_F(CapacityMapTest, NoFigureIsAboveTheCheckedAnswerAtItsPoint) {
  CapacityMap map(*engine_, maps_);
  ASSERT_TRUE(map.Complete({.threads = 2, .with_terms = true}).ok());
  ASSERT_EQ(map.Points().size(), 6u);
  for (const MapPoint& point : map.Points()) {
    for (const bool is_generation : {false, true}) {
      SCOPED_TRACE(testing::Message() << "bus " << point.bus.value() << ", " << is_generation);
      const MapRoom& room = point.Room(is_generation);
      ASSERT_TRUE(room.is_known);
      ASSERT_TRUE(room.has_terms);
      const solvers::HostingQuery query{.bus = point.bus,
                                        .is_generation = is_generation,
                                        .tan_phi_ratio = kMapTanPhiRatio,
                                        .cap_mw = kMapCapMw};
      const auto answer = engine_->Ask(query);
      ASSERT_TRUE(answer.ok());
      EXPECT_LE(room.firm_mw, answer->firm_mw);
      EXPECT_GE(room.trip_mw, room.firm_mw);
      double before_mw = room.firm_mw;
      for (const double mw : room.at_hours_mw) {
        EXPECT_GE(mw, before_mw);
        before_mw = mw;
      }
      // And the scalar solver agrees: nothing is exceeded in any quarter under any outage.
      BruteForce brute(*engine_->basis(), query);
      const std::size_t outages = engine_->basis()->limits.outages.size();
      for (std::uint32_t quarter = 0; quarter < kQuarters; ++quarter) {
        for (std::uint16_t c = 0; c < outages; ++c) {
          ASSERT_LE(brute.CalcExcess(quarter, c, room.firm_mw).share, 0.001);
        }
      }
    }
  }
}

TEST_F(CapacityMapTest, WhatWasComputedIsThereAtOnceAndNothingElseIsTold) {
  {
    CapacityMap map(*engine_, maps_);
    EXPECT_EQ(map.progress().known, 0u);
    EXPECT_EQ(map.progress().total, 12u);
    ASSERT_TRUE(map.Complete({.buses = {models::BusIndex(1), models::BusIndex(3)}}).ok());
    EXPECT_EQ(map.progress().known, 4u);
    EXPECT_EQ(map.progress().with_terms, 0u);
  }
  CapacityMap map(*engine_, maps_);
  EXPECT_EQ(map.progress().known, 4u);
  EXPECT_TRUE(map.Points()[1].load.is_known);
  EXPECT_FALSE(map.Points()[2].load.is_known);
  EXPECT_GT(map.Points()[3].generation.firm_mw, 0.0);
}

TEST_F(CapacityMapTest, ADamagedFileIsAsNone) {
  {
    CapacityMap map(*engine_, maps_);
    ASSERT_TRUE(map.Complete({.buses = {models::BusIndex(1)}}).ok());
  }
  const std::string path = maps_ + "/" + planning::CalcKeyHash(tests::kSmallEngineKey) + ".map";
  std::string bytes = tests::ReadBytes(path);
  bytes[bytes.size() / 2] ^= 1;
  tests::WriteBytes(path, bytes);
  EXPECT_EQ(CapacityMap(*engine_, maps_).progress().known, 0u);
  tests::WriteBytes(path, bytes.substr(0, 3));
  EXPECT_EQ(CapacityMap(*engine_, maps_).progress().known, 0u);
}

TEST_F(CapacityMapTest, SitesThatHoldComeFirstWithTheMapsOwnFigures) {
  CapacityMap map(*engine_, maps_);
  ASSERT_TRUE(map.Complete({.threads = 2, .with_terms = true}).ok());
  const auto points = map.Points();
  std::vector<double> firm_mw;
  for (const MapPoint& point : points) firm_mw.push_back(point.load.firm_mw);
  std::sort(firm_mw.begin(), firm_mw.end());
  const double wish_mw = 0.5 * (firm_mw[2] + firm_mw[3]);
  const auto sites = RankSites(engine_->region(), points, {.requested_mw = wish_mw});
  ASSERT_EQ(sites.size(), points.size());
  for (std::size_t i = 0; i < sites.size(); ++i) {
    EXPECT_EQ(sites[i].holds, i < 3) << i;
    EXPECT_EQ(sites[i].offered_mw, sites[i].point.load.firm_mw);
  }
  // With terms as many hold, or more; better terms come first.
  const auto with_terms = RankSites(
      engine_->region(), points, {.requested_mw = wish_mw, .most_h = 200.0, .accepts_trip = true});
  for (std::size_t i = 1; i < with_terms.size(); ++i) {
    EXPECT_LE(with_terms[i - 1].term, with_terms[i].term);
  }
  // No heat anywhere near: nobody holds.
  for (const Site& site :
       RankSites(engine_->region(), points, {.requested_mw = 1.0, .heat_km = 2.0})) {
    EXPECT_FALSE(site.holds);
  }
}

}  // namespace
}  // namespace twin::capacity
