#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/patch.h"
#include "twin/clock.h"
#include "twin/frame_ring.h"
#include "twin/stepper.h"
#include "twin/store/store.h"

namespace twin {

struct EngineOptions {
  models::Quarter first_quarter;  ///< of a history that starts anew
  ClockSetting clock;             ///< after start-up
  /// Called on the engine's thread after every stored step.
  std::function<void(double step_s, const Frame& frame)> on_step;
  /// Called once, on the engine's thread, when the store can take no more and the twin stands
  /// still.
  std::function<void(const absl::Status&)> on_failure;
  /// Called on the engine's thread when the disk is full: the twin stands still, answers what is
  /// asked, and goes on by itself when there is room.
  std::function<void(const absl::Status&)> on_standstill;
};

/// A patch as it was taken.
struct AppliedPatch {
  models::Patch patch;
  models::Minute acts_from = 0;
};

/// The living twin at one instant, shared with it: nobody changes these.
struct LiveInstant {
  std::shared_ptr<const WorldState> state;
  FramePtr frame;  ///< of the quarter before `state->next`; null at the beginning of a history
  std::vector<models::Patch> patches;  ///< by arrival
};

/// The living twin: one thread that owns time, state and patches. Everybody else asks it to act and
/// reads published frames. Nothing is acknowledged or published before the store has it on disk.
class Engine {
 public:
  /// Continues the stored history, or starts a new one. Errors: as of the store; DataLoss when a
  /// stored command cannot be read.
  static absl::StatusOr<std::unique_ptr<Engine>> Start(std::shared_ptr<const Stepper> stepper,
                                                       std::unique_ptr<store::Store> store,
                                                       Clock& clock, EngineOptions options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Stops after the running step and closes the store. Errors: what the store says.
  absl::Status Stop();

  const Stepper& stepper() const { return *stepper_; }
  const std::shared_ptr<const Stepper>& shared_stepper() const { return stepper_; }
  FrameRing& ring() { return ring_; }
  const std::string& epoch() const { return epoch_; }
  /// Wall time of the newest step, storing included.
  double last_step_ms() const { return last_step_ms_.load(); }
  /// Why the twin stands still, the store being the part that cannot go on; absent: it does not.
  std::optional<StalePart> Standstill() const;

  /// Errors: InvalidArgument for a speed outside the limits.
  absl::Status SetClock(ClockSetting setting);
  ClockSetting clock_setting() const;
  /// One quarter now. Errors: FailedPrecondition while the clock runs; what the store says.
  absl::StatusOr<FramePtr> StepOnce();

  /// The quarter that runs: the next to be finished and stored.
  models::Quarter next_quarter() const;
  /// How far the twin has come, in whole minutes: the first that a new patch can act in.
  models::Minute now_minute() const;
  /// `patch` as of ResolveNames, without id. An equal `request_id` gets the first answer again.
  /// It acts from its own minute on, also inside the quarter that runs.
  /// Errors: InvalidArgument (starts in the past), ResourceExhausted (too many patches), store.
  absl::StatusOr<AppliedPatch> ApplyPatch(models::Patch patch, const std::string& request_id,
                                          const std::string& role);
  /// Errors: NotFound, InvalidArgument (ends in the past), store.
  absl::StatusOr<AppliedPatch> EndPatch(const std::string& patch_id, models::Minute to,
                                        const std::string& request_id, const std::string& role);
  std::vector<models::Patch> Patches() const;
  /// State, frame and patches of one and the same instant; nothing is copied but the patches.
  LiveInstant Now() const;

  /// The frame of `quarter`: from memory, else from the store.
  /// Errors: NotFound when the twin never was there, or not yet.
  absl::StatusOr<FramePtr> FindFrame(models::Quarter quarter) const;
  /// Those of the quarters [from, to), from the store. Errors: as above.
  absl::StatusOr<std::vector<FramePtr>> FindFrames(models::Quarter from, models::Quarter to) const;

  /// Writes the address the twin is reached at into the folder's lock file.
  absl::Status PublishAddress(const std::string& address);

 private:
  using Task = std::function<void()>;

  Engine(std::shared_ptr<const Stepper> stepper, std::unique_ptr<store::Store> store, Clock& clock,
         EngineOptions options);
  /// A patch with the commands that made it what it is.
  struct LivePatch {
    models::Patch patch;
    std::vector<std::uint64_t> commands;  ///< sequences in the store, oldest first
  };

  absl::Status Recover();
  absl::Status Replay(const store::CommandRecord& record);
  void Remember(const models::Patch& patch, std::uint64_t command_sequence,
                const std::string& request_id);
  std::vector<std::uint64_t> CommandsOverAt(models::Quarter quarter) const;
  void Run();
  absl::StatusOr<FramePtr> Step();
  void ShowMinute(models::Minute minute);
  absl::StatusOr<AppliedPatch> StorePatch(const models::Patch& patch, bool is_end,
                                          const std::string& request_id, const std::string& role);
  std::optional<AppliedPatch> FindByRequest(const std::string& request_id) const;
  bool clock_setting_is_paused() const;
  std::vector<models::Patch> PatchesUnderLock() const;
  std::string MakePatchId(const std::string& request_id) const;
  models::Minute ActsFrom(const models::Patch& patch) const;
  models::Minute NowUnderLock() const;
  void NoteStored(const absl::Status& status);
  template <class Result>
  Result Ask(std::function<Result()> work);

  const std::shared_ptr<const Stepper> stepper_;
  const std::unique_ptr<store::Store> store_;
  Clock& clock_;
  const EngineOptions options_;
  std::string epoch_;
  FrameRing ring_;

  // Owned by the engine's thread once it runs.
  bool has_failed_ = false;
  std::atomic<double> last_step_ms_{0.0};

  // Written by the engine's thread, read by others, under the mutex.
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  Pacer pacer_;
  models::Minute shown_minute_ = 0;           ///< of the quarter that runs; -1: to be shown anew
  std::map<std::string, LivePatch> patches_;  ///< by id
  std::map<std::string, std::string> patch_of_request_;
  std::shared_ptr<const WorldState> state_;
  FramePtr live_frame_;  ///< of the quarter before; null at the beginning of a history
  std::optional<StalePart> standstill_;
  std::chrono::steady_clock::time_point retry_at_{};  ///< while it stands still
  bool is_stopping_ = false;

  std::thread thread_;
};

}  // namespace twin
