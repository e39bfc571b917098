#include "twin/security/security_desk.h"

#include <chrono>
#include <map>
#include <utility>

#include "models/base/status_macros.h"
#include "twin/thread_priority.h"

namespace twin::security {
namespace {

constexpr std::chrono::milliseconds kSoon{300};

// Patches that were in force before a quarter and after it: what acted in it is among them.
std::vector<models::Patch> Unite(const std::vector<models::Patch>& before,
                                 const std::vector<models::Patch>& after) {
  std::map<std::string, const models::Patch*> newest;
  for (const models::Patch& patch : before) newest[patch.id] = &patch;
  for (const models::Patch& patch : after) newest[patch.id] = &patch;
  std::vector<models::Patch> all;
  for (const auto& [id, patch] : newest) all.push_back(*patch);
  return all;
}

}  // namespace

SecurityDesk::SecurityDesk(Engine& engine, SecurityHooks hooks)
    : engine_(engine),
      hooks_(std::move(hooks)),
      waiter_(engine.ring()),
      thread_([this] { Work(); }) {}

SecurityDesk::~SecurityDesk() {
  waiter_.Stop();
  thread_.join();
}

absl::StatusOr<SecurityPtr> SecurityDesk::Latest() const {
  const std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  if (latest_ == nullptr) return absl::UnavailableError("outages are being computed; ask again");
  return latest_;
}

absl::StatusOr<SecurityPtr> SecurityDesk::Calc(const LiveInstant& before,
                                               const Frame& frame) const {
  const auto patches = Unite(before.patches, engine_.Patches());
  TWIN_ASSIGN_OR_RETURN(const StepFlow flow, engine_.stepper().FlowOf(*before.state, patches));
  TWIN_ASSIGN_OR_RETURN(Security security,
                        CalcSecurity(engine_.stepper().region().grid, flow, frame.quarter, 1));
  return std::make_shared<const Security>(std::move(security));
}

// Before the newest quarter where it can be had, else now.
LiveInstant SecurityDesk::FindStart() const {
  LiveInstant now = engine_.Now();
  const FramePtr newest = engine_.ring().Latest();
  if (newest == nullptr || hooks_.find_before == nullptr || now.state->next == newest->quarter) {
    return now;
  }
  const auto before = hooks_.find_before(newest->quarter);
  if (!before.ok()) return now;
  return {before->point.state, before->point.frame, before->patches.At(newest->quarter)};
}

// The state before a quarter is held from the quarter before it. A twin whose clock runs on brings
// the next quarter soon; one that stands is caught up with.
void SecurityDesk::Work() {
  LowerThreadPriority();
  LiveInstant held = FindStart();
  while (waiter_.Wait()) {
    const FramePtr newest = engine_.ring().Latest();
    if (newest == nullptr) continue;
    if (held.state->next != newest->quarter) {
      held = waiter_.HasNewsWithin(kSoon) ? engine_.Now() : FindStart();
    }
    if (held.state->next != newest->quarter) continue;
    LiveInstant now = engine_.Now();
    Publish(Calc(held, *newest));
    held = std::move(now);
  }
}

void SecurityDesk::Publish(absl::StatusOr<SecurityPtr> found) {
  if (found.ok() && hooks_.on_security) hooks_.on_security(**found);
  const std::lock_guard lock(mutex_);
  failure_ = found.status();
  if (found.ok()) latest_ = *std::move(found);
}

}  // namespace twin::security
