#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "data/connection_profile_loader.h"
#include "twin/cli/capacity_commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/config.h"

namespace twin::cli {
namespace {

struct ProfilesOptions {
  std::string region_directory;
  bool is_json = false;
};

int Run(const ProfilesOptions& options) {
  Config config;
  if (const auto status = ApplyEnvironment(config); !status.ok()) return Fail(status);
  if (!options.region_directory.empty()) config.region_directory = options.region_directory;
  const auto profiles = data::LoadConnectionProfiles(config.region_directory);
  if (!profiles.ok()) return Fail(profiles.status());
  if (options.is_json) {
    nlohmann::json json = nlohmann::json::array();
    for (const auto& profile : *profiles) {
      json.push_back({{"id", profile.id},
                      {"name", profile.name},
                      {"is_open", profile.is_open},
                      {"as_of", profile.as_of},
                      {"source", profile.source},
                      {"confidence", profile.confidence}});
    }
    std::printf("%s\n", json.dump(2).c_str());
    return kOk;
  }
  for (const auto& profile : *profiles) {
    std::printf("%-24s %s\n%26s%s; confidence %s, as of %s\n", profile.id.c_str(),
                profile.name.c_str(), "", profile.source.c_str(), profile.confidence.c_str(),
                profile.as_of.c_str());
  }
  return kOk;
}

}  // namespace

void AddCapacityProfiles(CLI::App& capacity, int& exit_code) {
  auto options = std::make_shared<ProfilesOptions>();
  CLI::App* command =
      capacity.add_subcommand("profiles", "Profiles that --profile may name, with their sources");
  command->add_option("--region", options->region_directory, "folder of the region's tables");
  command->add_flag("--json", options->is_json, "print JSON");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace twin::cli
