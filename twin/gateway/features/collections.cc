#include "twin/gateway/features/collections.h"

#include <algorithm>

namespace twin::gateway::features {

const std::vector<Collection>& Collections() {
  static const std::vector<Collection> collections{
      {"stations", "Stasjoner / stations", "Stations of the synthetic grid",
       "/ostlandet.twin.v1.Grid/ListAssets", R"({"kinds": ["ASSET_KIND_STATION"]})", "assets", "id",
       Placing::kPosition, true},
      {"lines", "Linjer og kabler / lines and cables",
       "Lines and cables as straight lines between their stations",
       "/ostlandet.twin.v1.Grid/ListAssets", R"({"kinds": ["ASSET_KIND_LINE"]})", "assets", "id",
       Placing::kEnds, true},
      {"generators", "Kraftverk / generators", "Generators at their stations",
       "/ostlandet.twin.v1.Grid/ListAssets", R"({"kinds": ["ASSET_KIND_GENERATOR"]})", "assets",
       "id", Placing::kStation, true},
      {"capacity", "Ledig kapasitet / room for connections",
       "What every busbar takes, as far as the reader may be told: bucket, class of reason, year",
       "/ostlandet.twin.v1.Capacity/GetCapacityMap", "{}", "stations", "bus_id", Placing::kPosition,
       false},
      {"heat_systems", "Fjernvarme / district heating", "District-heating systems",
       "/ostlandet.twin.v1.Heat/ListHeatSystems", "{}", "heat_systems", "id", Placing::kPosition,
       true},
      {"surplus_heat", "Overskuddsvarme / surplus heat", "Sources of surplus heat",
       "/ostlandet.twin.v1.Heat/ListSurplusSources", "{}", "sources", "id", Placing::kPosition,
       true},
      {"plan_notices", "Planer i innboksen / plans in the inbox",
       "Land-use plans that touch what the reader subscribes to; for grid companies",
       "/ostlandet.twin.v1.Planning/ListPlanInbox", "{}", "notices", "number", Placing::kPosition,
       true},
  };
  return collections;
}

const Collection* FindCollection(absl::string_view id) {
  const auto& all = Collections();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Collection& one) { return one.id == id; });
  return found == all.end() ? nullptr : &*found;
}

const Collection& Stations() { return Collections().front(); }

}  // namespace twin::gateway::features
