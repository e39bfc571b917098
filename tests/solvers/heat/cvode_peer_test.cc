// Exact and tailored steps of buildings and tanks against a general solver of stiff equations.
#include <cvode/cvode.h>
#include <gtest/gtest.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_context.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#include <functional>
#include <vector>

#include "solvers/heat/building_step.h"
#include "solvers/heat/tank_step.h"

namespace solvers::heat {
namespace {

using Rates = std::function<void(const double* y, double* rates)>;

int CallRates(realtype, N_Vector y, N_Vector rates, void* user_data) {
  (*static_cast<const Rates*>(user_data))(N_VGetArrayPointer(y), N_VGetArrayPointer(rates));
  return 0;
}

/// BDF with dense Newton and CVODE's own difference quotients, to 1e-11.
std::vector<double> Integrate(const Rates& rates, std::vector<double> y, double duration_s) {
  SUNContext context = nullptr;
  EXPECT_EQ(SUNContext_Create(nullptr, &context), 0);
  const auto size = static_cast<sunindextype>(y.size());
  N_Vector state = N_VMake_Serial(size, y.data(), context);
  SUNMatrix matrix = SUNDenseMatrix(size, size, context);
  SUNLinearSolver solver = SUNLinSol_Dense(state, matrix, context);
  void* cvode = CVodeCreate(CV_BDF, context);
  Rates kept = rates;
  realtype reached_s = 0.0;
  EXPECT_EQ(CVodeInit(cvode, CallRates, 0.0, state), CV_SUCCESS);
  EXPECT_EQ(CVodeSetUserData(cvode, &kept), CV_SUCCESS);
  EXPECT_EQ(CVodeSStolerances(cvode, 1e-11, 1e-11), CV_SUCCESS);
  EXPECT_EQ(CVodeSetLinearSolver(cvode, solver, matrix), CV_SUCCESS);
  EXPECT_EQ(CVodeSetMaxNumSteps(cvode, 100000), CV_SUCCESS);
  EXPECT_EQ(CVodeSetStopTime(cvode, duration_s), CV_SUCCESS);
  EXPECT_GE(CVode(cvode, duration_s, state, &reached_s, CV_NORMAL), 0);
  CVodeFree(&cvode);
  SUNLinSolFree(solver);
  SUNMatDestroy(matrix);
  N_VDestroy(state);
  SUNContext_Free(&context);
  return y;
}

TEST(CvodePeerTest, ABuildingsStepIsWhatCvodeFinds) {
  const models::BuildingParams b = models::MakeBuilding(
      models::BuildingKind::kSchool, models::BuildingStandard::kBefore1970, 6000.0);
  const double outdoor_degc = -17.0, heat_w = 150e3;
  const Rates rates = [&](const double* y, double* rate) {
    const double to_mass_w = b.mass_w_per_k * (y[0] - y[1]);
    const double to_wall_w = b.envelope_inside_w_per_k * (y[0] - y[2]);
    rate[0] = ((1.0 - b.radiant_share) * (heat_w + b.internal_gain_w) -
               b.ventilation_w_per_k * (y[0] - outdoor_degc) - to_mass_w - to_wall_w) /
              b.air_capacity_j_per_k;
    rate[1] =
        (b.radiant_share * (heat_w + b.internal_gain_w) + to_mass_w) / b.mass_capacity_j_per_k;
    rate[2] = (to_wall_w - b.envelope_outside_w_per_k * (y[2] - outdoor_degc)) /
              b.envelope_capacity_j_per_k;
  };
  const models::BuildingState start{.air_degc = 16.0, .mass_degc = 20.0, .envelope_degc = 3.0};
  for (double duration_s : {600.0, 20000.0, 400000.0}) {
    const std::vector<double> peer = Integrate(rates, {16.0, 20.0, 3.0}, duration_s);
    const models::BuildingState ours =
        BuildingStepper(b, duration_s)
            .Advance(start, {.outdoor_degc = outdoor_degc, .heat_w = heat_w})
            .state;
    EXPECT_NEAR(ours.air_degc, peer[0], 1e-7) << duration_s;
    EXPECT_NEAR(ours.mass_degc, peer[1], 1e-7) << duration_s;
    EXPECT_NEAR(ours.envelope_degc, peer[2], 1e-7) << duration_s;
  }
}

// A standing tank with a thermocline, steel walls and losses, without anything upside down: its top
// is kept warm by losing nothing. A day in steps of ten minutes.
TEST(CvodePeerTest, AStandingTankIsWhatCvodeFinds) {
  const models::StratifiedTankParams tank{.height_m = 24.0,
                                          .diameter_m = 12.0,
                                          .wall_m = 0.012,
                                          .bottom_loss_w_per_m2_k = 0.5,
                                          .water = {},
                                          .layers = 120};
  models::StratifiedTankState state = models::MakeTankState(tank, 50.0);
  for (std::size_t i = 60; i < 120; ++i) state.layer_degc[i] = 92.0;
  const double layer_m = 0.2, conductivity = models::CalcTankConductivityWPerMK(tank);
  const double heat_j_per_m3_k = tank.water.density_kg_m3 * tank.water.heat_capacity_j_per_kg_k;
  const Rates rates = [&](const double* y, double* rate) {
    for (int i = 0; i < 120; ++i) {
      double w_per_m2 = i == 0 ? -0.5 * (y[0] - 5.0) : conductivity * (y[i - 1] - y[i]) / layer_m;
      if (i < 119) w_per_m2 += conductivity * (y[i + 1] - y[i]) / layer_m;
      rate[i] = w_per_m2 / (heat_j_per_m3_k * layer_m);
    }
  };
  const std::vector<double> peer = Integrate(rates, state.layer_degc, 86400.0);
  TankWorkspace workspace;
  for (int step = 0; step < 144; ++step)
    state = AdvanceTank(tank, {.outdoor_degc = 5.0}, state, 600.0, workspace).state;
  for (std::size_t i = 0; i < 120; ++i) EXPECT_NEAR(state.layer_degc[i], peer[i], 2e-5) << i;
}

}  // namespace
}  // namespace solvers::heat
