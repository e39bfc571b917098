#include "data/heat_geojson_reader.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "data/geojson_line.h"
#include "data/heat_network_builder.h"
#include "data/text_file.h"

namespace data {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxProblems = 1'000;

// Takes nothing from the text but the place of its first error.
class ErrorFinder : public nlohmann::json_sax<Json> {
 public:
  std::size_t byte_count() const { return byte_count_; }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&, const Json::exception&) override {
    byte_count_ = position;
    return false;
  }

 private:
  std::size_t byte_count_ = 0;
};

const Json* Find(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string ToText(const Json* value) {
  if (value == nullptr) return "";
  if (value->is_string()) return value->get<std::string>();
  if (value->is_number()) return value->dump();
  return "";
}

// The points of a geometry of a type; none when it is not one.
struct Shape {
  std::vector<GeoPoint> points;
  std::optional<double> height_m;  // third coordinate of the first point
};

std::optional<Shape> ReadShape(const Json& feature, const std::string& type) {
  const Json* geometry = Find(feature, "geometry");
  if (geometry == nullptr || ToText(Find(*geometry, "type")) != type) return std::nullopt;
  const Json* coordinates = Find(*geometry, "coordinates");
  if (coordinates == nullptr || !coordinates->is_array()) return std::nullopt;
  Shape shape;
  const auto add = [&shape](const Json& point) {
    if (!point.is_array() || point.size() < 2) return false;
    for (const Json& number : point)
      if (!number.is_number()) return false;
    const GeoPoint place{point[0].get<double>(), point[1].get<double>()};
    if (!(std::abs(place.longitude_deg) <= 180.0 && std::abs(place.latitude_deg) <= 90.0))
      return false;
    if (shape.points.empty() && point.size() > 2) shape.height_m = point[2].get<double>();
    shape.points.push_back(place);
    return true;
  };
  const bool is_read = type == "Point" ? add(*coordinates)
                                       : coordinates->size() > 1 &&
                                             std::all_of(coordinates->begin(), coordinates->end(),
                                                         [&](const Json& p) { return add(p); });
  if (!is_read) return std::nullopt;
  return shape;
}

class FeatureFields : public FieldSource {
 public:
  FeatureFields(const Json& feature, std::size_t row, const std::string& shown_name,
                Diagnostics& diagnostics)
      : feature_(feature), row_(row), shown_name_(shown_name), diagnostics_(diagnostics) {
    if (const Json* properties = Find(feature, "properties")) properties_ = properties;
    kind_ = ToText(Property("kind"));
  }

  const std::string& kind() const { return kind_; }

  // Reads the geometry that the kind needs and keeps what can stand in for a field.
  void ReadGeometry() {
    if (kind_ != "node" && kind_ != "pipe") return;
    const std::string type = kind_ == "node" ? "Point" : "LineString";
    const std::optional<Shape> shape = ReadShape(feature_, type);
    if (!shape) {
      Report("geometry", absl::StrCat("a ", kind_, " is a ", type,
                                      " of longitudes within 180 and latitudes within 90 degrees"));
      return;
    }
    if (kind_ == "node") height_m_ = shape->height_m;
    if (kind_ == "pipe") length_m_ = CalcLineLengthM(shape->points);
  }

  std::string Text(const char* field) const override {
    const std::string text = ToText(Property(field));
    return text.empty() && kind_ == field ? ToText(Find(feature_, "id")) : text;
  }
  bool Has(const char* field) const override { return Property(field) != nullptr; }

  double Number(const char* field, double low, double high) const override {
    const Json* property = Property(field);
    const std::optional<double> drawn = Drawn(field);
    double value = 0.0;
    if (property != nullptr && property->is_number()) {
      value = property->get<double>();
    } else if (property == nullptr && drawn) {
      value = *drawn;
    } else {
      Report(field, property == nullptr ? "is missing" : "is no number");
      return 0.0;
    }
    if (value >= low && value <= high) return value;
    Report(field, absl::StrCat("is ", value, ", must lie in [", low, ", ", high, "]"));
    return 0.0;
  }

  bool Flag(const char* field) const override {
    const Json* property = Property(field);
    if (property != nullptr && property->is_boolean()) return property->get<bool>();
    Report(field, "must be true or false");
    return false;
  }

  void Report(const char* field, const std::string& problem) const override {
    if (diagnostics_.size() >= kMaxProblems) return;
    diagnostics_.push_back(Place(field));
    diagnostics_.back().problem = problem;
  }
  Diagnostic Place(const char* field) const override {
    const std::string id = kind_.empty() ? "" : absl::StrCat(" '", Text(kind_.c_str()), "'");
    return {.file = shown_name_,
            .column_name = absl::StrCat("features[", row_, "]", id, " ", field),
            .problem = ""};
  }

 private:
  const Json* Property(const char* field) const {
    return properties_ == nullptr ? nullptr : Find(*properties_, field);
  }
  std::optional<double> Drawn(absl::string_view field) const {
    if (field == "length_m") return length_m_;
    if (field == "height_m") return height_m_;
    return std::nullopt;
  }

  const Json& feature_;
  std::size_t row_;
  const std::string& shown_name_;
  Diagnostics& diagnostics_;
  const Json* properties_ = nullptr;
  std::string kind_;
  std::optional<double> length_m_;
  std::optional<double> height_m_;
};

void ReportFile(const std::string& shown_name, const std::string& problem,
                Diagnostics& diagnostics) {
  diagnostics.push_back({.file = shown_name, .column_name = "", .problem = problem});
}

void ReportNoJson(absl::string_view text, const std::string& shown_name, Diagnostics& diagnostics) {
  ErrorFinder finder;
  Json::sax_parse(text.begin(), text.end(), &finder);
  const absl::string_view read = text.substr(0, finder.byte_count());
  const std::size_t line_start = read.rfind('\n');
  const std::size_t column =
      line_start == absl::string_view::npos ? read.size() : read.size() - line_start - 1;
  diagnostics.push_back({.file = shown_name,
                         .line = static_cast<int>(std::count(read.begin(), read.end(), '\n')) + 1,
                         .column = static_cast<int>(column),
                         .column_name = "",
                         .problem = "is no JSON from here on"});
}

void AddFeature(const FeatureFields& fields, HeatNetworkBuilder& builder) {
  if (fields.kind() == "pipe") {
    builder.AddPipe(fields);
  } else if (fields.kind() == "consumer") {
    builder.AddConsumer(fields);
  } else if (fields.kind() == "producer") {
    builder.AddProducer(fields);
  } else if (fields.kind() == "pump") {
    builder.AddPump(fields);
  } else if (fields.kind() == "valve") {
    builder.AddValve(fields);
  } else if (fields.kind() != "node") {
    fields.Report("kind", absl::StrCat("is '", fields.kind(),
                                       "', must be node, pipe, consumer, producer, pump or valve"));
  }
}

}  // namespace

models::HeatNetwork ParseHeatGeojson(absl::string_view text, const std::string& shown_name,
                                     Diagnostics& diagnostics, Diagnostics* notes) {
  if (text.size() > kMaxTextFileBytes) {
    ReportFile(shown_name, "the file is larger than 64 MiB", diagnostics);
    return {};
  }
  const Json json = Json::parse(text.begin(), text.end(), nullptr, false);
  if (json.is_discarded()) {
    ReportNoJson(text, shown_name, diagnostics);
    return {};
  }
  const Json* features = Find(json, "features");
  if (ToText(Find(json, "type")) != "FeatureCollection" || features == nullptr ||
      !features->is_array()) {
    ReportFile(shown_name, "is no FeatureCollection", diagnostics);
    return {};
  }
  const std::size_t before = diagnostics.size();
  // RFC 7946 knows no other system; files of its forerunner may name one.
  if (const Json* system = Find(json, "crs")) {
    const Json* properties = Find(*system, "properties");
    const std::string name = properties == nullptr ? "" : ToText(Find(*properties, "name"));
    if (!absl::StrContains(name, "CRS84"))
      ReportFile(shown_name, "coordinates must be of WGS 84, but a crs says otherwise",
                 diagnostics);
  }
  HeatNetworkBuilder builder;
  for (const bool are_nodes : {true, false}) {
    for (std::size_t row = 0; row < features->size(); ++row) {
      FeatureFields fields((*features)[row], row, shown_name, diagnostics);
      if ((fields.kind() == "node") != are_nodes) continue;
      fields.ReadGeometry();
      if (are_nodes) {
        builder.AddNode(fields);
      } else {
        AddFeature(fields, builder);
      }
    }
  }
  models::HeatNetwork network =
      builder.Finish(shown_name, diagnostics.size() == before, diagnostics);
  if (notes != nullptr) *notes = builder.notes();
  return network;
}

models::HeatNetwork LoadHeatGeojson(const std::string& path, Diagnostics& diagnostics,
                                    Diagnostics* notes) {
  const std::string shown_name = std::filesystem::path(path).filename().string();
  const std::optional<std::string> text = ReadTextFile(path, shown_name, diagnostics);
  return text ? ParseHeatGeojson(*text, shown_name, diagnostics, notes) : models::HeatNetwork{};
}

}  // namespace data
