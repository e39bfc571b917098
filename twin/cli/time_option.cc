#include "twin/cli/time_option.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace twin::cli {

absl::StatusOr<google::protobuf::Timestamp> ParseTime(const std::string& text, const char* flag) {
  absl::Time time;
  std::string problem;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &problem)) {
    return absl::InvalidArgumentError(
        absl::StrCat(flag, " '", text, "' is not like 2026-01-12T07:00:00Z: ", problem));
  }
  google::protobuf::Timestamp result;
  result.set_seconds(absl::ToUnixSeconds(time));
  return result;
}

std::string OsloTimeText(const google::protobuf::Timestamp& time) {
  absl::TimeZone oslo;
  absl::LoadTimeZone("Europe/Oslo", &oslo);
  return absl::FormatTime("%Y-%m-%d %H:%M %Z", absl::FromUnixSeconds(time.seconds()), oslo);
}

}  // namespace twin::cli
