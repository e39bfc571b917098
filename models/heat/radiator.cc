#include "models/heat/radiator.h"

#include <algorithm>
#include <cmath>

namespace models {
namespace {

constexpr double kWarmOutdoorDegC = 15.0;

/// Δ at this heat.
double CalcExcessK(const RadiatorParams& radiator, double heat_w) {
  return radiator.design_excess_k *
         std::pow(heat_w / radiator.design_heat_w, 1.0 / radiator.exponent_ratio);
}

}  // namespace

RadiatorParams MakeRadiator(double design_heat_w, double supply_degc, double return_degc,
                            double room_degc) {
  return {.design_heat_w = design_heat_w,
          .design_excess_k = std::sqrt((supply_degc - room_degc) * (return_degc - room_degc))};
}

double CalcRadiatorReturnDegC(const RadiatorParams& radiator, double heat_w, double supply_degc,
                              double room_degc) {
  const double excess_k = CalcExcessK(radiator, heat_w);
  return room_degc + excess_k * excess_k / (supply_degc - room_degc);
}

double CalcRadiatorMaxHeatW(const RadiatorParams& radiator, double supply_degc, double room_degc,
                            double least_drop_k) {
  const double supply_k = supply_degc - room_degc;
  const double return_k = supply_k - least_drop_k;
  if (return_k <= 0.0) return 0.0;
  return radiator.design_heat_w *
         std::pow(std::sqrt(supply_k * return_k) / radiator.design_excess_k,
                  radiator.exponent_ratio);
}

RadiatorReturn CalcRadiatorReturnAtFlow(const RadiatorParams& radiator, double heat_w,
                                        double flow_w_per_k, double room_degc) {
  const double excess_k = CalcExcessK(radiator, heat_w);
  const double drop_k = heat_w / flow_w_per_k;
  const double root_k = std::hypot(drop_k, 2.0 * excess_k);
  // By the heat, times the heat: Δ has the power 1/n, d is proportional.
  const double excess2_slope = 4.0 * excess_k * excess_k / radiator.exponent_ratio;
  const double slope_k = 0.5 * ((drop_k * drop_k + excess2_slope) / root_k - drop_k);
  return {.return_degc = room_degc + 0.5 * (root_k - drop_k), .per_heat_k_per_w = slope_k / heat_w};
}

double CalcHeatingCurveDegC(const HeatingCurveParams& curve, double outdoor_degc) {
  const double share = std::clamp(
      (kWarmOutdoorDegC - outdoor_degc) / (kWarmOutdoorDegC - curve.design_outdoor_degc), 0.0, 1.0);
  return curve.warm_supply_degc + share * (curve.cold_supply_degc - curve.warm_supply_degc);
}

}  // namespace models
