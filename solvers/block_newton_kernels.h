#pragma once

namespace solvers {

/// The numbers of one power flow in rectangular coordinates and the lists that lead through them;
/// plain pointers, so that one source can be compiled for several instruction sets. Buses are
/// counted by their step in the elimination; the last step is the bus whose angle is fixed.
struct BlockNewtonArrays {
  int bus_count = 0;
  const int* row_start = nullptr;  ///< [step + 1] admittance entries of a bus
  const int* column = nullptr;     ///< [entry] step, ascending in a row
  const int* position = nullptr;   ///< [entry] place of its Jacobian block
  // Elimination (BlockLuSymbolic).
  const int* lu_row_start = nullptr;
  const int* lu_diagonal = nullptr;
  const int* lu_column = nullptr;
  const int* lu_target = nullptr;
  const int* participant = nullptr;           ///< [participant] step, ascending
  const int* participant_position = nullptr;  ///< [participant] place of (bus, last)
  int participant_count = 0;
  const int* fill_position = nullptr;  ///< [fill] places of the factor without an entry
  int fill_count = 0;
  const int* last_position =
      nullptr;  ///< [neighbour of the last bus, and itself] place (bus, last)
  int last_count = 0;

  double* y = nullptr;              ///< [entry][2] conductance, susceptance; shunts included
  double* v = nullptr;              ///< [step][2] voltage, real and imaginary part
  double* vm = nullptr;             ///< [step] the same voltage as magnitude and angle
  double* va = nullptr;             ///< [step]
  double* set = nullptr;            ///< [step][2] scheduled injections P, Q
  double* calc = nullptr;           ///< [step][2] injections at the present voltages
  double* share = nullptr;          ///< [step] participation α
  const double* current = nullptr;  ///< [step][2] demand per unit of voltage; nullptr: none
  double* active = nullptr;  ///< [step][2] 1 where the P, Q equation holds, 0 where it is pinned
  double* blocks = nullptr;  ///< [position][4] factors of the Jacobian, diagonal blocks inverted
  double* step = nullptr;    ///< [step][2] residual, then Newton step Δθ, ΔV/V
  double* lambda = nullptr;  ///< [1] mismatch taken by the participants
};

/// One implementation of the work.
struct BlockNewtonKernels {
  const char* name = "";
  /// `v` from `vm` and `va`.
  void (*set_rectangular)(const BlockNewtonArrays&) = nullptr;
  /// Injections and residuals at the present voltages: `calc`, `step`. Returns the largest
  /// |residual|; not a number when one of them is not finite.
  double (*evaluate)(const BlockNewtonArrays&) = nullptr;
  /// The same and, in the same pass, the Jacobian into `blocks`.
  double (*evaluate_and_fill)(const BlockNewtonArrays&) = nullptr;
  /// Factorises `blocks` and, in the same pass, step <- L⁻¹ step.
  void (*factorise_and_lower)(const BlockNewtonArrays&) = nullptr;
  /// step <- L⁻¹ step with the factor that is there.
  void (*lower)(const BlockNewtonArrays&) = nullptr;
  /// step <- U⁻¹ step.
  void (*upper)(const BlockNewtonArrays&) = nullptr;
  /// Moves voltages and λ by `step`, shortened where it is long. Returns the lowest magnitude
  /// reached; not a number when a voltage is not.
  double (*apply_step)(const BlockNewtonArrays&) = nullptr;
};

/// The best implementation this processor runs.
const BlockNewtonKernels& ChooseBlockNewtonKernels();
/// By name, "scalar", "avx2" or "avx512"; nullptr when the processor cannot run it.
const BlockNewtonKernels* FindBlockNewtonKernels(const char* name);

}  // namespace solvers
