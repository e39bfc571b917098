#pragma once

#include <complex>

namespace models {

/// The largest or the smallest current a short circuit can draw: IEC 60909-0 asks for other
/// voltages, sources and conductor temperatures in each.
enum class FaultCase { kMaximum, kMinimum };

/// Highest voltage for equipment of a system: the lowest of the standard's at or above its nominal
/// voltage; the nominal voltage itself above all of them.
/// **Source** IEC 60038:2009, tables 3 to 5.
double CalcHighestEquipmentKv(double nominal_kv);

/// Voltage factor c of the equivalent source:
///   maximum: 1.10, but c·U_n at most the highest voltage for equipment U_m
///   minimum: 1.00;  0.90 where U_n is U_m itself (420 and 300 kV: no other nominal voltage is
///   defined, and then the standard asks for c·U_n = 0.90 U_m)
/// **Valid** above 1 kV. **Source** IEC 60909-0:2016, table 1 and its notes.
double CalcVoltageFactorRatio(double nominal_kv, FaultCase fault_case);

/// What a source or a branch opposes to a short-circuit current.
struct FaultImpedance {
  std::complex<double> z_ohm;  ///< at the nominal voltage of the bus it belongs to
  /// Resistance that the peak current is reckoned with: of machines the fictitious one, by which
  /// the aperiodic part decays as measured; of everything else Re z.
  double peak_r_ohm = 0.0;
};

/// A neighbouring network, by the current it feeds into a short circuit at its own bus.
struct NetworkFeederParams {
  double nominal_kv = 0.0;
  double initial_ka = 0.0;  ///< I″k
  double rx_ratio = 0.1;    ///< R/X
};

/// Z_Q = c U_n/(√3 I″k),  X = Z/√(1 + (R/X)²).  **Source** IEC 60909-0:2016, 6.2.
FaultImpedance CalcFeederImpedance(const NetworkFeederParams& feeder, FaultCase fault_case);

/// A synchronous machine.
struct SynchronousMachineParams {
  double rated_mva = 0.0;
  double rated_kv = 0.0;
  double subtransient_x_pu = 0.2;   ///< x″d, saturated, on the machine's rating
  double r_ohm = 0.0;               ///< of the stator
  double cos_phi_ratio = 0.9;       ///< rated power factor, overexcited
  double over_voltage_share = 0.0;  ///< p_G, by which it runs above its rated voltage
};

/// Machine at its own voltage without correction:
///   X″d = x″d U_r²/S_r;  for the peak R_Gf = 0.05 X″d from 100 MVA, 0.07 X″d below, 0.15 X″d up to
///   1 kV
/// **Source** IEC 60909-0:2016, 6.6.1.
FaultImpedance CalcMachineImpedance(const SynchronousMachineParams& machine);

/// Correction of a machine that feeds a network without a transformer of its own:
///   K_G = U_n/(U_rG (1 + p_G)) · c_max/(1 + x″d sin φ_rG)
/// **Source** IEC 60909-0:2016, equation (18).
double CalcMachineFactorRatio(const SynchronousMachineParams& machine, double nominal_kv);

/// Transformer of a power-station unit.
struct UnitTransformerParams {
  double rated_mva = 0.0;
  double high_kv = 0.0;
  double low_kv = 0.0;
  double impedance_share = 0.12;    ///< u_k
  double resistance_share = 0.0;    ///< u_r
  bool has_tap_changer = false;     ///< on load
  double off_load_tap_share = 0.0;  ///< p_T below the rated ratio, where taps are set for good
};

/// Machine and transformer as one source at the transformer's high side:
///   Z_S = K (t_r² Z_G + Z_T),   t_r = U_rTHV/U_rTLV
///   with changer   K_S  = (U_nQ/U_rG)² (U_rTLV/U_rTHV)² c_max/(1 + |x″d − x_T| sin φ_rG)
///   without        K_SO = U_nQ/(U_rG (1 + p_G)) · U_rTLV/U_rTHV · (1 − p_T)
///                         · c_max/(1 + x″d sin φ_rG)
/// **Source** IEC 60909-0:2016, 6.7.
FaultImpedance CalcUnitImpedance(const SynchronousMachineParams& machine,
                                 const UnitTransformerParams& transformer, double nominal_kv);

/// An asynchronous motor that feeds back while it runs down.
struct AsynchronousMotorParams {
  double rated_mw = 0.0;  ///< at the shaft
  double rated_kv = 0.0;
  double cos_phi_ratio = 0.9;
  double efficiency_share = 0.95;
  double locked_rotor_ratio = 5.0;  ///< I_LR/I_rM
  double rx_ratio = 0.1;
};

/// Z_M = U_r²/S_r / (I_LR/I_rM),  S_r = P_r/(η cos φ).  **Source** IEC 60909-0:2016, 6.10.
FaultImpedance CalcMotorImpedance(const AsynchronousMotorParams& motor);

/// Correction of a network transformer (two windings, or one pair of three):
///   K_T = 0.95 c_max/(1 + 0.6 x_T),   x_T the reactance on the rating
/// **Source** IEC 60909-0:2016, equations (12a) and (13).
double CalcTransformerFactorRatio(double x_share, double voltage_factor_ratio);

/// Resistance at another temperature:  R = R_20 (1 + 0.004/K (θ − 20 °C)).
/// **Source** IEC 60909-0:2016, equation (3).
double CalcResistanceAtOhm(double r20_ohm, double conductor_degc);

/// Factor of the peak over √2 times the initial current:  κ = 1.02 + 0.98 e^(−3 R/X).
/// **Source** IEC 60909-0:2016, equation (57).
double CalcPeakFactorRatio(double rx_ratio);

}  // namespace models
