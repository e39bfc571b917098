#include "solvers/line_temperature.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

// One unknown, the conductor's temperature T (one for the whole cross section: core and surface
// differ by less than 3 K). What heats it, f(T) = I² R + q_s − q_c − q_r, falls with T wherever the
// rise of the resistance is less than that of the cooling; there is then one zero, the steady
// state, and T moves towards it without passing it. Weather and current are constant, so that the
// time between two temperatures is an integral over temperature and needs no steps in time.

namespace solvers {
namespace {

constexpr double kHighestDegC = 1000.0;
constexpr double kStepToleranceK = 1e-8;
constexpr double kSteadyToleranceK = 1e-9;
constexpr int kMostHalvings = 40;

class Heating {
 public:
  Heating(const LineTemperatureProblem& problem, double current_a)
      : problem_(problem),
        current_a_(current_a),
        heat_j_per_m_k_(models::CalcConductorHeatJPerMK(problem.conductor)) {}

  double SurplusWPerM(double degc) const {
    return models::CalcSurplusHeatWPerM(problem_.conductor, problem_.weather, problem_.site,
                                        current_a_, degc, problem_.method);
  }
  double RateKPerS(double degc) const { return SurplusWPerM(degc) / heat_j_per_m_k_; }

 private:
  const LineTemperatureProblem& problem_;
  double current_a_;
  double heat_j_per_m_k_;
};

absl::Status Check(const LineTemperatureProblem& problem, double current_a) {
  TWIN_RETURN_IF_ERROR(models::Validate(problem.conductor));
  const models::LineWeather& weather = problem.weather;
  if (!(std::isfinite(weather.air_degc) && weather.air_degc > -100.0 && weather.air_degc < 100.0)) {
    return models::errors::OutOfRange("weather.air_degc", weather.air_degc, -100.0, 100.0);
  }
  if (!(weather.wind_m_per_s >= 0.0 && weather.wind_m_per_s < 100.0)) {
    return models::errors::OutOfRange("weather.wind_m_per_s", weather.wind_m_per_s, 0.0, 100.0);
  }
  if (!(weather.sun_w_per_m2 >= 0.0 && weather.sun_w_per_m2 < 4000.0)) {
    return models::errors::OutOfRange("weather.sun_w_per_m2", weather.sun_w_per_m2, 0.0, 4000.0);
  }
  if (!(std::isfinite(weather.wind_angle_rad) && std::isfinite(problem.site.azimuth_rad) &&
        std::isfinite(problem.site.altitude_m) && std::isfinite(problem.site.albedo_share))) {
    return models::errors::InvalidField("site",
                                        "an angle, the altitude or the albedo is not finite");
  }
  if (!(current_a >= 0.0 && std::isfinite(current_a))) {
    return models::errors::InvalidField("current_a",
                                        absl::StrFormat("must not be negative, is %g", current_a));
  }
  return absl::OkStatus();
}

absl::Status TooHot(const LineTemperatureProblem& problem, double current_a) {
  return models::errors::Infeasible(
      absl::StrFormat("%s at %g A", problem.conductor.name, current_a),
      absl::StrFormat("it would pass %g degC", kHighestDegC));
}

struct Steady {
  double degc = 0.0;
  bool exists = false;
};

// From the air temperature, where f ≥ 0, up to the first zero: regula falsi of Illinois.
Steady FindSteady(const Heating& heating, double air_degc) {
  double low = air_degc, high = air_degc + 1.0;
  double at_low = heating.SurplusWPerM(low), at_high = heating.SurplusWPerM(high);
  if (at_low <= 0.0) return {.degc = low, .exists = true};
  while (at_high > 0.0) {
    low = high;
    at_low = at_high;
    high += std::max(5.0, 0.5 * (high - air_degc));
    if (high > kHighestDegC) return {};
    at_high = heating.SurplusWPerM(high);
  }
  while (high - low > kSteadyToleranceK) {
    double middle = high - at_high * (high - low) / (at_high - at_low);
    if (!(middle > low && middle < high)) middle = 0.5 * (low + high);
    const double at_middle = heating.SurplusWPerM(middle);
    if (at_middle == 0.0) return {.degc = middle, .exists = true};
    // The side that stays counts half, or the other one would never move.
    if (at_middle > 0.0) {
      if (middle - low < kSteadyToleranceK) return {.degc = middle, .exists = true};
      low = middle;
      at_low = at_middle;
      at_high *= 0.5;
    } else {
      if (high - middle < kSteadyToleranceK) return {.degc = middle, .exists = true};
      high = middle;
      at_high = at_middle;
      at_low *= 0.5;
    }
  }
  return {.degc = 0.5 * (low + high), .exists = true};
}

struct Step {
  double degc = 0.0;
  double error_k = 0.0;
};

Step TryStep(const Heating& heating, double degc, double step_s) {
  const double k1 = heating.RateKPerS(degc);
  const double k2 = heating.RateKPerS(degc + step_s * k1 / 5.0);
  const double k3 = heating.RateKPerS(degc + step_s * (3.0 * k1 + 9.0 * k2) / 40.0);
  const double k4 =
      heating.RateKPerS(degc + step_s * (44.0 / 45.0 * k1 - 56.0 / 15.0 * k2 + 32.0 / 9.0 * k3));
  const double k5 =
      heating.RateKPerS(degc + step_s * (19372.0 / 6561.0 * k1 - 25360.0 / 2187.0 * k2 +
                                         64448.0 / 6561.0 * k3 - 212.0 / 729.0 * k4));
  const double k6 = heating.RateKPerS(degc + step_s * (9017.0 / 3168.0 * k1 - 355.0 / 33.0 * k2 +
                                                       46732.0 / 5247.0 * k3 + 49.0 / 176.0 * k4 -
                                                       5103.0 / 18656.0 * k5));
  const double next =
      degc + step_s * (35.0 / 384.0 * k1 + 500.0 / 1113.0 * k3 + 125.0 / 192.0 * k4 -
                       2187.0 / 6784.0 * k5 + 11.0 / 84.0 * k6);
  const double k7 = heating.RateKPerS(next);
  const double error = step_s * (71.0 / 57600.0 * k1 - 71.0 / 16695.0 * k3 + 71.0 / 1920.0 * k4 -
                                 17253.0 / 339200.0 * k5 + 22.0 / 525.0 * k6 - k7 / 40.0);
  return {.degc = next, .error_k = std::abs(error)};
}

// Empty when it passes the highest temperature.
std::optional<double> Advance(const Heating& heating, double degc, double duration_s) {
  double left_s = duration_s, step_s = std::min(duration_s, 10.0);
  while (left_s > 0.0) {
    step_s = std::min(step_s, left_s);
    const Step tried = TryStep(heating, degc, step_s);
    const bool is_taken = tried.error_k <= kStepToleranceK || step_s < 1e-6;
    if (is_taken) {
      degc = tried.degc;
      left_s -= step_s;
      if (!(degc < kHighestDegC)) return std::nullopt;
    }
    const double growth =
        tried.error_k > 0.0 ? 0.9 * std::pow(kStepToleranceK / tried.error_k, 0.2) : 5.0;
    step_s *= std::clamp(growth, 0.2, 5.0);
  }
  return degc;
}

// ∫ dT / rate by five points.
double CalcGauss(const Heating& heating, double from_degc, double to_degc) {
  static constexpr std::array<double, 5> kPoint{-0.9061798459386640, -0.5384693101056831, 0.0,
                                                0.5384693101056831, 0.9061798459386640};
  static constexpr std::array<double, 5> kWeight{0.2369268850561891, 0.4786286704993665,
                                                 0.5688888888888889, 0.4786286704993665,
                                                 0.2369268850561891};
  const double half = 0.5 * (to_degc - from_degc), middle = 0.5 * (to_degc + from_degc);
  double sum = 0.0;
  for (std::size_t i = 0; i < kPoint.size(); ++i) {
    sum += kWeight[i] / heating.RateKPerS(middle + half * kPoint[i]);
  }
  return half * sum;
}

double CalcTimeS(const Heating& heating, double from_degc, double to_degc, double whole_s,
                 int depth) {
  const double middle = 0.5 * (from_degc + to_degc);
  const double first_s = CalcGauss(heating, from_degc, middle);
  const double second_s = CalcGauss(heating, middle, to_degc);
  const double both_s = first_s + second_s;
  if (std::abs(both_s - whole_s) <= 1e-9 * both_s || depth >= kMostHalvings) return both_s;
  return CalcTimeS(heating, from_degc, middle, first_s, depth + 1) +
         CalcTimeS(heating, middle, to_degc, second_s, depth + 1);
}

}  // namespace

absl::StatusOr<double> SolveSteadyDegC(const LineTemperatureProblem& problem, double current_a) {
  TWIN_RETURN_IF_ERROR(Check(problem, current_a));
  const Steady steady = FindSteady(Heating(problem, current_a), problem.weather.air_degc);
  if (!steady.exists) return TooHot(problem, current_a);
  return steady.degc;
}

absl::StatusOr<double> AdvanceLineDegC(const LineTemperatureProblem& problem, double start_degc,
                                       double current_a, double duration_s) {
  TWIN_RETURN_IF_ERROR(Check(problem, current_a));
  if (!(duration_s >= 0.0 && std::isfinite(duration_s) && std::isfinite(start_degc))) {
    return models::errors::InvalidField("duration_s",
                                        "duration or start is not finite, or it is negative");
  }
  const auto degc = Advance(Heating(problem, current_a), start_degc, duration_s);
  if (!degc.has_value()) return TooHot(problem, current_a);
  return *degc;
}

absl::StatusOr<std::optional<double>> SolveTimeToLimitS(const LineTemperatureProblem& problem,
                                                        double start_degc, double current_a,
                                                        double limit_degc) {
  TWIN_RETURN_IF_ERROR(Check(problem, current_a));
  if (!(std::isfinite(start_degc) && std::isfinite(limit_degc))) {
    return models::errors::InvalidField("limit_degc", "start or limit is not finite");
  }
  if (start_degc >= limit_degc) return std::optional<double>(0.0);
  const Heating heating(problem, current_a);
  const Steady steady = FindSteady(heating, problem.weather.air_degc);
  if (steady.exists && steady.degc <= limit_degc) return std::optional<double>();
  const double whole_s = CalcGauss(heating, start_degc, limit_degc);
  return std::optional<double>(CalcTimeS(heating, start_degc, limit_degc, whole_s, 0));
}

absl::StatusOr<double> SolveEmergencyA(const LineTemperatureProblem& problem, double before_a,
                                       double limit_degc, double duration_s) {
  TWIN_ASSIGN_OR_RETURN(const double start_degc, SolveSteadyDegC(problem, before_a));
  if (!(duration_s > 0.0 && std::isfinite(duration_s))) {
    return models::errors::InvalidField("duration_s",
                                        absl::StrFormat("must be positive, is %g", duration_s));
  }
  if (!(start_degc <= limit_degc)) {
    return models::errors::Infeasible(
        absl::StrFormat("emergency rating of %s", problem.conductor.name),
        absl::StrFormat("%g A alone bring it to %.1f degC, above its %g degC", before_a, start_degc,
                        limit_degc));
  }
  const auto holds = [&](double current_a) {
    const auto degc = Advance(Heating(problem, current_a), start_degc, duration_s);
    return degc.has_value() && *degc <= limit_degc;
  };
  double low_a = models::CalcAmpacityA(problem.conductor, problem.weather, problem.site, limit_degc,
                                       problem.method);
  double high_a = std::max(1.0, 1.2 * low_a);
  while (holds(high_a)) {
    low_a = high_a;
    high_a *= 1.5;
  }
  while (high_a - low_a > 1e-6 * high_a) {
    const double middle_a = 0.5 * (low_a + high_a);
    (holds(middle_a) ? low_a : high_a) = middle_a;
  }
  return low_a;
}

}  // namespace solvers
