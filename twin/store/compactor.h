#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/status/statusor.h"
#include "twin/store/compaction.h"

namespace twin::store {

/// Reduces old days on a thread of its own, at the lowest priority. It reads and replaces sealed
/// days only: steps and commands are never waited for, nor do they wait.
class Compactor {
 public:
  /// Called on the compactor's thread when days were reduced, or could not be.
  using Report = std::function<void(const absl::StatusOr<Compaction>&)>;

  Compactor(Folder folder, Schema schema, Retention retention, FaultHook hook, Report report);
  /// Waits for the day at hand.
  ~Compactor();
  Compactor(const Compactor&) = delete;
  Compactor& operator=(const Compactor&) = delete;

  /// A day was sealed: another may have become old.
  void Wake();
  /// Waits until what was old enough at the last Wake has been reduced, or could not be.
  void WaitUntilIdle();

 private:
  void Run();

  const Folder folder_;
  const Schema schema_;
  const Retention retention_;
  const FaultHook hook_;
  const Report report_;
  KnownDetails known_;  ///< of the thread only
  std::mutex mutex_;
  std::condition_variable changed_;
  bool has_news_ = true;
  bool is_working_ = false;
  std::atomic<bool> is_stopping_ = false;
  std::thread thread_;
};

}  // namespace twin::store
