#include "twin/capacity/cell_answers.h"

#include <gmock/gmock.h>

namespace {

using models::BranchIndex;
using models::BusIndex;
using solvers::LimitKind;
using twin::capacity::CalcCellRooms;
using twin::capacity::CellRoom;
using twin::capacity::MapPoint;

// Three cells in a row, fed from the first: two busbars and two branches each.
solvers::CapacityCells Row() {
  solvers::CapacityCells cells{
      .of_bus = {0, 0, 1, 1, 2, 2}, .of_branch = {0, 0, 1, 1, 2, 2}, .cells = {}};
  cells.cells.resize(3);
  for (std::size_t i = 0; i < 6; ++i) {
    cells.cells[i / 2].buses.push_back(BusIndex(i));
    cells.cells[i / 2].branches.push_back(BranchIndex(i));
  }
  cells.cells[0].limited_by = {0, 1};
  cells.cells[1].limited_by = {0, 1, 2};
  cells.cells[2].limited_by = {0, 1, 2};
  return cells;
}

std::vector<MapPoint> Points(const std::vector<double>& firm_mw,
                             const std::vector<int>& binding_branch) {
  std::vector<MapPoint> points;
  for (std::size_t i = 0; i < firm_mw.size(); ++i) {
    MapPoint point{.bus = BusIndex(i)};
    point.load.is_known = true;
    point.load.firm_mw = firm_mw[i];
    point.generation = {.is_known = true, .firm_mw = 500.0, .is_capped = true};
    if (binding_branch[i] >= 0) {
      point.load.binding.kind = LimitKind::kCurrent;
      point.load.binding.branch = BranchIndex(static_cast<std::size_t>(binding_branch[i]));
    }
    points.push_back(point);
  }
  return points;
}

std::vector<double> FirmMw(const std::vector<CellRoom>& rooms) {
  std::vector<double> firm_mw;
  for (const CellRoom& room : rooms) firm_mw.push_back(room.firm_mw);
  return firm_mw;
}

TEST(CellAnswersTest, WhichElementOfACellBindsChangesNothingThatIsTold) {
  // An element of the middle cell binds: on the way to the last cell, or on a side way.
  const auto on_the_way =
      CalcCellRooms(Row(), Points({90, 90, 7, 7, 7, 7}, {-1, -1, 2, 2, 2, 2}));
  const auto aside =
      CalcCellRooms(Row(), Points({90, 90, 90, 7, 90, 90}, {-1, -1, -1, 3, -1, -1}));
  EXPECT_EQ(FirmMw(on_the_way), FirmMw(aside));
  EXPECT_THAT(FirmMw(aside), testing::ElementsAre(7, 7, 7));
  for (const CellRoom& room : aside) EXPECT_EQ(room.owner, 1u);
}

TEST(CellAnswersTest, NoCellIsToldMoreThanTheAnswerAtOneOfItsBusbars) {
  const std::vector<double> firm_mw = {30, 25, 12, 40, 9, 60};
  const auto rooms = CalcCellRooms(Row(), Points(firm_mw, {0, 1, 1, 3, 4, -1}));
  for (std::size_t i = 0; i < firm_mw.size(); ++i) EXPECT_LE(rooms[i / 2].firm_mw, firm_mw[i]);
  // The last cell's own 9 MW limit the middle one, which is beside it, and not the first.
  EXPECT_THAT(FirmMw(rooms), testing::ElementsAre(12, 9, 9));
}

TEST(CellAnswersTest, LoadAndGenerationAreToldAsTheLesserOfTheTwo) {
  auto points = Points({30, 30, 30, 30, 30, 30}, {0, 0, 2, 2, 4, 4});
  points[1].generation = {.is_known = true, .firm_mw = 4.0};
  points[1].generation.binding.kind = LimitKind::kCurrent;
  points[1].generation.binding.branch = BranchIndex(1);
  const auto rooms = CalcCellRooms(Row(), points);
  EXPECT_THAT(FirmMw(rooms), testing::ElementsAre(4, 4, 4));
  EXPECT_EQ(rooms[0].binding.branch, BranchIndex(1));
  for (auto& point : points) std::swap(point.load, point.generation);
  EXPECT_EQ(FirmMw(CalcCellRooms(Row(), points)), FirmMw(rooms));
}

TEST(CellAnswersTest, ABusbarWithoutAnAnswerIsToldAsNothing) {
  auto points = Points({30, 30, 30, 30, 30, 30}, {0, 0, 2, 2, 4, 4});
  points[5].load = {};
  points[5].load.has_no_answer = true;
  const auto rooms = CalcCellRooms(Row(), points);
  EXPECT_EQ(rooms[2].firm_mw, 0.0);
  EXPECT_EQ(rooms[2].binding.kind, LimitKind::kNoSolution);
}

}  // namespace
