#pragma once

#include "absl/status/statusor.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/cli/client.h"
#include "twin/services/answer_maker.h"

namespace twin::cli {

/// Asks a running twin, with a line on a terminal of what is being made; in one piece where the
/// caller may not follow it. Errors: as of Capacity.AskCapacity.
absl::StatusOr<ostlandet::twin::v1::AskCapacityResponse> AskRunningTwin(
    const Client& client, const ostlandet::twin::v1::AskCapacityRequest& request);

/// Writes that line, or nothing where nobody looks. Whoever used it ends with EndPartLine.
void ShowPart(const services::AnswerPartNow& now);
void EndPartLine();

}  // namespace twin::cli
