#include "twin/services/grid_service.h"

#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "twin/convert/asset_convert.h"
#include "twin/convert/security_convert.h"
#include "twin/services/paging.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

absl::StatusOr<std::vector<pb::AssetKind>> ReadKinds(const pb::ListAssetsRequest& request) {
  std::vector<pb::AssetKind> kinds;
  for (const int kind : request.kinds()) {
    if (!pb::AssetKind_IsValid(kind) || kind == pb::ASSET_KIND_UNSPECIFIED ||
        static_cast<int>(kinds.size()) >= pb::AssetKind_ARRAYSIZE) {
      return models::errors::InvalidField("kinds", absl::StrCat("holds ", kind, ", no asset kind"));
    }
    kinds.push_back(static_cast<pb::AssetKind>(kind));
  }
  return kinds;
}

absl::Status ListAssetsOf(const ServiceContext& context, const pb::ListAssetsRequest& request,
                          pb::ListAssetsResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const auto kinds, ReadKinds(request));
  const convert::AssetList assets(context.region(), kinds);
  std::string list_key = context.region().id;
  for (const pb::AssetKind kind : kinds) absl::StrAppend(&list_key, "/", kind);
  TWIN_ASSIGN_OR_RETURN(const Page page, MakePage(request.page_size(), request.page_token(),
                                                  list_key, assets.size()));
  for (std::size_t i = page.begin; i < page.end; ++i) *response.add_assets() = assets.At(i);
  response.set_next_page_token(page.next_token);
  response.set_total_size(static_cast<int>(assets.size()));
  response.set_data_notice(context.region().notice);
  return absl::OkStatus();
}

absl::Status ListLargeLoadsOf(const ServiceContext& context,
                              const pb::ListLargeLoadsRequest& request,
                              pb::ListLargeLoadsResponse& response) {
  const models::Region& region = context.region();
  std::string list_key = absl::StrCat(region.id, "/large");
  std::set<int> statuses;
  for (const int status : request.statuses()) {
    if (!pb::LargeLoadStatus_IsValid(status) || status == pb::LARGE_LOAD_STATUS_UNSPECIFIED) {
      return models::errors::InvalidField("statuses",
                                          absl::StrCat("holds ", status, ", no status"));
    }
    statuses.insert(status);
  }
  for (const int status : statuses) absl::StrAppend(&list_key, "/", status);
  std::vector<models::LargeLoadIndex> listed;
  for (std::size_t i = 0; i < region.large_loads.size(); ++i) {
    const models::LargeLoadIndex large(i);
    const int status = convert::ToLargeLoadStatus(region.large_loads[large].status);
    if (statuses.empty() || statuses.contains(status)) listed.push_back(large);
  }
  TWIN_ASSIGN_OR_RETURN(const Page page, MakePage(request.page_size(), request.page_token(),
                                                  list_key, listed.size()));
  for (std::size_t i = page.begin; i < page.end; ++i) {
    *response.add_large_loads() = convert::ToLargeLoad(region, listed[i]);
  }
  response.set_next_page_token(page.next_token);
  response.set_total_size(static_cast<int>(listed.size()));
  response.set_data_notice(region.notice);
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* GridService::ListLargeLoads(grpc::CallbackServerContext* context,
                                                      const pb::ListLargeLoadsRequest* request,
                                                      pb::ListLargeLoadsResponse* response) {
  return context_.calls.Run<pb::ListLargeLoadsRequest, pb::ListLargeLoadsResponse>(
      context, "/ostlandet.twin.v1.Grid/ListLargeLoads", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return ListLargeLoadsOf(context_, asked, reply);
      });
}

grpc::ServerUnaryReactor* GridService::ListAssets(grpc::CallbackServerContext* context,
                                                  const pb::ListAssetsRequest* request,
                                                  pb::ListAssetsResponse* response) {
  return context_.calls.Run<pb::ListAssetsRequest, pb::ListAssetsResponse>(
      context, "/ostlandet.twin.v1.Grid/ListAssets", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return ListAssetsOf(context_, asked, reply);
      });
}

grpc::ServerUnaryReactor* GridService::GetGridState(grpc::CallbackServerContext* context,
                                                    const pb::GetGridStateRequest* request,
                                                    pb::GetGridStateResponse* response) {
  return context_.calls.Run<pb::GetGridStateRequest, pb::GetGridStateResponse>(
      context, "/ostlandet.twin.v1.Grid/GetGridState", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        TWIN_ASSIGN_OR_RETURN(
            const convert::ElementFilter filter,
            convert::MakeElementFilter(asked.element_ids(), context_.region(), context_.names()));
        TWIN_ASSIGN_OR_RETURN(const FramePtr frame, FindFrameOf(context_, call, asked));
        *reply.mutable_time() = convert::ToTimestamp(frame->quarter);
        *reply.mutable_balance() = convert::ToBalance(context_.frames(), *frame);
        *reply.mutable_grid() = convert::ToGridFrame(context_.frames(), *frame, filter);
        convert::AddStale(*frame, *reply.mutable_stale());
        reply.set_data_notice(context_.region().notice);
        *reply.mutable_key() = context_.model_key;
        return absl::OkStatus();
      },
      LaneOf(*request));
}

grpc::ServerUnaryReactor* GridService::GetSecurity(grpc::CallbackServerContext* context,
                                                   const pb::GetSecurityRequest* request,
                                                   pb::GetSecurityResponse* response) {
  return context_.calls.Run<pb::GetSecurityRequest, pb::GetSecurityResponse>(
      context, "/ostlandet.twin.v1.Grid/GetSecurity", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) -> absl::Status {
        TWIN_ASSIGN_OR_RETURN(const security::SecurityPtr found, context_.security.Latest());
        reply = convert::ToProto(
            context_.region().grid, *found, limits::kShownInsecure,
            asked.with_all_margins() ? found->margins.size() : limits::kShownMargins);
        reply.set_data_notice(context_.region().notice);
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* GridService::ListViolations(grpc::CallbackServerContext* context,
                                                      const pb::ListViolationsRequest* request,
                                                      pb::ListViolationsResponse* response) {
  return context_.calls.Run<pb::ListViolationsRequest, pb::ListViolationsResponse>(
      context, "/ostlandet.twin.v1.Grid/ListViolations", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        TWIN_ASSIGN_OR_RETURN(const FramePtr frame, FindFrameOf(context_, call, asked));
        *reply.mutable_time() = convert::ToTimestamp(frame->quarter);
        for (const pb::Violation& violation : convert::FindViolations(context_.frames(), *frame)) {
          *reply.add_violations() = violation;
        }
        reply.set_data_notice(context_.region().notice);
        return absl::OkStatus();
      },
      LaneOf(*request));
}

}  // namespace twin::services
