#pragma once

#include <cstdint>

namespace models {

/// How a steam plant's electricity follows its heat.
enum class PowerLine : std::uint8_t {
  kNone,
  kExtraction,    ///< heat is taken from the turbine and costs electricity
  kBackPressure,  ///< all steam leaves as heat; electricity comes with it
};

struct HeatAndPowerParams {
  PowerLine power_line = PowerLine::kNone;
  double power_max_mw = 0.0;  ///< P₀: extraction at full boiler and no heat; back-pressure: limit
  double power_loss_ratio = 0.0;  ///< c_v: electricity lost per heat taken out, extraction
  double power_heat_ratio = 0.0;  ///< c_m: electricity per heat, back-pressure
};

/// Electricity of one plant.
///   extraction      P = max(load · P₀ − c_v Q, 0),  load: the boiler's share of full fire
///   back-pressure   P = min(c_m Q, P_max), P_max only when it is set
/// Q is all heat that leaves the turbine, cooled-off heat included: a cooler instead of customers
/// keeps a back-pressure plant's electricity, while extraction's heat nobody takes is not
/// extracted.
double CalcPowerMw(const HeatAndPowerParams& plant, double heat_mw, double boiler_share);

}  // namespace models
