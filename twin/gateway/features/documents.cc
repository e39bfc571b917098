#include "twin/gateway/features/documents.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "twin/gateway/features/box.h"

namespace twin::gateway::features {
namespace {

constexpr char kJson[] = "application/json";
constexpr char kGeoJson[] = "application/geo+json";
constexpr char kOpenApi[] = "application/vnd.oai.openapi+json;version=3.0";
constexpr char kCrs84[] = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
constexpr char kNotice[] = "The grid is synthetic: no answer about the real grid.";

Json Link(const std::string& href, const char* rel, const char* type, const std::string& title) {
  return {{"href", href}, {"rel", rel}, {"type", type}, {"title", title}};
}

std::string CollectionAddress(const std::string& base, const Collection& collection) {
  return absl::StrCat(base, "/collections/", collection.id);
}

// An id as a step of a path.
std::string EncodeStep(const std::string& text) {
  std::string encoded;
  for (const char byte : text) {
    const bool is_plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                          (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_' ||
                          byte == '.' || byte == '~';
    is_plain ? encoded += byte
             : encoded += absl::StrFormat("%%%02X", static_cast<unsigned char>(byte));
  }
  return encoded;
}

std::string IdOf(const Collection& collection, const Json& element) {
  const auto found = element.find(collection.element_id);
  if (found == element.end()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

void Flatten(const std::string& name, const Json& value, Json& properties) {
  if (!value.is_object()) {
    properties[name] = value;
    return;
  }
  for (const auto& [key, inner] : value.items()) {
    Flatten(name.empty() ? key : absl::StrCat(name, "_", key), inner, properties);
  }
}

double NumberOf(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number() ? found->get<double>() : 0.0;
}

Json PointOf(const Pages& pages, const Json& element, const char* field) {
  const auto id = element.find(field);
  if (id == element.end() || !id->is_string()) return nullptr;
  const auto station = pages.stations_deg.find(id->get<std::string>());
  if (station == pages.stations_deg.end()) return nullptr;
  return Json::array({station->second.first, station->second.second});
}

Json GeometryOf(const Collection& collection, const Pages& pages, const Json& element) {
  switch (collection.placing) {
    case Placing::kPosition: {
      const auto position = element.find("position");
      if (position == element.end()) return nullptr;
      return {{"type", "Point"},
              {"coordinates",
               Json::array({NumberOf(*position, "lon_deg"), NumberOf(*position, "lat_deg")})}};
    }
    case Placing::kStation: {
      Json point = PointOf(pages, element, "station_id");
      if (point.is_null()) return nullptr;
      return {{"type", "Point"}, {"coordinates", std::move(point)}};
    }
    case Placing::kEnds: {
      Json from = PointOf(pages, element, "from_station_id");
      Json to = PointOf(pages, element, "to_station_id");
      if (from.is_null() || to.is_null()) return nullptr;
      return {{"type", "LineString"},
              {"coordinates", Json::array({std::move(from), std::move(to)})}};
    }
  }
  return nullptr;
}

PointDeg ToPoint(const Json& coordinates) {
  return {coordinates[0].get<double>(), coordinates[1].get<double>()};
}

bool Touches(const BoxDeg& box_deg, const Json& geometry) {
  if (geometry.is_null()) return false;
  const Json& coordinates = geometry["coordinates"];
  if (geometry["type"] == "Point") return Holds(box_deg, ToPoint(coordinates));
  for (std::size_t i = 0; i + 1 < coordinates.size(); ++i) {
    if (Meets(box_deg, ToPoint(coordinates[i]), ToPoint(coordinates[i + 1]))) return true;
  }
  return false;
}

template <class F>
void ForEachElement(const Collection& collection, const Pages& pages, F visit) {
  for (const Json& reply : pages.replies) {
    const auto list = reply.find(collection.list);
    if (list == reply.end()) continue;
    for (const Json& element : *list) visit(element);
  }
}

std::string ItemsAddress(const std::string& base, const Collection& collection, const Query& query,
                         std::size_t offset) {
  std::string address = absl::StrCat(CollectionAddress(base, collection),
                                     "/items?limit=", query.limit, "&offset=", offset);
  if (query.box_deg) {
    const auto& box = *query.box_deg;
    absl::StrAppendFormat(&address, "&bbox=%.9g,%.9g,%.9g,%.9g", box[0], box[1], box[2], box[3]);
  }
  return address;
}

Json Parameter(const char* name, Json schema) {
  return {{"name", name}, {"in", "query"}, {"required", false}, {"schema", std::move(schema)}};
}

Json Operation(const char* summary, Json parameters) {
  return {{"get",
           {{"summary", summary},
            {"parameters", std::move(parameters)},
            {"responses", {{"200", {{"description", "as asked"}}}}}}}};
}

}  // namespace

Json MakeLanding(const std::string& base) {
  return {{"title", "Østlandet Energy Twin"},
          {"description",
           absl::StrCat("Grid and district heating of eastern Norway, read only. ", kNotice)},
          {"links",
           {Link(base, "self", kJson, "this page"),
            Link(base + "/api", "service-desc", kOpenApi, "the definition of this service"),
            Link(base + "/conformance", "conformance", kJson, "what it conforms to"),
            Link(base + "/collections", "data", kJson, "the collections")}}};
}

Json MakeConformance() {
  return {{"conformsTo",
           {"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson"}}};
}

Json MakeApi(const std::string& base) {
  const Json limit = {
      {"type", "integer"}, {"minimum", 1}, {"maximum", kMostLimit}, {"default", kDefaultLimit}};
  const Json box = {
      {"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 4}, {"maxItems", 6}};
  const Json parameters = Json::array({Parameter("bbox", box), Parameter("limit", limit),
                                       Parameter("offset", {{"type", "integer"}, {"minimum", 0}}),
                                       Parameter("datetime", {{"type", "string"}})});
  Json paths = {{"/", Operation("this service", Json::array())},
                {"/conformance", Operation("what it conforms to", Json::array())},
                {"/collections", Operation("the collections", Json::array())}};
  for (const Collection& collection : Collections()) {
    const std::string path = absl::StrCat("/collections/", collection.id);
    paths[path] = Operation(collection.title, Json::array());
    paths[path + "/items"] = Operation(collection.description, parameters);
    paths[path + "/items/{featureId}"] =
        Operation("one feature", Json::array({{{"name", "featureId"},
                                               {"in", "path"},
                                               {"required", true},
                                               {"schema", {{"type", "string"}}}}}));
  }
  return {
      {"openapi", "3.0.3"},
      {"info", {{"title", "Østlandet Energy Twin"}, {"version", "1"}, {"description", kNotice}}},
      {"servers", Json::array({{{"url", base}}})},
      {"paths", std::move(paths)},
      {"components", {{"parameters", {{"limit", Parameter("limit", limit)}}}}}};
}

Json MakeCollection(const std::string& base, const Collection& collection) {
  const std::string address = CollectionAddress(base, collection);
  return {{"id", collection.id},
          {"title", collection.title},
          {"description", absl::StrCat(collection.description, ". ", kNotice)},
          {"itemType", "feature"},
          {"crs", Json::array({kCrs84})},
          {"links",
           {Link(address, "self", kJson, collection.title),
            Link(address + "/items", "items", kGeoJson, collection.title)}}};
}

Json MakeCollections(const std::string& base) {
  Json document{{"links", Json::array({Link(base + "/collections", "self", kJson, "collections")})},
                {"collections", Json::array()}};
  for (const Collection& collection : Collections()) {
    document["collections"].push_back(MakeCollection(base, collection));
  }
  return document;
}

std::map<std::string, std::pair<double, double>> PlaceStations(const std::vector<Json>& replies) {
  std::map<std::string, std::pair<double, double>> places;
  const Pages pages{.replies = replies, .stations_deg = {}};
  ForEachElement(Stations(), pages, [&](const Json& element) {
    const auto position = element.find("position");
    if (position == element.end()) return;
    places[IdOf(Stations(), element)] = {NumberOf(*position, "lon_deg"),
                                         NumberOf(*position, "lat_deg")};
  });
  return places;
}

Json MakeFeature(const Collection& collection, const Pages& pages, const Json& element) {
  Json properties = Json::object();
  for (const auto& [name, value] : element.items()) {
    if (name != "position") Flatten(name, value, properties);
  }
  return {{"type", "Feature"},
          {"id", IdOf(collection, element)},
          {"geometry", GeometryOf(collection, pages, element)},
          {"properties", std::move(properties)}};
}

Json MakeItems(const std::string& base, const Collection& collection, const Query& query,
               const Pages& pages) {
  Json features = Json::array();
  std::size_t matched = 0;
  ForEachElement(collection, pages, [&](const Json& element) {
    if (query.box_deg && !Touches(*query.box_deg, GeometryOf(collection, pages, element))) return;
    if (matched >= query.offset && features.size() < query.limit) {
      features.push_back(MakeFeature(collection, pages, element));
    }
    ++matched;
  });
  const std::size_t next = query.offset + features.size();
  Json links = Json::array(
      {Link(ItemsAddress(base, collection, query, query.offset), "self", kGeoJson,
            collection.title),
       Link(CollectionAddress(base, collection), "collection", kJson, collection.title)});
  if (next < matched) {
    links.push_back(Link(ItemsAddress(base, collection, query, next), "next", kGeoJson, "more"));
  }
  Json document{
      {"type", "FeatureCollection"},
      {"timeStamp", absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now(), absl::UTCTimeZone())},
      {"numberMatched", matched},
      {"numberReturned", features.size()},
      {"links", std::move(links)},
      {"data_notice", kNotice},
      {"features", std::move(features)}};
  for (const Json& reply : pages.replies) {
    for (const char* said : {"data_notice", "redaction"}) {
      if (reply.contains(said)) document[said] = reply[said];
    }
  }
  return document;
}

absl::StatusOr<Json> MakeItem(const std::string& base, const Collection& collection,
                              const Query& query, const Pages& pages) {
  Json found = nullptr;
  ForEachElement(collection, pages, [&](const Json& element) {
    if (found.is_null() && IdOf(collection, element) == query.item) {
      found = MakeFeature(collection, pages, element);
    }
  });
  if (found.is_null()) {
    return absl::NotFoundError(
        absl::StrCat("there is no feature '", query.item, "' in ", collection.id));
  }
  const std::string address = CollectionAddress(base, collection);
  found["links"] = {
      Link(absl::StrCat(address, "/items/", EncodeStep(query.item)), "self", kGeoJson, query.item),
      Link(address, "collection", kJson, collection.title)};
  return found;
}

}  // namespace twin::gateway::features
