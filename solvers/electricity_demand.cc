#include "solvers/electricity_demand.h"

#include <algorithm>

#include "solvers/weather_generator.h"

namespace solvers {
namespace {

constexpr double kColdDegc = -20.0;
constexpr double kMildDegc = 2.0;
constexpr double kSummerDegc = 16.0;

// Linear from (x0, y0) to (x1, y1), flat outside; a step when the ends coincide.
double Interpolate(double x, double x0, double y0, double x1, double y1) {
  if (x1 <= x0) return x < x0 ? y0 : y1;
  return y0 + (y1 - y0) * std::clamp((x - x0) / (x1 - x0), 0.0, 1.0);
}

}  // namespace

double CalcTanPhiRatio(const models::LoadParams& load, double demand_mw) {
  if (demand_mw < load.mild_mw) {
    return Interpolate(demand_mw, load.summer_mw, load.summer_tan_phi_ratio, load.mild_mw,
                       load.mild_tan_phi_ratio);
  }
  return Interpolate(demand_mw, load.mild_mw, load.mild_tan_phi_ratio, load.cold_mw,
                     load.cold_tan_phi_ratio);
}

double CalcNamedDemandMw(const models::LoadParams& load, double effective_degc) {
  if (effective_degc < kMildDegc) {
    return Interpolate(effective_degc, kColdDegc, load.cold_mw, kMildDegc, load.mild_mw);
  }
  return Interpolate(effective_degc, kMildDegc, load.mild_mw, kSummerDegc, load.summer_mw);
}

void CalcElectricityDemand(const models::Table<models::LoadIndex, models::LoadParams>& loads,
                           const models::DemandParams& params, const models::WeatherField& weather,
                           const models::WeatherYear& weather_year, models::Quarter quarter,
                           const models::OsloTime& local, ElectricityDemand& demand) {
  if (demand.demand_mw.size() != loads.size()) {
    demand.demand_mw = models::Table<models::LoadIndex, double>(loads.size());
    demand.demand_mvar = demand.demand_mw;
  }
  const double record_h = CalcRecordHour(weather_year, quarter, local);
  const double common_ratio =
      1.0 + params.noise_share * CalcDemandSwingShare(weather_year, record_h);
  const double cold_morning_mw = models::CalcColdMorningDemandMw(params);

  for (std::size_t row = 0; row < loads.size(); ++row) {
    const models::LoadIndex index(row);
    const models::LoadParams& load = loads[index];
    const double effective_degc = weather[load.place].effective_degc;
    double load_mw = 0.0;
    if (load.kind == models::LoadKind::kNamed) {
      load_mw = CalcNamedDemandMw(load, effective_degc);
    } else {
      const double own_ratio =
          params.local_noise_share > 0.0
              ? 1.0 + params.local_noise_share * CalcDemandSwingShare(weather_year, record_h, index)
              : 1.0;
      load_mw = load.cold_mw * models::CalcGeneralDemandMw(params, effective_degc, local) /
                cold_morning_mw * std::max(common_ratio * own_ratio, 0.0);
    }
    demand.demand_mw[index] = load_mw;
    demand.demand_mvar[index] = load_mw * CalcTanPhiRatio(load, load_mw);
  }
}

}  // namespace solvers
