#pragma once

#include <optional>
#include <span>

#include "absl/status/statusor.h"
#include "models/electricity/transformer_heat.h"

namespace solvers {

/// One step of a load profile; both constant in it.
struct TransformerStep {
  double load_ratio = 0.0;  ///< K, of the rated current
  double air_degc = 20.0;
};

/// What a profile does to a transformer.
struct TransformerRunResult {
  models::TransformerHeatState end;
  double hottest_degc = 0.0;  ///< hot spot, at ends of steps and at five instants inside each
  double hottest_oil_degc = 0.0;
  double aged_h = 0.0;  ///< loss of life: ∫ V dt
};

/// A transformer through steps of one length: temperatures by their exact exponentials, loss of
/// life by five points of Gauss and Legendre in each step (to 1e-5 of itself in quarters of an
/// hour). Allocates nothing. Errors: InvalidArgument when parameters, a load or an air temperature
/// are not sound.
/// **Source** IEC 60076-7:2018, 8.2.3 and 6.4.
absl::StatusOr<TransformerRunResult> RunTransformer(const models::TransformerHeatParams& params,
                                                    models::PaperKind paper,
                                                    const models::TransformerHeatState& start,
                                                    std::span<const TransformerStep> steps,
                                                    double step_min);

/// Time until the hot spot first reaches a limit at constant load and air; empty when it never
/// does, 0 when it has. The hot spot overshoots before the oil begins to move, so that it may reach
/// a limit that its steady state does not. To 1e-9 min. Errors: InvalidArgument as above.
absl::StatusOr<std::optional<double>> SolveTimeToHotSpotMin(
    const models::TransformerHeatParams& params, const models::TransformerHeatState& start,
    const TransformerStep& step, double limit_degc);

/// What stops a larger load.
enum class TransformerBinding { kCurrent, kHotSpot, kTopOil };

struct PermittedLoad {
  double load_ratio = 0.0;
  TransformerBinding binding = TransformerBinding::kCurrent;
};

/// Largest constant load that a transformer may carry for a duration from a state on, without
/// passing a limit meanwhile; to 1e-9 of the rating, the side that holds. 0 when a limit is passed
/// whatever the load. Errors: InvalidArgument as above.
absl::StatusOr<PermittedLoad> SolvePermittedLoad(const models::TransformerHeatParams& params,
                                                 const models::TransformerLimits& limits,
                                                 const models::TransformerHeatState& start,
                                                 double air_degc, double duration_min);

/// Largest steady load: what holds for good once the transformer is warm. To 1e-9, the side that
/// holds. Errors: InvalidArgument as above.
absl::StatusOr<PermittedLoad> SolveSteadyLoad(const models::TransformerHeatParams& params,
                                              const models::TransformerLimits& limits,
                                              double air_degc);

}  // namespace solvers
