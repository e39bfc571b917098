#pragma once

#include <array>

#include "models/plan/building_use.h"
#include "solvers/plan/plan_climate.h"

namespace solvers {

/// How the demand of a square metre for one carrier moves through the year. Two figures of the
/// table, energy and peak, fix its two parameters.
///   electric, hot water, cars   p = c · s^γ,  s = month · hour of the shape
///   heating                     p = c · [θ − T_eff]₊ · h,  h = hour of the shape
///   cooling                     p = c · [T − θ]₊ · h
/// γ above 1 sharpens the shape, below 1 flattens it; a better insulated house has a lower θ.
struct CarrierLaw {
  models::EnergyCarrier carrier = models::EnergyCarrier::kElectric;
  double scale_w_per_m2 = 0.0;  ///< c; of heating and cooling per kelvin
  double exponent = 1.0;        ///< γ
  double threshold_degc = 0.0;  ///< θ
  bool meets_peak = true;       ///< false: no γ or θ does; the energy is met, the peak is lower
  /// s^γ or h by the quarter's middle. Shape [month][day type][quarter of the day].
  std::array<std::array<std::array<double, 96>, 3>, 12> calendar_ratio{};
};

/// Where a demand stands: local time and temperatures.
struct LawMoment {
  int month = 0;  ///< 0–11
  int day_type = 0;
  int quarter_of_day = 0;
  double air_degc = 0.0;
  double effective_degc = 0.0;
};
LawMoment MakeMoment(const PlanClimate& climate, std::size_t quarter);

/// The law whose energy over the climate's year is `energy_kwh_per_m2` and whose highest value is
/// `peak_w_per_m2`: over the year's hours for what follows the calendar, at the climate's design
/// temperature or hot afternoon on a workday for what follows the weather. By bisection on γ in
/// [0, 12], θ in [design + 1 °C, 30 °C] for heating and [−5 °C, hot − 1 °C] for cooling; where the
/// peak lies outside what they reach, the nearest. Nothing where the energy is 0, or where the
/// climate has no hour that calls for it.
/// **Valid** peak above the year's mean (models::Validate of uses); a climate of a year.
CarrierLaw SolveCarrierLaw(models::EnergyCarrier carrier, double energy_kwh_per_m2,
                           double peak_w_per_m2, const models::UseShape& shape,
                           const PlanClimate& climate);

double CalcLawWPerM2(const CarrierLaw& law, const LawMoment& moment);

}  // namespace solvers
