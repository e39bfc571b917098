#include "solvers/block_lu.h"

#include <amd.h>

#include <algorithm>

namespace solvers {
namespace {

std::size_t U(int value) { return static_cast<std::size_t>(value); }

std::vector<int> FindOrder(const BlockPattern& pattern, int last) {
  std::vector<int> order(U(pattern.size()));
  // AMD takes columns; the pattern is symmetric, so rows serve. It cannot fail on a valid pattern.
  amd_order(pattern.size(), pattern.row_start.data(), pattern.column.data(), order.data(), nullptr,
            nullptr);
  order.erase(std::find(order.begin(), order.end(), last));
  order.push_back(last);
  return order;
}

// Rows of the upper triangle after fill, in steps of the elimination, ascending. Row k is its own
// entries right of the diagonal and those of the rows whose first block is k, without k: the
// elimination tree carries the fill.
void FindUpperRows(const BlockPattern& pattern, const BlockLuSymbolic& lu, std::vector<int>& start,
                   std::vector<int>& column) {
  const std::size_t size = U(pattern.size());
  std::vector<int> first_child(size, -1), next_child(size, -1), seen(size, -1);
  start.assign(1, 0);
  column.reserve(3 * pattern.column.size());
  for (std::size_t step = 0; step < size; ++step) {
    const int own = static_cast<int>(step);
    seen[step] = own;
    const auto add = [&](int other) {
      if (other < own || seen[U(other)] == own) return;
      seen[U(other)] = own;
      column.push_back(other);
    };
    const std::size_t row = U(lu.order[step]);
    for (int entry = pattern.row_start[row]; entry < pattern.row_start[row + 1]; ++entry) {
      add(lu.step_of[U(pattern.column[U(entry)])]);
    }
    for (int child = first_child[step]; child >= 0; child = next_child[U(child)]) {
      const auto end = static_cast<std::size_t>(start[U(child) + 1]);
      for (std::size_t at = U(start[U(child)]); at < end; ++at) add(column[at]);
    }
    std::sort(column.begin() + start[step], column.end());
    start.push_back(static_cast<int>(column.size()));
    if (start[step] == start[step + 1]) continue;
    const std::size_t parent = U(column[U(start[step])]);
    next_child[step] = first_child[parent];
    first_child[parent] = own;
  }
}

// The rows in full: the lower triangle is the upper one mirrored.
void FillRows(const std::vector<int>& upper_start, const std::vector<int>& upper,
              BlockLuSymbolic& lu) {
  const std::size_t size = upper_start.size() - 1;
  std::vector<int> left_count(size, 0);
  for (const int column : upper) ++left_count[U(column)];
  lu.row_start.assign(size + 1, 0);
  lu.diagonal.resize(size);
  for (std::size_t row = 0; row < size; ++row) {
    lu.diagonal[row] = lu.row_start[row] + left_count[row];
    lu.row_start[row + 1] = lu.diagonal[row] + 1 + upper_start[row + 1] - upper_start[row];
  }
  lu.column.resize(U(lu.row_start.back()));
  std::vector<int> next(lu.row_start.begin(), lu.row_start.end() - 1);
  for (std::size_t row = 0; row < size; ++row) {
    int at = lu.diagonal[row];
    lu.column[U(at++)] = static_cast<int>(row);
    for (int k = upper_start[row]; k < upper_start[row + 1]; ++k) {
      const int column = upper[U(k)];
      lu.column[U(at++)] = column;
      lu.column[U(next[U(column)]++)] = static_cast<int>(row);
    }
  }
}

}  // namespace

BlockLuSymbolic AnalyseBlockLu(const BlockPattern& pattern, int last) {
  BlockLuSymbolic lu;
  lu.order = FindOrder(pattern, last);
  lu.step_of.resize(lu.order.size());
  for (std::size_t step = 0; step < lu.order.size(); ++step) {
    lu.step_of[U(lu.order[step])] = static_cast<int>(step);
  }
  std::vector<int> upper_start, upper;
  FindUpperRows(pattern, lu, upper_start, upper);
  FillRows(upper_start, upper, lu);
  lu.position_of_entry.resize(pattern.column.size());
  std::size_t target_count = 0;
  for (std::size_t step = 0; step < lu.order.size(); ++step) {
    const auto right = static_cast<std::size_t>(upper_start[step + 1] - upper_start[step]);
    target_count += right * right;
  }
  lu.target.reserve(target_count);
  // Where the present row holds a column: every column asked for is one of its own.
  std::vector<int> position(lu.order.size(), -1);
  for (int row = 0; row < lu.size(); ++row) {
    for (int at = lu.row_start[U(row)]; at < lu.row_start[U(row) + 1]; ++at) {
      position[U(lu.column[U(at)])] = at;
    }
    for (int left = lu.row_start[U(row)]; left < lu.diagonal[U(row)]; ++left) {
      const int pivot = lu.column[U(left)];
      for (int right = lu.diagonal[U(pivot)] + 1; right < lu.row_start[U(pivot) + 1]; ++right) {
        lu.target.push_back(position[U(lu.column[U(right)])]);
      }
    }
    const std::size_t own = U(lu.order[U(row)]);
    for (int entry = pattern.row_start[own]; entry < pattern.row_start[own + 1]; ++entry) {
      lu.position_of_entry[U(entry)] = position[U(lu.step_of[U(pattern.column[U(entry)])])];
    }
  }
  return lu;
}

}  // namespace solvers
