#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <deque>
#include <string>

#include "absl/functional/function_ref.h"
#include "twin/clock.h"
#include "twin/frame_ring.h"
#include "twin/services/watch_query.h"

namespace twin::services {

/// The newest messages of all Watch streams, encoded. Streams that ask for the same and had the
/// same frame before get one and the same bytes: a tick is made into a message once, however many
/// read it. For one thread.
class SharedMessages {
 public:
  using Make = absl::FunctionRef<std::string()>;

  /// The message from `before` (null: a snapshot) to `target` for readers that ask `asked`
  /// (WatchQuery::asked); `make` encodes it when nobody has had it yet.
  const grpc::ByteBuffer& Get(const std::string& asked, const FramePtr& target,
                              const FramePtr& before, const ClockSetting& clock, Make make);

 private:
  struct Message {
    std::string asked;
    FramePtr target;
    FramePtr before;
    ClockSetting clock;
    grpc::ByteBuffer bytes;
  };
  std::deque<Message> newest_;  ///< newest first
};

}  // namespace twin::services
