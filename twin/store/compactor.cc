#include "twin/store/compactor.h"

#include <chrono>
#include <utility>

#include "twin/thread_priority.h"

namespace twin::store {
namespace {

/// What failed for want of room is tried again after this.
constexpr std::chrono::minutes kRetry{10};

}  // namespace

Compactor::Compactor(Folder folder, Schema schema, Retention retention, FaultHook hook,
                     Report report)
    : folder_(std::move(folder)),
      schema_(std::move(schema)),
      retention_(retention),
      hook_(std::move(hook)),
      report_(std::move(report)),
      thread_([this] { Run(); }) {}

Compactor::~Compactor() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Compactor::Wake() {
  {
    const std::lock_guard lock(mutex_);
    has_news_ = true;
  }
  changed_.notify_all();
}

void Compactor::WaitUntilIdle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return (!has_news_ && !is_working_) || is_stopping_; });
}

void Compactor::Run() {
  LowerThreadPriority(kLowestPriorityNiceness);
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    has_news_ = false;
    is_working_ = true;
    lock.unlock();
    const absl::StatusOr<Compaction> done =
        CompactFolder(folder_, schema_, retention_, hook_, is_stopping_, known_);
    if (report_ && (!done.ok() || done->day_count > 0 || !done->skipped.empty())) report_(done);
    lock.lock();
    is_working_ = false;
    changed_.notify_all();
    changed_.wait_for(lock, kRetry, [this] { return has_news_ || is_stopping_; });
  }
}

}  // namespace twin::store
