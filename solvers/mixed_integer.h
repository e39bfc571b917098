#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "absl/status/statusor.h"

namespace solvers {

/// A linear program with some whole-number unknowns:
///   min c·x   with  low_r <= Σ a_rj x_j <= high_r,  l_j <= x_j <= u_j
/// Infinity means no bound. Solved by branch and cut (COIN-OR Cbc).
class MixedIntegerProgram {
 public:
  struct Term {
    std::size_t column = 0;
    double factor_ratio = 0.0;
  };
  /// When to stop; whichever comes first.
  struct Limits {
    double solve_s = 2.0;         ///< wall clock
    double gap_share = 1e-4;      ///< of the cost, between the best found and the bound
    int nodes_count = 1'000'000;  ///< of the tree: an end that does not depend on the clock
  };
  struct Solution {
    std::vector<double> column_value_ratio;  ///< [column]
    double cost_nok = 0.0;
    double bound_nok = 0.0;  ///< no solution costs less
    /// (cost − bound) / max(|cost|, 1)
    double gap_share = 0.0;
    bool is_proven = false;  ///< the gap asked for was reached
  };

  /// Returns the column's number.
  std::size_t AddColumn(double low, double high, double cost, bool is_whole = false);
  void AddRow(std::span<const Term> terms, double low, double high);
  std::size_t column_count() const { return columns_.size(); }
  std::size_t row_count() const { return rows_.size(); }

  /// Errors: InvalidArgument for bounds that contradict each other or are not numbers;
  /// FailedPrecondition when there is no solution or none within the limits.
  absl::StatusOr<Solution> Solve(const Limits& limits) const;

 private:
  struct Column {
    double low_ratio = 0.0, high_ratio = 0.0, cost_ratio = 0.0;
    bool is_whole = false;
  };
  struct Row {
    std::vector<Term> terms;
    double low_ratio = 0.0, high_ratio = 0.0;
  };
  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace solvers
