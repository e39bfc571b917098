#include "twin/convert/time_convert.h"

#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace twin::convert {
namespace {

constexpr std::int64_t kSecondsPerMinute = 60;
constexpr std::int64_t kYear2100 = 4102444800;

absl::Status CheckInRange(const google::protobuf::Timestamp& time, absl::string_view field) {
  if (time.seconds() >= 0 && time.seconds() <= kYear2100 && time.nanos() >= 0 &&
      time.nanos() < 1000000000) {
    return absl::OkStatus();
  }
  return models::errors::InvalidField(field, "must lie between the years 1970 and 2100");
}

}  // namespace

google::protobuf::Timestamp ToTimestamp(models::Quarter quarter) {
  google::protobuf::Timestamp time;
  time.set_seconds(quarter.start_s());
  return time;
}

google::protobuf::Timestamp ToTimestamp(models::Minute minute) {
  google::protobuf::Timestamp time;
  time.set_seconds(minute * kSecondsPerMinute);
  return time;
}

absl::StatusOr<models::Quarter> ToQuarter(const google::protobuf::Timestamp& time,
                                          absl::string_view field) {
  TWIN_RETURN_IF_ERROR(CheckInRange(time, field));
  return models::Quarter(time.seconds() / models::kSecondsPerQuarter);
}

absl::StatusOr<models::Minute> ToMinute(const google::protobuf::Timestamp& time,
                                        absl::string_view field) {
  TWIN_RETURN_IF_ERROR(CheckInRange(time, field));
  if (time.nanos() != 0 || time.seconds() % kSecondsPerMinute != 0) {
    return models::errors::InvalidField(field, "must fall on a whole minute");
  }
  return time.seconds() / kSecondsPerMinute;
}

}  // namespace twin::convert
