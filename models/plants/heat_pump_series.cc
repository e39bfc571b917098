#include "models/plants/heat_pump_series.h"

#include <algorithm>

#include "models/plants/heat_pump.h"

namespace models {
namespace {

/// Warms water from `from_degc` as far as this machine can; what it draws is added.
double Lift(const SeriesHeatPump& pump, const SeriesWater& water, double from_degc,
            double& electricity_mw) {
  const double to_degc = std::min(water.target_degc, pump.sink_max_degc);
  const double heat_mw =
      std::clamp(water.flow_mw_per_k * (to_degc - from_degc), 0.0, pump.heat_max_mw);
  if (heat_mw <= 0.0) return 0.0;
  electricity_mw +=
      heat_mw /
      CalcCopRatio(pump.lorenz_share, {.source_in_degc = pump.source_in_degc,
                                       .source_out_degc = pump.source_out_degc,
                                       .sink_in_degc = from_degc,
                                       .sink_out_degc = from_degc + heat_mw / water.flow_mw_per_k});
  return heat_mw;
}

}  // namespace

double CalcPartLoadRatio(double part_load_loss_share, double load_share) {
  return 1.0 - part_load_loss_share * (1.0 - load_share);
}

double CalcLoadShareAtElectricity(double part_load_loss_share, double electricity_share) {
  return electricity_share * (1.0 - part_load_loss_share) /
         (1.0 - part_load_loss_share * electricity_share);
}

SeriesRun CalcSeriesRun(const SeriesHeatPump& first, const SeriesHeatPump& second,
                        const SeriesWater& water) {
  SeriesRun run{.between_degc = water.return_degc, .supply_degc = water.return_degc};
  if (water.flow_mw_per_k <= 0.0) return run;
  run.first_heat_mw = Lift(first, water, water.return_degc, run.electricity_mw);
  run.between_degc = water.return_degc + run.first_heat_mw / water.flow_mw_per_k;
  run.second_heat_mw = Lift(second, water, run.between_degc, run.electricity_mw);
  run.supply_degc = run.between_degc + run.second_heat_mw / water.flow_mw_per_k;
  return run;
}

double CalcSinkHeatMaxMw(double load_mw, double sink_max_degc, double supply_degc,
                         double return_degc) {
  if (supply_degc <= return_degc) return load_mw;
  return load_mw *
         std::clamp((sink_max_degc - return_degc) / (supply_degc - return_degc), 0.0, 1.0);
}

}  // namespace models
