#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace twin {

/// A few threads that run jobs in order of arrival. gRPC's own threads must never wait for work, so
/// handlers hand it to this pool.
class WorkerPool {
 public:
  /// `is_background`: its threads run at low priority, so that the living twin goes first.
  WorkerPool(std::size_t thread_count, std::size_t max_queued, bool is_background = false);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False, and the job is not taken, when the queue is full or the pool is stopping.
  bool TryPost(std::function<void()> job);
  /// Runs what is queued, then ends the threads. Later posts are refused.
  void Stop();

 private:
  void Work();

  const std::size_t max_queued_;
  const bool is_background_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool is_stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace twin
