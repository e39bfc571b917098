#include "twin/services/capacity_desk.h"

#include <chrono>
#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/access/declassify.h"
#include "twin/access/policy.h"
#include "twin/convert/capacity_convert.h"
#include "twin/convert/capacity_question.h"
#include "twin/convert/connection_profile.h"
#include "twin/convert/terms_convert.h"
#include "twin/version.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

double MillisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

// What the power flow says names components: below K3 it is told in general words.
absl::Status InGeneralWords(const access::Identity& identity, const absl::Status& status) {
  const bool may_be_told = absl::IsUnavailable(status) || absl::IsCancelled(status) ||
                           identity.clearance.SeesPowerSensitive();
  if (may_be_told) return status;
  return absl::FailedPreconditionError(
      "the twin has no answer at this point; a reader of power-sensitive information is told why");
}

}  // namespace

absl::StatusOr<pb::CapacityAnswer> ParseAnswer(const std::string& bytes) {
  pb::CapacityAnswer answer;
  if (!answer.ParseFromString(bytes)) {
    return models::errors::Corrupt("a recorded answer", "it cannot be read");
  }
  return answer;
}

absl::StatusOr<store::RecordId> CheckRecordId(const std::string& text) {
  const auto id = store::ParseRecordId(text);
  if (id.has_value()) return *id;
  return models::errors::InvalidField("record_id", "is not 32 hexadecimal digits");
}

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::Ask(
    const access::Identity& identity, const pb::AskCapacityRequest& request,
    const std::function<bool()>& is_cancelled) const {
  TWIN_RETURN_IF_ERROR(access::CheckMayAsk(identity, request, profiles()));
  TWIN_ASSIGN_OR_RETURN(
      const convert::ResolvedQuestion question,
      convert::ResolveQuestion(
          {engine_.region(), names_, engine_.key(), engine_.mv(), shares_.profiles()}, request));
  store::RecordId id{};
  if (log_ != nullptr) {
    id = log_->CalcId(convert::CanonicalBytes(question.canonical),
                      static_cast<std::uint64_t>(engine_.key().model_revision));
    if (log_->Has(id)) return ReadRecord(id);
  }
  if (is_cancelled && is_cancelled()) return absl::CancelledError("the caller went away");
  auto answer = Compute(question);
  if (!answer.ok()) return InGeneralWords(identity, answer.status());
  if (log_ == nullptr) return answer;
  answer->set_record_id(store::ToHex(id));
  TWIN_RETURN_IF_ERROR(log_->Append(id, answer->SerializeAsString()));
  return ReadRecord(id);  // the first stands, also when two asked at once
}

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::Find(const std::string& record_id) const {
  TWIN_ASSIGN_OR_RETURN(const store::RecordId id, CheckRecordId(record_id));
  if (log_ == nullptr) return absl::NotFoundError("no answers are kept here");
  return ReadRecord(id);
}

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::ReadRecord(const store::RecordId& id) const {
  TWIN_ASSIGN_OR_RETURN(const std::string bytes, log_->Read(id));
  return ParseAnswer(bytes);
}

absl::StatusOr<solvers::HostingQuery> CapacityDesk::MakeQuery(
    const convert::ResolvedQuestion& resolved) const {
  const pb::CapacityQuestion& question = resolved.canonical;
  solvers::HostingQuery query;
  query.bus = resolved.bus;
  query.is_generation = question.kind() == pb::CONNECTION_KIND_GENERATION;
  query.tan_phi_ratio = question.tan_phi_ratio();
  query.cap_mw = convert::SearchCapMw(question.requested_mw());
  query.is_n0_only = question.criterion() == pb::OUTAGE_CRITERION_N0;
  const solvers::HostingBasis* basis = engine_.basis();
  if (basis == nullptr) return query;
  TWIN_ASSIGN_OR_RETURN(
      query.profile_share,
      convert::MakeProfileShares(question.profile(), shares_, resolved.bus,
                                 {engine_.first_quarter(), basis->states->quarter_count()}));
  return query;
}

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::ComputeOneWay(
    const convert::ResolvedQuestion& resolved, const solvers::HostingQuery& query) const {
  TWIN_ASSIGN_OR_RETURN(const solvers::HostingAnswer answer, engine_.Ask(query));
  const pb::CapacityQuestion& question = resolved.canonical;
  pb::CapacityAnswer result = convert::ToProto(answer, question, query, engine_);
  if (question.with_terms()) {
    TWIN_ASSIGN_OR_RETURN(const auto terms,
                          engine_.AskTerms(query, answer, question.requested_mw()));
    TWIN_ASSIGN_OR_RETURN(*result.mutable_conditional(),
                          convert::ToProto(terms, query, question, engine_));
  }
  if (resolved.mv_node.valid()) {
    const double wanted_mw = query.is_generation ? -query.cap_mw : query.cap_mw;
    TWIN_ASSIGN_OR_RETURN(const auto room, engine_.AskMediumVoltage(resolved.mv_node, wanted_mw,
                                                                    query.tan_phi_ratio));
    convert::AddMediumVoltage(engine_, resolved.mv_node, room, result);
  }
  return result;
}

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::Compute(
    const convert::ResolvedQuestion& resolved) const {
  const auto start = std::chrono::steady_clock::now();
  TWIN_ASSIGN_OR_RETURN(solvers::HostingQuery query, MakeQuery(resolved));
  TWIN_ASSIGN_OR_RETURN(pb::CapacityAnswer result, ComputeOneWay(resolved, query));
  if (resolved.canonical.kind() == pb::CONNECTION_KIND_STORAGE) {
    query.is_generation = true;
    TWIN_ASSIGN_OR_RETURN(pb::CapacityAnswer discharge, ComputeOneWay(resolved, query));
    result = convert::JoinStorage(std::move(result), std::move(discharge));
  }
  result.set_code_version(kCodeVersion);
  result.mutable_timings()->set_total_milliseconds(MillisecondsSince(start));
  return result;
}

}  // namespace twin::services
