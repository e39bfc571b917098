// The calls of the operations service about looking ahead.
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/convert/look_ahead_convert.h"
#include "twin/convert/time_convert.h"
#include "twin/limits.h"
#include "twin/scenario/series_columns.h"
#include "twin/services/instant_now.h"
#include "twin/services/operations_service.h"
#include "twin/services/request_fields.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::int64_t kQuartersPerHour = 4;
constexpr int kDefaultEveryQuarters = 4;
// What is shown of a look ahead when nothing is named.
constexpr const char* kShownSeries[] = {"demand_mw",
                                        "heat_electricity_mw",
                                        "losses_mw",
                                        "generation_total_mw",
                                        "hydro_mw",
                                        "wind_mw",
                                        "solar_mw",
                                        "thermal_mw",
                                        "net_import_mw",
                                        "import_beyond_limits_mw",
                                        "area_import_mw",
                                        "air_temperature_degc",
                                        "heat_demand_mw",
                                        "heat_unserved_mw",
                                        "accumulator_content_mwh",
                                        "indoor_temperature_degc",
                                        "heat_system_electricity_mw"};

absl::StatusOr<int> WithDefault(const char* field, int value, int low, int high, int otherwise) {
  if (value == 0) return otherwise;
  if (value >= low && value <= high) return value;
  return models::errors::OutOfRange(field, value, low, high);
}

absl::StatusOr<scenario::LookAheadQuestion> QuestionOf(const pb::StartLookAheadRequest& request) {
  TWIN_ASSIGN_OR_RETURN(const int hours,
                        WithDefault("hours", request.hours(), 1, limits::kMaxLookAheadHours,
                                    limits::kDefaultLookAheadHours));
  TWIN_ASSIGN_OR_RETURN(
      const int members,
      WithDefault("members", request.members(), limits::kMinLookAheadMembers,
                  limits::kMaxLookAheadMembers, limits::kDefaultLookAheadMembers));
  return scenario::LookAheadQuestion{.quarters = hours * kQuartersPerHour,
                                     .members = static_cast<std::size_t>(members)};
}

absl::StatusOr<std::vector<scenario::SeriesColumn>> ColumnsOf(
    const Stepper& stepper, const pb::GetLookAheadRequest& request) {
  std::vector<std::string> asked(request.series().begin(), request.series().end());
  if (asked.empty()) asked.assign(std::begin(kShownSeries), std::end(kShownSeries));
  if (asked.size() > static_cast<std::size_t>(limits::kMaxLookAheadSeries)) {
    return models::errors::InvalidField(
        "series",
        absl::StrCat("has ", asked.size(), " entries, at most ", limits::kMaxLookAheadSeries));
  }
  std::vector<scenario::SeriesColumn> columns;
  for (const std::string& text : asked) {
    TWIN_ASSIGN_OR_RETURN(const auto named,
                          scenario::FindColumns(stepper, text.substr(0, 2 * limits::kMaxIdBytes)));
    columns.insert(columns.end(), named.begin(), named.end());
  }
  return columns;
}

absl::Status Start(const ServiceContext& context, LookAheadDesk& desk,
                   const pb::StartLookAheadRequest& request, pb::StartLookAheadResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const scenario::LookAheadQuestion question, QuestionOf(request));
  scenario::Instant now;
  if (request.branch_id().empty()) {
    now = NowOf(context.engine);
  } else {
    TWIN_ASSIGN_OR_RETURN(now, context.branches.Now(BranchIdOf(request)));
  }
  TWIN_ASSIGN_OR_RETURN(*response.mutable_look_ahead_id(),
                        desk.Start(BranchIdOf(request), std::move(now), question));
  return absl::OkStatus();
}

absl::Status Get(const ServiceContext& context, const LookAheadDesk& desk,
                 const pb::GetLookAheadRequest& request, pb::GetLookAheadResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const LookAheadState state,
                        desk.Get(request.look_ahead_id().substr(0, limits::kMaxIdBytes)));
  TWIN_ASSIGN_OR_RETURN(const int every_quarters,
                        WithDefault("every_quarters", request.every_quarters(), 1,
                                    limits::kMaxLookAheadHours * static_cast<int>(kQuartersPerHour),
                                    kDefaultEveryQuarters));
  TWIN_ASSIGN_OR_RETURN(const std::vector<scenario::SeriesColumn> columns,
                        ColumnsOf(context.engine.stepper(), request));
  const auto rows =
      static_cast<std::size_t>((state.question.quarters + every_quarters - 1) / every_quarters);
  if (3 * rows * columns.size() > limits::kMaxLookAheadValues) {
    return models::errors::InvalidField(
        "series",
        absl::StrCat("would be ", 3 * rows * columns.size(), " values, at most ",
                     limits::kMaxLookAheadValues, "; name fewer or raise every_quarters"));
  }
  response.set_status(state.found != nullptr ? pb::LOOK_AHEAD_STATUS_DONE
                      : !state.failure.ok()  ? pb::LOOK_AHEAD_STATUS_FAILED
                                             : pb::LOOK_AHEAD_STATUS_RUNNING);
  response.set_progress_share(static_cast<double>(state.quarters_done) /
                              static_cast<double>(state.question.quarters));
  response.set_failure(std::string(state.failure.message()));
  *response.mutable_from() = convert::ToTimestamp(state.from);
  *response.mutable_to() = convert::ToTimestamp(state.from + state.question.quarters);
  response.set_members(static_cast<int>(state.question.members));
  response.set_branch_id(state.branch_id);
  response.set_wall_s(state.wall_s);
  response.set_data_notice(context.region().notice);
  if (state.found == nullptr) return absl::OkStatus();
  convert::FillLookAhead(context.frames(), *state.found, columns, every_quarters, response);
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* OperationsService::StartLookAhead(
    grpc::CallbackServerContext* context, const pb::StartLookAheadRequest* request,
    pb::StartLookAheadResponse* response) {
  return context_.calls.Run<pb::StartLookAheadRequest, pb::StartLookAheadResponse>(
      context, "/ostlandet.twin.v1.Operations/StartLookAhead", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return Start(context_, look_ahead_, asked, reply);
      });
}

grpc::ServerUnaryReactor* OperationsService::GetLookAhead(grpc::CallbackServerContext* context,
                                                          const pb::GetLookAheadRequest* request,
                                                          pb::GetLookAheadResponse* response) {
  return context_.calls.Run<pb::GetLookAheadRequest, pb::GetLookAheadResponse>(
      context, "/ostlandet.twin.v1.Operations/GetLookAhead", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return Get(context_, look_ahead_, asked, reply);
      });
}

}  // namespace twin::services
