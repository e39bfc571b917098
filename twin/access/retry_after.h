#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace twin::access {

/// ResourceExhausted that says when it is worth trying again: on the wire as google.rpc.RetryInfo,
/// over HTTP as Retry-After too.
absl::Status ExhaustedUntil(absl::string_view message, absl::Duration wait);

/// The wait attached to `status`; zero when there is none.
absl::Duration RetryAfterOf(const absl::Status& status);

}  // namespace twin::access
