#include "solvers/component_rating.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/line_temperature.h"
#include "solvers/transformer_loading.h"

namespace solvers {
namespace {

constexpr double kShortEmergencyMin = 30.0;
constexpr double kNormalAgeingDegC = 98.0;
constexpr double kSecondsPerMinute = 60.0;
constexpr std::size_t kHoursOfDay = 24;

absl::Status Check(const ComponentRatingInputs& inputs) {
  if (!std::isfinite(inputs.air_degc)) {
    return models::errors::NotFinite("air_degc", inputs.air_degc);
  }
  if (inputs.duration_min.has_value() &&
      !(*inputs.duration_min > 0.0 && std::isfinite(*inputs.duration_min))) {
    return models::errors::InvalidField(
        "duration_min", absl::StrFormat("must be positive, is %g", *inputs.duration_min));
  }
  if (!(inputs.before_share >= 0.0 && std::isfinite(inputs.before_share))) {
    return models::errors::InvalidField(
        "before_share", absl::StrFormat("must not be negative, is %g", inputs.before_share));
  }
  if (!inputs.daily_load.empty()) {
    const auto is_load = [](double load) { return std::isfinite(load) && load >= 0.0; };
    if (inputs.daily_load.size() != kHoursOfDay ||
        !std::all_of(inputs.daily_load.begin(), inputs.daily_load.end(), is_load) ||
        *std::max_element(inputs.daily_load.begin(), inputs.daily_load.end()) <= 0.0) {
      return models::errors::InvalidField(
          "daily_load", absl::StrFormat("must be 24 loads of 0 or more, not all 0; has %d values",
                                        static_cast<int>(inputs.daily_load.size())));
    }
  }
  return absl::OkStatus();
}

ComponentRating CalcSeasonal(const ComponentThermal& component, double air_degc) {
  return {.rating_mva = models::CalcRatingMva(component.seasonal, air_degc),
          .rule = RatingRule::kSeasonal};
}

absl::StatusOr<ComponentRating> CalcLine(const ComponentThermal& component,
                                         const LineThermalParams& line,
                                         const ComponentRatingInputs& inputs) {
  const ComponentRating seasonal = CalcSeasonal(component, inputs.air_degc);
  if (!inputs.weather.has_value()) return seasonal;
  LineTemperatureProblem problem{
      .conductor = line.conductor, .site = line.site, .weather = *inputs.weather};
  problem.weather.air_degc = inputs.air_degc;
  const double mva_per_a = line.bundle_count * models::CalcRatingMva(component.nominal_kv, 1.0);
  const double limit_degc = line.conductor.limit_degc;
  ComponentRating rating;
  if (inputs.duration_min.has_value()) {
    const double before_a = inputs.before_share * seasonal.rating_mva / mva_per_a;
    TWIN_ASSIGN_OR_RETURN(
        const double current_a,
        SolveEmergencyA(problem, before_a, limit_degc, kSecondsPerMinute * *inputs.duration_min));
    rating = {.rating_mva = mva_per_a * current_a, .rule = RatingRule::kLineEmergency};
  } else {
    // For what is wrong with the problem: the ampacity itself cannot fail.
    TWIN_RETURN_IF_ERROR(SolveSteadyDegC(problem, 0.0).status());
    rating = {.rating_mva = mva_per_a * models::CalcAmpacityA(problem.conductor, problem.weather,
                                                              problem.site, limit_degc),
              .rule = RatingRule::kLineWeather};
  }
  const double terminal_mva = models::CalcTerminalLimitMva(component.seasonal);
  if (terminal_mva < rating.rating_mva) {
    return ComponentRating{.rating_mva = terminal_mva, .rule = RatingRule::kTerminalEquipment};
  }
  return rating;
}

absl::StatusOr<ComponentRating> CalcTransformer(const ComponentThermal& component,
                                                const TransformerThermalParams& transformer,
                                                const ComponentRatingInputs& inputs) {
  const auto find = [&](models::TransformerLoading loading) {
    return models::FindTransformerLimits(transformer.rated_mva, loading);
  };
  if (!inputs.duration_min.has_value()) {
    models::TransformerLimits limits = find(models::TransformerLoading::kNormalCyclic);
    limits.hot_spot_degc = kNormalAgeingDegC;
    TWIN_ASSIGN_OR_RETURN(const PermittedLoad load,
                          SolveSteadyLoad(transformer.heat, limits, inputs.air_degc));
    return ComponentRating{.rating_mva = load.load_ratio * transformer.rated_mva,
                           .rule = RatingRule::kTransformerWeather};
  }
  const models::TransformerLimits limits =
      find(*inputs.duration_min <= kShortEmergencyMin ? models::TransformerLoading::kShortEmergency
                                                      : models::TransformerLoading::kLongEmergency);
  const double before_ratio = inputs.before_share *
                              CalcSeasonal(component, inputs.air_degc).rating_mva /
                              transformer.rated_mva;
  const models::TransformerHeatState before =
      models::CalcSteadyTransformer(transformer.heat, before_ratio, inputs.air_degc);
  if (CalcHotSpotDegC(before) > limits.hot_spot_degc || before.top_oil_degc > limits.top_oil_degc) {
    return models::errors::Infeasible(
        "emergency rating of a transformer",
        absl::StrFormat("%g of its nameplate alone brings hot spot and oil to %.1f and %.1f degC",
                        before_ratio, CalcHotSpotDegC(before), before.top_oil_degc));
  }
  TWIN_ASSIGN_OR_RETURN(
      const PermittedLoad load,
      SolvePermittedLoad(transformer.heat, limits, before, inputs.air_degc, *inputs.duration_min));
  return ComponentRating{.rating_mva = load.load_ratio * transformer.rated_mva,
                         .rule = RatingRule::kTransformerEmergency};
}

absl::StatusOr<ComponentRating> CalcCable(const ComponentThermal& component,
                                          const models::CableParams& cable,
                                          const ComponentRatingInputs& inputs) {
  TWIN_RETURN_IF_ERROR(models::Validate(cable));
  ComponentRating rating = CalcSeasonal(component, inputs.air_degc);
  if (inputs.duration_min.has_value()) {
    const double ratio = models::CalcCableEmergencyRatio(
        cable, inputs.before_share, cable.limit_degc, kSecondsPerMinute * *inputs.duration_min);
    if (ratio <= 0.0) {
      return models::errors::Infeasible(
          absl::StrFormat("emergency rating of %s", cable.name),
          absl::StrFormat("%g of its rating is more than it bears for good", inputs.before_share));
    }
    return ComponentRating{.rating_mva = ratio * rating.rating_mva,
                           .rule = RatingRule::kCableEmergency};
  }
  if (inputs.daily_load.empty()) return rating;
  return ComponentRating{
      .rating_mva = models::CalcCyclicRatingRatio(cable, inputs.daily_load) * rating.rating_mva,
      .rule = RatingRule::kCableCyclic};
}

}  // namespace

absl::string_view ToText(RatingRule rule) {
  switch (rule) {
    case RatingRule::kSeasonal:
      return "seasonal rating at the air temperature";
    case RatingRule::kTerminalEquipment:
      return "terminal equipment";
    case RatingRule::kLineWeather:
      return "conductor temperature in the weather, IEEE 738";
    case RatingRule::kLineEmergency:
      return "conductor temperature over the duration, IEEE 738";
    case RatingRule::kTransformerWeather:
      return "hot spot and oil in the air, IEC 60076-7";
    case RatingRule::kTransformerEmergency:
      return "hot spot and oil over the duration, IEC 60076-7";
    case RatingRule::kCableCyclic:
      return "daily cycle of a cable, IEC 60853";
    case RatingRule::kCableEmergency:
      return "cable and soil over the duration, IEC 60853";
  }
  return "";
}

ComponentThermal MakeComponentThermal(const models::ElectricityGrid& grid,
                                      models::BranchIndex branch,
                                      const models::LineConductors& conductors,
                                      const models::LineSite& site) {
  const models::BranchParams& params = grid.branches[branch];
  ComponentThermal component{.nominal_kv = grid.buses[params.from].nominal_kv,
                             .seasonal = params.rating};
  const auto hung = conductors.of_branch.find(params.id);
  if (params.kind == models::BranchKind::kLine && hung != conductors.of_branch.end()) {
    component.thermal = LineThermalParams{.conductor = FindConductor(conductors, hung->second),
                                          .bundle_count = hung->second.bundle_count,
                                          .site = site};
  } else if (params.kind == models::BranchKind::kTransformer && params.rating.summer_mva > 0.0) {
    component.thermal = TransformerThermalParams{
        .rated_mva = params.rating.summer_mva,
        .heat = models::MakeTransformerHeat(models::TransformerCooling::kOnaf)};
  }
  return component;
}

absl::StatusOr<ComponentRating> CalcComponentRating(const ComponentThermal& component,
                                                    const ComponentRatingInputs& inputs) {
  TWIN_RETURN_IF_ERROR(Check(inputs));
  if (const auto* line = std::get_if<LineThermalParams>(&component.thermal)) {
    return CalcLine(component, *line, inputs);
  }
  if (const auto* transformer = std::get_if<TransformerThermalParams>(&component.thermal)) {
    return CalcTransformer(component, *transformer, inputs);
  }
  if (const auto* cable = std::get_if<models::CableParams>(&component.thermal)) {
    return CalcCable(component, *cable, inputs);
  }
  return CalcSeasonal(component, inputs.air_degc);
}

}  // namespace solvers
