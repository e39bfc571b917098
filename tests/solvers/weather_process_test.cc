#include "solvers/weather_process.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <memory>
#include <numbers>
#include <vector>

#include "data/region_loader.h"
#include "models/climate/demand.h"
#include "models/climate/photovoltaic.h"
#include "models/climate/season.h"
#include "models/climate/solar.h"
#include "models/climate/wind.h"
#include "solvers/electricity_demand.h"
#include "solvers/weather_generator.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::Minute;
using models::PlaceIndex;
using models::Quarter;
using models::WeatherElement;
using models::WeatherField;
using models::WeatherObservation;

constexpr std::array<double, 3> kMemoryShare{0.56, 0.24, 0.20};
constexpr std::size_t kPlace = 1;
constexpr std::int64_t kDay = models::kQuartersPerDay;

models::Table<PlaceIndex, models::PlaceParams> MakePlaces() {
  models::Table<PlaceIndex, models::PlaceParams> places;
  for (const double lon_deg : {10.0, 10.7, 11.5}) {
    places.Add({.id = "place",
                .name = "Place",
                .lat_deg = 60.0,
                .lon_deg = lon_deg,
                .altitude_m = 100.0,
                .normal_degc = {-4, -4, 0, 5, 11, 15, 17, 16, 11, 5, 0, -4},
                .irradiation_kwh_per_m2 = {12, 30, 72, 115, 155, 170, 160, 122, 73, 34, 14, 7},
                .wind_m_per_s = {8, 8, 7, 7, 6, 6, 6, 6, 7, 7, 8, 8},
                .wind_height_m = 120.0});
  }
  return places;
}

class WeatherProcessTest : public testing::Test {
 protected:
  WeatherProcessTest() : places_(MakePlaces()), first_(calendar_.LocalDayStart(2024, 1, 10)) {}

  void Give(std::vector<WeatherObservation> observations) {
    auto series = models::MakeWeatherSeries(places_.size(), std::move(observations));
    ASSERT_TRUE(series.ok()) << series.status();
    measured_ = models::MakeMeasuredWeather(places_, *std::move(series));
  }
  // One value of one element at kPlace, every hour for `hours` hours and at the end.
  void GiveFlat(WeatherElement element, double value, std::int64_t hours) {
    std::vector<WeatherObservation> flat;
    for (std::int64_t hour = 0; hour <= hours; ++hour) {
      flat.push_back({kPlace, element, first_.start_minute() + 60 * hour, value});
    }
    Give(std::move(flat));
  }
  WeatherField Calc(Quarter quarter, std::span<const models::TemperatureOffset> offsets = {},
                    bool is_driven = true, models::WeatherYear year = {.seed = 3},
                    std::array<double, 3> memory_share = kMemoryShare) const {
    WeatherField weather;
    const WeatherProcess process{&places_, memory_share, year, is_driven ? &measured_ : nullptr};
    CalcWeather(process, quarter, calendar_.At(quarter), offsets, weather);
    return weather;
  }
  double CycleK(Quarter quarter) const {
    const double utc_h = static_cast<double>(quarter - quarter.UtcDayStart()) / 4.0;
    return models::CalcMeanDailyCycleK(models::CalcSolarYearShare(quarter),
                                       utc_h + places_[PlaceIndex(kPlace)].lon_deg / 15.0);
  }
  double MeanCycleK(Quarter from, Quarter to) const {
    double sum_k = 0.0;
    for (Quarter quarter = from; quarter < to; quarter = quarter + 1) sum_k += CycleK(quarter);
    return sum_k / static_cast<double>(to - from);
  }
  // What buildings remember of a flat −25 °C at a quarter that has two days of it behind.
  double RememberedOf25Degc(Quarter now) const {
    const auto weights = models::CalcMemoryWeightsShare(kMemoryShare);
    return -25.0 - weights[0] * CycleK(now) - weights[1] * MeanCycleK(now - kDay, now) -
           weights[2] * MeanCycleK(now - 2 * kDay, now - kDay);
  }

  models::OsloCalendar calendar_ = *models::OsloCalendar::Load();
  models::Table<PlaceIndex, models::PlaceParams> places_;
  Quarter first_;
  models::MeasuredWeather measured_;
};

bool HasEqualBits(const models::PlaceWeather& a, const models::PlaceWeather& b) {
  return std::memcmp(&a, &b, sizeof(a)) == 0;
}

TEST_F(WeatherProcessTest, WithoutASeriesAndOutsideItTheBitsAreTheGenerators) {
  GiveFlat(WeatherElement::kAirTemperature, -25.0, 24);
  for (const std::int64_t shift : {-400, -1, 97 + 192, 1000}) {
    const auto driven = Calc(first_ + shift), generated = Calc(first_ + shift, {}, false);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      EXPECT_TRUE(HasEqualBits(driven[PlaceIndex(i)], generated[PlaceIndex(i)])) << shift;
    }
  }
}

TEST_F(WeatherProcessTest, ValuesAreExactAtTheirQuarterAndLinearBetween) {
  const Minute start = first_.start_minute();
  Give({{kPlace, WeatherElement::kAirTemperature, start, -2.5},
        {kPlace, WeatherElement::kAirTemperature, start + 60, -6.5},
        {kPlace, WeatherElement::kInflow, start, 0.4}});
  EXPECT_EQ(Calc(first_)[PlaceIndex(kPlace)].air_degc, -2.5);
  EXPECT_EQ(Calc(first_)[PlaceIndex(kPlace)].inflow_ratio, 0.4);
  EXPECT_NEAR(Calc(first_ + 1)[PlaceIndex(kPlace)].air_degc, -3.5, 1e-12);
  EXPECT_NEAR(Calc(first_ + 3)[PlaceIndex(kPlace)].air_degc, -5.5, 1e-12);
  const double density =
      models::CalcAirDensityKgPerM3(places_[PlaceIndex(kPlace)].altitude_m, -2.5);
  EXPECT_EQ(Calc(first_)[PlaceIndex(kPlace)].air_kg_per_m3, density);
}

TEST_F(WeatherProcessTest, ASeriesOfOnePlaceLeavesTheOthersAndOtherElementsAsGenerated) {
  GiveFlat(WeatherElement::kAirTemperature, -25.0, 96);
  const Quarter now = first_ + 3 * kDay;
  const auto driven = Calc(now), generated = Calc(now, {}, false);
  EXPECT_TRUE(HasEqualBits(driven[PlaceIndex(0)], generated[PlaceIndex(0)]));
  EXPECT_TRUE(HasEqualBits(driven[PlaceIndex(2)], generated[PlaceIndex(2)]));
  const auto& here = driven[PlaceIndex(kPlace)];
  const auto& synthetic = generated[PlaceIndex(kPlace)];
  EXPECT_NE(here.air_degc, synthetic.air_degc);
  EXPECT_EQ(here.wind_m_per_s, synthetic.wind_m_per_s);
  EXPECT_EQ(here.irradiance_w_per_m2, synthetic.irradiance_w_per_m2);
  EXPECT_EQ(here.past_clear_sky_share, synthetic.past_clear_sky_share);
  EXPECT_EQ(here.inflow_ratio, synthetic.inflow_ratio);
}

TEST_F(WeatherProcessTest, MemoryIsTheSeriesAloneFromItsThirdDayOn) {
  GiveFlat(WeatherElement::kAirTemperature, -25.0, 96);
  const Quarter now = first_ + 2 * kDay + 37;
  EXPECT_NEAR(Calc(now)[PlaceIndex(kPlace)].effective_degc, RememberedOf25Degc(now), 1e-9);
}

TEST_F(WeatherProcessTest, DaysBeforeTheSeriesAreTheGenerators) {
  GiveFlat(WeatherElement::kAirTemperature, -25.0, 96);
  const auto weights = models::CalcMemoryWeightsShare(kMemoryShare);
  // A day into the series the day before is the generator's; it alone differs from the memory of
  // the third day, and half of it is left half a day later.
  const Quarter now = first_ + kDay;
  const double before_degc =
      (Calc(now)[PlaceIndex(kPlace)].effective_degc -
       (RememberedOf25Degc(now) - weights[2] * (-25.0 - MeanCycleK(now - 2 * kDay, now - kDay)))) /
      weights[2];
  double generated_degc = 0.0;
  for (Quarter quarter = now - 2 * kDay; quarter < now - kDay; quarter = quarter + 1) {
    generated_degc += Calc(quarter, {}, false)[PlaceIndex(kPlace)].air_degc / kDay;
  }
  EXPECT_NEAR(before_degc, generated_degc, 0.4);  // Simpson's mean, and the season's day
  // At the first quarter only the present is measured.
  const double first_degc = Calc(first_)[PlaceIndex(kPlace)].effective_degc;
  const auto synthetic = Calc(first_, {}, false)[PlaceIndex(kPlace)];
  EXPECT_NEAR(first_degc - synthetic.effective_degc, weights[0] * (-25.0 - synthetic.air_degc),
              1e-3);  // cycles of both kinds of year
}

TEST_F(WeatherProcessTest, OffsetsComeOnTop) {
  GiveFlat(WeatherElement::kAirTemperature, -25.0, 96);
  const Quarter now = first_ + 3 * kDay;
  const std::vector<models::TemperatureOffset> offsets{
      {.from = now.start_minute() - 10 * 1440, .to = now.start_minute() + 60, .offset_k = -3.0}};
  const auto plain = Calc(now)[PlaceIndex(kPlace)], colder = Calc(now, offsets)[PlaceIndex(kPlace)];
  EXPECT_NEAR(colder.air_degc, plain.air_degc - 3.0, 1e-12);
  EXPECT_NEAR(colder.effective_degc, plain.effective_degc - 3.0, 1e-12);
}

TEST_F(WeatherProcessTest, AReplayedYearSeesTheSeriesOfThatYear) {
  GiveFlat(WeatherElement::kAirTemperature, -25.0, 96);
  const models::WeatherYear replay{.seed = 3, .year = 2024};
  const Quarter of_2027 = calendar_.LocalDayStart(2027, 1, 12);
  EXPECT_EQ(Calc(of_2027, {}, true, replay)[PlaceIndex(kPlace)].air_degc, -25.0);
  EXPECT_NE(Calc(of_2027)[PlaceIndex(kPlace)].air_degc, -25.0);
  const models::WeatherYear other{.seed = 3, .year = 2023};
  EXPECT_NE(Calc(of_2027, {}, true, other)[PlaceIndex(kPlace)].air_degc, -25.0);
}

TEST_F(WeatherProcessTest, WindIsLiftedFromTenMetresToThePlacesHeight) {
  GiveFlat(WeatherElement::kWindSpeed, 5.0, 1);
  // Neutral logarithmic profile by hand: 5 ln(120/0.4) / ln(10/0.4).
  EXPECT_NEAR(Calc(first_)[PlaceIndex(kPlace)].wind_m_per_s, 5.0 * std::log(300.0) / std::log(25.0),
              1e-12);
}

TEST_F(WeatherProcessTest, SunGivesClearSkyAndDiffuseShares) {
  first_ = calendar_.LocalDayStart(2024, 6, 1);
  GiveFlat(WeatherElement::kIrradiance, 300.0, 72);
  const Quarter noon = first_ + 2 * kDay + 48;
  const auto here = Calc(noon)[PlaceIndex(kPlace)];
  const auto sun = models::CalcSunOfDay(models::CalcSolarYearShare(noon));
  const double clear_w_per_m2 = models::CalcClearSkyWPerM2(here.sun_sine_share);
  EXPECT_EQ(here.irradiance_w_per_m2, 300.0);
  EXPECT_NEAR(here.clear_sky_share, 300.0 / clear_w_per_m2, 1e-12);
  EXPECT_NEAR(here.diffuse_w_per_m2,
              300.0 * models::CalcDiffuseShare(models::CalcClearnessShare(
                          300.0, here.sun_sine_share, sun.extraterrestrial_w_per_m2)),
              1e-9);
  // Two days of it: sums over the quarters with the sun 20 W/m² up, position by position.
  double given = 0.0, clear = 0.0;
  for (Quarter quarter = noon - 2 * kDay; quarter < noon; quarter = quarter + 1) {
    const auto& place = places_[PlaceIndex(kPlace)];
    const auto of_day = models::CalcSunOfDay(models::CalcSolarYearShare(quarter.UtcDayStart()));
    const double w_per_m2 = models::CalcClearSkyWPerM2(
        models::CalcSunPosition(place.lat_deg, place.lon_deg, quarter, of_day).sine_share);
    if (w_per_m2 < 20.0) continue;
    given += 300.0;
    clear += w_per_m2;
  }
  EXPECT_NEAR(here.past_clear_sky_share, given / clear, 1e-3);  // the sun of a day is its start's
}

TEST_F(WeatherProcessTest, SharesCountPlacesAndQuarters) {
  GiveFlat(WeatherElement::kAirTemperature, -25.0, 24);  // 97 quarters at one of three places
  const auto shares = models::CalcMeasuredShares(measured_, first_ - 3, 200);
  EXPECT_NEAR(shares[0], 97.0 / 600.0, 1e-12);
  EXPECT_EQ(shares[1], 0.0);
  EXPECT_EQ(models::DescribeMeasuredShares(shares),
            "air temperature 16.2 %, wind 0 %, irradiance 0 %, inflow 0 %");
}

TEST_F(WeatherProcessTest, OnePlaceAloneHasTheBitsOfTheWholeRegion) {
  GiveFlat(WeatherElement::kAirTemperature, -25.0, 24);
  const std::vector<models::TemperatureOffset> offsets{
      {.from = first_.start_minute(), .to = first_.start_minute() + 600, .offset_k = -3.0}};
  const WeatherProcess process{&places_, kMemoryShare, {.seed = 3}, &measured_};
  for (const std::int64_t shift : {-400, 8, 97 + 100, 1000}) {
    const Quarter quarter = first_ + shift;
    const WeatherField all = Calc(quarter, offsets);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const PlaceIndex place(i);
      WeatherField weather(places_.size());
      const models::PlaceWeather before = weather[PlaceIndex((i + 1) % places_.size())];
      CalcWeatherAt(process, {&place, 1}, quarter, calendar_.At(quarter), offsets, weather);
      EXPECT_TRUE(HasEqualBits(weather[place], all[place])) << shift << " at " << i;
      EXPECT_TRUE(HasEqualBits(weather[PlaceIndex((i + 1) % places_.size())], before));
    }
  }
}

TEST_F(WeatherProcessTest, DemandIsThatOfTheDemandModelAtTheSeriesTemperature) {
  const auto loaded = data::LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const models::Region& region = *loaded;
  std::vector<WeatherObservation> flat;
  for (std::size_t place = 0; place < region.places.size(); ++place) {
    for (std::int64_t hour = 0; hour <= 96; ++hour) {
      flat.push_back(
          {place, WeatherElement::kAirTemperature, first_.start_minute() + 60 * hour, -25.0});
    }
  }
  const auto measured = models::MakeMeasuredWeather(
      region.places, *models::MakeWeatherSeries(region.places.size(), std::move(flat)));
  const Quarter now = first_ + 3 * kDay + 35;
  const models::OsloTime local = calendar_.At(now);
  const models::WeatherYear year{.seed = 3};
  WeatherProcess process{&region.places, region.demand.memory_share, year, &measured};
  WeatherField driven;
  CalcWeather(process, now, local, {}, driven);
  process.measured = nullptr;
  WeatherField by_hand;
  CalcWeather(process, now, local, {}, by_hand);
  const auto weights = models::CalcMemoryWeightsShare(region.demand.memory_share);
  for (std::size_t row = 0; row < region.places.size(); ++row) {
    const double lon_h = region.places[PlaceIndex(row)].lon_deg / 15.0;
    const auto cycle_k = [&](Quarter quarter) {
      return models::CalcMeanDailyCycleK(
          models::CalcSolarYearShare(quarter),
          static_cast<double>(quarter - quarter.UtcDayStart()) / 4.0 + lon_h);
    };
    double remembered_k = weights[0] * cycle_k(now);
    for (std::int64_t back = 1; back <= 2 * kDay; ++back) {
      remembered_k += weights[back <= kDay ? 1 : 2] * cycle_k(now - back) / kDay;
    }
    by_hand[PlaceIndex(row)].air_degc = -25.0;
    by_hand[PlaceIndex(row)].effective_degc = -25.0 - remembered_k;
  }
  ElectricityDemand given, expected;
  CalcElectricityDemand(region.grid.loads, region.demand, driven, year, now, local, given);
  CalcElectricityDemand(region.grid.loads, region.demand, by_hand, year, now, local, expected);
  double sum_mw = 0.0;
  for (std::size_t i = 0; i < given.demand_mw.size(); ++i) {
    const models::LoadIndex load(i);
    EXPECT_NEAR(given.demand_mw[load], expected.demand_mw[load], 1e-9) << i;
    sum_mw += given.demand_mw[load];
  }
  EXPECT_GT(sum_mw, 5000.0);
}

}  // namespace
}  // namespace solvers
