#include "twin/access/retry_after.h"

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace twin::access {
namespace {

constexpr char kPayload[] = "ostlandet.twin/retry-after-ms";

}  // namespace

absl::Status ExhaustedUntil(absl::string_view message, absl::Duration wait) {
  absl::Status status = absl::ResourceExhaustedError(message);
  status.SetPayload(kPayload, absl::Cord(absl::StrCat(absl::ToInt64Milliseconds(wait))));
  return status;
}

absl::Duration RetryAfterOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayload);
  std::int64_t wait_ms = 0;
  if (!payload.has_value() || !absl::SimpleAtoi(std::string(*payload), &wait_ms)) {
    return absl::ZeroDuration();
  }
  return absl::Milliseconds(wait_ms);
}

}  // namespace twin::access
