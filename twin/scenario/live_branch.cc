#include "twin/scenario/live_branch.h"

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "twin/quarter_text.h"

namespace twin::scenario {

BranchStatus LiveBranch::status() const {
  if (!failure.ok()) return BranchStatus::kFailed;
  if (is_recovering()) return BranchStatus::kRecovering;
  return next() < goal() || is_busy ? BranchStatus::kRunning : BranchStatus::kPaused;
}

absl::Status LiveBranch::CheckReady() const {
  if (is_deleted) return models::errors::UnknownId("branch", id, {});
  if (!failure.ok()) return failure;
  if (!is_recovering()) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("the branch is being computed again after a restart: at ", QuarterText(next()),
                   ", it was at ", QuarterText(floor), "; try again"));
}

BranchInfo LiveBranch::Info() const {
  BranchInfo info;
  info.id = id;
  info.name = made.name;
  info.owner = made.owner;
  info.parent_id = made.parent_id;
  info.origin = made.origin;
  info.next = next();
  info.target = target;
  info.status = status();
  info.failure = std::string(failure.message());
  info.budget = made.budget;
  info.created_s = made.created_s;
  info.expires_s = made.expires_s;
  info.patches = (run.has_value() ? run->patches() : patches).At(next());
  if (!run.has_value()) return info;
  info.own_bytes = run->CalcOwnBytes();
  info.stride = run->stride();
  const Point& newest = run->newest();
  if (newest.totals != nullptr) info.totals = *newest.totals;
  if (newest.frame != nullptr) info.stale = newest.frame->stale;
  return info;
}

std::size_t CalcMaxPoints(const Budget& budget, const Point& point) {
  const std::size_t point_bytes = std::max<std::size_t>(CalcPointBytes(point), 1);
  const auto points = static_cast<std::size_t>(budget.max_bytes) / point_bytes;
  return points > 3 ? points - 1 : 2;  // the newest is one more
}

std::string RootHashOf(const Point& point) {
  const StateHash hash = CalcStateHash(point);
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace twin::scenario
