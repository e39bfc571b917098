#include "twin/call_runner.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/access/audit_rules.h"
#include "twin/limits.h"
#include "twin/log.h"
#include "twin/trace_context.h"

namespace twin {
namespace {

namespace pb = ostlandet::twin::v1;

// One unary call. gRPC deletes nothing: OnDone is the last reaction.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall() : is_cancelled_(std::make_shared<std::atomic<bool>>(false)) {}
  void OnCancel() override { is_cancelled_->store(true); }
  void OnDone() override { delete this; }
  std::shared_ptr<const std::atomic<bool>> is_cancelled() const { return is_cancelled_; }

 private:
  std::shared_ptr<std::atomic<bool>> is_cancelled_;
};

// Questions whose answers together may tell more than each alone.
bool IsBudgeted(absl::string_view method) {
  return method == "/ostlandet.twin.v1.Capacity/AskCapacity" ||
         method == "/ostlandet.twin.v1.Heat/AnswerHeatConnection";
}

std::string FindMetadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(key);
  return found == metadata.end() ? "" : std::string(found->second.data(), found->second.size());
}

// A caller over TCP can write any metadata; only the gateway, on the socket in the twin's own
// folder, is believed about who is behind it.
std::string AddressOf(const grpc::CallbackServerContext& context) {
  const std::string peer = context.peer();
  if (!absl::StartsWith(peer, "unix:")) return access::BudgetAddress(peer);
  const std::string forwarded = FindMetadata(context, kForwardedAddress);
  return forwarded.empty() ? "this machine" : forwarded;
}

access::Credentials CredentialsOf(const grpc::CallbackServerContext& context) {
  access::Credentials credentials;
  credentials.authorization = FindMetadata(context, "authorization");
  credentials.address = AddressOf(context);
  const auto peer = context.auth_context();
  if (peer != nullptr && peer->IsPeerAuthenticated()) {
    const auto subjects = peer->FindPropertyValues("x509_subject");
    if (subjects.size() == 1) {
      credentials.certificate_subject = std::string(subjects[0].data(), subjects[0].size());
    }
  }
  return credentials;
}

// Refusals are told at once, answers only where somebody wants to follow them.
void LogCall(const char* method, const absl::Status& status, const std::string& trace) {
  const std::string code = absl::StatusCodeToString(status.code());
  if (status.ok()) {
    log::Debug("call", {{"method", method}, {"code", code}, {"trace_id", trace}});
  } else {
    log::Info("call", {{"method", method}, {"code", code}, {"trace_id", trace}});
  }
}

bool IsPastDeadline(const grpc::CallbackServerContext& context,
                    std::chrono::steady_clock::time_point arrived) {
  return std::chrono::system_clock::now() > context.deadline() ||
         std::chrono::steady_clock::now() - arrived > limits::kMaxUnaryTime;
}

}  // namespace

CallRunner::CallRunner(std::unique_ptr<access::Gatekeeper> gate, Metrics& metrics,
                       std::unique_ptr<access::AuditLog> audit)
    : gate_(std::move(gate)),
      metrics_(metrics),
      audit_(std::move(audit)),
      pool_(limits::kWorkerThreads, limits::kMaxQueuedCalls),
      long_pool_(limits::kMaxConcurrentAsks, limits::kMaxQueuedAsks),
      background_pool_(limits::kBackgroundCallThreads, limits::kMaxQueuedBackgroundCalls, true) {}

WorkerPool& CallRunner::PoolOf(Lane lane) {
  switch (lane) {
    case Lane::kLong:
      return long_pool_;
    case Lane::kBackground:
      return background_pool_;
    case Lane::kShort:
      break;
  }
  return pool_;
}

std::chrono::nanoseconds CallRunner::GridOf(const access::Identity& identity,
                                            double access::RoleLimits::*grid) const {
  const auto grid_of = [&](const access::Identity& whose) { return gate_->LimitsOf(whose).*grid; };
  // Outside their scope all are told as strangers are.
  const double grid_ms = identity.clearance.SeesPowerSensitive()
                             ? grid_of(identity)
                             : std::max(grid_of(identity), grid_of(access::Identity{}));
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double, std::milli>(grid_ms));
}

absl::StatusOr<access::Identity> CallRunner::Admit(const grpc::CallbackServerContext& context,
                                                   absl::string_view method) const {
  return gate_->Admit(CredentialsOf(context), method);
}

absl::StatusOr<StreamCaller> CallRunner::AdmitStream(
    const grpc::CallbackServerContext& context, absl::string_view method,
    const google::protobuf::Message& request) const {
  TWIN_ASSIGN_OR_RETURN(access::Identity identity, Admit(context, method));
  FindPlace(identity, request);
  TWIN_RETURN_IF_ERROR(gate_->OpenStream(identity));
  StreamCaller caller;
  caller.identity = identity;
  // A shared end: the last who holds the permit gives it back.
  caller.permit = std::shared_ptr<const void>(
      gate_.get(),
      [gate = gate_, identity = std::move(identity)](const void*) { gate->CloseStream(identity); });
  return caller;
}

// Gives `identity` the clearance it has at the place that `message` names. False: it names none.
bool CallRunner::FindPlace(access::Identity& identity,
                           const google::protobuf::Message& message) const {
  if (identity.scope.is_whole_region()) return true;
  if (!find_place_) return false;
  const auto place = find_place_(message);
  if (!place.has_value()) return false;
  identity = access::At(std::move(identity), place->municipality, place->grid_company);
  return true;
}

absl::Status CallRunner::TakeQuestion(const access::Identity& identity, absl::string_view method,
                                      const google::protobuf::Message& request) const {
  if (!IsBudgeted(method) || identity.clearance.SeesPowerSensitive()) return absl::OkStatus();
  const auto place = find_place_ ? find_place_(request) : std::nullopt;
  const std::unique_ptr<google::protobuf::Message> point(request.New());
  point->CopyFrom(request);
  for (const char* varied : {"requested_mw", "profile"}) {
    const auto* field = point->GetDescriptor()->FindFieldByName(varied);
    if (field != nullptr) point->GetReflection()->ClearField(point.get(), field);
  }
  return gate_->TakeQuestion(identity,
                             {.area = place.has_value() ? place->municipality : "",
                              .question = absl::StrCat(method, "\n", request.SerializeAsString()),
                              .point = absl::StrCat(method, "\n", point->SerializeAsString())});
}

absl::Status CallRunner::RunAdmitted(
    CallContext& call, absl::string_view method, const google::protobuf::Message& request,
    google::protobuf::Message& reply,
    const std::function<absl::Status(const CallContext&)>& compute) {
  const bool is_placed = FindPlace(call.identity, request);
  TWIN_RETURN_IF_ERROR(TakeQuestion(call.identity, method, request));
  TWIN_RETURN_IF_ERROR(compute(call));
  if (!is_placed) FindPlace(call.identity, reply);
  // What was told is what the audit log asks about.
  call.identity.clearance = ProjectReply(call.identity, reply, find_concession_);
  return absl::OkStatus();
}

void CallRunner::Audit(const access::Identity& identity, absl::string_view method,
                       const google::protobuf::Message& request,
                       const google::protobuf::Message& reply, const absl::Status& outcome) {
  const bool is_noted = access::IsAudited(identity, reply) || !gate_->IsOpenToAll(method);
  if (audit_ == nullptr || identity.token_id.empty() || !is_noted) return;
  audit_->Append({.who = identity.token_id,
                  .role = std::string(access::RoleName(identity.role)),
                  .method = std::string(method),
                  .what = access::DescribeIds(request),
                  .record = access::FindRecordId(reply),
                  .projection = pb::Secrecy_Name(identity.clearance.highest()),
                  .outcome = absl::StatusCodeToString(outcome.code())});
}

void CallRunner::Release(const access::Identity& identity,
                         std::chrono::steady_clock::time_point arrived,
                         std::function<void()> tell) {
  const auto grid = GridOf(identity, &access::RoleLimits::answer_grid_ms);
  if (grid.count() == 0) return tell();
  release_.At(ReleaseClock::DueAt(arrived, std::chrono::steady_clock::now(), grid),
              std::move(tell));
}

grpc::ServerUnaryReactor* CallRunner::RunErased(
    WorkerPool& pool, grpc::CallbackServerContext* context, const char* method,
    const google::protobuf::Message* request, google::protobuf::Message* reply,
    std::function<absl::Status(const CallContext&)> compute) {
  auto* reactor = new UnaryCall;
  const auto finish =
      [this, reactor, method,
       trace = ReadTraceId(FindMetadata(*context, "traceparent"))](const absl::Status& status) {
        metrics_.CountCall(method, absl::StatusCodeToString(status.code()));
        LogCall(method, status, trace);
        reactor->Finish(ToGrpcStatus(status));
      };
  const auto identity = Admit(*context, method);
  if (!identity.ok()) {
    finish(identity.status());
    return reactor;
  }
  const CallContext admitted{*identity, reactor->is_cancelled()};
  const auto arrived = std::chrono::steady_clock::now();
  // What was stored is read on the background lane: how long that takes tells of the disk.
  const bool is_read = &pool != &long_pool_;
  const bool is_taken = pool.TryPost([=, this, compute = std::move(compute)] {
    CallContext call = admitted;
    if (call.cancelled()) return finish(absl::CancelledError("the caller went away"));
    if (IsPastDeadline(*context, arrived)) {
      return finish(absl::DeadlineExceededError("the deadline passed while the call waited"));
    }
    const absl::Status status = RunAdmitted(call, method, *request, *reply, compute);
    if (!status.ok()) reply->Clear();
    Audit(call.identity, method, *request, *reply, status);
    const auto grid = GridOf(call.identity, is_read ? &access::RoleLimits::reply_grid_ms
                                                    : &access::RoleLimits::answer_grid_ms);
    if (grid.count() == 0) return finish(status);
    const auto due = ReleaseClock::DueAt(arrived, std::chrono::steady_clock::now(), grid);
    release_.At(due, [finish, status] { finish(status); });
  });
  if (!is_taken) finish(absl::ResourceExhaustedError("too many calls are waiting"));
  return reactor;
}

}  // namespace twin
