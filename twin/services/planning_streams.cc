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
using SteadyClock = std::chrono::steady_clock;

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

template <class Request, class Reply>
struct PlanningStreams::Run {
  ServiceContext& context;
  StreamCaller caller;
  Request request;
  AnswerStream<Reply>* stream;
  PlanCaller plan_caller;
  SteadyClock::time_point arrived = SteadyClock::now();

  // How far the work is says nothing of what it found.
  void SendProgress(Reply reply) { stream->Send(std::move(reply)); }
  void SendAnswer(Reply reply) {
    reply.set_data_notice(context.region().notice);
    *reply.mutable_key() = context.model_key;
    ProjectReply(caller.identity, reply);
    context.calls.Release(caller.identity, arrived,
                          [to = stream, told = std::move(reply)] { to->Send(told); });
  }
};

PlanningStreams::PlanningStreams(ServiceContext& context, const PlanningDesk* desk)
    : context_(context),
      desk_(desk),
      workers_(limits::kMaxConcurrentPlanChecks, limits::kMaxQueuedPlanChecks) {}

template <class Request, class Reply>
grpc::ServerWriteReactor<Reply>* PlanningStreams::Start(const char* method,
                                                        absl::StatusOr<StreamCaller> caller,
                                                        const Request& request,
                                                        std::chrono::seconds most_time) {
  using Stream = AnswerStream<Reply>;
  if (!caller.ok()) return Stream::Refused(caller.status());
  if (desk_ == nullptr) {
    return Stream::Refused(absl::UnimplementedError("this twin's region has no tables of plans"));
  }
  if (is_going_away_.load()) {
    return Stream::Refused(absl::UnavailableError("the twin is shutting down"));
  }
  auto* stream = new Stream([permit = caller->permit] {});
  auto run = std::make_shared<Run<Request, Reply>>(
      Run<Request, Reply>{context_, *std::move(caller), request, stream});
  run->plan_caller.identity = run->caller.identity;
  run->plan_caller.until = run->arrived + most_time;
  run->plan_caller.is_cancelled = [this, flag = stream->cancelled_flag()] {
    return flag->load() || is_going_away_.load();
  };
  const auto end = [this, run, method](const absl::Status& status) {
    context_.calls.metrics().CountCall(method, absl::StatusCodeToString(status.code()));
    context_.calls.Release(run->caller.identity, run->arrived,
                           [run, status] { run->stream->End(status); });
  };
  const bool is_taken = workers_.TryPost([this, run, end] {
    end(run->plan_caller.is_cancelled() ? absl::CancelledError("the caller went away")
                                        : Work(*run));
  });
  if (!is_taken) end(absl::ResourceExhaustedError("too many plans are waiting"));
  return stream;
}

grpc::ServerWriteReactor<pb::CheckPlanResponse>* PlanningStreams::Open(
    absl::StatusOr<StreamCaller> caller, const pb::CheckPlanRequest& request) {
  return Start<pb::CheckPlanRequest, pb::CheckPlanResponse>(
      "/ostlandet.twin.v1.Planning/CheckPlan", std::move(caller), request, limits::kMaxPlanTime);
}

grpc::ServerWriteReactor<pb::CheckPlansResponse>* PlanningStreams::Open(
    absl::StatusOr<StreamCaller> caller, const pb::CheckPlansRequest& request) {
  return Start<pb::CheckPlansRequest, pb::CheckPlansResponse>(
      "/ostlandet.twin.v1.Planning/CheckPlans", std::move(caller), request, limits::kMaxPlansTime);
}

absl::Status PlanningStreams::Work(Run<pb::CheckPlanRequest, pb::CheckPlanResponse>& run) const {
  run.SendProgress(MakeProgress(pb::PLAN_STAGE_READ, 0, 0));
  run.plan_caller.on_stage = [&run](plans::PlanStage stage, std::size_t plan, std::size_t plans) {
    // Of later plans it would tell how long the question about the grid before took.
    if (plan == 0) run.SendProgress(MakeProgress(ToProto(stage), plan + 1, plans));
    return true;
  };
  TWIN_ASSIGN_OR_RETURN(const plans::PlanCheck check,
                        desk_->Check(run.plan_caller, run.request.file(), run.request.terms(),
                                     run.request.series_year()));
  pb::CheckPlanResponse answer;
  *answer.mutable_answer() = convert::ToCheckedPlanFile(check);
  run.SendAnswer(std::move(answer));
  return absl::OkStatus();
}

absl::Status PlanningStreams::Work(Run<pb::CheckPlansRequest, pb::CheckPlansResponse>& run) const {
  const int files = run.request.files_size();
  if (files < 1 || files > limits::kMaxPlanFiles) {
    return models::errors::OutOfRange("files", files, 1, limits::kMaxPlanFiles);
  }
  plans::PlanSet set;
  for (int i = 0; i < files; ++i) {
    const pb::PlanFile& file = run.request.files(i);
    auto check = desk_->Check(run.plan_caller, file, run.request.terms(), 0);
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
    run.SendAnswer(std::move(message));
  }
  TWIN_RETURN_IF_ERROR(plans::SumPlans(set));
  pb::CheckPlansResponse sums;
  *sums.mutable_sums() = convert::ToPlanSums(set);
  sums.set_file_number(files);
  run.SendAnswer(std::move(sums));
  return absl::OkStatus();
}

}  // namespace twin::services
