#include "models/electricity/transformer_heat.h"

#include <cmath>

#include "models/base/field_checks.h"

namespace models {
namespace {

constexpr double kOrdinaryDegC = 98.0;
constexpr double kDoublingK = 6.0;
constexpr double kUpgradedDegC = 110.0;
constexpr double kActivationK = 15000.0;
constexpr double kZeroK = 273.0;  // as the standard has it
constexpr double kSmallMva = 2.5;
constexpr double kMediumMva = 100.0;

double Approach(double now, double steady, double duration_min, double time_min) {
  return steady + (now - steady) * std::exp(-duration_min / time_min);
}

}  // namespace

absl::Status Validate(const TransformerHeatParams& params) {
  FieldChecks checks;
  checks.Positive("top_oil_rise_k", params.top_oil_rise_k);
  checks.Positive("hot_spot_rise_k", params.hot_spot_rise_k);
  checks.Positive("loss_ratio", params.loss_ratio);
  checks.Positive("oil_exponent_ratio", params.oil_exponent_ratio);
  checks.Positive("winding_exponent_ratio", params.winding_exponent_ratio);
  checks.Positive("k11_ratio", params.k11_ratio);
  checks.Positive("k22_ratio", params.k22_ratio);
  checks.Positive("oil_time_min", params.oil_time_min);
  checks.Positive("winding_time_min", params.winding_time_min);
  if (!(params.k21_ratio >= 1.0 && std::isfinite(params.k21_ratio))) {
    checks.Report("k21_ratio", "must be 1 or more");
  }
  return checks.ToStatus();
}

TransformerHeatParams MakeTransformerHeat(TransformerCooling cooling) {
  switch (cooling) {
    case TransformerCooling::kOnanSmall:
      return {.top_oil_rise_k = 55.0,
              .hot_spot_rise_k = 23.0,
              .loss_ratio = 5.0,
              .winding_exponent_ratio = 1.6,
              .k11_ratio = 1.0,
              .k21_ratio = 1.0,
              .oil_time_min = 180.0,
              .winding_time_min = 4.0};
    case TransformerCooling::kOnan:
      return {.oil_time_min = 210.0, .winding_time_min = 10.0};
    case TransformerCooling::kOnaf:
      return {};
    case TransformerCooling::kOf:
      return {.top_oil_rise_k = 56.0,
              .hot_spot_rise_k = 22.0,
              .oil_exponent_ratio = 1.0,
              .k11_ratio = 1.0,
              .k21_ratio = 1.3,
              .k22_ratio = 1.0,
              .oil_time_min = 90.0};
    case TransformerCooling::kOd:
      break;
  }
  return {.top_oil_rise_k = 49.0,
          .hot_spot_rise_k = 29.0,
          .oil_exponent_ratio = 1.0,
          .winding_exponent_ratio = 2.0,
          .k11_ratio = 1.0,
          .k21_ratio = 1.0,
          .k22_ratio = 1.0,
          .oil_time_min = 90.0};
}

double CalcHotSpotDegC(const TransformerHeatState& state) {
  return state.top_oil_degc + state.fast_rise_k - state.slow_rise_k;
}

TransformerHeatState CalcSteadyTransformer(const TransformerHeatParams& params, double load_ratio,
                                           double air_degc) {
  const double losses_ratio =
      (1.0 + params.loss_ratio * load_ratio * load_ratio) / (1.0 + params.loss_ratio);
  const double gradient_k =
      params.hot_spot_rise_k * std::pow(load_ratio, params.winding_exponent_ratio);
  return {.top_oil_degc =
              air_degc + params.top_oil_rise_k * std::pow(losses_ratio, params.oil_exponent_ratio),
          .fast_rise_k = params.k21_ratio * gradient_k,
          .slow_rise_k = (params.k21_ratio - 1.0) * gradient_k};
}

TransformerHeatState AdvanceTransformer(const TransformerHeatParams& params,
                                        const TransformerHeatState& state,
                                        const TransformerHeatState& steady, double duration_min) {
  return {.top_oil_degc = Approach(state.top_oil_degc, steady.top_oil_degc, duration_min,
                                   params.k11_ratio * params.oil_time_min),
          .fast_rise_k = Approach(state.fast_rise_k, steady.fast_rise_k, duration_min,
                                  params.k22_ratio * params.winding_time_min),
          .slow_rise_k = Approach(state.slow_rise_k, steady.slow_rise_k, duration_min,
                                  params.oil_time_min / params.k22_ratio)};
}

double CalcAgeingRatio(PaperKind paper, double hot_spot_degc) {
  if (paper == PaperKind::kOrdinary) {
    return std::exp2((hot_spot_degc - kOrdinaryDegC) / kDoublingK);
  }
  return std::exp(kActivationK / (kUpgradedDegC + kZeroK) -
                  kActivationK / (hot_spot_degc + kZeroK));
}

double CalcAgeingRatioPerK(PaperKind paper, double hot_spot_degc) {
  const double ratio = CalcAgeingRatio(paper, hot_spot_degc);
  if (paper == PaperKind::kOrdinary) return ratio * std::log(2.0) / kDoublingK;
  const double hot_spot_k = hot_spot_degc + kZeroK;
  return ratio * kActivationK / (hot_spot_k * hot_spot_k);
}

TransformerLimits FindTransformerLimits(double rated_mva, TransformerLoading loading) {
  const bool is_small = rated_mva <= kSmallMva, is_large = rated_mva > kMediumMva;
  switch (loading) {
    case TransformerLoading::kNormalCyclic:
      return {.load_ratio = is_large ? 1.3 : 1.5};
    case TransformerLoading::kLongEmergency:
      return {.load_ratio = is_small   ? 1.8
                            : is_large ? 1.3
                                       : 1.5,
              .hot_spot_degc = 140.0,
              .top_oil_degc = 115.0};
    case TransformerLoading::kShortEmergency:
      break;
  }
  return {.load_ratio = is_small   ? 2.0
                        : is_large ? 1.5
                                   : 1.8,
          .hot_spot_degc = 160.0,
          .top_oil_degc = 115.0};
}

}  // namespace models
