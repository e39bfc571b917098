#pragma once

#include <memory>
#include <span>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace solvers {

/// GMRES for A x = b with a preconditioner from the right, by SUNDIALS' SPGMR. Vectors and the
/// Krylov basis keep their memory; one object per thread.
class Gmres {
 public:
  /// out = A in, or out = P⁻¹ in.
  using Operator = absl::FunctionRef<void(std::span<const double> in, std::span<double> out)>;

  Gmres(int size, int max_basis);
  ~Gmres();
  Gmres(Gmres&&) noexcept;
  Gmres& operator=(Gmres&&) noexcept;

  /// Writes x from nothing; stops when |b − A x| (2-norm) is below `tolerance`, or when the basis
  /// is full: what is then reached is still the best of it.
  /// Errors: FailedPrecondition when the basis breaks down; Internal when memory cannot be had.
  absl::Status Solve(Operator apply, Operator precondition, std::span<const double> b,
                     double tolerance, std::span<double> x);
  int iterations() const;

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace solvers
