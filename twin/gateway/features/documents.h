#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/gateway/features/collections.h"
#include "twin/gateway/features/query.h"

namespace twin::gateway::features {

using Json = nlohmann::ordered_json;

/// Documents that need no call. `base` is the address of kRoot as the client wrote it.
Json MakeLanding(const std::string& base);
Json MakeConformance();
/// OpenAPI 3.0, as far as clients read it: paths and parameters.
Json MakeApi(const std::string& base);
Json MakeCollections(const std::string& base);
Json MakeCollection(const std::string& base, const Collection& collection);

/// Replies of a list's pages, as proto JSON, and where stations lie: longitude, latitude.
struct Pages {
  std::vector<Json> replies;
  std::map<std::string, std::pair<double, double>> stations_deg;
};

/// Where stations lie, from the pages of their own list.
std::map<std::string, std::pair<double, double>> PlaceStations(const std::vector<Json>& replies);

/// One element as a feature: nested messages become fields joined by '_', lists stay. An element
/// without a place has a null geometry.
Json MakeFeature(const Collection& collection, const Pages& pages, const Json& element);

/// The features asked for, with what the replies say of their data and of what was withheld.
Json MakeItems(const std::string& base, const Collection& collection, const Query& query,
               const Pages& pages);
/// Errors: NotFound.
absl::StatusOr<Json> MakeItem(const std::string& base, const Collection& collection,
                              const Query& query, const Pages& pages);

}  // namespace twin::gateway::features
