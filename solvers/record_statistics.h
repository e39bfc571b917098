#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "models/climate/hour_shapes.h"
#include "solvers/region_record.h"

namespace solvers {

/// Answer of daily mean demand to the temperature of a day and of the two before it, MW/K; negative
/// where cold asks for more.
struct TemperatureResponse {
  std::array<double, 3> slope_mw_per_k{};
  double sum_mw_per_k = 0.0;
  std::size_t days = 0;
};

/// Whose temperature a response is told by.
enum class ResponseTemperature { kProxy, kOwn };

/// Least squares of daily means on three days' temperatures, workdays of November to March, means
/// taken out by year: the regression by which the response of NO1 was measured.
/// **Valid** from a winter's days on; zero where there are too few.
TemperatureResponse CalcWinterResponse(std::span<const RegionYearRecord> years,
                                       ResponseTemperature temperature);

/// Demand of an hour over the mean of its season and day type.
models::HourShapes CalcHourShapes(std::span<const RegionYearRecord> years);

/// Mean of each month over the mean of all.
std::array<double, 12> CalcMonthRatios(std::span<const RegionYearRecord> years);
/// Mean of each weekday, Monday first, over the mean of all.
std::array<double, 7> CalcWeekdayRatios(std::span<const RegionYearRecord> years);

/// Duration of the area's demand in one year.
struct DurationFigures {
  double peak_mw = 0.0;
  double lowest_mw = 0.0;
  double hundredth_over_peak_share = 0.0;  ///< hundredth highest hour over the highest
  double utilisation_h = 0.0;              ///< energy over peak
  double energy_gwh = 0.0;
  std::vector<double> curve_mw;  ///< highest first, at shares 0, 1/100, ... 1 of the year
};
DurationFigures CalcDuration(const RegionYearRecord& year);

/// Logarithm of hourly demand less its mean by month, weekday and hour, over all years.
struct ResidualFigures {
  double std_share = 0.0;
  std::array<double, 3> correlation_share{};  ///< after 1, 24 and 168 hours
  /// The same residual less its mean over the day: whatever the day's mean does not tell.
  double within_day_std_share = 0.0;
  double within_day_correlation_share = 0.0;  ///< after 1 hour
};
ResidualFigures CalcLogResiduals(std::span<const RegionYearRecord> years);

/// Workdays outside July by the proxy's daily mean temperature: bins of 3 K from `first_degc` on.
struct TemperatureBin {
  double low_degc = 0.0;
  double high_degc = 0.0;
  double mean_mw = 0.0;     ///< of daily means
  double highest_mw = 0.0;  ///< mean of the days' highest hours
  double yearly_day_count = 0.0;
};
std::vector<TemperatureBin> CalcTemperatureBins(std::span<const RegionYearRecord> years,
                                                double first_degc, std::size_t count);

}  // namespace solvers
