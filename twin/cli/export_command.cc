#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "models/base/errors.h"
#include "models/base/nearest_names.h"
#include "models/base/status_macros.h"
#include "twin/access/clearance.h"
#include "twin/access/coarse.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/folder_access.h"
#include "twin/config.h"
#include "twin/store/export.h"
#include "twin/store/store_reader.h"

namespace twin::cli {
namespace {

constexpr std::size_t kNearest = 3;

struct ExportOptions {
  std::string data_directory = "twin-data";
  std::string from;
  std::string to;
  std::string groups;
  std::string elements;
  store::Every every = store::Every::kQuarter;
  std::string path;
  std::string token_file;
  bool lists_groups = false;
};

bool MaySee(const access::Identity& identity, const store::SeriesGroup& group) {
  return identity.clearance.Sees(access::ParseSecrecy(group.secrecy));
}

void PrintGroups(const store::Schema& schema, const access::Identity& identity) {
  for (const store::SeriesGroup& group : schema.frame.groups) {
    if (!MaySee(identity, group)) continue;
    std::printf("%-28s %-8s %5zu %-12s %s  %s\n", group.name.c_str(), group.unit.c_str(),
                group.element_ids.size(), group.axis.c_str(), group.secrecy.c_str(),
                group.long_name.c_str());
  }
}

// The series that are wanted and may be seen. One that may not be seen is as unknown as one that is
// not there.
absl::StatusOr<std::vector<std::string>> SelectGroups(const store::Schema& schema,
                                                      const access::Identity& identity,
                                                      const std::vector<std::string>& wanted) {
  std::vector<std::string> visible;
  for (const store::SeriesGroup& group : schema.frame.groups) {
    if (MaySee(identity, group)) visible.push_back(group.name);
  }
  if (wanted.empty()) return visible;
  for (const std::string& name : wanted) {
    if (std::find(visible.begin(), visible.end(), name) == visible.end()) {
      return models::errors::UnknownId("series", name,
                                       models::FindNearestNames(name, visible, kNearest));
    }
  }
  return wanted;
}

absl::Status Export(const ExportOptions& options) {
  TWIN_ASSIGN_OR_RETURN(const access::Identity identity,
                        AdmitToFolder(options.data_directory, options.token_file, "local/export"));
  TWIN_ASSIGN_OR_RETURN(store::StoreReader reader,
                        store::StoreReader::Open(options.data_directory));
  if (!identity.clearance.SeesPowerSensitive()) reader.Coarsen(access::CoarseStepOf);
  if (options.lists_groups) {
    PrintGroups(reader.schema(), identity);
    return absl::OkStatus();
  }
  store::ExportRequest request;
  TWIN_ASSIGN_OR_RETURN(request.from, ParseStart(options.from));
  TWIN_ASSIGN_OR_RETURN(request.to, ParseStart(options.to));
  TWIN_ASSIGN_OR_RETURN(request.groups,
                        SelectGroups(reader.schema(), identity,
                                     absl::StrSplit(options.groups, ',', absl::SkipEmpty())));
  request.element_ids = absl::StrSplit(options.elements, ',', absl::SkipEmpty());
  request.every = options.every;
  request.out_path = options.path;
  TWIN_RETURN_IF_ERROR(store::ExportPeriod(reader, request));
  std::printf("written: %s\n", options.path.c_str());
  return absl::OkStatus();
}

}  // namespace

void AddExport(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = app.add_subcommand("export", "Write a stored period to one HDF5 or CSV file");
  command->add_option("--data", options->data_directory, "folder of the twin; may be running")
      ->envname("TWIN_DATA")
      ->capture_default_str();
  command->add_option("--from", options->from, "first quarter, UTC, e.g. 2026-01-26T00:00:00Z");
  command->add_option("--to", options->to, "end, UTC, exclusive");
  command->add_option("--groups", options->groups, "comma-separated series; default: all");
  command->add_option("--elements", options->elements,
                      "comma-separated ids, of the series that have them; default: all");
  const std::map<std::string, store::Every> rows = {{"quarter", store::Every::kQuarter},
                                                    {"hour", store::Every::kHour},
                                                    {"day", store::Every::kDay}};
  command
      ->add_option("--every", options->every,
                   "row: quarter, or least, mean and largest of each hour or UTC day")
      ->transform(CLI::CheckedTransformer(rows));
  command->add_option("--out", options->path, "file to write, .h5 or .csv");
  command->add_flag("--list", options->lists_groups, "list the series and end");
  AddTokenOption(*command, options->token_file);
  command->footer(
      "Holds the series that the owner of the token may see. The folder belongs to its owner "
      "only;\n"
      "so does the file.\n"
      "Example: twin export --from 2026-01-26T00:00:00Z --to 2026-01-27T00:00:00Z \\\n"
      "           --groups demand_mw,net_import_mw --out day.csv\n"
      "Days that keep hours or the day only (twin store compact) are had with --every.");
  command->callback([options, &exit_code] {
    if (!options->lists_groups &&
        (options->from.empty() || options->to.empty() || options->path.empty())) {
      exit_code = Fail(absl::InvalidArgumentError("--from, --to and --out are needed (or --list)"));
      return;
    }
    const absl::Status status = Export(*options);
    exit_code = status.ok() ? kOk : Fail(status);
  });
}

}  // namespace twin::cli
