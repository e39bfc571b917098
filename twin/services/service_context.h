#pragma once

#include <memory>
#include <string>

#include "models/asset_names.h"
#include "models/region.h"
#include "ostlandet/twin/v1/common.pb.h"
#include "twin/call_runner.h"
#include "twin/convert/frame_convert.h"
#include "twin/engine.h"

namespace twin::services {

/// What every service works with; outlives them.
struct ServiceContext {
  Engine& engine;
  CallRunner& calls;
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

}  // namespace twin::services
