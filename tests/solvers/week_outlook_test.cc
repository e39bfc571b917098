#include "solvers/week_outlook.h"

#include <gtest/gtest.h>

#include "absl/time/time.h"
#include "models/time/oslo_calendar.h"
#include "solvers/weather_generator.h"

namespace solvers {
namespace {

using models::PlaceIndex;
using models::Quarter;

Quarter At(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << error;
  return Quarter::Containing(time);
}

TEST(WeekStartTest, IsMondayMidnightUtc) {
  const Quarter monday = At("2027-01-11T00:00:00Z");
  EXPECT_EQ(FindWeekStart(monday), monday);
  EXPECT_EQ(FindWeekStart(At("2027-01-17T23:45:00Z")), monday);
  EXPECT_EQ(FindWeekStart(At("2027-01-18T00:00:00Z")), monday + 672);
  EXPECT_EQ(FindWeekStart(At("1969-12-31T12:00:00Z")), At("1969-12-29T00:00:00Z"));
}

TEST(WeekOutlookTest, IsTheMeanOfTheDaysLeftAndOfTheQuarterWithoutAProcess) {
  models::Table<PlaceIndex, models::PlaceParams> places;
  places.Add({.id = "a", .lat_deg = 60.0, .lon_deg = 10.0});
  const auto calendar = *models::OsloCalendar::Load();
  const WeatherProcess process{&places, {0.5, 0.3, 0.2}, {.seed = 7}};
  const Quarter saturday = At("2027-02-06T05:00:00Z");
  WeekOutlook outlook;
  models::WeatherField weather(1);
  CalcWeather(places, process.memory_share, process.weather_year, saturday, calendar.At(saturday),
              {}, weather);
  CalcWeekOutlook(nullptr, weather, saturday, calendar.At(saturday), {}, outlook);
  EXPECT_EQ(outlook.places[PlaceIndex(0)].inflow_ratio, weather[PlaceIndex(0)].inflow_ratio);
  CalcWeekOutlook(&process, weather, saturday, calendar.At(saturday), {}, outlook);
  double inflow_ratio = 0.0, below_k = 0.0, normal_ratio = 0.0;
  for (const char* noon : {"2027-02-06T12:00:00Z", "2027-02-07T12:00:00Z"}) {
    CalcWeather(places, process.memory_share, process.weather_year, At(noon), calendar.At(At(noon)),
                {}, weather);
    inflow_ratio += 0.5 * weather[PlaceIndex(0)].inflow_ratio;
    normal_ratio += 0.5 * weather[PlaceIndex(0)].normal_inflow_ratio;
    below_k += 0.5 * (weather[PlaceIndex(0)].normal_degc - weather[PlaceIndex(0)].effective_degc);
  }
  EXPECT_NEAR(outlook.places[PlaceIndex(0)].inflow_ratio, inflow_ratio, 1e-12);
  EXPECT_NEAR(outlook.places[PlaceIndex(0)].normal_inflow_ratio, normal_ratio, 1e-12);
  EXPECT_NEAR(outlook.places[PlaceIndex(0)].below_normal_k, below_k, 1e-9);
}

TEST(WeekOutlookTest, KnowsTheScenariosColdAhead) {
  models::Table<PlaceIndex, models::PlaceParams> places;
  places.Add({.id = "a", .lat_deg = 60.0, .lon_deg = 10.0});
  const auto calendar = *models::OsloCalendar::Load();
  const WeatherProcess process{&places, {1.0, 0.0, 0.0}, {.seed = 7}};
  const Quarter monday = At("2027-02-01T00:00:00Z");
  const models::WeatherField weather(1);
  WeekOutlook usual, cold;
  CalcWeekOutlook(&process, weather, monday, calendar.At(monday), {}, usual);
  // Three of the week's seven noons, 7 K colder: 3 K in the mean.
  const models::TemperatureOffset spell{.from = At("2027-02-03T00:00:00Z").start_minute(),
                                        .to = At("2027-02-06T00:00:00Z").start_minute(),
                                        .offset_k = -7.0};
  CalcWeekOutlook(&process, weather, monday, calendar.At(monday), {.offsets = {&spell, 1}}, cold);
  EXPECT_NEAR(
      cold.places[PlaceIndex(0)].below_normal_k - usual.places[PlaceIndex(0)].below_normal_k, 3.0,
      1e-9);
  EXPECT_EQ(cold.places[PlaceIndex(0)].inflow_ratio, usual.places[PlaceIndex(0)].inflow_ratio);
}

}  // namespace
}  // namespace solvers
