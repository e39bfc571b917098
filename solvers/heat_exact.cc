#include "solvers/heat_exact.h"

#include <algorithm>
#include <array>
#include <cmath>

// C_a T_a' = q + G − H_o (T_a − T_o) − H_m (T_a − T_m),  C_m T_m' = H_m (T_a − T_m),
// q = q₀ − k T_a in each regime (k = 0 or the controller's K). With s = H_o + k:
//   rest  T* = (q₀ + G + H_o T_o)/s for both,
//   modes λ of  λ² + a λ + b = 0,  a = (s + H_m)/C_a + H_m/C_m,  b = s H_m/(C_a C_m)
// both real and negative: a² − 4b = ((s + H_m)/C_a − H_m/C_m)² + 4 H_m²/(C_a C_m) > 0.

namespace solvers {
namespace {

constexpr int kHalvings = 60;
constexpr int kMostRegimes = 12;  // two modes cross each of three limits at most twice

/// Heat given and asked for as lines in the air's temperature.
struct Regime {
  double low_degc = 0.0, high_degc = 0.0;  ///< it holds for air between them
  double given_mw = 0.0, given_mw_per_k = 0.0;
  double asked_mw = 0.0, asked_mw_per_k = 0.0;
};

Regime FindRegime(const HeatOdeProblem& problem, double air_degc, double rate_k_per_h) {
  const models::BuildingStockParams& stock = problem.system.buildings;
  const double per_k = stock.controller_mw_per_k;
  const double line_mw = per_k * stock.set_point_degc;
  const double cap_mw = std::min(stock.heat_max_mw, std::max(problem.space_heat_cap_mw, 0.0));
  const double shut_degc = stock.set_point_degc;
  const double cap_degc = stock.set_point_degc - cap_mw / per_k;
  const double open_degc = stock.set_point_degc - stock.heat_max_mw / per_k;
  constexpr double kFar = 1e9;
  // On a limit the air's direction decides.
  const auto is_above = [&](double limit_degc) {
    return air_degc > limit_degc || (air_degc == limit_degc && rate_k_per_h > 0.0);
  };
  if (is_above(shut_degc)) return {.low_degc = shut_degc, .high_degc = kFar};
  if (is_above(cap_degc)) {
    return {cap_degc, shut_degc, line_mw, -per_k, line_mw, -per_k};
  }
  if (is_above(open_degc)) return {open_degc, cap_degc, cap_mw, 0.0, line_mw, -per_k};
  return {-kFar, open_degc, cap_mw, 0.0, stock.heat_max_mw, 0.0};
}

/// Air and structure from one state on, in one regime.
class Modes {
 public:
  Modes(const HeatOdeProblem& problem, const Regime& regime, double air_degc, double mass_degc) {
    const models::BuildingStockParams& stock = problem.system.buildings;
    const double out_mw_per_k = models::CalcOutdoorLossMwPerK(stock, problem.ventilation_share);
    const double couple = stock.coupling_mw_per_k;
    const double sum_mw_per_k = out_mw_per_k - regime.given_mw_per_k;
    rest_degc_ = (regime.given_mw + stock.internal_gain_mw + out_mw_per_k * problem.outdoor_degc) /
                 sum_mw_per_k;
    const double air_per_h = (sum_mw_per_k + couple) / stock.air_capacity_mwh_per_k;
    const double mass_per_h = couple / stock.mass_capacity_mwh_per_k;
    const double root_per_h = std::sqrt((air_per_h - mass_per_h) * (air_per_h - mass_per_h) +
                                        4.0 * couple / stock.air_capacity_mwh_per_k * mass_per_h);
    fast_per_h_ = -0.5 * (air_per_h + mass_per_h + root_per_h);
    slow_per_h_ = sum_mw_per_k / stock.air_capacity_mwh_per_k * mass_per_h / fast_per_h_;
    // T_a − T* = f e^{λf t} + s e^{λs t};  T_m − T* follows from T_m' = m (T_a − T_m).
    const double fast_mass = mass_per_h / (fast_per_h_ + mass_per_h);
    const double slow_mass = mass_per_h / (slow_per_h_ + mass_per_h);
    const double air_k = air_degc - rest_degc_, mass_k = mass_degc - rest_degc_;
    fast_k_ = (mass_k - slow_mass * air_k) / (fast_mass - slow_mass);
    slow_k_ = air_k - fast_k_;
    fast_mass_ = fast_mass;
    slow_mass_ = slow_mass;
  }
  double AirDegc(double t_h) const {
    return rest_degc_ + fast_k_ * std::exp(fast_per_h_ * t_h) +
           slow_k_ * std::exp(slow_per_h_ * t_h);
  }
  double MassDegc(double t_h) const {
    return rest_degc_ + fast_mass_ * fast_k_ * std::exp(fast_per_h_ * t_h) +
           slow_mass_ * slow_k_ * std::exp(slow_per_h_ * t_h);
  }
  /// ∫ T_a dt
  double AirDegcH(double t_h) const {
    return rest_degc_ * t_h + fast_k_ * std::expm1(fast_per_h_ * t_h) / fast_per_h_ +
           slow_k_ * std::expm1(slow_per_h_ * t_h) / slow_per_h_;
  }
  /// Where the air turns; infinite when it does not.
  double TurningH() const {
    const double ratio = -(slow_k_ * slow_per_h_) / (fast_k_ * fast_per_h_);
    return ratio > 0.0 ? std::log(ratio) / (fast_per_h_ - slow_per_h_) : INFINITY;
  }

 private:
  double rest_degc_ = 0.0, fast_per_h_ = 0.0, slow_per_h_ = 0.0;
  double fast_k_ = 0.0, slow_k_ = 0.0, fast_mass_ = 0.0, slow_mass_ = 0.0;
};

/// Time until the air leaves the regime, or `left_h` when it stays.
double FindExitH(const Modes& modes, const Regime& regime, double left_h) {
  double from_h = 0.0;
  const double turning_h = modes.TurningH();
  const bool turns = turning_h > 0.0 && turning_h < left_h;
  for (const double to_h : {turns ? turning_h : left_h, left_h}) {
    const double end_degc = modes.AirDegc(to_h);
    const bool is_low = end_degc < regime.low_degc;
    if (is_low || end_degc > regime.high_degc) {
      const double limit_degc = is_low ? regime.low_degc : regime.high_degc;
      double inside_h = from_h, outside_h = to_h;
      for (int i = 0; i < kHalvings; ++i) {
        const double middle_h = 0.5 * (inside_h + outside_h);
        const double degc = modes.AirDegc(middle_h);
        const bool is_out = is_low ? degc < limit_degc : degc > limit_degc;
        (is_out ? outside_h : inside_h) = middle_h;
      }
      return outside_h;
    }
    from_h = to_h;
  }
  return left_h;
}

double CalcRateKPerH(const HeatOdeProblem& problem, double air_degc, double mass_degc) {
  const models::BuildingStockParams& stock = problem.system.buildings;
  const double heat_mw =
      std::min(models::CalcSpaceHeatMw(stock, air_degc), std::max(problem.space_heat_cap_mw, 0.0));
  return (heat_mw + stock.internal_gain_mw -
          models::CalcOutdoorLossMwPerK(stock, problem.ventilation_share) *
              (air_degc - problem.outdoor_degc) -
          stock.coupling_mw_per_k * (air_degc - mass_degc)) /
         stock.air_capacity_mwh_per_k;
}

}  // namespace

HeatOdeSolution SolveHeatExactly(const HeatOdeProblem& problem,
                                 const models::HeatSystemState& start, double step_h) {
  HeatOdeSolution solution;
  const double out_mw_per_k =
      models::CalcOutdoorLossMwPerK(problem.system.buildings, problem.ventilation_share);
  double air_degc = start.air_degc, mass_degc = start.mass_degc, left_h = step_h;
  for (int i = 0; i < kMostRegimes && left_h > 0.0; ++i) {
    const Regime regime =
        FindRegime(problem, air_degc, CalcRateKPerH(problem, air_degc, mass_degc));
    const Modes modes(problem, regime, air_degc, mass_degc);
    const double span_h = i + 1 < kMostRegimes ? FindExitH(modes, regime, left_h) : left_h;
    const double air_degc_h = modes.AirDegcH(span_h);
    solution.space_heat_mwh += regime.given_mw * span_h + regime.given_mw_per_k * air_degc_h;
    solution.space_heat_asked_mwh += regime.asked_mw * span_h + regime.asked_mw_per_k * air_degc_h;
    solution.outdoor_loss_mwh += out_mw_per_k * (air_degc_h - problem.outdoor_degc * span_h);
    air_degc = modes.AirDegc(span_h);
    mass_degc = modes.MassDegc(span_h);
    left_h -= span_h;
  }
  const double loss_per_h = problem.system.accumulator.loss_per_h;
  const double kept_h = loss_per_h > 0.0 ? -std::expm1(-loss_per_h * step_h) / loss_per_h : step_h;
  const double store_mwh =
      start.accumulator_mwh * std::exp(-loss_per_h * step_h) + problem.charge_mw * kept_h;
  solution.accumulator_loss_mwh = start.accumulator_mwh + problem.charge_mw * step_h - store_mwh;
  solution.state = {.accumulator_mwh = store_mwh, .air_degc = air_degc, .mass_degc = mass_degc};
  return solution;
}

}  // namespace solvers
