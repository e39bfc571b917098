// Left-looking, column by column in elimination order:
//   c = A(j:n, j) − Σ_k L(j:n, k) d_k L(j, k),   d_j = c_j,   L(:, j) = c / d_j
#include "solvers/sparse_ldlt.h"

#include <Eigen/OrderingMethods>
#include <Eigen/SparseCore>
#include <algorithm>

#include "absl/strings/str_format.h"

namespace solvers {
namespace {

std::vector<int> FindOrder(const LowerPattern& pattern) {
  const int size = pattern.size();
  std::vector<Eigen::Triplet<double>> entries;
  for (int column = 0; column < size; ++column)
    for (int k = pattern.column_start[column]; k < pattern.column_start[column + 1]; ++k) {
      entries.emplace_back(pattern.row[k], column, 1.0);
      entries.emplace_back(column, pattern.row[k], 1.0);
    }
  Eigen::SparseMatrix<double> full(size, size);
  full.setFromTriplets(entries.begin(), entries.end());
  Eigen::PermutationMatrix<Eigen::Dynamic, Eigen::Dynamic, int> permutation;
  Eigen::AMDOrdering<int>()(full, permutation);
  return {permutation.indices().data(), permutation.indices().data() + size};
}

}  // namespace

SparseLdlt::SparseLdlt(const LowerPattern& pattern) {
  const int size = pattern.size();
  if (size > 0) order_ = FindOrder(pattern);
  std::vector<int> place_of(order_.size());
  for (int k = 0; k < size; ++k) place_of[order_[k]] = k;
  // Each entry goes to the column that is eliminated first.
  std::vector<std::vector<std::pair<int, int>>> entries(order_.size());
  std::vector<std::vector<int>> columns(order_.size());
  for (int column = 0; column < size; ++column)
    for (int k = pattern.column_start[column]; k < pattern.column_start[column + 1]; ++k) {
      const int a = place_of[column], b = place_of[pattern.row[k]];
      entries[std::min(a, b)].emplace_back(std::max(a, b), k);
      if (a != b) columns[std::min(a, b)].push_back(std::max(a, b));
    }
  entry_start_.push_back(0);
  for (const auto& column : entries) {
    for (const auto& [row, place] : column) {
      entry_row_.push_back(row);
      entry_place_.push_back(place);
    }
    entry_start_.push_back(static_cast<int>(entry_row_.size()));
  }
  FindFill(columns);
  lower_.resize(row_.size());
  pivot_.resize(order_.size());
  inverse_pivot_.resize(order_.size());
  work_.assign(order_.size(), 0.0);
}

// A column's rows are its own and those of the columns whose first row below the diagonal it is.
void SparseLdlt::FindFill(const std::vector<std::vector<int>>& columns) {
  const int size = static_cast<int>(columns.size());
  std::vector<std::vector<int>> filled(columns), children(columns.size());
  column_start_.push_back(0);
  for (int j = 0; j < size; ++j) {
    auto& rows = filled[j];
    for (const int child : children[j])
      for (const int row : filled[child])
        if (row > j) rows.push_back(row);
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    if (!rows.empty()) children[rows.front()].push_back(j);
    row_.insert(row_.end(), rows.begin(), rows.end());
    column_start_.push_back(static_cast<int>(row_.size()));
  }
  left_start_.assign(columns.size() + 1, 0);
  for (const int row : row_) ++left_start_[row + 1];
  for (int j = 0; j < size; ++j) left_start_[j + 1] += left_start_[j];
  left_column_.resize(row_.size());
  left_place_.resize(row_.size());
  std::vector<int> next(left_start_.begin(), left_start_.end() - 1);
  for (int column = 0; column < size; ++column)
    for (int place = column_start_[column]; place < column_start_[column + 1]; ++place) {
      const int at = next[row_[place]]++;
      left_column_[at] = column;
      left_place_[at] = place;
    }
}

absl::Status SparseLdlt::Factorise(std::span<const double> values) {
  double* work = work_.data();
  double* lower = lower_.data();
  const int* row = row_.data();
  const int count = size();
  for (int j = 0; j < count; ++j) {
    for (int k = entry_start_[j]; k < entry_start_[j + 1]; ++k)
      work[entry_row_[k]] += values[entry_place_[k]];
    for (int k = left_start_[j]; k < left_start_[j + 1]; ++k) {
      const int column = left_column_[k], place = left_place_[k];
      const double scale = lower[place] * pivot_[column];
      work[j] -= lower[place] * scale;
      const int end = column_start_[column + 1];
      for (int p = place + 1; p < end; ++p) work[row[p]] -= lower[p] * scale;
    }
    const double pivot = work[j];
    work[j] = 0.0;
    if (!(pivot > 0.0)) {
      std::fill(work_.begin(), work_.end(), 0.0);
      return absl::FailedPreconditionError(
          absl::StrFormat("the matrix is not positive definite at row %d", order_[j]));
    }
    const double inverse = 1.0 / pivot;
    pivot_[j] = pivot;
    inverse_pivot_[j] = inverse;
    for (int p = column_start_[j]; p < column_start_[j + 1]; ++p) {
      lower[p] = work[row[p]] * inverse;
      work[row[p]] = 0.0;
    }
  }
  return absl::OkStatus();
}

void SparseLdlt::Solve(std::span<double> right_hand_side) {
  const int count = size();
  double* x = work_.data();
  for (int j = 0; j < count; ++j) x[j] = right_hand_side[order_[j]];
  for (int j = 0; j < count; ++j) {
    const double value = x[j];
    for (int p = column_start_[j]; p < column_start_[j + 1]; ++p) x[row_[p]] -= lower_[p] * value;
  }
  for (int j = count - 1; j >= 0; --j) {
    double value = x[j] * inverse_pivot_[j];
    for (int p = column_start_[j]; p < column_start_[j + 1]; ++p) value -= lower_[p] * x[row_[p]];
    x[j] = value;
  }
  for (int j = 0; j < count; ++j) {
    right_hand_side[order_[j]] = x[j];
    x[j] = 0.0;
  }
}

}  // namespace solvers
