#include "twin/services/watch_query.h"

#include <google/protobuf/util/field_mask_util.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "twin/access/projection.h"
#include "twin/convert/heat_frame_convert.h"
#include "twin/limits.h"
#include "twin/services/request_fields.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;
using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;

// What makes a frame a frame is sent whatever the mask says.
constexpr const char* kAlways[] = {"epoch", "sequence",    "time",      "kind",  "conflated_frames",
                                   "clock", "data_notice", "redaction", "stale", "is_minute"};

absl::Status CheckMask(const FieldMask& mask) {
  if (mask.paths_size() > limits::kMaxFieldMaskPaths) {
    return models::errors::InvalidField(
        "field_mask",
        absl::StrCat("has ", mask.paths_size(), " paths, at most ", limits::kMaxFieldMaskPaths));
  }
  for (const std::string& path : mask.paths()) {
    if (!FieldMaskUtil::IsValidPath<pb::WatchResponse>(path)) {
      return models::errors::InvalidField(
          "field_mask", absl::StrCat("holds '", path.substr(0, limits::kMaxIdBytes),
                                     "', which is no path of WatchResponse"));
    }
  }
  return absl::OkStatus();
}

bool Wants(const WatchQuery& query, absl::string_view part) {
  const auto& paths = query.mask.paths();
  return paths.empty() || std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
           return path == part || absl::StartsWith(path, absl::StrCat(part, "."));
         });
}

bool MaySee(const WatchQuery& query, const char* part) {
  const auto* field = pb::WatchResponse::descriptor()->FindFieldByName(part);
  return access::IsVisible(*field, query.identity.clearance);
}

// Everything of the request that a message depends on, and who asks.
std::string DescribeAsked(const access::Identity& identity, pb::WatchRequest request) {
  request.clear_epoch();
  request.clear_sequence();
  request.clear_min_interval();
  return absl::StrCat(access::RoleName(identity.role), " ", identity.clearance.bits(), "\n",
                      request.SerializeAsString());
}

void Trim(const WatchQuery& query, pb::WatchResponse& response) {
  if (query.mask.paths().empty()) return;
  FieldMask mask = query.mask;
  for (const char* path : kAlways) mask.add_paths(path);
  FieldMaskUtil::TrimMessage(mask, &response);
}

}  // namespace

absl::StatusOr<WatchQuery> ParseWatchQuery(const ServiceContext& context,
                                           const access::Identity& identity,
                                           const pb::WatchRequest& request) {
  TWIN_RETURN_IF_ERROR(CheckMask(request.field_mask()));
  WatchQuery query;
  if (!request.branch_id().empty()) {
    TWIN_RETURN_IF_ERROR(access::CheckMayReadBranches(identity));
    query.branch_id = BranchIdOf(request);
    TWIN_RETURN_IF_ERROR(context.branches.Get(query.branch_id).status());
  }
  query.identity = identity;
  query.mask = request.field_mask();
  query.has_minutes = request.minutes() && query.branch_id.empty();
  query.asked = DescribeAsked(identity, request);
  TWIN_ASSIGN_OR_RETURN(
      query.filter,
      convert::MakeElementFilter(request.element_ids(), context.region(), context.names()));
  TWIN_ASSIGN_OR_RETURN(query.filter, convert::AddCounties(request.counties(), context.region(),
                                                           std::move(query.filter)));
  const std::int64_t interval_ms =
      google::protobuf::util::TimeUtil::DurationToMilliseconds(request.min_interval());
  const std::int64_t max_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(limits::kMaxMinInterval).count();
  if (interval_ms < 0 || interval_ms > max_ms) {
    return models::errors::InvalidField("min_interval", "must lie between nothing and one hour");
  }
  query.min_interval = std::chrono::milliseconds(interval_ms);
  const bool may_resume = query.branch_id.empty();
  if (may_resume && request.sequence() > 0 && request.epoch() == context.engine.epoch()) {
    query.resume_after = context.engine.ring().Find(static_cast<std::uint64_t>(request.sequence()));
  }
  return query;
}

pb::WatchResponse MakeWatchResponse(const ServiceContext& context, const WatchQuery& query,
                                    const Frame& frame, const Frame* before,
                                    const ClockSetting& clock, std::uint64_t conflated_frames) {
  const convert::FrameContext frames = context.frames();
  pb::WatchResponse response;
  response.set_epoch(context.engine.epoch());
  response.set_sequence(static_cast<std::int64_t>(frame.sequence));
  *response.mutable_time() = convert::ToTimestamp(frame.quarter.start_minute() + frame.minute);
  response.set_is_minute(frame.minute > 0);
  response.set_kind(before == nullptr ? pb::FRAME_KIND_SNAPSHOT : pb::FRAME_KIND_DELTA);
  response.set_conflated_frames(
      static_cast<int>(std::min<std::uint64_t>(conflated_frames, 1u << 30)));
  *response.mutable_clock() = ToProto(clock);
  if (before == nullptr) response.set_data_notice(context.region().notice);
  if (Wants(query, "balance")) *response.mutable_balance() = convert::ToBalance(frames, frame);
  if (Wants(query, "weather")) convert::AddWeather(frames, frame, *response.mutable_weather());
  if (Wants(query, "heat")) {
    for (std::size_t i = 0; i < context.region().heat_systems.size(); ++i) {
      *response.add_heat() = convert::ToHeatFrame(frames, frame, models::HeatSystemIndex(i));
    }
  }
  convert::AddStale(frame, *response.mutable_stale());
  // Not computed for those who may not see it; projection below would clear it all the same.
  if (Wants(query, "grid") && MaySee(query, "grid")) {
    *response.mutable_grid() = convert::ToGridFrame(frames, frame, query.filter, before);
  }
  Trim(query, response);
  ProjectReply(query.identity, response);
  if (before != nullptr) response.clear_redaction();
  return response;
}

pb::ClockSetting ToProto(const ClockSetting& setting) {
  pb::ClockSetting result;
  switch (setting.mode) {
    case ClockMode::kPaused:
      result.set_mode(pb::CLOCK_MODE_PAUSED);
      break;
    case ClockMode::kRealTime:
      result.set_mode(pb::CLOCK_MODE_REAL_TIME);
      break;
    case ClockMode::kScaled:
      result.set_mode(pb::CLOCK_MODE_SCALED);
      break;
    case ClockMode::kAsFastAsPossible:
      result.set_mode(pb::CLOCK_MODE_AS_FAST_AS_POSSIBLE);
      break;
  }
  result.set_speed_ratio(setting.speed_ratio);
  return result;
}

}  // namespace twin::services
