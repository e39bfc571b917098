#include "twin/capacity/reserve_search.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "data/region_loader.h"
#include "models/planning_region.h"
#include "tests/support/region_paths.h"
#include "tests/support/small_engine.h"

namespace twin::capacity {
namespace {

using models::BusIndex;
using models::LargeLoadStatus;

constexpr int kQuarters = 96;
constexpr double kTanPhi = 0.2;
constexpr double kColdMw = 10.0;      // of the ordinary load that grows
constexpr double kGrowthRatio = 1.3;  // from the planned year on to three years later

const models::HoldBackRules kRules{
    {.id = "small", .below_mw = 1.0, .held_for_years = 3, .valid_from = "2025-07-01"}};

// An ordinary load and large ones at Bus 5 behind its lone transformer. The engine's profile does
// not draw them: what is told is what comes on top.
class ReserveSearchTest : public tests::SmallEngineTest<kQuarters> {
 protected:
  ReserveSearchTest() : region_(engine_->region()) {
    static const auto* shipped = new models::Region(*data::LoadRegion(tests::RegionDirectory()));
    region_.demand = shipped->demand;
    for (auto& sector : region_.demand.sector_model.sectors) sector.tan_phi_ratio = kTanPhi;
  }

  void AddOrdinary() {
    models::LoadParams load{.id = "ordinary",
                            .name = "Ordinary",
                            .kind = models::LoadKind::kGeneral,
                            .bus = query_.bus,
                            .cold_mw = kColdMw,
                            .mild_mw = kColdMw,
                            .summer_mw = kColdMw,
                            .cold_tan_phi_ratio = kTanPhi};
    const auto cold_ratio = models::CalcColdMorningSectorRatio(region_.demand.sector_model);
    models::SectorTable<double> mean_mw{};
    mean_mw[static_cast<std::size_t>(models::Sector::kServices)] = 1.0;
    load.sector_ratio = models::CalcSectorMixRatio(mean_mw, cold_ratio);
    region_.grid.loads.Add(load);
    growth_.years = {2030, 2033};
    for (auto& pace : growth_.factor_ratio) {
      pace.resize(2);
      pace[0].fill(1.0);
      pace[1].fill(kGrowthRatio);
    }
  }
  void AddLarge(const std::string& id, double mw, LargeLoadStatus status) {
    region_.large_loads.Add({.id = id,
                             .name = id,
                             .status = status,
                             .size_mw = mw,
                             .from_year = 2035,
                             .bus = query_.bus});
  }

  ReserveReport Ask(double requested_mw = 20.0) {
    const auto answer = engine_->Ask(query_);
    EXPECT_TRUE(answer.ok()) << answer.status();
    firm_ = *answer;
    auto today = std::make_shared<models::Region>(region_);
    today->growth = growth_;
    planning::PlanningKey key = engine_->key();
    key.growth_scenario = growth_.years.empty() ? models::kNoGrowth : "base";
    auto report = CalcReserve({region_, key, engine_->first_quarter()}, *engine_->basis(), {},
                              {.today = today}, rules_,
                              {.answered = {query_, firm_},
                               .requested_mw = requested_mw,
                               .gwh_per_year = 8.76 * requested_mw,
                               .level_mw = 150.0});
    EXPECT_TRUE(report.ok()) << report.status();
    if (!report.ok()) return {};
    // The law, whatever stands before.
    EXPECT_NEAR(report->physical_mw - report->held_back_mw - report->reserved_mw - report->used_mw,
                report->available_mw, 1e-9);
    EXPECT_GE(report->available_mw, 0.0);
    EXPECT_GE(report->held_back_mw, 0.0);
    EXPECT_GE(report->reserved_mw, 0.0);
    return *std::move(report);
  }

  // What a constant MW at the same bus and tan φ takes from the firm ones.
  double Stated(double mw) const {
    const auto& share = region_.profile->load_share;
    return mw * *std::max_element(share.begin(), share.end()) * (1.0 - solvers::kStatedMarginShare);
  }

  const solvers::HostingQuery query_{.bus = BusIndex(4), .tan_phi_ratio = kTanPhi, .cap_mw = 200.0};
  models::Region region_;
  models::Growth growth_;
  models::HoldBackRules rules_ = kRules;
  solvers::HostingAnswer firm_;
};

TEST_F(ReserveSearchTest, WhereNothingStandsBeforeAllThatIsFirmIsAvailable) {
  const ReserveReport report = Ask();
  EXPECT_EQ(report.available_mw, firm_.firm_mw);
  EXPECT_EQ(report.held_back_mw, 0.0);
  EXPECT_EQ(report.reserved_mw, 0.0);
  // 15 MW hang on Bus 5 at share 1; the binding quarter is that of the highest share.
  const auto& share = region_.profile->load_share;
  EXPECT_NEAR(report.used_mw, 15.0 * *std::max_element(share.begin(), share.end()), 1e-6);
  EXPECT_EQ(report.used_mw, report.used_peak_mw);
}

TEST_F(ReserveSearchTest, AReservationCountsAndTheQueueDoesNot) {
  AddLarge("reserved", 4.0, LargeLoadStatus::kReserved);
  AddLarge("queued", 9.0, LargeLoadStatus::kQueue);
  AddLarge("gone", 9.0, LargeLoadStatus::kClosed);
  const ReserveReport report = Ask();
  EXPECT_NEAR(report.reserved_mw, Stated(4.0), 0.01);
  EXPECT_EQ(report.held_back_mw, 0.0);
  ASSERT_EQ(report.loads.size(), 2u);
  EXPECT_TRUE(report.loads[0].is_reserved);
  EXPECT_FALSE(report.loads[1].is_reserved);
  EXPECT_EQ(report.loads[0].distance_km, 0.0);
}

TEST_F(ReserveSearchTest, GrowthOfOrdinaryDemandIsHeldBack) {
  AddOrdinary();
  AddLarge("reserved", 4.0, LargeLoadStatus::kReserved);
  const ReserveReport report = Ask();
  EXPECT_NEAR(report.held_back_mw, Stated((kGrowthRatio - 1.0) * kColdMw), 0.01);
  EXPECT_NEAR(report.reserved_mw, Stated(4.0), 0.01);
  ASSERT_NE(report.rule, nullptr);
  EXPECT_FALSE(report.is_held_for_applicant);
  EXPECT_FALSE(report.is_overdrawn);
}

TEST_F(ReserveSearchTest, ItIsKeptForSmallCustomersAndNotFromThem) {
  AddOrdinary();
  const ReserveReport report = Ask(0.9);
  EXPECT_TRUE(report.is_held_for_applicant);
  EXPECT_EQ(report.held_back_mw, 0.0);
  EXPECT_EQ(report.available_mw, firm_.firm_mw);
}

TEST_F(ReserveSearchTest, WhereNoRuleHoldsNothingIsHeldBack) {
  AddOrdinary();
  rules_.front().valid_to = "2030-01-01";
  const ReserveReport report = Ask();
  EXPECT_EQ(report.rule, nullptr);
  EXPECT_EQ(report.held_back_mw, 0.0);
}

TEST_F(ReserveSearchTest, MoreThanThereIsLeavesNothingAndSaysSo) {
  AddLarge("reserved", 60.0, LargeLoadStatus::kReserved);
  const ReserveReport report = Ask();
  EXPECT_TRUE(report.is_overdrawn);
  EXPECT_EQ(report.available_mw, 0.0);
  EXPECT_NEAR(report.reserved_mw, firm_.firm_mw, 1e-9);
}

}  // namespace
}  // namespace twin::capacity
