#include "models/heat/heat_exchanger.h"

#include <cmath>

namespace models {
namespace {

constexpr double kFlowExponent = 0.8;

/// h(z) = z/(1 − e^(−z)) and its derivative. With h(−z) = h(z) e^(−z),
///   h' = h(z) (1 − h(−z))/z,  which neither overflows nor cancels away from zero.
struct Bernoulli {
  double value;
  double slope;
};

Bernoulli CalcBernoulli(double z) {
  if (std::abs(z) < 1e-2) {
    const double z2 = z * z;
    return {.value = 1.0 + z / 2.0 + z2 / 12.0 - z2 * z2 / 720.0,
            .slope = 0.5 + z / 6.0 - z2 * z / 180.0};
  }
  const double value = z / -std::expm1(-z);
  const double mirrored = z / std::expm1(z);
  return {.value = value, .slope = value * (1.0 - mirrored) / z};
}

/// 1/UA and what of it is the primary side's.
struct Resistance {
  double whole_k_per_w;
  double primary_k_per_w;
};

Resistance CalcResistance(const HeatExchangerParams& exchanger, double primary_kg_s,
                          double secondary_kg_s) {
  const double share = exchanger.primary_resistance_share;
  const double primary = share / exchanger.transfer_w_per_k *
                         std::pow(primary_kg_s / exchanger.nominal_primary_kg_s, -kFlowExponent);
  const double secondary =
      (1.0 - share) / exchanger.transfer_w_per_k *
      std::pow(secondary_kg_s / exchanger.nominal_secondary_kg_s, -kFlowExponent);
  return {.whole_k_per_w = primary + secondary, .primary_k_per_w = primary};
}

double CalcLogMeanK(double a_k, double b_k) {
  if (std::abs(a_k - b_k) < 1e-9 * (a_k + b_k)) return 0.5 * (a_k + b_k);
  return (a_k - b_k) / std::log(a_k / b_k);
}

}  // namespace

ExchangedHeat CalcExchangedHeat(const HeatExchangerParams& exchanger,
                                const HeatExchangerFlows& flows) {
  if (flows.primary_kg_s <= 0.0 || flows.secondary_kg_s <= 0.0) return {};
  const Resistance resistance = CalcResistance(exchanger, flows.primary_kg_s, flows.secondary_kg_s);
  const double a = 1.0 / (flows.heat_capacity_j_per_kg_k * flows.primary_kg_s);
  const double b = 1.0 / (flows.heat_capacity_j_per_kg_k * flows.secondary_kg_s);
  const double z = (a - b) / resistance.whole_k_per_w;
  const Bernoulli h = CalcBernoulli(z);
  const double k_per_w = h.value * resistance.whole_k_per_w + b;
  // By the primary flow, times that flow: of 1/UA, of a, and of both in h(z)/UA.
  const double resistance_slope = -kFlowExponent * resistance.primary_k_per_w;
  const double z_slope = (-a - z * resistance_slope) / resistance.whole_k_per_w;
  const double slope = h.slope * z_slope * resistance.whole_k_per_w + h.value * resistance_slope;
  const double w_per_k = 1.0 / k_per_w;
  const double heat_w = w_per_k * (flows.primary_in_degc - flows.secondary_in_degc);
  return {.heat_w = heat_w,
          .per_primary_flow_w_s_per_kg = -heat_w * w_per_k * slope / flows.primary_kg_s,
          .per_kelvin_w_per_k = w_per_k};
}

double CalcTransferWPerK(const HeatExchangerParams& exchanger, double primary_kg_s,
                         double secondary_kg_s) {
  return 1.0 / CalcResistance(exchanger, primary_kg_s, secondary_kg_s).whole_k_per_w;
}

HeatExchangerParams MakeHeatExchanger(const HeatExchangerDesign& design) {
  const double mean_k = CalcLogMeanK(design.primary_in_degc - design.secondary_out_degc,
                                     design.primary_out_degc - design.secondary_in_degc);
  const double w_s_per_kg_k = design.heat_w / design.heat_capacity_j_per_kg_k;
  return {.transfer_w_per_k = design.heat_w / mean_k,
          .nominal_primary_kg_s = w_s_per_kg_k / (design.primary_in_degc - design.primary_out_degc),
          .nominal_secondary_kg_s =
              w_s_per_kg_k / (design.secondary_out_degc - design.secondary_in_degc)};
}

}  // namespace models
