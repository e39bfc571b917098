#include "twin/services/capacity_desk.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/access/declassify.h"
#include "twin/access/policy.h"
#include "twin/convert/capacity_convert.h"
#include "twin/convert/capacity_question.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

// How far the basis is built, and how long that takes, is told at K3.
absl::Status InGeneralWords(const access::Identity& identity, const absl::Status& status) {
  if (!absl::IsUnavailable(status) || identity.clearance.SeesPowerSensitive()) return status;
  return absl::UnavailableError("the planning year is being computed; ask again later");
}

// Whether an equal question will fail again: it becomes a record, too.
bool IsLasting(const absl::Status& status) {
  return !absl::IsUnavailable(status) && !absl::IsCancelled(status) && !absl::IsDataLoss(status);
}

// What a record's id follows from: nothing that tells tables apart which are power-sensitive. In
// one folder they never change.
std::string IdBytes(pb::CapacityQuestion question) {
  const std::string& revision = question.key().data_revision();
  question.mutable_key()->set_data_revision(
      revision.substr(std::min(revision.find_first_of("-+"), revision.size())));
  return convert::CanonicalBytes(question);
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

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::Ask(const access::Identity& identity,
                                                     const pb::AskCapacityRequest& request,
                                                     const std::function<bool()>& is_cancelled,
                                                     const OnAnswerPart& on_part) const {
  TWIN_RETURN_IF_ERROR(access::CheckMayAsk(identity, request, profiles()));
  TWIN_ASSIGN_OR_RETURN(
      const convert::ResolvedQuestion question,
      convert::ResolveQuestion({engine_.region(), names_, engine_.key(), engine_.mv(), profiles(),
                                tables_.voltages, tables_.remedies.catalogue, tables_.df_profiles},
                               request));
  store::RecordId id{};
  if (log_ != nullptr) {
    id = log_->CalcId(IdBytes(question.canonical),
                      static_cast<std::uint64_t>(engine_.key().model_revision));
    if (log_->Has(id)) return Tell(identity, ReadRecord(id));
  }
  if (is_cancelled && is_cancelled()) return absl::CancelledError("the caller went away");
  auto answer = maker_.Make(question, is_cancelled,
                            identity.clearance.SeesPowerSensitive() ? on_part : nullptr);
  if (!answer.ok() && !IsLasting(answer.status())) {
    return InGeneralWords(identity, answer.status());
  }
  if (!answer.ok()) answer = maker_.MakeWithoutAnswer(question, answer.status());
  if (log_ == nullptr) return Tell(identity, std::move(answer));
  answer->set_record_id(store::ToHex(id));
  TWIN_RETURN_IF_ERROR(log_->Append(id, answer->SerializeAsString()));
  return Tell(identity, ReadRecord(id));  // the first stands, also when two asked at once
}

// The record as a reader is told it. What a cell is told is not part of it: it follows from the
// answers of all busbars, and is the same for all who ask.
absl::StatusOr<pb::CapacityAnswer> CapacityDesk::Tell(const access::Identity& identity,
                                                      absl::StatusOr<Answer> record) const {
  TWIN_RETURN_IF_ERROR(record.status());
  const bool sees_all = identity.clearance.SeesPowerSensitive();
  if (sees_all && !record->failure().empty())
    return absl::FailedPreconditionError(record->failure());
  const pb::CapacityQuestion& question = record->question();
  if (cells_ == nullptr || question.kind() == pb::CONNECTION_KIND_STORAGE) return record;
  const auto& buses = engine_.region().grid.buses;
  const auto bus = std::find_if(buses.begin(), buses.end(), [&](const models::BusParams& one) {
    return one.id == question.bus_id();
  });
  if (bus == buses.end()) return record;  // of a region that was larger
  const models::BusIndex index(static_cast<std::size_t>(bus - buses.begin()));
  auto cell = cells_->Find(index);
  if (!cell.has_value() && !sees_all) {
    const auto computed = cells_->Compute(index);
    if (!computed.ok()) return InGeneralWords(identity, computed.status());
    cell = *computed;
  }
  if (!cell.has_value()) return record;
  access::AddVerdict(question.requested_mw(), !question.mv_node().empty(), *cell);
  *record->mutable_cell() = *std::move(cell);
  record->set_cell_is_above_feeder(!question.mv_node().empty());
  return record;
}

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::Find(const access::Identity& identity,
                                                      const std::string& record_id) const {
  TWIN_ASSIGN_OR_RETURN(const store::RecordId id, CheckRecordId(record_id));
  if (log_ == nullptr) return absl::NotFoundError("no answers are kept here");
  return Tell(identity, ReadRecord(id));
}

absl::StatusOr<pb::CapacityAnswer> CapacityDesk::ReadRecord(const store::RecordId& id) const {
  TWIN_ASSIGN_OR_RETURN(const std::string bytes, log_->Read(id));
  return ParseAnswer(bytes);
}

}  // namespace twin::services
