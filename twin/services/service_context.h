#pragma once

#include <memory>
#include <string>

#include "models/asset_names.h"
#include "models/region.h"
#include "ostlandet/twin/v1/common.pb.h"
#include "twin/access/policy.h"
#include "twin/alarms/alarm_desk.h"
#include "twin/call_runner.h"
#include "twin/convert/frame_convert.h"
#include "twin/engine.h"
#include "twin/limits.h"
#include "twin/scenario/scenario_tree.h"
#include "twin/security/security_desk.h"

namespace twin::services {

/// What every service works with; outlives them.
struct ServiceContext {
  Engine& engine;
  CallRunner& calls;
  scenario::ScenarioTree& branches;
  alarms::AlarmDesk& alarms;
  security::SecurityDesk& security;
  std::string data_directory;  ///< of the twin
  std::string code_version;
  ostlandet::twin::v1::ModelKey model_key;

  const models::Region& region() const { return engine.stepper().region(); }
  const models::AssetNames& names() const { return engine.stepper().names(); }
  convert::FrameContext frames() const { return {region(), engine.stepper().layout()}; }
};

/// The frame a request means: of the quarter that contains its `time`, else the newest.
/// Errors: NotFound, InvalidArgument; Unavailable before the first step.
template <class Request>
absl::StatusOr<FramePtr> FindRequestedFrame(const ServiceContext& context, const Request& request);

/// The same for a request with a `branch_id`: of that branch, when there is one.
/// Errors: as above; Unauthenticated, PermissionDenied for who may not read branches.
template <class Request>
absl::StatusOr<FramePtr> FindFrameOf(const ServiceContext& context, const CallContext& call,
                                     const Request& request);

/// Frames of a branch may have to be computed again: behind the living twin.
template <class Request>
CallRunner::Lane LaneOf(const Request& request) {
  return request.branch_id().empty() ? CallRunner::Lane::kShort : CallRunner::Lane::kBackground;
}

}  // namespace twin::services

#include "models/base/status_macros.h"
#include "twin/convert/time_convert.h"

namespace twin::services {

template <class Request>
absl::StatusOr<FramePtr> FindRequestedFrame(const ServiceContext& context, const Request& request) {
  if (request.has_time()) {
    TWIN_ASSIGN_OR_RETURN(const models::Quarter quarter,
                          convert::ToQuarter(request.time(), "time"));
    return context.engine.FindFrame(quarter);
  }
  FramePtr latest = context.engine.ring().Latest();
  if (latest == nullptr) return absl::UnavailableError("the twin has not taken its first step yet");
  return latest;
}

template <class Request>
absl::StatusOr<FramePtr> FindFrameOf(const ServiceContext& context, const CallContext& call,
                                     const Request& request) {
  if (request.branch_id().empty()) return FindRequestedFrame(context, request);
  TWIN_RETURN_IF_ERROR(access::CheckMayReadBranches(call.identity));
  const std::string id = request.branch_id().substr(0, limits::kMaxIdBytes);
  if (!request.has_time()) return context.branches.LatestFrame(id);
  TWIN_ASSIGN_OR_RETURN(const models::Quarter quarter, convert::ToQuarter(request.time(), "time"));
  return context.branches.FindFrame(id, quarter, [&call] { return !call.cancelled(); });
}

}  // namespace twin::services
