#pragma once

#include <cstdint>
#include <vector>

namespace solvers {

/// Symmetric pattern of a square matrix of 2 × 2 blocks: row i holds the columns
/// column[row_start[i]] …, ascending, its own among them.
struct BlockPattern {
  std::vector<int> row_start;
  std::vector<int> column;
  int size() const { return static_cast<int>(row_start.size()) - 1; }
};

/// Elimination of one block pattern in a fixed order without pivoting between blocks, worked out
/// once so that the numerical work is a walk along lists.
///   A = L U,  row by row:  L_ik = A_ik D_k⁻¹,  A_ij −= L_ik U_kj   for every k < i of row i
/// Positions index one array of blocks: rows in elimination order, each row's blocks in ascending
/// order of elimination.
/// **Source** George, Liu 1981, "Computer Solution of Large Sparse Positive Definite Systems";
/// ordering: Amestoy, Davis, Duff 2004, "Algorithm 837: AMD", ACM TOMS 30(3).
struct BlockLuSymbolic {
  std::vector<int> order;      ///< [step] row that is eliminated then
  std::vector<int> step_of;    ///< [row]
  std::vector<int> row_start;  ///< [step + 1] first position of the row
  std::vector<int> diagonal;   ///< [step] position of the diagonal block
  std::vector<int> column;     ///< [position] step of the block's column
  /// For every position left of its diagonal, in order, the targets of A_ij −= L_ik U_kj: one
  /// position per block of row k right of its diagonal.
  std::vector<int> target;
  /// [entry of the pattern] its position
  std::vector<int> position_of_entry;

  int size() const { return static_cast<int>(order.size()); }
  int block_count() const { return static_cast<int>(column.size()); }
};

/// `last` is eliminated last. The pattern must be symmetric and hold its diagonal.
BlockLuSymbolic AnalyseBlockLu(const BlockPattern& pattern, int last);

}  // namespace solvers
