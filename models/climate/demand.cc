#include "models/climate/demand.h"

#include <algorithm>
#include <cmath>

namespace models {
namespace {

constexpr double kColdMorningDegc = -20.0;

}  // namespace

std::array<double, 3> CalcMemoryWeightsShare(const std::array<double, 3>& memory_share) {
  const auto& [today, yesterday, before] = memory_share;
  return {today - yesterday + before, 2.0 * (yesterday - before), 2.0 * before};
}

double CalcRemembered(const std::array<double, 3>& weights_share, const NoiseMemory& memory) {
  return weights_share[0] * memory.now_share + weights_share[1] * memory.last_day_share +
         weights_share[2] * memory.day_before_share;
}

double CalcGeneralDemandMw(const DemandParams& demand, double effective_degc,
                           const OsloTime& local) {
  const double flat_k = std::max(demand.saturation_degc - effective_degc, 0.0);
  const double cold_k = std::max(demand.threshold_degc - effective_degc, 0.0) -
                        flat_k * (1.0 - demand.saturated_slope_ratio);
  const auto month = static_cast<std::size_t>(local.month - 1);
  const std::size_t weekday =
      local.day_type == DayType::kSunday ? 6 : static_cast<std::size_t>(local.weekday - 1);
  const double day_mean_mw =
      demand.base_mw * demand.month_ratio[month] + demand.heating_mw_per_k * cold_k;
  return day_mean_mw * demand.weekday_ratio[weekday] *
         CalcHourShapeRatio(demand.hour_shape_ratio, local);
}

double CalcColdMorningDemandMw(const DemandParams& demand) {
  return CalcGeneralDemandMw(demand, kColdMorningDegc, MakeColdMorning());
}

OsloTime MakeColdMorning() { return {.month = 1, .day = 15, .hour = 8, .minute = 0, .weekday = 3}; }

PlaceWeather MakeColdMorningWeather() {
  return {.air_degc = kColdMorningDegc, .effective_degc = kColdMorningDegc};
}

namespace {

// p_s of every sector before the correction, and the factor c.
double CalcCorrection(const DemandParams& demand, const SectorClock& clock,
                      const PlaceWeather& weather, double noise_share,
                      SectorTable<double>& power_ratio, double total_mw) {
  const SectorModel& model = demand.sector_model;
  double corrected_mw = 0.0;
  double other_mw = 0.0;
  for (std::size_t s = 0; s < kSectorCount; ++s) {
    power_ratio[s] = CalcSectorRatio(model.sectors[s], clock, s, weather);
    const double mw = model.calibration_mw[s] * power_ratio[s];
    (model.sectors[s].is_corrected ? corrected_mw : other_mw) += mw;
  }
  if (corrected_mw <= 0.0) return 1.0;
  const double wanted_mw = model.calibration_ratio * total_mw * (1.0 + noise_share) - other_mw;
  return std::max(wanted_mw / corrected_mw, 0.0);
}

// D without looking the hour up again for every place.
double CalcTotalMw(const DemandParams& demand, const SectorClock& clock, double effective_degc) {
  const double flat_k = std::max(demand.saturation_degc - effective_degc, 0.0);
  const double cold_k = std::max(demand.threshold_degc - effective_degc, 0.0) -
                        flat_k * (1.0 - demand.saturated_slope_ratio);
  return (demand.base_mw * demand.month_ratio[clock.month] + demand.heating_mw_per_k * cold_k) *
         clock.total_ratio;
}

}  // namespace

SectorTable<double> CalcSectorPowerRatio(const DemandParams& demand, const SectorClock& clock,
                                         const PlaceWeather& weather, double noise_share) {
  SectorTable<double> power_ratio;
  const double correction_ratio =
      CalcCorrection(demand, clock, weather, noise_share, power_ratio,
                     CalcTotalMw(demand, clock, weather.effective_degc));
  for (std::size_t s = 0; s < kSectorCount; ++s) {
    if (demand.sector_model.sectors[s].is_corrected) power_ratio[s] *= correction_ratio;
  }
  return power_ratio;
}

double CalcSectorCorrectionRatio(const DemandParams& demand, const SectorClock& clock,
                                 const PlaceWeather& weather, double noise_share) {
  SectorTable<double> power_ratio;
  return CalcCorrection(demand, clock, weather, noise_share, power_ratio,
                        CalcTotalMw(demand, clock, weather.effective_degc));
}

SectorClock MakeSectorClock(const DemandParams& demand, const OsloTime& local) {
  SectorClock clock = MakeSectorClock(demand.sector_model.sectors, local);
  const std::size_t weekday =
      local.day_type == DayType::kSunday ? 6 : static_cast<std::size_t>(local.weekday - 1);
  clock.total_ratio =
      demand.weekday_ratio[weekday] * CalcHourShapeRatio(demand.hour_shape_ratio, local);
  return clock;
}

SectorTable<double> CalcColdMorningSectorRatio(const SectorModel& model) {
  const SectorClock clock = MakeSectorClock(model.sectors, MakeColdMorning());
  SectorTable<double> power_ratio;
  for (std::size_t s = 0; s < kSectorCount; ++s) {
    power_ratio[s] = CalcSectorRatio(model.sectors[s], clock, s, MakeColdMorningWeather());
  }
  return power_ratio;
}

void CalibrateSectors(DemandParams& demand, const SectorTable<double>& calibration_mw) {
  SectorModel& model = demand.sector_model;
  const SectorTable<double> cold_ratio = CalcColdMorningSectorRatio(model);
  model.calibration_mw = calibration_mw;
  double cold_mw = 0.0;
  for (std::size_t s = 0; s < kSectorCount; ++s) cold_mw += calibration_mw[s] * cold_ratio[s];
  model.calibration_ratio = cold_mw / CalcColdMorningDemandMw(demand);
}

}  // namespace models
