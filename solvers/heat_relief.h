#pragma once

#include <vector>

#include "models/heat/heat_system.h"
#include "models/heat/heat_what_if.h"
#include "models/region.h"

namespace solvers {

/// How a building would be heated without the network, and with what.
struct ReliefParams {
  double direct_ratio = 0.98;       ///< heat per electricity of panels and electric radiators
  double boiler_ratio = 0.98;       ///< of a building's electric boiler
  double pump_lorenz_share = 0.45;  ///< of a building's heat pump on outdoor air
  double pump_supply_degc = 50.0;   ///< its hot water, at design cold and above
  double pump_return_degc = 40.0;
  double pump_source_drop_k = 5.0;  ///< of the air in the evaporator
  double pump_least_degc = -20.0;   ///< colder than this it heats directly
};

/// Heat per electricity of a building's heat pump at one outdoor temperature; direct heating's
/// where it is too cold for it.
double CalcLocalPumpCopRatio(const ReliefParams& params, double outdoor_degc);

/// Electricity that buildings took for a heat before they joined a network.
double CalcFormerElectricityMw(const ReliefParams& params, models::FormerHeating former,
                               double heat_mw, double outdoor_degc);

/// Electricity relieved when 1 MW of heat moves from one way of heating to the network.
struct ReliefPerMw {
  double direct_mw = 0.0;        ///< instead of direct electric heating
  double pump_mw = 0.0;          ///< instead of a local heat pump
  double boiler_mw = 0.0;        ///< instead of a building's electric boiler
  double network_draw_mw = 0.0;  ///< of it, taken back by the network's marginal plant
  bool marginal_uses_electricity = false;
};

///   relief = heat / η_alternative − draw of the network's marginal plant for (1 + loss) MW
/// The marginal plant is that which the next MW runs: none of the draw when it burns, 1/COP for a
/// heat pump, 1/η when an electric boiler runs — then direct heating is relieved of nothing but the
/// difference of efficiencies.
ReliefPerMw CalcReliefPerMw(const ReliefParams& params, double outdoor_degc,
                            double marginal_draw_ratio);

/// Electricity that the system would draw more for `more_mw` of load at a moment: what its dispatch
/// gives with and without, in MW per MW. `result` is the step's own.
double CalcMarginalDrawRatio(const models::HeatSystemParams& system,
                             const models::HeatSystemInputs& inputs,
                             const models::HeatSystemState& state,
                             const models::HeatSystemResult& result, double more_mw);

/// One system's electricity with and without the network in one moment.
struct HeatCounterfactual {
  double delivered_mw = 0.0;
  double with_mw = 0.0;            ///< what the network's plants draw, turbines taken off
  double without_direct_mw = 0.0;  ///< all delivered heat by direct electricity
  double without_pump_mw = 0.0;    ///< all of it by local heat pumps
};

HeatCounterfactual CalcCounterfactual(const ReliefParams& params,
                                      const models::HeatSystemResult& result, double outdoor_degc);

}  // namespace solvers
