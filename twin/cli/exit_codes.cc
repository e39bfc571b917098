#include "twin/cli/exit_codes.h"

#include <cstdio>
#include <string>

#include "models/base/errors.h"

namespace twin::cli {
namespace {

constexpr std::size_t kMaxViolationsShown = 50;

}  // namespace

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
  const auto violations = models::errors::FieldViolationsOf(status);
  if (violations.size() <= 1) {
    std::fprintf(stderr, "twin: %s\n", std::string(status.message()).c_str());
    return ExitCodeOf(status);
  }
  std::size_t shown = 0;
  for (const auto& violation : violations) {
    if (shown++ == kMaxViolationsShown) break;
    std::fprintf(stderr, "%s %s\n", violation.field.c_str(), violation.description.c_str());
  }
  std::fprintf(stderr, "twin: %zu errors%s\n", violations.size(),
               violations.size() > kMaxViolationsShown ? "; the first are shown" : "");
  return ExitCodeOf(status);
}

int FailWithBadData(const absl::Status& status) {
  Fail(status);
  return status.code() == absl::StatusCode::kInvalidArgument ? kBadData : ExitCodeOf(status);
}

}  // namespace twin::cli
