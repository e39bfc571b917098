#include "solvers/heat_ode.h"

#include <algorithm>
#include <array>
#include <span>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "solvers/cvode_dense.h"

// Unknowns, time in hours, energy in MWh:
//   E       accumulator     dE/dt   = charge − λ E
//   T_a     indoor air      dT_a/dt = (q + G − H_out (T_a − T_o) − H_m (T_a − T_m)) / C_a
//   T_m     structure       dT_m/dt = H_m (T_a − T_m) / C_m
//   and the flows ∫q, ∫q_asked, ∫λE, ∫H_out (T_a − T_o).
//   q_asked = clamp(K (T_set − T_a), 0, Q_max),  q = min(q_asked, cap)
// Linear invariants (right-hand sides that sum to constants): E + ∫λE and
// C_a T_a + C_m T_m − ∫q + ∫H_out (T_a − T_o). The Jacobian respects them, and the scaling of stale
// Newton matrices, which would not, is switched off.
// Stops: CVODE's local error test at the given tolerances; CV_TSTOP ends exactly at the step.

namespace solvers {
namespace {

enum Row : sunindextype {
  kStore,
  kAir,
  kMass,
  kSpaceHeat,
  kSpaceHeatAsked,
  kStoreLoss,
  kOutdoorLoss,
  kRows
};

int CalcRates(realtype, N_Vector y, N_Vector rates, void* user_data) {
  const auto& problem = *static_cast<const HeatOdeProblem*>(user_data);
  const models::BuildingStockParams& stock = problem.system.buildings;
  const realtype* state = N_VGetArrayPointer(y);
  realtype* rate = N_VGetArrayPointer(rates);
  const double asked_mw = models::CalcSpaceHeatMw(stock, state[kAir]);
  const double heat_mw = std::min(asked_mw, problem.space_heat_cap_mw);
  const double store_loss_mw = problem.system.accumulator.loss_per_h * state[kStore];
  const double outdoor_loss_mw = models::CalcOutdoorLossMwPerK(stock, problem.ventilation_share) *
                                 (state[kAir] - problem.outdoor_degc);
  const double to_mass_mw = stock.coupling_mw_per_k * (state[kAir] - state[kMass]);
  rate[kStore] = problem.charge_mw - store_loss_mw;
  rate[kAir] = (heat_mw + stock.internal_gain_mw - outdoor_loss_mw - to_mass_mw) /
               stock.air_capacity_mwh_per_k;
  rate[kMass] = to_mass_mw / stock.mass_capacity_mwh_per_k;
  rate[kSpaceHeat] = heat_mw;
  rate[kSpaceHeatAsked] = asked_mw;
  rate[kStoreLoss] = store_loss_mw;
  rate[kOutdoorLoss] = outdoor_loss_mw;
  return 0;
}

int CalcJacobian(realtype, N_Vector y, N_Vector, SUNMatrix jacobian, void* user_data, N_Vector,
                 N_Vector, N_Vector) {
  const auto& problem = *static_cast<const HeatOdeProblem*>(user_data);
  const models::BuildingStockParams& stock = problem.system.buildings;
  const double air_degc = N_VGetArrayPointer(y)[kAir];
  const double band_mw = stock.controller_mw_per_k * (stock.set_point_degc - air_degc);
  const bool in_band = band_mw > 0.0 && band_mw < stock.heat_max_mw;
  const double asked_mw_per_k = in_band ? -stock.controller_mw_per_k : 0.0;
  const double heat_mw_per_k = band_mw < problem.space_heat_cap_mw ? asked_mw_per_k : 0.0;
  const double out_mw_per_k = models::CalcOutdoorLossMwPerK(stock, problem.ventilation_share);
  const double loss_per_h = problem.system.accumulator.loss_per_h;
  const double couple = stock.coupling_mw_per_k;
  SUNMatZero(jacobian);
  SM_ELEMENT_D(jacobian, kStore, kStore) = -loss_per_h;
  SM_ELEMENT_D(jacobian, kAir, kAir) =
      (heat_mw_per_k - out_mw_per_k - couple) / stock.air_capacity_mwh_per_k;
  SM_ELEMENT_D(jacobian, kAir, kMass) = couple / stock.air_capacity_mwh_per_k;
  SM_ELEMENT_D(jacobian, kMass, kAir) = couple / stock.mass_capacity_mwh_per_k;
  SM_ELEMENT_D(jacobian, kMass, kMass) = -couple / stock.mass_capacity_mwh_per_k;
  SM_ELEMENT_D(jacobian, kSpaceHeat, kAir) = heat_mw_per_k;
  SM_ELEMENT_D(jacobian, kSpaceHeatAsked, kAir) = asked_mw_per_k;
  SM_ELEMENT_D(jacobian, kStoreLoss, kStore) = loss_per_h;
  SM_ELEMENT_D(jacobian, kOutdoorLoss, kAir) = out_mw_per_k;
  return 0;
}

std::array<double, kRows> MakeTolerances(const HeatOdeOptions& options) {
  std::array<double, kRows> tolerance{};
  tolerance.fill(options.energy_tolerance_mwh);
  tolerance[kAir] = tolerance[kMass] = options.temperature_tolerance_k;
  return tolerance;
}

}  // namespace

struct HeatOdeSolver::Memory {
  explicit Memory(const HeatOdeOptions& options)
      : tolerance(MakeTolerances(options)),
        cvode({.rates = CalcRates,
               .jacobian = CalcJacobian,
               .relative_tolerance_ratio = options.relative_tolerance_ratio,
               .tolerance_in_unit = tolerance,
               .max_steps = options.max_steps}) {}

  std::array<double, kRows> tolerance;
  CvodeDense cvode;
};

HeatOdeSolver::HeatOdeSolver(const HeatOdeOptions& options)
    : options_(options), memory_(std::make_unique<Memory>(options)) {}
HeatOdeSolver::~HeatOdeSolver() = default;
HeatOdeSolver::HeatOdeSolver(HeatOdeSolver&&) noexcept = default;
HeatOdeSolver& HeatOdeSolver::operator=(HeatOdeSolver&&) noexcept = default;

absl::StatusOr<HeatOdeSolution> HeatOdeSolver::Solve(const HeatOdeProblem& problem,
                                                     const models::HeatSystemState& start,
                                                     double step_h) {
  HeatOdeProblem current = problem;
  const std::span<double> y = memory_->cvode.state();
  if (y.size() == kRows) {
    std::fill(y.begin(), y.end(), 0.0);
    y[kStore] = start.accumulator_mwh;
    y[kAir] = start.air_degc;
    y[kMass] = start.mass_degc;
  }
  TWIN_RETURN_IF_ERROR(memory_->cvode.Integrate(
      &current, step_h, absl::StrCat("heat system ", problem.system.id, ": integration"), "h"));
  return HeatOdeSolution{
      .state = {.accumulator_mwh = y[kStore], .air_degc = y[kAir], .mass_degc = y[kMass]},
      .space_heat_mwh = y[kSpaceHeat],
      .space_heat_asked_mwh = y[kSpaceHeatAsked],
      .accumulator_loss_mwh = y[kStoreLoss],
      .outdoor_loss_mwh = y[kOutdoorLoss]};
}

}  // namespace solvers
