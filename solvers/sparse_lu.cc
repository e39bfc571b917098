#include "solvers/sparse_lu.h"

#include <klu.h>

#include <utility>

namespace solvers {
namespace {

// Below this reciprocal pivot growth the old pivots are given up.
constexpr double kMinPivotGrowth = 1e-10;

klu_common MakeCommon() {
  klu_common common;
  klu_defaults(&common);
  common.scale = -1;  // rows of a power-flow Jacobian are of one magnitude; the pattern is our own
  return common;
}

// KLU's interface takes mutable pointers and does not write through these.
int* Mutable(const std::vector<int>& values) { return const_cast<int*>(values.data()); }
double* Mutable(std::span<const double> values) { return const_cast<double*>(values.data()); }

}  // namespace

struct SparseLuSymbolic::Klu {
  klu_common common = MakeCommon();
  klu_symbolic* symbolic = nullptr;
  ~Klu() {
    if (symbolic != nullptr) klu_free_symbolic(&symbolic, &common);
  }
};

SparseLuSymbolic::SparseLuSymbolic(SparsePattern pattern)
    : pattern_(std::move(pattern)), klu_(std::make_unique<Klu>()) {}
SparseLuSymbolic::~SparseLuSymbolic() = default;

absl::StatusOr<std::shared_ptr<const SparseLuSymbolic>> SparseLuSymbolic::Analyse(
    SparsePattern pattern) {
  auto made = std::shared_ptr<SparseLuSymbolic>(new SparseLuSymbolic(std::move(pattern)));
  Klu& klu = *made->klu_;
  klu.symbolic = klu_analyze(made->pattern_.size(), Mutable(made->pattern_.column_start),
                             Mutable(made->pattern_.row), &klu.common);
  // KLU orders a pattern without full rank too and would fail only when factorising.
  if (klu.symbolic == nullptr || klu.common.status != KLU_OK ||
      klu.symbolic->structural_rank < made->pattern_.size()) {
    return absl::FailedPreconditionError("the equations are structurally singular");
  }
  return std::shared_ptr<const SparseLuSymbolic>(std::move(made));
}

struct SparseLu::Factors {
  klu_common common = MakeCommon();
  klu_numeric* numeric = nullptr;
  ~Factors() { Free(); }
  void Free() {
    if (numeric != nullptr) klu_free_numeric(&numeric, &common);
  }
};

SparseLu::SparseLu(std::shared_ptr<const SparseLuSymbolic> symbolic)
    : symbolic_(std::move(symbolic)), factors_(std::make_unique<Factors>()) {}
SparseLu::~SparseLu() = default;
SparseLu::SparseLu(SparseLu&&) noexcept = default;
SparseLu& SparseLu::operator=(SparseLu&&) noexcept = default;

absl::Status SparseLu::Factorise(std::span<const double> values) {
  factors_->Free();
  factors_->numeric =
      klu_factor(Mutable(symbolic_->pattern_.column_start), Mutable(symbolic_->pattern_.row),
                 Mutable(values), symbolic_->klu_->symbolic, &factors_->common);
  if (factors_->numeric == nullptr || factors_->common.status != KLU_OK) {
    factors_->Free();
    return absl::FailedPreconditionError("the equations are singular");
  }
  return absl::OkStatus();
}

absl::Status SparseLu::Refactorise(std::span<const double> values) {
  if (factors_->numeric == nullptr) return Factorise(values);
  const int done = klu_refactor(Mutable(symbolic_->pattern_.column_start),
                                Mutable(symbolic_->pattern_.row), Mutable(values),
                                symbolic_->klu_->symbolic, factors_->numeric, &factors_->common);
  if (done == 0 || factors_->common.status != KLU_OK) return Factorise(values);
  klu_rgrowth(Mutable(symbolic_->pattern_.column_start), Mutable(symbolic_->pattern_.row),
              Mutable(values), symbolic_->klu_->symbolic, factors_->numeric, &factors_->common);
  return factors_->common.rgrowth < kMinPivotGrowth ? Factorise(values) : absl::OkStatus();
}

absl::Status SparseLu::RefactoriseUnchecked(std::span<const double> values) {
  const bool is_done =
      factors_->numeric != nullptr &&
      klu_refactor(Mutable(symbolic_->pattern_.column_start), Mutable(symbolic_->pattern_.row),
                   Mutable(values), symbolic_->klu_->symbolic, factors_->numeric,
                   &factors_->common) != 0 &&
      factors_->common.status == KLU_OK;
  return is_done ? absl::OkStatus() : absl::FailedPreconditionError("a pivot is zero");
}

void SparseLu::Solve(std::span<double> right_hand_side) {
  klu_solve(symbolic_->klu_->symbolic, factors_->numeric, symbolic_->pattern_.size(), 1,
            right_hand_side.data(), &factors_->common);
}

void SparseLu::SolveTransposed(std::span<double> right_hand_side) {
  klu_tsolve(symbolic_->klu_->symbolic, factors_->numeric, symbolic_->pattern_.size(), 1,
             right_hand_side.data(), &factors_->common);
}

}  // namespace solvers
