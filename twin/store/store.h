#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "twin/store/compactor.h"
#include "twin/store/day.h"
#include "twin/store/file_io.h"
#include "twin/store/folder.h"
#include "twin/store/journal.h"
#include "twin/store/lock_file.h"
#include "twin/store/recovery.h"
#include "twin/store/schema.h"

namespace twin::store {

struct StoreOptions {
  std::string directory;
  Schema schema;
  FaultHook fault_hook;  ///< for tests
  Retention retention;   ///< nothing is reduced unless it says so
  Compactor::Report on_compaction;
};

/// What a restart finds.
struct Recovered {
  std::optional<StepRecord> last_step;           ///< exact; nothing in a new folder
  std::vector<CommandRecord> commands_in_force;  ///< by sequence
  std::vector<StepRecord> steps;    ///< of the unsealed day, exact frames, states only in the last
  std::vector<std::string> notes;   ///< mended without loss: for the log
  std::vector<std::string> damage;  ///< lost or set aside: for the log and the operator
};

/// The memory of the twin: nothing it has acknowledged is ever lost by a stop, a kill or a full
/// disk. FORMAT.md says what lies where. One writer for each folder; every member is thread-safe.
///
/// A step or command is written to the journal and synced before its call returns. When the steps
/// reach a new UTC day, the finished one is sealed into an HDF5 segment by a background thread;
/// its journal is dropped only when the segment is durable. Another thread reduces days older than
/// `retention` keeps them.
class Store {
 public:
  /// Opens or makes the folder (its parent must exist), takes its lock, recovers.
  /// **Errors** FailedPrecondition: in use by another twin (named), not writable, other series or
  /// data revision. ResourceExhausted: less than kMinFreeBytes left. InvalidArgument: schema,
  /// retention.
  static absl::StatusOr<std::unique_ptr<Store>> Open(StoreOptions options);
  static constexpr std::int64_t kMinFreeBytes = std::int64_t{1} << 20;

  /// Stops as a crash would, only without torn ends. Call Close() first for a clean stop.
  ~Store();
  Store(const Store&) = delete;

  const Recovered& recovered() const { return recovered_; }
  /// Names this folder's history: sequences of one epoch are comparable, over restarts too.
  std::uint64_t epoch() const { return epoch_; }
  std::uint64_t last_sequence() const;

  /// Keeps the step, returns its sequence. `step.sequence` is ignored.
  /// **Errors** InvalidArgument: sizes that are not the schema's. FailedPrecondition: quarter not
  /// after the last one. ResourceExhausted: disk full; nothing is half-written, call again later.
  absl::StatusOr<std::uint64_t> AppendStep(StepRecord step);

  /// Keeps the command, returns its sequence: after OK it may be acknowledged. **Errors** as above.
  absl::StatusOr<std::uint64_t> AppendCommand(CommandRecord command);

  /// Waits until every finished day is sealed and writes a snapshot of the last step.
  /// **Errors** what kept a day from being sealed; the day stays in its journal.
  absl::Status Flush();
  /// Waits until every day that is old enough has been reduced.
  void WaitForCompaction();
  /// Flush, then no more appends. The unfinished day stays in its journal. Lets the lock go.
  absl::Status Close();

  /// Writes where this server answers into the lock file.
  absl::Status SetAddress(const std::string& address);

  absl::StatusOr<Series> ReadSeries(const SeriesQuery& query) const;
  absl::StatusOr<Summary> ReadSummary(const SeriesQuery& query, Every every) const;
  absl::StatusOr<std::vector<CommandRecord>> ReadCommands(models::Quarter from,
                                                          models::Quarter to) const;
  absl::StatusOr<std::vector<SegmentInfo>> ListSegments() const;
  const Schema& schema() const { return options_.schema; }
  const Folder& folder() const { return folder_; }

 private:
  Store(StoreOptions options, LockFile lock, RecoveredFolder recovered);

  absl::Status CheckStep(const StepRecord& step) const;
  absl::Status BeginDay(models::Quarter first_quarter);
  absl::Status WaitForRoom();
  /// The finished days, and of the current one a copy of its commands and of the frames in
  /// [from, to).
  std::vector<DayPtr> UnsealedDays(models::Quarter from, models::Quarter to) const;
  void SealInBackground();
  absl::Status Seal(const Day& day);
  void StopThreads();

  const StoreOptions options_;
  const Folder folder_;
  std::uint64_t epoch_ = 0;
  Recovered recovered_;

  // Order of locking: append_mutex_, then mutex_. Disk writes of appends happen under the first
  // only, so that readers never wait for a sync.
  std::mutex append_mutex_;
  std::optional<LockFile> lock_;
  std::optional<Journal> journal_;
  BaseRecord base_;  ///< what the first journal begins with
  bool is_closed_ = false;

  std::mutex snapshot_mutex_;  ///< one snapshot is written at a time

  mutable std::mutex mutex_;
  std::uint64_t last_sequence_ = 0;
  std::shared_ptr<Day> current_;  ///< changed under mutex_ only; null before the first journal
  std::deque<DayPtr> finished_;   ///< waiting to be sealed, oldest first
  absl::Status seal_status_;      ///< of the last attempt
  bool is_stopping_ = false;
  bool retry_now_ = false;
  std::condition_variable sealer_wakes_;
  std::condition_variable sealer_did_something_;
  std::thread sealer_;
  std::unique_ptr<Compactor> compactor_;  ///< null when everything is kept
};

}  // namespace twin::store
