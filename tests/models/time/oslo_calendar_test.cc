#include "models/time/oslo_calendar.h"

#include <gtest/gtest.h>

#include "absl/time/civil_time.h"

namespace models {
namespace {

OsloCalendar LoadCalendar() {
  auto calendar = OsloCalendar::Load();
  EXPECT_TRUE(calendar.ok()) << calendar.status();
  return *calendar;
}

TEST(OsloCalendarTest, SpringForwardDayHas92QuartersAndAutumnDay100) {
  const OsloCalendar calendar = LoadCalendar();
  EXPECT_EQ(calendar.QuartersInLocalDay(2026, 3, 29), 92);
  EXPECT_EQ(calendar.QuartersInLocalDay(2026, 10, 25), 100);
  EXPECT_EQ(calendar.QuartersInLocalDay(2026, 1, 12), 96);
}

TEST(OsloCalendarTest, YearHas35040Quarters) {
  const OsloCalendar calendar = LoadCalendar();
  EXPECT_EQ(calendar.LocalDayStart(2027, 1, 1) - calendar.LocalDayStart(2026, 1, 1), 35040);
  EXPECT_EQ(calendar.LocalDayStart(2029, 1, 1) - calendar.LocalDayStart(2028, 1, 1), 35136);
}

TEST(OsloCalendarTest, LocalTimeFollowsSummerTime) {
  const OsloCalendar calendar = LoadCalendar();
  const auto at = [&](int month, int hour) {
    return calendar
        .At(Quarter::Containing(
            absl::FromCivil(absl::CivilHour(2026, month, 15, hour), absl::UTCTimeZone())))
        .hour;
  };
  EXPECT_EQ(at(1, 7), 8);
  EXPECT_EQ(at(7, 7), 9);
}

TEST(OsloCalendarTest, MovingHolidaysFollowEaster) {
  EXPECT_TRUE(IsNorwegianHoliday(2026, 4, 2));   // Maundy Thursday; Easter is 5 April 2026
  EXPECT_TRUE(IsNorwegianHoliday(2026, 4, 6));   // Easter Monday
  EXPECT_TRUE(IsNorwegianHoliday(2026, 5, 14));  // Ascension
  EXPECT_TRUE(IsNorwegianHoliday(2026, 5, 25));  // Whit Monday
  EXPECT_TRUE(IsNorwegianHoliday(2026, 5, 17));
  EXPECT_FALSE(IsNorwegianHoliday(2026, 4, 7));
}

TEST(QuarterTest, FloorsBeforeTheEpoch) {
  EXPECT_EQ(Quarter::Containing(absl::FromUnixSeconds(-1)).index(), -1);
  EXPECT_EQ(Quarter(-1).UtcDayStart().index(), -96);
  EXPECT_EQ(Quarter(97).UtcDayStart().index(), 96);
}

}  // namespace
}  // namespace models
