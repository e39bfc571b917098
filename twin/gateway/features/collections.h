#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

/// Read-only OGC API – Features (Part 1: Core, with GeoJSON): what lists of the contract hold, as
/// points and lines that a GIS opens. Source: OGC 17-069r4.
namespace twin::gateway::features {

inline constexpr char kRoot[] = "/features";

/// Where an element of a list lies.
enum class Placing {
  kPosition,  ///< its own `position`
  kStation,   ///< that of the station `station_id`
  kEnds,      ///< a line from `from_station_id` to `to_station_id`
};

/// A list of the contract as a collection of features. It is asked for by the call everybody else
/// uses, with the caller's own token, so that a reader is told here what it is told there.
struct Collection {
  const char* id;
  const char* title;
  const char* description;
  const char* method;   ///< "/ostlandet.twin.v1.Grid/ListAssets"
  const char* request;  ///< JSON of everything but the page
  const char* list;     ///< field of the reply
  const char* element_id;
  Placing placing;
  bool is_paged;  ///< takes page_size and page_token
};

const std::vector<Collection>& Collections();
/// Null when there is none.
const Collection* FindCollection(absl::string_view id);
/// That of stations, which others are placed by.
const Collection& Stations();

}  // namespace twin::gateway::features
