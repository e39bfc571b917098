#include "solvers/cooling_day.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/base/errors.h"
#include "models/plants/heat_pump.h"
#include "solvers/heat_year.h"
#include "solvers/weather_process.h"

namespace solvers {
namespace {

constexpr int kFirstMonth = 6;
constexpr int kLastMonth = 8;
constexpr int kHottestHour = 15;
constexpr std::int64_t kQuartersPerHour = 4;

double CalcCombinedCopRatio(const DistrictCoolingParams& district,
                            const DistrictCoolingInputs& inputs) {
  return district.combined.lorenz_share *
         models::CalcLorenzCopRatio({.source_in_degc = district.return_degc,
                                     .source_out_degc = district.supply_degc,
                                     .sink_in_degc = inputs.heat_return_degc,
                                     .sink_out_degc = inputs.heat_supply_degc});
}

}  // namespace

double CalcCoolingNeedMw(const DistrictCoolingParams& district, double outdoor_degc) {
  const double over_share = std::max(0.0, outdoor_degc - district.threshold_degc) /
                            (district.design_degc - district.threshold_degc);
  return district.cooling_peak_mw *
         (district.base_share + (1.0 - district.base_share) * over_share);
}

DistrictCoolingResult CalcDistrictCooling(const DistrictCoolingParams& district,
                                          const DistrictCoolingInputs& inputs) {
  DistrictCoolingResult result;
  result.cooling_mw = CalcCoolingNeedMw(district, inputs.outdoor_degc);
  result.free_mw =
      result.cooling_mw * models::CalcFreeCoolingShare({.source_degc = inputs.water_degc,
                                                        .approach_k = district.water_approach_k,
                                                        .return_degc = district.return_degc,
                                                        .supply_degc = district.supply_degc});
  const double cop_ratio = CalcCombinedCopRatio(district, inputs);
  if (cop_ratio > 1.0) {
    const models::HeatAndCold run =
        models::CalcBalancedRun(cop_ratio, inputs.heat_need_mw, result.cooling_mw - result.free_mw,
                                district.combined.electricity_max_mw);
    result.combined_mw = run.cooling_mw;
    result.heat_mw = run.heat_mw;
    result.combined_electricity_mw = run.electricity_mw;
  }
  const models::FreeCoolingTemperatures no_source{.source_degc = district.return_degc,
                                                  .approach_k = district.water_approach_k,
                                                  .return_degc = district.return_degc,
                                                  .supply_degc = district.supply_degc};
  const models::ChillerRun rest = models::CalcChillerRun(
      district.chiller, {.cooling_mw = result.cooling_mw - result.free_mw - result.combined_mw,
                         .reject_degc = inputs.reject_degc,
                         .free_cooling = no_source});
  result.compressor_mw = rest.compressor_mw;
  result.compressor_electricity_mw = rest.electricity_mw;
  result.unserved_mw = rest.unserved_mw;
  result.electricity_mw = result.combined_electricity_mw + result.compressor_electricity_mw;
  result.all_compressor_electricity_mw =
      (result.cooling_mw - result.unserved_mw) /
      models::CalcChillerCopRatio(district.chiller, inputs.reject_degc, district.supply_degc);
  return result;
}

absl::Status Validate(const DistrictCoolingParams& district) {
  std::vector<models::errors::FieldViolation> violations;
  const auto require = [&](bool holds, const char* field, const char* what) {
    if (!holds) violations.push_back({field, what});
  };
  const auto is_size = [](double value) { return std::isfinite(value) && value >= 0.0; };
  const auto is_share = [](double value) { return value >= 0.0 && value <= 1.0; };
  require(is_size(district.cooling_peak_mw), "cooling_peak_mw", "is negative or not a number");
  require(is_size(district.chiller.cooling_max_mw), "chiller.cooling_max_mw",
          "is negative or not a number");
  require(is_size(district.combined.electricity_max_mw), "combined.electricity_max_mw",
          "is negative or not a number");
  require(is_share(district.base_share), "base_share", "is not a share");
  require(district.chiller.carnot_share > 0.0 && district.chiller.carnot_share <= 1.0,
          "chiller.carnot_share", "is not above 0 and at most 1");
  require(district.combined.lorenz_share > 0.0 && district.combined.lorenz_share <= 1.0,
          "combined.lorenz_share", "is not above 0 and at most 1");
  require(district.supply_degc < district.return_degc, "return_degc", "is not above supply_degc");
  require(district.threshold_degc < district.design_degc, "design_degc",
          "is not above threshold_degc");
  if (violations.empty()) return absl::OkStatus();
  return models::errors::InvalidFields(violations);
}

HottestDay FindHottestDay(const models::Region& region, const models::OsloCalendar& calendar,
                          models::PlaceIndex place, int calendar_year, int first, int years) {
  HottestDay hottest;
  hottest.afternoon_degc = -std::numeric_limits<double>::infinity();
  models::WeatherField weather(region.places.size());
  for (int year = first; year < first + years; ++year) {
    const HeatStretch stretch = MakeHeatYearStretch(calendar, calendar_year, {1, year});
    const WeatherProcess process = MakeWeatherProcess(region, stretch.weather_year);
    const auto hours = static_cast<std::int64_t>(stretch.quarters) / kQuartersPerHour;
    for (std::int64_t hour = 0; hour < hours; ++hour) {
      const models::Quarter quarter = stretch.first + hour * kQuartersPerHour;
      const models::OsloTime local = calendar.At(quarter);
      if (local.month < kFirstMonth || local.month > kLastMonth || local.hour != kHottestHour) {
        continue;
      }
      CalcWeatherAt(process, {&place, 1}, quarter, local, {}, weather);
      if (weather[place].air_degc <= hottest.afternoon_degc) continue;
      hottest = {.weather_year = year,
                 .first = quarter + -kHottestHour * kQuartersPerHour,
                 .afternoon_degc = weather[place].air_degc};
    }
  }
  return hottest;
}

}  // namespace solvers
