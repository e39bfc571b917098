// Networks of the EPANET examples against what that program finds at the first moment.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "data/epanet_reader.h"
#include "solvers/heat/hydraulics.h"
#include "tests/support/heat_network_cases.h"

namespace solvers::heat {
namespace {

constexpr double kFootM = 0.3048;
constexpr double kGravityMPerS2 = 9.81;

/// id → second column that is named.
std::map<std::string, double> ReadColumn(const std::string& path, const std::string& column) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> names = absl::StrSplit(line, ',');
  const std::size_t place =
      static_cast<std::size_t>(std::find(names.begin(), names.end(), column) - names.begin());
  std::map<std::string, double> values;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = absl::StrSplit(line, ',');
    double value = 0.0;
    if (place < cells.size() && absl::SimpleAtod(cells[place], &value)) values[cells[0]] = value;
  }
  return values;
}

class EpanetNetworksTest : public testing::TestWithParam<const char*> {};

TEST_P(EpanetNetworksTest, HeadsAndFlowsAreThoseOfTheReference) {
  const std::string stem = tests::HeatReferenceDirectory() + "/epanet/" + GetParam();
  if (!std::filesystem::exists(stem + ".inp")) GTEST_SKIP() << "no reference case " << stem;
  data::Diagnostics diagnostics;
  const data::EpanetCase epanet = data::LoadEpanetCase(stem + ".inp", diagnostics);
  ASSERT_TRUE(diagnostics.empty()) << data::ToStatus(diagnostics);
  const Hydraulics hydraulics = Hydraulics::Make(epanet.network);
  const auto workspace = hydraulics.MakeWorkspace();
  HydraulicInputs inputs{.outflow_kg_s = epanet.outflow_kg_s};
  for (const double pressure_pa : epanet.held_pressure_pa)
    inputs.held_pressure_bar.push_back(1e-5 * pressure_pa);
  const std::size_t links =
      epanet.network.pipes.size() + epanet.network.pumps.size() + epanet.network.valves.size();
  inputs.density_kg_m3.assign(links, epanet.density_kg_m3);
  inputs.viscosity_pa_s.assign(links, epanet.viscosity_pa_s);
  HydraulicSolution solution;
  const absl::Status status =
      hydraulics.Solve(inputs, {.friction = epanet.friction}, nullptr, *workspace, solution);
  ASSERT_TRUE(status.ok()) << status;

  const auto heads = ReadColumn(stem + "_nodes.csv", "head");
  int compared = 0;
  for (std::size_t row = 0; row < epanet.network.nodes.size(); ++row) {
    const auto& node = epanet.network.nodes[models::HydraulicNodeIndex(row)];
    const auto expected = heads.find(node.id);
    ASSERT_NE(expected, heads.end()) << node.id;
    const double head_m =
        1e5 * solution.pressure_bar[row] / (epanet.density_kg_m3 * kGravityMPerS2) + node.height_m;
    EXPECT_NEAR(head_m, expected->second * epanet.length_unit_m, 1e-3 * kFootM) << node.id;
    ++compared;
  }
  EXPECT_GT(compared, 6);
  const auto flows = ReadColumn(stem + "_links.csv", "flow");
  for (std::size_t row = 0; row < epanet.network.pipes.size(); ++row) {
    const auto& pipe = epanet.network.pipes[models::HydraulicPipeIndex(row)];
    const double expected_kg_s = flows.at(pipe.id) * epanet.flow_unit_kg_s;
    EXPECT_NEAR(solution.flow_kg_s[row], expected_kg_s, 1e-3 + 1e-4 * std::abs(expected_kg_s))
        << pipe.id;
  }
  RecordProperty("iterations", solution.iterations);
  RecordProperty("control_changes", solution.control_changes);
}

INSTANTIATE_TEST_SUITE_P(Examples, EpanetNetworksTest,
                         testing::Values("Net1", "Net2", "Net3", "Net6",
                                         "Todini_Fig2_optCost_CMH"));

}  // namespace
}  // namespace solvers::heat
