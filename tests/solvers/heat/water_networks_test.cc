// Pumps, valves and odd shapes, by hand; and many random networks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "models/heat/pump.h"
#include "solvers/heat/hydraulics.h"

namespace solvers::heat {
namespace {

using models::HydraulicNetwork;
using models::HydraulicNodeIndex;
using models::HydraulicPipeIndex;
using models::HydraulicPumpIndex;
using models::HydraulicValveIndex;
using models::ValveKind;

constexpr double kPaPerBar = 1e5;

struct Water {
  HydraulicNetwork network;
  HydraulicInputs inputs;

  std::size_t Node(const std::string& id, double outflow_kg_s = 0.0) {
    network.nodes.Add({.id = id});
    inputs.outflow_kg_s.push_back(outflow_kg_s);
    inputs.held_pressure_bar.push_back(0.0);
    return network.nodes.size() - 1;
  }
  std::size_t Held(const std::string& id, double pressure_bar) {
    const std::size_t node = Node(id);
    network.nodes[HydraulicNodeIndex(node)].is_held = true;
    inputs.held_pressure_bar[node] = pressure_bar;
    return node;
  }
  std::size_t Pipe(std::size_t from, std::size_t to, double length_m = 100.0,
                   double diameter_m = 0.1) {
    network.pipes.Add({.id = "pipe" + std::to_string(network.pipes.size()),
                       .from = HydraulicNodeIndex(from),
                       .to = HydraulicNodeIndex(to),
                       .length_m = length_m,
                       .inner_diameter_m = diameter_m,
                       .roughness_m = 5e-5});
    return network.pipes.size() - 1;
  }
  std::size_t Pump(std::size_t from, std::size_t to, double shut_off_bar, double coefficient) {
    network.pumps.Add({.id = "pump" + std::to_string(network.pumps.size()),
                       .from = HydraulicNodeIndex(from),
                       .to = HydraulicNodeIndex(to),
                       .curve = models::PumpCurve{shut_off_bar * kPaPerBar, coefficient, 2.0}});
    return network.pumps.size() - 1;
  }
  models::HydraulicValveParams& Valve(std::size_t from, std::size_t to, ValveKind kind) {
    network.valves.Add({.id = "valve" + std::to_string(network.valves.size()),
                        .from = HydraulicNodeIndex(from),
                        .to = HydraulicNodeIndex(to),
                        .kind = kind,
                        .diameter_m = 0.1,
                        .fittings_ratio = 1.0});
    return network.valves[HydraulicValveIndex(network.valves.size() - 1)];
  }
  absl::StatusOr<HydraulicSolution> Solve(const HydraulicOptions& options = {}) {
    const std::size_t links = network.pipes.size() + network.pumps.size() + network.valves.size();
    inputs.density_kg_m3.assign(links, 968.0);
    inputs.viscosity_pa_s.assign(links, 3.3e-4);
    if (absl::Status status = models::Validate(network); !status.ok()) return status;
    const Hydraulics hydraulics = Hydraulics::Make(network);
    const auto workspace = hydraulics.MakeWorkspace();
    HydraulicSolution solution;
    absl::Status status = hydraulics.Solve(inputs, options, nullptr, *workspace, solution);
    if (!status.ok()) return status;
    return solution;
  }
  double LossBar(std::size_t pipe, double flow_kg_s) const {
    const auto& params = network.pipes[HydraulicPipeIndex(pipe)];
    const double area_m2 = 0.25 * M_PI * params.inner_diameter_m * params.inner_diameter_m;
    return models::CalcPressureLoss(
               {.diameter_m = params.inner_diameter_m,
                .area_m2 = area_m2,
                .length_ratio = params.length_m / params.inner_diameter_m,
                .relative_roughness_ratio = params.roughness_m / params.inner_diameter_m},
               flow_kg_s, 968.0, 3.3e-4, {})
               .loss_pa /
           kPaPerBar;
  }
};

TEST(WaterNetworksTest, APumpRunsWhereItsCurveMeetsThePipe) {
  Water water;
  const auto source = water.Held("source", 2.0), after = water.Node("after"),
             sink = water.Held("sink", 4.0);
  water.Pump(source, after, 5.0, 2e3);
  const auto pipe = water.Pipe(after, sink);
  const auto solution = water.Solve();
  ASSERT_TRUE(solution.ok()) << solution.status();
  const double flow_kg_s = solution->flow_kg_s[0];
  EXPECT_GT(flow_kg_s, 1.0);
  EXPECT_NEAR(solution->flow_kg_s[1], flow_kg_s, 1e-9);
  EXPECT_NEAR(2.0 + 5.0 - 0.02 * flow_kg_s * flow_kg_s - water.LossBar(pipe, flow_kg_s), 4.0, 1e-6);
}

TEST(WaterNetworksTest, TwoLikePumpsSideBySideShareTheFlow) {
  Water one, two;
  for (Water* water : {&one, &two}) {
    const auto source = water->Held("source", 2.0), after = water->Node("after"),
               sink = water->Held("sink", 4.0);
    water->Pipe(after, sink);
    water->Pump(source, after, 5.0, 2e3);
    if (water == &two) water->Pump(source, after, 5.0, 2e3);
  }
  // The pair is one pump with a quarter of the coefficient.
  one.network.pumps[HydraulicPumpIndex(0)].curve->coefficient /= 4.0;
  const auto single = one.Solve(), pair = two.Solve();
  ASSERT_TRUE(single.ok() && pair.ok());
  EXPECT_NEAR(pair->flow_kg_s[1], pair->flow_kg_s[2], 1e-9);
  EXPECT_NEAR(pair->flow_kg_s[0], single->flow_kg_s[0], 1e-8);
}

TEST(WaterNetworksTest, AWeakerPumpBesideAStrongOneStandsStill) {
  Water water;
  const auto source = water.Held("source", 2.0), after = water.Node("after"),
             sink = water.Held("sink", 4.0);
  water.Pipe(after, sink, 1000.0);
  water.Pump(source, after, 6.0, 1e2);
  water.Pump(source, after, 2.5, 1e2);
  const auto solution = water.Solve();
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_GT(solution->pressure_bar[after], 4.6);
  EXPECT_NEAR(solution->flow_kg_s[2], 0.0, 1e-4);
}

TEST(WaterNetworksTest, ACheckValveStopsWaterThatWouldRunBack) {
  for (const double far_bar : {3.0, 5.0}) {
    Water water;
    const auto near = water.Held("near", 4.0), middle = water.Node("middle", 0.0),
               far = water.Held("far", far_bar);
    const auto checked = water.Pipe(near, middle);
    water.network.pipes[HydraulicPipeIndex(checked)].has_check_valve = true;
    water.Pipe(middle, far);
    const auto solution = water.Solve();
    ASSERT_TRUE(solution.ok()) << solution.status();
    if (far_bar < 4.0) {
      EXPECT_GT(solution->flow_kg_s[checked], 1.0);
      EXPECT_EQ(solution->link_status[checked], LinkStatus::kOpen);
    } else {
      EXPECT_EQ(solution->flow_kg_s[checked], 0.0);
      EXPECT_EQ(solution->link_status[checked], LinkStatus::kShut);
      EXPECT_NEAR(solution->pressure_bar[middle], 5.0, 1e-6);
    }
  }
}

// near 6 bar —valve— a —pipe— b, which takes water.
Water MakeValveLine(ValveKind kind, double taken_kg_s) {
  Water water;
  const auto near = water.Held("near", 6.0), a = water.Node("a"), b = water.Node("b", taken_kg_s);
  water.Pipe(a, b);
  water.Valve(near, a, kind);
  return water;
}

TEST(WaterNetworksTest, AReducingValveHoldsThePressureBehindIt) {
  Water water = MakeValveLine(ValveKind::kPressureReducing, 5.0);
  water.network.valves[HydraulicValveIndex(0)].setting_pa = 4.0 * kPaPerBar;
  const auto solution = water.Solve();
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_NEAR(solution->pressure_bar[1], 4.0, 1e-9);
  EXPECT_NEAR(solution->pressure_bar[2], 4.0 - water.LossBar(0, 5.0), 1e-9);
  EXPECT_NEAR(solution->flow_kg_s[1], 5.0, 1e-9);
  EXPECT_EQ(solution->link_status[1], LinkStatus::kControlling);
}

TEST(WaterNetworksTest, AReducingValveThatCannotReachItsSettingStandsOpen) {
  Water water = MakeValveLine(ValveKind::kPressureReducing, 5.0);
  water.network.valves[HydraulicValveIndex(0)].setting_pa = 8.0 * kPaPerBar;
  const auto solution = water.Solve();
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_EQ(solution->link_status[1], LinkStatus::kOpen);
  const double speed_m_s = 5.0 / (968.0 * 0.25 * M_PI * 0.01);
  EXPECT_NEAR(solution->pressure_bar[1], 6.0 - 0.5 * 968.0 * speed_m_s * speed_m_s / kPaPerBar,
              1e-6);
}

TEST(WaterNetworksTest, AReducingValveDoesNotLetWaterBack) {
  Water water;
  const auto near = water.Held("near", 3.0), a = water.Node("a"), far = water.Held("far", 5.0);
  water.Pipe(a, far);
  water.Valve(near, a, ValveKind::kPressureReducing).setting_pa = 4.0 * kPaPerBar;
  const auto solution = water.Solve();
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_EQ(solution->link_status[1], LinkStatus::kShut);
  EXPECT_NEAR(solution->pressure_bar[a], 5.0, 1e-6);
}

TEST(WaterNetworksTest, ASustainingValveKeepsThePressureBeforeIt) {
  Water water;
  const auto source = water.Held("source", 6.0), a = water.Node("a"), low = water.Held("low", 1.0);
  const auto pipe = water.Pipe(source, a);
  water.Valve(a, low, ValveKind::kPressureSustaining).setting_pa = 5.0 * kPaPerBar;
  const auto solution = water.Solve();
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_EQ(solution->link_status[1], LinkStatus::kControlling);
  EXPECT_NEAR(solution->pressure_bar[a], 5.0, 1e-9);
  EXPECT_NEAR(water.LossBar(pipe, solution->flow_kg_s[0]), 1.0, 1e-6);
}

TEST(WaterNetworksTest, AFlowLimitLetsNoMoreThrough) {
  for (const double limit_kg_s : {2.0, 1000.0}) {
    Water water;
    const auto source = water.Held("source", 6.0), a = water.Node("a"),
               low = water.Held("low", 5.0);
    const auto pipe = water.Pipe(source, a);
    water.Valve(a, low, ValveKind::kFlowLimit).setting_kg_s = limit_kg_s;
    const auto solution = water.Solve();
    ASSERT_TRUE(solution.ok()) << solution.status();
    if (limit_kg_s < 100.0) {
      EXPECT_EQ(solution->link_status[1], LinkStatus::kControlling);
      EXPECT_NEAR(solution->flow_kg_s[0], 2.0, 1e-9);
      EXPECT_NEAR(solution->pressure_bar[a], 6.0 - water.LossBar(pipe, 2.0), 1e-9);
    } else {
      EXPECT_EQ(solution->link_status[1], LinkStatus::kOpen);
      EXPECT_GT(solution->flow_kg_s[0], 10.0);
    }
  }
}

TEST(WaterNetworksTest, ADifferentialPressureValveHoldsTheDifferenceAtItsSensors) {
  // A consumer's branch: source → valve → a → (pipe) → b → (pipe) → sink; held over a – b.
  Water water;
  const auto source = water.Held("source", 8.0), a = water.Node("a"), b = water.Node("b"),
             sink = water.Held("sink", 2.0);
  const auto consumer = water.Pipe(a, b, 300.0, 0.05);
  water.Pipe(b, sink, 50.0);
  auto& valve = water.Valve(source, a, ValveKind::kDifferentialPressure);
  valve.setting_pa = 1.0 * kPaPerBar;
  valve.sensed_high = HydraulicNodeIndex(a);
  valve.sensed_low = HydraulicNodeIndex(b);
  const auto solution = water.Solve();
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_NEAR(solution->pressure_bar[a] - solution->pressure_bar[b], 1.0, 1e-9);
  EXPECT_NEAR(water.LossBar(consumer, solution->flow_kg_s[0]), 1.0, 1e-6);
}

// In series with what it regulates a valve stands open when there is too little, and takes over
// when there is enough; beside it, it is the other way round.
TEST(WaterNetworksTest, ADifferentialPressureValveKnowsWhichWayItActs) {
  const auto solve = [](bool is_series, double setting_bar) {
    Water water;
    const auto high = water.Held("high", 6.0), low = water.Held("low", 4.0);
    const auto a = water.Node("a"), b = water.Node("b"), c = water.Node("c");
    water.Pipe(high, a, 300.0);
    water.Pipe(a, b, 100.0);  // the user
    if (!is_series) water.Pipe(b, c, 1.0);
    water.Pipe(c, low, 300.0);
    auto& valve = is_series ? water.Valve(b, c, ValveKind::kDifferentialPressure)
                            : water.Valve(a, c, ValveKind::kDifferentialPressure);
    valve.setting_pa = setting_bar * kPaPerBar;
    valve.sensed_high = HydraulicNodeIndex(a);
    valve.sensed_low = HydraulicNodeIndex(b);
    const auto solution = water.Solve();
    EXPECT_TRUE(solution.ok()) << solution.status();
    return std::pair(solution->pressure_bar[a] - solution->pressure_bar[b],
                     solution->link_status.back());
  };
  const auto [free_bar, free_status] = solve(true, 5.0);  // out of reach: open
  EXPECT_EQ(free_status, LinkStatus::kOpen);
  EXPECT_NEAR(free_bar, 2.0 / 7.0, 0.02);  // 100 m of 700 m
  const auto [held_bar, held_status] = solve(true, 0.1);
  EXPECT_EQ(held_status, LinkStatus::kControlling);
  EXPECT_NEAR(held_bar, 0.1, 1e-6);
  const auto [kept_bar, kept_status] = solve(false, 0.1);  // bypass: lets go what is too much
  EXPECT_EQ(kept_status, LinkStatus::kControlling);
  EXPECT_NEAR(kept_bar, 0.1, 1e-6);
  const auto [all_bar, all_status] = solve(false, 5.0);  // never enough: shut
  EXPECT_EQ(all_status, LinkStatus::kShut);
  EXPECT_NEAR(all_bar, 2.0 / 7.0, 0.02);
}

TEST(WaterNetworksTest, ABreakerTakesItsSettingOffWhateverFlows) {
  Water water = MakeValveLine(ValveKind::kPressureBreaker, 0.5);
  water.network.valves[HydraulicValveIndex(0)].setting_pa = 1.5 * kPaPerBar;
  const auto solution = water.Solve();
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_NEAR(solution->pressure_bar[1], 4.5, 1e-6);
}

TEST(WaterNetworksTest, ARingThatHangsOnOneNodeIsSolved) {
  Water water;
  const auto source = water.Held("source", 6.0), neck = water.Node("neck"),
             a = water.Node("a", 1.0), b = water.Node("b", 2.0);
  water.Pipe(source, neck);
  const auto first = water.Pipe(neck, a), second = water.Pipe(a, b), third = water.Pipe(b, neck);
  const auto solution = water.Solve();
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_NEAR(solution->flow_kg_s[0], 3.0, 1e-9);
  const double around = water.LossBar(first, solution->flow_kg_s[first]) +
                        water.LossBar(second, solution->flow_kg_s[second]) +
                        water.LossBar(third, solution->flow_kg_s[third]);
  EXPECT_NEAR(around, 0.0, 1e-6);
  EXPECT_NEAR(solution->flow_kg_s[first] - solution->flow_kg_s[second], 1.0, 1e-9);
}

TEST(WaterNetworksTest, PipesInARowBetweenTwoHeldNodesNeedNoMatrix) {
  Water water;
  const auto high = water.Held("high", 6.0), a = water.Node("a", 1.0), low = water.Held("low", 5.0);
  water.Pipe(high, a);
  water.Pipe(a, low);
  const auto solution = water.Solve();
  ASSERT_TRUE(solution.ok()) << solution.status();
  EXPECT_EQ(Hydraulics::Make(water.network).unknown_count(), 0);
  EXPECT_NEAR(solution->flow_kg_s[0] - solution->flow_kg_s[1], 1.0, 1e-12);
  EXPECT_NEAR(water.LossBar(0, solution->flow_kg_s[0]) + water.LossBar(1, solution->flow_kg_s[1]),
              1.0, 1e-6);
}

// A random network with rings, islands, closed and checked pipes, zero demands, pumps side by
// side and several held nodes.
Water MakeRandom(unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  const auto below = [&](std::size_t count) { return random() % count; };
  Water water;
  const std::size_t nodes = 5 + below(50);
  const bool is_still = unit(random) < 0.1;
  for (std::size_t node = 0; node < nodes; ++node)
    water.Node("n" + std::to_string(node), is_still || unit(random) < 0.3
                                               ? 0.0
                                               : (unit(random) < 0.1 ? -2.0 : 2.0) * unit(random));
  for (std::size_t held = 0; held <= below(3); ++held) {
    const std::size_t node = below(nodes);
    water.network.nodes[HydraulicNodeIndex(node)].is_held = true;
    water.inputs.held_pressure_bar[node] = 6.0 + 2.0 * unit(random);
  }
  for (auto& node : water.network.nodes) node.height_m = 100.0 * unit(random);
  const auto diameter = [&] { return 0.03 + 0.3 * unit(random); };
  for (std::size_t node = 1; node < nodes; ++node)
    if (unit(random) < 0.97) water.Pipe(node, below(node), 5.0 + 500.0 * unit(random), diameter());
  for (std::size_t extra = 0; extra < nodes / 4; ++extra) {
    const std::size_t from = below(nodes), to = below(nodes);
    if (from != to) water.Pipe(from, to, 5.0 + 500.0 * unit(random), diameter());
  }
  for (auto& pipe : water.network.pipes) {
    if (unit(random) < 0.03) pipe.is_open = false;
    if (unit(random) < 0.5) std::swap(pipe.from, pipe.to);
  }
  // Pumps side by side from a new held node.
  if (unit(random) < 0.4) {
    const std::size_t source = water.Held("source", 4.0), to = below(nodes);
    for (std::size_t pump = 0; pump <= below(3); ++pump)
      water.Pump(source, to, 3.0 + 5.0 * unit(random), 50.0 + 1e3 * unit(random));
  }
  return water;
}

TEST(WaterNetworksTest, AThousandRandomNetworksAreSolvedOrNameWhatStopsThem) {
  int solved = 0, refused = 0, fell_back = 0, most_iterations = 0;
  for (unsigned seed = 0; seed < 1000; ++seed) {
    Water water = MakeRandom(seed);
    const auto solution = water.Solve();
    if (!solution.ok()) {
      ++refused;
      EXPECT_THAT(std::string(solution.status().message()),
                  testing::HasSubstr("where nothing holds the pressure"))
          << seed;
      // What stands apart takes nothing: the rest is solved.
      continue;
    }
    ++solved;
    fell_back += solution->fell_back;
    most_iterations = std::max(most_iterations, solution->iterations);
    // Mass balances at every node that is not held, pressure along every pipe.
    std::vector<double> left_kg_s = water.inputs.outflow_kg_s;
    std::size_t link = 0;
    const auto book = [&](HydraulicNodeIndex from, HydraulicNodeIndex to) {
      left_kg_s[from.value()] += solution->flow_kg_s[link];
      left_kg_s[to.value()] -= solution->flow_kg_s[link++];
    };
    for (const auto& pipe : water.network.pipes) book(pipe.from, pipe.to);
    for (const auto& pump : water.network.pumps) book(pump.from, pump.to);
    for (std::size_t node = 0; node < left_kg_s.size(); ++node) {
      if (water.network.nodes[HydraulicNodeIndex(node)].is_held) continue;
      EXPECT_NEAR(left_kg_s[node], 0.0, 1e-9) << seed << " node " << node;
    }
    // Drawn the other way round everywhere: the same answer in as many iterations.
    Water turned = water;
    for (auto& pipe : turned.network.pipes) std::swap(pipe.from, pipe.to);
    const auto other = turned.Solve();
    ASSERT_TRUE(other.ok()) << seed << other.status();
    EXPECT_EQ(other->iterations, solution->iterations) << seed;
    for (std::size_t pipe = 0; pipe < water.network.pipes.size(); ++pipe)
      EXPECT_NEAR(other->flow_kg_s[pipe], -solution->flow_kg_s[pipe], 1e-9) << seed;
  }
  EXPECT_GT(solved, 500);
  EXPECT_GT(refused, 50);
  EXPECT_LE(most_iterations, 40);
  EXPECT_EQ(fell_back, 0);
  RecordProperty("solved", solved);
  RecordProperty("refused", refused);
  RecordProperty("most_iterations", most_iterations);
}

// KINSOL instead of the iteration, and after two steps of it.
TEST(WaterNetworksTest, TheFallBackAloneGivesTheSameAnswerInAHundredRandomNetworks) {
  int compared = 0, most_iterations = 0;
  for (unsigned seed = 0; compared < 100; ++seed) {
    Water water = MakeRandom(seed);
    const auto solution = water.Solve();
    if (!solution.ok() || solution->iterations <= 2) continue;
    ++compared;
    EXPECT_EQ(water.Solve({.max_iterations = 2, .max_fall_back_iterations = 0}).status().code(),
              absl::StatusCode::kFailedPrecondition);
    for (const int own : {0, 2}) {
      const auto other = water.Solve({.max_iterations = own});
      ASSERT_TRUE(other.ok()) << seed << " after " << own << other.status();
      EXPECT_TRUE(other->fell_back);
      most_iterations = std::max(most_iterations, other->iterations);
      for (std::size_t link = 0; link < solution->flow_kg_s.size(); ++link)
        EXPECT_NEAR(other->flow_kg_s[link], solution->flow_kg_s[link], 1e-8) << seed << " " << link;
      for (std::size_t node = 0; node < solution->pressure_bar.size(); ++node) {
        if (std::isnan(solution->pressure_bar[node])) continue;
        EXPECT_NEAR(other->pressure_bar[node], solution->pressure_bar[node], 1e-6) << seed;
      }
    }
  }
  RecordProperty("most_iterations", most_iterations);
}

}  // namespace
}  // namespace solvers::heat
