#include "solvers/heat/steady_heat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <numeric>

#include "tests/support/heat_network_cases.h"
#include "tests/support/number_table.h"

namespace solvers::heat {
namespace {

using models::FrictionLaw;
using models::HeatNetwork;
using models::LowFlowLaw;

absl::StatusOr<SteadyHeatSolution> Solve(const HeatNetwork& network, FrictionLaw law,
                                         ConsumerMode consumers) {
  const Hydraulics hydraulics = Hydraulics::Make(models::MakeHydraulicNetwork(network));
  const auto workspace = hydraulics.MakeWorkspace();
  SteadyHeatOptions options{.consumers = consumers};
  options.hydraulics.friction = {law, LowFlowLaw::kTurbulentOnly};
  return SolveSteadyHeat(network, hydraulics, options, *workspace);
}

struct Variant {
  const char* network;
  const char* name;
  FrictionLaw law;
  ConsumerMode consumers;
};

class SteadyHeatCaseTest : public testing::TestWithParam<Variant> {};

TEST_P(SteadyHeatCaseTest, IsTheReferenceAnswerAndEnergyCloses) {
  const std::string directory =
      tests::HeatReferenceDirectory() + "/pandapipes_nets/" + GetParam().network;
  if (!std::filesystem::exists(directory)) GTEST_SKIP() << "no reference case " << directory;
  const HeatNetwork network =
      tests::LoadHeatCase(std::string("pandapipes_nets/") + GetParam().network);
  const auto solution = Solve(network, GetParam().law, GetParam().consumers);
  ASSERT_TRUE(solution.ok()) << solution.status();
  const std::string stem = directory + "/result_" + GetParam().name + "_";
  auto nodes = tests::ReadNumbers(stem + "nodes.csv");
  auto pipes = tests::ReadNumbers(stem + "pipes.csv");
  auto consumers = tests::ReadNumbers(stem + "consumers.csv");
  // Where water stands the reference keeps the temperature it began with; only pressures and the
  // still flow are compared there.
  std::vector<char> is_passed(network.nodes.size(), 0);
  for (std::size_t row = 0; row < network.pipes.size(); ++row) {
    EXPECT_NEAR(solution->hydraulics.flow_kg_s[row], pipes["mdot_kg_per_s"][row], 1e-6) << row;
    if (std::abs(solution->hydraulics.flow_kg_s[row]) <= 1e-9) continue;
    EXPECT_NEAR(solution->pipe_outlet_degc[row], pipes["t_outlet_c"][row], 1e-6) << row;
    const auto& pipe = network.pipes[models::HeatPipeIndex(row)];
    is_passed[pipe.from.value()] = is_passed[pipe.to.value()] = 1;
  }
  int passed = 0;
  for (std::size_t row = 0; row < network.nodes.size(); ++row) {
    EXPECT_NEAR(solution->hydraulics.pressure_bar[row], nodes["p_bar"][row], 1e-6) << row;
    if (!is_passed[row]) continue;
    ++passed;
    EXPECT_NEAR(solution->node_degc[row], nodes["t_c"][row], 1e-6) << row;
  }
  EXPECT_GT(passed, 0.7 * static_cast<double>(network.nodes.size()));
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    EXPECT_NEAR(solution->consumer_flow_kg_s[row], consumers["mdot_kg_per_s"][row], 1e-6);
    EXPECT_NEAR(solution->consumer_return_degc[row], consumers["t_return_c"][row], 1e-6);
  }
  const auto sum = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
  };
  double demand_w = 0.0;
  for (const auto& consumer : network.consumers) demand_w += consumer.heat_w;
  const double made_w = sum(solution->producer_heat_w);
  EXPECT_NEAR(made_w, demand_w + sum(solution->pipe_loss_w), 1e-9 * made_w);
  EXPECT_LE(solution->iterations, 15);
}

constexpr Variant kGivenFlow(const char* network) {
  return {network, "A_const_mdot_sj", FrictionLaw::kSwameeJain, ConsumerMode::kMassFlow};
}
constexpr Variant kGivenReturn(const char* network) {
  return {network, "B_const_tret_cb", FrictionLaw::kColebrook, ConsumerMode::kReturnTemperature};
}
INSTANTIATE_TEST_SUITE_P(Networks, SteadyHeatCaseTest,
                         testing::Values(kGivenFlow("tree6"), kGivenReturn("tree6"),
                                         kGivenFlow("loop8"), kGivenReturn("loop8"),
                                         kGivenFlow("grid1k"), kGivenReturn("grid1k")));

TEST(SteadyHeatTest, WaterThatArrivesTooColdNamesTheConsumer) {
  if (!std::filesystem::exists(tests::HeatReferenceDirectory())) GTEST_SKIP() << "no references";
  HeatNetwork network = tests::LoadHeatCase("pandapipes_nets/tree6");
  network.consumers[models::HeatConsumerIndex(1)].return_degc = 96.0;
  const auto solution = Solve(network, FrictionLaw::kColebrook, ConsumerMode::kReturnTemperature);
  EXPECT_EQ(solution.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(solution.status().message()), testing::HasSubstr("consumer 1"));
}

}  // namespace
}  // namespace solvers::heat
