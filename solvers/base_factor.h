#pragma once

#include <vector>

#include "solvers/lane_base.h"
#include "solvers/lane_network.h"

namespace solvers {

/// A grid as one tree that hangs on the reference, as far as it has voltage: which branches are
/// bridges, and what lies behind them.
struct OutageTree {
  std::vector<char> is_bridge;     ///< [branch]
  std::vector<int> parent_branch;  ///< [bus] −1 at the reference and where there is no voltage
  std::vector<char> is_live;       ///< [bus]
};
OutageTree MakeOutageTree(const LaneNetwork& network, const std::vector<char>& in_service);

/// What all bases of a network share: its lists in order of elimination ("rows"). Immutable;
/// `network` must outlive it.
struct ChordPattern {
  const LaneNetwork* network = nullptr;
  std::vector<int> y_row_start, y_column;  ///< admittance pattern by rows
  std::vector<int> y_source;               ///< [entry] entry of the network's pattern
  std::vector<int> y_position;             ///< [entry] position of its block
  std::vector<int> transposed;             ///< [position] position of the block across the diagonal
  std::vector<int> branch_from, branch_to;        ///< [branch] row
  std::vector<int> bus_branch_start, bus_branch;  ///< branches at a bus
  OutageTree as_built;
};
ChordPattern MakeChordPattern(const LaneNetwork& network);

/// An immutable base point: a solution, its Jacobian's factor with the controls as they stand
/// there, and the lists of who regulates. One serves all lanes, threads and requests that start
/// from it. Rows are in order of elimination.
struct BaseFactor {
  const ChordPattern* pattern = nullptr;
  const LaneBase* base = nullptr;
  bool enforces_q_limits = true;
  OutageTree own_tree;  ///< only where branches are not as built
  const OutageTree& tree() const { return base->is_as_built ? pattern->as_built : own_tree; }

  std::vector<double> e_pu, f_pu;            ///< [row] voltage
  std::vector<double> p_set_pu, q_set_pu;    ///< [row] schedules
  std::vector<double> p_calc_pu, q_calc_pu;  ///< [row] injections at the voltages
  std::vector<double> p_open_pu;  ///< [row] αλ − P, what the base leaves open beside a schedule
  std::vector<double> q_open_pu;  ///< [row] what a limit adds − Q
  std::vector<double> share;      ///< [row] participation α
  std::vector<double> live_share;   ///< [row] 1, or 0 without voltage
  std::vector<double> free_share;   ///< [row] 1 where the magnitude is an unknown
  std::vector<double> y_pu;         ///< [entry][2]
  std::vector<double> branch_y_pu;  ///< [branch][8], 0 without voltage
  std::vector<BusControl> control;  ///< [row]
  std::vector<int> regulated;       ///< [row] place in the next list, or −1
  std::vector<int> regulated_row;   ///< rows that regulate, ascending
  std::vector<double> blocks_pu;    ///< [position][4] factors, diagonal blocks inverted
};

/// Factorises at the voltages of `base`, which must outlive the result. The answers that start from
/// it do not depend on how well `base` is solved; how fast they come does.
void FillBaseFactor(const ChordPattern& pattern, const LaneBase& base, bool enforces_q_limits,
                    BaseFactor& factor);

}  // namespace solvers
