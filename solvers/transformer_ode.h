#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "models/electricity/transformer_heat.h"

namespace solvers {

/// What stays constant while one step of a transformer is integrated.
struct TransformerOdeProblem {
  models::TransformerHeatParams params;
  models::PaperKind paper = models::PaperKind::kUpgraded;
  double load_ratio = 0.0;
  double air_degc = 20.0;
};

struct TransformerOdeSolution {
  models::TransformerHeatState state;
  double aged_h = 0.0;  ///< ∫ V dt: hours of life at the reference temperature
};

/// Top oil, the two parts of the hot spot's rise and the loss of life of IEC 60076-7's differential
/// equations by SUNDIALS CVODE. For loads that are constant in a step RunTransformer is exact and
/// faster; this is what it is held against, and the place for what is not linear.
/// Holds CVODE's memory between steps but nothing of the solution. One object per thread.
class TransformerOdeSolver {
 public:
  TransformerOdeSolver();
  ~TransformerOdeSolver();
  TransformerOdeSolver(TransformerOdeSolver&&) noexcept;
  TransformerOdeSolver& operator=(TransformerOdeSolver&&) noexcept;

  /// Errors: InvalidArgument when the parameters are not sound; FailedPrecondition when CVODE gives
  /// up, with its reason; Internal when its memory cannot be had.
  absl::StatusOr<TransformerOdeSolution> Solve(const TransformerOdeProblem& problem,
                                               const models::TransformerHeatState& start,
                                               double duration_min);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace solvers
