#include "solvers/gmres.h"

#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_spgmr.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace solvers {

struct Gmres::Memory {
  ~Memory() {
    if (solver != nullptr) SUNLinSolFree(solver);
    for (N_Vector vector : {x, b})
      if (vector != nullptr) N_VDestroy(vector);
    if (context != nullptr) SUNContext_Free(&context);
  }
  SUNContext context = nullptr;
  N_Vector x = nullptr, b = nullptr;
  SUNLinearSolver solver = nullptr;
  int size = 0;
};

namespace {

std::span<double> View(N_Vector vector) {
  return {N_VGetArrayPointer(vector), static_cast<std::size_t>(N_VGetLength(vector))};
}

int Apply(void* data, N_Vector in, N_Vector out) {
  (*static_cast<Gmres::Operator*>(data))(View(in), View(out));
  return 0;
}

int Precondition(void* data, N_Vector in, N_Vector out, double /*tolerance*/, int /*side*/) {
  return Apply(data, in, out);
}

}  // namespace

Gmres::Gmres(int size, int max_basis) : memory_(std::make_unique<Memory>()) {
  Memory& memory = *memory_;
  memory.size = size;
  if (size == 0 || SUNContext_Create(nullptr, &memory.context) != 0) return;
  memory.x = N_VNew_Serial(size, memory.context);
  memory.b = N_VNew_Serial(size, memory.context);
  if (memory.x == nullptr || memory.b == nullptr) return;
  memory.solver = SUNLinSol_SPGMR(memory.x, SUN_PREC_RIGHT, max_basis, memory.context);
}
Gmres::~Gmres() = default;
Gmres::Gmres(Gmres&&) noexcept = default;
Gmres& Gmres::operator=(Gmres&&) noexcept = default;

absl::Status Gmres::Solve(Operator apply, Operator precondition, std::span<const double> b,
                          double tolerance, std::span<double> x) {
  Memory& memory = *memory_;
  if (memory.size == 0) return absl::OkStatus();
  if (memory.solver == nullptr) return absl::InternalError("GMRES: its memory cannot be had");
  std::copy(b.begin(), b.end(), View(memory.b).begin());
  N_VConst(0.0, memory.x);
  SUNLinSolSetATimes(memory.solver, &apply, Apply);
  SUNLinSolSetPreconditioner(memory.solver, &precondition, nullptr, Precondition);
  SUNLinSolInitialize(memory.solver);
  SUNLinSolSetZeroGuess(memory.solver, SUNTRUE);
  if (SUNLinSolSetup(memory.solver, nullptr) != SUNLS_SUCCESS)
    return absl::InternalError("GMRES: set-up failed");
  const int flag = SUNLinSolSolve(memory.solver, nullptr, memory.x, memory.b, tolerance);
  // Positive: not to tolerance, but with a smaller residual.
  if (flag != SUNLS_SUCCESS && flag != SUNLS_RES_REDUCED)
    return absl::FailedPreconditionError(absl::StrCat("GMRES found no step (code ", flag, ")"));
  const std::span<double> solution = View(memory.x);
  std::copy(solution.begin(), solution.end(), x.begin());
  return absl::OkStatus();
}

int Gmres::iterations() const {
  return memory_->solver == nullptr ? 0 : SUNLinSolNumIters(memory_->solver);
}

}  // namespace solvers
