#include "models/plants/heat_pump.h"

#include <cmath>

namespace models {
namespace {

constexpr double kZeroDegcInK = 273.15;

double CalcLogMeanK(double a_degc, double b_degc) {
  const double a_k = a_degc + kZeroDegcInK;
  const double b_k = b_degc + kZeroDegcInK;
  if (std::abs(a_k - b_k) < 1e-6) return 0.5 * (a_k + b_k);
  return (a_k - b_k) / std::log(a_k / b_k);
}

}  // namespace

double CalcLorenzCopRatio(const HeatPumpTemperatures& water) {
  const double sink_k = CalcLogMeanK(water.sink_out_degc, water.sink_in_degc);
  const double source_k = CalcLogMeanK(water.source_in_degc, water.source_out_degc);
  return sink_k / (sink_k - source_k);
}

double CalcCopRatio(double lorenz_share, const HeatPumpTemperatures& water) {
  const double cop_ratio = lorenz_share * CalcLorenzCopRatio(water);
  return cop_ratio > 0.0 && cop_ratio < kMostCopRatio ? cop_ratio : kMostCopRatio;
}

}  // namespace models
