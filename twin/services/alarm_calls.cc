// The calls of the operations service about alarms.
#include <algorithm>
#include <ctime>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/convert/alarm_convert.h"
#include "twin/limits.h"
#include "twin/services/operations_service.h"
#include "twin/services/paging.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

// Newest first.
std::vector<alarms::Alarm> FindAlarms(const ServiceContext& context,
                                      const pb::ListAlarmsRequest& request) {
  std::vector<alarms::Alarm> found = context.alarms.List();
  std::erase_if(found, [&](const alarms::Alarm& alarm) {
    return (request.only_active() && !alarm.is_active()) ||
           (request.only_unacknowledged() && alarm.acknowledged.has_value());
  });
  std::reverse(found.begin(), found.end());
  return found;
}

absl::Status List(const ServiceContext& context, const pb::ListAlarmsRequest& request,
                  pb::ListAlarmsResponse& response) {
  const std::vector<alarms::Alarm> found = FindAlarms(context, request);
  // A page goes on at a place in the list: alarms raised meanwhile shift it.
  TWIN_ASSIGN_OR_RETURN(const Page page, MakePage(request.page_size(), request.page_token(),
                                                  absl::StrCat("alarms/", request.only_active(),
                                                               request.only_unacknowledged()),
                                                  found.size()));
  for (std::size_t i = page.begin; i < page.end; ++i) {
    *response.add_alarms() = convert::ToProto(found[i], context.names());
  }
  response.set_next_page_token(page.next_token);
  response.set_total_size(static_cast<int>(found.size()));
  response.set_data_notice(context.region().notice);
  return absl::OkStatus();
}

absl::Status Acknowledge(const ServiceContext& context, const CallContext& call,
                         const pb::AcknowledgeAlarmRequest& request,
                         pb::AcknowledgeAlarmResponse& response) {
  if (request.note().size() > limits::kMaxNoteBytes) {
    return models::errors::InvalidField(
        "note",
        absl::StrCat("is ", request.note().size(), " bytes long, at most ", limits::kMaxNoteBytes));
  }
  TWIN_ASSIGN_OR_RETURN(
      const alarms::Alarm alarm,
      context.alarms.Acknowledge(request.number(), {.at_s = std::time(nullptr),
                                                    .token_id = call.identity.token_id,
                                                    .note = request.note()}));
  *response.mutable_alarm() = convert::ToProto(alarm, context.names());
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* OperationsService::ListAlarms(grpc::CallbackServerContext* context,
                                                        const pb::ListAlarmsRequest* request,
                                                        pb::ListAlarmsResponse* response) {
  return context_.calls.Run<pb::ListAlarmsRequest, pb::ListAlarmsResponse>(
      context, "/ostlandet.twin.v1.Operations/ListAlarms", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return List(context_, asked, reply);
      });
}

grpc::ServerUnaryReactor* OperationsService::AcknowledgeAlarm(
    grpc::CallbackServerContext* context, const pb::AcknowledgeAlarmRequest* request,
    pb::AcknowledgeAlarmResponse* response) {
  return context_.calls.Run<pb::AcknowledgeAlarmRequest, pb::AcknowledgeAlarmResponse>(
      context, "/ostlandet.twin.v1.Operations/AcknowledgeAlarm", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return Acknowledge(context_, call, asked, reply);
      });
}

}  // namespace twin::services
