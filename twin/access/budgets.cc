#include "twin/access/budgets.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "twin/access/retry_after.h"

namespace twin::access {
namespace {

constexpr absl::string_view kRegistered = "user ";  // as Gatekeeper names them
constexpr absl::Duration kStreamWait = absl::Seconds(10);

}  // namespace

Budgets::Caller& Budgets::Find(const std::string& caller) {
  if (callers_.size() >= kMaxCallers && callers_.count(caller) == 0) ForgetTheQuietest();
  return callers_[caller];
}

// A tenth at once, so that a flood of addresses does not sort the table at each.
void Budgets::ForgetTheQuietest() {
  std::vector<absl::Time> seen;
  seen.reserve(callers_.size());
  for (const auto& [name, caller] : callers_) seen.push_back(caller.filled);
  const auto tenth = seen.begin() + static_cast<std::ptrdiff_t>(seen.size() / 10);
  std::nth_element(seen.begin(), tenth, seen.end());
  std::erase_if(callers_, [limit = *tenth](const auto& entry) {
    const bool is_registered = absl::StartsWith(entry.first, kRegistered);
    return !is_registered && entry.second.streams == 0 && entry.second.filled <= limit;
  });
}

absl::Status Budgets::TakeCall(const std::string& caller, const RoleLimits& limits,
                               absl::Time now) {
  if (limits.calls_per_s <= 0.0) return absl::OkStatus();
  const std::lock_guard lock(mutex_);
  Caller& found = Find(caller);
  // A clock that is set back refills nothing and takes nothing.
  const double gained =
      found.is_new ? limits.burst_count
                   : std::max(0.0, absl::ToDoubleSeconds(now - found.filled)) * limits.calls_per_s;
  found.calls_count = std::min(limits.burst_count, found.calls_count + gained);
  found.filled = found.is_new ? now : std::max(found.filled, now);
  found.is_new = false;
  if (found.calls_count < 1.0) {
    return ExhaustedUntil(
        absl::StrCat("too many calls: ", limits.calls_per_s, " a second are answered"),
        absl::Seconds((1.0 - found.calls_count) / limits.calls_per_s));
  }
  found.calls_count -= 1.0;
  return absl::OkStatus();
}

absl::Status Budgets::OpenStream(const std::string& caller, const RoleLimits& limits) {
  const std::lock_guard lock(mutex_);
  Caller& found = Find(caller);
  if (limits.streams_count > 0.0 && found.streams >= limits.streams_count) {
    return ExhaustedUntil(
        absl::StrCat(limits.streams_count, " streams are open, as many as may be"), kStreamWait);
  }
  ++found.streams;
  return absl::OkStatus();
}

void Budgets::CloseStream(const std::string& caller) {
  const std::lock_guard lock(mutex_);
  const auto found = callers_.find(caller);
  if (found != callers_.end() && found->second.streams > 0) --found->second.streams;
}

std::size_t Budgets::caller_count() const {
  const std::lock_guard lock(mutex_);
  return callers_.size();
}

}  // namespace twin::access
