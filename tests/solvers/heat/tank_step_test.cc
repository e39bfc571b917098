#include "solvers/heat/tank_step.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/base/errors.h"
#include "tests/support/number_table.h"
#include "tests/support/region_paths.h"

namespace solvers::heat {
namespace {

using models::CalcLayerMiddlesM;
using models::CalcTankContentMwh;
using models::MakeTankState;
using models::StratifiedTankInputs;
using models::StratifiedTankParams;
using models::StratifiedTankResult;
using models::StratifiedTankState;

/// Round figures: 20 m high, 1 m² of floor, 1000 kg/m³, 4000 J/(kg K), 100 layers of 0.2 m and
/// 200 kg.
StratifiedTankParams MakeTank() {
  return {.height_m = 20.0,
          .diameter_m = 2.0 / std::sqrt(std::numbers::pi),
          .wall_m = 0.0,
          .water = {.density_kg_m3 = 1000.0, .heat_capacity_j_per_kg_k = 4000.0},
          .water_w_per_m_k = 0.64,
          .layers = 100};
}

StratifiedTankState MakeHalfWarm(const StratifiedTankParams& tank, double cold_degc,
                                 double warm_degc) {
  StratifiedTankState state = MakeTankState(tank, cold_degc);
  std::fill(state.layer_degc.begin() + tank.layers / 2, state.layer_degc.end(), warm_degc);
  return state;
}

double CalcMeanOfErf(double from_m, double to_m, double spread_m) {
  // ∫ erf(x/s) dx = x erf(x/s) + s e^(−x²/s²)/√π
  const auto integral = [&](double x) {
    return x * std::erf(x / spread_m) +
           spread_m * std::exp(-x * x / (spread_m * spread_m)) / std::sqrt(std::numbers::pi);
  };
  return (integral(to_m) - integral(from_m)) / (to_m - from_m);
}

// Thermal diffusivity of the table: 1.6e-7 m²/s. Layers are means over their height. Layers four
// times thinner are sixteen times nearer: 0.2 m is as thick as the front after a day.
TEST(TankStepTest, ThermoclineSpreadsAsTheErrorFunctionByLayerMeans) {
  StratifiedTankParams tank = MakeTank();
  for (int layers : {100, 400}) {
    tank.layers = layers;
    StratifiedTankState state = MakeHalfWarm(tank, 50.0, 95.0);
    TankWorkspace workspace;
    const double layer_m = 20.0 / layers;
    double at_h = 0.0;
    for (double until_h : {24.0, 240.0}) {
      while (at_h < until_h) {
        state = AdvanceTank(tank, {}, state, 3600.0, workspace).state;
        at_h += 1.0;
      }
      const double spread_m = std::sqrt(4.0 * 1.6e-7 * 3600.0 * at_h);
      double worst_k = 0.0;
      for (int i = 0; i < layers; ++i) {
        const double bottom_m = layer_m * i - 10.0;
        const double exact_degc =
            72.5 + 22.5 * CalcMeanOfErf(bottom_m, bottom_m + layer_m, spread_m);
        worst_k =
            std::max(worst_k, std::abs(state.layer_degc[static_cast<std::size_t>(i)] - exact_degc));
      }
      EXPECT_LT(worst_k,
                layers == 100 ? (until_h < 100.0 ? 3.2 : 0.30) : (until_h < 100.0 ? 0.19 : 0.019))
          << layers << " layers, " << until_h << " h";
    }
  }
}

// The table at its own heights, which are edges between layers of 0.05 m: mean of both neighbours.
// 1.7 K of 45 K after an hour (the front is then as thick as a layer), 0.15 K after a day, 0.015 K
// after ten.
TEST(TankStepTest, AgreesWithTheReferenceTable) {
  auto table = tests::ReadNumbers(tests::ReferenceDirectory() +
                                  "/heat/analytic/tank_thermocline_diffusion.csv");
  if (table.empty()) GTEST_SKIP() << "no reference table tank_thermocline (set OET_REFERENCE_DIR)";
  StratifiedTankParams tank = MakeTank();
  tank.layers = 400;
  StratifiedTankState state = MakeHalfWarm(tank, 50.0, 95.0);
  TankWorkspace workspace;
  double at_h = 0.0;
  for (std::size_t row = 0; row < table["time_h"].size(); ++row) {
    const double until_h = table["time_h"][row];
    while (at_h < until_h) {
      state = AdvanceTank(tank, {}, state, 900.0, workspace).state;
      at_h += 0.25;
    }
    const auto above = static_cast<std::size_t>(std::lround(table["height_m"][row] / 0.05));
    const double ours_degc = 0.5 * (state.layer_degc[above - 1] + state.layer_degc[above]);
    const double tolerance_k = until_h < 2.0 ? 1.7 : until_h < 100.0 ? 0.15 : 0.015;
    EXPECT_NEAR(ours_degc, table["T_C"][row], tolerance_k)
        << until_h << " h, " << table["height_m"][row] << " m";
  }
}

// By hand: 2000 kg are ten layers. What was in the lowest ten comes out, then the inlet is on top.
TEST(TankStepTest, WaterMovesInWholeLayersByHand) {
  StratifiedTankParams tank = MakeTank();
  tank.water_w_per_m_k = 1e-9;
  StratifiedTankState state = MakeTankState(tank, 50.0);
  for (std::size_t i = 0; i < 100; ++i) state.layer_degc[i] = 40.0 + 0.5 * static_cast<double>(i);
  TankWorkspace workspace;
  const StratifiedTankResult result =
      AdvanceTank(tank, {.flow_kg_s = 2.0, .inlet_degc = 95.0}, state, 1000.0, workspace);
  ASSERT_EQ(result.state.layer_degc.size(), 100u);
  EXPECT_NEAR(result.outlet_degc, 40.0 + 0.5 * 4.5, 1e-9);
  EXPECT_NEAR(result.state.layer_degc.front(), 45.0, 1e-6);
  EXPECT_NEAR(result.state.layer_degc[89], 89.5, 1e-6);
  EXPECT_NEAR(result.state.layer_degc[90], 95.0, 1e-6);
  EXPECT_NEAR(result.charge_mwh, 2000.0 * 4000.0 * (95.0 - 42.25) / 3.6e9, 1e-12);
}

// Fractions of layers at every step: after a full charge the last drop of cold water comes out
// unmixed, apart from one layer; no scheme on fixed layers does that.
TEST(TankStepTest, AFrontStaysAsSteepAsItWas) {
  StratifiedTankParams tank = MakeTank();
  tank.water_w_per_m_k = 1e-9;
  StratifiedTankState state = MakeTankState(tank, 50.0);
  TankWorkspace workspace;
  double moved_kg = 0.0;
  while (moved_kg < 19000.0) {
    const StratifiedTankResult result =
        AdvanceTank(tank, {.flow_kg_s = 1.37, .inlet_degc = 95.0}, state, 60.0, workspace);
    state = result.state;
    moved_kg += 1.37 * 60.0;
    ASSERT_NEAR(result.outlet_degc, 50.0, 1e-6) << moved_kg;
  }
  const auto mixed =
      std::ranges::count_if(state.layer_degc, [](double t) { return t > 50.001 && t < 94.999; });
  EXPECT_LE(mixed, 1);
}

// Charging and discharging by odd amounts, with losses, conduction and buoyancy, for a year of
// hours: every step's balance and the sum.
TEST(TankStepTest, EnergyClosesOverAYear) {
  StratifiedTankParams tank = MakeTank();
  tank.wall_m = 0.008;
  tank.side_loss_w_per_m2_k = 0.3;
  tank.top_loss_w_per_m2_k = 0.4;
  tank.bottom_loss_w_per_m2_k = 0.5;
  StratifiedTankState state = MakeTankState(tank, 60.0);
  TankWorkspace workspace;
  const double before_mwh = CalcTankContentMwh(tank, state, 10.0);
  double charge_mwh = 0.0, loss_mwh = 0.0, worst_mwh = 0.0, through_mwh = 0.0;
  for (int hour = 0; hour < 8760; ++hour) {
    const double flow_kg_s = 3.1 * std::sin(0.37 * hour) + 0.7 * std::sin(1.9 * hour);
    const double inlet_degc = flow_kg_s > 0.0 ? 90.0 + 8.0 * std::cos(0.11 * hour) : 47.0;
    const StratifiedTankResult result = AdvanceTank(
        tank, {.flow_kg_s = flow_kg_s, .inlet_degc = inlet_degc}, state, 3600.0, workspace);
    state = result.state;
    charge_mwh += result.charge_mwh;
    through_mwh += std::abs(result.charge_mwh);
    loss_mwh += result.loss_mwh;
    worst_mwh = std::max(worst_mwh, std::abs(result.residual_mwh));
    ASSERT_TRUE(std::ranges::is_sorted(state.layer_degc)) << hour;
    ASSERT_LE(state.layer_degc.size(), 101u);
    ASSERT_GE(state.layer_degc.size(), 100u);
  }
  const double content_mwh = CalcTankContentMwh(tank, state, 10.0);
  EXPECT_LT(worst_mwh, 1e-12);  // of 1.8 MWh
  EXPECT_NEAR(content_mwh - before_mwh, charge_mwh - loss_mwh, 1e-9);
  EXPECT_GT(loss_mwh, 1.0);
  EXPECT_GT(through_mwh, 100.0);
}

// A mixed tank that only loses, in hourly steps:  T − T_o = (T_0 − T_o) e^(−t UA/C). No conduction
// can help a cold bottom, so all losses are made equal per layer.
TEST(TankStepTest, StandingLossIsExponential) {
  StratifiedTankParams tank = MakeTank();
  tank.side_loss_w_per_m2_k = 2.0;
  StratifiedTankState state = MakeTankState(tank, 80.0);
  TankWorkspace workspace;
  for (int hour = 0; hour < 100; ++hour)
    state = AdvanceTank(tank, {.outdoor_degc = 5.0}, state, 3600.0, workspace).state;
  const double rate_per_s = 2.0 * std::numbers::pi * tank.diameter_m / (1000.0 * 4000.0);
  for (double t_degc : state.layer_degc)
    EXPECT_NEAR(t_degc, 5.0 + 75.0 * std::exp(-rate_per_s * 360000.0), 1e-4);
}

// Cold on top of warm cannot stay: 10 layers of 90 °C below 90 of 50 °C are all 54 °C.
TEST(TankStepTest, BuoyancyMixesWhatIsUpsideDown) {
  const StratifiedTankParams tank = MakeTank();
  StratifiedTankState state = MakeTankState(tank, 50.0);
  std::fill(state.layer_degc.begin(), state.layer_degc.begin() + 10, 90.0);
  TankWorkspace workspace;
  const StratifiedTankState next = AdvanceTank(tank, {}, state, 1.0, workspace).state;
  for (double t_degc : next.layer_degc) EXPECT_NEAR(t_degc, 54.0, 1e-9);
  // Water cooler than the top mixes with those above its own temperature only.
  StratifiedTankState layered = MakeHalfWarm(tank, 40.0, 90.0);
  const StratifiedTankState after =
      AdvanceTank(tank, {.flow_kg_s = 2.0, .inlet_degc = 60.0}, layered, 100.0, workspace).state;
  EXPECT_NEAR(after.layer_degc.front(), 40.0, 1e-6);
  EXPECT_NEAR(after.layer_degc.back(), (50.0 * 90.0 + 60.0) / 51.0, 0.02);
}

// Upside down in height, sign of flow and sign of temperatures: the same tank.
TEST(TankStepTest, ChargingAndDischargingAreMirrorImages) {
  const StratifiedTankParams tank = MakeTank();
  StratifiedTankState up = MakeHalfWarm(tank, 50.0, 90.0);
  StratifiedTankState down = up;
  for (std::size_t i = 0; i < 100; ++i) down.layer_degc[i] = 140.0 - up.layer_degc[99 - i];
  TankWorkspace workspace;
  for (int step = 0; step < 50; ++step) {
    const auto a = AdvanceTank(tank, {.flow_kg_s = 1.7, .inlet_degc = 95.0}, up, 73.0, workspace);
    const auto b =
        AdvanceTank(tank, {.flow_kg_s = -1.7, .inlet_degc = 45.0}, down, 73.0, workspace);
    EXPECT_NEAR(a.outlet_degc, 140.0 - b.outlet_degc, 1e-9);
    up = a.state;
    down = b.state;
  }
  ASSERT_EQ(up.layer_degc.size(), down.layer_degc.size());
  for (std::size_t i = 0; i < up.layer_degc.size(); ++i)
    EXPECT_NEAR(up.layer_degc[i], 140.0 - down.layer_degc[up.layer_degc.size() - 1 - i], 1e-9);
}

TEST(TankStepTest, MoreThanATankFullPassesThrough) {
  const StratifiedTankParams tank = MakeTank();
  TankWorkspace workspace;
  const StratifiedTankResult result = AdvanceTank(tank, {.flow_kg_s = 50.0, .inlet_degc = 90.0},
                                                  MakeTankState(tank, 40.0), 1000.0, workspace);
  // 50 t through 20 t: 20 t of 40 °C and 30 t of 90 °C came out.
  EXPECT_NEAR(result.outlet_degc, (20.0 * 40.0 + 30.0 * 90.0) / 50.0, 1e-9);
  for (double t_degc : result.state.layer_degc) EXPECT_NEAR(t_degc, 90.0, 1e-9);
}

// Each 4·0.008·(1 + 0.008/2)/2 of wall area per area of water, times 50 W/(m K).
TEST(TankStepTest, SteelWallsConductAlongTheHeight) {
  StratifiedTankParams tank = MakeTank();
  tank.diameter_m = 2.0;
  tank.wall_m = 0.008;
  EXPECT_NEAR(models::CalcTankConductivityWPerMK(tank), 0.64 + 50.0 * 4.0 * 2.008 * 0.008 / 4.0,
              1e-12);
}

TEST(TankStepTest, LayersKnowTheirHeights) {
  const StratifiedTankParams tank = MakeTank();
  TankWorkspace workspace;
  const StratifiedTankState state = AdvanceTank(tank, {.flow_kg_s = 0.5, .inlet_degc = 90.0},
                                                MakeTankState(tank, 40.0), 100.0, workspace)
                                        .state;
  ASSERT_EQ(state.layer_degc.size(), 101u);
  EXPECT_NEAR(state.bottom_share, 0.75, 1e-12);
  const std::vector<double> middles_m = CalcLayerMiddlesM(tank, state);
  EXPECT_NEAR(middles_m[0], 0.5 * 0.15, 1e-12);
  EXPECT_NEAR(middles_m[1], 0.15 + 0.1, 1e-12);
  EXPECT_NEAR(middles_m[100], 20.0 - 0.5 * 0.05, 1e-12);
}

TEST(TankStepTest, ValidationNamesEveryField) {
  EXPECT_TRUE(models::Validate(MakeTank()).ok());
  StratifiedTankParams wrong = MakeTank();
  wrong.height_m = 0.0;
  wrong.top_loss_w_per_m2_k = -1.0;
  wrong.layers = 1;
  const auto violations = models::errors::FieldViolationsOf(models::Validate(wrong));
  ASSERT_EQ(violations.size(), 3u);
  EXPECT_EQ(violations[0].field, "height_m");
  EXPECT_EQ(violations[1].field, "top_loss_w_per_m2_k");
  EXPECT_EQ(violations[2].field, "layers");
}

}  // namespace
}  // namespace solvers::heat
