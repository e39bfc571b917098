#include "models/heat/pump.h"

#include <algorithm>
#include <cmath>

namespace models {
namespace {

constexpr double kFlattestPaSPerKg = 1e-3;
constexpr double kSteepestPaSPerKg = 1e10;
constexpr double kStillKgS = 1e-6;
constexpr double kMostKgS = 1e6;  // above any pump's flow
constexpr double kMaxExponent = 20.0;

PressureLoss CalcPowerLaw(const PumpCurve& curve, double speed, double flow_kg_s) {
  const double shut_off_pa = speed * speed * curve.shut_off_pa;
  const double coefficient = std::pow(speed, 2.0 - curve.exponent) * curve.coefficient;
  const double steepness = curve.exponent * coefficient;
  // The flow below which the law is its tangent: where it is flattest for an exponent above 1.
  double still_kg_s = kStillKgS;
  if (curve.exponent > 1.0)
    still_kg_s = std::clamp(std::pow(kFlattestPaSPerKg / steepness, 1.0 / (curve.exponent - 1.0)),
                            kStillKgS, kMostKgS);
  const double at_kg_s = std::max(flow_kg_s, still_kg_s);
  const double power = coefficient * std::pow(at_kg_s, curve.exponent);
  const double slope = std::max(curve.exponent * power / at_kg_s, kFlattestPaSPerKg);
  return {power - shut_off_pa + slope * (flow_kg_s - at_kg_s), slope};
}

PressureLoss CalcPieces(const HydraulicPumpParams& pump, double flow_kg_s) {
  const auto& flows = pump.point_kg_s;
  const double speed = pump.speed_ratio;
  const double at_kg_s = flow_kg_s / speed;
  // The piece that ends at the first inner point above the flow, or the last.
  const auto above = std::upper_bound(flows.begin() + 1, flows.end() - 1, at_kg_s);
  const auto end = static_cast<std::size_t>(above - flows.begin());
  const double slope =
      (pump.point_pa[end - 1] - pump.point_pa[end]) / (flows[end] - flows[end - 1]);
  const double lift_pa = pump.point_pa[end] + slope * (flows[end] - at_kg_s);
  return {-speed * speed * lift_pa, std::max(speed * slope, kFlattestPaSPerKg)};
}

PressureLoss CalcGivenPower(double power_w, double speed, double flow_kg_s, double density_kg_m3) {
  const double product = speed * speed * speed * power_w * density_kg_m3;  // lift · m
  const double steepest_at_kg_s = std::sqrt(product / kSteepestPaSPerKg);
  const double flattest_at_kg_s = std::sqrt(product / kFlattestPaSPerKg);
  const double at_kg_s = std::clamp(flow_kg_s, steepest_at_kg_s, flattest_at_kg_s);
  const double slope = product / (at_kg_s * at_kg_s);
  return {-product / at_kg_s + slope * (flow_kg_s - at_kg_s), slope};
}

PressureLoss CalcForward(const HydraulicPumpParams& pump, double flow_kg_s, double density_kg_m3) {
  if (pump.curve) return CalcPowerLaw(*pump.curve, pump.speed_ratio, flow_kg_s);
  if (pump.power_w)
    return CalcGivenPower(*pump.power_w, pump.speed_ratio, flow_kg_s, density_kg_m3);
  return CalcPieces(pump, flow_kg_s);
}

}  // namespace

PressureLoss CalcPumpLoss(const HydraulicPumpParams& pump, double mass_flow_kg_s,
                          double density_kg_m3) {
  PressureLoss loss = CalcForward(pump, std::max(mass_flow_kg_s, 0.0), density_kg_m3);
  if (mass_flow_kg_s >= 0.0 || loss.slope_pa_s_per_kg >= kSteepestPaSPerKg) {
    if (mass_flow_kg_s < 0.0) loss.loss_pa += loss.slope_pa_s_per_kg * mass_flow_kg_s;
    return loss;
  }
  // Slope from that at no flow to the steepest, linearly over kStillKgS, then a straight line.
  const double back_kg_s = -mass_flow_kg_s;
  const double bent_kg_s = std::min(back_kg_s, kStillKgS);
  const double bend = (kSteepestPaSPerKg - loss.slope_pa_s_per_kg) / kStillKgS;
  loss.loss_pa -= (loss.slope_pa_s_per_kg + 0.5 * bend * bent_kg_s) * bent_kg_s +
                  kSteepestPaSPerKg * (back_kg_s - bent_kg_s);
  loss.slope_pa_s_per_kg += bend * bent_kg_s;
  return loss;
}

std::optional<PumpCurve> FitPumpCurve(std::span<const PumpPoint> points) {
  if (points.size() == 1) {
    const PumpPoint& design = points[0];
    if (!(design.mass_flow_kg_s > 0.0 && design.lift_pa > 0.0)) return std::nullopt;
    return PumpCurve{
        .shut_off_pa = design.lift_pa * 4.0 / 3.0,
        .coefficient = design.lift_pa / (3.0 * design.mass_flow_kg_s * design.mass_flow_kg_s),
        .exponent = 2.0};
  }
  if (points.size() != 3 || points[0].mass_flow_kg_s != 0.0) return std::nullopt;
  const double first_drop_pa = points[0].lift_pa - points[1].lift_pa;
  const double second_drop_pa = points[0].lift_pa - points[2].lift_pa;
  const double first_kg_s = points[1].mass_flow_kg_s;
  const double second_kg_s = points[2].mass_flow_kg_s;
  if (!(points[0].lift_pa > 0.0 && first_drop_pa > 0.0 && second_drop_pa > first_drop_pa &&
        first_kg_s > 0.0 && second_kg_s > first_kg_s))
    return std::nullopt;
  const double exponent =
      std::log(second_drop_pa / first_drop_pa) / std::log(second_kg_s / first_kg_s);
  const double coefficient = first_drop_pa / std::pow(first_kg_s, exponent);
  if (!(exponent > 0.0 && exponent <= kMaxExponent && coefficient > 0.0)) return std::nullopt;
  return PumpCurve{points[0].lift_pa, coefficient, exponent};
}

}  // namespace models
