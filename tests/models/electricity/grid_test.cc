#include "models/electricity/grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "models/base/errors.h"
#include "tests/support/small_grids.h"

namespace models {
namespace {

using testing::UnorderedElementsAre;

ElectricityGrid MakeGrid() {
  ElectricityGrid grid = tests::MakeChain(2, 1.0, 10.0);
  grid.loads.Add({.id = "d0", .name = "Load", .bus = BusIndex(2), .cold_mw = 10.0});
  grid.generators.Add({.id = "g0", .name = "Plant", .bus = BusIndex(1), .p_max_mw = 5.0});
  grid.shunts.Add({.id = "c0", .bus = BusIndex(1), .step_mvar = 5.0, .max_steps = 2});
  return grid;
}

std::vector<std::string> LinesOf(const absl::Status& status) {
  std::vector<std::string> lines;
  for (const auto& violation : errors::FieldViolationsOf(status)) {
    lines.push_back(violation.field + " " + violation.description);
  }
  return lines;
}

TEST(GridValidateTest, ASoundGridPasses) {
  EXPECT_TRUE(Validate(MakeGrid()).ok()) << Validate(MakeGrid());
}

TEST(GridValidateTest, EveryViolationIsNamedAtOnce) {
  ElectricityGrid grid = MakeGrid();
  grid.stations.Add({.id = "s0"});
  grid.buses[BusIndex(0)].nominal_kv = 0.0;
  grid.buses[BusIndex(1)].station = StationIndex(7);
  grid.buses[BusIndex(2)].v_min_pu = 1.2;
  grid.branches[BranchIndex(0)].x_ohm = std::nan("");
  grid.branches[BranchIndex(1)].r_ohm = 0.0;
  grid.branches[BranchIndex(1)].x_ohm = 0.0;
  grid.branches[BranchIndex(1)].tap_ratio = 0.0;
  grid.branches[BranchIndex(1)].rating = {};
  grid.branches.Add({.id = "l2", .from = BusIndex(1), .to = BusIndex(9), .x_ohm = 1.0});
  grid.loads.Add({.id = "d0", .bus = BusIndex(2)});
  grid.generators[GeneratorIndex(0)].bus = BusIndex();
  grid.shunts[ShuntIndex(0)].bus = BusIndex(3);
  grid.boundaries[BoundaryIndex(0)].slack_participation_share = 0.5;
  const absl::Status status = Validate(grid);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(
      LinesOf(status),
      UnorderedElementsAre(
          "station s0 stands twice", "bus b0 nominal_kv is 0", "bus b1 has no station",
          "bus b2 voltage limits are 1.2 … 1.1", "branch l0 has an impedance that is not finite",
          "branch l1 has no impedance; merge its buses", "branch l1 is monitored and has no rating",
          "branch l1 tap_ratio is 0", "branch l2 has an end without bus", "load d0 stands twice",
          "generator g0 has no bus", "shunt c0 has no bus",
          "boundaries have participation shares that sum to 0.5"));
}

TEST(GridValidateTest, IdsMustBeThereAndUniqueInEveryTable) {
  ElectricityGrid grid = MakeGrid();
  grid.buses[BusIndex(1)].id = "";
  grid.branches[BranchIndex(1)].id = "l0";
  grid.generators.Add({.id = "g0", .bus = BusIndex(1)});
  grid.shunts.Add({.id = "c0", .bus = BusIndex(1)});
  grid.boundaries.Add({.id = "x0", .bus = BusIndex(1), .area = ExchangeAreaIndex(0)});
  grid.exchange_areas.Add({.id = "A"});
  EXPECT_THAT(LinesOf(Validate(grid)),
              UnorderedElementsAre("bus has a row without id", "branch l0 stands twice",
                                   "generator g0 stands twice", "shunt c0 stands twice",
                                   "boundary x0 stands twice", "exchange area A stands twice",
                                   "exchange area A has weights that sum to 0"));
}

TEST(GridValidateTest, ATapTableHasOneSoundRowPerStep) {
  ElectricityGrid grid = MakeGrid();
  grid.branches[BranchIndex(0)].tap_max_step = 1;
  grid.branches[BranchIndex(0)].tap_table = {{1.0, 0.0}, {1.0, 5.0, 1.0, 1.1}};
  EXPECT_TRUE(Validate(grid).ok()) << Validate(grid);
  grid.branches[BranchIndex(0)].tap_table[1].x_ratio = 0.0;
  grid.branches[BranchIndex(1)].tap_table = {{1.0, 0.0}, {1.0, std::nan("")}};
  EXPECT_THAT(LinesOf(Validate(grid)),
              UnorderedElementsAre(
                  "branch l0 has a tap table row of ratio 1, shift 5°, factors 1 and 0",
                  "branch l1 has a tap table of 2 rows for 1 steps",
                  "branch l1 has a tap table row of ratio 1, shift nan°, factors 1 and 1"));
}

TEST(GridValidateTest, ABranchMayNotEndWhereItBegins) {
  ElectricityGrid grid = MakeGrid();
  grid.branches.Add({.id = "l2",
                     .from = BusIndex(1),
                     .to = BusIndex(1),
                     .x_ohm = 1.0,
                     .rating = {100.0, 100.0, 100.0}});
  EXPECT_THAT(LinesOf(Validate(grid)),
              UnorderedElementsAre("branch l2 begins and ends at the same bus"));
}

TEST(GridValidateTest, TapStepsInReverseAreNamed) {
  ElectricityGrid grid = MakeGrid();
  grid.branches[BranchIndex(0)].tap_min_step = 3;
  EXPECT_THAT(LinesOf(Validate(grid)),
              UnorderedElementsAre("branch l0 has its tap steps in reverse"));
}

TEST(GridValidateTest, AnUnmonitoredBranchNeedsNoRating) {
  ElectricityGrid grid = MakeGrid();
  grid.branches[BranchIndex(0)].rating = {};
  grid.branches[BranchIndex(0)].is_monitored = false;
  EXPECT_TRUE(Validate(grid).ok()) << Validate(grid);
}

TEST(GridValidateTest, SomebodyMustTakeTheMismatch) {
  ElectricityGrid grid = MakeGrid();
  grid.boundaries = {};
  grid.exchange_areas = {};
  EXPECT_THAT(LinesOf(Validate(grid)),
              testing::Contains("boundaries are none: nobody can take the mismatch"));
}

TEST(GridValidateTest, WeightsSumToOneInEveryArea) {
  ElectricityGrid grid = MakeGrid();
  grid.boundaries[BoundaryIndex(0)].weight_share = 0.25;
  grid.exchange_areas.Add({.id = "B"});
  EXPECT_THAT(LinesOf(Validate(grid)),
              UnorderedElementsAre("exchange area A has weights that sum to 0.25",
                                   "exchange area B has weights that sum to 0"));
  grid.boundaries[BoundaryIndex(0)].area = ExchangeAreaIndex(5);
  EXPECT_THAT(LinesOf(Validate(grid)), testing::Contains("boundary x0 has no exchange area"));
}

TEST(GridValidateTest, BusesWithoutAPathToABoundaryAreNamedOneByOne) {
  ElectricityGrid grid = MakeGrid();
  grid.branches[BranchIndex(0)].is_in_service = false;
  EXPECT_THAT(
      LinesOf(Validate(grid)),
      UnorderedElementsAre("bus b1 has no path to a boundary bus; it would have no voltage",
                           "bus b2 has no path to a boundary bus; it would have no voltage"));
}

// Every double that a solver reads, one at a time: none may be NaN.
TEST(GridValidateTest, NoNumberMayBeNan) {
  const double nan = std::nan("");
  const BusIndex bus(1);
  const BranchIndex branch(0);
  const LoadIndex load(0);
  const GeneratorIndex plant(0);
  const ShuntIndex shunt(0);
  const BoundaryIndex edge(0);
  const ExchangeAreaIndex area(0);
  using Poison = std::function<void(ElectricityGrid&)>;
  const std::vector<std::pair<const char*, Poison>> poisons = {
      {"nominal_kv", [&](auto& g) { g.buses[bus].nominal_kv = nan; }},
      {"v_min_pu", [&](auto& g) { g.buses[bus].v_min_pu = nan; }},
      {"v_max_pu", [&](auto& g) { g.buses[bus].v_max_pu = nan; }},
      {"r_ohm", [&](auto& g) { g.branches[branch].r_ohm = nan; }},
      {"x_ohm", [&](auto& g) { g.branches[branch].x_ohm = nan; }},
      {"b_siemens", [&](auto& g) { g.branches[branch].b_siemens = nan; }},
      {"g_siemens", [&](auto& g) { g.branches[branch].g_siemens = nan; }},
      {"tap_ratio", [&](auto& g) { g.branches[branch].tap_ratio = nan; }},
      {"phase_shift_deg", [&](auto& g) { g.branches[branch].phase_shift_deg = nan; }},
      {"summer_mva", [&](auto& g) { g.branches[branch].rating.summer_mva = nan; }},
      {"mild_mva", [&](auto& g) { g.branches[branch].rating.mild_mva = nan; }},
      {"cold_mva", [&](auto& g) { g.branches[branch].rating.cold_mva = nan; }},
      {"tap_step_ratio", [&](auto& g) { g.branches[branch].tap_step_ratio = nan; }},
      {"tap_target_v_pu", [&](auto& g) { g.branches[branch].tap_target_v_pu = nan; }},
      {"tap_deadband_v_pu", [&](auto& g) { g.branches[branch].tap_deadband_v_pu = nan; }},
      {"load cold_mw", [&](auto& g) { g.loads[load].cold_mw = nan; }},
      {"load mild_mw", [&](auto& g) { g.loads[load].mild_mw = nan; }},
      {"load summer_mw", [&](auto& g) { g.loads[load].summer_mw = nan; }},
      {"cold_tan_phi_ratio", [&](auto& g) { g.loads[load].cold_tan_phi_ratio = nan; }},
      {"mild_tan_phi_ratio", [&](auto& g) { g.loads[load].mild_tan_phi_ratio = nan; }},
      {"summer_tan_phi_ratio", [&](auto& g) { g.loads[load].summer_tan_phi_ratio = nan; }},
      {"p_max_mw", [&](auto& g) { g.generators[plant].p_max_mw = nan; }},
      {"normal_year_gwh", [&](auto& g) { g.generators[plant].normal_year_gwh = nan; }},
      {"plant q_min_mvar", [&](auto& g) { g.generators[plant].q_min_mvar = nan; }},
      {"plant q_max_mvar", [&](auto& g) { g.generators[plant].q_max_mvar = nan; }},
      {"plant v_set_pu", [&](auto& g) { g.generators[plant].v_set_pu = nan; }},
      {"min_running_mw", [&](auto& g) { g.generators[plant].min_running_mw = nan; }},
      {"shunt q_min_mvar", [&](auto& g) { g.shunts[shunt].q_min_mvar = nan; }},
      {"shunt q_max_mvar", [&](auto& g) { g.shunts[shunt].q_max_mvar = nan; }},
      {"shunt v_set_pu", [&](auto& g) { g.shunts[shunt].v_set_pu = nan; }},
      {"step_mvar", [&](auto& g) { g.shunts[shunt].step_mvar = nan; }},
      {"draw_target_mvar", [&](auto& g) { g.shunts[shunt].draw_target_mvar = nan; }},
      {"weight_share", [&](auto& g) { g.boundaries[edge].weight_share = nan; }},
      {"edge q_min_mvar", [&](auto& g) { g.boundaries[edge].q_min_mvar = nan; }},
      {"edge q_max_mvar", [&](auto& g) { g.boundaries[edge].q_max_mvar = nan; }},
      {"edge v_set_pu", [&](auto& g) { g.boundaries[edge].v_set_pu = nan; }},
      {"participation", [&](auto& g) { g.boundaries[edge].slack_participation_share = nan; }},
      {"cold_import_mw", [&](auto& g) { g.exchange_areas[area].cold_import_mw = nan; }},
      {"mild_import_mw", [&](auto& g) { g.exchange_areas[area].mild_import_mw = nan; }},
      {"summer_import_mw", [&](auto& g) { g.exchange_areas[area].summer_import_mw = nan; }},
      {"import_limit_mw", [&](auto& g) { g.exchange_areas[area].import_limit_mw = nan; }},
      {"export_limit_mw", [&](auto& g) { g.exchange_areas[area].export_limit_mw = -1.0; }},
  };
  for (const auto& [name, poison] : poisons) {
    ElectricityGrid grid = MakeGrid();
    poison(grid);
    EXPECT_EQ(Validate(grid).code(), absl::StatusCode::kInvalidArgument) << name;
  }
}

TEST(GridValidateTest, ReactiveLimitsInReverseAreNamed) {
  ElectricityGrid grid = MakeGrid();
  grid.generators[GeneratorIndex(0)].q_min_mvar = 1.0;
  grid.shunts[ShuntIndex(0)].q_min_mvar = 2.0;
  grid.boundaries[BoundaryIndex(0)].q_min_mvar = 2e4;
  EXPECT_THAT(LinesOf(Validate(grid)),
              UnorderedElementsAre("generator g0 has its reactive limits in reverse",
                                   "shunt c0 has its reactive limits in reverse",
                                   "boundary x0 has its reactive limits in reverse"));
}

}  // namespace
}  // namespace models
