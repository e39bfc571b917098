#include <cstdio>
#include <memory>

#include "data/region_loader.h"
#include "models/base/errors.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"

namespace twin::cli {
namespace {

struct ValidateOptions {
  std::string directory = "data/ostlandet";
};

int RunValidate(const ValidateOptions& options) {
  const auto region = data::LoadRegion(options.directory);
  if (!region.ok()) {
    const auto violations = models::errors::FieldViolationsOf(region.status());
    for (const auto& violation : violations) {
      std::fprintf(stderr, "%s %s\n", violation.field.c_str(), violation.description.c_str());
    }
    if (violations.empty()) return Fail(region.status());
    std::fprintf(stderr, "twin: %zu errors in %s\n", violations.size(), options.directory.c_str());
    return kBadData;
  }
  std::printf(
      "%s: sound. %zu stations, %zu buses, %zu branches, %zu loads, %zu generators, %zu heat "
      "systems; revision %s\n",
      region->name.c_str(), region->grid.stations.size(), region->grid.buses.size(),
      region->grid.branches.size(), region->grid.loads.size(), region->grid.generators.size(),
      region->heat_systems.size(), region->data_revision.c_str());
  return kOk;
}

}  // namespace

void AddValidate(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ValidateOptions>();
  CLI::App* command =
      app.add_subcommand("validate", "Check the tables of a region, all errors at once");
  command->add_option("region", options->directory, "folder of the region's tables")
      ->envname("TWIN_REGION")
      ->capture_default_str();
  command->footer(
      "Exit code 3 when something is wrong, one line an error: file, line, column.\n"
      "Example: twin validate data/ostlandet");
  command->callback([options, &exit_code] { exit_code = RunValidate(*options); });
}

}  // namespace twin::cli
