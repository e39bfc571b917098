#include "models/electricity/topology.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "tests/support/small_grids.h"

namespace models {
namespace {

Table<BranchIndex, char> AllIn(const ElectricityGrid& grid) {
  return Table<BranchIndex, char>(grid.branches.size(), 1);
}

void AddBranch(ElectricityGrid& grid, std::size_t from, std::size_t to) {
  grid.branches.Add({.from = BusIndex(from), .to = BusIndex(to), .x_ohm = 1.0});
}

TEST(TopologyTest, AChainIsOneIslandOfBridges) {
  const ElectricityGrid grid = tests::MakeChain(4, 1.0, 10.0);
  EXPECT_EQ(FindIslands(grid, AllIn(grid)).count, 1);
  for (const char bridge : FindBridges(grid, AllIn(grid))) EXPECT_EQ(bridge, 1);
}

TEST(TopologyTest, IslandsAreNumberedByTheirFirstBus) {
  const ElectricityGrid grid = tests::MakeChain(4, 1.0, 10.0);
  auto in_service = AllIn(grid);
  in_service[BranchIndex(1)] = 0;
  const Islands islands = FindIslands(grid, in_service);
  EXPECT_EQ(islands.count, 2);
  EXPECT_EQ(islands.island.rows(), (std::vector<int>{0, 0, 1, 1, 1}));
}

TEST(TopologyTest, WithoutBranchesEveryBusIsAnIsland) {
  const ElectricityGrid grid = tests::MakeChain(3, 1.0, 10.0);
  const Islands islands = FindIslands(grid, Table<BranchIndex, char>(3, 0));
  EXPECT_EQ(islands.count, 4);
  EXPECT_EQ(islands.island.rows(), (std::vector<int>{0, 1, 2, 3}));
}

TEST(TopologyTest, AGridWithoutBusesHasNoIslands) {
  EXPECT_EQ(FindIslands({}, {}).count, 0);
  EXPECT_TRUE(FindBridges({}, {}).empty());
}

TEST(TopologyTest, ParallelCircuitsAreNoBridgesUntilOneIsOut) {
  ElectricityGrid grid = tests::MakeChain(2, 1.0, 10.0);
  AddBranch(grid, 1, 0);  // beside line 0, drawn the other way
  auto in_service = AllIn(grid);
  EXPECT_EQ(FindBridges(grid, in_service).rows(), (std::vector<char>{0, 1, 0}));
  in_service[BranchIndex(2)] = 0;
  EXPECT_EQ(FindBridges(grid, in_service).rows(), (std::vector<char>{1, 1, 0}));
}

TEST(TopologyTest, ARingHasNoBridgeAndItsSpurIsOne) {
  ElectricityGrid grid = tests::MakeChain(4, 1.0, 10.0);
  AddBranch(grid, 3, 0);  // closes 0–1–2–3; 4 hangs on a spur
  EXPECT_EQ(FindBridges(grid, AllIn(grid)).rows(), (std::vector<char>{0, 0, 0, 1, 0}));
}

TEST(TopologyTest, ALongChainDoesNotExhaustTheStack) {
  const ElectricityGrid grid = tests::MakeChain(200000, 1.0, 10.0);
  EXPECT_EQ(FindIslands(grid, AllIn(grid)).count, 1);
  const auto bridges = FindBridges(grid, AllIn(grid));
  EXPECT_EQ(std::count(bridges.begin(), bridges.end(), 1), 200000);
}

// Brute force: a branch is a bridge exactly when its loss makes one island more.
TEST(TopologyTest, BridgesOfRandomGridsAgreeWithBruteForce) {
  std::mt19937 random(20261124);
  for (int trial = 0; trial < 200; ++trial) {
    ElectricityGrid grid = tests::MakeChain(11, 1.0, 10.0);
    grid.branches = {};
    std::uniform_int_distribution<std::size_t> bus(0, 11);
    const int branch_count = 6 + trial % 14;
    for (int k = 0; k < branch_count; ++k) {
      const std::size_t from = bus(random);
      std::size_t to = bus(random);
      if (to == from) to = (from + 1) % 12;
      AddBranch(grid, from, to);
    }
    auto in_service = AllIn(grid);
    in_service[BranchIndex(static_cast<std::size_t>(trial % branch_count))] = 0;
    const int count = FindIslands(grid, in_service).count;
    const auto bridges = FindBridges(grid, in_service);
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      const BranchIndex branch(k);
      if (in_service[branch] == 0) {
        EXPECT_EQ(bridges[branch], 0);
        continue;
      }
      in_service[branch] = 0;
      EXPECT_EQ(FindIslands(grid, in_service).count, count + bridges[branch])
          << "trial " << trial << " branch " << k;
      in_service[branch] = 1;
    }
  }
}

}  // namespace
}  // namespace models
