#include "models/climate/season.h"

#include <cmath>

#include "models/base/units.h"

namespace models {
namespace {

constexpr double kDaysPerYear = 365.2425;
constexpr std::int64_t kQuarterOf2000 = 10957 * kQuartersPerDay;  // 1970-01-01 to 2000-01-01

}  // namespace

double CalcYearShare(const OsloTime& local) {
  const double hours_h = local.hour + local.minute / 60.0;
  return (local.day_of_year - 1 + hours_h / 24.0) / kDaysPerYear;
}

double CalcSolarYearShare(Quarter quarter) {
  const auto quarters = static_cast<double>(quarter.index() - kQuarterOf2000);
  const double years = quarters / (kQuartersPerDay * kDaysPerYear);
  return years - std::floor(years);
}

MonthWeights CalcMonthWeights(double year_share) {
  static const double kRaise1 = (kPi / 12.0) / std::sin(kPi / 12.0);
  static const double kRaise2 = (kPi / 6.0) / std::sin(kPi / 6.0);
  MonthWeights weights_share;
  for (int month = 0; month < 12; ++month) {
    const double angle_rad = 2.0 * kPi * (year_share - (month + 0.5) / 12.0);
    const double cosine = std::cos(angle_rad);
    const double cosine_twice = 2.0 * cosine * cosine - 1.0;
    weights_share[static_cast<std::size_t>(month)] =
        (1.0 + 2.0 * (kRaise1 * cosine + kRaise2 * cosine_twice)) / 12.0;
  }
  return weights_share;
}

double CalcSeasonal(const MonthWeights& weights_share, const std::array<double, 12>& monthly) {
  double value = 0.0;
  for (std::size_t month = 0; month < 12; ++month) value += weights_share[month] * monthly[month];
  return value;
}

}  // namespace models
