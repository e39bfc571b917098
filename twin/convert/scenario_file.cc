#include "twin/convert/scenario_file.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/scenario.pb.h"
#include "twin/convert/patch_convert.h"
#include "twin/convert/time_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

absl::Status At(const std::string& place, const absl::Status& status) {
  return {status.code(), absl::StrCat(place, ": ", status.message())};
}

template <class Patches>
absl::Status AddPatches(const Patches& patches, const std::string& place, models::Minute from,
                        std::vector<models::Patch>& result) {
  for (int i = 0; i < patches.size(); ++i) {
    auto patch = FromProto(patches[i], from);
    if (!patch.ok()) return At(absl::StrCat(place, "[", i, "]"), patch.status());
    const bool is_known = std::any_of(result.begin(), result.end(), [&](const auto& other) {
      return !patch->id.empty() && other.id == patch->id;
    });
    if (is_known) {
      return models::errors::InvalidField(absl::StrCat(place, "[", i, "].id"),
                                          "is that of another patch, too");
    }
    result.push_back(*std::move(patch));
  }
  return absl::OkStatus();
}

absl::Status Resolve(std::vector<models::Patch>& patches, const std::string& place,
                     const models::AssetNames& names) {
  for (std::size_t i = 0; i < patches.size(); ++i) {
    auto resolved = models::ResolveNames(patches[i], names);
    if (!resolved.ok()) return At(absl::StrCat(place, "[", i, "]"), resolved.status());
    patches[i] = *std::move(resolved);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<scenario::Scenario> ParseScenarioFile(const std::string& json) {
  pb::ScenarioFile file;
  const auto parsed = google::protobuf::util::JsonStringToMessage(json, &file);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("it is no scenario: ", std::string(parsed.message())));
  }
  scenario::Scenario result;
  if (file.name().empty()) return models::errors::InvalidField("name", "is missing");
  result.name = file.name();
  result.title_nb = file.title_nb();
  result.title_en = file.title_en();
  if (!file.has_from()) return models::errors::InvalidField("from", "is missing");
  if (!file.has_to()) return models::errors::InvalidField("to", "is missing");
  TWIN_ASSIGN_OR_RETURN(result.from, ToQuarter(file.from(), "from"));
  TWIN_ASSIGN_OR_RETURN(result.to, ToQuarter(file.to(), "to"));
  if (result.to <= result.from) {
    return models::errors::InvalidField("to", "must be later than from");
  }
  if (file.weather_seed() > 0) {
    result.weather_year.seed = static_cast<std::uint64_t>(file.weather_seed());
  }
  result.weather_year.year = file.weather_year();
  TWIN_RETURN_IF_ERROR(
      AddPatches(file.patches(), "patches", result.from.start_minute(), result.patches));
  for (int i = 0; i < file.branches_size(); ++i) {
    const pb::ScenarioFileBranch& branch = file.branches(i);
    const std::string place = absl::StrCat("branches[", i, "]");
    scenario::ScenarioBranch& added = result.branches.emplace_back();
    added.name = branch.name();
    added.at = result.from;
    if (added.name.empty()) {
      return models::errors::InvalidField(absl::StrCat(place, ".name"), "is missing");
    }
    if (branch.has_at()) {
      TWIN_ASSIGN_OR_RETURN(added.at, ToQuarter(branch.at(), absl::StrCat(place, ".at")));
    }
    TWIN_RETURN_IF_ERROR(AddPatches(branch.patches(), absl::StrCat(place, ".patches"),
                                    added.at.start_minute(), added.patches));
    for (int k = 0; k < branch.ends_size(); ++k) {
      models::Minute at = added.at.start_minute();
      if (branch.ends(k).has_at()) {
        TWIN_ASSIGN_OR_RETURN(
            at, ToMinute(branch.ends(k).at(), absl::StrCat(place, ".ends[", k, "].at")));
      }
      added.ends.push_back({branch.ends(k).patch_id(), at});
    }
  }
  return result;
}

absl::StatusOr<scenario::Scenario> ResolveScenario(scenario::Scenario scenario,
                                                   const models::AssetNames& names) {
  TWIN_RETURN_IF_ERROR(Resolve(scenario.patches, "patches", names));
  for (std::size_t i = 0; i < scenario.branches.size(); ++i) {
    TWIN_RETURN_IF_ERROR(
        Resolve(scenario.branches[i].patches, absl::StrCat("branches[", i, "].patches"), names));
  }
  return scenario;
}

}  // namespace twin::convert
