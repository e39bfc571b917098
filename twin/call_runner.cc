#include "twin/call_runner.h"

#include <chrono>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ostlandet/twin/v1/common.pb.h"
#include "twin/access/audit_rules.h"
#include "twin/limits.h"

namespace twin {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr char kPowerGround[] =
    "power-sensitive information: energiloven § 9-3, kraftberedskapsforskriften § 6-2";
constexpr char kPowerContact[] = "the grid company of the area";
constexpr char kPartyGround[] = "what concerns one party alone: business or personal information";
constexpr char kPartyContact[] = "that party";

// On what ground fields of these classes are withheld, and whom to ask.
void SayGround(const std::set<pb::Secrecy>& classes, pb::Redaction& redaction) {
  const bool is_of_party = classes.count(pb::SECRECY_K1_PARTY) != 0;
  const bool is_of_power = classes.size() > (is_of_party ? 1u : 0u);
  const char* joint = is_of_party && is_of_power ? "; " : "";
  redaction.set_ground(
      absl::StrCat(is_of_power ? kPowerGround : "", joint, is_of_party ? kPartyGround : ""));
  redaction.set_contact(
      absl::StrCat(is_of_power ? kPowerContact : "", joint, is_of_party ? kPartyContact : ""));
}

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

bool IsPastDeadline(const grpc::CallbackServerContext& context,
                    std::chrono::steady_clock::time_point arrived) {
  return std::chrono::system_clock::now() > context.deadline() ||
         std::chrono::steady_clock::now() - arrived > limits::kMaxUnaryTime;
}

}  // namespace

void ProjectReply(const access::Identity& identity, google::protobuf::Message& reply) {
  const pb::Secrecy clearance = access::ClearanceOf(identity.role);
  access::Project(reply, clearance);
  const auto* field = reply.GetDescriptor()->FindFieldByName("redaction");
  if (field == nullptr || field->message_type() != pb::Redaction::descriptor()) return;
  const auto withheld = access::WithheldPaths(*reply.GetDescriptor(), clearance);
  if (withheld.empty()) return;
  auto* redaction =
      static_cast<pb::Redaction*>(reply.GetReflection()->MutableMessage(&reply, field));
  redaction->Clear();
  for (const std::string& path : withheld) redaction->add_withheld_paths(path);
  SayGround(access::WithheldClasses(*reply.GetDescriptor(), clearance), *redaction);
}

CallRunner::CallRunner(access::TokenRegistry tokens, Metrics& metrics,
                       std::unique_ptr<access::AuditLog> audit)
    : tokens_(std::move(tokens)),
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

absl::StatusOr<access::Identity> CallRunner::Admit(const grpc::CallbackServerContext& context,
                                                   absl::string_view method) const {
  const auto& metadata = context.client_metadata();
  const auto header = metadata.find("authorization");
  const std::string authorization =
      header == metadata.end() ? "" : std::string(header->second.data(), header->second.size());
  const auto identity = tokens_.Identify(authorization);
  if (!identity.ok()) return identity.status();
  const absl::Status allowed = access::CheckAllowed(*identity, method);
  if (!allowed.ok()) return allowed;
  return identity;
}

void CallRunner::Audit(const access::Identity& identity, absl::string_view method,
                       const google::protobuf::Message& request,
                       const google::protobuf::Message& reply, const absl::Status& outcome) {
  if (audit_ == nullptr || !access::IsAudited(identity, reply)) return;
  audit_->Append({.who = identity.token_id,
                  .role = std::string(access::RoleName(identity.role)),
                  .method = std::string(method),
                  .what = access::DescribeIds(request),
                  .record = access::FindRecordId(reply),
                  .projection = pb::Secrecy_Name(access::ClearanceOf(identity.role)),
                  .outcome = absl::StatusCodeToString(outcome.code())});
}

grpc::ServerUnaryReactor* CallRunner::RunErased(
    WorkerPool& pool, grpc::CallbackServerContext* context, const char* method,
    const google::protobuf::Message* request, google::protobuf::Message* reply,
    std::function<absl::Status(const CallContext&)> compute) {
  auto* reactor = new UnaryCall;
  const auto finish = [this, reactor, method](const absl::Status& status) {
    metrics_.CountCall(method, absl::StatusCodeToString(status.code()));
    reactor->Finish(ToGrpcStatus(status));
  };
  const auto identity = Admit(*context, method);
  if (!identity.ok()) {
    finish(identity.status());
    return reactor;
  }
  const CallContext call{*identity, reactor->is_cancelled()};
  const auto arrived = std::chrono::steady_clock::now();
  const bool is_taken = pool.TryPost([=, this, compute = std::move(compute)] {
    if (call.cancelled()) return finish(absl::CancelledError("the caller went away"));
    if (IsPastDeadline(*context, arrived)) {
      return finish(absl::DeadlineExceededError("the deadline passed while the call waited"));
    }
    const absl::Status status = compute(call);
    if (status.ok()) {
      ProjectReply(call.identity, *reply);
    } else {
      reply->Clear();
    }
    Audit(call.identity, method, *request, *reply, status);
    finish(status);
  });
  if (!is_taken) finish(absl::ResourceExhaustedError("too many calls are waiting"));
  return reactor;
}

}  // namespace twin
