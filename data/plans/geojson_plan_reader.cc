#include "data/plans/geojson_plan_reader.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "data/plans/plan_file_builder.h"

namespace data {
namespace {

using Json = nlohmann::json;

// A value costs up to fifty bytes of memory where the text has two.
constexpr std::size_t kMostValues = 4'000'000;

// Takes nothing from the text but the place of its first error and how deep it goes.
class TextProbe : public nlohmann::json_sax<Json> {
 public:
  explicit TextProbe(std::size_t most_depth) : most_depth_(most_depth) {}

  std::size_t byte_count() const { return byte_count_; }
  bool is_too_deep() const { return depth_ > most_depth_; }
  bool is_too_long() const { return values_ > kMostValues; }

  bool null() override { return Count(); }
  bool boolean(bool) override { return Count(); }
  bool number_integer(number_integer_t) override { return Count(); }
  bool number_unsigned(number_unsigned_t) override { return Count(); }
  bool number_float(number_float_t, const string_t&) override { return Count(); }
  bool string(string_t&) override { return Count(); }
  bool binary(binary_t&) override { return Count(); }
  bool start_object(std::size_t) override { return Count() && ++depth_ <= most_depth_; }
  bool key(string_t&) override { return Count(); }
  bool end_object() override { return --depth_, true; }
  bool start_array(std::size_t) override { return Count() && ++depth_ <= most_depth_; }
  bool end_array() override { return --depth_, true; }
  bool parse_error(std::size_t position, const std::string&, const Json::exception&) override {
    byte_count_ = position;
    return false;
  }

 private:
  bool Count() { return ++values_ <= kMostValues; }

  std::size_t most_depth_;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
  std::size_t byte_count_ = 0;
};

const Json* Find(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string TextOf(const Json* value) {
  if (value == nullptr) return "";
  if (value->is_string()) return value->get<std::string>();
  if (value->is_number() || value->is_boolean()) return value->dump();
  return "";
}

class Reader {
 public:
  Reader(const std::string& shown_name, Diagnostics& diagnostics)
      : builder_("GeoJSON", shown_name, diagnostics) {}

  PlanFile Read(absl::string_view text) {
    TextProbe probe(builder_.limits().depth);
    if (!Json::sax_parse(text.begin(), text.end(), &probe)) {
      builder_.Report(0, "", ProblemOf(probe));
      return builder_.Take();
    }
    const Json root = Json::parse(text.begin(), text.end(), nullptr, false);
    const Json* features = Find(root, "features");
    if (TextOf(Find(root, "type")) != "FeatureCollection" || features == nullptr ||
        !features->is_array()) {
      builder_.Report(0, "", "is no FeatureCollection with features");
      return builder_.Take();
    }
    ReadSystem(root);
    for (std::size_t i = 0; i < features->size() && !builder_.is_over(); ++i) {
      ReadFeature((*features)[i], absl::StrCat("features[", i, "]"));
    }
    return builder_.Take();
  }

 private:
  std::string ProblemOf(const TextProbe& probe) const {
    if (probe.is_too_long()) return absl::StrCat("has more than ", kMostValues, " values");
    if (probe.is_too_deep()) {
      return absl::StrCat("goes deeper than ", builder_.limits().depth, " objects or arrays");
    }
    return absl::StrCat("is no JSON: wrong at byte ", probe.byte_count());
  }

  void ReadSystem(const Json& root) {
    if (!root.contains("crs")) {
      builder_.SetSystem(CoordinateSystem::kGeographic, 0, "");  // RFC 7946, section 4
      return;
    }
    const Json* crs = Find(root, "crs");
    const Json* properties = crs == nullptr ? nullptr : Find(*crs, "properties");
    const std::string name = properties == nullptr ? "" : TextOf(Find(*properties, "name"));
    const auto named = ParseSystemName(name);
    if (!named.ok()) {
      builder_.Report(0, "crs", std::string(named.status().message()));
      return;
    }
    // GeoJSON has the east first whatever the name says.
    builder_.SetSystem(named->system, 0, "crs");
  }

  void AddProperties(const Json& object, PlanFeature& feature) {
    for (const auto& [name, value] : object.items()) {
      const std::string folded = FoldName(name);
      if (value.is_object()) {
        AddProperties(value, feature);
      } else if (value.is_array()) {
        for (const Json& item : value) {
          if (item.is_object()) AddProperties(item, feature);
          if (std::string text = TextOf(&item); !text.empty()) {
            feature.properties.emplace(folded, std::move(text));
          }
        }
      } else if (std::string text = TextOf(&value); !text.empty()) {
        feature.properties.emplace(folded, std::move(text));
      }
    }
  }

  void ReadFeature(const Json& json, std::string place) {
    PlanFeature feature;
    if (const Json* properties = Find(json, "properties")) {
      if (properties->is_object()) AddProperties(*properties, feature);
    }
    std::string type;
    for (const char* name : {"objekttype", "objtype", "objekttypenavn", "featuretype"}) {
      if (type.empty()) type = PropertyOf(feature, name);
    }
    if (type.empty()) {
      builder_.Report(0, place, "has no property objekttype, so nothing says what it is");
      return;
    }
    feature.type = FoldName(type);
    if (!IsPlanType(feature.type)) {
      builder_.LeaveOut(type);
      return;
    }
    feature.id = TextOf(Find(json, "id"));
    for (const char* name : {"lokalid", "id"}) {
      if (feature.id.empty()) feature.id = PropertyOf(feature, name);
    }
    if (feature.id.empty()) feature.id = place;
    feature.place = absl::StrCat(place, " ", type, " '", feature.id, "'");
    if (const Json* geometry = Find(json, "geometry")) {
      if (!ReadGeometry(*geometry, feature)) return;
    }
    builder_.Add(std::move(feature));
  }

  bool ReadGeometry(const Json& geometry, PlanFeature& feature) {
    const std::string type = TextOf(Find(geometry, "type"));
    const Json* coordinates = Find(geometry, "coordinates");
    if (coordinates == nullptr || !coordinates->is_array() ||
        (type != "Polygon" && type != "MultiPolygon")) {
      builder_.Report(0, feature.place,
                      absl::StrCat("geometry '", type.substr(0, 40),
                                   "' is no Polygon or MultiPolygon with coordinates"));
      return false;
    }
    RawSurface surface;
    bool is_read = true;
    if (type == "Polygon") {
      is_read = ReadPolygon(*coordinates, surface);
    } else {
      for (const Json& polygon : *coordinates) is_read = is_read && ReadPolygon(polygon, surface);
    }
    if (!is_read) {
      builder_.Report(0, feature.place, "a coordinate is no pair of numbers");
      return false;
    }
    feature.surface = std::move(surface);
    return !builder_.is_over();
  }

  bool ReadPolygon(const Json& json, RawSurface& surface) {
    if (!json.is_array() || json.empty()) return false;
    RawPolygon polygon;
    for (std::size_t i = 0; i < json.size(); ++i) {
      RawRing ring;
      if (!json[i].is_array()) return false;
      if (!builder_.CountVertices(json[i].size())) return true;
      for (const Json& point : json[i]) {
        if (!point.is_array() || point.size() < 2 || !point[0].is_number() ||
            !point[1].is_number()) {
          return false;
        }
        ring.push_back({point[0].get<double>(), point[1].get<double>()});
      }
      if (i == 0) {
        polygon.shell = std::move(ring);
      } else {
        polygon.holes.push_back(std::move(ring));
      }
    }
    surface.push_back(std::move(polygon));
    return true;
  }

  PlanFileBuilder builder_;
};

}  // namespace

PlanFile ParseGeojsonPlan(absl::string_view text, const std::string& shown_name,
                          Diagnostics& diagnostics) {
  return Reader(shown_name, diagnostics).Read(text);
}

}  // namespace data
