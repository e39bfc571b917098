#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/heat/heat_network.h"
#include "solvers/heat/parcel_rings.h"

namespace solvers::heat {

/// How water moves through one pipe in a step. Short: more passes than the pipe holds.
enum class PipeFlow : std::uint8_t { kStill, kForward, kShortForward, kBack, kShortBack };

/// A pipe end at a node.
struct PipeLink {
  std::uint32_t pipe = 0;
  PipeEnd end = PipeEnd::kFrom;
};

/// One node in the order in which temperatures are worked out, with the pipes that flow in and out
/// (ranges of `links`).
struct NodeVisit {
  std::uint32_t node = 0;
  std::uint32_t inflow = 0, outflow = 0, end = 0;
};

/// Nodes of one side after the other, each after all short pipes that flow to it; with it, pipes
/// follow each other along the flow as far as can be, so that what was written is read soon.
class FlowOrder {
 public:
  explicit FlowOrder(const models::HeatNetwork& network);

  /// Works the order out anew when `flows` [pipe] are not those of last time. False when short
  /// pipes form a circle; `Blocked` then names one of them.
  bool Update(const std::vector<PipeFlow>& flows);
  std::size_t Blocked() const { return blocked_; }

  const std::vector<NodeVisit>& supply() const { return visits_[0]; }
  const std::vector<NodeVisit>& back() const { return visits_[1]; }
  const std::vector<PipeLink>& links() const { return links_; }
  /// [node] first row of `at_node`, and one more
  const std::vector<std::uint32_t>& first() const { return first_; }
  /// Pipe ends grouped by node.
  const std::vector<PipeLink>& at_node() const { return at_node_; }

 private:
  void Visit(std::uint32_t node, std::vector<NodeVisit>& visits);

  std::vector<std::uint32_t> first_;
  std::vector<PipeLink> at_node_;
  std::vector<std::uint32_t> other_;          // [link in at_node] node at the other end
  std::vector<std::uint32_t> side_nodes_[2];  // producers' first
  std::vector<PipeFlow> flows_;
  bool is_ordered_ = false;
  std::size_t blocked_ = 0;
  std::vector<NodeVisit> visits_[2];
  std::vector<PipeLink> links_;
  std::vector<std::uint32_t> waiting_;  // [node] short pipes flowing in, not yet met
  std::vector<char> is_queued_;
  std::vector<std::uint32_t> stack_;
};

/// All pipes in the order in which a step would meet them if water went away from the producers on
/// the supply side, and towards them on the other, by the fewest pipes.
std::vector<std::uint32_t> OrderPipes(const models::HeatNetwork& network);

}  // namespace solvers::heat
