#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace data {

/// The bytes of a SOSI file as UTF-8, by the TEGNSETT in its head: UTF-8, ISO8859-1, ISO8859-10,
/// ANSI (Windows 1252), DOSN8 (code page 865), ND7 or DECN7 (ISO 646-NO).
/// Errors: InvalidArgument without TEGNSETT in the first 4 KiB, with another one, or when a file
/// that says UTF-8 is none.
absl::StatusOr<std::string> DecodeSosi(absl::string_view bytes);

}  // namespace data
