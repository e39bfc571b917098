#include "data/plans/geopackage_plan_reader.h"

#include <span>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "data/plans/plan_file_builder.h"
#include "data/plans/sqlite_bytes.h"
#include "data/plans/wkb_reader.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

constexpr std::size_t kMostTables = 200;
constexpr int kMostColumns = 500;

struct Layer {
  std::string table;
  std::string geometry_column;  // empty: attributes only
  std::int64_t srs_id = 0;
  CoordinateSystem system = CoordinateSystem::kUtm32;
};

class Reader {
 public:
  Reader(const std::string& shown_name, Diagnostics& diagnostics)
      : builder_("GeoPackage", shown_name, diagnostics) {}

  PlanFile Read(absl::string_view bytes) {
    const auto database = OpenSqliteBytes(bytes);
    if (!database.ok()) return Refuse(database.status());
    const auto layers = FindLayers(database->get());
    if (!layers.ok()) return Refuse(layers.status());
    if (layers->empty()) builder_.Report(0, "", "has no feature table");
    for (const Layer& layer : *layers) {
      if (builder_.is_over()) break;
      if (const absl::Status read = ReadLayer(database->get(), layer); !read.ok()) {
        builder_.Report(0, layer.table, std::string(read.message()));
      }
    }
    return builder_.Take();
  }

 private:
  PlanFile Refuse(const absl::Status& status) {
    builder_.Report(0, "", std::string(status.message()));
    return builder_.Take();
  }

  // Feature tables with the system that is named for each, and attribute tables.
  absl::StatusOr<std::vector<Layer>> FindLayers(sqlite3* database) {
    TWIN_ASSIGN_OR_RETURN(
        const SqliteStatement rows,
        PrepareSqlite(database,
                      "SELECT c.table_name, c.data_type, g.column_name, g.srs_id, s.organization, "
                      "s.organization_coordsys_id FROM gpkg_contents c "
                      "LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name "
                      "LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id "
                      "WHERE c.data_type IN ('features', 'attributes') ORDER BY c.table_name"));
    std::vector<Layer> layers;
    int step = sqlite3_step(rows.get());
    for (; step == SQLITE_ROW; step = sqlite3_step(rows.get())) {
      if (layers.size() >= kMostTables) {
        return absl::InvalidArgumentError(absl::StrCat("has more than ", kMostTables, " tables"));
      }
      Layer layer{.table = SqliteText(rows.get(), 0)};
      if (SqliteText(rows.get(), 1) == "features") {
        layer.geometry_column = SqliteText(rows.get(), 2);
        layer.srs_id = sqlite3_column_int64(rows.get(), 3);
        if (layer.geometry_column.empty()) {
          builder_.Report(0, layer.table,
                          "is a feature table without a row in "
                          "gpkg_geometry_columns");
          continue;
        }
        if (!FindSystem(SqliteText(rows.get(), 4), SqliteText(rows.get(), 5), layer)) continue;
      }
      layers.push_back(std::move(layer));
    }
    if (step != SQLITE_DONE) return Stopped(database);
    return layers;
  }

  bool FindSystem(const std::string& organization, const std::string& code, Layer& layer) {
    if (organization.empty()) {
      builder_.Report(0, layer.table,
                      absl::StrCat("has no coordinate system: srs_id ", layer.srs_id,
                                   " is not in gpkg_spatial_ref_sys; set the layer's CRS and save "
                                   "again"));
      return false;
    }
    // The long form: a GeoPackage has the east first whatever the system's own order.
    const std::string name = FoldName(organization) == "epsg"
                                 ? absl::StrCat("urn:ogc:def:crs:EPSG::", code)
                                 : absl::StrCat(organization, ":", code);
    const auto named = ParseSystemName(name);
    if (!named.ok()) {
      builder_.Report(0, layer.table, std::string(named.status().message()));
      return false;
    }
    layer.system = named->system;
    return true;
  }

  static absl::Status Stopped(sqlite3* database) {
    return absl::InvalidArgumentError(absl::StrCat("reading stopped: ", sqlite3_errmsg(database)));
  }

  absl::Status ReadLayer(sqlite3* database, const Layer& layer) {
    TWIN_ASSIGN_OR_RETURN(
        const SqliteStatement rows,
        PrepareSqlite(database, absl::StrCat("SELECT * FROM ", QuoteSqlName(layer.table))));
    const int columns = sqlite3_column_count(rows.get());
    if (columns > kMostColumns) return absl::InvalidArgumentError("has too many columns");
    std::vector<std::string> names;
    for (int i = 0; i < columns; ++i) {
      const char* name = sqlite3_column_name(rows.get(), i);
      names.push_back(name == nullptr ? "" : name);
    }
    int step = sqlite3_step(rows.get());
    for (std::size_t row = 1; step == SQLITE_ROW; ++row, step = sqlite3_step(rows.get())) {
      if (builder_.is_over()) return absl::OkStatus();
      ReadRow(rows.get(), layer, names, absl::StrCat(layer.table, " row ", row));
    }
    return step == SQLITE_DONE ? absl::OkStatus() : Stopped(database);
  }

  void ReadRow(sqlite3_stmt* row, const Layer& layer, const std::vector<std::string>& names,
               const std::string& place) {
    PlanFeature feature{.id = place, .place = place};
    int geometry = -1;
    for (int i = 0; i < static_cast<int>(names.size()); ++i) {
      const std::string& name = names[static_cast<std::size_t>(i)];
      if (name == layer.geometry_column) {
        geometry = i;
      } else if (sqlite3_column_type(row, i) == SQLITE_BLOB) {
        continue;
      } else if (std::string text = SqliteText(row, i); !text.empty()) {
        // "arealplanid.planidentifikasjon" and "utnytting_utnyttingstype" are their last part.
        std::string folded = FoldName(name);
        if (const auto cut = folded.rfind('.'); cut != std::string::npos) folded.erase(0, cut + 1);
        if (absl::StartsWith(folded, "utnytting_")) folded.erase(0, 10);
        feature.properties.emplace(std::move(folded), std::move(text));
      }
    }
    std::string type = layer.table;
    for (const char* name : {"objekttypenavn", "objekttype", "objtype"}) {
      if (!IsPlanType(FoldName(type))) {
        if (std::string said = PropertyOf(feature, name); !said.empty()) type = said;
      }
    }
    feature.type = FoldName(type);
    if (!IsPlanType(feature.type)) {
      builder_.LeaveOut(type);
      return;
    }
    for (const char* name : {"lokalid", "gml_id", "fid"}) {
      if (feature.id == place) {
        if (std::string id = PropertyOf(feature, name); !id.empty()) feature.id = id;
      }
    }
    if (geometry >= 0 && !ReadGeometry(row, geometry, layer, feature)) return;
    builder_.Add(std::move(feature));
  }

  bool ReadGeometry(sqlite3_stmt* row, int column, const Layer& layer, PlanFeature& feature) {
    if (sqlite3_column_type(row, column) == SQLITE_NULL) return true;
    const auto* blob = static_cast<const std::uint8_t*>(sqlite3_column_blob(row, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
    const auto geometry = ParseGeopackageGeometry(std::span(blob, blob == nullptr ? 0 : size));
    if (!geometry.ok()) {
      builder_.Report(0, feature.place, std::string(geometry.status().message()));
      return false;
    }
    if (geometry->srs_id != layer.srs_id) {
      builder_.Report(
          0, feature.place,
          absl::StrCat("its geometry says srs_id ", geometry->srs_id, ", its table says ",
                       layer.srs_id, ": one of them is wrong; set the layer's CRS and save again"));
      return false;
    }
    builder_.SetSystem(layer.system, 0, feature.place);
    std::size_t vertices = 0;
    for (const RawPolygon& polygon : geometry->surface) {
      vertices += polygon.shell.size();
      for (const RawRing& hole : polygon.holes) vertices += hole.size();
    }
    if (!builder_.CountVertices(vertices)) return false;
    if (!geometry->is_empty) feature.surface = geometry->surface;
    return true;
  }

  PlanFileBuilder builder_;
};

}  // namespace

PlanFile ParseGeopackagePlan(absl::string_view bytes, const std::string& shown_name,
                             Diagnostics& diagnostics) {
  return Reader(shown_name, diagnostics).Read(bytes);
}

}  // namespace data
