#pragma once

#include <span>
#include <vector>

#include "absl/status/status.h"

namespace solvers {

/// Lower triangle of a symmetric matrix by columns: rows of column j are
/// row[column_start[j]] … row[column_start[j+1]-1], ascending, the diagonal entry first.
struct LowerPattern {
  std::vector<int> column_start;
  std::vector<int> row;
  int size() const { return static_cast<int>(column_start.size()) - 1; }
};

/// L D Lᵀ of a sparse symmetric positive definite matrix whose pattern stays. Ordering (AMD) and
/// the places of fill are found once; factoring and solving allocate nothing and go straight
/// through precomputed places.
class SparseLdlt {
 public:
  explicit SparseLdlt(const LowerPattern& pattern);

  /// `values` in the order of the pattern. Errors: FailedPrecondition naming the row whose pivot is
  /// not positive.
  absl::Status Factorise(std::span<const double> values);
  /// Overwrites the right-hand side with the solution. A Factorise must have succeeded.
  void Solve(std::span<double> right_hand_side);

  int size() const { return static_cast<int>(order_.size()); }
  /// Entries of L below the diagonal.
  int fill() const { return static_cast<int>(row_.size()); }

 private:
  void FindFill(const std::vector<std::vector<int>>& columns);

  std::vector<int> order_;  // eliminated k-th → row of the matrix
  // Entries of the matrix by the column that takes them.
  std::vector<int> entry_start_, entry_row_, entry_place_;
  // L by columns without its diagonal of ones.
  std::vector<int> column_start_, row_;
  // For each row of L: columns with an entry there, and its place.
  std::vector<int> left_start_, left_column_, left_place_;
  std::vector<double> lower_, pivot_, inverse_pivot_, work_;
};

}  // namespace solvers
