#include "models/plants/heat_and_power.h"

#include <algorithm>

namespace models {

double CalcPowerMw(const HeatAndPowerParams& plant, double heat_mw, double boiler_share) {
  switch (plant.power_line) {
    case PowerLine::kExtraction:
      return std::max(boiler_share * plant.power_max_mw - plant.power_loss_ratio * heat_mw, 0.0);
    case PowerLine::kBackPressure: {
      const double power_mw = plant.power_heat_ratio * heat_mw;
      return plant.power_max_mw > 0.0 ? std::min(power_mw, plant.power_max_mw) : power_mw;
    }
    case PowerLine::kNone:
      break;
  }
  return 0.0;
}

}  // namespace models
