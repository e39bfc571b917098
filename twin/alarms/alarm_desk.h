#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/alarms/alarm_board.h"
#include "twin/engine.h"
#include "twin/frame_waiter.h"
#include "twin/store/record_log.h"

namespace twin::alarms {

/// Alarms of the living twin: looks at every frame on a thread of its own and keeps what becomes of
/// alarms in the folder. The twin never waits for it. Every member is thread-safe.
class AlarmDesk {
 public:
  /// Reads the log of alarms; looks at the newest frame at once. `engine` must outlive it.
  /// **Errors** as of store::RecordLog.
  static absl::StatusOr<std::unique_ptr<AlarmDesk>> Start(Engine& engine,
                                                          const std::string& directory,
                                                          std::uint64_t epoch,
                                                          store::FaultHook hook = {});
  ~AlarmDesk();
  AlarmDesk(const AlarmDesk&) = delete;

  /// By number.
  std::vector<Alarm> List() const;
  /// On disk when this returns; the first acknowledgement stays. **Errors** NotFound; of the disk.
  absl::StatusOr<Alarm> Acknowledge(std::int64_t number, const Acknowledgement& by);
  /// Takes what another finder has of a quarter: all of its signals, by key.
  void Take(models::Quarter quarter, AlarmSource source, std::span<const AlarmSignal> signals);

  /// What opening found wrong: one line each, for the log.
  const std::vector<std::string>& damage() const { return log_->damage(); }

 private:
  AlarmDesk(Engine& engine, std::unique_ptr<store::RecordLog> log);
  void Recover();
  void Work();
  FramePtr NextFrame() const;
  void Take(const Frame& frame);

  Engine& engine_;
  const std::unique_ptr<store::RecordLog> log_;
  mutable std::mutex mutex_;
  AlarmBoard board_;
  std::vector<Alarm> unwritten_;     ///< changes that could not be written yet
  std::uint64_t last_sequence_ = 0;  ///< the desk's thread's
  FrameWaiter waiter_;
  std::thread thread_;
};

}  // namespace twin::alarms
