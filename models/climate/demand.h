#pragma once

#include <array>

#include "models/climate/hour_shapes.h"
#include "models/climate/sector.h"
#include "models/climate/smooth_noise.h"
#include "models/climate/weather.h"
#include "models/time/oslo_calendar.h"

namespace models {

/// Temperature response and calendar of general electricity demand (NO1 model of the facts).
struct DemandParams {
  double base_mw = 0.0;           ///< daily mean without heating, workday
  double heating_mw_per_k = 0.0;  ///< below the threshold
  double threshold_degc = 14.0;
  double saturation_degc = -12.0;         ///< below it heaters are at their limit
  double saturated_slope_ratio = 1.0;     ///< slope below saturation over the slope above
  std::array<double, 3> memory_share{};   ///< weight of today, yesterday, the day before
  std::array<double, 12> month_ratio{};   ///< calendar part without heating
  std::array<double, 7> weekday_ratio{};  ///< over the workdays' mean; holidays take Sunday's
  double noise_share = 0.0;               ///< standard deviation of the noise common to the region
  double local_noise_share = 0.0;         ///< and of each load's own
  HourShapes hour_shape_ratio{};
  SectorModel sector_model;  ///< what the total is made of; may be empty
};

/// Weights of the temperature now, of its mean over the last 24 h and over the 24 h before, which
/// make daily means respond with `memory_share` (m0, m1, m2) of today, yesterday, the day before:
///   day mean of (a T + b T̄₀₋₂₄ + c T̄₂₄₋₄₈) weighs the days (a + b/2, b/2 + c/2, c/2)
///   ⇒ a = m0 − m1 + m2,  b = 2 (m1 − m2),  c = 2 m2
std::array<double, 3> CalcMemoryWeightsShare(const std::array<double, 3>& memory_share);

/// Temperature now and its means over the past, joined by the weights above.
double CalcRemembered(const std::array<double, 3>& weights_share, const NoiseMemory& memory);

/// General demand of the whole calibration area (NO1) in one quarter, without noise:
///   P = (base · month + slope · [threshold − T_eff]₊, flattened below saturation) · weekday · hour
/// With a sector model it stands for all loads of the area at their stations, named ones included.
/// **Source** facts, demand_model.csv: form and memory from Nord Pool NO1 2014–2019 (rmse 273 MW of
/// daily means); size as demand.csv says.
double CalcGeneralDemandMw(const DemandParams& demand, double effective_degc,
                           const OsloTime& local);

/// The cold design morning of the load table: −20 °C for days, a January workday, 08 local time.
double CalcColdMorningDemandMw(const DemandParams& demand);

/// The same instant and temperature for what needs a place's weather.
OsloTime MakeColdMorning();
PlaceWeather MakeColdMorningWeather();

/// The calendar's part of one quarter for all sectors and for the total.
SectorClock MakeSectorClock(const DemandParams& demand, const OsloTime& local);

/// Power of each sector on the cold design morning, where the correction is 1.
SectorTable<double> CalcColdMorningSectorRatio(const SectorModel& model);

/// Sets M_s and A of the calibration area. `calibration_mw` is positive for some sector.
void CalibrateSectors(DemandParams& demand, const SectorTable<double>& calibration_mw);

/// Power of each sector over its mean in the reference climate, at one place in one quarter. The
/// sectors that carry the correction share one factor c, the others stand as they are:
///   c = (A · D · (1 + noise) − Σ_other M_s p_s) / Σ_corrected M_s p_s
/// with D = CalcGeneralDemandMw here, M_s the calibration area's mean MW by sector and A so that
/// c = 1 on the cold design morning. Were the whole calibration area under this place's weather,
/// its demand would be A · D exactly; a municipality differs from it by its mix of sectors alone.
/// **Valid** for a sector model that is given; c is not allowed below 0.
SectorTable<double> CalcSectorPowerRatio(const DemandParams& demand, const SectorClock& clock,
                                         const PlaceWeather& weather, double noise_share);

/// The correction c alone.
double CalcSectorCorrectionRatio(const DemandParams& demand, const SectorClock& clock,
                                 const PlaceWeather& weather, double noise_share);

}  // namespace models
