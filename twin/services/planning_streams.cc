#include "twin/services/planning_streams.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/call_runner.h"
#include "twin/convert/plan_convert.h"
#include "twin/convert/plan_region_convert.h"
#include "twin/limits.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

absl::Status HasNone() {
  return absl::UnimplementedError("this twin's region has no tables of plans");
}

pb::PlanStage ToProto(plans::PlanStage stage) {
  switch (stage) {
    case plans::PlanStage::kDemand:
      return pb::PLAN_STAGE_DEMAND;
    case plans::PlanStage::kHeat:
      return pb::PLAN_STAGE_HEAT;
    case plans::PlanStage::kGrid:
      return pb::PLAN_STAGE_GRID;
  }
  return pb::PLAN_STAGE_UNSPECIFIED;
}

pb::CheckPlanResponse MakeProgress(pb::PlanStage stage, std::size_t plan, std::size_t plans) {
  pb::CheckPlanResponse message;
  message.mutable_progress()->set_stage(stage);
  message.mutable_progress()->set_plan_number(static_cast<int>(plan));
  message.mutable_progress()->set_plans_count(static_cast<int>(plans));
  return message;
}

}  // namespace

PlanningStreams::PlanningStreams(ServiceContext& context, const PlanningDesk* desk)
    : context_(context),
      desk_(desk),
      workers_(limits::kMaxConcurrentPlanChecks, limits::kMaxQueuedPlanChecks),
      calls_(context.calls, workers_) {}

template <class Call>
PlanCaller PlanningStreams::CallerOf(const Call& call) const {
  return {.identity = call.identity(),
          .is_cancelled = [this, &call] { return call.is_cancelled() || calls_.is_going_away(); },
          .until = call.until()};
}

template <class Reply>
Reply PlanningStreams::Signed(Reply reply) const {
  reply.set_data_notice(context_.region().notice);
  *reply.mutable_key() = context_.model_key;
  return reply;
}

grpc::ServerWriteReactor<pb::CheckPlanResponse>* PlanningStreams::Open(
    absl::StatusOr<StreamCaller> caller, const pb::CheckPlanRequest& request) {
  return calls_.Start<pb::CheckPlanRequest, pb::CheckPlanResponse>(
      "/ostlandet.twin.v1.Planning/CheckPlan", std::move(caller), request, limits::kMaxPlanTime,
      [this](auto& call) { return desk_ == nullptr ? HasNone() : Work(call); });
}

grpc::ServerWriteReactor<pb::CheckPlansResponse>* PlanningStreams::Open(
    absl::StatusOr<StreamCaller> caller, const pb::CheckPlansRequest& request) {
  return calls_.Start<pb::CheckPlansRequest, pb::CheckPlansResponse>(
      "/ostlandet.twin.v1.Planning/CheckPlans", std::move(caller), request, limits::kMaxPlansTime,
      [this](auto& call) { return desk_ == nullptr ? HasNone() : Work(call); });
}

absl::Status PlanningStreams::Work(CheckPlanCall& call) const {
  call.SendProgress(MakeProgress(pb::PLAN_STAGE_READ, 0, 0));
  PlanCaller caller = CallerOf(call);
  caller.on_stage = [&call](plans::PlanStage stage, std::size_t plan, std::size_t plans) {
    // Of later plans it would tell how long the question about the grid before took.
    if (plan == 0) call.SendProgress(MakeProgress(ToProto(stage), plan + 1, plans));
    return true;
  };
  const pb::CheckPlanRequest& request = call.request();
  TWIN_ASSIGN_OR_RETURN(
      const plans::PlanCheck check,
      desk_->Check(caller, request.file(), request.terms(), request.series_year()));
  pb::CheckPlanResponse answer;
  *answer.mutable_answer() = convert::ToCheckedPlanFile(check);
  call.SendAnswer(Signed(std::move(answer)));
  return absl::OkStatus();
}

absl::Status PlanningStreams::Work(CheckPlansCall& call) const {
  const pb::CheckPlansRequest& request = call.request();
  const int files = request.files_size();
  if (files < 1 || files > limits::kMaxPlanFiles) {
    return models::errors::OutOfRange("files", files, 1, limits::kMaxPlanFiles);
  }
  const PlanCaller caller = CallerOf(call);
  plans::PlanSet set;
  for (int i = 0; i < files; ++i) {
    const pb::PlanFile& file = request.files(i);
    auto check = desk_->Check(caller, file, request.terms(), 0);
    pb::CheckPlansResponse message;
    message.set_file_number(i + 1);
    if (check.ok()) {
      *message.mutable_answer() = convert::ToCheckedPlanFile(*check);
      set.checks.push_back(*std::move(check));
    } else if (absl::IsInvalidArgument(check.status())) {
      *message.mutable_refused() = convert::ToRefusedPlanFile(file.name(), check.status());
      set.refused.push_back({.file = file.name(), .status = check.status()});
    } else {
      return check.status();  // what is wrong with the call, not with the file
    }
    call.SendAnswer(Signed(std::move(message)));
  }
  TWIN_RETURN_IF_ERROR(plans::SumPlans(set));
  pb::CheckPlansResponse sums;
  *sums.mutable_sums() = convert::ToPlanSums(set);
  sums.set_file_number(files);
  call.SendAnswer(Signed(std::move(sums)));
  return absl::OkStatus();
}

}  // namespace twin::services
