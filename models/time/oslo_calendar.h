#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "models/time/quarter.h"

namespace models {

enum class DayType { kWorkday, kSaturday, kSunday };  ///< public holidays count as kSunday

/// Local time in Europe/Oslo as people and load profiles see it.
struct OsloTime {
  int year = 0;
  int month = 1;    ///< 1–12
  int day = 1;      ///< 1–31
  int hour = 0;     ///< 0–23
  int minute = 0;   ///< 0, 15, 30, 45 at a quarter's start
  int weekday = 1;  ///< 1 Monday … 7 Sunday
  int day_of_year = 1;
  DayType day_type = DayType::kWorkday;
};

/// Norwegian public holidays (moving ones from Easter) and the clock changes of Europe/Oslo.
class OsloCalendar {
 public:
  /// Errors: NotFound when the machine has no time-zone data for Europe/Oslo (package tzdata).
  static absl::StatusOr<OsloCalendar> Load();

  OsloTime At(Quarter quarter) const;
  /// First quarter of the local day `year-month-day`.
  Quarter LocalDayStart(int year, int month, int day) const;
  /// Quarters in a local day: 96, or 92 / 100 on the days the clock changes.
  int QuartersInLocalDay(int year, int month, int day) const;

 private:
  explicit OsloCalendar(absl::TimeZone zone) : zone_(zone) {}
  absl::TimeZone zone_;
};

/// Public holiday in Norway by date. Easter by the anonymous Gregorian algorithm (Meeus 1991, ch.
/// 8).
bool IsNorwegianHoliday(int year, int month, int day);

}  // namespace models
