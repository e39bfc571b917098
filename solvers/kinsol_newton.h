#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace solvers {

/// F(u) = 0 of n equations.
struct KinsolProblem {
  /// [n] what an unknown, and a residual, typically is: both are divided by it.
  std::span<const double> unknown_scale_ratio, residual_scale_ratio;
  /// Writes F(u). False: u cannot be evaluated, a shorter step is tried.
  absl::FunctionRef<bool(std::span<const double> u, std::span<double> residual)> calc_residual;
  /// Writes dF/du at the u of the last residual: of every column its rows, ascending, and values.
  /// Which rows there are must not change.
  absl::FunctionRef<void(std::vector<std::vector<std::pair<int, double>>>& columns)> calc_jacobian;
};

struct KinsolOptions {
  double tolerance_ratio = 1e-10;  ///< of the largest scaled residual
  int max_iterations = 200;
};

struct KinsolReport {
  bool is_converged = false;
  std::string flag;  ///< as KINSOL names it: "KIN_SUCCESS", "KIN_LINESEARCH_NONCONV", …
  int iterations = 0;
  double residual_norm_ratio = 0.0;
};

/// KINSOL's Newton method with line search on ½ Σ (F/scale)², a new factor (KLU) in every step.
/// `u` in: the start; out: the best that was found, whether it converged or not.
/// Errors: Internal when its memory cannot be had.
absl::StatusOr<KinsolReport> SolveByKinsol(const KinsolProblem& problem,
                                           const KinsolOptions& options, std::span<double> u);

}  // namespace solvers
