#include "twin/planning/weather_year.h"

#include <gtest/gtest.h>

#include <atomic>

#include "data/region_loader.h"
#include "tests/support/region_paths.h"
#include "tests/support/small_region.h"
#include "tests/support/small_store.h"

namespace twin::planning {
namespace {

const PlanningKey kKey{
    .model_revision = 1, .data_revision = "abc", .planning_year = 2027, .weather_year = 2010};

const models::Region& Ostlandet() {
  static const auto* region = new models::Region(*data::LoadRegion(tests::RegionDirectory()));
  return *region;
}

// One year of the region is made once: a few seconds.
class WeatherYearTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new tests::TempFolder();
    auto year = WeatherYear::OpenOrBuild(folder_->path(), Ostlandet(), {.key = kKey, .threads = 2});
    ASSERT_TRUE(year.ok()) << year.status();
    year_ = year->release();
  }
  static void TearDownTestSuite() {
    delete year_;
    delete folder_;
  }

  // The first quarters as a planning base steps them.
  static std::vector<solvers::PowerFlowInputs> Step(std::size_t count) {
    const auto calendar = models::OsloCalendar::Load();
    const auto params = solvers::MakePlanningParams(
        Ostlandet(), {.seed = kKey.seed, .year = kKey.weather_year}, 1.0);
    std::vector<solvers::PowerFlowInputs> all;
    solvers::HeatStepWorkspace workspace;
    solvers::PlanningWeather weather;
    std::optional<solvers::PlanningState> state;
    for (std::size_t i = 0; i < count; ++i) {
      const models::Quarter quarter =
          calendar->LocalDayStart(kKey.planning_year, 1, 1) + static_cast<std::int64_t>(i);
      solvers::CalcPlanningWeather(*params, *calendar, quarter, weather);
      if (!state.has_value()) state = solvers::MakePlanningState(*params, weather);
      all.push_back(*solvers::AdvancePlanning(*params, quarter, weather, workspace, *state));
    }
    return all;
  }

  inline static tests::TempFolder* folder_ = nullptr;
  inline static WeatherYear* year_ = nullptr;
};

TEST_F(WeatherYearTest, AQuarterIsMadeAgainBitForBit) {
  const auto stepped = Step(300);
  for (const std::size_t quarter : {0U, 95U, 96U, 150U, 299U}) {
    const auto again = year_->MakeInputs(quarter);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->injection_mw, stepped[quarter].injection_mw) << quarter;
    EXPECT_EQ(again->injection_mvar, stepped[quarter].injection_mvar) << quarter;
    EXPECT_EQ(again->q_max_mvar, stepped[quarter].q_max_mvar) << quarter;
    for (std::size_t i = 0; i < stepped[quarter].injection_mw.size(); ++i) {
      EXPECT_EQ(year_->InjectionMw(quarter)[i],
                static_cast<float>(stepped[quarter].injection_mw[models::BusIndex(i)]));
    }
  }
}

TEST_F(WeatherYearTest, RatingsFollowItsAir) {
  const models::BranchIndex line(0);
  const auto& params = Ostlandet().grid.branches[line];
  EXPECT_DOUBLE_EQ(
      year_->CalcRatingMva(line, 100),
      models::CalcRatingMva(params.rating,
                            static_cast<double>(year_->AirDegC(100)[params.place.value()])));
}

TEST_F(WeatherYearTest, IsOpenedWhereItWasMade) {
  int blocks = 0;
  const auto again = WeatherYear::OpenOrBuild(
      folder_->path(), Ostlandet(),
      {.key = kKey, .on_progress = [&](std::size_t, std::size_t) { ++blocks; }});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(blocks, 0) << "nothing was made";
  EXPECT_EQ((*again)->InjectionMw(20000)[0], year_->InjectionMw(20000)[0]);
}

TEST_F(WeatherYearTest, WhatWasStoppedGoesOnToTheSameBits) {
  const tests::TempFolder folder;
  std::atomic<bool> is_cancelled{false};
  PlanningBuild build{.key = kKey, .threads = 2, .is_cancelled = &is_cancelled};
  build.on_progress = [&](std::size_t done, std::size_t) { is_cancelled.store(done >= 3); };
  EXPECT_EQ(WeatherYear::OpenOrBuild(folder.path(), Ostlandet(), build).status().code(),
            absl::StatusCode::kCancelled);
  is_cancelled.store(false);
  build.on_progress = nullptr;
  const auto resumed = WeatherYear::OpenOrBuild(folder.path(), Ostlandet(), build);
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  for (std::size_t quarter = 0; quarter < year_->quarter_count(); quarter += 997) {
    const auto a = (*resumed)->InjectionMw(quarter), b = year_->InjectionMw(quarter);
    EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin())) << quarter;
  }
}

TEST_F(WeatherYearTest, ADamagedFileIsMadeAnew) {
  const tests::TempFolder folder;
  const std::string name = CalcKeyHash(kKey) + "-inputs.h5";
  std::filesystem::copy(*folder_ / name, folder / name);
  std::fstream file(folder / name, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(20'000'000);
  file.put('\x7f');
  file.close();
  const auto again =
      WeatherYear::OpenOrBuild(folder.path(), Ostlandet(), {.key = kKey, .threads = 2});
  ASSERT_TRUE(again.ok()) << again.status();
  const auto a = (*again)->InjectionMw(12345), b = year_->InjectionMw(12345);
  EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin()));
}

TEST(WeatherYearOfProfileTest, ARegionWithALoadProfileHasNone) {
  const tests::TempFolder folder;
  const models::Region region = tests::MakeSmallRegion(96);
  EXPECT_EQ(WeatherYear::OpenOrBuild(folder.path(), region, {.key = kKey}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace twin::planning
