#include "models/climate/season.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "models/base/units.h"

namespace models {
namespace {

constexpr double kDaysPerYear = 365.2425;
constexpr std::int64_t kQuarterOf2000 = 10957 * kQuartersPerDay;  // 1970-01-01 to 2000-01-01

constexpr std::array<double, 12> kMonthDays{31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

/// Mid-months in days from the start of the year, and the nodes' weights on the monthly means.
struct MonthNodes {
  std::array<double, 12> middle_days{};
  Eigen::Matrix<double, 12, 12, Eigen::RowMajor> weights_share;
};

MonthNodes MakeMonthNodes() {
  MonthNodes nodes;
  double start_days = 0.0;
  for (std::size_t month = 0; month < 12; ++month) {
    nodes.middle_days[month] = start_days + 0.5 * kMonthDays[month];
    start_days += kMonthDays[month];
  }
  Eigen::Matrix<double, 12, 12> means = Eigen::Matrix<double, 12, 12>::Identity();
  for (std::size_t month = 0; month < 12; ++month) {
    for (const std::size_t other : {(month + 11) % 12, (month + 1) % 12}) {
      const double gap_days = 0.5 * (kMonthDays[month] + kMonthDays[other]);
      const double share = kMonthDays[month] / (8.0 * gap_days);
      means(static_cast<Eigen::Index>(month), static_cast<Eigen::Index>(other)) += share;
      means(static_cast<Eigen::Index>(month), static_cast<Eigen::Index>(month)) -= share;
    }
  }
  nodes.weights_share = means.inverse();
  return nodes;
}

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

MonthWeights CalcExactMonthWeights(double year_share) {
  static const MonthNodes kNodes = MakeMonthNodes();
  const double day = (year_share - std::floor(year_share)) * kDaysPerYear;
  const auto after = static_cast<std::size_t>(
      std::upper_bound(kNodes.middle_days.begin(), kNodes.middle_days.end(), day) -
      kNodes.middle_days.begin());
  const std::size_t right = after % 12;
  const std::size_t left = (after + 11) % 12;
  const double gap_days = 0.5 * (kMonthDays[left] + kMonthDays[right]);
  double since_days = day - kNodes.middle_days[left];
  if (since_days < 0.0) since_days += kDaysPerYear;
  const double right_share = since_days / gap_days;
  MonthWeights weights_share;
  for (std::size_t month = 0; month < 12; ++month) {
    const auto column = static_cast<Eigen::Index>(month);
    weights_share[month] =
        (1.0 - right_share) * kNodes.weights_share(static_cast<Eigen::Index>(left), column) +
        right_share * kNodes.weights_share(static_cast<Eigen::Index>(right), column);
  }
  return weights_share;
}

double CalcSeasonal(const MonthWeights& weights_share, const std::array<double, 12>& monthly) {
  double value = 0.0;
  for (std::size_t month = 0; month < 12; ++month) value += weights_share[month] * monthly[month];
  return value;
}

}  // namespace models
