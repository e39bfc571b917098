#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/timestamp.pb.h"

namespace twin::cli {

/// "2026-01-12T07:00:00Z" given to `flag`. Errors: InvalidArgument naming the flag.
absl::StatusOr<google::protobuf::Timestamp> ParseTime(const std::string& text, const char* flag);

/// The same in Oslo's time, for people.
std::string OsloTimeText(const google::protobuf::Timestamp& time);

}  // namespace twin::cli
