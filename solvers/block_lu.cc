#include "solvers/block_lu.h"

#include <amd.h>

#include <algorithm>
#include <set>

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

// Columns of every row after fill, in steps of the elimination.
std::vector<std::set<int>> FindFill(const BlockPattern& pattern, const std::vector<int>& step_of,
                                    const std::vector<int>& order) {
  std::vector<std::set<int>> rows(order.size());
  for (std::size_t step = 0; step < order.size(); ++step) {
    const std::size_t row = U(order[step]);
    for (int entry = pattern.row_start[row]; entry < pattern.row_start[row + 1]; ++entry) {
      rows[step].insert(step_of[U(pattern.column[U(entry)])]);
    }
  }
  for (std::size_t step = 0; step < rows.size(); ++step) {
    const std::vector<int> right(rows[step].upper_bound(static_cast<int>(step)), rows[step].end());
    for (const int row : right) rows[U(row)].insert(right.begin(), right.end());
  }
  return rows;
}

}  // namespace

BlockLuSymbolic AnalyseBlockLu(const BlockPattern& pattern, int last) {
  BlockLuSymbolic lu;
  lu.order = FindOrder(pattern, last);
  lu.step_of.resize(lu.order.size());
  for (std::size_t step = 0; step < lu.order.size(); ++step) {
    lu.step_of[U(lu.order[step])] = static_cast<int>(step);
  }
  const std::vector<std::set<int>> rows = FindFill(pattern, lu.step_of, lu.order);
  lu.row_start.push_back(0);
  for (std::size_t step = 0; step < rows.size(); ++step) {
    for (const int column : rows[step]) {
      if (column == static_cast<int>(step))
        lu.diagonal.push_back(static_cast<int>(lu.column.size()));
      lu.column.push_back(column);
    }
    lu.row_start.push_back(static_cast<int>(lu.column.size()));
  }
  const auto position = [&lu](int row, int column) {
    const auto begin = lu.column.begin() + lu.row_start[U(row)];
    const auto end = lu.column.begin() + lu.row_start[U(row) + 1];
    return static_cast<int>(std::lower_bound(begin, end, column) - lu.column.begin());
  };
  for (int row = 0; row < lu.size(); ++row) {
    for (int left = lu.row_start[U(row)]; left < lu.diagonal[U(row)]; ++left) {
      const int pivot = lu.column[U(left)];
      for (int right = lu.diagonal[U(pivot)] + 1; right < lu.row_start[U(pivot) + 1]; ++right) {
        lu.target.push_back(position(row, lu.column[U(right)]));
      }
    }
  }
  for (int row = 0; row < pattern.size(); ++row) {
    for (int entry = pattern.row_start[U(row)]; entry < pattern.row_start[U(row) + 1]; ++entry) {
      lu.position_of_entry.push_back(
          position(lu.step_of[U(row)], lu.step_of[U(pattern.column[U(entry)])]));
    }
  }
  return lu;
}

}  // namespace solvers
