#pragma once

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_context.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#include <span>
#include <string>

#include "absl/status/status.h"

namespace solvers {

/// What a small system of ordinary differential equations is integrated by: CVODE's variable-order
/// BDF with a dense Newton matrix. For sources only: headers of solvers do not show SUNDIALS.
struct CvodeDenseOptions {
  CVRhsFn rates = nullptr;
  CVLsJacFn jacobian = nullptr;
  double relative_tolerance_ratio = 1e-9;
  std::span<const double> tolerance_in_unit;  ///< [unknown] absolute, each in its own unit
  long max_steps = 20000;
};

/// CVODE's memory, made once and used again for every step: a step starts anew and holds nothing of
/// the one before, so that equal problems give equal bits whatever was solved before. The scaling
/// of stale Newton matrices is off: with it linear invariants of the equations would not be kept.
/// One object per thread.
/// **Source** Hindmarsh et al. 2005, "SUNDIALS", ACM TOMS 31(3).
class CvodeDense {
 public:
  explicit CvodeDense(const CvodeDenseOptions& options);
  ~CvodeDense();
  CvodeDense(const CvodeDense&) = delete;
  CvodeDense& operator=(const CvodeDense&) = delete;

  /// The unknowns: to be set before, and read after an Integrate.
  std::span<double> state();
  /// Integrates from 0 to `end` in the unit of time of `rates`, which get `problem` as their data.
  /// Errors: Internal when CVODE's memory cannot be had; FailedPrecondition with CVODE's reason
  /// when it gives up; `what` says of what and `unit` in what unit of time.
  absl::Status Integrate(void* problem, double end, const std::string& what, const char* unit);

 private:
  bool Make(const CvodeDenseOptions& options);

  // In the order they must be made; freed in the opposite order.
  SUNContext context_ = nullptr;
  N_Vector state_ = nullptr;
  N_Vector tolerance_ = nullptr;
  SUNMatrix matrix_ = nullptr;
  SUNLinearSolver linear_solver_ = nullptr;
  void* cvode_ = nullptr;
  std::string message_;
  bool is_usable_ = false;
};

}  // namespace solvers
