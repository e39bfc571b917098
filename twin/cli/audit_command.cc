#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "twin/access/audit_log.h"
#include "twin/access/command_log.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/folder_access.h"

namespace twin::cli {
namespace {

struct AuditOptions {
  std::string data = "twin-data";
  std::string expected_head;
  std::string token_file;
  std::size_t count = 20;
  bool is_json = false;
  bool is_commands = false;

  std::string folder() const { return data + "/audit"; }
};

int RunVerify(const AuditOptions& options) {
  const auto caller = AdmitToFolder(options.data, options.token_file, "local/audit");
  if (!caller.ok()) return Fail(caller.status());
  const auto report = access::VerifyAuditLog(options.folder());
  if (!report.ok()) return Fail(report.status());
  // Commands on the folder have a chain of their own; this one is its newest line.
  const auto commands = access::VerifyAuditLog(access::CommandLogFolder(options.data));
  if (!commands.ok() && !absl::IsNotFound(commands.status())) return Fail(commands.status());
  std::string problem = report->problem;
  if (problem.empty() && commands.ok() && !commands->problem.empty()) {
    problem = "commands: " + commands->problem;
  }
  if (problem.empty() && !options.expected_head.empty() && options.expected_head != report->head) {
    problem =
        "the log ends in another line than the one noted: lines were cut off its end, or added";
  }
  if (options.is_json) {
    const nlohmann::ordered_json told{{"ok", problem.empty()},
                                      {"lines", report->lines},
                                      {"head", report->head},
                                      {"command_lines", commands.ok() ? commands->lines : 0},
                                      {"problem", problem}};
    std::printf("%s\n", told.dump(1).c_str());
  } else if (problem.empty()) {
    std::printf("%lld lines, each follows from the one before it\nhead %s\n",
                static_cast<long long>(report->lines), report->head.c_str());
    if (commands.ok()) {
      std::printf("%lld commands on the folder, likewise\n",
                  static_cast<long long>(commands->lines));
    }
  } else {
    std::printf("NOT WHOLE after %lld lines: %s\n", static_cast<long long>(report->lines),
                problem.c_str());
  }
  return problem.empty() ? kOk : kFailed;
}

int RunShow(const AuditOptions& options) {
  const auto caller = AdmitToFolder(options.data, options.token_file, "local/audit");
  if (!caller.ok()) return Fail(caller.status());
  const auto lines = access::ReadAuditLog(
      options.is_commands ? access::CommandLogFolder(options.data) : options.folder(),
      options.count);
  if (!lines.ok()) return Fail(lines.status());
  auto told = nlohmann::ordered_json::array();
  for (const access::AuditLine& line : *lines) {
    const access::AuditEntry& entry = line.entry;
    if (options.is_json) {
      told.push_back({{"n", line.number},
                      {"time", line.time},
                      {"who", entry.who},
                      {"role", entry.role},
                      {"method", entry.method},
                      {"what", entry.what},
                      {"record", entry.record},
                      {"projection", entry.projection},
                      {"outcome", entry.outcome}});
      continue;
    }
    std::printf("%8lld  %s  %-16s %-14s %s%s%s%s%s  %s\n", static_cast<long long>(line.number),
                line.time.c_str(), entry.who.c_str(), entry.role.c_str(),
                entry.method.substr(entry.method.rfind('.') + 1).c_str(),
                entry.what.empty() ? "" : "  ", entry.what.c_str(),
                entry.record.empty() ? "" : "  record ", entry.record.c_str(),
                entry.outcome.c_str());
  }
  if (options.is_json) std::printf("%s\n", told.dump(1).c_str());
  return kOk;
}

}  // namespace

void AddAudit(CLI::App& app, int& exit_code) {
  CLI::App* audit = app.add_subcommand(
      "audit", "Who was told or changed what: the log of a twin's folder, and whether it is whole");
  audit->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*run)(const AuditOptions&)) {
    auto options = std::make_shared<AuditOptions>();
    CLI::App* command = audit->add_subcommand(name, help);
    command->add_option("--data", options->data, "folder of the twin's memory")
        ->envname("TWIN_DATA")
        ->capture_default_str();
    command->add_flag("--json", options->is_json, "one JSON document");
    AddTokenOption(*command, options->token_file);
    command->callback([options, run, &exit_code] { exit_code = run(*options); });
    return std::pair(command, options);
  };
  const auto [verify, verified] =
      add("verify", "check that every line follows from the one before it", &RunVerify);
  verify->add_option("--head", verified->expected_head,
                     "hash of the last line as somebody noted it elsewhere");
  verify->footer("Example: twin audit verify --data .run --json");
  const auto [show, shown] = add("show", "the newest lines", &RunShow);
  show->add_option("--last", shown->count, "how many")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  show->add_flag("--commands", shown->is_commands,
                 "commands on the folder (export, backup, ...) instead of calls of the twin");
  show->footer("Example: twin audit show --data .run --last 50");
}

}  // namespace twin::cli
