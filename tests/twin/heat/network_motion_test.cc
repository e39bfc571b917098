#include "twin/heat/network_motion.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <vector>

#include "tests/support/town_network.h"

namespace twin::heat {
namespace {

using models::HeatPipeIndex;
using testing::HasSubstr;
using testing::IsEmpty;

NetworkDrive Drive(double share, double unserved_share = 0.0) {
  return {.moment = {.demand_share = share, .supply_degc = 70.0 + 20.0 * share},
          .unserved_share = unserved_share};
}

// A town in motion, a minute at a time.
struct MovingTown {
  explicit MovingTown(const NetworkModel& given = tests::TownModel())
      : model(given), motion(*NetworkMotion::Make(given)), workspace(motion->MakeWorkspace()) {}

  void Begin(const NetworkDrive& drive) { state = motion->Begin(drive); }
  NetworkMinute Step(const NetworkDrive& drive) {
    motion->Advance(drive, minute, workspace, state);
    return motion->Tell(drive, minute++, state);
  }
  void Steps(const NetworkDrive& drive, int count) {
    for (int i = 0; i < count; ++i) motion->Advance(drive, minute++, workspace, state);
  }

  const NetworkModel& model;
  std::unique_ptr<const NetworkMotion> motion;
  NetworkMotionWorkspace workspace;
  NetworkMotionState state;
  models::Minute minute = 28'000'000;
};

TEST(NetworkMotionTest, WhenNothingChangesItEndsInTheSteadyAnswer) {
  MovingTown town;
  town.Begin(Drive(0.8));
  town.Steps(Drive(0.8), 60);
  for (const double share : {0.3, 0.9}) {
    town.Steps(Drive(share), 2880);
    const NetworkMinute minute = town.Step(Drive(share));
    const auto steady =
        SolveNetwork(town.model, town.model.At(Drive(share).moment), Drive(share).moment);
    ASSERT_TRUE(steady.ok());
    const auto& moving = minute.solution->water;
    double worst_k = 0.0, worst_bar = 0.0;
    for (std::size_t node = 0; node < moving.node_degc.size(); ++node) {
      worst_k = std::max(worst_k, std::abs(moving.node_degc[node] - steady->water.node_degc[node]));
      worst_bar = std::max(worst_bar, std::abs(moving.hydraulics.pressure_bar[node] -
                                               steady->water.hydraulics.pressure_bar[node]));
    }
    // Valves move in steps of 0.2 % of their largest flow, parcels are joined to 0.02 K.
    EXPECT_LT(worst_k, 0.05) << share;
    EXPECT_LT(worst_bar, 0.005) << share;
    EXPECT_NEAR(minute.solution->lift_spare_bar, steady->lift_spare_bar, 0.005);
    EXPECT_NEAR(minute.energy.taken_w, share * 12e6, 1e-3 * share * 12e6);
    EXPECT_NEAR(minute.energy.stored_w, 0.0, 1e-3 * share * 12e6);
    EXPECT_NEAR(minute.missing_w, 0.0, 1e-3 * share * 12e6);
    double steady_w = 0.0;
    for (const double heat_w : steady->water.producer_heat_w) steady_w += heat_w;
    EXPECT_NEAR(minute.energy.made_w, steady_w, 2e-3 * steady_w);
  }
}

TEST(NetworkMotionTest, ItIsNetworkRunBitForBit) {
  MovingTown town;
  town.Begin(Drive(0.5));
  const auto& run = town.motion->run();
  solvers::heat::NetworkRunState state = town.state.run;
  solvers::heat::NetworkRunResult result;
  const auto workspace = run.MakeWorkspace();
  for (int i = 0; i < 90; ++i) {
    const NetworkDrive drive = Drive(i < 30 ? 0.5 : 0.7);
    auto inputs = solvers::heat::MakeNetworkRunInputs(town.model.network(), 0.0);
    inputs.target_degc = drive.moment.supply_degc;
    for (const auto& consumer : town.model.network().consumers)
      inputs.consumer_heat_w.push_back(drive.moment.demand_share * consumer.heat_w);
    ASSERT_TRUE(run.Advance(inputs, state, *workspace, result).ok());
    const NetworkMinute minute = town.Step(drive);
    ASSERT_EQ(minute.solution->water.node_degc, result.heat.node_degc) << i;
    ASSERT_EQ(minute.solution->water.hydraulics.flow_kg_s, state.flows.hydraulics.flow_kg_s) << i;
    ASSERT_EQ(minute.energy.made_w, result.energy.made_w) << i;
  }
}

TEST(NetworkMotionTest, EnergyClosesInEveryMinuteAlsoWhenHeatIsShort) {
  MovingTown town;
  town.Begin(Drive(0.6));
  double stored_j = 0.0, before_j = 0.0;
  for (int i = 0; i < 720; ++i) {
    const double share = 0.5 + 0.3 * std::sin(0.01 * (i / 15));
    const bool is_short = i >= 240 && i < 480;
    const NetworkMinute minute = town.Step(is_short ? Drive(0.4, share - 0.4) : Drive(share));
    ASSERT_THAT(minute.failure, IsEmpty()) << i;
    const auto& energy = minute.energy;
    ASSERT_LT(energy.left_ratio, 1e-9) << i;
    ASSERT_NEAR(energy.made_w, energy.taken_w + energy.lost_w + energy.stored_w,
                1e-9 * energy.made_w)
        << i;
    if (i == 0) before_j = minute.stored_j;
    if (i > 0) stored_j += 60.0 * energy.stored_w;
    double plants_w = 0.0;
    for (const double heat_w : minute.solution->water.producer_heat_w) plants_w += heat_w;
    ASSERT_NEAR(plants_w, energy.made_w, 1e-9 * plants_w);
  }
  // Plants borrow a lag of one minute from their own water.
  EXPECT_NEAR(town.motion->Tell(Drive(0.5), town.minute, town.state).stored_j - before_j, stored_j,
              1e-2 * before_j);
}

TEST(NetworkMotionTest, WhenHeatIsShortPlantsGiveWhatThereIsAndTheNetworkCoolsForAnHour) {
  MovingTown town;
  town.Begin(Drive(0.8));
  town.Steps(Drive(0.8), 240);
  const NetworkMinute before = town.Step(Drive(0.8));
  NetworkDrive trip = Drive(0.8);
  trip.moment.demand_share = 0.4;  // half of the heat is gone, the supply curve asks for the same
  trip.unserved_share = 0.4;
  const NetworkMinute at_once = town.Step(trip);
  // What pipes hold goes on to be taken at first.
  EXPECT_NEAR(at_once.energy.made_w, 0.4 * 12e6 + before.energy.lost_w, 0.02 * 12e6);
  EXPECT_NEAR(at_once.energy.taken_w, 0.8 * 12e6, 0.02 * 12e6);
  EXPECT_LT(at_once.energy.stored_w, -0.3 * 12e6);
  double stored_j = at_once.stored_j, flow_kg_s = 0.0;
  for (int i = 0; i < 8; ++i) {
    town.Steps(trip, 14);
    const NetworkMinute minute = town.Step(trip);
    EXPECT_LE(minute.stored_j, stored_j * (1.0 + 1e-3)) << i;
    stored_j = minute.stored_j;
    flow_kg_s = 0.0;
    for (const double given : minute.solution->water.producer_flow_kg_s) flow_kg_s += given;
  }
  double before_kg_s = 0.0;
  for (const double given : before.solution->water.producer_flow_kg_s) before_kg_s += given;
  EXPECT_GT(flow_kg_s, 1.2 * before_kg_s) << "valves open";
  town.Steps(trip, 600);
  const NetworkMinute rest = town.Step(trip);
  EXPECT_NEAR(rest.energy.taken_w, 0.4 * 12e6, 0.02 * 12e6) << "what the system delivers";
  EXPECT_NEAR(rest.missing_w, 0.4 * 12e6, 0.02 * 12e6);
  EXPECT_LT(rest.plant_supply_degc[0], before.plant_supply_degc[0] - 5.0);
  // It comes back.
  town.Steps(Drive(0.8), 1440);
  EXPECT_NEAR(town.Step(Drive(0.8)).energy.taken_w, 0.8 * 12e6, 1e-3 * 12e6);
}

// The way of water to a node where no two streams mix on it, from its end to its plant.
std::vector<std::size_t> FindWay(const NetworkModel& model, const std::vector<double>& flow_kg_s,
                                 std::size_t node) {
  std::vector<std::size_t> way;
  for (;;) {
    std::vector<std::size_t> into;
    for (std::size_t pipe = 0; pipe < model.trench_count(); ++pipe) {
      const auto& params = model.network().pipes[HeatPipeIndex(pipe)];
      const std::size_t end = (flow_kg_s[pipe] > 0.0 ? params.to : params.from).value();
      if (end == node && std::abs(flow_kg_s[pipe]) > 1e-3) into.push_back(pipe);
    }
    if (into.empty()) return way;  // a plant
    if (into.size() > 1) return {};
    way.push_back(into.front());
    const auto& params = model.network().pipes[HeatPipeIndex(into.front())];
    node = (flow_kg_s[into.front()] > 0.0 ? params.from : params.to).value();
  }
}

// Minutes of a trip, from its first.
struct Trip {
  std::vector<std::vector<double>> flow_kg_s;  // [minute][pipe]
  std::vector<std::vector<double>> node_degc;  // [minute][node]
};

// By hand: a mark that leaves the plant with the trip and walks with the water; in a minute it
// passes of a pipe's water and steel what flows through it in the minute. Nothing when the way
// itself changes before it arrives.
std::optional<double> FindArrivalS(const NetworkModel& model, const Trip& trip, std::size_t node) {
  std::vector<std::size_t> left = FindWay(model, trip.flow_kg_s.front(), node);
  const std::vector<std::size_t> way = left;
  double passed_kg = 0.0;
  for (std::size_t i = 0; i < trip.flow_kg_s.size() && !left.empty(); ++i) {
    if (FindWay(model, trip.flow_kg_s[i], node) != way) return std::nullopt;
    for (double left_s = 60.0; left_s > 0.0;) {
      const auto& pipe = model.network().pipes[HeatPipeIndex(left.back())];
      const double inner_m2 = std::numbers::pi / 4 * std::pow(pipe.inner_diameter_m, 2);
      const double steel_m2 = std::numbers::pi / 4 * std::pow(pipe.outer_diameter_m, 2) - inner_m2;
      const double held_kg =
          pipe.length_m * (968.0 * inner_m2 + 7800.0 * 480.0 / 4190.0 * steel_m2);
      const double flow_kg_s = std::abs(trip.flow_kg_s[i][left.back()]);
      const double need_s = (held_kg - passed_kg) / flow_kg_s;
      if (need_s > left_s) {
        passed_kg += flow_kg_s * left_s;
        break;
      }
      left_s -= need_s;
      passed_kg = 0.0;
      left.pop_back();
      if (left.empty()) return 60.0 * static_cast<double>(i + 1) - left_s;
    }
  }
  return std::nullopt;
}

TEST(NetworkMotionTest, TheFrontOfATripIsAtAFarNodeWhenItsWaterIs) {
  models::HeatNetworkSite site = tests::TownSite();
  site.spec.producer_count = 1;
  const auto model = *NetworkModel::Make(site);
  MovingTown town(*model);
  town.Begin(Drive(0.6));
  town.Steps(Drive(0.6), 480);
  const std::vector<double> before_degc = town.Step(Drive(0.6)).solution->water.node_degc;
  NetworkDrive drive = Drive(0.6);
  drive.moment.demand_share = 0.3;
  drive.unserved_share = 0.3;
  Trip trip;
  for (int i = 0; i < 180; ++i) {
    const auto minute = town.Step(drive);
    trip.flow_kg_s.push_back(minute.solution->water.hydraulics.flow_kg_s);
    trip.node_degc.push_back(minute.solution->water.node_degc);
  }
  int nodes = 0;
  double last_s = 0.0;
  for (std::size_t node = 0; node < model->node_count(); ++node) {
    const auto arrival_s = FindArrivalS(*model, trip, node);
    if (!arrival_s || *arrival_s < 300.0) continue;
    double seen_s = 0.0;
    for (std::size_t i = 0; i < trip.node_degc.size() && seen_s == 0.0; ++i)
      if (trip.node_degc[i][node] < before_degc[node] - 1.0)
        seen_s = 60.0 * static_cast<double>(i + 1);
    // A mean over a minute has fallen by a kelvin in the minute of the front or the next.
    EXPECT_GE(seen_s, *arrival_s) << node;
    EXPECT_LT(seen_s, *arrival_s + 120.0) << node;
    ++nodes;
    last_s = std::max(last_s, *arrival_s);
  }
  EXPECT_GT(nodes, 5);
  EXPECT_GT(last_s, 900.0);
}

TEST(NetworkMotionTest, AMinuteThatCannotBeSolvedKeepsTheLastGoodOneAndTheClockGoesOn) {
  MovingTown town;
  town.Begin(Drive(0.5));
  town.Steps(Drive(0.5), 30);
  const NetworkMinute good = town.Step(Drive(0.5));
  EXPECT_FALSE(good.is_stale());
  NetworkDrive broken = Drive(0.5);
  broken.moment.supply_degc = std::numeric_limits<double>::quiet_NaN();
  const models::Minute since = town.minute;
  for (int i = 0; i < 3; ++i) {
    const NetworkMinute stale = town.Step(broken);
    EXPECT_TRUE(stale.is_stale());
    EXPECT_THAT(stale.failure, HasSubstr("target_degc"));
    EXPECT_EQ(stale.failing_since, since);
    EXPECT_EQ(stale.minute, since + i);
    ASSERT_NE(stale.solution, nullptr);
    EXPECT_EQ(stale.solution->water.node_degc, good.solution->water.node_degc);
    EXPECT_EQ(stale.solution->water.hydraulics.pressure_bar,
              good.solution->water.hydraulics.pressure_bar);
  }
  const NetworkMinute again = town.Step(Drive(0.5));
  EXPECT_FALSE(again.is_stale());
  EXPECT_LT(again.energy.left_ratio, 1e-9);
}

TEST(NetworkMotionTest, WithoutAnyGoodMinuteThereIsNothingToShow) {
  MovingTown town;
  NetworkDrive broken = Drive(0.5);
  broken.moment.demand_share = std::numeric_limits<double>::quiet_NaN();
  town.Begin(broken);
  const NetworkMinute none = town.Step(broken);
  EXPECT_EQ(none.solution, nullptr);
  EXPECT_TRUE(none.is_stale());
  EXPECT_NE(town.Step(Drive(0.5)).solution, nullptr);
}

}  // namespace
}  // namespace twin::heat
