#pragma once

#include <array>

#include "models/climate/smooth_noise.h"
#include "models/time/oslo_calendar.h"

namespace models {

/// Hour shape of the region's general demand: hour value over day mean, by season and day type.
/// Shape [season: DJF, MAM, JJA, SON][day type: workday, Saturday, Sunday][local hour].
using HourShapes = std::array<std::array<std::array<double, 24>, 3>, 4>;

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
};

/// Weights of the temperature now, of its mean over the last 24 h and over the 24 h before, which
/// make daily means respond with `memory_share` (m0, m1, m2) of today, yesterday, the day before:
///   day mean of (a T + b T̄₀₋₂₄ + c T̄₂₄₋₄₈) weighs the days (a + b/2, b/2 + c/2, c/2)
///   ⇒ a = m0 − m1 + m2,  b = 2 (m1 − m2),  c = 2 m2
std::array<double, 3> CalcMemoryWeightsShare(const std::array<double, 3>& memory_share);

/// Temperature now and its means over the past, joined by the weights above.
double CalcRemembered(const std::array<double, 3>& weights_share, const NoiseMemory& memory);

/// Hour shape at the middle of a quarter, linear between the centres of the hours of the same day.
double CalcHourShapeRatio(const HourShapes& shapes, const OsloTime& local);

/// General demand of the whole calibration area (NO1) in one quarter, without noise:
///   P = (base · month + slope · [threshold − T_eff]₊, flattened below saturation) · weekday · hour
/// **Source** facts, demand_model.csv: fitted to Nord Pool NO1 2014–2019, rmse 273 MW of daily
/// means.
double CalcGeneralDemandMw(const DemandParams& demand, double effective_degc,
                           const OsloTime& local);

/// The cold design morning of the load table: −20 °C for days, a January workday, 08 local time.
double CalcColdMorningDemandMw(const DemandParams& demand);

}  // namespace models
