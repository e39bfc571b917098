#include "twin/gateway/features/query.h"

#include <cmath>
#include <set>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/gateway/features/collections.h"

namespace twin::gateway::features {
namespace {

constexpr std::size_t kMostOffset = 10'000'000;

// %41 as 'A'; '+' is a plus in a path and a blank in a query.
absl::StatusOr<std::string> Decode(absl::string_view text, bool is_query) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && is_query) {
      decoded += ' ';
    } else if (text[i] == '%') {
      std::uint32_t byte = 0;
      if (i + 2 >= text.size() || !absl::SimpleHexAtoi(text.substr(i + 1, 2), &byte)) {
        return absl::InvalidArgumentError("a % in the address stands for no byte");
      }
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

absl::StatusOr<BoxDeg> ParseBox(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ',');
  std::vector<double> numbers;
  for (const std::string& part : parts) {
    double number = 0.0;
    if (!absl::SimpleAtod(part, &number) || !std::isfinite(number)) {
      return models::errors::InvalidField("bbox", absl::StrCat("'", part, "' is no number"));
    }
    numbers.push_back(number);
  }
  if (numbers.size() != 4 && numbers.size() != 6) {
    return models::errors::InvalidField("bbox", "needs four numbers: west,south,east,north");
  }
  const bool has_height = numbers.size() == 6;
  const BoxDeg box_deg{numbers[0], numbers[1], numbers[has_height ? 3 : 2],
                       numbers[has_height ? 4 : 3]};
  const bool is_on_earth = std::abs(box_deg[0]) <= 180.0 && std::abs(box_deg[2]) <= 180.0 &&
                           std::abs(box_deg[1]) <= 90.0 && std::abs(box_deg[3]) <= 90.0;
  if (!is_on_earth) {
    return models::errors::InvalidField(
        "bbox", "is no longitude and latitude: metres are not understood here");
  }
  if (box_deg[1] > box_deg[3]) {
    return models::errors::InvalidField("bbox", "has its south north of its north");
  }
  return box_deg;
}

absl::StatusOr<std::size_t> ParseCount(const std::string& name, const std::string& text,
                                       std::size_t least, std::size_t most) {
  std::uint64_t count = 0;
  if (!absl::SimpleAtoi(text, &count) || count < least || count > kMostOffset) {
    return models::errors::InvalidField(name,
                                        absl::StrCat("must be a whole number from ", least, " on"));
  }
  return std::min<std::size_t>(count, most);
}

absl::Status ReadParameter(const std::string& name, const std::string& value, Query& query) {
  const bool is_items = query.kind == Query::Kind::kItems;
  if (name == "f") {
    if (value == "json" || value == "geojson") return absl::OkStatus();
    return models::errors::InvalidField("f", "must be json: there is no other form");
  }
  if (is_items && name == "bbox") {
    TWIN_ASSIGN_OR_RETURN(query.box_deg, ParseBox(value));
    return absl::OkStatus();
  }
  if (is_items && name == "limit") {
    TWIN_ASSIGN_OR_RETURN(query.limit, ParseCount("limit", value, 1, kMostLimit));
    return absl::OkStatus();
  }
  if (is_items && name == "offset") {
    TWIN_ASSIGN_OR_RETURN(query.offset, ParseCount("offset", value, 0, kMostOffset));
    return absl::OkStatus();
  }
  if (is_items && name == "datetime") return absl::OkStatus();
  return models::errors::InvalidField(name, "is no parameter here");
}

absl::StatusOr<Query> ParsePath(absl::string_view path) {
  if (!absl::ConsumePrefix(&path, kRoot)) return absl::NotFoundError("there is no such page");
  absl::ConsumeSuffix(&path, "/");
  std::vector<absl::string_view> steps = absl::StrSplit(path, '/');
  steps.erase(steps.begin());  // before the first slash
  Query query;
  if (path.empty()) return query;
  using Kind = Query::Kind;
  if (steps.size() == 1 && steps[0] == "conformance") {
    query.kind = Kind::kConformance;
  } else if (steps.size() == 1 && steps[0] == "api") {
    query.kind = Kind::kApi;
  } else if (steps[0] == "collections" && steps.size() <= 4) {
    constexpr std::array kKinds{Kind::kCollections, Kind::kCollection, Kind::kItems, Kind::kItem};
    query.kind = kKinds[steps.size() - 1];
    if (steps.size() > 1) {
      TWIN_ASSIGN_OR_RETURN(query.collection, Decode(steps[1], false));
    }
    if (steps.size() > 2 && steps[2] != "items")
      return absl::NotFoundError("there is no such page");
    if (steps.size() > 3) {
      TWIN_ASSIGN_OR_RETURN(query.item, Decode(steps[3], false));
    }
  } else {
    return absl::NotFoundError("there is no such page");
  }
  if (!query.collection.empty() && FindCollection(query.collection) == nullptr) {
    return absl::NotFoundError(absl::StrCat("there is no collection '", query.collection, "'"));
  }
  return query;
}

}  // namespace

absl::StatusOr<Query> ParseQuery(absl::string_view target) {
  const std::size_t mark = target.find('?');
  TWIN_ASSIGN_OR_RETURN(Query query, ParsePath(target.substr(0, mark)));
  if (mark == absl::string_view::npos) return query;
  std::set<std::string> seen;
  for (const absl::string_view pair : absl::StrSplit(target.substr(mark + 1), '&')) {
    if (pair.empty()) continue;
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    TWIN_ASSIGN_OR_RETURN(const std::string name, Decode(parts.first, true));
    TWIN_ASSIGN_OR_RETURN(const std::string value, Decode(parts.second, true));
    if (!seen.insert(name).second) return models::errors::InvalidField(name, "is there twice");
    TWIN_RETURN_IF_ERROR(ReadParameter(name, value, query));
  }
  return query;
}

}  // namespace twin::gateway::features
