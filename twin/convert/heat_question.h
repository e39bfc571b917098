#pragma once

#include "absl/status/statusor.h"
#include "models/heat/heat_change.h"
#include "ostlandet/twin/v1/heat_network.pb.h"
#include "solvers/heat/heat_connection.h"
#include "twin/heat/network_model.h"

namespace twin::convert {

/// What a what-if changes. Errors: InvalidArgument with every field that is wrong at once: ids of
/// nothing, heat, lengths, sizes and temperatures out of range, too many rows.
absl::StatusOr<models::HeatChanges> ToHeatChanges(
    const ostlandet::twin::v1::SolveHeatWhatIfRequest& request, const heat::NetworkModel& model);

struct HeatConnectionQuestion {
  std::size_t node = 0;
  double requested_w = 0.0;
  solvers::heat::HeatConnectionQuery query;
};

/// The search goes on to the larger of kHeatSearchMw and what was asked for, and a quarter more.
/// Errors: as of ToHeatChanges.
absl::StatusOr<HeatConnectionQuestion> ToHeatConnectionQuestion(
    const ostlandet::twin::v1::AnswerHeatConnectionRequest& request,
    const heat::NetworkModel& model);

}  // namespace twin::convert
