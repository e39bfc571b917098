#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/folder_access.h"
#include "twin/cli/megabytes.h"
#include "twin/planning/planning_check.h"
#include "twin/quarter_text.h"
#include "twin/store/backup.h"
#include "twin/store/store_check.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;

struct StoreOptions {
  std::string source;
  std::string target;
  bool skips_planning = false;
  bool is_json = false;
  std::string token_file;
};

std::string Hex(std::uint64_t epoch) { return absl::StrFormat("%016x", epoch); }

Json ToJson(const store::FolderCheck& check) {
  Json files = Json::array();
  for (const store::FileVerdict& file : check.files) {
    Json entry{{"path", file.path},
               {"kind", store::ToText(file.kind)},
               {"verdict", store::ToText(file.verdict)},
               {"size_bytes", file.size_bytes}};
    if (file.first_sequence != 0) entry["first_sequence"] = file.first_sequence;
    if (file.last_sequence != 0) entry["last_sequence"] = file.last_sequence;
    if (!file.problems.empty()) entry["problems"] = file.problems;
    files.push_back(std::move(entry));
  }
  Json json{{"directory", check.directory},
            {"is_good", check.IsGood()},
            {"epoch", Hex(check.epoch)},
            {"last_sequence", check.last_sequence},
            {"writer", nullptr},
            {"problems", check.problems},
            {"files", std::move(files)}};
  if (check.writer.has_value()) {
    json["writer"] = {{"pid", check.writer->pid}, {"address", check.writer->address}};
  }
  return json;
}

void PrintCheck(const store::FolderCheck& check) {
  std::int64_t bytes = 0;
  for (const store::FileVerdict& file : check.files) {
    bytes += file.size_bytes;
    if (file.verdict == store::Verdict::kGood && file.kind != store::FileKind::kAside) continue;
    std::printf("%-13s %s\n", store::ToText(file.verdict).c_str(), file.path.c_str());
    for (const std::string& line : file.problems) std::printf("              %s\n", line.c_str());
  }
  for (const std::string& line : check.problems) std::printf("missing       %s\n", line.c_str());
  absl::PrintF(
      "%s: %d files, %.1f MB, up to sequence %d; %s%s\n", check.directory, check.files.size(),
      Megabytes(bytes), check.last_sequence,
      check.IsGood() ? "all of it is as it was written" : "NOT all of it is sound",
      check.writer.has_value() ? absl::StrCat("; pid ", check.writer->pid, " writes there") : "");
}

int RunCheck(const StoreOptions& options) {
  const auto caller = AdmitToFolder(options.source, options.token_file, "local/store_check");
  if (!caller.ok()) return Fail(caller.status());
  auto check = store::CheckFolder(options.source);
  if (!check.ok()) return Fail(check.status());
  if (!options.skips_planning) {
    for (store::FileVerdict& file : planning::CheckBases(options.source)) {
      check->files.push_back(std::move(file));
    }
  }
  if (options.is_json) {
    std::printf("%s\n", ToJson(*check).dump(2).c_str());
  } else {
    PrintCheck(*check);
  }
  return check->IsGood() ? kOk : kBadData;
}

Json ToJson(const store::Manifest& manifest) {
  std::int64_t bytes = 0;
  for (const store::Manifest::Entry& entry : manifest.files) bytes += entry.size_bytes;
  return Json{{"epoch", Hex(manifest.epoch)},
              {"last_sequence", manifest.last_sequence},
              {"last_quarter", QuarterText(manifest.last_quarter)},
              {"files_count", manifest.files.size()},
              {"size_bytes", bytes}};
}

void PrintManifest(const StoreOptions& options, const char* what, const std::string& path,
                   const store::Manifest& manifest, const std::vector<std::string>& damage) {
  Json json = ToJson(manifest);
  if (options.is_json) {
    json["path"] = path;
    json["damage"] = damage;
    std::printf("%s\n", json.dump(2).c_str());
    return;
  }
  for (const std::string& line : damage) std::printf("damaged before: %s\n", line.c_str());
  absl::PrintF("%s %s: %d files, %.1f MB, up to sequence %d, quarter %s\n", what, path,
               manifest.files.size(), Megabytes(json["size_bytes"].get<std::int64_t>()),
               manifest.last_sequence, QuarterText(manifest.last_quarter));
}

int RunBackup(const StoreOptions& options) {
  const auto caller = AdmitToFolder(options.source, options.token_file, "local/backup");
  if (!caller.ok()) return Fail(caller.status());
  const auto backup = store::MakeBackup(options.source, options.target);
  if (!backup.ok()) return Fail(backup.status());
  PrintManifest(options, "written", options.target, backup->manifest, backup->damage);
  return backup->damage.empty() ? kOk : kBadData;
}

int RunRestore(const StoreOptions& options) {
  const auto caller = AdmitToFolder(options.source, options.token_file, "local/restore");
  if (!caller.ok()) return Fail(caller.status());
  const auto manifest = store::RestoreBackup(options.source, options.target);
  if (!manifest.ok()) return Fail(manifest.status());
  PrintManifest(options, "restored to", options.target, *manifest, {});
  return kOk;
}

CLI::App* AddPart(CLI::App& store, const char* name, const char* help,
                  const std::shared_ptr<StoreOptions>& options, const char* source_help) {
  CLI::App* command = store.add_subcommand(name, help);
  command->add_option("source", options->source, source_help)->required();
  command->add_flag("--json", options->is_json, "print JSON");
  AddTokenOption(*command, options->token_file);
  return command;
}

void AddCheck(CLI::App& store, int& exit_code) {
  auto options = std::make_shared<StoreOptions>();
  CLI::App* command = AddPart(store, "check", "Say of every file whether it is as it was written",
                              options, "folder of the twin; may be running");
  command->add_flag("--without-planning", options->skips_planning,
                    "leave out the planning years, which are large and can be computed again");
  command->footer(
      "Changes nothing. Exit code 0: sound; 3: something is damaged, missing, unreadable or of\n"
      "another version, and named; 1: no store there.\n"
      "Example: twin store check .run --json");
  command->callback([options, &exit_code] { exit_code = RunCheck(*options); });
}

void AddBackup(CLI::App& store, int& exit_code) {
  auto options = std::make_shared<StoreOptions>();
  CLI::App* command = AddPart(store, "backup", "Copy the twin's memory, also while it runs",
                              options, "folder of the twin; may be running");
  command->add_option("target", options->target, "new folder to make")->required();
  command->footer(
      "Holds the history up to one moment, answers and branches; no planning years (they can be\n"
      "computed again) and no tokens. Made as TARGET.tmp, read back, then renamed. The copy is\n"
      "as power-sensitive as the original. Exit code 3: made, but the original has damage.\n"
      "Example: twin store backup .run /backup/2026-01-27");
  command->callback([options, &exit_code] { exit_code = RunBackup(*options); });
}

void AddRestore(CLI::App& store, int& exit_code) {
  auto options = std::make_shared<StoreOptions>();
  CLI::App* command = AddPart(store, "restore", "Make a folder of the twin from a backup", options,
                              "a backup made by 'twin store backup'");
  command->add_option("target", options->target, "folder to make; must be empty or not there")
      ->required();
  command->footer(
      "Every file is verified first. The next 'twin serve --data TARGET' goes on from there.\n"
      "Example: twin store restore /backup/2026-01-27 .run");
  command->callback([options, &exit_code] { exit_code = RunRestore(*options); });
}

}  // namespace

void AddStore(CLI::App& app, int& exit_code) {
  CLI::App* store = app.add_subcommand("store", "The twin's memory on disk: check it, back it up");
  store->require_subcommand(1);
  AddCheck(*store, exit_code);
  AddBackup(*store, exit_code);
  AddRestore(*store, exit_code);
  AddExport(*store, exit_code);
  AddStoreCare(*store, exit_code);
}

}  // namespace twin::cli
