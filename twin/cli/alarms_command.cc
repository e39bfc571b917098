#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "twin/cli/client.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/target_options.h"
#include "twin/cli/time_option.h"
#include "twin/cli/twin_call.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kDeadlineS = 10.0;

struct AlarmOptions {
  Target target;
  bool shows_past = false;
  bool only_unseen = false;
  int most = 50;
  std::int64_t number = 0;
  std::string note;
  bool is_json = false;
};

std::string KindText(const pb::Alarm& alarm) {
  switch (alarm.kind()) {
    case pb::ALARM_KIND_OVERLOAD:
      return absl::StrFormat("overload, at most %.0f %%", 100.0 * alarm.worst_in_unit());
    case pb::ALARM_KIND_UNDERVOLTAGE:
      return absl::StrFormat("undervoltage, down to %.3f pu (limit %.3f)", alarm.worst_in_unit(),
                             alarm.limit_in_unit());
    case pb::ALARM_KIND_OVERVOLTAGE:
      return absl::StrFormat("overvoltage, up to %.3f pu (limit %.3f)", alarm.worst_in_unit(),
                             alarm.limit_in_unit());
    case pb::ALARM_KIND_DE_ENERGISED:
      return "without voltage";
    case pb::ALARM_KIND_HEAT_UNSERVED:
      return absl::StrFormat("heat not delivered, up to %.1f MW", alarm.worst_in_unit());
    case pb::ALARM_KIND_HEAT_PLANT_LOST:
      return absl::StrFormat("heat plant out, up to %.0f %%", 100.0 * alarm.worst_in_unit());
    case pb::ALARM_KIND_INSECURE:
      return absl::StrFormat("would be overloaded by an outage, up to %.0f %%",
                             100.0 * alarm.worst_in_unit());
    case pb::ALARM_KIND_PART_STALE:
      return "keeps its last good values";
    default:
      return "unknown";
  }
}

void Print(const pb::Alarm& alarm) {
  std::printf("%6lld  %-24s  %-14s %s: %s%s\n", static_cast<long long>(alarm.number()),
              OsloTimeText(alarm.raised()).c_str(),
              alarm.has_cleared()        ? "over"
              : alarm.has_acknowledged() ? "active, seen"
                                         : "ACTIVE",
              alarm.element_name().c_str(), KindText(alarm).c_str(),
              alarm.note().empty() ? "" : absl::StrCat("; ", alarm.note()).c_str());
}

int List(const AlarmOptions& options) {
  pb::ListAlarmsRequest request;
  request.set_only_active(!options.shows_past);
  request.set_only_unacknowledged(options.only_unseen);
  request.set_page_size(options.most);
  const auto response =
      CallTwin(options.target, &pb::Operations::Stub::ListAlarms, request, kDeadlineS);
  if (!response.ok()) return Fail(response.status());
  if (options.is_json) {
    std::printf("%s\n", ToJson(*response).c_str());
    return kOk;
  }
  for (const pb::Alarm& alarm : response->alarms()) Print(alarm);
  std::printf("%d of %d; %s\n", response->alarms_size(), response->total_size(),
              response->data_notice().c_str());
  return kOk;
}

int Acknowledge(const AlarmOptions& options) {
  pb::AcknowledgeAlarmRequest request;
  request.set_number(options.number);
  request.set_note(options.note);
  const auto response =
      CallTwin(options.target, &pb::Operations::Stub::AcknowledgeAlarm, request, kDeadlineS);
  if (!response.ok()) return Fail(response.status());
  if (options.is_json) {
    std::printf("%s\n", ToJson(*response).c_str());
  } else {
    Print(response->alarm());
  }
  return kOk;
}

}  // namespace

void AddAlarms(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<AlarmOptions>();
  CLI::App* alarms =
      app.add_subcommand("alarms", "Alarms of the living twin, and who has seen them");
  AddTargetOptions(*alarms, options->target);
  alarms->add_flag("--all", options->shows_past, "also those that are over");
  alarms->add_flag("--unseen", options->only_unseen, "only those nobody has acknowledged");
  alarms->add_option("--most", options->most, "lines")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  alarms->add_flag("--json", options->is_json, "print proto JSON");
  alarms->footer(
      "An alarm is raised when a limit is broken and over when the value is well inside again.\n"
      "Example: twin alarms --unseen\n"
      "         twin alarms ack 17 --note 'crew is on its way'");
  CLI::App* acknowledge = alarms->add_subcommand("ack", "say that you have seen an alarm");
  AddTargetOptions(*acknowledge, options->target);
  acknowledge->add_option("number", options->number, "of the alarm")->required();
  acknowledge->add_option("--note", options->note, "for others, at most 200 bytes");
  acknowledge->add_flag("--json", options->is_json, "print proto JSON");
  acknowledge->callback([options, &exit_code] { exit_code = Acknowledge(*options); });
  alarms->callback([alarms, options, &exit_code] {
    if (alarms->get_subcommands().empty()) exit_code = List(*options);
  });
}

}  // namespace twin::cli
