#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/status/statusor.h"
#include "twin/engine.h"
#include "twin/frame_waiter.h"
#include "twin/scenario/history.h"
#include "twin/security/security.h"

namespace twin::security {

using SecurityPtr = std::shared_ptr<const Security>;

struct SecurityHooks {
  /// The twin as it was before a quarter of its past: what a restarted twin begins with.
  std::function<absl::StatusOr<scenario::Instant>(models::Quarter)> find_before = {};
  /// Called on the desk's thread with every answer.
  std::function<void(const Security&)> on_security = {};
};

/// N-1 of the living twin's newest quarter, again and again on a thread of its own that gives way
/// to everything else. The twin never waits; where the clock runs faster than outages are computed,
/// quarters pass it by.
class SecurityDesk {
 public:
  /// `engine` must outlive it.
  explicit SecurityDesk(Engine& engine, SecurityHooks hooks = {});
  ~SecurityDesk();
  SecurityDesk(const SecurityDesk&) = delete;

  /// The newest. Errors: Unavailable before the first; why the newest has none.
  absl::StatusOr<SecurityPtr> Latest() const;

 private:
  void Work();
  LiveInstant FindStart() const;
  void Publish(absl::StatusOr<SecurityPtr> found);
  absl::StatusOr<SecurityPtr> Calc(const LiveInstant& before, const Frame& frame) const;

  Engine& engine_;
  const SecurityHooks hooks_;
  mutable std::mutex mutex_;
  SecurityPtr latest_;
  absl::Status failure_;
  FrameWaiter waiter_;
  std::thread thread_;
};

}  // namespace twin::security
