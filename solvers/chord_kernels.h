#pragma once

#include <cstddef>

namespace solvers {

/// Scenarios that share one factor, solved side by side: two vectors of four or one of eight,
/// so that every entry of the factor and of the admittance matrix is read once for eight.
inline constexpr int kChordLanes = 8;

/// Numbers of one batch of lanes around one base. Rows are buses in order of elimination; arrays
/// of lanes are [row][lane], what all lanes share is [row].
struct ChordArrays {
  // Shared.
  int row_count = 0;
  int regulated_count = 0;
  const int* y_row_start = nullptr;    ///< [row + 1] admittance entries of a row
  const int* y_column = nullptr;       ///< [entry] row of the other bus
  const double* y = nullptr;           ///< [entry][2]
  const double* share = nullptr;       ///< [row] participation α
  const double* is_live = nullptr;     ///< [row] 1, or 0 without voltage
  const int* regulated = nullptr;      ///< [row] place among those who regulate, or −1
  const int* regulated_row = nullptr;  ///< [regulated]
  const int* lu_row_start = nullptr;   ///< BlockLuSymbolic
  const int* lu_diagonal = nullptr;
  const int* lu_column = nullptr;
  const double* blocks = nullptr;  ///< [position][4] factors, diagonal blocks inverted

  // The start, shared: voltages, schedules, and what the base leaves open beside them.
  const double* base_e = nullptr;  ///< [row]
  const double* base_f = nullptr;
  const double* base_p_set = nullptr;
  const double* base_q_set = nullptr;
  const double* p_open = nullptr;  ///< [row] αλ − P
  const double* q_open = nullptr;  ///< [row] what a limit adds − Q
  const double* base_is_free = nullptr;

  // Of each lane.
  double* e = nullptr;  ///< [row][lane] voltage, real and imaginary part
  double* f = nullptr;
  double* p_set = nullptr;  ///< [row][lane] injections that are asked for
  double* q_set = nullptr;
  double* step = nullptr;         ///< [row][2][lane] residual, then the step
  double* q_regulated = nullptr;  ///< [regulated][lane] reactive injection at present voltages
  double* q_schedule = nullptr;   ///< [regulated][lane] what it shall be where the voltage is free
  double* is_free = nullptr;      ///< [regulated][lane] 1 where the magnitude is an unknown
  double* lambda = nullptr;       ///< [lane]
  double* worst = nullptr;        ///< [lane] largest |residual|
  double* longest = nullptr;      ///< [lane] largest entry of the last step
  double* is_new = nullptr;       ///< [lane] 1: the lane is laid out
  double* has_own = nullptr;      ///< [lane] 1: with schedules that are there already
};

/// Columns of a low-rank correction along the rows that they reach.
struct PathArrays {
  int size = 0;               ///< rows on the path
  int width = 0;              ///< columns, a multiple of 4
  const int* path = nullptr;  ///< [size] rows, ascending
  const int* slot = nullptr;  ///< [row] place on the path
  const int* lu_row_start = nullptr;
  const int* lu_diagonal = nullptr;
  const int* lu_column = nullptr;
  const int* transposed = nullptr;  ///< [position] position of the block across the diagonal
  const double* blocks = nullptr;
  double* g = nullptr;  ///< [size][2][width] E, then L⁻¹E
  double* h = nullptr;  ///< [size][2][width] F, then U⁻ᵀF
};

/// Finished lanes and what is told of them.
struct ChordResultArrays {
  int row_count = 0;
  int branch_count = 0;
  const int* branch_from = nullptr;  ///< [branch] row
  const int* branch_to = nullptr;
  const double* branch_y = nullptr;        ///< [branch][8]
  const double* inverse_rating = nullptr;  ///< [branch] per unit, 0: no limit
  const double* is_live = nullptr;         ///< [row]
  const double* e = nullptr;               ///< [row][lane]
  const double* f = nullptr;
  double* flow = nullptr;     ///< [branch][4][lane], or nothing when nobody asks
  double* loading = nullptr;  ///< [branch][lane] apparent current over rating, signed as P at from
  double* vm = nullptr;       ///< [row][lane]
  double* losses = nullptr;   ///< [lane]
  const double* v_min = nullptr;  ///< [row] limits of the voltage
  const double* v_max = nullptr;
  double* over = nullptr;  ///< [lane] how many branches are loaded beyond their rating
  double* low = nullptr;   ///< [lane] how many buses are below and above their limits
  double* high = nullptr;
};

/// One implementation of the kernels.
struct ChordKernels {
  const char* name = "";
  /// Voltages, schedules and residuals of the start, in the lanes that are new.
  void (*lay_out)(const ChordArrays&) = nullptr;
  /// Residuals at the present voltages: step, q_regulated, worst.
  void (*evaluate)(const ChordArrays&) = nullptr;
  /// step <- L⁻¹ step.
  void (*solve_forward)(const ChordArrays&) = nullptr;
  /// step <- U⁻¹ step, and voltages and λ moved by it.
  void (*solve_backward)(const ChordArrays&) = nullptr;
  /// g and h of a correction.
  void (*reach)(const PathArrays&) = nullptr;
  /// Loadings, magnitudes and losses, and flows when there is room for them.
  void (*calc_results)(const ChordResultArrays&) = nullptr;
};

/// The best implementation this processor runs; `scalar` when nothing better is there.
const ChordKernels& ChooseChordKernels();
/// By name, "scalar", "avx2" or "avx512"; nullptr when the processor cannot run it.
const ChordKernels* FindChordKernels(const char* name);

}  // namespace solvers
