#include "models/heat/building.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "models/base/field_checks.h"
#include "models/base/units.h"

namespace models {
namespace {

constexpr std::size_t kKinds = 10;
// [kind][standard]
constexpr std::array<std::array<double, 5>, kKinds> kDeliveredKwhPerM2{{
    {145.0, 130.0, 110.0, 85.0, 65.0},    // apartment block
    {190.0, 150.0, 125.0, 100.0, 80.0},   // small house
    {120.0, 120.0, 90.0, 60.0, 40.0},     // office
    {130.0, 130.0, 100.0, 70.0, 50.0},    // school
    {150.0, 150.0, 120.0, 90.0, 70.0},    // kindergarten
    {200.0, 200.0, 166.0, 132.0, 110.0},  // hospital
    {190.0, 190.0, 156.0, 122.0, 100.0},  // nursing home
    {150.0, 150.0, 126.0, 101.0, 85.0},   // hotel
    {90.0, 90.0, 75.0, 60.0, 50.0},       // shop
    {170.0, 170.0, 142.0, 114.0, 95.0},   // sports hall
}};
constexpr std::array<double, kKinds> kHotWaterKwhPerM2{29.8, 29.8, 5.0,  10.1, 10.0,
                                                       29.8, 29.8, 29.8, 10.5, 49.8};
// Concrete, timber, and all others, which are of concrete and steel.
constexpr std::array<std::array<double, 5>, 3> kTimeConstantH{{
    {80.0, 90.0, 100.0, 125.0, 150.0},
    {50.0, 55.0, 60.0, 75.0, 90.0},
    {70.0, 75.0, 85.0, 110.0, 140.0},
}};

constexpr double kHoursPerDay = 24.0;
constexpr double kHoursPerYear = 8760.0;
constexpr double kWPerKw = 1000.0;
constexpr double kVentilationShare = 0.5;
// Outer walls: insulation outside of the heat capacity, eight times what is inside of it.
constexpr double kInsideOverOutside = 8.0;
constexpr double kAirWhPerM2K = 10.0;
// 1/(1/(3.45 · 4.5) + 1/(9.1 · 2.5)): air to surfaces of 4.5 m²/m², surfaces to 2.5 m²/m² of mass.
constexpr double kMassWPerM2K = 9.2;
constexpr double kRadiantShare = 0.4;
constexpr double kEnvelopeCapacityShare = 0.25;
// Thermostats open fully over this, as in the building stock of a heat system.
constexpr double kThermostatBandK = 0.6;
constexpr double kRadiatorReserveRatio = 1.15;

double CalcEnvelopeShare(const BuildingParams& building) {
  return building.envelope_inside_w_per_k /
         (building.envelope_inside_w_per_k + building.envelope_outside_w_per_k);
}

}  // namespace

BuildingTypeParams FindBuildingType(BuildingKind kind, BuildingStandard standard) {
  const auto row = static_cast<std::size_t>(kind);
  const auto column = static_cast<std::size_t>(standard);
  return {.delivered_kwh_per_m2 = kDeliveredKwhPerM2[row][column],
          .hot_water_kwh_per_m2 = kHotWaterKwhPerM2[row],
          .time_constant_h = kTimeConstantH[std::min(row, kTimeConstantH.size() - 1)][column]};
}

BuildingParams MakeBuilding(BuildingKind kind, BuildingStandard standard, double heated_m2) {
  const BuildingTypeParams type = FindBuildingType(kind, standard);
  const double space_kwh = (type.delivered_kwh_per_m2 - type.hot_water_kwh_per_m2) * heated_m2;
  const double loss_w_per_k = kWPerKw * space_kwh / (kHoursPerDay * kOsloDegreeDaysK);
  const double envelope_w_per_k = (1.0 - kVentilationShare) * loss_w_per_k;
  BuildingParams building{
      .air_capacity_j_per_k = kSecondsPerHour * kAirWhPerM2K * heated_m2,
      .ventilation_w_per_k = kVentilationShare * loss_w_per_k,
      .mass_w_per_k = kMassWPerM2K * heated_m2,
      // Two in series make the envelope's share of the loss.
      .envelope_inside_w_per_k = envelope_w_per_k * (kInsideOverOutside + 1.0),
      .envelope_outside_w_per_k =
          envelope_w_per_k * (kInsideOverOutside + 1.0) / kInsideOverOutside,
      .radiant_share = kRadiantShare,
      .hot_water_mean_w = kWPerKw * type.hot_water_kwh_per_m2 * heated_m2 / kHoursPerYear};
  building.internal_gain_w = loss_w_per_k * (building.set_point_degc - kBalancePointDegC);
  building.heat_max_w = kRadiatorReserveRatio * CalcRestHeatW(building, kOsloDesignDegC);
  building.controller_w_per_k = building.heat_max_w / kThermostatBandK;
  // What the time constant leaves after the air is shared by outer walls and inner mass.
  const double stored_j_per_k = kSecondsPerHour * type.time_constant_h * loss_w_per_k;
  const double rest_j_per_k = stored_j_per_k - building.air_capacity_j_per_k;
  building.mass_capacity_j_per_k = (1.0 - kEnvelopeCapacityShare) * rest_j_per_k;
  building.envelope_capacity_j_per_k =
      kEnvelopeCapacityShare * rest_j_per_k / CalcEnvelopeShare(building);
  return building;
}

double CalcBuildingLossWPerK(const BuildingParams& building) {
  return building.ventilation_w_per_k +
         building.envelope_outside_w_per_k * CalcEnvelopeShare(building);
}

double CalcTimeConstantH(const BuildingParams& building) {
  const double stored_j_per_k = building.air_capacity_j_per_k + building.mass_capacity_j_per_k +
                                building.envelope_capacity_j_per_k * CalcEnvelopeShare(building);
  return stored_j_per_k / CalcBuildingLossWPerK(building) / kSecondsPerHour;
}

double CalcRestHeatW(const BuildingParams& building, double outdoor_degc) {
  return std::max(0.0, CalcBuildingLossWPerK(building) * (building.set_point_degc - outdoor_degc) -
                           building.internal_gain_w);
}

BuildingState MakeBuildingState(const BuildingParams& building, double outdoor_degc) {
  const double warm_k = building.set_point_degc - outdoor_degc;
  return {.air_degc = building.set_point_degc,
          .mass_degc = building.set_point_degc +
                       building.radiant_share *
                           (CalcRestHeatW(building, outdoor_degc) + building.internal_gain_w) /
                           building.mass_w_per_k,
          .envelope_degc = outdoor_degc + CalcEnvelopeShare(building) * warm_k};
}

absl::Status Validate(const BuildingParams& building) {
  FieldChecks checks;
  checks.Positive("air_capacity_j_per_k", building.air_capacity_j_per_k);
  checks.Positive("mass_capacity_j_per_k", building.mass_capacity_j_per_k);
  checks.Positive("envelope_capacity_j_per_k", building.envelope_capacity_j_per_k);
  checks.NotNegative("ventilation_w_per_k", building.ventilation_w_per_k);
  checks.Positive("mass_w_per_k", building.mass_w_per_k);
  checks.Positive("envelope_inside_w_per_k", building.envelope_inside_w_per_k);
  checks.Positive("envelope_outside_w_per_k", building.envelope_outside_w_per_k);
  checks.NotNegative("internal_gain_w", building.internal_gain_w);
  checks.Share("radiant_share", building.radiant_share);
  checks.Positive("controller_w_per_k", building.controller_w_per_k);
  checks.NotNegative("heat_max_w", building.heat_max_w);
  checks.NotNegative("hot_water_mean_w", building.hot_water_mean_w);
  if (!std::isfinite(building.set_point_degc)) checks.Report("set_point_degc", "is no number");
  return checks.ToStatus();
}

}  // namespace models
