#include "models/time/oslo_calendar.h"

#include <array>
#include <utility>

#include "absl/time/civil_time.h"

namespace models {
namespace {

absl::CivilDay CalcEasterSunday(int year) {
  const int a = year % 19, b = year / 100, c = year % 100;
  const int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4;
  const int l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int month = (h + l - 7 * m + 114) / 31;
  return absl::CivilDay(year, month, (h + l - 7 * m + 114) % 31 + 1);
}

int ToWeekdayNumber(absl::Weekday weekday) { return static_cast<int>(weekday) + 1; }

DayType DayTypeOf(absl::CivilDay day) {
  if (IsNorwegianHoliday(static_cast<int>(day.year()), day.month(), day.day())) {
    return DayType::kSunday;
  }
  switch (absl::GetWeekday(day)) {
    case absl::Weekday::saturday:
      return DayType::kSaturday;
    case absl::Weekday::sunday:
      return DayType::kSunday;
    default:
      return DayType::kWorkday;
  }
}

}  // namespace

bool IsNorwegianHoliday(int year, int month, int day) {
  constexpr std::array<std::pair<int, int>, 5> kFixed = {
      {{1, 1}, {5, 1}, {5, 17}, {12, 25}, {12, 26}}};
  for (const auto& [fixed_month, fixed_day] : kFixed) {
    if (month == fixed_month && day == fixed_day) return true;
  }
  // Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension, Whit Sunday and Monday.
  constexpr std::array<int, 7> kDaysFromEaster = {-3, -2, 0, 1, 39, 49, 50};
  const absl::CivilDay easter = CalcEasterSunday(year);
  const auto offset = absl::CivilDay(year, month, day) - easter;
  for (const int days : kDaysFromEaster) {
    if (offset == days) return true;
  }
  return false;
}

absl::StatusOr<OsloCalendar> OsloCalendar::Load() {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone("Europe/Oslo", &zone)) {
    return absl::NotFoundError("no time-zone data for Europe/Oslo; install the package tzdata");
  }
  return OsloCalendar(zone);
}

OsloTime OsloCalendar::At(Quarter quarter) const {
  const absl::CivilSecond local = absl::ToCivilSecond(quarter.start(), zone_);
  const absl::CivilDay day(local);
  return OsloTime{.year = static_cast<int>(local.year()),
                  .month = local.month(),
                  .day = local.day(),
                  .hour = local.hour(),
                  .minute = local.minute(),
                  .weekday = ToWeekdayNumber(absl::GetWeekday(day)),
                  .day_of_year = absl::GetYearDay(day),
                  .day_type = DayTypeOf(day)};
}

Quarter OsloCalendar::LocalDayStart(int year, int month, int day) const {
  return Quarter::Containing(absl::FromCivil(absl::CivilDay(year, month, day), zone_));
}

int OsloCalendar::QuartersInLocalDay(int year, int month, int day) const {
  const absl::CivilDay next = absl::CivilDay(year, month, day) + 1;
  return static_cast<int>(LocalDayStart(static_cast<int>(next.year()), next.month(), next.day()) -
                          LocalDayStart(year, month, day));
}

}  // namespace models
