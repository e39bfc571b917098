#include "solvers/live_buses.h"

#include <algorithm>
#include <cstddef>

namespace solvers {
namespace {

std::size_t U(int value) { return static_cast<std::size_t>(value); }

int RootOf(std::vector<int>& root, int bus) {
  while (root[U(bus)] != bus) {
    root[U(bus)] = root[U(root[U(bus)])];
    bus = root[U(bus)];
  }
  return bus;
}

}  // namespace

BranchEnds BranchEnds::Make(const models::ElectricityGrid& grid) {
  BranchEnds ends{.bus_count = grid.buses.size()};
  for (const models::BranchParams& branch : grid.branches) {
    ends.from.push_back(static_cast<int>(branch.from.value()));
    ends.to.push_back(static_cast<int>(branch.to.value()));
    ends.as_built.push_back(branch.is_in_service ? 1 : 0);
  }
  std::vector<int> root;
  FindRoots(ends, ends.as_built, root);
  ends.is_whole = std::all_of(root.begin(), root.end(), [&](int r) { return r == root.front(); });
  return ends;
}

void FindRoots(const BranchEnds& ends, std::span<const char> in_service, std::vector<int>& root) {
  root.resize(ends.bus_count);
  for (std::size_t i = 0; i < root.size(); ++i) root[i] = static_cast<int>(i);
  for (std::size_t k = 0; k < ends.from.size(); ++k) {
    if (in_service[k] == 0) continue;
    const int a = RootOf(root, ends.from[k]), b = RootOf(root, ends.to[k]);
    // The lower row is the root: islands are then told by their first bus.
    if (a != b) root[U(std::max(a, b))] = std::min(a, b);
  }
  for (std::size_t i = 0; i < root.size(); ++i) root[i] = root[U(root[i])];
}

void FindLiveBuses(const BranchEnds& ends, std::span<const char> in_service, std::size_t reference,
                   std::span<char> is_live, std::vector<int>& root) {
  if (ends.is_whole && std::equal(in_service.begin(), in_service.end(), ends.as_built.begin())) {
    std::fill(is_live.begin(), is_live.end(), 1);
    return;
  }
  FindRoots(ends, in_service, root);
  for (std::size_t i = 0; i < is_live.size(); ++i) is_live[i] = root[i] == root[reference];
}

}  // namespace solvers
