#include "twin/services/heat_minute_streams.h"

#include <algorithm>
#include <array>
#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/call_runner.h"
#include "twin/convert/heat_minute_convert.h"
#include "twin/convert/time_convert.h"
#include "twin/heat/minute_limits.h"
#include "twin/limits.h"
#include "twin/rpc_status.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::array<models::Minute, 4> kEvery{1, 3, 5, 15};

// A stream that was refused: it says why and is gone.
class RefusedStream final : public grpc::ServerWriteReactor<pb::WatchHeatNetworkResponse> {
 public:
  explicit RefusedStream(const absl::Status& status) { Finish(ToGrpcStatus(status)); }
  void OnDone() override { delete this; }
};

// Whether a stream of every so many minutes has this one; the last of a quarter always.
bool IsAskedFor(models::Minute minute, models::Minute every) { return (minute + 1) % every == 0; }

}  // namespace

absl::StatusOr<HeatMinuteQuery> ParseHeatMinuteQuery(heat::HeatNetworks& networks,
                                                     const access::Identity& identity,
                                                     const pb::WatchHeatNetworkRequest& request) {
  HeatMinuteQuery query{.identity = identity, .wants_columns = request.wants_columns()};
  TWIN_ASSIGN_OR_RETURN(
      query.network,
      networks.Find(absl::string_view(request.heat_network_id()).substr(0, limits::kMaxIdBytes)));
  TWIN_ASSIGN_OR_RETURN(const heat::LiveNetwork network, networks.Open(query.network));
  if (request.node_ids_size() > limits::kMaxHeatRowsSent)
    return models::errors::OutOfRange("node_ids", request.node_ids_size(), 0,
                                      limits::kMaxHeatRowsSent);
  for (int i = 0; i < request.node_ids_size(); ++i) {
    TWIN_ASSIGN_OR_RETURN(const std::size_t node,
                          network.model.FindNode(
                              absl::string_view(request.node_ids(i)).substr(0, limits::kMaxIdBytes),
                              absl::StrCat("node_ids[", i, "]")));
    query.nodes.push_back(node);
  }
  query.every = request.every_minutes() == 0 ? 1 : request.every_minutes();
  if (std::find(kEvery.begin(), kEvery.end(), query.every) == kEvery.end())
    return models::errors::InvalidField("every_minutes", "must be 1, 3, 5 or 15");
  if (request.has_after()) {
    TWIN_ASSIGN_OR_RETURN(query.after, convert::ToMinute(request.after(), "after"));
  }
  return query;
}

/// One stream.
class HeatMinuteStream final : public grpc::ServerWriteReactor<pb::WatchHeatNetworkResponse> {
 public:
  explicit HeatMinuteStream(HeatMinuteStreams& streams) : streams_(streams) {}

  /// From here on it is fed. Returns false when it has ended meanwhile.
  bool Begin(HeatMinuteQuery query) {
    const std::lock_guard lock(mutex_);
    if (has_ended_) return false;
    last_ = query.after;
    query_ = std::move(query);
    return true;
  }
  /// Ends it with the reason.
  void Refuse(const absl::Status& status) {
    {
      const std::lock_guard lock(mutex_);
      failure_ = status;
    }
    Go();
  }

  void OnWriteDone(bool ok) override {
    {
      const std::lock_guard lock(mutex_);
      is_writing_ = false;
      is_cancelled_ = is_cancelled_ || !ok;
    }
    Go();
  }
  void OnCancel() override {
    {
      const std::lock_guard lock(mutex_);
      is_cancelled_ = true;
    }
    Go();
  }
  void OnDone() override { streams_.Remove(this); }

  /// What it watches; nothing before Begin.
  std::optional<models::HeatNetworkIndex> network() const {
    const std::lock_guard lock(mutex_);
    if (!query_) return std::nullopt;
    return query_->network;
  }
  void GoAway() {
    {
      const std::lock_guard lock(mutex_);
      is_going_away_ = true;
    }
    Go();
  }

  /// Sends the next minute, or the end, if there is one and nothing is in flight.
  void Go() {
    grpc::Status status;
    bool is_end = false;
    {
      const std::lock_guard lock(mutex_);
      if (is_writing_ || has_ended_) return;
      const bool has_next = !is_cancelled_ && !is_going_away_ && failure_.ok() && TakeNext();
      if (is_cancelled_ || is_going_away_ || !failure_.ok()) {
        has_ended_ = is_end = true;
        status = EndStatus();
      } else {
        if (!has_next) return;
        is_writing_ = true;
      }
    }
    // Outside the lock: gRPC may call back at once.
    if (is_end) {
      Finish(status);
    } else {
      StartWrite(&message_);
    }
  }

 private:
  grpc::Status EndStatus() const {
    if (is_cancelled_) return grpc::Status::CANCELLED;
    if (!failure_.ok()) return ToGrpcStatus(failure_);
    return ToGrpcStatus(
        absl::UnavailableError("the twin is shutting down; connect again and resume"));
  }

  // Under the lock: makes the message of the next minute that was asked for and is still kept.
  bool TakeNext() {
    if (!query_) return false;
    const heat::NewestMinutes newest = streams_.desk_.Newest(query_->network);
    if (!newest.failure.empty()) failure_ = absl::FailedPreconditionError(newest.failure);
    if (!failure_.ok() || newest.quarters.empty()) return false;
    const heat::NetworkMinute* next = nullptr;
    if (last_) {
      for (const auto& quarter : newest.quarters)
        for (const heat::NetworkMinute& minute : *quarter)
          if (next == nullptr && minute.minute > *last_ && IsAskedFor(minute.minute, query_->every))
            next = &minute;
    } else {
      next = &newest.quarters.back()->back();
    }
    if (next == nullptr) return false;
    failure_ = streams_.context_.calls.CheckStillHolds(query_->identity);
    if (!failure_.ok()) return false;
    const models::Minute passed = last_ ? (next->minute - *last_) / query_->every - 1 : 0;
    const models::Minute left_out = std::max<models::Minute>(passed, 0);
    if (left_out > 0)
      streams_.context_.calls.metrics().CountConflatedFrames(static_cast<double>(left_out));
    last_ = next->minute;
    Fill(*next, static_cast<int>(left_out));
    return true;
  }

  void Fill(const heat::NetworkMinute& minute, int left_out) {
    message_.Clear();
    const auto network = streams_.networks_.Open(query_->network);
    if (!network.ok()) return;  // it was open
    convert::FillHeatMinute(network->model, minute, query_->nodes, query_->wants_columns, message_);
    message_.set_conflated_minutes(left_out);
    *message_.mutable_key() = streams_.context_.model_key;
    ProjectReply(query_->identity, message_);
  }

  HeatMinuteStreams& streams_;
  mutable std::mutex mutex_;
  std::optional<HeatMinuteQuery> query_;
  absl::Status failure_;
  std::optional<models::Minute> last_;
  pb::WatchHeatNetworkResponse message_;
  bool is_writing_ = false;
  bool is_cancelled_ = false;
  bool is_going_away_ = false;
  bool has_ended_ = false;
};

HeatMinuteStreams::HeatMinuteStreams(ServiceContext& context, heat::HeatNetworks& networks)
    : context_(context),
      networks_(networks),
      desk_(context.engine.ring(), networks,
            [this](models::HeatNetworkIndex network) {
              for (const auto& stream : Streams())
                if (stream->network() == network) stream->Go();
            }),
      openers_(1, limits::kMaxHeatSubscribers) {}

HeatMinuteStreams::~HeatMinuteStreams() = default;

grpc::ServerWriteReactor<pb::WatchHeatNetworkResponse>* HeatMinuteStreams::Open(
    absl::StatusOr<StreamCaller> caller, const pb::WatchHeatNetworkRequest& request) {
  if (!caller.ok()) return new RefusedStream(caller.status());
  auto stream = std::make_shared<HeatMinuteStream>(*this);
  {
    const std::lock_guard lock(mutex_);
    if (is_going_away_)
      return new RefusedStream(absl::UnavailableError("the twin is shutting down"));
    if (streams_.size() >= limits::kMaxHeatSubscribers)
      return new RefusedStream(absl::ResourceExhaustedError("too many streams are open"));
    streams_.push_back(stream);
  }
  const bool is_taken = openers_.TryPost(
      [this, stream, who = *std::move(caller), request] { Begin(*stream, who, request); });
  if (!is_taken) stream->Refuse(absl::ResourceExhaustedError("too many calls are waiting"));
  return stream.get();
}

void HeatMinuteStreams::Begin(HeatMinuteStream& stream, const StreamCaller& caller,
                              const pb::WatchHeatNetworkRequest& request) {
  auto query = ParseHeatMinuteQuery(networks_, caller.identity, request);
  if (!query.ok()) {
    stream.Refuse(query.status());
    return;
  }
  query->permit = caller.permit;
  const models::HeatNetworkIndex network = query->network;
  // In this order: a stream that ends after Begin leaves the network itself.
  desk_.Follow(network);
  if (!stream.Begin(*std::move(query))) {
    desk_.Leave(network);
    return;
  }
  stream.Go();
}

void HeatMinuteStreams::Remove(const HeatMinuteStream* stream) {
  if (const auto network = stream->network()) desk_.Leave(*network);
  std::shared_ptr<HeatMinuteStream> removed;  // goes when the lock is free
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(streams_.begin(), streams_.end(),
                                  [&](const auto& other) { return other.get() == stream; });
  if (found == streams_.end()) return;
  removed = std::move(*found);
  streams_.erase(found);
}

void HeatMinuteStreams::GoAway() {
  {
    const std::lock_guard lock(mutex_);
    is_going_away_ = true;
  }
  for (const auto& stream : Streams()) stream->GoAway();
}

std::vector<std::shared_ptr<HeatMinuteStream>> HeatMinuteStreams::Streams() const {
  const std::lock_guard lock(mutex_);
  return {streams_.begin(), streams_.end()};
}

}  // namespace twin::services
