#include "solvers/plan/heat_choice.h"

#include <algorithm>

#include "models/base/field_checks.h"

namespace solvers {
namespace {

constexpr std::array<std::string_view, kHeatChoiceCount> kIds{"direct", "air-pump", "ground-pump",
                                                              "district-heat", "surplus-lift"};

double WithPump(double heat_ratio, double cover_share, double cop_ratio, double direct_ratio) {
  const double pump_ratio = std::min(heat_ratio, cover_share);
  return pump_ratio / cop_ratio + (heat_ratio - pump_ratio) / direct_ratio;
}

}  // namespace

std::string_view HeatChoiceId(HeatChoice choice) { return kIds[static_cast<std::size_t>(choice)]; }

absl::Status Validate(const HeatChoiceParams& params) {
  models::FieldChecks checks;
  checks.Within("direct_ratio", params.relief.direct_ratio, 0.5, 1.0);
  checks.Share("air_cover_share", params.air_cover_share);
  checks.Share("ground_cover_share", params.ground_cover_share);
  checks.Within("pump_lorenz_share", params.pump_lorenz_share, 0.1, 0.8);
  checks.Within("district_pumping_ratio", params.district_pumping_ratio, 0.0, 0.2);
  checks.Within("chiller_ratio", params.chiller_ratio, 1.0, 15.0);
  checks.Within("ground_cooling_ratio", params.ground_cooling_ratio, 1.0, 50.0);
  return checks.ToStatus();
}

double CalcHeatElectricityRatio(const HeatChoiceParams& params, HeatChoice choice,
                                double heat_ratio, double outdoor_degc) {
  const double direct_ratio = params.relief.direct_ratio;
  switch (choice) {
    case HeatChoice::kDirect:
      return heat_ratio / direct_ratio;
    case HeatChoice::kAirPump:
      return WithPump(heat_ratio, params.air_cover_share,
                      CalcLocalPumpCopRatio(params.relief, outdoor_degc), direct_ratio);
    case HeatChoice::kGroundPump:
      return WithPump(heat_ratio, params.ground_cover_share,
                      models::CalcCopRatio(params.pump_lorenz_share, params.ground), direct_ratio);
    case HeatChoice::kDistrictHeat:
      return heat_ratio * params.district_pumping_ratio;
    case HeatChoice::kSurplusLift:
      return heat_ratio / models::CalcCopRatio(params.pump_lorenz_share, params.surplus);
  }
  return 0.0;
}

double CalcFlexibleHeatRatio(const HeatChoiceParams& params, HeatChoice choice, double heat_ratio,
                             double outdoor_degc) {
  switch (choice) {
    case HeatChoice::kDirect:
      return 0.0;
    case HeatChoice::kAirPump:
      if (CalcLocalPumpCopRatio(params.relief, outdoor_degc) <= params.relief.direct_ratio) {
        return 0.0;
      }
      return std::min(heat_ratio, params.air_cover_share);
    case HeatChoice::kGroundPump:
      return std::min(heat_ratio, params.ground_cover_share);
    default:
      return heat_ratio;
  }
}

double CalcCoolingElectricityRatio(const HeatChoiceParams& params, HeatChoice choice) {
  return 1.0 /
         (choice == HeatChoice::kGroundPump ? params.ground_cooling_ratio : params.chiller_ratio);
}

}  // namespace solvers
