#pragma once

#include <cstddef>

namespace solvers {

/// Scenarios that are solved side by side, one per SIMD lane. Every array of LaneArrays is
/// [row][lane]; complex numbers are two such arrays.
inline constexpr int kLanes = 4;

/// The numbers of one batch of lanes and the lists that lead through them; plain pointers, so that
/// the same kernel source can be compiled for several instruction sets.
struct LaneArrays {
  // Lists, shared by all batches.
  int bus_count = 0;
  int branch_count = 0;
  int reference = 0;                    ///< bus whose angle is fixed; its place is taken by λ
  const int* row_start = nullptr;       ///< [bus + 1] admittance entries of a bus
  const int* column = nullptr;          ///< [entry]
  const int* diagonal_entry = nullptr;  ///< [bus]
  const int* branch_entry = nullptr;    ///< [branch][4] entries ff, ft, tf, tt
  const int* branch_from = nullptr;
  const int* branch_to = nullptr;
  // Elimination (BlockLuSymbolic).
  const int* lu_order = nullptr;
  const int* lu_step_of = nullptr;
  const int* lu_row_start = nullptr;
  const int* lu_diagonal = nullptr;
  const int* lu_column = nullptr;
  const int* lu_target = nullptr;
  const int* lu_entry_position = nullptr;     ///< [entry]
  const int* participant = nullptr;           ///< [participant] bus
  const int* participant_position = nullptr;  ///< [participant] position of (bus, reference)
  int participant_count = 0;
  int block_count = 0;

  // Numbers of this batch.
  double* branch_y = nullptr;  ///< [branch][8][lane]: re, im of ff, ft, tf, tt
  double* y = nullptr;         ///< [entry][2][lane]
  double* shunt_g = nullptr;   ///< [bus][lane] conductance and susceptance at the bus
  double* shunt_b = nullptr;
  double* e = nullptr;  ///< [bus][lane] voltage, real and imaginary part
  double* f = nullptr;
  double* p_set = nullptr;  ///< [bus][lane] scheduled injections
  double* q_set = nullptr;
  const double* current_p = nullptr;  ///< [bus][lane] demand per unit of voltage; nullptr: none
  const double* current_q = nullptr;
  double* share = nullptr;   ///< [bus][lane] participation α
  double* p_calc = nullptr;  ///< [bus][lane] injections at the present voltages
  double* q_calc = nullptr;
  double* is_live = nullptr;         ///< [bus][lane] 1, or 0 where there is no voltage
  double* is_free = nullptr;         ///< [bus][lane] 1 where the voltage magnitude is an unknown
  double* blocks = nullptr;          ///< [position][4][lane] Jacobian, then its factors
  double* step = nullptr;            ///< [elimination step][2][lane] residual, then solution
  double* lambda = nullptr;          ///< [lane]
  double* is_moving = nullptr;       ///< [lane] 0: the lane's state is frozen
  double* worst = nullptr;           ///< [lane] largest |residual|
  double* flow = nullptr;            ///< [branch][4][lane]: P, Q at from, P, Q at to
  double* inverse_rating = nullptr;  ///< [branch][lane] 1/rating per unit; 0: no limit
  double* loading = nullptr;  ///< [branch][lane] apparent current over rating, signed as P at from
  double* vm = nullptr;       ///< [bus][lane] magnitude, 0 without voltage
  double* flow_step = nullptr;  ///< [branch][4][lane]: derivative of flow along `step`
};

/// One implementation of the kernels.
struct LaneKernels {
  const char* name = "";
  /// Sums branch and shunt admittances into the bus admittance matrix.
  void (*fill_admittance)(const LaneArrays&) = nullptr;
  /// Injections and residuals at the present voltages: p_calc, q_calc, step, worst.
  void (*evaluate)(const LaneArrays&) = nullptr;
  /// Jacobian at the present voltages, factorised.
  void (*factorise)(const LaneArrays&) = nullptr;
  /// step <- J⁻¹ step.
  void (*solve)(const LaneArrays&) = nullptr;
  /// Moves voltages and λ by step in the lanes that move, shortened where a step is long.
  void (*apply_step)(const LaneArrays&) = nullptr;
  /// Flows at both ends of every branch.
  void (*calc_flows)(const LaneArrays&) = nullptr;
  /// Loadings from the flows, and voltage magnitudes.
  void (*calc_loadings)(const LaneArrays&) = nullptr;
  /// Their derivatives along the solution in `step`.
  void (*calc_flow_steps)(const LaneArrays&) = nullptr;
};

/// The best implementation this processor runs; `scalar` when nothing better is there.
const LaneKernels& ChooseLaneKernels();
/// By name, "scalar", "avx2" or "avx512"; nullptr when the processor cannot run it.
const LaneKernels* FindLaneKernels(const char* name);

}  // namespace solvers
