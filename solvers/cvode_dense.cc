#include "solvers/cvode_dense.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"

namespace solvers {
namespace {

// CVODE reports in words only through this handler; keep them instead of printing.
void KeepMessage(int, const char*, const char*, char* message, void* kept) {
  *static_cast<std::string*>(kept) = message;
}

}  // namespace

CvodeDense::CvodeDense(const CvodeDenseOptions& options) { is_usable_ = Make(options); }

CvodeDense::~CvodeDense() {
  if (cvode_ != nullptr) CVodeFree(&cvode_);
  if (linear_solver_ != nullptr) SUNLinSolFree(linear_solver_);
  if (matrix_ != nullptr) SUNMatDestroy(matrix_);
  if (tolerance_ != nullptr) N_VDestroy(tolerance_);
  if (state_ != nullptr) N_VDestroy(state_);
  if (context_ != nullptr) SUNContext_Free(&context_);
}

bool CvodeDense::Make(const CvodeDenseOptions& options) {
  const auto rows = static_cast<sunindextype>(options.tolerance_in_unit.size());
  if (SUNContext_Create(nullptr, &context_) != 0) return false;
  state_ = N_VNew_Serial(rows, context_);
  tolerance_ = N_VNew_Serial(rows, context_);
  matrix_ = SUNDenseMatrix(rows, rows, context_);
  if (state_ == nullptr || tolerance_ == nullptr || matrix_ == nullptr) return false;
  linear_solver_ = SUNLinSol_Dense(state_, matrix_, context_);
  cvode_ = CVodeCreate(CV_BDF, context_);
  if (linear_solver_ == nullptr || cvode_ == nullptr) return false;
  N_VConst(0.0, state_);
  std::copy(options.tolerance_in_unit.begin(), options.tolerance_in_unit.end(),
            N_VGetArrayPointer(tolerance_));
  return CVodeInit(cvode_, options.rates, 0.0, state_) == CV_SUCCESS &&
         CVodeSetErrHandlerFn(cvode_, KeepMessage, &message_) == CV_SUCCESS &&
         CVodeSVtolerances(cvode_, options.relative_tolerance_ratio, tolerance_) == CV_SUCCESS &&
         CVodeSetLinearSolver(cvode_, linear_solver_, matrix_) == CV_SUCCESS &&
         CVodeSetJacFn(cvode_, options.jacobian) == CV_SUCCESS &&
         CVodeSetLinearSolutionScaling(cvode_, SUNFALSE) == CV_SUCCESS &&
         CVodeSetMaxNumSteps(cvode_, options.max_steps) == CV_SUCCESS;
}

std::span<double> CvodeDense::state() {
  if (state_ == nullptr) return {};
  return {N_VGetArrayPointer(state_), static_cast<std::size_t>(N_VGetLength(state_))};
}

absl::Status CvodeDense::Integrate(void* problem, double end, const std::string& what,
                                   const char* unit) {
  if (!is_usable_) return absl::InternalError("CVODE could not be set up");
  message_.clear();
  if (CVodeReInit(cvode_, 0.0, state_) != CV_SUCCESS ||
      CVodeSetUserData(cvode_, problem) != CV_SUCCESS ||
      CVodeSetStopTime(cvode_, end) != CV_SUCCESS) {
    return absl::InternalError("CVODE could not be restarted");
  }
  realtype reached = 0.0;
  const int flag = CVode(cvode_, end, state_, &reached, CV_NORMAL);
  if (flag >= 0) return absl::OkStatus();
  char* flag_name = CVodeGetReturnFlagName(flag);
  const std::string reason = absl::StrCat("CVODE stopped at ", reached, " ", unit, " of ", end, " ",
                                          unit, ": ", flag_name, ": ", message_);
  free(flag_name);
  return models::errors::Infeasible(what, reason);
}

}  // namespace solvers
