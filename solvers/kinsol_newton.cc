#include "solvers/kinsol_newton.h"

#include <kinsol/kinsol.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include <algorithm>
#include <cstdlib>

namespace solvers {
namespace {

using Columns = std::vector<std::vector<std::pair<int, double>>>;

// Steps shorter than this count as standing still, longer ones are not cut.
constexpr double kShortestStepRatio = 1e-15;
constexpr double kLongestStepRatio = 1e8;
// Steps that fall short of the curvature condition are no reason to give up.
constexpr long kManyBetaFails = 100'000;

std::span<double> View(N_Vector vector) {
  return {N_VGetArrayPointer(vector), static_cast<std::size_t>(N_VGetLength(vector))};
}

struct Run {
  const KinsolProblem* problem = nullptr;
  Columns columns;
};

int CalcResidual(N_Vector u, N_Vector residual, void* data) {
  return static_cast<Run*>(data)->problem->calc_residual(View(u), View(residual)) ? 0 : 1;
}

int CalcJacobian(N_Vector /*u*/, N_Vector /*residual*/, SUNMatrix jacobian, void* data,
                 N_Vector /*work*/, N_Vector /*more*/) {
  Run& run = *static_cast<Run*>(data);
  run.problem->calc_jacobian(run.columns);
  sunindextype* start = SUNSparseMatrix_IndexPointers(jacobian);
  sunindextype* row = SUNSparseMatrix_IndexValues(jacobian);
  double* value = SUNSparseMatrix_Data(jacobian);
  sunindextype place = 0;
  for (std::size_t column = 0; column < run.columns.size(); ++column) {
    start[column] = place;
    for (const auto& [at, entry] : run.columns[column]) {
      row[place] = at;
      value[place++] = entry;
    }
  }
  start[run.columns.size()] = place;
  return 0;
}

void KeepSilent(int /*code*/, const char* /*module*/, const char* /*function*/, char* /*message*/,
                void* /*data*/) {}

struct Memory {
  ~Memory() {
    if (kinsol != nullptr) KINFree(&kinsol);
    if (solver != nullptr) SUNLinSolFree(solver);
    if (matrix != nullptr) SUNMatDestroy(matrix);
    for (N_Vector vector : {u, unknown_scale, residual_scale})
      if (vector != nullptr) N_VDestroy(vector);
    if (context != nullptr) SUNContext_Free(&context);
  }
  bool Make(sunindextype size, sunindextype entries, Run& run) {
    if (SUNContext_Create(nullptr, &context) != 0) return false;
    u = N_VNew_Serial(size, context);
    unknown_scale = N_VNew_Serial(size, context);
    residual_scale = N_VNew_Serial(size, context);
    matrix = SUNSparseMatrix(size, size, entries, CSC_MAT, context);
    if (u == nullptr || unknown_scale == nullptr || residual_scale == nullptr || matrix == nullptr)
      return false;
    solver = SUNLinSol_KLU(u, matrix, context);
    kinsol = KINCreate(context);
    return solver != nullptr && kinsol != nullptr &&
           KINSetErrHandlerFn(kinsol, KeepSilent, nullptr) == KIN_SUCCESS &&
           KINInit(kinsol, CalcResidual, u) == KIN_SUCCESS &&
           KINSetUserData(kinsol, &run) == KIN_SUCCESS &&
           KINSetLinearSolver(kinsol, solver, matrix) == KIN_SUCCESS &&
           KINSetJacFn(kinsol, CalcJacobian) == KIN_SUCCESS;
  }

  SUNContext context = nullptr;
  N_Vector u = nullptr, unknown_scale = nullptr, residual_scale = nullptr;
  SUNMatrix matrix = nullptr;
  SUNLinearSolver solver = nullptr;
  void* kinsol = nullptr;
};

std::string NameOf(int flag) {
  char* text = KINGetReturnFlagName(flag);
  std::string name = text == nullptr ? "?" : text;
  std::free(text);
  return name;
}

}  // namespace

absl::StatusOr<KinsolReport> SolveByKinsol(const KinsolProblem& problem,
                                           const KinsolOptions& options, std::span<double> u) {
  Run run{.problem = &problem, .columns = Columns(u.size())};
  std::vector<double> residual(u.size());
  if (!problem.calc_residual(u, residual))
    return KinsolReport{.flag = "the start cannot be evaluated"};
  problem.calc_jacobian(run.columns);
  std::size_t entries = 0;
  for (const auto& column : run.columns) entries += column.size();

  Memory memory;
  if (!memory.Make(static_cast<sunindextype>(u.size()), static_cast<sunindextype>(entries), run))
    return absl::InternalError("KINSOL: its memory cannot be had");
  std::copy(u.begin(), u.end(), View(memory.u).begin());
  const auto invert = [](double scale) { return 1.0 / scale; };
  std::ranges::transform(problem.unknown_scale_ratio, View(memory.unknown_scale).begin(), invert);
  std::ranges::transform(problem.residual_scale_ratio, View(memory.residual_scale).begin(), invert);
  void* kinsol = memory.kinsol;
  KINSetFuncNormTol(kinsol, options.tolerance_ratio);
  KINSetScaledStepTol(kinsol, kShortestStepRatio);
  KINSetMaxNewtonStep(kinsol, kLongestStepRatio);
  KINSetNumMaxIters(kinsol, options.max_iterations);
  KINSetMaxSetupCalls(kinsol, 1);
  KINSetMaxBetaFails(kinsol, kManyBetaFails);
  const int flag =
      KINSol(kinsol, memory.u, KIN_LINESEARCH, memory.unknown_scale, memory.residual_scale);
  KinsolReport report{.is_converged = flag == KIN_SUCCESS || flag == KIN_INITIAL_GUESS_OK,
                      .flag = NameOf(flag)};
  long iterations = 0;
  KINGetNumNonlinSolvIters(kinsol, &iterations);
  KINGetFuncNorm(kinsol, &report.residual_norm_ratio);
  report.iterations = static_cast<int>(iterations);
  std::ranges::copy(View(memory.u), u.begin());
  return report;
}

}  // namespace solvers
