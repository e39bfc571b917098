#include "twin/cli/exit_codes.h"

#include <cstdio>
#include <string>

namespace twin::cli {

int ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kOk;
    case absl::StatusCode::kInvalidArgument:
      return kUsage;
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kResourceExhausted:
      return kBadData;
    case absl::StatusCode::kCancelled:
      return kInterrupted;
    default:
      return kFailed;
  }
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "twin: %s\n", std::string(status.message()).c_str());
  return ExitCodeOf(status);
}

}  // namespace twin::cli
