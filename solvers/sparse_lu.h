#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace solvers {

/// Pattern of a square sparse matrix by columns: rows of column j are
/// row[column_start[j]] … row[column_start[j+1]-1], ascending.
struct SparsePattern {
  std::vector<int> column_start;
  std::vector<int> row;
  int size() const { return static_cast<int>(column_start.size()) - 1; }
};

/// Fill-reducing ordering of one pattern; immutable, may be shared between threads.
class SparseLuSymbolic {
 public:
  /// Errors: FailedPrecondition when the pattern is structurally singular.
  static absl::StatusOr<std::shared_ptr<const SparseLuSymbolic>> Analyse(SparsePattern pattern);
  ~SparseLuSymbolic();
  SparseLuSymbolic(const SparseLuSymbolic&) = delete;
  SparseLuSymbolic& operator=(const SparseLuSymbolic&) = delete;
  const SparsePattern& pattern() const { return pattern_; }

 private:
  friend class SparseLu;
  struct Klu;
  explicit SparseLuSymbolic(SparsePattern pattern);
  SparsePattern pattern_;
  std::unique_ptr<Klu> klu_;
};

/// LU factors of a matrix with that pattern, by KLU.
/// **Source** Davis, Palamadai Natarajan 2010, "Algorithm 907: KLU", ACM TOMS 37(3).
class SparseLu {
 public:
  explicit SparseLu(std::shared_ptr<const SparseLuSymbolic> symbolic);
  ~SparseLu();
  SparseLu(SparseLu&&) noexcept;
  SparseLu& operator=(SparseLu&&) noexcept;

  /// Factorises with partial pivoting. Errors: FailedPrecondition when singular.
  absl::Status Factorise(std::span<const double> values);
  /// Factorises with the pivots of the last Factorise; with pivoting anew when those no longer
  /// serve.
  absl::Status Refactorise(std::span<const double> values);
  /// The same without looking how well the pivots serve: for a caller who sees it by the solution.
  /// Errors: FailedPrecondition when there is no factor or a pivot is zero.
  absl::Status RefactoriseUnchecked(std::span<const double> values);
  /// Overwrites the right-hand side with the solution. A Factorise must have succeeded.
  void Solve(std::span<double> right_hand_side);
  /// Solves with the transposed matrix.
  void SolveTransposed(std::span<double> right_hand_side);

 private:
  struct Factors;
  std::shared_ptr<const SparseLuSymbolic> symbolic_;
  std::unique_ptr<Factors> factors_;
};

}  // namespace solvers
