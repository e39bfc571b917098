#include "models/electricity/topology.h"

#include <algorithm>
#include <utility>

namespace models {
namespace {

struct Edge {
  std::size_t to;
  std::size_t branch;
};

using Adjacency = std::vector<std::vector<Edge>>;

Adjacency MakeAdjacency(const ElectricityGrid& grid, const Table<BranchIndex, char>& in_service) {
  Adjacency edges(grid.buses.size());
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    if (in_service[BranchIndex(k)] == 0) continue;
    const BranchParams& branch = grid.branches[BranchIndex(k)];
    edges[branch.from.value()].push_back({branch.to.value(), k});
    edges[branch.to.value()].push_back({branch.from.value(), k});
  }
  return edges;
}

// Depth-first search without recursion; low[v] is the earliest bus reachable past v's tree edge.
class BridgeSearch {
 public:
  BridgeSearch(const Adjacency& edges, Table<BranchIndex, char>& is_bridge)
      : edges_(edges), is_bridge_(is_bridge), order_(edges.size(), 0), low_(edges.size(), 0) {}

  void RunFrom(std::size_t root) {
    if (order_[root] != 0) return;
    Enter(root, kNoBranch);
    while (!stack_.empty()) {
      Visit& top = stack_.back();
      if (top.next == edges_[top.bus].size()) {
        Leave();
        continue;
      }
      const Edge edge = edges_[top.bus][top.next++];
      if (edge.branch == top.by_branch) continue;
      if (order_[edge.to] == 0) {
        Enter(edge.to, edge.branch);
      } else {
        low_[top.bus] = std::min(low_[top.bus], order_[edge.to]);
      }
    }
  }

 private:
  static constexpr std::size_t kNoBranch = static_cast<std::size_t>(-1);
  struct Visit {
    std::size_t bus;
    std::size_t by_branch;
    std::size_t next = 0;
  };

  void Enter(std::size_t bus, std::size_t by_branch) {
    order_[bus] = low_[bus] = ++counter_;
    stack_.push_back({bus, by_branch});
  }

  void Leave() {
    const Visit done = stack_.back();
    stack_.pop_back();
    if (stack_.empty()) return;
    const std::size_t parent = stack_.back().bus;
    low_[parent] = std::min(low_[parent], low_[done.bus]);
    if (low_[done.bus] > order_[parent]) is_bridge_[BranchIndex(done.by_branch)] = 1;
  }

  const Adjacency& edges_;
  Table<BranchIndex, char>& is_bridge_;
  std::vector<int> order_, low_;
  std::vector<Visit> stack_;
  int counter_ = 0;
};

}  // namespace

Islands FindIslands(const ElectricityGrid& grid, const Table<BranchIndex, char>& in_service) {
  const Adjacency edges = MakeAdjacency(grid, in_service);
  Islands islands{.island = Table<BusIndex, int>(grid.buses.size(), -1)};
  std::vector<std::size_t> queue;
  for (std::size_t root = 0; root < grid.buses.size(); ++root) {
    if (islands.island[BusIndex(root)] >= 0) continue;
    islands.island[BusIndex(root)] = islands.count;
    queue.assign(1, root);
    while (!queue.empty()) {
      const std::size_t bus = queue.back();
      queue.pop_back();
      for (const Edge& edge : edges[bus]) {
        int& island = islands.island[BusIndex(edge.to)];
        if (island >= 0) continue;
        island = islands.count;
        queue.push_back(edge.to);
      }
    }
    ++islands.count;
  }
  return islands;
}

Table<BranchIndex, char> FindBridges(const ElectricityGrid& grid,
                                     const Table<BranchIndex, char>& in_service) {
  const Adjacency edges = MakeAdjacency(grid, in_service);
  Table<BranchIndex, char> is_bridge(grid.branches.size(), 0);
  BridgeSearch search(edges, is_bridge);
  for (std::size_t root = 0; root < grid.buses.size(); ++root) search.RunFrom(root);
  return is_bridge;
}

}  // namespace models
