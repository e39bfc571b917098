#include "solvers/cooling_day.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "data/region_loader.h"
#include "solvers/heat_year.h"
#include "solvers/weather_process.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

DistrictCoolingParams MakeDistrict() {
  return {.cooling_peak_mw = 10.0,
          .base_share = 0.2,
          .threshold_degc = 14.0,
          .design_degc = 26.0,
          .chiller = {.carnot_share = 0.5, .cooling_max_mw = 12.0}};
}

double SumMw(const DistrictCoolingResult& result) {
  return result.free_mw + result.combined_mw + result.compressor_mw + result.unserved_mw;
}

TEST(CoolingDayTest, TheNeedByHand) {
  const DistrictCoolingParams district = MakeDistrict();
  EXPECT_DOUBLE_EQ(CalcCoolingNeedMw(district, -10.0), 2.0);
  EXPECT_DOUBLE_EQ(CalcCoolingNeedMw(district, 14.0), 2.0);
  EXPECT_DOUBLE_EQ(CalcCoolingNeedMw(district, 20.0), 6.0);
  EXPECT_DOUBLE_EQ(CalcCoolingNeedMw(district, 26.0), 10.0);
  EXPECT_DOUBLE_EQ(CalcCoolingNeedMw(district, 29.0), 12.0) << "hotter than planned for";
}

// Evaporating at 2 °C = 275.15 K, condensing at 26 + 8 = 34 °C: COP = 0.5 · 275.15/32.
TEST(CoolingDayTest, CompressorsAloneByHand) {
  const DistrictCoolingResult result =
      CalcDistrictCooling(MakeDistrict(), {.outdoor_degc = 26.0, .reject_degc = 26.0});
  EXPECT_DOUBLE_EQ(result.compressor_mw, 10.0);
  EXPECT_NEAR(result.electricity_mw, 10.0 * 32.0 / (0.5 * 275.15), 1e-12);
  EXPECT_DOUBLE_EQ(result.electricity_mw, result.all_compressor_electricity_mw);
}

// Water of 10 °C cools 16 °C to 11 °C: half of the way to 6 °C, without electricity.
TEST(CoolingDayTest, ColdWaterTakesItsShareForNothing) {
  const DistrictCoolingResult result = CalcDistrictCooling(
      MakeDistrict(), {.outdoor_degc = 26.0, .reject_degc = 26.0, .water_degc = 10.0});
  EXPECT_DOUBLE_EQ(result.free_mw, 5.0);
  EXPECT_NEAR(result.electricity_mw, 0.5 * result.all_compressor_electricity_mw, 1e-12);
}

// Cold 16/6 °C and heat 50/75 °C: log-mean 284.12 and 335.50 K, Lorenz COP 6.53, half of it 3.265.
// The hot network takes 3 MW: 0.919 MW of electricity, 2.081 MW of cold.
TEST(CoolingDayTest, TheCombinedMachineRunsAsFarAsItsHeatIsWanted) {
  DistrictCoolingParams district = MakeDistrict();
  district.combined = {.electricity_max_mw = 5.0, .lorenz_share = 0.5};
  const auto log_mean_k = [](double a_degc, double b_degc) {
    const double a = a_degc + 273.15, b = b_degc + 273.15;
    return (a - b) / std::log(a / b);
  };
  const double sink_k = log_mean_k(75.0, 50.0), source_k = log_mean_k(16.0, 6.0);
  const double cop_ratio = 0.5 * sink_k / (sink_k - source_k);
  EXPECT_NEAR(cop_ratio, 3.265, 1e-3);
  const DistrictCoolingResult result = CalcDistrictCooling(
      district, {.outdoor_degc = 26.0, .reject_degc = 26.0, .heat_need_mw = 3.0});
  EXPECT_NEAR(result.heat_mw, 3.0, 1e-12);
  EXPECT_NEAR(result.combined_electricity_mw, 3.0 / cop_ratio, 1e-12);
  EXPECT_NEAR(result.combined_mw, 3.0 - 3.0 / cop_ratio, 1e-12);
  EXPECT_NEAR(result.heat_mw, result.combined_mw + result.combined_electricity_mw, 1e-12);
  EXPECT_NEAR(SumMw(result), result.cooling_mw, 1e-12);

  district.combined.electricity_max_mw = 0.5;
  const DistrictCoolingResult small = CalcDistrictCooling(
      district, {.outdoor_degc = 26.0, .reject_degc = 26.0, .heat_need_mw = 3.0});
  EXPECT_DOUBLE_EQ(small.combined_electricity_mw, 0.5);
}

TEST(CoolingDayTest, HotterIsNeverCheaperAndEveryHourCloses) {
  DistrictCoolingParams district = MakeDistrict();
  district.combined = {.electricity_max_mw = 0.7, .lorenz_share = 0.5};
  double before_mw = 0.0;
  for (double outdoor_degc = 0.0; outdoor_degc < 36.0; outdoor_degc += 0.5) {
    const DistrictCoolingResult result =
        CalcDistrictCooling(district, {.outdoor_degc = outdoor_degc,
                                       .reject_degc = outdoor_degc,
                                       .water_degc = 12.0,
                                       .heat_need_mw = 2.0});
    EXPECT_NEAR(SumMw(result), result.cooling_mw, 1e-12) << outdoor_degc;
    EXPECT_GE(result.electricity_mw, before_mw) << outdoor_degc;
    before_mw = result.electricity_mw;
  }
  const DistrictCoolingResult beyond =
      CalcDistrictCooling(MakeDistrict(), {.outdoor_degc = 38.0, .reject_degc = 38.0});
  EXPECT_DOUBLE_EQ(beyond.cooling_mw, 18.0);
  EXPECT_DOUBLE_EQ(beyond.unserved_mw, 6.0) << "compressors give 12 MW";
}

TEST(CoolingDayTest, EveryViolationIsTold) {
  DistrictCoolingParams district = MakeDistrict();
  district.cooling_peak_mw = -1.0;
  district.base_share = 2.0;
  district.return_degc = 5.0;
  const absl::Status status = Validate(district);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  for (const char* field : {"cooling_peak_mw", "base_share", "return_degc"}) {
    EXPECT_THAT(std::string(status.message()), testing::HasSubstr(field));
  }
  EXPECT_TRUE(Validate(MakeDistrict()).ok());
}

TEST(CoolingDayTest, NoAfternoonOfTheYearsIsHotterThanTheHottest) {
  const auto region = data::LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  const auto calendar = models::OsloCalendar::Load();
  ASSERT_TRUE(calendar.ok());
  const models::PlaceIndex place = region->heat_systems[models::HeatSystemIndex(0)].place;
  const HottestDay hottest = FindHottestDay(*region, *calendar, place, 2027, 1991, 3);
  const models::OsloTime local = calendar->At(hottest.first);
  EXPECT_EQ(local.hour, 0);
  EXPECT_EQ(local.minute, 0);
  models::WeatherField weather(region->places.size());
  double most_degc = -99.0;
  for (int year = 1991; year < 1994; ++year) {
    const HeatStretch stretch = MakeHeatYearStretch(*calendar, 2027, {1, year});
    const WeatherProcess process = MakeWeatherProcess(*region, stretch.weather_year);
    for (std::int64_t q = 0; q < static_cast<std::int64_t>(stretch.quarters); q += 4) {
      const models::OsloTime now = calendar->At(stretch.first + q);
      if (now.hour != 15) continue;
      CalcWeather(process, stretch.first + q, now, {}, weather);
      most_degc = std::max(most_degc, weather[place].air_degc);
    }
  }
  EXPECT_DOUBLE_EQ(hottest.afternoon_degc, most_degc);
}

}  // namespace
}  // namespace solvers
