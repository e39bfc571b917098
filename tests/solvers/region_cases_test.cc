// The three solved cases of the region's worked proposal: cold morning, mild day, summer night.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "data/csv_reader.h"
#include "data/grid_loader.h"
#include "solvers/ac_power_flow.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::BusIndex;

struct Case {
  std::string name;
  double models::LoadParams::*load_mw;
  double models::LoadParams::*tan_phi_ratio;
  double least_losses_share, most_losses_share;
};

const Case kCases[] = {
    {"cold", &models::LoadParams::cold_mw, &models::LoadParams::cold_tan_phi_ratio, 0.01, 0.04},
    {"mild", &models::LoadParams::mild_mw, &models::LoadParams::mild_tan_phi_ratio, 0.01, 0.04},
    {"summer", &models::LoadParams::summer_mw, &models::LoadParams::summer_tan_phi_ratio, 0.01,
     0.04},
};

// Column `<case>_mw` of a table, summed onto buses.
void AddColumn(const std::string& file, const std::string& column,
               const models::ElectricityGrid& grid, models::Table<BusIndex, double>& sum_mw) {
  data::Diagnostics diagnostics;
  const auto table = data::CsvTable::Load(tests::RegionDirectory() + "/osm/" + file, file,
                                          {"bus_id", column}, diagnostics);
  ASSERT_TRUE(diagnostics.empty());
  for (std::size_t row = 0; row < table.size(); ++row) {
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      if (grid.buses[BusIndex(i)].id != table.Text(row, "bus_id")) continue;
      sum_mw[BusIndex(i)] += table.Number(row, column, -1e5, 1e5, diagnostics);
    }
  }
}

PowerFlowInputs MakeCase(const models::ElectricityGrid& grid, const Case& c) {
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
  AddColumn("generators.csv", c.name + "_mw", grid, inputs.injection_mw);
  AddColumn("boundaries.csv", c.name + "_mw", grid, inputs.injection_mw);
  models::Table<BusIndex, double> drawn_mvar(grid.buses.size(), 0.0);
  for (const models::LoadParams& load : grid.loads) {
    inputs.injection_mw[load.bus] -= load.*c.load_mw;
    drawn_mvar[load.bus] += load.*c.load_mw * load.*c.tan_phi_ratio;
  }
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    inputs.injection_mvar[BusIndex(i)] = -drawn_mvar[BusIndex(i)];
  }
  const auto hold = [&inputs](BusIndex bus, double v_pu, double q_min_mvar, double q_max_mvar) {
    inputs.regulates[bus] = 1;
    inputs.v_set_pu[bus] = v_pu;
    inputs.q_min_mvar[bus] += q_min_mvar;
    inputs.q_max_mvar[bus] += q_max_mvar;
  };
  for (const models::GeneratorParams& generator : grid.generators) {
    if (generator.can_hold_voltage && generator.p_max_mw > 25.0) {
      hold(generator.bus, generator.v_set_pu, generator.q_min_mvar, generator.q_max_mvar);
    }
  }
  for (const models::ShuntParams& shunt : grid.shunts) {
    if (shunt.is_continuous) {
      hold(shunt.bus, shunt.v_set_pu, shunt.q_min_mvar, shunt.q_max_mvar);
    } else {
      inputs.shunt_mvar[shunt.bus] +=
          shunt.step_mvar * CalcShuntSteps(shunt, drawn_mvar[shunt.bus], 0);
    }
  }
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    hold(boundary.bus, boundary.v_set_pu, boundary.q_min_mvar, boundary.q_max_mvar);
  }
  return inputs;
}

class RegionCaseTest : public testing::TestWithParam<Case> {};

TEST_P(RegionCaseTest, SolvesFromAFlatStartWithinNormalVoltagesAndLosses) {
  data::Diagnostics diagnostics;
  const data::GridTables tables = data::LoadGrid(tests::RegionDirectory(), diagnostics);
  ASSERT_TRUE(data::ToStatus(diagnostics).ok()) << data::ToStatus(diagnostics);
  ASSERT_TRUE(models::Validate(tables.grid).ok()) << models::Validate(tables.grid);
  const models::ElectricityGrid& grid = tables.grid;
  const auto solver = AcPowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok()) << solver.status();
  const auto workspace = solver->MakeWorkspace();
  const PowerFlowInputs inputs = MakeCase(grid, GetParam());
  const auto solution = solver->Solve(inputs, PowerFlowState::MakeFlat(grid), {}, *workspace);
  ASSERT_TRUE(solution.ok()) << solution.status();

  double load_mw = 0.0;
  for (const models::LoadParams& load : grid.loads) load_mw += load.*GetParam().load_mw;
  const double losses_share = solution->result.losses_mw / load_mw;
  EXPECT_GE(losses_share, GetParam().least_losses_share);
  EXPECT_LE(losses_share, GetParam().most_losses_share);
  double lowest_pu = 2.0, highest_pu = 0.0;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    EXPECT_TRUE(solution->result.is_energised[BusIndex(i)]) << grid.buses[BusIndex(i)].name;
    const double vm_pu = solution->state.vm_pu[BusIndex(i)];
    EXPECT_GT(vm_pu, 0.95) << grid.buses[BusIndex(i)].name;
    EXPECT_LT(vm_pu, 1.07) << grid.buses[BusIndex(i)].name;
    lowest_pu = std::min(lowest_pu, vm_pu);
    highest_pu = std::max(highest_pu, vm_pu);
  }
  // The slack takes little more than the worked case gave it: the injections there balance.
  RecordProperty("losses_mw", std::to_string(solution->result.losses_mw));
  std::printf("%s: losses %.1f MW (%.2f %%), mismatch %.1f MW, %.3f-%.3f pu, %d steps, %d rounds\n",
              GetParam().name.c_str(), solution->result.losses_mw, 100 * losses_share,
              solution->result.mismatch_mw, lowest_pu, highest_pu, solution->result.iterations,
              solution->result.control_rounds);
}

INSTANTIATE_TEST_SUITE_P(WorkedProposal, RegionCaseTest, testing::ValuesIn(kCases),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace solvers
