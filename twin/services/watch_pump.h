#pragma once

#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "twin/services/shared_messages.h"
#include "twin/services/watch_query.h"

namespace twin::services {

class WatchStream;

/// One thread that feeds every Watch stream with encoded WatchResponse messages; streams that ask
/// for the same share them. A stream has at most one message in flight; while it
/// is busy, frames pass it by and are merged into its next message. So a slow reader costs a
/// pointer to the last frame it got, whatever it does, and the engine never waits.
class WatchPump {
 public:
  explicit WatchPump(ServiceContext& context);
  ~WatchPump();
  WatchPump(const WatchPump&) = delete;
  WatchPump& operator=(const WatchPump&) = delete;

  /// Opens a stream, or one that ends at once with `status`.
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Open(absl::StatusOr<WatchQuery> query);
  /// Ends every stream with a going-away frame; new ones are refused. Returns at once.
  void GoAway();
  std::size_t stream_count() const;

 private:
  friend class WatchStream;
  using Clock = std::chrono::steady_clock;

  void Wake();
  void Run();
  void LookAtBranches();
  /// Next moment at which a stream that waits for its interval may be fed.
  Clock::time_point FeedReadyStreams();

  ServiceContext& context_;
  std::uint64_t subscription_ = 0;
  SharedMessages messages_;  ///< the pump's thread's
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<std::shared_ptr<WatchStream>> streams_;
  bool has_news_ = false;
  bool is_going_away_ = false;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace twin::services
