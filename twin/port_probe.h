#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "twin/config.h"

namespace twin {

/// Whether the address could be listened on now. Asked before anything is written, so that a taken
/// port leaves nothing behind. `what` ("grpc", "http") stands in the message.
/// Errors: FailedPrecondition (taken), InvalidArgument (no such address here).
absl::Status CheckPortIsFree(const HostPort& address, absl::string_view what);

}  // namespace twin
