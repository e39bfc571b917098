#pragma once

#include <cstdint>

#include "absl/status/status.h"

namespace models {

enum class BuildingKind : std::uint8_t {
  kApartmentBlock,
  kSmallHouse,
  kOffice,
  kSchool,
  kKindergarten,
  kHospital,
  kNursingHome,
  kHotel,
  kShop,
  kSportsHall,
};

/// Year of construction, or of a renewal to that standard.
enum class BuildingStandard : std::uint8_t {
  kBefore1970,
  k1970To1986,
  k1987To2006,
  kTek10,
  kTek17,
};

/// One building as three thermal states, heated by radiators:
///   C_a dT_a/dt = (1 − f)(Q + G) − H_v (T_a − T_o) − H_m (T_a − T_m) − H_i (T_a − T_e)
///   C_m dT_m/dt = f (Q + G) + H_m (T_a − T_m)
///   C_e dT_e/dt = H_i (T_a − T_e) − H_e (T_e − T_o)
/// a: air and furniture, m: floors and inner walls, e: outer walls, o: outdoors.
struct BuildingParams {
  double air_capacity_j_per_k = 0.0;
  double mass_capacity_j_per_k = 0.0;
  double envelope_capacity_j_per_k = 0.0;
  double ventilation_w_per_k = 0.0;       ///< H_v: ventilation, leaks and windows
  double mass_w_per_k = 0.0;              ///< H_m
  double envelope_inside_w_per_k = 0.0;   ///< H_i
  double envelope_outside_w_per_k = 0.0;  ///< H_e
  double radiant_share = 0.0;  ///< f: of radiators' heat and gains, meets floors and walls first
  double set_point_degc = 21.0;
  double internal_gain_w = 0.0;     ///< G: people, appliances and sun
  double controller_w_per_k = 0.0;  ///< proportional band of the radiators' thermostats
  double heat_max_w = 0.0;          ///< what the radiators are built for
  double hot_water_mean_w = 0.0;    ///< yearly mean of hot tap water
};

struct BuildingState {
  double air_degc = 21.0;
  double mass_degc = 21.0;
  double envelope_degc = 21.0;
  bool operator==(const BuildingState&) const = default;
};

/// Yearly heat at the substation per heated area and the time constant, typical of a kind and
/// standard in Oslo's climate.
struct BuildingTypeParams {
  double delivered_kwh_per_m2 = 0.0;  ///< space, ventilation and hot tap water
  double hot_water_kwh_per_m2 = 0.0;
  double time_constant_h = 0.0;
};

/// Source: heat by kind and standard from NS 3031 and TEK levels with measured anchors (139 kWh/m²,
/// 34 of them hot water, in 1058 flats of about 1975); hot water of NS 3031:2014 annex A; time
/// constants between those of timber (about 50 h) and concrete (about 100 h), longer the better the
/// insulation. Estimates, no measurement of a building: ±20 %; of kinds other than dwellings and
/// offices only the oldest and newest standard, the two between as far along as offices.
BuildingTypeParams FindBuildingType(BuildingKind kind, BuildingStandard standard);

/// Degree days of Oslo to 17 °C, and the coldest days heat is designed for.
inline constexpr double kOsloDegreeDaysK = 3466.0;
inline constexpr double kOsloDesignDegC = -20.0;
/// Outdoor temperature below which gains no longer heat a building at 21 °C, as of degree days.
inline constexpr double kBalancePointDegC = 17.0;

/// A building of this heated area whose yearly heat and time constant are those of its type:
///   H = space heat/(24 h · degree days),  G = H (21 °C − 17 °C),  radiators for the design day.
/// H is half ventilation and windows, half outer walls whose heat capacity lies inside their
/// insulation; air and furniture hold 10 Wh/(m² K), and exchange
/// 9.2 W/(m² K) with the inner mass, surfaces and half-depth of medium walls as in ISO 13790; 40 %
/// of all heat is radiant.
BuildingParams MakeBuilding(BuildingKind kind, BuildingStandard standard, double heated_m2);

/// Heat lost per kelvin at rest:  H_v + 1/(1/H_i + 1/H_e)
double CalcBuildingLossWPerK(const BuildingParams& building);

/// Time in which an unheated building loses 63 % of its warmth: what it stores above outdoors over
/// what it loses per kelvin,  (C_a + C_m + C_e H_i/(H_i + H_e))/H.  Inner masses lag behind the
/// air, so that the slowest mode takes up to a tenth longer.
double CalcTimeConstantH(const BuildingParams& building);

/// Space heat at rest:  max(0, H (T_set − T_o) − G)
double CalcRestHeatW(const BuildingParams& building, double outdoor_degc);

/// All three states at rest with the air at its set point; the inner mass is warmer by what
/// radiates to it,  f (Q + G)/H_m.
BuildingState MakeBuildingState(const BuildingParams& building, double outdoor_degc);

/// InvalidArgument with every violation at once: capacities or conductances that are not positive,
/// negative gains, no controller.
absl::Status Validate(const BuildingParams& building);

}  // namespace models
