#include "solvers/capacity_cells.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::StationIndex;

constexpr std::size_t kFullBuses = 12;
constexpr std::size_t kNoCell = static_cast<std::size_t>(-1);

// The grid as stations and what joins them.
struct StationGraph {
  std::vector<std::vector<std::size_t>> buses;    // [station]
  std::vector<std::set<std::size_t>> neighbours;  // [station]
  std::vector<std::vector<std::size_t>> lines;    // [station] branches with an end here
  std::vector<std::size_t> transformers;          // [station]
};

StationGraph MakeStationGraph(const models::ElectricityGrid& grid) {
  const std::size_t count = grid.stations.size();
  StationGraph graph{.buses = std::vector<std::vector<std::size_t>>(count),
                     .neighbours = std::vector<std::set<std::size_t>>(count),
                     .lines = std::vector<std::vector<std::size_t>>(count),
                     .transformers = std::vector<std::size_t>(count, 0)};
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    graph.buses[grid.buses[BusIndex(i)].station.value()].push_back(i);
  }
  for (std::size_t i = 0; i < grid.branches.size(); ++i) {
    const models::BranchParams& branch = grid.branches[BranchIndex(i)];
    const std::size_t from = grid.buses[branch.from].station.value();
    const std::size_t to = grid.buses[branch.to].station.value();
    if (branch.kind == models::BranchKind::kTransformer) {
      ++graph.transformers[from];
    } else {
      graph.lines[from].push_back(i);
    }
    if (from == to) continue;
    if (branch.kind != models::BranchKind::kTransformer) graph.lines[to].push_back(i);
    graph.neighbours[from].insert(to);
    graph.neighbours[to].insert(from);
  }
  return graph;
}

// A cell while it grows.
struct Growth {
  std::vector<std::size_t> stations;
  std::set<std::size_t> lines;
  std::size_t transformers = 0;
  std::size_t buses = 0;

  void Add(const StationGraph& graph, std::size_t station) {
    stations.push_back(station);
    lines.insert(graph.lines[station].begin(), graph.lines[station].end());
    transformers += graph.transformers[station];
    buses += graph.buses[station].size();
  }
  std::size_t elements() const { return lines.size() + transformers; }
  bool IsFull() const {
    return lines.size() >= kLeastCellElements &&
           (transformers >= kLeastCellElements || buses >= kFullBuses);
  }
};

Growth Grow(const StationGraph& graph, std::size_t first, std::vector<std::size_t>& cell_of,
            std::size_t cell) {
  Growth growth;
  std::vector<std::size_t> waiting{first};
  cell_of[first] = cell;
  for (std::size_t next = 0; next < waiting.size(); ++next) {
    if (growth.IsFull()) {
      cell_of[waiting[next]] = kNoCell;  // reached, and left to others
      continue;
    }
    growth.Add(graph, waiting[next]);
    for (const std::size_t neighbour : graph.neighbours[waiting[next]]) {
      if (cell_of[neighbour] != kNoCell) continue;
      cell_of[neighbour] = cell;
      waiting.push_back(neighbour);
    }
  }
  return growth;
}

// Cells with too few elements join the smallest beside them.
void JoinSmall(const StationGraph& graph, std::vector<Growth>& growths,
               std::vector<std::size_t>& cell_of) {
  for (std::size_t cell = 0; cell < growths.size(); ++cell) {
    if (growths[cell].IsFull() || growths[cell].stations.empty()) continue;
    std::size_t best = kNoCell;
    for (const std::size_t station : growths[cell].stations) {
      for (const std::size_t neighbour : graph.neighbours[station]) {
        const std::size_t other = cell_of[neighbour];
        if (other == cell) continue;
        if (best == kNoCell || growths[other].elements() < growths[best].elements()) best = other;
      }
    }
    if (best == kNoCell) continue;
    for (const std::size_t station : growths[cell].stations) {
      cell_of[station] = best;
      growths[best].Add(graph, station);
    }
    growths[cell] = Growth();
  }
}

// [station] cells, numbered without gaps.
std::vector<std::size_t> DivideStations(const StationGraph& graph) {
  std::vector<std::size_t> cell_of(graph.buses.size(), kNoCell);
  std::vector<Growth> growths;
  for (std::size_t station = 0; station < cell_of.size(); ++station) {
    if (cell_of[station] != kNoCell) continue;
    growths.push_back(Grow(graph, station, cell_of, growths.size()));
  }
  JoinSmall(graph, growths, cell_of);
  std::map<std::size_t, std::size_t> numbers;
  for (std::size_t& cell : cell_of) cell = numbers.try_emplace(cell, numbers.size()).first->second;
  return cell_of;
}

// Weight of a cell when it is decided which side of a cut the grid is fed from.
struct Weight {
  std::size_t boundaries = 0;
  std::size_t buses = 0;
  auto operator<=>(const Weight&) const = default;
};

// Cells that are cut off from the heaviest part when `removed` is taken out.
std::vector<std::size_t> FindBehind(const std::vector<std::set<std::size_t>>& beside,
                                    const std::vector<Weight>& weights, std::size_t removed) {
  std::vector<std::size_t> part_of(beside.size(), kNoCell);
  std::vector<Weight> part_weights;
  for (std::size_t first = 0; first < beside.size(); ++first) {
    if (first == removed || part_of[first] != kNoCell) continue;
    const std::size_t part = part_weights.size();
    part_weights.emplace_back();
    std::vector<std::size_t> waiting{first};
    part_of[first] = part;
    for (std::size_t next = 0; next < waiting.size(); ++next) {
      part_weights[part].boundaries += weights[waiting[next]].boundaries;
      part_weights[part].buses += weights[waiting[next]].buses;
      for (const std::size_t neighbour : beside[waiting[next]]) {
        if (neighbour == removed || part_of[neighbour] != kNoCell) continue;
        part_of[neighbour] = part;
        waiting.push_back(neighbour);
      }
    }
  }
  if (part_weights.empty()) return {};
  const auto heaviest = static_cast<std::size_t>(
      std::max_element(part_weights.begin(), part_weights.end()) - part_weights.begin());
  // A cell that holds most boundaries itself is what all others are fed through.
  const bool feeds_all = weights[removed].boundaries > part_weights[heaviest].boundaries;
  std::vector<std::size_t> behind;
  for (std::size_t cell = 0; cell < beside.size(); ++cell) {
    if (cell != removed && (feeds_all || part_of[cell] != heaviest)) behind.push_back(cell);
  }
  return behind;
}

void FindLimits(const models::ElectricityGrid& grid, CapacityCells& made) {
  const std::size_t count = made.cells.size();
  std::vector<std::set<std::size_t>> beside(count);
  std::vector<Weight> weights(count);
  for (const models::BranchParams& branch : grid.branches) {
    const std::size_t from = made.of_bus[branch.from];
    const std::size_t to = made.of_bus[branch.to];
    if (from == to) continue;
    beside[from].insert(to);
    beside[to].insert(from);
  }
  for (std::size_t cell = 0; cell < count; ++cell)
    weights[cell].buses = made.cells[cell].buses.size();
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    ++weights[made.of_bus[boundary.bus]].boundaries;
  }
  std::vector<std::set<std::size_t>> limited_by = beside;
  for (std::size_t cell = 0; cell < count; ++cell) {
    limited_by[cell].insert(cell);
    for (const std::size_t behind : FindBehind(beside, weights, cell)) {
      limited_by[behind].insert(cell);
    }
  }
  for (std::size_t cell = 0; cell < count; ++cell) {
    made.cells[cell].limited_by.assign(limited_by[cell].begin(), limited_by[cell].end());
  }
}

}  // namespace

CapacityCells MakeCapacityCells(const models::ElectricityGrid& grid) {
  const std::vector<std::size_t> of_station = DivideStations(MakeStationGraph(grid));
  CapacityCells made{.of_bus = models::Table<BusIndex, std::size_t>(grid.buses.size(), 0),
                     .of_branch = models::Table<BranchIndex, std::size_t>(grid.branches.size(), 0)};
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    const std::size_t cell = of_station[grid.buses[BusIndex(i)].station.value()];
    if (cell >= made.cells.size()) made.cells.resize(cell + 1);
    made.of_bus[BusIndex(i)] = cell;
    made.cells[cell].buses.push_back(BusIndex(i));
  }
  for (std::size_t i = 0; i < grid.branches.size(); ++i) {
    const models::BranchParams& branch = grid.branches[BranchIndex(i)];
    const std::size_t cell = std::min(made.of_bus[branch.from], made.of_bus[branch.to]);
    made.of_branch[BranchIndex(i)] = cell;
    made.cells[cell].branches.push_back(BranchIndex(i));
  }
  FindLimits(grid, made);
  return made;
}

}  // namespace solvers
