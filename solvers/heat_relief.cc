#include "solvers/heat_relief.h"

#include <algorithm>

#include "models/plants/heat_pump.h"
#include "solvers/heat_dispatch.h"

namespace solvers {
namespace {

double CalcDrawAtMw(const models::HeatSystemParams& system,
                    const std::vector<AvailablePlant>& order, double load_mw) {
  std::vector<double> heat_mw(system.plants.size(), 0.0);
  CalcDispatch(order, load_mw, heat_mw);
  double draw_mw = 0.0;
  for (const AvailablePlant& each : order) {
    draw_mw += CalcElectricityMw(system.plants[each.plant], heat_mw[each.plant],
                                 each.efficiency_ratio, each.full_mw) -
               CalcPowerMw(system.plants[each.plant], heat_mw[each.plant]);
  }
  return draw_mw;
}

}  // namespace

double CalcLocalPumpCopRatio(const ReliefParams& params, double outdoor_degc) {
  if (outdoor_degc < params.pump_least_degc) return params.direct_ratio;
  const double cop_ratio =
      params.pump_lorenz_share *
      models::CalcLorenzCopRatio({.source_in_degc = outdoor_degc,
                                  .source_out_degc = outdoor_degc - params.pump_source_drop_k,
                                  .sink_in_degc = params.pump_return_degc,
                                  .sink_out_degc = params.pump_supply_degc});
  return std::max(cop_ratio, params.direct_ratio);
}

double CalcFormerElectricityMw(const ReliefParams& params, models::FormerHeating former,
                               double heat_mw, double outdoor_degc) {
  switch (former) {
    case models::FormerHeating::kDirect:
      return heat_mw / params.direct_ratio;
    case models::FormerHeating::kHeatPump:
      return heat_mw / CalcLocalPumpCopRatio(params, outdoor_degc);
    case models::FormerHeating::kElectricBoiler:
      return heat_mw / params.boiler_ratio;
  }
  return 0.0;
}

ReliefPerMw CalcReliefPerMw(const ReliefParams& params, double outdoor_degc,
                            double marginal_draw_ratio) {
  return {.direct_mw = 1.0 / params.direct_ratio - marginal_draw_ratio,
          .pump_mw = 1.0 / CalcLocalPumpCopRatio(params, outdoor_degc) - marginal_draw_ratio,
          .boiler_mw = 1.0 / params.boiler_ratio - marginal_draw_ratio,
          .network_draw_mw = marginal_draw_ratio,
          .marginal_uses_electricity = marginal_draw_ratio > 1e-9};
}

double CalcMarginalDrawRatio(const models::HeatSystemParams& system,
                             const models::HeatSystemInputs& inputs,
                             const models::HeatSystemState& state,
                             const models::HeatSystemResult& result, double more_mw) {
  double load_mw = 0.0;
  for (const double heat_mw : result.plant_heat_mw) load_mw += heat_mw;
  load_mw -= result.cooled_off_mw;
  std::vector<AvailablePlant> order;
  CalcMeritOrder(system, inputs,
                 {.supply_degc = result.supply_degc, .load_mw = load_mw, .plants = state.plants},
                 order);
  return (CalcDrawAtMw(system, order, load_mw + more_mw) - CalcDrawAtMw(system, order, load_mw)) /
         more_mw;
}

HeatCounterfactual CalcCounterfactual(const ReliefParams& params,
                                      const models::HeatSystemResult& result, double outdoor_degc) {
  return {.delivered_mw = result.delivered_mw,
          .with_mw = result.electricity_mw - result.power_mw,
          .without_direct_mw = result.delivered_mw / params.direct_ratio,
          .without_pump_mw = result.delivered_mw / CalcLocalPumpCopRatio(params, outdoor_degc)};
}

}  // namespace solvers
