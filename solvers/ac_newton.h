#pragma once

#include "absl/status/status.h"
#include "solvers/ac_equations.h"

namespace solvers {

/// Newton on AcEquations with controls as they stand: full steps, or steps halved until the
/// mismatch shrinks.
class AcNewton {
 public:
  AcNewton(const AcNetwork& network, const PowerFlowOptions& options, AcBuffers& buffers,
           PowerFlowState& state, AcEquations& equations)
      : network_(network), options_(options), b_(buffers), state_(state), equations_(equations) {}

  /// Until every |mismatch| is below the tolerance; counts its steps in the result.
  /// Errors: FailedPrecondition with the worst bus.
  absl::Status Run(double tolerance_pu, PowerFlowResult& result);

 private:
  absl::Status SolveStep();
  bool IsSolved();
  double CalcNormPu();
  absl::Status ApplyDampedStep(double norm_pu, int iteration);
  absl::Status JudgeDampedStep(double factor, double before_pu, double left_pu, int iteration);
  absl::Status GiveDampingUp(int iteration, const char* why);
  absl::Status ApplyStep(double factor);

  const AcNetwork& network_;
  const PowerFlowOptions& options_;
  AcBuffers& b_;
  PowerFlowState& state_;
  AcEquations& equations_;
  // Short damped steps in a row, and the mismatch before the first of them.
  struct {
    int steps = 0;
    double began_pu = 0.0;
  } collapse_;
};

}  // namespace solvers
