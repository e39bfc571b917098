#include "solvers/transformer_ode.h"

#include <array>
#include <cmath>

#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "solvers/cvode_dense.h"

// Unknowns, time in minutes:
//   θ_o      dθ_o/dt    = (θ_o,steady − θ_o)/(k11 τ_o)
//   Δθ_h1    dΔθ_h1/dt  = (Δθ_h1,steady − Δθ_h1)/(k22 τ_w)
//   Δθ_h2    dΔθ_h2/dt  = (Δθ_h2,steady − Δθ_h2)/(τ_o/k22)
//   L        dL/dt      = V(θ_o + Δθ_h1 − Δθ_h2)/60, in hours
// Stops: CVODE's local error test; CV_TSTOP ends exactly at the step.

namespace solvers {
namespace {

enum Row : sunindextype { kOil, kFast, kSlow, kAged, kRows };

struct Problem {
  const TransformerOdeProblem& given;
  models::TransformerHeatState steady;
  double oil_per_min, fast_per_min, slow_per_min;
};

constexpr double kMinutesPerHour = 60.0;

double CalcHotSpot(const realtype* state) { return state[kOil] + state[kFast] - state[kSlow]; }

int CalcRates(realtype, N_Vector y, N_Vector rates, void* user_data) {
  const auto& problem = *static_cast<const Problem*>(user_data);
  const realtype* state = N_VGetArrayPointer(y);
  realtype* rate = N_VGetArrayPointer(rates);
  rate[kOil] = problem.oil_per_min * (problem.steady.top_oil_degc - state[kOil]);
  rate[kFast] = problem.fast_per_min * (problem.steady.fast_rise_k - state[kFast]);
  rate[kSlow] = problem.slow_per_min * (problem.steady.slow_rise_k - state[kSlow]);
  rate[kAged] = models::CalcAgeingRatio(problem.given.paper, CalcHotSpot(state)) / kMinutesPerHour;
  return 0;
}

int CalcJacobian(realtype, N_Vector y, N_Vector, SUNMatrix jacobian, void* user_data, N_Vector,
                 N_Vector, N_Vector) {
  const auto& problem = *static_cast<const Problem*>(user_data);
  const double per_k =
      models::CalcAgeingRatioPerK(problem.given.paper, CalcHotSpot(N_VGetArrayPointer(y))) /
      kMinutesPerHour;
  SUNMatZero(jacobian);
  SM_ELEMENT_D(jacobian, kOil, kOil) = -problem.oil_per_min;
  SM_ELEMENT_D(jacobian, kFast, kFast) = -problem.fast_per_min;
  SM_ELEMENT_D(jacobian, kSlow, kSlow) = -problem.slow_per_min;
  SM_ELEMENT_D(jacobian, kAged, kOil) = per_k;
  SM_ELEMENT_D(jacobian, kAged, kFast) = per_k;
  SM_ELEMENT_D(jacobian, kAged, kSlow) = -per_k;
  return 0;
}

constexpr std::array<double, kRows> kTolerance{1e-9, 1e-9, 1e-9, 1e-12};

}  // namespace

struct TransformerOdeSolver::Memory {
  CvodeDense cvode{{.rates = CalcRates,
                    .jacobian = CalcJacobian,
                    .relative_tolerance_ratio = 1e-10,
                    .tolerance_in_unit = kTolerance}};
};

TransformerOdeSolver::TransformerOdeSolver() : memory_(std::make_unique<Memory>()) {}
TransformerOdeSolver::~TransformerOdeSolver() = default;
TransformerOdeSolver::TransformerOdeSolver(TransformerOdeSolver&&) noexcept = default;
TransformerOdeSolver& TransformerOdeSolver::operator=(TransformerOdeSolver&&) noexcept = default;

absl::StatusOr<TransformerOdeSolution> TransformerOdeSolver::Solve(
    const TransformerOdeProblem& problem, const models::TransformerHeatState& start,
    double duration_min) {
  TWIN_RETURN_IF_ERROR(models::Validate(problem.params));
  if (!(problem.load_ratio >= 0.0 && std::isfinite(problem.load_ratio) &&
        std::isfinite(problem.air_degc) && duration_min > 0.0 && std::isfinite(duration_min))) {
    return models::errors::InvalidField(
        "load_ratio", absl::StrFormat("load %g, air %g degC or duration %g min is not sound",
                                      problem.load_ratio, problem.air_degc, duration_min));
  }
  const models::TransformerHeatParams& params = problem.params;
  Problem current{
      .given = problem,
      .steady = models::CalcSteadyTransformer(params, problem.load_ratio, problem.air_degc),
      .oil_per_min = 1.0 / (params.k11_ratio * params.oil_time_min),
      .fast_per_min = 1.0 / (params.k22_ratio * params.winding_time_min),
      .slow_per_min = params.k22_ratio / params.oil_time_min};
  const std::span<double> y = memory_->cvode.state();
  if (y.size() == kRows) {
    y[kOil] = start.top_oil_degc;
    y[kFast] = start.fast_rise_k;
    y[kSlow] = start.slow_rise_k;
    y[kAged] = 0.0;
  }
  TWIN_RETURN_IF_ERROR(memory_->cvode.Integrate(
      &current, duration_min,
      absl::StrFormat("transformer at %g of its rating", problem.load_ratio), "min"));
  return TransformerOdeSolution{
      .state = {.top_oil_degc = y[kOil], .fast_rise_k = y[kFast], .slow_rise_k = y[kSlow]},
      .aged_h = y[kAged]};
}

}  // namespace solvers
