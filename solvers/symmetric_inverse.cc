#include "solvers/symmetric_inverse.h"

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"

// Rows in order of elimination. Position (k, i), i > k, of the upper triangle holds u_ki; the
// diagonal holds 1/d_k. Row k changes what lies below it by
//   a_ij −= u_ki d_k u_kj,   i, j > k in row k, j ≥ i
// and the same places (i, j) are where the inverse is needed for row k. Lower positions are unused.

namespace solvers {
namespace {

using Complex = std::complex<double>;

constexpr double kLeastPivotRatio = 1e-12;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

SymmetricInverse::SymmetricInverse(const BlockPattern& pattern)
    : symbolic_(AnalyseBlockLu(pattern, pattern.size() - 1)) {
  const std::size_t count = U(symbolic_.block_count());
  source_.assign(count, -1);
  for (std::size_t entry = 0; entry < symbolic_.position_of_entry.size(); ++entry) {
    source_[U(symbolic_.position_of_entry[entry])] = static_cast<int>(entry);
  }
  // The targets are listed row by row for each position (i, k) left of the diagonal; the rows i
  // that meet column k come in the order of row k's positions right of its diagonal.
  target_start_.assign(count, 0);
  std::vector<int> next(symbolic_.diagonal.begin(), symbolic_.diagonal.end());
  int at = 0;
  for (int row = 0; row < size(); ++row) {
    for (int left = symbolic_.row_start[U(row)]; left < symbolic_.diagonal[U(row)]; ++left) {
      const std::size_t pivot = U(symbolic_.column[U(left)]);
      target_start_[U(++next[pivot])] = at;
      at += symbolic_.row_start[pivot + 1] - symbolic_.diagonal[pivot] - 1;
    }
  }
}

absl::Status SymmetricInverse::Factorise(std::span<const Complex> values,
                                         SymmetricFactor& factor) const {
  std::vector<Complex>& entry = factor.entry;
  entry.resize(source_.size());
  for (std::size_t at = 0; at < source_.size(); ++at) {
    entry[at] = source_[at] < 0 ? Complex() : values[U(source_[at])];
  }
  for (std::size_t row = 0; row < symbolic_.order.size(); ++row) {
    const int diagonal = symbolic_.diagonal[row], end = symbolic_.row_start[row + 1];
    const Complex pivot = entry[U(diagonal)];
    const double given = std::abs(values[U(source_[U(diagonal)])]);
    if (!(std::abs(pivot) > kLeastPivotRatio * given)) {
      return models::errors::Infeasible(
          "symmetric factor", absl::StrCat("no pivot left in row ", symbolic_.order[row]));
    }
    const Complex inverse = 1.0 / pivot;
    for (int left = diagonal + 1; left < end; ++left) {
      const Complex scaled = entry[U(left)] * inverse;
      const int* target = symbolic_.target.data() + target_start_[U(left)] - (diagonal + 1);
      for (int right = left; right < end; ++right) {
        entry[U(target[right])] -= scaled * entry[U(right)];
      }
    }
    for (int at = diagonal + 1; at < end; ++at) entry[U(at)] *= inverse;
    entry[U(diagonal)] = inverse;
  }
  return absl::OkStatus();
}

void SymmetricInverse::Solve(const SymmetricFactor& factor,
                             std::span<Complex> right_hand_side) const {
  const std::vector<Complex>& entry = factor.entry;
  std::vector<Complex> x(symbolic_.order.size());
  for (std::size_t row = 0; row < x.size(); ++row)
    x[row] = right_hand_side[U(symbolic_.order[row])];
  for (std::size_t row = 0; row < x.size(); ++row) {
    for (int at = symbolic_.diagonal[row] + 1; at < symbolic_.row_start[row + 1]; ++at) {
      x[U(symbolic_.column[U(at)])] -= entry[U(at)] * x[row];
    }
  }
  for (std::size_t row = x.size(); row-- > 0;) {
    x[row] *= entry[U(symbolic_.diagonal[row])];
    for (int at = symbolic_.diagonal[row] + 1; at < symbolic_.row_start[row + 1]; ++at) {
      x[row] -= entry[U(at)] * x[U(symbolic_.column[U(at)])];
    }
    right_hand_side[U(symbolic_.order[row])] = x[row];
  }
}

std::vector<Complex> SymmetricInverse::CalcDiagonal(const SymmetricFactor& factor) const {
  const std::vector<Complex>& entry = factor.entry;
  std::vector<Complex> inverse(entry.size());
  std::vector<Complex> diagonal(symbolic_.order.size());
  for (std::size_t row = symbolic_.order.size(); row-- > 0;) {
    const int own = symbolic_.diagonal[row], end = symbolic_.row_start[row + 1];
    // Z_ki of each pair is met once and serves both Z_row,k and Z_row,i.
    for (int left = own + 1; left < end; ++left) {
      const int* target = symbolic_.target.data() + target_start_[U(left)] - (own + 1);
      inverse[U(left)] -= entry[U(left)] * inverse[U(target[left])];
      for (int right = left + 1; right < end; ++right) {
        const Complex between = inverse[U(target[right])];
        inverse[U(left)] -= entry[U(right)] * between;
        inverse[U(right)] -= entry[U(left)] * between;
      }
    }
    Complex sum = entry[U(own)];
    for (int at = own + 1; at < end; ++at) sum -= entry[U(at)] * inverse[U(at)];
    inverse[U(own)] = sum;
    diagonal[U(symbolic_.order[row])] = sum;
  }
  return diagonal;
}

}  // namespace solvers
