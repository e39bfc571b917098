#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "data/region_loader.h"
#include "models/climate/measured_weather.h"
#include "tests/support/region_paths.h"
#include "twin/planning/planned_weather.h"
#include "twin/stepper.h"

namespace twin {
namespace {

// 2026-01-26T00:00:00Z
constexpr models::Quarter kFirst{1965984};

std::shared_ptr<const models::Region> MakeRegion(double air_degc) {
  auto region = data::LoadRegion(tests::RegionDirectory());
  EXPECT_TRUE(region.ok()) << region.status();
  std::vector<models::WeatherObservation> flat;
  for (std::int64_t hour = -72; hour <= 24; ++hour) {
    flat.push_back(
        {0, models::WeatherElement::kAirTemperature, kFirst.start_minute() + 60 * hour, air_degc});
  }
  region->measured_weather = std::make_shared<models::MeasuredWeather>(models::MakeMeasuredWeather(
      region->places, *models::MakeWeatherSeries(region->places.size(), std::move(flat))));
  return std::make_shared<const models::Region>(*std::move(region));
}

std::vector<StepOutcome> StepOn(const Stepper& stepper, WorldState state, int quarters) {
  std::vector<StepOutcome> outcomes;
  std::vector<double> before;
  for (int i = 0; i < quarters; ++i) {
    outcomes.push_back(stepper.Advance(state, {}, before, {}));
    state = outcomes.back().next;
    before = outcomes.back().frame;
  }
  return outcomes;
}

TEST(WeatherSeriesRunTest, TheSeriesDrivesTheStepAndARestartGivesTheSameBits) {
  const auto region = MakeRegion(-25.0);
  const auto stepper = Stepper::Make(region, {.seed = 1});
  ASSERT_TRUE(stepper.ok()) << stepper.status();
  const auto straight = StepOn(*stepper, stepper->MakeInitialState(kFirst), 4);
  const FrameLayout& layout = stepper->layout();
  for (const StepOutcome& outcome : straight) {
    EXPECT_TRUE(outcome.stale.empty());
    EXPECT_EQ(layout.Value(Series::kPlaceAir, outcome.frame, 0), -25.0);
    EXPECT_NE(layout.Value(Series::kPlaceAir, outcome.frame, 1), -25.0);
  }
  // What a snapshot holds is enough to go on from, in another process with the same series.
  const auto other = Stepper::Make(MakeRegion(-25.0), {.seed = 1});
  const auto restored = UnpackState(PackState(straight[1].next), other->MakeInitialState(kFirst));
  ASSERT_TRUE(restored.ok()) << restored.status();
  auto again = StepOn(*other, *restored, 1);
  EXPECT_EQ(again[0].frame, straight[2].frame);
  EXPECT_EQ(PackState(again[0].next), PackState(straight[2].next));
  const auto milder = Stepper::Make(MakeRegion(5.0), {.seed = 1});
  EXPECT_NE(StepOn(*milder, *restored, 1)[0].frame, straight[2].frame);
}

TEST(PlannedWeatherTest, SaysHowMuchOfTheReplayedYearIsMeasured) {
  const auto region = MakeRegion(-25.0);
  // 385 quarters at one of 18 places of the 35 040 of 2026.
  EXPECT_EQ(planning::DescribePlannedWeather(
                *region, {.data_revision = "", .planning_year = 2027, .weather_year = 2026}),
            "The planning year 2027 replays the weather of 2026; measured of it: air temperature "
            "0.061 %, wind 0 %, irradiance 0 %, inflow 0 %.");
  EXPECT_NE(planning::DescribePlannedWeather(
                *region, {.data_revision = "", .planning_year = 2027, .weather_year = 2023})
                .find("air temperature 0 %"),
            std::string::npos);
}

}  // namespace
}  // namespace twin
