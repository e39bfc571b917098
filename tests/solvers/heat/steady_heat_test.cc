#include "solvers/heat/steady_heat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
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
  SteadyHeatOptions options{.consumers = consumers};
  options.hydraulics.friction = {law, LowFlowLaw::kTurbulentOnly};
  return SolveSteadyHeat(network, options);
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
  EXPECT_LE(solution->iterations, 8);
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

// The tables of the reference program, whose mixing is not quite right: see its README.
models::WaterLaw ReferenceWater() {
  const auto read = [](const char* name) {
    models::WaterPropertyTable table;
    std::ifstream file(tests::HeatReferenceDirectory() + "/pandapipes_analytic/" + name);
    for (double kelvin, value; file >> kelvin >> value;) {
      table.temperature_degc.push_back(kelvin - 273.15);
      table.values.push_back(value);
    }
    return table;
  };
  return models::WaterLaw::Tabulated(read("water_density.txt"), read("water_heat_capacity.txt"),
                                     read("water_viscosity.txt"));
}

TEST(SteadyHeatTest, WaterOfTheReferencesTablesGivesItsAnswer) {
  for (const char* name : {"tree6", "loop8", "grid1k"}) {
    const std::string directory = tests::HeatReferenceDirectory() + "/pandapipes_nets/" + name;
    if (!std::filesystem::exists(directory)) GTEST_SKIP() << "no reference case " << directory;
    HeatNetwork network = tests::LoadHeatCase(std::string("pandapipes_nets/") + name);
    SteadyHeatOptions options{.consumers = ConsumerMode::kReturnTemperature,
                              .water = ReferenceWater()};
    options.hydraulics.friction = {FrictionLaw::kSwameeJain, LowFlowLaw::kTurbulentOnly};
    const std::string stem = directory + "/result_C_tables_tret_sj_";
    auto nodes = tests::ReadNumbers(stem + "nodes.csv");
    auto consumers = tests::ReadNumbers(stem + "consumers.csv");
    // The reference counts what a consumer takes with the mean of the capacities at both ends, not
    // with their integral; its demand is translated.
    for (std::size_t row = 0; row < network.consumers.size(); ++row) {
      auto& consumer = network.consumers[models::HeatConsumerIndex(row)];
      const double from_degc = consumers["t_supply_c"][row], to_degc = consumer.return_degc;
      const double mean_j_per_kg_k = 0.5 * (options.water.HeatCapacityJPerKgK(from_degc) +
                                            options.water.HeatCapacityJPerKgK(to_degc));
      consumer.heat_w *=
          (options.water.EnthalpyJPerKg(from_degc) - options.water.EnthalpyJPerKg(to_degc)) /
          (mean_j_per_kg_k * (from_degc - to_degc));
    }
    const auto solution = SolveSteadyHeat(network, options);
    ASSERT_TRUE(solution.ok()) << solution.status();
    for (std::size_t row = 0; row < network.nodes.size(); ++row)
      EXPECT_NEAR(solution->hydraulics.pressure_bar[row], nodes["p_bar"][row], 1e-4) << name << row;
    // Where waters of different temperature meet the reference weighs them a little wrongly.
    for (std::size_t row = 0; row < network.consumers.size(); ++row)
      EXPECT_NEAR(solution->consumer_supply_degc[row], consumers["t_supply_c"][row], 2.5e-3)
          << name << row;
  }
}

TEST(SteadyHeatTest, EnergyClosesWithWaterThatChangesWithTemperature) {
  if (!std::filesystem::exists(tests::HeatReferenceDirectory())) GTEST_SKIP() << "no references";
  const HeatNetwork network = tests::LoadHeatCase("pandapipes_nets/grid1k");
  const auto solution = SolveSteadyHeat(network, {.consumers = ConsumerMode::kReturnTemperature,
                                                  .water = models::WaterLaw::Fitted()});
  ASSERT_TRUE(solution.ok()) << solution.status();
  double made_w = 0.0, used_w = 0.0;
  for (const double heat_w : solution->producer_heat_w) made_w += heat_w;
  for (const double loss_w : solution->pipe_loss_w) used_w += loss_w;
  for (const auto& consumer : network.consumers) used_w += consumer.heat_w;
  EXPECT_NEAR(made_w, used_w, 1e-9 * made_w);
}

TEST(SteadyHeatTest, AWarmStartGivesTheSameAnswerInFewerRounds) {
  if (!std::filesystem::exists(tests::HeatReferenceDirectory())) GTEST_SKIP() << "no references";
  const HeatNetwork network = tests::LoadHeatCase("pandapipes_nets/grid1k");
  const auto steady = SteadyHeat::Make(network);
  ASSERT_TRUE(steady.ok());
  const auto workspace = steady->MakeWorkspace({.consumers = ConsumerMode::kReturnTemperature});
  SteadyHeatInputs inputs = MakeSteadyHeatInputs(network);
  SteadyHeatSolution warm, cold;
  ASSERT_TRUE(steady->Solve(inputs, false, *workspace, warm).ok());
  for (double& heat_w : inputs.consumer_heat_w) heat_w *= 1.02;
  ASSERT_TRUE(steady->Solve(inputs, true, *workspace, warm).ok());
  ASSERT_TRUE(steady->Solve(inputs, false, *workspace, cold).ok());
  EXPECT_LT(warm.iterations, cold.iterations);
  for (std::size_t row = 0; row < network.consumers.size(); ++row)
    EXPECT_NEAR(warm.consumer_flow_kg_s[row], cold.consumer_flow_kg_s[row],
                1e-9 * cold.consumer_flow_kg_s[row]);
  for (std::size_t row = 0; row < network.nodes.size(); ++row)
    EXPECT_NEAR(warm.hydraulics.pressure_bar[row], cold.hydraulics.pressure_bar[row], 1e-6);
}

// Long spurs of large loops: flows that turn round while temperatures settle.
TEST(SteadyHeatTest, LargeMeshedNetworksSettleFromNothingKnown) {
  for (const char* name : {"t1k", "m1k", "t10k", "m10k", "m40k"}) {
    if (!std::filesystem::exists(tests::HeatReferenceDirectory() + "/generated/" + name))
      GTEST_SKIP() << "no reference network " << name;
    const HeatNetwork network = tests::LoadHeatCase(std::string("generated/") + name);
    const auto solution = SolveSteadyHeat(network, {.consumers = ConsumerMode::kReturnTemperature});
    ASSERT_TRUE(solution.ok()) << name << solution.status();
    double made_w = 0.0, used_w = 0.0;
    for (const double heat_w : solution->producer_heat_w) made_w += heat_w;
    for (const double loss_w : solution->pipe_loss_w) used_w += loss_w;
    for (const auto& consumer : network.consumers) used_w += consumer.heat_w;
    EXPECT_NEAR(made_w, used_w, 1e-9 * made_w) << name;
    EXPECT_LE(solution->iterations, name[0] == 't' ? 8 : 40) << name;
  }
}

// Hours from the last one, demand and supply falling and rising with the year and the day. In loops
// fed from two sides a steady state may end between two hours.
TEST(SteadyHeatTest, HoursOfAYearSettleFromTheLastOne) {
  const std::string folder = tests::HeatReferenceDirectory() + "/generated/m1k";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no reference case " << folder;
  const models::HeatNetwork network = tests::LoadHeatCase("generated/m1k");
  const auto steady = SteadyHeat::Make(network);
  ASSERT_TRUE(steady.ok()) << steady.status();
  const auto workspace = steady->MakeWorkspace({.consumers = ConsumerMode::kReturnTemperature});
  const SteadyHeatInputs full = MakeSteadyHeatInputs(network);
  SteadyHeatInputs moment = full;
  SteadyHeatSolution solution;
  int most_rounds = 0;
  for (int hour = 0; hour < 8760; hour += 7) {
    const double cold = 0.5 + 0.42 * std::cos(6.2832 * hour / 8760.0) +
                        0.08 * std::cos(6.2832 * hour / 24.0);  // 0 … 1
    for (std::size_t row = 0; row < full.consumer_heat_w.size(); ++row)
      moment.consumer_heat_w[row] = std::max(0.12, cold) * full.consumer_heat_w[row];
    for (std::size_t row = 0; row < full.producer_supply_degc.size(); ++row)
      moment.producer_supply_degc[row] = 75.0 + cold * (full.producer_supply_degc[row] - 75.0);
    const absl::Status status = steady->Solve(moment, hour > 0, *workspace, solution);
    ASSERT_TRUE(status.ok()) << hour << ": " << status;
    most_rounds = std::max(most_rounds, solution.iterations);
    for (std::size_t row = 0; row < full.consumer_heat_w.size(); ++row)
      ASSERT_NEAR(solution.consumer_flow_kg_s[row] * 4190.0 *
                      (solution.consumer_supply_degc[row] - solution.consumer_return_degc[row]),
                  moment.consumer_heat_w[row], 1e-6 * moment.consumer_heat_w[row])
          << hour << " " << row;
  }
  RecordProperty("most_rounds", most_rounds);
}

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
