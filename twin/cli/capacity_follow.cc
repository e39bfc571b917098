#include "twin/cli/capacity_follow.h"

#include <unistd.h>

#include <cstdio>

#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/capacity.grpc.pb.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kAskDeadlineS = 60.0;
constexpr double kFollowDeadlineS = 300.0;

const char* PartWords(pb::CapacityPart part) {
  switch (part) {
    case pb::CAPACITY_PART_FIRM:
      return "firm MW";
    case pb::CAPACITY_PART_TERMS:
      return "terms, quarter by quarter";
    case pb::CAPACITY_PART_COMPONENTS:
      return "warmth and wear of components";
    case pb::CAPACITY_PART_STANDINGS:
      return "place in the queue and DF profile";
    case pb::CAPACITY_PART_WEATHER_YEARS:
      return "other weather years";
    case pb::CAPACITY_PART_CRITERIA:
      return "criteria side by side";
    case pb::CAPACITY_PART_RESERVE:
      return "what is held back";
    case pb::CAPACITY_PART_YEARS:
      return "year by year";
    case pb::CAPACITY_PART_MEASURES:
      return "measures, each run again";
    case pb::CAPACITY_PART_EFFECTS:
      return "effect on others";
    case pb::CAPACITY_PART_FEEDER:
      return "the feeder";
    default:
      return "the record";
  }
}

bool IsWatched() { return isatty(STDERR_FILENO) != 0; }

absl::StatusOr<pb::AskCapacityResponse> Follow(const Client& client,
                                               const pb::AskCapacityRequest& question) {
  pb::FollowCapacityRequest request;
  *request.mutable_question() = question;
  const auto context = client.MakeContext(kFollowDeadlineS);
  const auto stream =
      pb::Capacity::NewStub(client.channel())->FollowCapacity(context.get(), request);
  pb::FollowCapacityResponse said;
  pb::AskCapacityResponse response;
  while (stream->Read(&said)) {
    if (said.has_progress()) {
      const pb::CapacityProgress& now = said.progress();
      ShowPart({now.part(), now.part_number(), now.parts_count()});
    } else if (said.has_answer()) {
      *response.mutable_answer() = said.answer();
      if (said.has_redaction()) *response.mutable_redaction() = said.redaction();
    }
  }
  EndPartLine();
  TWIN_RETURN_IF_ERROR(FromGrpc(stream->Finish()));
  return response;
}

}  // namespace

void ShowPart(const services::AnswerPartNow& now) {
  if (!IsWatched()) return;
  std::fprintf(stderr, "\r\033[K%d of %d: %s", now.number, now.count, PartWords(now.part));
}

void EndPartLine() {
  if (IsWatched()) std::fprintf(stderr, "\r\033[K");
}

absl::StatusOr<pb::AskCapacityResponse> AskRunningTwin(const Client& client,
                                                       const pb::AskCapacityRequest& request) {
  if (client.has_token()) {
    auto followed = Follow(client, request);
    if (!absl::IsPermissionDenied(followed.status())) return followed;
  }
  pb::AskCapacityResponse response;
  const auto context = client.MakeContext(kAskDeadlineS);
  TWIN_RETURN_IF_ERROR(FromGrpc(
      pb::Capacity::NewStub(client.channel())->AskCapacity(context.get(), request, &response)));
  return response;
}

}  // namespace twin::cli
