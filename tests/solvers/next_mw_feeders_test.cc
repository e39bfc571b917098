#include "solvers/next_mw_feeders.h"

#include <gtest/gtest.h>

#include <numeric>

namespace solvers {
namespace {

using models::ExchangeAreaIndex;
using models::GeneratorIndex;
using models::GeneratorKind;
using models::PlaceIndex;

class NextMwFeedersTest : public testing::Test {
 protected:
  NextMwFeedersTest() {
    for (const auto& [kind, area] :
         {std::pair{GeneratorKind::kReservoir, "NO1"}, std::pair{GeneratorKind::kReservoir, "NO1"},
          std::pair{GeneratorKind::kCascade, "NO2"}, std::pair{GeneratorKind::kWind, "NO1"}}) {
      grid_.generators.Add({.id = "plant",
                            .kind = kind,
                            .place = PlaceIndex(0),
                            .price_area = area,
                            .p_max_mw = 100.0,
                            .normal_year_gwh = 400.0});
    }
    grid_.exchange_areas = {
        {.id = "a", .cold_import_mw = 300.0, .mild_import_mw = 150.0, .import_limit_mw = 250.0},
        {.id = "b", .cold_import_mw = 100.0, .mild_import_mw = 50.0, .import_limit_mw = 200.0}};
    models::DispatchParams dispatch;
    dispatch.points = {{{0.0, 0.2, 0.2}, {200.0, 0.5, 0.5}, {400.0, 0.8, 0.8}}};
    params_ = *MakeRegionalBalanceParams(grid_, dispatch);
    result_.follow_share = models::Table<GeneratorIndex, double>(4, 0.0);
    result_.follow_share[GeneratorIndex(0)] = 0.10;
    result_.follow_share[GeneratorIndex(2)] = 0.06;
  }
  NextMwFeeders At(double net_import_mw) {
    result_.net_import_mw = net_import_mw;
    const NextMwFeeders feeders = CalcNextMwFeeders(grid_, params_, result_);
    double sum = feeders.unserved_share + feeders.surplus_share;
    for (const auto& plants : feeders.plants) sum += plants.share;
    for (const double share : feeders.area_share) sum += share;
    EXPECT_NEAR(sum, 1.0, 1e-9) << net_import_mw;
    return feeders;
  }

  models::ElectricityGrid grid_;
  RegionalBalanceParams params_;
  RegionalBalanceResult result_;
};

TEST_F(NextMwFeedersTest, PlantsTakeTheirsAndNeighboursShareTheRestByHand) {
  const NextMwFeeders feeders = At(220.0);
  ASSERT_EQ(feeders.plants.size(), 2u);
  EXPECT_EQ(feeders.plants[0].kind, GeneratorKind::kReservoir);
  EXPECT_NEAR(feeders.plants[0].share, 0.10, 1e-12);  // the second plant is at a limit
  EXPECT_NEAR(feeders.plants[1].share, 0.06, 1e-12);
  EXPECT_NEAR(feeders.area_share[ExchangeAreaIndex(0)], 0.84 * 0.75, 1e-9);  // slopes 150 : 50
  EXPECT_NEAR(feeders.area_share[ExchangeAreaIndex(1)], 0.84 * 0.25, 1e-9);
}

TEST_F(NextMwFeedersTest, IdsAndSharesStandInOneOrder) {
  const auto ids = ListNextMwFeeders(grid_, params_);
  EXPECT_EQ(ids, (std::vector<std::string>{"NO1/reservoir", "NO2/cascade", "area/a", "area/b",
                                           "unserved", "surplus"}));
  std::vector<float> share{7.0f};
  FillNextMwShares(At(220.0), share);
  ASSERT_EQ(share.size(), ids.size());
  EXPECT_NEAR(share[0], 0.10, 1e-6);
  EXPECT_NEAR(share[1], 0.06, 1e-6);
  EXPECT_NEAR(share[2], 0.84 * 0.75, 1e-6);
}

TEST_F(NextMwFeedersTest, WhoIsAtItsLimitGivesNothing) {
  const NextMwFeeders feeders = At(400.0);  // a gives its 250 from 333 on
  EXPECT_EQ(feeders.area_share[ExchangeAreaIndex(0)], 0.0);
  EXPECT_NEAR(feeders.area_share[ExchangeAreaIndex(1)], 0.84, 1e-9);
  const NextMwFeeders none = At(500.0);  // both at their limits: nobody is left
  EXPECT_EQ(none.area_share[ExchangeAreaIndex(0)], 0.0);
  EXPECT_EQ(none.area_share[ExchangeAreaIndex(1)], 0.0);
  EXPECT_NEAR(none.unserved_share, 0.84, 1e-9);
}

TEST_F(NextMwFeedersTest, TheSumIsOneWhereverTheRegionStands) {
  for (double net_mw = -100.0; net_mw < 700.0; net_mw += 12.5) At(net_mw);
}

}  // namespace
}  // namespace solvers
