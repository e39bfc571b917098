#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"
#include "models/time/quarter.h"

namespace twin::convert {

google::protobuf::Timestamp ToTimestamp(models::Quarter quarter);
google::protobuf::Timestamp ToTimestamp(models::Minute minute);

/// The quarter that contains `time`. Errors: InvalidArgument outside the years 1970–2100.
absl::StatusOr<models::Quarter> ToQuarter(const google::protobuf::Timestamp& time,
                                          absl::string_view field);
/// Errors: InvalidArgument when not a whole minute, or outside the years 1970–2100.
absl::StatusOr<models::Minute> ToMinute(const google::protobuf::Timestamp& time,
                                        absl::string_view field);

}  // namespace twin::convert
