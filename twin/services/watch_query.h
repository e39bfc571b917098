#pragma once

#include <chrono>
#include <memory>

#include "absl/status/statusor.h"
#include "google/protobuf/field_mask.pb.h"
#include "ostlandet/twin/v1/operations.pb.h"
#include "twin/access/identity.h"
#include "twin/clock.h"
#include "twin/convert/frame_convert.h"
#include "twin/frame_ring.h"
#include "twin/services/service_context.h"

namespace twin::services {

/// What one Watch stream asks for, checked.
struct WatchQuery {
  access::Identity identity;
  google::protobuf::FieldMask mask;  ///< empty: all
  convert::ElementFilter filter;
  std::chrono::steady_clock::duration min_interval{};
  FramePtr resume_after;  ///< null: start with a snapshot
  std::string branch_id;  ///< empty: the living twin
  bool has_minutes = false;
  /// Equal for two queries only if every frame makes the same message for both: role, mask,
  /// elements and branch. Whatever comes to decide what a caller may see belongs in it.
  std::string asked;
  std::shared_ptr<const void> permit;  ///< the caller's stream is open as long as it is held
};

/// Errors: InvalidArgument (mask, interval, too many ids), NotFound (ids).
absl::StatusOr<WatchQuery> ParseWatchQuery(const ServiceContext& context,
                                           const access::Identity& identity,
                                           const ostlandet::twin::v1::WatchRequest& request);

/// A snapshot of `frame`, or the delta from `before` to it; masked and projected for the caller.
ostlandet::twin::v1::WatchResponse MakeWatchResponse(const ServiceContext& context,
                                                     const WatchQuery& query, const Frame& frame,
                                                     const Frame* before, const ClockSetting& clock,
                                                     std::uint64_t conflated_frames);

ostlandet::twin::v1::ClockSetting ToProto(const ClockSetting& setting);

}  // namespace twin::services
