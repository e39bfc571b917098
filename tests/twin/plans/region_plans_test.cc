// The region's own tables: matching, connection points, all plans together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "solvers/plan/network_mix.h"
#include "tests/data/plans/plan_reader_fixture.h"
#include "twin/plans/check_all.h"
#include "twin/plans/grid_point.h"
#include "twin/plans/heat_match.h"

namespace twin::plans {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::shared_ptr<const Surroundings> Around() {
  static const auto around =
      std::make_shared<const Surroundings>(*LoadSurroundings(data::OstlandetFolder()));
  return around;
}

PlanCheck Check(const std::string& name, const AskGrid& ask = {}) {
  PlanCheckQuestion question{.region_directory = data::OstlandetFolder(),
                             .file = data::PlanCase(name + ".sos"),
                             .assumptions_file = data::PlanCase(name + ".csv"),
                             .has_last_year_series = true};
  question.ask_grid = ask;
  auto check = CheckPlanFile(question, Around());
  EXPECT_TRUE(check.ok()) << check.status();
  return check.ok() ? *std::move(check) : PlanCheck{};
}

const RegionMatches& Matches() {
  static const RegionMatches matches = *MatchRegion(*Around(), {}, {});
  return matches;
}

TEST(RegionMatchTest, EveryMatchKeepsItsLaws) {
  EXPECT_GT(Matches().matches.size(), 40u);
  for (const solvers::HeatMatch& match : Matches().matches) {
    const solvers::MatchSource& source = Matches().sources[match.source];
    const solvers::MatchDemand& demand = Matches().demands[match.demand];
    EXPECT_LE(match.route_m, 1000.0 * Around()->heat.rules.match_farthest_km);
    EXPECT_LE(match.heat_mw, demand.design_need_mw + 1e-9);
    EXPECT_LE(match.freed_p90_mw, match.freed_p50_mw);
    EXPECT_GE(match.season_share, 0.0);
    EXPECT_LE(match.season_share, 1.0 + 1e-9);
    EXPECT_LE(match.low_nok_per_mwh, match.high_nok_per_mwh);
    EXPECT_LE(match.full_load_h, 8760.0 + 1e-6);
    EXPECT_GT(match.cop_ratio.value_or(2.0), 1.0) << source.name;
  }
}

TEST(RegionMatchTest, HeatThatIsAllTakenTodayIsNotOfferedAgain) {
  for (const solvers::MatchSource& source : Matches().sources) {
    EXPECT_NE(source.id, "oet:surplus/dc_osl01");  // all of it goes to the network
  }
}

TEST(RegionMatchTest, APlanIsADemandToo) {
  const PlanCheck check = Check("dwellings");
  const auto with = MatchRegion(*Around(), {}, {&check});
  ASSERT_TRUE(with.ok()) << with.status();
  EXPECT_EQ(with->demands.size(), Matches().demands.size() + 1);
  EXPECT_EQ(with->demands.back().need_mw.size(), with->demands.front().need_mw.size());
}

TEST(RegionMatchTest, TheDraftNamesLawAndDutyAndTheNearestIds) {
  const auto draft = MakeCostBenefitDraft(*Around(), Matches(), "oet:surplus/dc_skygard", true);
  ASSERT_TRUE(draft.ok()) << draft.status();
  EXPECT_THAT(*draft, HasSubstr("Energiloven § 7-2"));
  EXPECT_THAT(*draft, HasSubstr("Plikt for dette anlegget: ja"));
  const auto none = MakeCostBenefitDraft(*Around(), Matches(), "oet:surplus/nobody", false);
  EXPECT_EQ(none.status().code(), absl::StatusCode::kNotFound);
}

TEST(NetworkMixTest, HeatOfThePlantsIsWhatIsDeliveredAndLost) {
  for (const std::size_t system : {std::size_t{0}, std::size_t{6}}) {
    const models::HeatSystemIndex index(system);
    const auto year = Around()->NetworkYearOf(index, 2011);
    ASSERT_TRUE(year.ok()) << year.status();
    const solvers::HeatNetworkMix mix = solvers::CalcHeatNetworkMix(
        Around()->region.heat_systems[index], **year, /*quarter_of_day=*/32, /*more_mw=*/1.0);
    double sum_ratio = 0.0;
    for (const double ratio : mix.heat_ratio) sum_ratio += ratio;
    EXPECT_GE(sum_ratio, 1.0 + mix.loss_ratio - 1e-3);  // and what is cooled off
    EXPECT_GT(mix.loss_ratio, 0.02);
    EXPECT_LT(mix.cold_outdoor_degc, -5.0);
    models::EmissionMethodParams none{.id = "none"};
    EXPECT_EQ(solvers::CalcDeliveredEmissionKgPerMwh(mix, none), 0.0);
    none.electricity_kg_per_mwh = 100.0;
    EXPECT_NEAR(solvers::CalcDeliveredEmissionKgPerMwh(mix, none), 100.0 * mix.electricity_ratio,
                1e-9);
  }
}

TEST(NetworkMixTest, AYearOfASystemIsRunOnceForAllTimesOfTheDay) {
  const models::HeatSystemIndex index(0);
  const auto year = Around()->NetworkYearOf(index, 2011);
  ASSERT_TRUE(year.ok()) << year.status();
  EXPECT_EQ(*Around()->NetworkYearOf(index, 2011), *year);
  const auto& system = Around()->region.heat_systems[index];
  double most_mw = 0.0, least_mw = 1e9;
  for (int quarter = 0; quarter < 96; ++quarter) {
    const auto mix = solvers::CalcHeatNetworkMix(system, **year, quarter, 1.0);
    EXPECT_EQ(mix.delivered_mwh, (*year)->mix.delivered_mwh);
    EXPECT_GT(mix.cold_delivered_mw, 0.0) << quarter;
    most_mw = std::max(most_mw, mix.cold_delivered_mw);
    least_mw = std::min(least_mw, mix.cold_delivered_mw);
  }
  EXPECT_GT(most_mw, least_mw) << "mornings take more than nights";
}

TEST(GridPointTest, TheStationIsTheNearestWithABusbarOfTheLevel) {
  const models::PlanPoint centre = data::ToPlanPoint(10.75, 59.91);
  for (const models::ConnectionLevelParams& level : Around()->levels) {
    const auto point = FindGridPoint(*Around(), centre, level);
    ASSERT_TRUE(point);
    EXPECT_GE(point->nominal_kv, level.least_kv);
    EXPECT_LE(point->nominal_kv, level.most_kv);
    for (const models::BusParams& bus : Around()->region.grid.buses) {
      const auto& station = Around()->region.grid.stations[bus.station];
      if (!station.is_in_region || bus.nominal_kv < level.least_kv ||
          bus.nominal_kv > level.most_kv) {
        continue;
      }
      EXPECT_GE(CalcDistanceM(centre, station.lon_deg, station.lat_deg) + 1e-6,
                1000.0 * point->distance_km);
    }
    EXPECT_NEAR(point->lat_deg, 59.91, 1e-7);
    EXPECT_NEAR(point->lon_deg, 10.75, 1e-7);
  }
}

TEST(GridPointTest, TheTwinIsAskedOnceForTheHighestNeed) {
  int asked = 0;
  const PlanCheck check = Check("business_park", [&](const GridPoint& point, double mw) {
    ++asked;
    EXPECT_FALSE(point.station_id.empty());
    EXPECT_GT(mw, 0.0);
    return GridRoom{.room_mw = 1.0, .bucket = {"1 to 5 MW", "1 til 5 MW"}, .planning_year = 2030};
  });
  EXPECT_EQ(asked, 1);
  const PlanGrid& grid = check.plans[0].grid;
  EXPECT_NE(solvers::FindFirstYear(grid.years, solvers::HeatChoice::kDirect,
                                   solvers::MarginClass::kShort),
            0);
  for (const solvers::GridYear& year : grid.years) {
    EXPECT_LE(year.need_mw[0][2], grid.asked_mw + 1e-12);
  }
}

TEST(GridPointTest, ProjectsOfAStationAreThoseWhoseStepsNameIt) {
  std::size_t touched = 0;
  for (const models::StationParams& station : Around()->region.grid.stations) {
    for (const TouchedProject& project : FindTouchedProjects(Around()->region, station.id)) {
      ++touched;
      EXPECT_NE(project.status, "in_service");
      EXPECT_LE(project.early_year, project.late_year);
    }
  }
  EXPECT_GT(touched, 5u);
}

class CheckAllTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / "all_plans";
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    for (const char* name : {"dwellings.gml", "dwellings.csv", "port.sos", "port.csv"}) {
      std::filesystem::copy(data::PlanCase(name), folder_ / name);
    }
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  PlanSet CheckFolder() {
    auto plans = CheckAllPlans({.plan = {.region_directory = data::OstlandetFolder()},
                                .directory = folder_.string(),
                                .threads = 2});
    EXPECT_TRUE(plans.ok()) << plans.status();
    return plans.ok() ? *std::move(plans) : PlanSet{};
  }

  std::filesystem::path folder_;
};

TEST_F(CheckAllTest, TheRegionIsTheSumOfItsMunicipalities) {
  const PlanSet plans = CheckFolder();
  ASSERT_EQ(plans.checks.size(), 2u);
  EXPECT_TRUE(plans.overlaps.empty());
  const CumulativeYear& all = plans.demands.front().years.back();
  double sum_mw = 0.0, sum_ripe_mw = 0.0, sum_summer_mw = 0.0;
  for (std::size_t i = 1; i < plans.demands.size(); ++i) {
    sum_mw += plans.demands[i].years.back().winter_peak_mw[0][1];
    sum_summer_mw += plans.demands[i].years.back().summer_peak_mw[0][1];
    sum_ripe_mw += plans.demands[i].years.back().ripe_peak_mw[0][1];
  }
  EXPECT_NEAR(all.winter_peak_mw[0][1], sum_mw, 1e-12);
  EXPECT_NEAR(all.summer_peak_mw[0][1], sum_summer_mw, 1e-12);
  EXPECT_GT(sum_summer_mw, 0.0);
  EXPECT_NEAR(all.ripe_peak_mw[0][1], sum_ripe_mw, 1e-12);
  EXPECT_LT(sum_ripe_mw, sum_mw);
}

TEST_F(CheckAllTest, OnePlanInTwoFilesIsFoundAsAnOverlapOfAllItsGround) {
  std::filesystem::copy(data::PlanCase("dwellings.sos"), folder_ / "again.sos");
  std::filesystem::copy(data::PlanCase("dwellings.csv"), folder_ / "again.csv");
  const PlanSet plans = CheckFolder();
  ASSERT_EQ(plans.overlaps.size(), 1u);
  EXPECT_GT(plans.overlaps[0].area_m2, 1000.0);
  EXPECT_THAT(MakePlanSetText(plans), HasSubstr("overlap: "));
}

TEST_F(CheckAllTest, AFileThatIsWrongIsToldAndTheOthersGoOn) {
  std::filesystem::copy(data::PlanCase("transformation.geojson"), folder_ / "bad.geojson");
  const PlanSet plans = CheckFolder();
  EXPECT_EQ(plans.checks.size(), 2u);
  ASSERT_EQ(plans.refused.size(), 1u);
  const json report = json::parse(MakePlanSetJson(plans));
  EXPECT_EQ(report["refused"][0]["problems"].size(), 3u);
}

}  // namespace
}  // namespace twin::plans
