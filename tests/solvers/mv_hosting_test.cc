// Room in a medium-voltage network: sweeps against Newton, room against plain limits, hand
// calculations and laws. (Sweeps against the published Norwegian grid: case_power_flow_test.)
#include "solvers/mv_hosting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "models/base/philox.h"
#include "models/distribution/mv_generator.h"
#include "solvers/ac_power_flow.h"
#include "solvers/mv_statistics.h"
#include "solvers/radial_sweep.h"
#include "tests/support/mv_rules.h"

namespace solvers {
namespace {

using models::BusIndex;
using models::MvFeederIndex;
using models::MvNodeIndex;
using Complex = std::complex<double>;

models::MvGrid MakeNetworks() {
  models::Table<models::MvSupplyIndex, models::MvSupplyPoint> points;
  points.Add({.bus = BusIndex(0),
              .key = "town",
              .lat_deg = 59.7,
              .lon_deg = 10.2,
              .nominal_kv = 11.0,
              .cold_mw = 40.0,
              .tan_phi_ratio = 0.18,
              .customer_count = 9000.0,
              .town_share = 0.9,
              .area_km2 = 80.0});
  points.Add({.bus = BusIndex(1),
              .key = "country",
              .lat_deg = 61.3,
              .lon_deg = 12.2,
              .nominal_kv = 22.0,
              .cold_mw = 12.0,
              .tan_phi_ratio = 0.18,
              .customer_count = 2500.0,
              .town_share = 0.3,
              .area_km2 = 1500.0});
  return GenerateMvGrid(tests::MakeMvRules(), points)->grid;
}

// The feeder as a grid of buses and branches, busbar first.
models::ElectricityGrid MakeGrid(const RadialFeeder& feeder) {
  models::ElectricityGrid grid;
  grid.stations.Add({.id = "s", .name = "s"});
  grid.exchange_areas.Add({.id = "A"});
  grid.buses.Add({.id = "b",
                  .name = "busbar",
                  .station = models::StationIndex(0),
                  .nominal_kv = feeder.nominal_kv});
  grid.boundaries.Add({.id = "x",
                       .bus = BusIndex(0),
                       .area = models::ExchangeAreaIndex(0),
                       .weight_share = 1.0,
                       .q_min_mvar = -1e4,
                       .q_max_mvar = 1e4,
                       .slack_participation_share = 1.0});
  const double base_ohm = feeder.nominal_kv * feeder.nominal_kv;
  for (std::size_t i = 0; i < feeder.parent.size(); ++i) {
    const std::string id = std::to_string(i);
    grid.buses.Add({.id = id,
                    .name = id,
                    .station = models::StationIndex(0),
                    .nominal_kv = feeder.nominal_kv});
    grid.branches.Add({.id = id,
                       .name = id,
                       .from = BusIndex(static_cast<std::size_t>(feeder.parent[i] + 1)),
                       .to = BusIndex(i + 1),
                       .r_ohm = feeder.z_pu[i].real() * base_ohm,
                       .x_ohm = feeder.z_pu[i].imag() * base_ohm,
                       .b_siemens = 2.0 * feeder.half_b_pu[i] / base_ohm,
                       .rating = {1.0, 1.0, 1.0}});
  }
  return grid;
}

TEST(RadialSweep, SaysWhatNewtonSays) {
  const models::MvGrid networks = MakeNetworks();
  for (std::size_t f = 0; f < networks.feeders.size(); ++f) {
    const RadialFeeder feeder = MakeRadialFeeder(networks, MvFeederIndex(f));
    RadialSolution swept;
    ASSERT_TRUE(SolveRadial(feeder, {.busbar_v_pu = 1.02}, swept)) << f;
    const models::ElectricityGrid grid = MakeGrid(feeder);
    PowerFlowInputs inputs = PowerFlowInputs::MakeZero(grid);
    inputs.regulates[BusIndex(0)] = 1;
    inputs.v_set_pu[BusIndex(0)] = 1.02;
    inputs.q_min_mvar[BusIndex(0)] = -1e4;
    inputs.q_max_mvar[BusIndex(0)] = 1e4;
    for (std::size_t i = 0; i < feeder.parent.size(); ++i) {
      inputs.injection_mw[BusIndex(i + 1)] = -feeder.demand_mva[i].real();
      inputs.injection_mvar[BusIndex(i + 1)] = -feeder.demand_mva[i].imag();
    }
    const auto solver = AcPowerFlow::Make(grid);
    ASSERT_TRUE(solver.ok());
    const auto workspace = solver->MakeWorkspace();
    const auto newton =
        solver->Solve(inputs, PowerFlowState::MakeFlat(grid), {.tolerance_pu = 1e-12}, *workspace);
    ASSERT_TRUE(newton.ok()) << newton.status();
    for (std::size_t i = 0; i < feeder.parent.size(); ++i) {
      EXPECT_NEAR(std::abs(swept.v_pu[i]), newton->state.vm_pu[BusIndex(i + 1)], 1e-9);
      EXPECT_NEAR(std::arg(swept.v_pu[i]), newton->state.va_rad[BusIndex(i + 1)], 1e-9);
    }
    EXPECT_NEAR(swept.losses_mw, newton->result.losses_mw, 1e-8);
    EXPECT_NEAR(swept.taken_mva.real(), newton->result.mismatch_mw, 1e-8);
  }
}

// By hand: 22 kV, one line of 10 km, 0.36 + 0.373j ohm/km without charging, 4 MW at tan φ 0.2.
//   z = (3.6 + 3.73j)/484 on 1 MVA; V solves V = 1 − z (S/V)*, a quadratic in |V|²:
//   |V|⁴ + (2(rp + xq) − 1)|V|² + |z|²|S|² = 0
TEST(RadialSweep, OneLineByHand) {
  RadialFeeder feeder{.first = MvNodeIndex(0), .nominal_kv = 22.0};
  feeder.parent = {-1};
  feeder.z_pu = {Complex(3.6, 3.73) / 484.0};
  feeder.half_b_pu = {0.0};
  feeder.rating_mva = {15.0};
  feeder.demand_mva = {{4.0, 0.8}};
  RadialSolution solution;
  ASSERT_TRUE(SolveRadial(feeder, {}, solution));
  const double b = 2.0 * (3.6 * 4.0 + 3.73 * 0.8) / 484.0 - 1.0;
  const double c = std::norm(feeder.z_pu[0]) * (16.0 + 0.64);
  const double v_pu = std::sqrt(0.5 * (-b + std::sqrt(b * b - 4.0 * c)));
  EXPECT_NEAR(solution.lowest_v_pu, v_pu, 1e-10);
  EXPECT_NEAR(solution.losses_mw, std::norm(Complex(4.0, 0.8)) / (v_pu * v_pu) * 3.6 / 484.0,
              1e-10);
  EXPECT_NEAR(solution.highest_loading_share, std::hypot(4.0, 0.8) / v_pu / 15.0, 1e-10);
  // Beyond the nose, b² < 4c, there is no voltage.
  EXPECT_FALSE(SolveRadial(feeder, {.demand_ratio = 10.0}, solution));
}

TEST(MvHosting, NoScanFindsItTooHighOrFarTooLow) {
  const models::MvGrid grid = MakeNetworks();
  const MvLimits limits;
  int limited = 0;
  for (std::int64_t k = 0; k < 120; ++k) {
    const std::size_t row = static_cast<std::size_t>(models::CalcUniformShare({7, 1, 0, k}) *
                                                     static_cast<double>(grid.nodes.size()));
    const double wanted_mw = k % 3 == 0 ? -12.0 : 12.0;
    const MvHostingQuestion question{.node = MvNodeIndex(row),
                                     .wanted_mw = wanted_mw,
                                     .tan_phi_ratio = 0.2,
                                     .demand_ratio = k % 3 == 0 ? 0.2 : 0.8};
    const MvHostingAnswer answer = CalcMvHosting(grid, limits, question);
    ASSERT_FALSE(answer.is_broken_today);
    EXPECT_LE(std::abs(answer.free_mw), 12.0);
    limited += answer.binding != MvBinding::kNone;
    // What is told holds; 0.2 kW more does not, by plain limits on a plain solve.
    const MvFeederIndex index = models::FeederOf(grid, question.node);
    const RadialFeeder feeder = MakeRadialFeeder(grid, index);
    const models::MvSupply& supply = grid.supplies[grid.feeders[index].supply];
    const auto holds = [&](double active_mw) {
      RadialSolution s;
      const bool is_solved = SolveRadial(feeder,
                                         {.busbar_v_pu = limits.busbar_v_pu,
                                          .demand_ratio = question.demand_ratio,
                                          .applicant = static_cast<int>(row - feeder.first.value()),
                                          .applicant_mva = active_mw * Complex(1.0, 0.2)},
                                         s);
      if (!is_solved) return false;
      Complex feeder_mva;
      for (const Complex& one : feeder.demand_mva) feeder_mva += one * question.demand_ratio;
      const Complex busbar_mva =
          supply.cold_mw * question.demand_ratio * Complex(1.0, supply.tan_phi_ratio) - feeder_mva +
          s.taken_mva;
      const double carried_mva = supply.transformer_count == 1 ? supply.transformer_mva
                                                               : 1.2 * supply.transformer_mva *
                                                                     (supply.transformer_count - 1);
      return s.lowest_v_pu >= 0.95 && s.highest_v_pu <= 1.05 && s.highest_loading_share <= 1.0 &&
             std::abs(busbar_mva) <= carried_mva;
    };
    EXPECT_TRUE(holds(answer.free_mw)) << k;
    if (answer.binding != MvBinding::kNone) {
      EXPECT_FALSE(holds(answer.free_mw + (wanted_mw > 0 ? 2e-4 : -2e-4))) << k;
    }
  }
  EXPECT_GT(limited, 30);
}

// By hand: one node at the end of 10 km of FeAl 50 at 22 kV, nothing else there, busbar at 1.02 pu.
// The lowest voltage allowed is 0.95; at tan φ 0 the drop obeys, with r = 3.6/484 and x = 3.73/484
// on 1 MVA,  V₀² = (V + rP/V)² + (xP/V)²,  which at V = 0.95 is a quadratic in P.
TEST(MvHosting, OneNodeByHand) {
  models::MvGrid grid;
  grid.line_types = {{"feal50", "FeAl 50", false, 0.36, 0.373, 0.0, 416}};
  grid.nodes.Add({.line_type = models::MvLineTypeIndex(0), .length_km = 10.0, .cold_mw = 0.0});
  grid.feeders.Add({.supply = models::MvSupplyIndex(0), .first = MvNodeIndex(0), .node_count = 1});
  grid.supplies.Add({.nominal_kv = 22.0,
                     .cold_mw = 1.0,
                     .transformer_count = 2,
                     .transformer_mva = 40.0,
                     .first = MvFeederIndex(0),
                     .feeder_count = 1});
  const double r = 3.6 / 484.0, x = 3.73 / 484.0, v = 0.95, v0 = 1.02;
  const double a = (r * r + x * x) / (v * v), b = 2.0 * r, c = v * v - v0 * v0;
  const double p_mw = (-b + std::sqrt(b * b - 4.0 * a * c)) / (2.0 * a);
  const MvHostingAnswer answer =
      CalcMvHosting(grid, {}, {.node = MvNodeIndex(0), .wanted_mw = 20.0, .demand_ratio = 1.0});
  EXPECT_EQ(answer.binding, MvBinding::kLowVoltage);
  EXPECT_LE(answer.free_mw, p_mw);
  EXPECT_NEAR(answer.free_mw, p_mw, 2e-4);
  EXPECT_EQ(answer.where, MvNodeIndex(0));
  EXPECT_NEAR(answer.value, 1.02, 1e-12);
  EXPECT_EQ(answer.limit, 0.95);
  // With short lines the units bind: 1 MW of others and 40 · 1.2 MVA without one of two.
  grid.nodes[MvNodeIndex(0)].length_km = 0.01;
  grid.line_types[models::MvLineTypeIndex(0)].rating_a = 5000.0;
  const MvHostingAnswer units =
      CalcMvHosting(grid, {}, {.node = MvNodeIndex(0), .wanted_mw = 60.0, .demand_ratio = 1.0});
  EXPECT_EQ(units.binding, MvBinding::kTransformers);
  EXPECT_NEAR(units.free_mw, 47.0, 0.05);
  EXPECT_NEAR(units.value, 1.0 / 48.0, 1e-12);
}

TEST(MvHosting, FallsWithDemandAndAlongTheFeeder) {
  const models::MvGrid grid = MakeNetworks();
  const MvLimits limits;
  const models::MvFeeder& feeder = grid.feeders[MvFeederIndex(grid.feeders.size() - 1)];
  const auto room = [&](MvNodeIndex node, double demand_ratio) {
    return CalcMvHosting(grid, limits,
                         {.node = node, .wanted_mw = 15.0, .demand_ratio = demand_ratio})
        .free_mw;
  };
  for (std::size_t i = 0; i < feeder.node_count; ++i) {
    const MvNodeIndex node(feeder.first.value() + i);
    EXPECT_GE(room(node, 0.3), room(node, 0.6) - 1e-3);
    const MvNodeIndex parent = grid.nodes[node].parent;
    if (parent.valid()) {
      EXPECT_GE(room(parent, 0.6), room(node, 0.6) - 1e-3);
    }
  }
}

TEST(MvHosting, WhatIsBrokenTodayLeavesNothing) {
  const models::MvGrid grid = MakeNetworks();
  const MvHostingAnswer answer =
      CalcMvHosting(grid, {}, {.node = MvNodeIndex(0), .wanted_mw = 1.0, .demand_ratio = 2.5});
  EXPECT_TRUE(answer.is_broken_today);
  EXPECT_NE(answer.binding, MvBinding::kNone);
  EXPECT_EQ(answer.free_mw, 0.0);
}

TEST(MvStatistics, SpreadByHandAndSumsAgree) {
  const auto spread = CalcSpread({5.0, 1.0, 3.0, 2.0, 4.0});
  EXPECT_NEAR(spread[0], 1.2, 1e-12);
  EXPECT_NEAR(spread[1], 3.0, 1e-12);
  EXPECT_NEAR(spread[2], 4.8, 1e-12);
  const models::MvGrid grid = MakeNetworks();
  const MvStatistics all = CalcMvStatistics(grid, MvFeederKind::kAll, 1.02);
  const MvStatistics town = CalcMvStatistics(grid, MvFeederKind::kTown, 1.02);
  const MvStatistics country = CalcMvStatistics(grid, MvFeederKind::kCountry, 1.02);
  EXPECT_EQ(all.unsolved_count, 0);
  EXPECT_NEAR(all.cold_mw, 52.0, 1e-9);
  EXPECT_NEAR(all.line_km, town.line_km + country.line_km, 1e-9);
  EXPECT_NEAR(all.losses_mw, town.losses_mw + country.losses_mw, 1e-9);
  EXPECT_EQ(all.node_count, static_cast<int>(grid.nodes.size()));
  for (const MvQuantity& one : all.quantities) {
    EXPECT_LE(one.values[0], one.values[1]) << one.name;
    EXPECT_LE(one.values[1], one.values[2]) << one.name;
  }
}

}  // namespace
}  // namespace solvers
