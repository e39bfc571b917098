// Steps, pivots and damping of the Newton method at the head of ac_power_flow.cc.
#include "solvers/ac_newton.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace solvers {
namespace {

using models::BusIndex;

constexpr double kMaxTurnRad = 1.0;  // a larger Newton step is shortened
constexpr double kMaxChangePu = 0.3;
constexpr double kMinVoltagePu = 0.3;  // below this the iteration has left the road
constexpr double kContraction = 0.9;   // after a step that leaves more, the pivots are looked at
// Share of the right-hand side that a step may leave: with more, pivots are chosen anew.
constexpr double kMaxLinearError = 1e-6;
constexpr int kMaxHalvings = 12;
// Damped steps that collapse: near a smallest mismatch that is not 0 the Jacobian becomes singular
// and Newton's direction useless, step by step the same. So many in a row, none longer than this
// share, which together take less than this share off the mismatch, are given up.
constexpr int kCollapsedSteps = 4;
constexpr double kCollapsedStepShare = 0.125;
constexpr double kCollapsedGainShare = 0.01;

std::size_t U(int value) { return static_cast<std::size_t>(value); }

}  // namespace

absl::Status AcNewton::Run(double tolerance_pu, PowerFlowResult& result) {
  double before_pu = std::numeric_limits<double>::infinity();
  collapse_ = {};
  for (int iteration = 0;; ++iteration) {
    if (!b_.is_evaluated) equations_.Evaluate();
    std::size_t worst_bus = 0;
    result.worst_pu = equations_.FillResidualPu(worst_bus);
    if (result.worst_pu < tolerance_pu) return absl::OkStatus();
    if (iteration >= options_.max_iterations || result.worst_pu > 1e6) {
      return models::errors::Diverged("power flow", iteration, result.worst_pu,
                                      "bus " + equations_.grid().buses[BusIndex(worst_bus)].name);
    }
    b_.is_in_doubt = options_.damps_steps || result.worst_pu > kContraction * before_pu;
    before_pu = result.worst_pu;
    equations_.PinRows();
    const double norm_pu = CalcNormPu();
    TWIN_RETURN_IF_ERROR(SolveStep());
    ++result.iterations;
    TWIN_RETURN_IF_ERROR(options_.damps_steps ? ApplyDampedStep(norm_pu, iteration)
                                              : ApplyStep(1.0));
  }
}

// The residual becomes the step. Pivots are kept as long as they solve the equations.
absl::Status AcNewton::SolveStep() {
  if (!b_.needs_pivots && b_.lu.RefactoriseUnchecked(b_.jacobian_pu).ok()) {
    if (!b_.is_in_doubt) {
      b_.lu.Solve(b_.residual_pu);
      return absl::OkStatus();
    }
    b_.right_side_pu = b_.residual_pu;
    b_.lu.Solve(b_.residual_pu);
    if (IsSolved()) return absl::OkStatus();
    b_.residual_pu = b_.right_side_pu;
  }
  b_.has_first_pivots = b_.needs_pivots = false;
  TWIN_RETURN_IF_ERROR(b_.lu.Factorise(b_.jacobian_pu));
  b_.lu.Solve(b_.residual_pu);
  return absl::OkStatus();
}

// Whether the step solves the linear equations it came from.
bool AcNewton::IsSolved() {
  const SparsePattern& pattern = network_.symbolic->pattern();
  b_.linear_error_pu = b_.right_side_pu;
  for (std::size_t column = 0; column < b_.residual_pu.size(); ++column) {
    const double step = b_.residual_pu[column];
    for (int at = pattern.column_start[column]; at < pattern.column_start[column + 1]; ++at) {
      b_.linear_error_pu[U(pattern.row[U(at)])] -= b_.jacobian_pu[U(at)] * step;
    }
  }
  double error_pu = 0.0, size_pu = 0.0;
  for (std::size_t row = 0; row < b_.right_side_pu.size(); ++row) {
    error_pu += b_.linear_error_pu[row] * b_.linear_error_pu[row];
    size_pu += b_.right_side_pu[row] * b_.right_side_pu[row];
  }
  // Written so that what is not a number is no solution.
  return error_pu <= kMaxLinearError * kMaxLinearError * size_pu;
}

double AcNewton::CalcNormPu() {
  double sum_pu = 0.0;
  for (const double value : b_.residual_pu) sum_pu += value * value;
  return std::sqrt(sum_pu);
}

// Halves the step until the mismatch shrinks.
absl::Status AcNewton::ApplyDampedStep(double norm_pu, int iteration) {
  b_.vm_before_pu = state_.vm_pu.rows();
  b_.va_before_rad = state_.va_rad.rows();
  b_.step_before_pu = b_.residual_pu;
  const double lambda_before_pu = b_.lambda_pu;
  double factor = 1.0;
  for (int halving = 0; halving <= kMaxHalvings; ++halving, factor *= 0.5) {
    if (ApplyStep(factor).ok()) {
      equations_.Evaluate();
      std::size_t worst_bus = 0;
      equations_.FillResidualPu(worst_bus);
      const double left_pu = CalcNormPu();
      if (left_pu < norm_pu) return JudgeDampedStep(factor, norm_pu, left_pu, iteration);
    }
    state_.vm_pu.rows() = b_.vm_before_pu;
    state_.va_rad.rows() = b_.va_before_rad;
    b_.residual_pu = b_.step_before_pu;
    b_.lambda_pu = lambda_before_pu;
  }
  return GiveDampingUp(iteration, " (no step makes it smaller)");
}

// Gives up where steps collapse.
absl::Status AcNewton::JudgeDampedStep(double factor, double before_pu, double left_pu,
                                       int iteration) {
  if (factor > kCollapsedStepShare || collapse_.steps == 0) {
    collapse_ = {.steps = 0, .began_pu = before_pu};
    if (factor > kCollapsedStepShare) return absl::OkStatus();
  }
  if (++collapse_.steps < kCollapsedSteps) return absl::OkStatus();
  collapse_.steps = 0;
  const bool has_gained = left_pu < (1.0 - kCollapsedGainShare) * collapse_.began_pu;
  if (has_gained || !options_.gives_up_early) return absl::OkStatus();
  return GiveDampingUp(iteration, " (shorter and shorter steps do not make it smaller)");
}

absl::Status AcNewton::GiveDampingUp(int iteration, const char* why) {
  equations_.Evaluate();
  std::size_t worst_bus = 0;
  const double worst_pu = equations_.FillResidualPu(worst_bus);
  return models::errors::Diverged("power flow", iteration, worst_pu,
                                  "bus " + equations_.grid().buses[BusIndex(worst_bus)].name + why);
}

absl::Status AcNewton::ApplyStep(double factor) {
  b_.is_evaluated = false;
  double turn_rad = 0.0, change_pu = 0.0;
  for (std::size_t i = 0; i < network_.bus_count(); ++i) {
    turn_rad = std::max(turn_rad, std::abs(b_.residual_pu[U(AngleOf(i))]));
    change_pu = std::max(change_pu, std::abs(b_.residual_pu[U(MagnitudeOf(i))]));
  }
  double scale = turn_rad > kMaxTurnRad ? kMaxTurnRad / turn_rad : 1.0;
  if (scale * change_pu > kMaxChangePu) scale = kMaxChangePu / change_pu;
  scale *= factor;
  for (std::size_t i = 0; i < network_.bus_count(); ++i) {
    equations_.Va(i) += scale * b_.residual_pu[U(AngleOf(i))];
    equations_.Vm(i) += scale * b_.residual_pu[U(MagnitudeOf(i))];
    if (!(equations_.Vm(i) > kMinVoltagePu)) {
      return models::errors::Diverged(
          "power flow", 0, equations_.Vm(i),
          "bus " + equations_.grid().buses[BusIndex(i)].name + " (voltage collapse)");
    }
  }
  b_.lambda_pu += scale * b_.residual_pu[2 * network_.bus_count()];
  return absl::OkStatus();
}

}  // namespace solvers
