#include "solvers/heat/hydraulics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "solvers/heat/network_flows.h"
#include "tests/support/heat_network_cases.h"
#include "tests/support/number_table.h"
#include "tests/support/random_heat_mesh.h"

namespace solvers::heat {
namespace {

using models::HeatNetwork;
using models::HeatNodeIndex;
using models::HeatPipeIndex;

// What the reference program does: the turbulent law in slow flow, too.
constexpr HydraulicOptions kAsReference{
    .friction = {models::FrictionLaw::kSwameeJain, models::LowFlowLaw::kTurbulentOnly}};

absl::StatusOr<HydraulicSolution> Solve(const HeatNetwork& network, const HydraulicInputs& inputs,
                                        const HydraulicOptions& options = {},
                                        const std::vector<double>* start_kg_s = nullptr) {
  const Hydraulics hydraulics = Hydraulics::Make(models::MakeHydraulicNetwork(network));
  const auto workspace = hydraulics.MakeWorkspace();
  HydraulicSolution solution;
  const absl::Status status = hydraulics.Solve(inputs, options, start_kg_s, *workspace, solution);
  if (!status.ok()) return status;
  return solution;
}

// One supply ring a–b–c held at a, the return side three nodes held at d.
HeatNetwork MakeTriangle() {
  HeatNetwork network;
  for (const char* id : {"a", "b", "c"}) network.nodes.Add({.id = id});
  for (const char* id : {"d", "e", "f"})
    network.nodes.Add({.id = id, .side = models::HeatSide::kReturn});
  const auto add = [&network](std::size_t from, std::size_t to, double length_m) {
    network.pipes.Add({.id = std::to_string(from) + "-" + std::to_string(to),
                       .from = HeatNodeIndex(from),
                       .to = HeatNodeIndex(to),
                       .length_m = length_m,
                       .inner_diameter_m = 0.1,
                       .roughness_m = 5e-5});
  };
  for (const std::size_t side : {0u, 3u}) {
    add(side, side + 1, 100.0);
    add(side, side + 2, 100.0);
    add(side + 1, side + 2, 40.0);
  }
  for (const std::size_t node : {1u, 2u})
    network.consumers.Add({.id = std::to_string(node),
                           .supply = HeatNodeIndex(node),
                           .back = HeatNodeIndex(node + 3),
                           .mass_flow_kg_s = 2.0});
  network.producers.Add({.id = "p",
                         .back = HeatNodeIndex(3),
                         .supply = HeatNodeIndex(0),
                         .pressure_bar = 10.0,
                         .lift_bar = 4.0});
  return network;
}

TEST(HydraulicsTest, ASymmetricRingSplitsInHalves) {
  const HeatNetwork network = MakeTriangle();
  const auto solution = Solve(network, tests::MakeGivenFlows(network));
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_NEAR(solution->flow_kg_s[0], 2.0, 1e-9);
  EXPECT_NEAR(solution->flow_kg_s[1], 2.0, 1e-9);
  EXPECT_NEAR(solution->flow_kg_s[2], 0.0, 1e-9);
  const models::PipeShape shape{.diameter_m = 0.1,
                                .area_m2 = 0.0025 * M_PI,
                                .length_ratio = 1000.0,
                                .relative_roughness_ratio = 5e-4};
  const double loss_pa = models::CalcPressureLoss(shape, 2.0, 968.0, 3.3e-4, {}).loss_pa;
  EXPECT_NEAR(solution->pressure_bar[1], 10.0 - 1e-5 * loss_pa, 1e-9);
  EXPECT_NEAR(solution->pressure_bar[4], 6.0 + 1e-5 * loss_pa, 1e-9);
}

TEST(HydraulicsTest, NoDemandMeansNoFlow) {
  const HeatNetwork network = MakeTriangle();
  const auto solution = Solve(network, tests::MakeGivenFlows(network, 0.0));
  ASSERT_TRUE(solution.ok()) << solution.status();
  for (const double flow_kg_s : solution->flow_kg_s) EXPECT_NEAR(flow_kg_s, 0.0, 1e-9);
}

TEST(HydraulicsTest, APartCutOffHasNoPressureAndNobodyMayDrawThere) {
  HeatNetwork network = MakeTriangle();
  for (const std::size_t pipe : {1u, 2u}) network.pipes[HeatPipeIndex(pipe)].is_open = false;
  const auto drawing = Solve(network, tests::MakeGivenFlows(network));
  EXPECT_EQ(drawing.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(drawing.status().message()), testing::HasSubstr("node c takes 2 kg/s"));
  const auto still = Solve(network, tests::MakeGivenFlows(network, 0.0));
  ASSERT_TRUE(still.ok()) << still.status();
  EXPECT_TRUE(std::isnan(still->pressure_bar[2]));
  EXPECT_EQ(still->pressure_bar[1], 10.0);
}

TEST(HydraulicsTest, TooFewIterationsNameAPipe) {
  const HeatNetwork network = MakeTriangle();
  HydraulicInputs inputs = tests::MakeGivenFlows(network);
  inputs.outflow_kg_s[1] = 5.0;
  const auto solution =
      Solve(network, inputs, {.max_iterations = 1, .max_fall_back_iterations = 0});
  EXPECT_EQ(solution.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(solution.status().message()), testing::HasSubstr("at pipe"));
}

// Supply and return of street grids with two plants, by KINSOL instead of the iteration.
TEST(HydraulicsTest, TheFallBackAloneSolvesAHundredMeshesAsTheIterationDoes) {
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    tests::RandomHeatMesh mesh(3 + seed % 5, 3 + seed % 4, seed);
    const HeatNetwork& network = mesh.network();
    std::vector<double> drawn_kg_s;
    for (std::size_t row = 0; row < network.consumers.size(); ++row)
      drawn_kg_s.push_back(mesh.Unit() < 0.2 ? 0.0 : mesh.Unit());
    HydraulicInputs inputs = MakeStillInputs(network, {});
    FillNetworkFlows(network, drawn_kg_s, inputs);
    const auto own = Solve(network, inputs, {});
    const auto other = Solve(network, inputs, {.max_iterations = 0});
    ASSERT_TRUE(own.ok()) << seed << own.status();
    ASSERT_TRUE(other.ok()) << seed << other.status();
    EXPECT_FALSE(own->fell_back);
    EXPECT_TRUE(other->fell_back);
    for (std::size_t link = 0; link < own->flow_kg_s.size(); ++link)
      EXPECT_NEAR(other->flow_kg_s[link], own->flow_kg_s[link], 1e-8) << seed << " " << link;
    for (std::size_t node = 0; node < own->pressure_bar.size(); ++node)
      EXPECT_NEAR(other->pressure_bar[node], own->pressure_bar[node], 1e-6) << seed;
  }
}

TEST(HydraulicsTest, InputsOfTheWrongLengthAreRefused) {
  const HeatNetwork network = MakeTriangle();
  HydraulicInputs inputs = tests::MakeGivenFlows(network);
  inputs.density_kg_m3.pop_back();
  EXPECT_EQ(Solve(network, inputs).status().code(), absl::StatusCode::kInvalidArgument);
}

class HydraulicsCaseTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(tests::HeatReferenceDirectory() + "/" + GetParam()))
      GTEST_SKIP() << "no reference case " << GetParam();
  }
};

TEST_P(HydraulicsCaseTest, GivenFlowsGiveTheReferencePressures) {
  const HeatNetwork network = tests::LoadHeatCase(GetParam());
  const auto solution = Solve(network, tests::MakeGivenFlows(network), kAsReference);
  ASSERT_TRUE(solution.ok()) << solution.status();
  const std::string stem =
      tests::HeatReferenceDirectory() + "/" + GetParam() + "/result_A_const_mdot_sj_";
  auto nodes = tests::ReadNumbers(stem + "nodes.csv");
  auto pipes = tests::ReadNumbers(stem + "pipes.csv");
  ASSERT_EQ(pipes["mdot_kg_per_s"].size(), network.pipes.size());
  // The tables have nine digits.
  for (std::size_t node = 0; node < network.nodes.size(); ++node)
    EXPECT_NEAR(solution->pressure_bar[node], nodes["p_bar"][node], 1e-6) << node;
  for (std::size_t pipe = 0; pipe < network.pipes.size(); ++pipe)
    EXPECT_NEAR(solution->flow_kg_s[pipe], pipes["mdot_kg_per_s"][pipe], 1e-6) << pipe;
}

TEST_P(HydraulicsCaseTest, MassBalancesAtEveryNode) {
  const HeatNetwork network = tests::LoadHeatCase(GetParam());
  const HydraulicInputs inputs = tests::MakeGivenFlows(network);
  const auto solution = Solve(network, inputs);
  ASSERT_TRUE(solution.ok()) << solution.status();
  std::vector<double> left_kg_s = inputs.outflow_kg_s;
  for (std::size_t pipe = 0; pipe < network.pipes.size(); ++pipe) {
    const auto& params = network.pipes[HeatPipeIndex(pipe)];
    left_kg_s[params.from.value()] += solution->flow_kg_s[pipe];
    left_kg_s[params.to.value()] -= solution->flow_kg_s[pipe];
  }
  for (const auto& producer : network.producers) {
    if (!producer.lift_bar) continue;
    left_kg_s[producer.supply.value()] = left_kg_s[producer.back.value()] = 0.0;
  }
  for (const double flow_kg_s : left_kg_s) EXPECT_NEAR(flow_kg_s, 0.0, 1e-9);
}

TEST_P(HydraulicsCaseTest, TheDrawnDirectionChangesNothing) {
  const HeatNetwork network = tests::LoadHeatCase(GetParam());
  HeatNetwork turned = network;
  for (std::size_t pipe = 0; pipe < turned.pipes.size(); pipe += 1 + pipe % 3)
    std::swap(turned.pipes[HeatPipeIndex(pipe)].from, turned.pipes[HeatPipeIndex(pipe)].to);
  const auto straight = Solve(network, tests::MakeGivenFlows(network));
  const auto other = Solve(turned, tests::MakeGivenFlows(turned));
  ASSERT_TRUE(straight.ok() && other.ok());
  EXPECT_EQ(straight->iterations, other->iterations);
  for (std::size_t pipe = 0; pipe < turned.pipes.size(); ++pipe) {
    const bool is_turned =
        turned.pipes[HeatPipeIndex(pipe)].from != network.pipes[HeatPipeIndex(pipe)].from;
    EXPECT_NEAR(other->flow_kg_s[pipe] * (is_turned ? -1.0 : 1.0), straight->flow_kg_s[pipe], 1e-9);
  }
}

TEST_P(HydraulicsCaseTest, AWarmStartGivesTheSameAnswerSooner) {
  const HeatNetwork network = tests::LoadHeatCase(GetParam());
  const HydraulicInputs inputs = tests::MakeGivenFlows(network, 1.02);
  const auto before = Solve(network, tests::MakeGivenFlows(network));
  ASSERT_TRUE(before.ok()) << before.status();
  const auto cold = Solve(network, inputs);
  const auto warm = Solve(network, inputs, {}, &before->flow_kg_s);
  ASSERT_TRUE(cold.ok() && warm.ok());
  EXPECT_LE(warm->iterations, cold->iterations);
  for (std::size_t pipe = 0; pipe < network.pipes.size(); ++pipe)
    EXPECT_NEAR(warm->flow_kg_s[pipe], cold->flow_kg_s[pipe], 1e-8);
}

// In wide, slow pipes rounding of a pressure of 16 bar is worth more than 1e-9 kg/s.
TEST(HydraulicsLargeTest, LargeLoopedNetworksConvergeAndBalance) {
  if (!std::filesystem::exists(tests::HeatReferenceDirectory() + "/generated/m40k"))
    GTEST_SKIP() << "no generated networks";
  for (const char* name : {"generated/m10k", "generated/m40k"}) {
    const HeatNetwork network = tests::LoadHeatCase(name);
    const HydraulicInputs inputs = tests::MakeGivenFlows(network);
    const auto solution = Solve(network, inputs);
    ASSERT_TRUE(solution.ok()) << name << ": " << solution.status();
    EXPECT_LE(solution->iterations, 12) << name;
    std::vector<double> left_kg_s = inputs.outflow_kg_s;
    for (std::size_t pipe = 0; pipe < network.pipes.size(); ++pipe) {
      const auto& params = network.pipes[HeatPipeIndex(pipe)];
      left_kg_s[params.from.value()] += solution->flow_kg_s[pipe];
      left_kg_s[params.to.value()] -= solution->flow_kg_s[pipe];
    }
    const auto& producer = network.producers[models::HeatProducerIndex(0)];
    left_kg_s[producer.supply.value()] = left_kg_s[producer.back.value()] = 0.0;
    for (const double flow_kg_s : left_kg_s) ASSERT_NEAR(flow_kg_s, 0.0, 1e-9) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, HydraulicsCaseTest,
                         testing::Values("pandapipes_nets/tree6", "pandapipes_nets/loop8",
                                         "pandapipes_nets/grid1k"));

}  // namespace
}  // namespace solvers::heat
