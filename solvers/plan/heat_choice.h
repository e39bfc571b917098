#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "models/plants/heat_pump.h"
#include "solvers/heat_relief.h"

namespace solvers {

/// How the buildings of a plan are heated.
enum class HeatChoice {
  kDirect,        ///< panels and electric hot water
  kAirPump,       ///< a heat pump on outdoor air, electricity for the rest
  kGroundPump,    ///< a heat pump on boreholes, electricity for the rest
  kDistrictHeat,  ///< the network's heat; what its plants draw is not counted here
  kSurplusLift,   ///< surplus heat of a neighbour, lifted by a heat pump
};
inline constexpr std::size_t kHeatChoiceCount = 5;

/// "direct", "air-pump", "ground-pump", "district-heat" or "surplus-lift".
std::string_view HeatChoiceId(HeatChoice choice);

/// What the choices are reckoned with. Defaults are typical of new buildings, recalled and of low
/// confidence.
struct HeatChoiceParams {
  ReliefParams relief;              ///< direct heating and the pump on air
  double air_cover_share = 0.6;     ///< of the design heat that the pump on air is built for
  double ground_cover_share = 0.7;  ///< and the one on boreholes
  double pump_lorenz_share = 0.5;   ///< of both water-to-water pumps
  models::HeatPumpTemperatures ground{
      .source_in_degc = 3.0, .source_out_degc = 0.0, .sink_in_degc = 38.0, .sink_out_degc = 45.0};
  models::HeatPumpTemperatures surplus{
      .source_in_degc = 30.0, .source_out_degc = 20.0, .sink_in_degc = 45.0, .sink_out_degc = 65.0};
  double district_pumping_ratio = 0.01;  ///< electricity of pumps inside the buildings, per heat
  double chiller_ratio = 3.5;            ///< cold per electricity of a compressor chiller
  double ground_cooling_ratio = 15.0;    ///< and of boreholes that cool by themselves
};

/// Errors: InvalidArgument with every field.
absl::Status Validate(const HeatChoiceParams& params);

/// Electricity for the heat of rooms and hot water, both over the heat that the heating is built
/// for, q = Q / Q_design:
///   direct            q / η
///   pumps             min(q, a) / COP + [q − a]₊ / η
///   district heating  q · pumping
///   surplus + lift    q / COP_lift: the neighbour's heat is taken to be enough
double CalcHeatElectricityRatio(const HeatChoiceParams& params, HeatChoice choice,
                                double heat_ratio, double outdoor_degc);

/// Heat that does not come of electricity straight away, over the heat that the heating is built
/// for: min(q, a) of pumps (none when it is too cold for one), all of district and surplus heat.
double CalcFlexibleHeatRatio(const HeatChoiceParams& params, HeatChoice choice, double heat_ratio,
                             double outdoor_degc);

/// Electricity for cold over the cold: boreholes cool by themselves, all others by chillers.
double CalcCoolingElectricityRatio(const HeatChoiceParams& params, HeatChoice choice);

}  // namespace solvers
