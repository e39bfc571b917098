#include "solvers/heat/plug_flow.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include "tests/support/number_table.h"
#include "tests/support/region_paths.h"

namespace solvers::heat {
namespace {

constexpr double kPi = 3.14159265358979323846;

std::string HeatReferenceDirectory() { return tests::ReferenceDirectory() + "/heat"; }

double WaterKg(double density_kg_m3, double diameter_m, double length_m) {
  return density_kg_m3 * 0.25 * kPi * diameter_m * diameter_m * length_m;
}

/// One pipe and what it needs to move.
struct OnePipe {
  explicit OnePipe(PlugFlowParams params)
      : plugs(std::move(params)), state(plugs.MakeState({20.0}, {20.0})) {}
  void Start(double temperature_degc) {
    state = plugs.MakeState({temperature_degc}, {temperature_degc});
  }
  /// Positive flow enters at `from`. The outlet is left in `outlet`.
  void Step(double step_s, double flow_kg_s, double ground_degc, const PieceList& inlet) {
    plugs.Begin(step_s, {flow_kg_s}, {ground_degc}, work);
    const bool is_forward = flow_kg_s > 0.0;
    if (flow_kg_s != 0.0) {
      plugs.FeedPipe(0, is_forward ? PipeEnd::kFrom : PipeEnd::kTo, inlet, state, work);
      plugs.DrainPipe(0, is_forward ? PipeEnd::kTo : PipeEnd::kFrom, state, work, outlet);
    }
    plugs.Finish(state, work);
  }
  void StepConstant(double step_s, double flow_kg_s, double ground_degc, double inlet_degc) {
    PieceList inlet;
    inlet.SetConstant(inlet_degc);
    Step(step_s, flow_kg_s, ground_degc, inlet);
  }
  double heat_capacity() const { return plugs.params().heat_capacity_j_per_kg_k; }

  PlugFlow plugs;
  PlugFlowState state;
  PlugFlow::Work work;
  PieceList outlet;
};

PieceList Ramp(double begin_degc, double end_degc) {
  PieceList list;
  list.Add({1.0, 0.5 * (begin_degc + end_degc), 0.5 * (end_degc - begin_degc)});
  return list;
}

// --- exact series ------------------------------------------------------------------------------

struct Series {
  const char* name;
  int row;  // of plug_cases.csv
};

class ExactSeriesTest : public testing::TestWithParam<Series> {};

TEST_P(ExactSeriesTest, OutletIsTheExactSeries) {
  const std::string folder = HeatReferenceDirectory() + "/analytic/";
  // The description holds commas: numbers are taken from the end of the row.
  std::ifstream file(folder + "plug_cases.csv");
  if (!file) GTEST_SKIP() << "no reference " << folder;
  std::string line;
  for (int row = 0; row <= GetParam().row + 1; ++row) std::getline(file, line);
  ASSERT_EQ(line.rfind(std::string(GetParam().name) + ".csv", 0), 0u) << line;
  std::istringstream numbers(line.substr(line.rfind('"') == std::string::npos
                                             ? line.find(',', line.find(',') + 1) + 1
                                             : line.rfind('"') + 2));
  std::vector<double> of;
  for (std::string field; std::getline(numbers, field, ',');) of.push_back(std::stod(field));
  ASSERT_EQ(of.size(), 8u);
  const double length_m = of[0], u_w_per_m_k = of[2], ground_degc = of[3], start_degc = of[4];
  const double wall_j_per_m_k = of[5], density_kg_m3 = of[6], heat_capacity = of[7];

  OnePipe pipe({.heat_capacity_j_per_kg_k = heat_capacity,
                .merge_tolerance_k = 1e-6,
                .max_parcels = 4096,
                .pipes = {{WaterKg(density_kg_m3, of[1], length_m) +
                               wall_j_per_m_k * length_m / heat_capacity,
                           u_w_per_m_k * length_m, 0.0}}});
  pipe.Start(start_degc);
  auto table = tests::ReadNumbers(folder + GetParam().name + ".csv");
  const auto& time_s = table["time_s"];
  const auto& flow_kg_s = table["mdot_kg_s"];
  ASSERT_GT(time_s.size(), 1000u);

  // Inlet and flow are linear between rows. Where a front leaves at a row's time to the digits of
  // the flow given, the row may have what stands on either side of it.
  constexpr double kDigitsOfTimeS = 1e-4;
  double worst_k = 0.0, behind_k = 0.0;
  bool is_at_front = false;
  int compared = 0, fronts = 0;
  for (std::size_t row = 0; row + 1 < time_s.size(); ++row) {
    const double flow = 0.5 * (flow_kg_s[row] + flow_kg_s[row + 1]);
    const std::string end = flow >= 0.0 ? "b" : "a";
    const auto& inlet_degc = table[flow >= 0.0 ? "T_in_a_C" : "T_in_b_C"];
    const auto& exact_degc = table["T_out_" + end + "_C"];
    const double step_s = time_s[row + 1] - time_s[row];
    pipe.Step(step_s, flow, ground_degc, Ramp(inlet_degc[row], inlet_degc[row + 1]));
    if (is_at_front) {
      std::size_t piece = 0;
      while (pipe.outlet[piece].extent_share * step_s < kDigitsOfTimeS) ++piece;
      const double after_degc = pipe.outlet[piece].mean_k - pipe.outlet[piece].slant_k;
      worst_k = std::max(worst_k, std::min(behind_k, std::abs(after_degc - exact_degc[row])));
    }
    is_at_front = false;
    if (std::isnan(exact_degc[row + 1])) continue;
    ++compared;
    double last_degc = PlugFlow::CalcEndDegC(pipe.state, 0, PipeEnd::kTo);
    if (flow != 0.0) {
      std::size_t piece = pipe.outlet.size() - 1;
      while (pipe.outlet[piece].extent_share * step_s < kDigitsOfTimeS) --piece;
      last_degc = pipe.outlet[piece].mean_k + pipe.outlet[piece].slant_k;
    }
    const double missed_k = std::abs(last_degc - exact_degc[row + 1]);
    if (missed_k > 1e-3 && flow != 0.0) {
      is_at_front = true;
      ++fronts;
      behind_k = missed_k;
    } else {
      worst_k = std::max(worst_k, missed_k);
    }
  }
  EXPECT_LE(worst_k, 1e-5);
  EXPECT_GT(compared, 1000);
  EXPECT_LE(fronts, 3);
  std::printf("%s: worst %.2e K over %d rows\n", GetParam().name, worst_k, compared);
}

INSTANTIATE_TEST_SUITE_P(Analytic, ExactSeriesTest,
                         testing::Values(Series{"plug_step", 0}, Series{"plug_pulse", 1},
                                         Series{"plug_sine", 2}, Series{"plug_stagnation", 3},
                                         Series{"plug_reversal", 4}, Series{"plug_step_wall", 5}),
                         [](const auto& series) { return std::string(series.param.name); });

TEST(PlugFlowTest, ConstantFlowEndsInTheSteadyOutletAndLoss) {
  auto table = tests::ReadNumbers(HeatReferenceDirectory() + "/analytic/steady_pipe.csv");
  if (table.empty()) GTEST_SKIP() << "no reference";
  for (std::size_t row = 0; row < table["T_out_C"].size(); ++row) {
    for (const double wall_j_per_k : {0.0, 2e5}) {
      const double water_kg = WaterKg(968.0, table["d_inner_m"][row], table["length_m"][row]);
      OnePipe pipe(
          {.merge_tolerance_k = 0.0,
           .pipes = {{water_kg, table["u_w_per_mk"][row] * table["length_m"][row], wall_j_per_k}}});
      pipe.Start(table["T_in_C"][row]);
      // Within 1e-7 K needs the curvature over a parcel, see PlugFlow, and the wall forgotten.
      const double flow = table["mdot_kg_s"][row];
      const double delay_s = water_kg / flow + wall_j_per_k / (pipe.heat_capacity() * flow);
      for (int k = 0; k < 4000; ++k)
        pipe.StepConstant(delay_s / 103.7, flow, table["T_ground_C"][row], table["T_in_C"][row]);
      EXPECT_NEAR(pipe.outlet.CalcMeanK(), table["T_out_C"][row], 1e-5) << row;
      EXPECT_NEAR(pipe.work.loss_w[0], table["heat_loss_W"][row], 1e-6 * table["heat_loss_W"][row]);
    }
  }
}

TEST(PlugFlowTest, StreamsMixByMass) {
  const std::string path = HeatReferenceDirectory() + "/analytic/mixing_const_cp.csv";
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << "no reference " << path;
  std::string line;
  std::getline(file, line);
  int rows = 0;
  while (std::getline(file, line)) {
    const double exact_degc = std::stod(line.substr(line.find(',') + 1));
    std::istringstream inflows(line.substr(0, line.find(',')));
    PieceList mixed;
    double flow = 0.0;
    for (std::string inflow; std::getline(inflows, inflow, ';');) {
      const double m = std::stod(inflow), t = std::stod(inflow.substr(inflow.find('@') + 1));
      PieceList next, both;
      next.SetConstant(t);
      if (flow == 0.0) {
        mixed = next;
      } else {
        MixPieces(mixed, flow, next, m, both);
        mixed = both;
      }
      flow += m;
    }
    EXPECT_NEAR(mixed.CalcMeanK(), exact_degc, 1e-9) << line;
    ++rows;
  }
  EXPECT_EQ(rows, 2);
}

// --- laws --------------------------------------------------------------------------------------

/// Energy of one step to the heat that moves in it, and the parcels' heat to the running sum.
void ExpectClosed(OnePipe& pipe, double step_s, double flow_kg_s, double inlet_mean_degc,
                  double before_j, const std::string& where) {
  const double moved_j = step_s * std::abs(flow_kg_s) * pipe.heat_capacity();
  const double in_j = moved_j * inlet_mean_degc;
  const double out_j = flow_kg_s == 0.0 ? 0.0 : moved_j * pipe.outlet.CalcMeanK();
  const double loss_j = step_s * pipe.work.loss_w[0];
  const double scale_j = std::abs(in_j) + std::abs(out_j) + std::abs(loss_j);
  EXPECT_NEAR(in_j - out_j - loss_j, pipe.plugs.CalcStoredJ(pipe.state) - before_j,
              1e-9 * scale_j + 1e-13 * std::abs(before_j))
      << where;
}

TEST(PlugFlowTest, EnergyClosesOverManyStepsWithReversalsStandstillAndWall) {
  for (const double wall_j_per_k : {0.0, 8e4}) {
    // Few places for parcels, so that rings are squeezed, too.
    OnePipe pipe(
        {.merge_tolerance_k = 0.01, .max_parcels = 16, .pipes = {{310.0, 13.1, wall_j_per_k}}});
    pipe.Start(60.0);
    std::mt19937 random(7);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    const double start_j = pipe.plugs.CalcStoredJ(pipe.state);
    double in_j = 0.0, out_j = 0.0, loss_j = 0.0;
    for (int k = 0; k < 20000; ++k) {
      const double step_s = 20.0 + 100.0 * unit(random);
      const double draw = unit(random);
      const double flow = draw < 0.1 ? 0.0 : 8.0 * (unit(random) - 0.3) * unit(random);
      const PieceList inlet = Ramp(50.0 + 50.0 * unit(random), 50.0 + 50.0 * unit(random));
      const double before_j = pipe.plugs.CalcStoredJ(pipe.state);
      pipe.Step(step_s, flow, 5.0 + std::sin(1e-3 * k), inlet);
      ExpectClosed(pipe, step_s, flow, inlet.CalcMeanK(), before_j, std::to_string(k));
      EXPECT_NEAR(pipe.plugs.CalcStoredJ(pipe.state), pipe.work.stored_j,
                  1e-12 * pipe.work.stored_j);
      const double moved = step_s * std::abs(flow) * pipe.heat_capacity();
      in_j += moved * inlet.CalcMeanK();
      if (flow != 0.0) out_j += moved * pipe.outlet.CalcMeanK();
      loss_j += step_s * pipe.work.loss_w[0];
      ASSERT_LE(pipe.state.pipes[0].count, 16u + 2u);
    }
    EXPECT_NEAR(in_j - out_j - loss_j, pipe.plugs.CalcStoredJ(pipe.state) - start_j, 1e-11 * in_j);
    EXPECT_GT(loss_j, 1e-4 * in_j);
  }
}

TEST(PlugFlowTest, LossIsWhatTheProfileGivesToTheGround) {
  OnePipe pipe({.merge_tolerance_k = 1e-9, .pipes = {{310.0, 13.1, 0.0}}});
  pipe.Start(40.0);
  for (int k = 0; k < 300; ++k)
    pipe.StepConstant(10.0, k % 90 < 60 ? 0.4 : -0.3, 6.0, 60.0 + 30.0 * std::sin(0.05 * k));
  const auto above_ground_k = [&pipe] {
    double sum_k = 0.0;
    for (int k = 0; k < 20000; ++k)
      sum_k += PlugFlow::CalcInsideDegC(pipe.state, 0, (k + 0.5) / 20000.0) - 6.0;
    return sum_k / 20000.0;
  };
  const double before_k = above_ground_k();
  pipe.StepConstant(1.0, 0.4, 6.0, 90.0);
  EXPECT_NEAR(pipe.work.loss_w[0], 13.1 * 0.5 * (before_k + above_ground_k()),
              1e-5 * pipe.work.loss_w[0]);
}

TEST(PlugFlowTest, DrawnTheOtherWayNothingChanges) {
  for (const double wall_j_per_k : {0.0, 8e4}) {
    OnePipe one({.pipes = {{310.0, 13.1, wall_j_per_k}}});
    OnePipe other({.pipes = {{310.0, 13.1, wall_j_per_k}}});
    std::mt19937 random(3);
    std::uniform_real_distribution<double> unit(-1.0, 1.0);
    for (int k = 0; k < 3000; ++k) {
      const double flow = 6.0 * unit(random), inlet_degc = 70.0 + 20.0 * unit(random);
      one.StepConstant(60.0, flow, 6.0, inlet_degc);
      other.StepConstant(60.0, -flow, 6.0, inlet_degc);
      ASSERT_NEAR(one.outlet.CalcMeanK(), other.outlet.CalcMeanK(), 1e-9) << k;
      ASSERT_NEAR(one.work.loss_w[0], other.work.loss_w[0], 1e-6) << k;
    }
  }
}

TEST(PlugFlowTest, TwoHalfStepsAreOneWholeStep) {
  for (const double wall_j_per_k : {0.0, 8e4}) {
    OnePipe whole({.merge_tolerance_k = 1e-9, .pipes = {{310.0, 13.1, wall_j_per_k}}});
    OnePipe halves({.merge_tolerance_k = 1e-9, .pipes = {{310.0, 13.1, wall_j_per_k}}});
    for (int k = 0; k < 400; ++k) {
      const double flow = k % 37 < 20 ? 1.0 : -6.5, inlet_degc = k % 11 < 5 ? 90.0 : 70.0;
      whole.StepConstant(60.0, flow, 6.0, inlet_degc);
      halves.StepConstant(30.0, flow, 6.0, inlet_degc);
      const double first_degc = halves.outlet.CalcMeanK();
      halves.StepConstant(30.0, flow, 6.0, inlet_degc);
      // Without a wall they differ by the curvature of cooling over a parcel; behind a wall one
      // line stands for the exponential of a whole step, which moves heat within the step.
      const double tolerance_k = wall_j_per_k == 0.0 ? 1e-4 : 0.1;
      EXPECT_NEAR(whole.outlet.CalcMeanK(), 0.5 * (first_degc + halves.outlet.CalcMeanK()),
                  tolerance_k)
          << k;
    }
    EXPECT_NEAR(whole.work.stored_j, halves.work.stored_j, 1e-4 * whole.work.stored_j);
  }
}

TEST(PlugFlowTest, StandingWaterCoolsWithItsWall) {
  const double water_kg = 310.0, wall_j_per_k = 8e4, loss_w_per_k = 13.1;
  OnePipe pipe({.pipes = {{water_kg, loss_w_per_k, wall_j_per_k}}});
  pipe.Start(90.0);
  const double capacity_j_per_k = water_kg * pipe.heat_capacity() + wall_j_per_k;
  // Long enough for the parcels to be brought back to today's scale several times.
  double time_s = 0.0;
  for (int k = 0; k < 1000; ++k) {
    pipe.StepConstant(5000.0, 0.0, 6.0, 0.0);
    time_s += 5000.0;
    const double exact_degc = 6.0 + 84.0 * std::exp(-time_s * loss_w_per_k / capacity_j_per_k);
    ASSERT_NEAR(PlugFlow::CalcEndDegC(pipe.state, 0, PipeEnd::kFrom), exact_degc, 1e-10);
    ASSERT_NEAR(pipe.state.wall_degc[1], exact_degc, 1e-10);
  }
}

TEST(PlugFlowTest, ChangingGroundIsFollowedExactly) {
  // dT/dt = −(T − T_g)/τ with T_g changing each step, against the same by hand.
  OnePipe pipe({.pipes = {{310.0, 13.1, 0.0}}});
  pipe.Start(90.0);
  const double tau_s = 310.0 * pipe.heat_capacity() / 13.1;
  double exact_degc = 90.0;
  for (int k = 0; k < 500; ++k) {
    const double ground_degc = 6.0 + 4.0 * std::sin(0.1 * k);
    exact_degc = ground_degc + (exact_degc - ground_degc) * std::exp(-600.0 / tau_s);
    pipe.StepConstant(600.0, 0.0, ground_degc, 0.0);
    ASSERT_NEAR(PlugFlow::CalcEndDegC(pipe.state, 0, PipeEnd::kTo), exact_degc, 1e-10);
  }
}

// --- measurements ------------------------------------------------------------------------------

/// Root mean square over the rows between the outlet computed and measured; one step per row.
double CalcPipeRmseK(OnePipe& pipe, const std::vector<double>& time_s,
                     const std::vector<double>& flow_kg_s, const std::vector<double>& inlet_degc,
                     const std::vector<double>& outlet_degc,
                     const std::vector<double>& ambient_degc) {
  pipe.Start(outlet_degc[0]);
  double sum = 0.0;
  for (std::size_t row = 0; row + 1 < time_s.size(); ++row) {
    pipe.Step(time_s[row + 1] - time_s[row], 0.5 * (flow_kg_s[row] + flow_kg_s[row + 1]),
              ambient_degc[row], Ramp(inlet_degc[row], inlet_degc[row + 1]));
    const double left_degc = pipe.outlet.back().mean_k + pipe.outlet.back().slant_k;
    sum += (left_degc - outlet_degc[row + 1]) * (left_degc - outlet_degc[row + 1]);
  }
  return std::sqrt(sum / static_cast<double>(time_s.size() - 1));
}

double WallJPerMK(double inner_m, double outer_m, double density_kg_m3,
                  double capacity_j_per_kg_k) {
  return 0.25 * kPi * (outer_m * outer_m - inner_m * inner_m) * density_kg_m3 * capacity_j_per_kg_k;
}

TEST(PlugFlowTest, LiegePipeIsAsMeasured) {
  const std::string folder = HeatReferenceDirectory() + "/ulg_ait_pipe/PipeDataULg";
  double sum_k = 0.0;
  int runs = 0;
  for (const char* name : {"150801", "151202", "151204_1", "151204_2", "151204_4"}) {
    auto table = tests::ReadNumbers(folder + name + ".csv");
    if (table.empty()) continue;
    const double length_m = 39.0;
    OnePipe pipe({.heat_capacity_j_per_kg_k = 4180.0,
                  .merge_tolerance_k = 1e-4,
                  .max_parcels = 1024,
                  .pipes = {{WaterKg(992.0, 0.05248, length_m), 0.462 * length_m,
                             length_m * WallJPerMK(0.05248, 0.0603, 7800.0, 480.0)}}});
    const std::vector<double> ambient_degc(table["time_s"].size(), 18.0);
    const double rmse_k =
        CalcPipeRmseK(pipe, table["time_s"], table["mdot_kg_s"], table["T_water_in_C"],
                      table["T_water_out_C"], ambient_degc);
    std::printf("Liege %s: rmse %.3f K\n", name, rmse_k);
    sum_k += rmse_k;
    ++runs;
  }
  if (runs == 0) GTEST_SKIP() << "no measurements " << folder;
  std::printf("Liege mean over %d runs: %.3f K\n", runs, sum_k / runs);
  EXPECT_LE(sum_k / runs, 0.55);
}

TEST(PlugFlowTest, CopperPipeIsAsMeasured) {
  auto table =
      tests::ReadNumbers(HeatReferenceDirectory() + "/schweiger2018_pipe/case1_inputs.csv");
  if (table.empty()) GTEST_SKIP() << "no measurements";
  const double length_m = 60.33, density_kg_m3 = 988.0;
  std::vector<double> flow_kg_s;
  for (const double l_per_h : table["mdot_l_per_h"])
    flow_kg_s.push_back(l_per_h / 3.6e6 * density_kg_m3);
  const double u_w_per_m_k = 2.0 * kPi * 0.0442 / std::log(0.048 / 0.022);
  OnePipe pipe({.heat_capacity_j_per_kg_k = 4180.0,
                .merge_tolerance_k = 1e-4,
                .max_parcels = 1024,
                .pipes = {{WaterKg(density_kg_m3, 0.020, length_m), u_w_per_m_k * length_m,
                           length_m * WallJPerMK(0.020, 0.022, 8960.0, 385.0)}}});
  const double rmse_k = CalcPipeRmseK(pipe, table["time_s"], flow_kg_s, table["T_in_C"],
                                      table["T_out_C"], table["T_amb_C"]);
  std::printf("copper pipe, pulse: rmse %.3f K\n", rmse_k);
  EXPECT_LE(rmse_k, 0.24);
}

}  // namespace
}  // namespace solvers::heat
