#include "twin/trace_context.h"

#include <algorithm>

namespace twin {
namespace {

constexpr std::size_t kBytes = 55;
constexpr std::size_t kTraceAt = 3;
constexpr std::size_t kTraceDigits = 32;
constexpr std::size_t kParentAt = 36;
constexpr std::size_t kParentDigits = 16;
constexpr std::size_t kFlagsAt = 53;

bool IsHex(absl::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

bool IsZero(absl::string_view text) {
  return text.find_first_not_of('0') == absl::string_view::npos;
}

}  // namespace

std::string ReadTraceId(absl::string_view traceparent) {
  // A later version may be longer; its beginning is the same, and "ff" is no version.
  const bool is_shaped = traceparent.size() >= kBytes && traceparent[2] == '-' &&
                         traceparent[35] == '-' && traceparent[52] == '-' &&
                         IsHex(traceparent.substr(0, 2)) && traceparent.substr(0, 2) != "ff" &&
                         IsHex(traceparent.substr(kFlagsAt, 2));
  if (!is_shaped) return "";
  const bool is_longer = traceparent.size() > kBytes;
  if (is_longer && (traceparent.substr(0, 2) == "00" || traceparent[kBytes] != '-')) return "";
  const absl::string_view trace = traceparent.substr(kTraceAt, kTraceDigits);
  const absl::string_view parent = traceparent.substr(kParentAt, kParentDigits);
  const bool is_id = IsHex(trace) && IsHex(parent) && !IsZero(trace) && !IsZero(parent);
  return is_id ? std::string(trace) : "";
}

}  // namespace twin
