#include "twin/scenario/series_columns.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/nearest_names.h"
#include "models/base/status_macros.h"

namespace twin::scenario {
namespace {

using models::AssetKind;

constexpr std::size_t kNearest = 3;

absl::StatusOr<std::string> ResolveElement(const Stepper& stepper, const store::SeriesGroup& group,
                                           const std::string& text) {
  const auto& ids = group.element_ids;
  if (std::find(ids.begin(), ids.end(), text) != ids.end()) return text;
  const auto place =
      std::find_if(stepper.region().places.begin(), stepper.region().places.end(),
                   [&text](const models::PlaceParams& one) { return one.name == text; });
  if (group.axis == "place" && place != stepper.region().places.end()) return place->id;
  TWIN_ASSIGN_OR_RETURN(
      const models::AssetRef asset,
      stepper.names().Find(text, {AssetKind::kBus, AssetKind::kBranch, AssetKind::kGenerator,
                                  AssetKind::kHeatSystem, AssetKind::kHeatPlant}));
  return stepper.names().IdOf(asset);
}

}  // namespace

absl::StatusOr<std::vector<SeriesColumn>> FindColumns(const Stepper& stepper,
                                                      const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string name = text.substr(0, slash);
  std::size_t begin = 0;
  std::vector<std::string> names;
  for (const store::SeriesGroup& group : stepper.layout().schema().groups) {
    names.push_back(group.name);
    const std::vector<std::string>& ids = group.element_ids;
    if (group.name != name) {
      begin += ids.size();
      continue;
    }
    std::vector<SeriesColumn> columns;
    if (slash == std::string::npos) {
      for (std::size_t i = 0; i < ids.size(); ++i) {
        columns.push_back({name, group.unit, ids[i], begin + i});
      }
      return columns;
    }
    TWIN_ASSIGN_OR_RETURN(const std::string element,
                          ResolveElement(stepper, group, text.substr(slash + 1)));
    const auto found = std::find(ids.begin(), ids.end(), element);
    if (found == ids.end()) {
      return absl::NotFoundError(absl::StrCat("the series ", name, " has no element ", element));
    }
    columns.push_back(
        {name, group.unit, element, begin + static_cast<std::size_t>(found - ids.begin())});
    return columns;
  }
  return models::errors::UnknownId("series", name, models::FindNearestNames(name, names, kNearest));
}

}  // namespace twin::scenario
