#include "solvers/capacity_cells.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace {

using models::BranchIndex;
using models::BusIndex;
using solvers::CapacityCells;
using solvers::MakeCapacityCells;

models::ElectricityGrid Stations(std::size_t count) {
  models::ElectricityGrid grid;
  for (std::size_t i = 0; i < count; ++i) {
    const auto station = grid.stations.Add({.id = "s" + std::to_string(i)});
    grid.buses.Add({.id = "b" + std::to_string(i), .station = station, .nominal_kv = 132.0});
  }
  return grid;
}

void Join(models::ElectricityGrid& grid, std::size_t from, std::size_t to) {
  grid.branches.Add({.from = BusIndex(from), .to = BusIndex(to), .length_km = 5.0});
}

models::ElectricityGrid Chain(std::size_t count) {
  models::ElectricityGrid grid = Stations(count);
  for (std::size_t i = 0; i + 1 < count; ++i) Join(grid, i, i + 1);
  grid.boundaries.Add({.bus = BusIndex(0)});
  return grid;
}

TEST(CapacityCellsTest, EveryBusbarAndEveryBranchBelongsToOneCell) {
  const models::ElectricityGrid grid = Chain(60);
  const CapacityCells made = MakeCapacityCells(grid);
  std::size_t buses = 0, branches = 0;
  for (std::size_t cell = 0; cell < made.cells.size(); ++cell) {
    buses += made.cells[cell].buses.size();
    branches += made.cells[cell].branches.size();
    EXPECT_GE(made.cells[cell].branches.size(), solvers::kLeastCellElements);
    for (const BusIndex bus : made.cells[cell].buses) EXPECT_EQ(made.of_bus[bus], cell);
    for (const BranchIndex one : made.cells[cell].branches) EXPECT_EQ(made.of_branch[one], cell);
  }
  EXPECT_EQ(buses, 60u);
  EXPECT_EQ(branches, 59u);
  EXPECT_GT(made.cells.size(), 2u);
}

TEST(CapacityCellsTest, ACellIsLimitedByThoseItHangsBehindAndByItsNeighbours) {
  const models::ElectricityGrid grid = Chain(60);
  const CapacityCells made = MakeCapacityCells(grid);
  const std::size_t last = made.of_bus[BusIndex(59)];
  const auto& limits = made.cells[last].limited_by;
  EXPECT_EQ(limits.size(), made.cells.size()) << "all of a chain lie before its end";
  // The first is fed at its own end: only itself and the next can limit it.
  EXPECT_THAT(made.cells[made.of_bus[BusIndex(0)]].limited_by, testing::ElementsAre(0, 1));
}

TEST(CapacityCellsTest, WhatIsLeftOverJoinsTheSmallestCellBesideIt) {
  // One cell is full at its thirteenth station; the two left over are no cell of their own.
  const CapacityCells made = MakeCapacityCells(Chain(14));
  EXPECT_EQ(made.cells.size(), 1u);
}

TEST(CapacityCellsTest, CellsFollowFromWhatEverybodyMayKnow) {
  models::ElectricityGrid grid = Chain(40);
  const CapacityCells before = MakeCapacityCells(grid);
  for (auto& branch : grid.branches) {
    branch.x_ohm = 7.0;
    branch.rating.summer_mva = 3.0;
  }
  grid.loads.Add({.bus = BusIndex(7), .cold_mw = 50.0});
  const CapacityCells after = MakeCapacityCells(grid);
  EXPECT_EQ(before.of_bus, after.of_bus);
  EXPECT_EQ(before.of_branch, after.of_branch);
}

TEST(CapacityCellsTest, AGridInOnePieceOrNoneIsDivided) {
  EXPECT_EQ(MakeCapacityCells({}).cells.size(), 0u);
  EXPECT_EQ(MakeCapacityCells(Stations(3)).cells.size(), 3u);  // nothing joins them
}

}  // namespace
