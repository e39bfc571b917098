#pragma once

#include <grpcpp/support/server_callback.h>

#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "ostlandet/twin/v1/heat_network.pb.h"
#include "twin/access/identity.h"
#include "twin/heat/minute_desk.h"
#include "twin/services/service_context.h"
#include "twin/worker_pool.h"

namespace twin::services {

/// What one WatchHeatNetwork stream asks for, checked.
struct HeatMinuteQuery {
  access::Identity identity;
  models::HeatNetworkIndex network;
  std::vector<std::size_t> nodes;
  bool wants_columns = false;
  models::Minute every = 1;
  std::optional<models::Minute> after;
  std::shared_ptr<const void> permit;  ///< the caller's stream is open as long as it is held
};

/// Errors: InvalidArgument, NotFound; as of HeatNetworks::Open.
absl::StatusOr<HeatMinuteQuery> ParseHeatMinuteQuery(
    heat::HeatNetworks& networks, const access::Identity& identity,
    const ostlandet::twin::v1::WatchHeatNetworkRequest& request);

class HeatMinuteStream;

/// Every WatchHeatNetwork stream. A stream has at most one message in flight: what a slow reader
/// does not take before it leaves the desk's newest minutes is left out and counted. Messages are
/// made on the desk's thread, or on gRPC's when a reader has taken one; both only read. Where the
/// newest quarter cannot be had at all a stream ends and says why.
class HeatMinuteStreams {
 public:
  HeatMinuteStreams(ServiceContext& context, heat::HeatNetworks& networks);
  ~HeatMinuteStreams();
  HeatMinuteStreams(const HeatMinuteStreams&) = delete;

  /// Opens a stream. It is answered from a thread of this: a network that nobody has asked for
  /// has to be generated first. One that asks wrongly ends with the reason.
  grpc::ServerWriteReactor<ostlandet::twin::v1::WatchHeatNetworkResponse>* Open(
      absl::StatusOr<StreamCaller> caller,
      const ostlandet::twin::v1::WatchHeatNetworkRequest& request);
  /// Ends every stream; new ones are refused. Returns at once.
  void GoAway();

 private:
  friend class HeatMinuteStream;
  void Begin(HeatMinuteStream& stream, const StreamCaller& caller,
             const ostlandet::twin::v1::WatchHeatNetworkRequest& request);
  void Remove(const HeatMinuteStream* stream);
  std::vector<std::shared_ptr<HeatMinuteStream>> Streams() const;

  ServiceContext& context_;
  heat::HeatNetworks& networks_;
  mutable std::mutex mutex_;
  std::list<std::shared_ptr<HeatMinuteStream>> streams_;
  bool is_going_away_ = false;
  // Last: their threads call this.
  heat::MinuteDesk desk_;
  WorkerPool openers_;
};

}  // namespace twin::services
