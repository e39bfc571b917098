#pragma once

#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "twin/scenario/history.h"
#include "twin/scenario/look_ahead.h"

namespace twin::services {

/// A look ahead as it stands.
struct LookAheadState {
  std::string id;
  std::string branch_id;  ///< empty: of the living twin
  models::Quarter from;
  scenario::LookAheadQuestion question;
  std::int64_t quarters_done = 0;
  double wall_s = 0.0;
  absl::Status failure;
  std::shared_ptr<const scenario::LookAhead> found;  ///< null until it is done
};

struct LookAheadJob;

/// Looks ahead one question at a time, on a thread of its own at low priority: the living twin goes
/// first. Knows no gRPC; any number of threads may ask.
class LookAheadDesk {
 public:
  /// `threads`: how many members are stepped side by side.
  LookAheadDesk(std::shared_ptr<const Stepper> stepper, std::size_t threads);
  ~LookAheadDesk();
  LookAheadDesk(const LookAheadDesk&) = delete;

  /// Begins to look ahead from `now`; returns at once. The same question about the same quarter of
  /// the same run is the one that was asked before, unless it failed; the `state_hash` tells runs
  /// apart. Errors: ResourceExhausted while another is computed.
  absl::StatusOr<std::string> Start(const std::string& branch_id, scenario::Instant now,
                                    const scenario::LookAheadQuestion& question);
  /// Errors: NotFound: never begun, or no longer kept.
  absl::StatusOr<LookAheadState> Get(const std::string& id) const;

 private:
  using JobPtr = std::shared_ptr<LookAheadJob>;
  void Work();
  void Run(LookAheadJob& job);

  const std::shared_ptr<const Stepper> stepper_;
  const std::size_t threads_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<JobPtr> jobs_;  ///< newest last; the last may be running
  JobPtr waiting_;
  bool is_running_ = false;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace twin::services
