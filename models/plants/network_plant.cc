#include "models/plants/network_plant.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "models/base/field_checks.h"
#include "models/plants/heat_pump.h"

namespace models {
namespace {

double CalcPumpCopRatio(const NetworkPlantParams& plant, double supply_degc, double return_degc) {
  return CalcCopRatio(plant.lorenz_share,
                      {.source_in_degc = plant.source_in_degc,
                       .source_out_degc = plant.source_out_degc,
                       .sink_in_degc = return_degc,
                       .sink_out_degc = std::min(supply_degc, plant.sink_max_degc)});
}

}  // namespace

double CalcPlantSupplyDegC(const NetworkPlantParams& plant, const NetworkPlantInputs& inputs) {
  double supply_degc = inputs.target_degc;
  if (plant.kind == NetworkPlantKind::kHeatPump)
    supply_degc = std::min(supply_degc, plant.sink_max_degc);
  if (!(inputs.flow_w_per_k > 0.0)) return supply_degc;
  // Plants do not cool water that comes back warmer than wanted.
  supply_degc = std::max(supply_degc, inputs.return_degc);
  return std::min(supply_degc, inputs.return_degc + inputs.heat_max_w / inputs.flow_w_per_k);
}

NetworkPlantEnergy CalcPlantEnergy(const NetworkPlantParams& plant, double heat_w,
                                   double supply_degc, double return_degc) {
  NetworkPlantEnergy energy;
  energy.cop_ratio = plant.kind == NetworkPlantKind::kHeatPump
                         ? CalcPumpCopRatio(plant, supply_degc, return_degc)
                         : plant.efficiency_ratio;
  (plant.kind == NetworkPlantKind::kFuelBoiler ? energy.fuel_w : energy.electricity_w) =
      heat_w / energy.cop_ratio;
  return energy;
}

absl::Status Validate(const NetworkPlantParams& plant) {
  FieldChecks checks;
  checks.Positive("heat_max_w", plant.heat_max_w);
  if (plant.kind != NetworkPlantKind::kHeatPump) {
    checks.Positive("efficiency_ratio", plant.efficiency_ratio);
    return checks.ToStatus();
  }
  checks.Positive("lorenz_share", plant.lorenz_share);
  if (plant.lorenz_share > 1.0)
    checks.Report("lorenz_share", absl::StrCat("must not be above 1, is ", plant.lorenz_share));
  if (!(plant.source_out_degc <= plant.source_in_degc) || !std::isfinite(plant.source_out_degc))
    checks.Report("source_out_degc", "must not be above source_in_degc");
  if (!(plant.sink_max_degc > plant.source_in_degc) || !std::isfinite(plant.sink_max_degc))
    checks.Report("sink_max_degc", "must be above source_in_degc");
  return checks.ToStatus();
}

const char* NetworkPlantName(NetworkPlantKind kind) {
  switch (kind) {
    case NetworkPlantKind::kHeatPump:
      return "heat_pump";
    case NetworkPlantKind::kElectricBoiler:
      return "electric_boiler";
    case NetworkPlantKind::kFuelBoiler:
      break;
  }
  return "fuel_boiler";
}

}  // namespace models
