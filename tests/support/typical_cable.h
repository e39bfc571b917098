#pragma once

#include "models/electricity/cable_heat.h"

namespace tests {

/// 145 kV, 1200 mm² aluminium, XLPE: of a typical make.
inline models::CableParams MakeTypicalCable() {
  return {.id = "al1200",
          .name = "145 kV 1x1200 Al",
          .conductor_m2 = 1200e-6,
          .conductor_diameter_m = 0.0425,
          .insulation_diameter_m = 0.078,
          .screen_m2 = 95e-6,
          .screen_diameter_m = 0.081,
          .outer_diameter_m = 0.092,
          .r20_ohm_per_km = 0.0285,
          .screen_loss_ratio = 0.05,
          .dielectric_w_per_m = 0.4};
}

}  // namespace tests
