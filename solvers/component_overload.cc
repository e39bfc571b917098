#include "solvers/component_overload.h"

#include <cmath>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/line_temperature.h"
#include "solvers/transformer_loading.h"

namespace solvers {
namespace {

constexpr double kSecondsPerMinute = 60.0;

absl::StatusOr<OverloadTime> CalcLine(const ComponentThermal& component,
                                      const LineThermalParams& line, const OverloadInputs& inputs) {
  if (!inputs.weather.has_value()) return OverloadTime{};
  OverloadTime time{.is_known = true, .minutes = 0.0};
  if (inputs.after_mva > models::CalcTerminalLimitMva(component.seasonal)) return time;
  LineTemperatureProblem problem{
      .conductor = line.conductor, .site = line.site, .weather = *inputs.weather};
  problem.weather.air_degc = inputs.air_degc;
  const double mva_per_a = line.bundle_count * models::CalcRatingMva(component.nominal_kv, 1.0);
  TWIN_ASSIGN_OR_RETURN(const double start_degc,
                        SolveSteadyDegC(problem, inputs.before_mva / mva_per_a));
  TWIN_ASSIGN_OR_RETURN(const auto seconds,
                        SolveTimeToLimitS(problem, start_degc, inputs.after_mva / mva_per_a,
                                          line.conductor.limit_degc));
  time.minutes.reset();
  if (seconds.has_value()) time.minutes = *seconds / kSecondsPerMinute;
  return time;
}

absl::StatusOr<OverloadTime> CalcTransformer(const TransformerThermalParams& transformer,
                                             const OverloadInputs& inputs) {
  OverloadTime time{.is_known = true, .minutes = 0.0};
  const auto find = [&](models::TransformerLoading loading) {
    return models::FindTransformerLimits(transformer.rated_mva, loading);
  };
  const double after_ratio = inputs.after_mva / transformer.rated_mva;
  if (after_ratio > find(models::TransformerLoading::kShortEmergency).load_ratio) return time;
  const auto before = models::CalcSteadyTransformer(
      transformer.heat, inputs.before_mva / transformer.rated_mva, inputs.air_degc);
  TWIN_ASSIGN_OR_RETURN(
      time.minutes,
      SolveTimeToHotSpotMin(transformer.heat, before,
                            {.load_ratio = after_ratio, .air_degc = inputs.air_degc},
                            find(models::TransformerLoading::kLongEmergency).hot_spot_degc));
  return time;
}

}  // namespace

absl::StatusOr<OverloadTime> CalcOverloadTime(const ComponentThermal& component,
                                              const OverloadInputs& inputs) {
  for (const double mva : {inputs.before_mva, inputs.after_mva}) {
    if (!(mva >= 0.0 && std::isfinite(mva))) {
      return models::errors::InvalidField("before_mva, after_mva", "must be finite and 0 or more");
    }
  }
  if (!std::isfinite(inputs.air_degc)) {
    return models::errors::NotFinite("air_degc", inputs.air_degc);
  }
  if (const auto* line = std::get_if<LineThermalParams>(&component.thermal)) {
    return CalcLine(component, *line, inputs);
  }
  if (const auto* transformer = std::get_if<TransformerThermalParams>(&component.thermal)) {
    return CalcTransformer(*transformer, inputs);
  }
  return OverloadTime{};
}

}  // namespace solvers
