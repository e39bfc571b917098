#include "twin/rpc_status.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "models/base/errors.h"
#include "twin/access/retry_after.h"
#include "twin/limits.h"

namespace twin {
namespace {

constexpr char kDomain[] = "ostlandet.twin";
constexpr std::int64_t kRetrySeconds = 1;
constexpr std::size_t kMaxViolationsSent = 50;

struct CodeText {
  absl::StatusCode code;
  const char* reason;
  const char* bokmaal;
};

constexpr CodeText kCodeTexts[] = {
    {absl::StatusCode::kInvalidArgument, "INVALID_ARGUMENT", "Noe i spørringen er feil."},
    {absl::StatusCode::kNotFound, "NOT_FOUND", "Fant ikke det du spurte etter."},
    {absl::StatusCode::kFailedPrecondition, "FAILED_PRECONDITION",
     "Det lar seg ikke gjøre slik tvillingen står nå."},
    {absl::StatusCode::kResourceExhausted, "RESOURCE_EXHAUSTED", "For mye på en gang. Prøv igjen."},
    {absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED", "Du har ikke tilgang til dette."},
    {absl::StatusCode::kUnauthenticated, "UNAUTHENTICATED", "Du må vise en gyldig nøkkel."},
    {absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED", "Det tok for lang tid."},
    {absl::StatusCode::kUnavailable, "UNAVAILABLE", "Tvillingen er på vei ned. Prøv igjen."},
    {absl::StatusCode::kDataLoss, "DATA_LOSS", "Lagrede data er skadet."},
};

CodeText TextOf(absl::StatusCode code) {
  for (const CodeText& text : kCodeTexts) {
    if (text.code == code) return text;
  }
  return {code, "INTERNAL", "Noe gikk galt hos oss."};
}

google::rpc::ErrorInfo MakeErrorInfo(const absl::Status& status, const CodeText& text) {
  google::rpc::ErrorInfo info;
  info.set_reason(text.reason);
  info.set_domain(kDomain);
  const std::vector<std::string> suggestions = models::errors::SuggestionsOf(status);
  if (!suggestions.empty()) {
    (*info.mutable_metadata())["suggestions"] = absl::StrJoin(suggestions, "\n");
  }
  return info;
}

google::rpc::BadRequest MakeBadRequest(
    const std::vector<models::errors::FieldViolation>& violations) {
  google::rpc::BadRequest bad_request;
  for (const models::errors::FieldViolation& violation : violations) {
    if (static_cast<std::size_t>(bad_request.field_violations_size()) == kMaxViolationsSent) break;
    auto* sent = bad_request.add_field_violations();
    sent->set_field(violation.field);
    sent->set_description(violation.description);
  }
  return bad_request;
}

google::rpc::LocalizedMessage MakeBokmaal(
    const CodeText& text, const std::vector<models::errors::FieldViolation>& violations) {
  google::rpc::LocalizedMessage message;
  message.set_locale("nb-NO");
  std::string words = text.bokmaal;
  for (const auto& violation : violations) absl::StrAppend(&words, " Felt: ", violation.field, ".");
  message.set_message(words.substr(0, 500));
  return message;
}

// Up to the next whole second where nobody has said when: neither too early nor told to the
// millisecond how much is used.
void SetDelay(absl::Duration wait, google::protobuf::Duration& delay) {
  const std::int64_t seconds = absl::ToInt64Seconds(absl::Ceil(wait, absl::Seconds(1)));
  delay.set_seconds(std::max(kRetrySeconds, seconds));
}

void AddIfItFits(const google::protobuf::Message& detail, google::rpc::Status& status) {
  google::rpc::Status longer = status;
  longer.add_details()->PackFrom(detail);
  if (longer.ByteSizeLong() <= limits::kMaxErrorDetailBytes) status = longer;
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const CodeText text = TextOf(status.code());
  const auto violations = models::errors::FieldViolationsOf(status);
  const std::string message = std::string(status.message()).substr(0, 2000);

  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(message);
  AddIfItFits(MakeErrorInfo(status, text), details);
  if (!violations.empty()) AddIfItFits(MakeBadRequest(violations), details);
  AddIfItFits(MakeBokmaal(text, violations), details);
  if (status.code() == absl::StatusCode::kResourceExhausted) {
    google::rpc::RetryInfo retry;
    SetDelay(access::RetryAfterOf(status), *retry.mutable_retry_delay());
    AddIfItFits(retry, details);
  }
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), message,
                      details.SerializeAsString());
}

std::int64_t RetrySecondsOf(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return 0;
  for (const google::protobuf::Any& any : details.details()) {
    google::rpc::RetryInfo retry;
    if (any.UnpackTo(&retry)) return retry.retry_delay().seconds();
  }
  return 0;
}

}  // namespace twin
