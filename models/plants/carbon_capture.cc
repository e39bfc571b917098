#include "models/plants/carbon_capture.h"

namespace models {

CaptureEffect CalcCaptureEffect(const CarbonCaptureParams& capture, double gross_heat_mw,
                                double gross_emission_kg_per_h) {
  if (!capture.captures) {
    return {.heat_mw = gross_heat_mw, .emission_kg_per_h = gross_emission_kg_per_h};
  }
  return {.heat_mw = gross_heat_mw * (1.0 - capture.capture_heat_share),
          .electricity_mw = gross_heat_mw * capture.capture_electricity_ratio,
          .emission_kg_per_h = gross_emission_kg_per_h * (1.0 - capture.captured_co2_share)};
}

double CalcGrossHeatMw(const CarbonCaptureParams& capture, double heat_mw) {
  return capture.captures ? heat_mw / (1.0 - capture.capture_heat_share) : heat_mw;
}

}  // namespace models
