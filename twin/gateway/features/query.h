#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "twin/gateway/features/box.h"

namespace twin::gateway::features {

inline constexpr std::size_t kDefaultLimit = 1000;
inline constexpr std::size_t kMostLimit = 10000;

/// What a request for features asks: the resource and its parameters.
struct Query {
  enum class Kind { kLanding, kConformance, kApi, kCollections, kCollection, kItems, kItem };
  Kind kind = Kind::kLanding;
  std::string collection;
  std::string item;
  std::optional<BoxDeg> box_deg;  ///< west, south, east, north
  std::size_t limit = kDefaultLimit;
  std::size_t offset = 0;
};

/// Reads the path below kRoot and the parameters bbox, limit, offset, datetime and f. A feature has
/// no time: datetime is read and says nothing. Errors: NotFound for a path that is none;
/// InvalidArgument for a parameter that is unknown, twice there or wrong, as the standard asks.
absl::StatusOr<Query> ParseQuery(absl::string_view target);

}  // namespace twin::gateway::features
