#include "twin/services/shared_messages.h"

#include <algorithm>

#include "twin/byte_buffer.h"
#include "twin/limits.h"

namespace twin::services {

const grpc::ByteBuffer& SharedMessages::Get(const std::string& asked, const FramePtr& target,
                                            const FramePtr& before, const ClockSetting& clock,
                                            Make make) {
  const auto found = std::find_if(newest_.begin(), newest_.end(), [&](const Message& message) {
    return message.target == target && message.before == before && message.clock == clock &&
           message.asked == asked;
  });
  if (found != newest_.end()) return found->bytes;
  if (newest_.size() == limits::kMaxSharedMessages) newest_.pop_back();
  newest_.push_front({asked, target, before, clock, ToByteBuffer(make())});
  return newest_.front().bytes;
}

}  // namespace twin::services
