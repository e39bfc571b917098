#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "models/electricity/line_heat.h"

namespace solvers {

/// A conductor in its place under weather that stays.
struct LineTemperatureProblem {
  models::ConductorParams conductor;
  models::LineSite site;
  models::LineWeather weather;
  models::LineHeatMethod method = models::LineHeatMethod::kIeee738;
};

/// Temperature at which a current's heat is what the air takes:  I² R(T) + q_s = q_c(T) + q_r(T),
/// by Newton inside a bracket, to 1e-9 K.
/// Errors: InvalidArgument when the problem is not finite or sound; FailedPrecondition when no
/// temperature up to 1000 °C holds the current.
absl::StatusOr<double> SolveSteadyDegC(const LineTemperatureProblem& problem, double current_a);

/// Temperature after a time at a constant current:  m c dT/dt = I² R(T) + q_s − q_c(T) − q_r(T),
/// by the explicit pair of orders 5 and 4 of Dormand and Prince, each step to 1e-8 K.
/// Errors: as above; a conductor that would pass 1000 °C is FailedPrecondition.
/// **Source** IEEE 738-2012, 4.4.2; Dormand, Prince 1980, J. Comput. Appl. Math. 6(1).
absl::StatusOr<double> AdvanceLineDegC(const LineTemperatureProblem& problem, double start_degc,
                                       double current_a, double duration_s);

/// Time until a conductor reaches a temperature above its present one:
///   t = ∫ m c dT / (I² R(T) + q_s − q_c(T) − q_r(T))   from start to limit
/// empty when the current's steady temperature is not above the limit; 0 when it is reached
/// already. By Gauss and Legendre's rule on intervals halved until both halves agree to 1e-9.
/// Errors: as above.
absl::StatusOr<std::optional<double>> SolveTimeToLimitS(const LineTemperatureProblem& problem,
                                                        double start_degc, double current_a,
                                                        double limit_degc);

/// Largest constant current that a conductor may carry for a duration without passing `limit_degc`,
/// after the steady state of `before_a`; never below the ampacity, which it reaches for long
/// durations. To 1e-6 of itself. Errors: as above, and FailedPrecondition when it is above the
/// limit before.
absl::StatusOr<double> SolveEmergencyA(const LineTemperatureProblem& problem, double before_a,
                                       double limit_degc, double duration_s);

}  // namespace solvers
