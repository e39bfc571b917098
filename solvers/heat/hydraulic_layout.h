#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/heat/friction.h"
#include "models/heat/hydraulic_network.h"

namespace solvers::heat {

/// The structure of a water network as its equations need it. Links are counted pipes first, then
/// pumps, then valves. What hangs on the loops as a tree is taken off; pipes in a row between two
/// nodes of the loops become one chain with one unknown flow; pumps, valves and pipes with a check
/// valve stand each on its own.
struct HydraulicLayout {
  struct Leaf {
    int node;
    int parent;
    int place;  ///< of the pipe among `pipes`
    int sign;   ///< +1: the pipe is drawn from the leaf to its parent
  };
  /// Two ends of an equation: nodes, unknowns (−1 where held), and places in the matrix.
  struct Span {
    int from, to;
    int row_from, row_to;
    int slot_from, slot_to;  ///< diagonal entries, −1 where held
    int slot_between;        ///< below the diagonal, −1 when there is none
  };
  /// Pipes first … end among `pipes`, walked from `span.from` to `span.to`.
  struct Chain {
    Span span;
    int first, end;
  };
  /// One pipe of a tree or a chain.
  struct Pipe {
    int link;
    int sign;       ///< +1: drawn in the direction of the walk (in a tree: away from the leaf)
    int next_node;  ///< inner node behind it in the walk, −1 for the last
  };
  enum class ControlKind : std::uint8_t { kCheckedPipe, kPump, kValve, kLift };
  struct Control {
    Span span;
    ControlKind kind;
    int link;
    int row;          ///< in its table
    int sensed_high;  ///< node whose pressure it holds, −1 for none
    int sensed_low;
  };

  /// What flows out of a held node into the network is Σ sign · flow of its links.
  struct HeldNode {
    int node;
    std::vector<std::pair<int, int>> links;
  };

  int pipe_count = 0, pump_count = 0, valve_count = 0, lift_count = 0;
  std::vector<std::string> node_ids, link_ids;
  std::vector<int> from, to;  ///< [link]
  std::vector<double> rise_m,
      ambient_rise_pa;  ///< [link] from → to; 0 for lifts, theirs are in what they hold
  std::vector<models::PipeShape> shapes;  ///< [pipe], and of valves [pipes + valve]
  std::vector<char> is_held, is_live;     ///< [node]
  std::vector<Pipe> pipes;                ///< of chains, then of trees
  int chain_pipe_count = 0;
  std::vector<Chain> chains;
  std::vector<Leaf> leaves;  ///< in the order they are taken off
  std::vector<Control> controls;
  std::vector<HeldNode> held_nodes;
  std::vector<int> core_nodes;  ///< unknown → node
  /// Lower triangle by columns of the matrix of the core, diagonal entries first.
  std::vector<int> column_start, row_index;

  int link_count() const { return pipe_count + pump_count + valve_count + lift_count; }
  int row_count() const { return static_cast<int>(core_nodes.size()); }
};

/// `network` must have passed Validate.
HydraulicLayout MakeHydraulicLayout(const models::HydraulicNetwork& network);

}  // namespace solvers::heat
