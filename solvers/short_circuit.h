#pragma once

#include <complex>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/fault_rules.h"
#include "models/electricity/grid.h"
#include "solvers/admittance.h"
#include "solvers/live_buses.h"
#include "solvers/symmetric_inverse.h"

namespace solvers {

/// What short circuits of a grid are calculated from, in one case and one switch state.
struct ShortCircuitInputs {
  models::FaultCase fault_case = models::FaultCase::kMaximum;
  models::Table<models::BranchIndex, std::complex<double>> branch_ohm;  ///< at `from`'s voltage
  models::Table<models::BranchIndex, char> in_service;
  models::FaultSources feeds;

  /// Everything in service as built, plants and neighbours by the rules: all machines in the
  /// maximum case, the least in the minimum case. Errors: those of models::MakeFaultSources.
  static absl::StatusOr<ShortCircuitInputs> Make(const models::ElectricityGrid& grid,
                                                 const models::FaultRules& rules,
                                                 models::FaultCase fault_case);
};

/// Three-phase short circuit at one bus; all 0 at a bus that no source feeds.
struct ShortCircuitResult {
  double initial_ka = 0.0;     ///< I″k, symmetrical, initial
  double converter_ka = 0.0;   ///< part of it that converters feed
  double power_mva = 0.0;      ///< S″k = √3 U_n I″k
  double peak_ka = 0.0;        ///< i_p
  double rx_ratio = 0.0;       ///< R/X that the peak was reckoned with
  std::complex<double> z_ohm;  ///< Z_k
};

/// What one fault draws from where.
struct FaultFeeds {
  ShortCircuitResult fault;
  /// [bus] voltage left during the fault over the nominal one; 0 at the fault itself.
  models::Table<models::BusIndex, std::complex<double>> voltage_pu;
  /// [source] current it delivers at its own bus; at the fault they add up to I″k without
  /// converters, brought to the fault's voltage and through its ratios.
  std::vector<std::complex<double>> source_ka;
};

/// Three-phase short-circuit currents of one grid by the equivalent voltage source at the fault:
/// loads, shunts, line charging and the state before the fault play no part.
///   I″k = c U_n/(√3 |Z_k|) + Σ_j |Z_kj| I_j/|Z_k|,   Z = Y⁻¹,  converters j in the maximum case
///   i_p = κ √2 c U_n/(√3 |Z_k|) + √2 · (part of the converters),   κ = 1.02 + 0.98 e^(−3 R/X)
/// with R/X from the impedance that the network shows at 20 Hz (method c):
///   R/X = R_c/X_c · 20/50,   reactances times 0.4, machines with their peak resistance.
/// Z_k of all buses come from one factor: the diagonal of the inverse by SymmetricInverse, once at
/// 50 and once at 20 Hz. Voltages by transformers' ratios at their neutral step; phase shifts turn
/// all currents of a side alike and are left out.
/// Immutable; may be shared between threads.
/// **Source** IEC 60909-0:2016, 5.3, 7.2 (equation 31 for converters) and 8.1 (peak).
class ShortCircuitSolver {
 public:
  explicit ShortCircuitSolver(const models::ElectricityGrid& grid);

  /// [bus]. Errors: InvalidArgument when the inputs do not fit the grid or a branch or source has
  /// no impedance; FailedPrecondition when the admittances are singular.
  absl::StatusOr<models::Table<models::BusIndex, ShortCircuitResult>> SolveAll(
      const ShortCircuitInputs& inputs) const;

  /// One bus, with voltages and feeds. Errors as above, and FailedPrecondition when no source feeds
  /// the bus.
  absl::StatusOr<FaultFeeds> SolveAt(const ShortCircuitInputs& inputs, models::BusIndex bus) const;

 private:
  struct Factored;
  absl::Status Check(const ShortCircuitInputs& inputs) const;
  absl::Status Factorise(const ShortCircuitInputs& inputs, double frequency_ratio,
                         Factored& made) const;
  // Σ |Z_kj| I_j in kV/√3 of bus k, [bus].
  std::vector<double> CalcConverterVoltages(const ShortCircuitInputs& inputs,
                                            const Factored& made) const;

  const models::ElectricityGrid* grid_;
  AdmittancePattern pattern_;
  BranchEnds ends_;
  SymmetricInverse inverse_;
};

}  // namespace solvers
