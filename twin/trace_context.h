#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace twin {

/// Metadata by which the gateway says whom it calls for; believed on the twin's own socket only.
inline constexpr char kForwardedAddress[] = "x-twin-address";

/// The trace id of a W3C `traceparent` ("00-<32 hex>-<16 hex>-<2 hex>",
/// www.w3.org/TR/trace-context), by which a call is followed through the logs of several programs.
/// Empty for anything else: what a stranger writes there never reaches a log unless it is such an
/// id.
std::string ReadTraceId(absl::string_view traceparent);

}  // namespace twin
