#include "solvers/record_statistics.h"

#include <algorithm>
#include <cmath>

namespace solvers {
namespace {

constexpr std::size_t kDurationPoints = 101;

bool IsMeasuredWinterDay(const RegionDayRecord& day) {
  return day.day_type == models::DayType::kWorkday && (day.month <= 3 || day.month >= 11);
}

double DegcOf(const RegionDayRecord& day, ResponseTemperature temperature) {
  return temperature == ResponseTemperature::kProxy ? day.proxy_degc : day.own_degc;
}

using Row = std::array<double, 4>;  // three temperatures and the demand

// Gauss–Jordan on the normal equations; zero where they are singular.
std::array<double, 3> SolveNormal(std::array<Row, 3> a) {
  for (std::size_t p = 0; p < 3; ++p) {
    if (a[p][p] <= 0.0) return {};
    for (std::size_t r = 0; r < 3; ++r) {
      if (r == p) continue;
      const double factor_ratio = a[r][p] / a[p][p];
      for (std::size_t c = p; c < 4; ++c) a[r][c] -= factor_ratio * a[p][c];
    }
  }
  return {a[0][3] / a[0][0], a[1][3] / a[1][1], a[2][3] / a[2][2]};
}

std::size_t CellOf(const models::OsloTime& local) {
  return (static_cast<std::size_t>(local.month - 1) * 7 +
          static_cast<std::size_t>(local.weekday - 1)) *
             24 +
         static_cast<std::size_t>(local.hour);
}

}  // namespace

TemperatureResponse CalcWinterResponse(std::span<const RegionYearRecord> years,
                                       ResponseTemperature temperature) {
  std::array<Row, 3> normal{};
  TemperatureResponse response;
  std::vector<Row> rows;
  for (const RegionYearRecord& year : years) {
    rows.clear();
    Row mean{};
    for (std::size_t i = 2; i < year.days.size(); ++i) {
      if (!IsMeasuredWinterDay(year.days[i])) continue;
      rows.push_back({DegcOf(year.days[i], temperature), DegcOf(year.days[i - 1], temperature),
                      DegcOf(year.days[i - 2], temperature), year.days[i].mean_mw});
      for (std::size_t k = 0; k < 4; ++k) mean[k] += rows.back()[k];
    }
    response.days += rows.size();
    for (Row& row : rows) {
      for (std::size_t k = 0; k < 4; ++k) row[k] -= mean[k] / static_cast<double>(rows.size());
      for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t c = 0; c < 4; ++c) normal[r][c] += row[r] * row[c];
      }
    }
  }
  response.slope_mw_per_k = SolveNormal(normal);
  for (const double slope : response.slope_mw_per_k) response.sum_mw_per_k += slope;
  return response;
}

models::HourShapes CalcHourShapes(std::span<const RegionYearRecord> years) {
  models::HourShapes sum_mw{};
  models::HourShapes count{};
  for (const RegionYearRecord& year : years) {
    for (std::size_t i = 0; i < year.area_mw.size(); ++i) {
      const models::OsloTime& local = year.local[i];
      const auto season = static_cast<std::size_t>(local.month % 12 / 3);
      const auto day = static_cast<std::size_t>(local.day_type);
      const auto hour = static_cast<std::size_t>(local.hour);
      sum_mw[season][day][hour] += year.area_mw[i];
      count[season][day][hour] += 1.0;
    }
  }
  for (std::size_t season = 0; season < 4; ++season) {
    for (std::size_t day = 0; day < 3; ++day) {
      double mean_mw = 0.0;
      for (std::size_t hour = 0; hour < 24; ++hour) {
        sum_mw[season][day][hour] /= std::max(count[season][day][hour], 1.0);
        mean_mw += sum_mw[season][day][hour] / 24.0;
      }
      if (mean_mw <= 0.0) continue;
      for (double& value : sum_mw[season][day]) value /= mean_mw;
    }
  }
  return sum_mw;
}

std::array<double, 12> CalcMonthRatios(std::span<const RegionYearRecord> years) {
  std::array<double, 12> sum_mw{}, count{};
  for (const RegionYearRecord& year : years) {
    for (std::size_t i = 0; i < year.area_mw.size(); ++i) {
      const auto month = static_cast<std::size_t>(year.local[i].month - 1);
      sum_mw[month] += year.area_mw[i];
      count[month] += 1.0;
    }
  }
  double mean_mw = 0.0;
  for (std::size_t m = 0; m < 12; ++m) {
    sum_mw[m] /= std::max(count[m], 1.0);
    mean_mw += sum_mw[m] / 12.0;
  }
  for (double& value : sum_mw) value /= mean_mw;
  return sum_mw;
}

std::array<double, 7> CalcWeekdayRatios(std::span<const RegionYearRecord> years) {
  std::array<double, 7> sum_mw{}, count{};
  double all_mw = 0.0, days = 0.0;
  for (const RegionYearRecord& year : years) {
    for (const RegionDayRecord& day : year.days) {
      const auto weekday = static_cast<std::size_t>(day.weekday - 1);
      sum_mw[weekday] += day.mean_mw;
      count[weekday] += 1.0;
      all_mw += day.mean_mw;
      days += 1.0;
    }
  }
  for (std::size_t d = 0; d < 7; ++d) sum_mw[d] /= std::max(count[d], 1.0) * all_mw / days;
  return sum_mw;
}

DurationFigures CalcDuration(const RegionYearRecord& year) {
  DurationFigures figures;
  if (year.area_mw.empty()) return figures;
  std::vector<double> sorted_mw = year.area_mw;
  std::sort(sorted_mw.rbegin(), sorted_mw.rend());
  for (const double mw : sorted_mw) figures.energy_gwh += mw / 1e3;
  figures.peak_mw = sorted_mw.front();
  figures.lowest_mw = sorted_mw.back();
  const std::size_t hundredth = std::min<std::size_t>(99, sorted_mw.size() - 1);
  figures.hundredth_over_peak_share = sorted_mw[hundredth] / figures.peak_mw;
  figures.utilisation_h = figures.energy_gwh * 1e3 / figures.peak_mw;
  for (std::size_t i = 0; i < kDurationPoints; ++i) {
    figures.curve_mw.push_back(sorted_mw[i * (sorted_mw.size() - 1) / (kDurationPoints - 1)]);
  }
  return figures;
}

namespace {

/// Sums of residuals less their day's mean.
struct WithinDay {
  double square = 0.0;
  double first_square = 0.0;
  double product = 0.0;
  double hours = 0.0;
};

// `residual` is in the year's order; days begin where the hour falls.
void AddWithinDays(const RegionYearRecord& year, std::vector<double>& residual, WithinDay& sum) {
  std::size_t start = 0;
  while (start < residual.size()) {
    std::size_t end = start + 1;
    while (end < residual.size() && year.local[end].day_of_year == year.local[start].day_of_year) {
      ++end;
    }
    double mean_share = 0.0;
    for (std::size_t i = start; i < end; ++i) {
      mean_share += residual[i] / static_cast<double>(end - start);
    }
    for (std::size_t i = start; i < end; ++i) {
      residual[i] -= mean_share;
      sum.square += residual[i] * residual[i];
      if (i == start) continue;
      sum.product += residual[i - 1] * residual[i];
      sum.first_square += residual[i - 1] * residual[i - 1];
    }
    sum.hours += static_cast<double>(end - start);
    start = end;
  }
}

}  // namespace

ResidualFigures CalcLogResiduals(std::span<const RegionYearRecord> years) {
  constexpr std::array<std::size_t, 3> kLagsH{1, 24, 168};
  constexpr std::size_t kCells = 12 * 7 * 24;
  std::vector<double> sum_log(kCells), count(kCells);
  for (const RegionYearRecord& year : years) {
    for (std::size_t i = 0; i < year.area_mw.size(); ++i) {
      sum_log[CellOf(year.local[i])] += std::log(year.area_mw[i]);
      count[CellOf(year.local[i])] += 1.0;
    }
  }
  ResidualFigures figures;
  double square = 0.0, hours = 0.0;
  std::array<double, 3> product{}, first_square{};
  std::vector<double> residual;
  WithinDay within;
  for (const RegionYearRecord& year : years) {
    residual.clear();
    for (std::size_t i = 0; i < year.area_mw.size(); ++i) {
      const std::size_t cell = CellOf(year.local[i]);
      residual.push_back(std::log(year.area_mw[i]) - sum_log[cell] / count[cell]);
      square += residual.back() * residual.back();
      hours += 1.0;
    }
    for (std::size_t k = 0; k < kLagsH.size(); ++k) {
      for (std::size_t i = 0; i + kLagsH[k] < residual.size(); ++i) {
        product[k] += residual[i] * residual[i + kLagsH[k]];
        first_square[k] += residual[i] * residual[i];
      }
    }
    AddWithinDays(year, residual, within);
  }
  if (hours <= 0.0) return figures;
  figures.std_share = std::sqrt(square / hours);
  figures.within_day_std_share = std::sqrt(within.square / within.hours);
  if (within.first_square > 0.0) {
    figures.within_day_correlation_share = within.product / within.first_square;
  }
  for (std::size_t k = 0; k < kLagsH.size(); ++k) {
    figures.correlation_share[k] = first_square[k] > 0.0 ? product[k] / first_square[k] : 0.0;
  }
  return figures;
}

std::vector<TemperatureBin> CalcTemperatureBins(std::span<const RegionYearRecord> years,
                                                double first_degc, std::size_t count) {
  constexpr double kWidthK = 3.0;
  std::vector<TemperatureBin> bins(count);
  for (std::size_t i = 0; i < count; ++i) {
    bins[i].low_degc = first_degc + kWidthK * static_cast<double>(i);
    bins[i].high_degc = bins[i].low_degc + kWidthK;
  }
  for (const RegionYearRecord& year : years) {
    for (const RegionDayRecord& day : year.days) {
      if (day.day_type != models::DayType::kWorkday || day.month == 7) continue;
      const double position = std::floor((day.proxy_degc - first_degc) / kWidthK);
      if (position < 0.0 || position >= static_cast<double>(count)) continue;
      TemperatureBin& bin = bins[static_cast<std::size_t>(position)];
      bin.mean_mw += day.mean_mw;
      bin.highest_mw += day.highest_mw;
      bin.yearly_day_count += 1.0;
    }
  }
  for (TemperatureBin& bin : bins) {
    if (bin.yearly_day_count <= 0.0) continue;
    bin.mean_mw /= bin.yearly_day_count;
    bin.highest_mw /= bin.yearly_day_count;
    bin.yearly_day_count /= static_cast<double>(years.size());
  }
  return bins;
}

}  // namespace solvers
