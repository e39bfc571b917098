#pragma once

namespace models {

/// Capture of a plant's CO2 as a penalty: it takes heat for its solvent, of which a part comes back
/// at low grade, and electricity for pressing and cooling. Off: nothing changes.
struct CarbonCaptureParams {
  bool captures = false;
  double capture_heat_share = 0.0;         ///< of the plant's heat, net of what comes back
  double capture_electricity_ratio = 0.0;  ///< electricity per heat the plant makes without it
  double captured_co2_share = 0.0;
};

/// A plant's heat, electricity and emission with capture.
struct CaptureEffect {
  double heat_mw = 0.0;  ///< what is left for the network
  double electricity_mw = 0.0;
  double emission_kg_per_h = 0.0;
};

///   Q = Q₀ (1 − a),  E = b Q₀,  m = m₀ (1 − c) while it captures; Q₀, 0, m₀ while it does not.
CaptureEffect CalcCaptureEffect(const CarbonCaptureParams& capture, double gross_heat_mw,
                                double gross_emission_kg_per_h);

/// Heat before capture that leaves this much for the network:  Q₀ = Q / (1 − a).
double CalcGrossHeatMw(const CarbonCaptureParams& capture, double heat_mw);

}  // namespace models
