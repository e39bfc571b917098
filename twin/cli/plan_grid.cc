#include "twin/cli/plan_grid.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/capacity.grpc.pb.h"
#include "twin/access/identity.h"
#include "twin/services/plan_grid.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kDeadlineS = 60.0;

plans::GridRoom AskServer(const Client& client, const pb::AskCapacityRequest& request) {
  pb::AskCapacityResponse response;
  const auto context = client.MakeContext(kDeadlineS);
  const absl::Status status = FromGrpc(
      pb::Capacity::NewStub(client.channel())->AskCapacity(context.get(), request, &response));
  return status.ok() ? services::MakeGridRoom(response.answer())
                     : services::MakeUnknownRoom(status);
}

}  // namespace

absl::StatusOr<std::unique_ptr<PlanGridSource>> PlanGridSource::Open(
    const PlanGridOptions& options) {
  auto source = std::make_unique<PlanGridSource>();
  auto client = Client::Connect(options.target);
  if (client.ok()) {
    source->client_ = *std::move(client);
    return source;
  }
  if (!options.target.server.empty()) return client.status();
  const std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
  TWIN_ASSIGN_OR_RETURN(source->offline_,
                        StartOffline({.data_directory = options.target.data_directory,
                                      .token_file = options.target.token_file,
                                      .region_directory = options.region_directory,
                                      .year = options.year,
                                      .threads = threads}));
  TWIN_RETURN_IF_ERROR(WaitUntilReady(*source->offline_).status());
  // What is told of a place follows from the answers at all busbars: minutes once, kept in the
  // folder.
  TWIN_RETURN_IF_ERROR(source->offline_->planner->map_desk().map().Complete({.threads = threads}));
  return source;
}

plans::AskGrid PlanGridSource::ask() const {
  if (offline_) {
    return services::AskDesk(offline_->planner->desk(), offline_->identity);
  }
  return [this](const plans::GridPoint& point, double requested_mw) {
    return AskServer(*client_, services::MakePlanRequest(point, requested_mw));
  };
}

}  // namespace twin::cli
