#include "solvers/electricity_demand.h"

#include <algorithm>

#include "models/electricity/design_cases.h"
#include "solvers/weather_generator.h"

namespace solvers {
namespace {

// Linear from (x0, y0) to (x1, y1), flat outside; a step when the ends coincide.
double Interpolate(double x, double x0, double y0, double x1, double y1) {
  if (x1 <= x0) return x < x0 ? y0 : y1;
  return y0 + (y1 - y0) * std::clamp((x - x0) / (x1 - x0), 0.0, 1.0);
}

double Dot(const models::SectorTable<double>& a, const models::SectorTable<double>& b) {
  double sum = 0.0;
  for (std::size_t s = 0; s < models::kSectorCount; ++s) sum += a[s] * b[s];
  return sum;
}

// A named load has one sector as a rule; of several the largest part's noise counts.
double CalcNamedNoiseShare(const models::SectorModel& model,
                           const models::SectorTable<double>& mix_ratio) {
  const auto largest = std::max_element(mix_ratio.begin(), mix_ratio.end()) - mix_ratio.begin();
  return model.sectors[static_cast<std::size_t>(largest)].noise_share;
}

void CalcSectorPowers(const models::DemandParams& params, const models::WeatherField& weather,
                      const models::OsloTime& local, double common_share,
                      ElectricityDemand& demand) {
  if (!params.sector_model.is_given) return;
  if (demand.sector_power_ratio.size() != weather.size()) {
    demand.sector_power_ratio =
        models::Table<models::PlaceIndex, models::SectorTable<double>>(weather.size());
  }
  const models::SectorClock clock = models::MakeSectorClock(params, local);
  for (std::size_t i = 0; i < weather.size(); ++i) {
    const models::PlaceIndex place(i);
    demand.sector_power_ratio[place] =
        models::CalcSectorPowerRatio(params, clock, weather[place], common_share);
  }
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
  return models::CalcByDesignCasesMw({load.cold_mw, load.mild_mw, load.summer_mw}, effective_degc);
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
  const double common_share =
      params.noise_share > 0.0 ? params.noise_share * CalcDemandSwingShare(weather_year, record_h)
                               : 0.0;
  CalcSectorPowers(params, weather, local, common_share, demand);
  const double cold_morning_mw = models::CalcColdMorningDemandMw(params);

  for (std::size_t row = 0; row < loads.size(); ++row) {
    const models::LoadIndex index(row);
    const models::LoadParams& load = loads[index];
    const double effective_degc = weather[load.place].effective_degc;
    const bool is_named = load.kind == models::LoadKind::kNamed;
    const bool has_sectors = load.sector_ratio.has_value() && params.sector_model.is_given;
    const double own_noise_share =
        !is_named     ? params.local_noise_share
        : has_sectors ? CalcNamedNoiseShare(params.sector_model, *load.sector_ratio)
                      : 0.0;
    double ratio = 1.0;
    if (own_noise_share > 0.0) {
      ratio += own_noise_share * CalcDemandSwingShare(weather_year, record_h, index);
    }
    double load_mw = 0.0;
    if (has_sectors) {
      load_mw =
          load.cold_mw * Dot(*load.sector_ratio, demand.sector_power_ratio[load.place]) * ratio;
    } else if (is_named) {
      load_mw = CalcNamedDemandMw(load, effective_degc);
    } else {
      load_mw = load.cold_mw * models::CalcGeneralDemandMw(params, effective_degc, local) /
                cold_morning_mw * (1.0 + common_share) * ratio;
    }
    load_mw = std::max(load_mw, 0.0);
    demand.demand_mw[index] = load_mw;
    demand.demand_mvar[index] = load_mw * CalcTanPhiRatio(load, load_mw);
  }
}

}  // namespace solvers
