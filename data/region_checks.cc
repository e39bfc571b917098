#include "data/region_checks.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/csv_reader.h"
#include "data/grid_project_loader.h"
#include "data/heat_site_loader.h"
#include "models/base/errors.h"
#include "models/base/great_circle.h"

namespace data {
namespace {

constexpr char kMunicipalities[] = "municipalities.csv";
constexpr char kStations[] = "osm/stations.csv";
constexpr char kBuses[] = "osm/buses.csv";
constexpr char kBranches[] = "osm/branches.csv";
constexpr char kLoads[] = "osm/loads.csv";
constexpr char kBoundaries[] = "osm/boundaries.csv";
constexpr char kAreas[] = "exchange_areas.csv";

// Nobody's borders are known here. No place of the seven counties lies farther than 36 km from the
// nearest municipality's middle; twice that is outside any region's.
constexpr double kFarthestKm = 75.0;
// Of a municipality from the next one; in the far north they lie that far apart.
constexpr double kFarthestNeighbourKm = 150.0;

class Checker {
 public:
  Checker(const std::string& directory, const GridTables& tables, Diagnostics& diagnostics)
      : directory_(directory), tables_(tables), diagnostics_(diagnostics) {
    for (const Diagnostic& each : diagnostics_) {
      rows_told_.emplace(each.file, each.line);
      files_told_.insert(each.file);
    }
  }

  void Run() {
    CheckMunicipalities();
    CheckCoordinates(kStations, [](const CsvTable& table, std::size_t row) {
      return table.Text(row, "is_in_region") == "1";
    });
    const auto all = [](const CsvTable&, std::size_t) { return true; };
    CheckCoordinates("places.csv", all);
    CheckCoordinates(kHeatSitesFile, all);
    CheckCoordinates(kGridProjectStepsFile, [](const CsvTable& table, std::size_t row) {
      return table.Text(row, "action") == "add_station" && table.Text(row, "is_in_region") == "1";
    });
    CheckGrid();
  }

 private:
  // A table that has been read before: what is wrong in it has been told.
  CsvTable Reread(const std::string& file) const {
    if (!std::filesystem::exists(directory_ + "/" + file)) return {};
    Diagnostics told;
    return CsvTable::Load(directory_ + "/" + file, file, {}, told);
  }

  bool IsClean(std::initializer_list<const char*> files) const {
    return std::none_of(files.begin(), files.end(),
                        [&](const char* file) { return files_told_.count(file) != 0; });
  }

  void Report(Diagnostic place, std::string problem) {
    if (rows_told_.count({place.file, place.line}) != 0) return;
    place.problem = std::move(problem);
    diagnostics_.push_back(std::move(place));
  }

  struct Nearest {
    double distance_km = std::numeric_limits<double>::max();
    std::string name;
  };

  // `but`: a municipality that does not count.
  Nearest NearestMunicipality(double lat_deg, double lon_deg, std::size_t but) const {
    Nearest nearest;
    for (std::size_t i = 0; i < tables_.municipalities.size(); ++i) {
      if (i == but) continue;
      const auto& municipality = tables_.municipalities[models::MunicipalityIndex(i)];
      const double km =
          models::CalcGreatCircleKm(lat_deg, lon_deg, municipality.lat_deg, municipality.lon_deg);
      if (km < nearest.distance_km) nearest = {km, municipality.name};
    }
    return nearest;
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void CheckMunicipalities() {
    const CsvTable table = Reread(kMunicipalities);
    if (table.size() != tables_.municipalities.size()) return;
    std::set<models::MunicipalityIndex> fed;
    for (const models::LoadParams& load : tables_.grid.loads) fed.insert(load.municipality);
    for (std::size_t row = 0; row < table.size(); ++row) {
      const models::MunicipalityIndex index(row);
      const models::MunicipalityParams& municipality = tables_.municipalities[index];
      if (IsClean({kLoads, kMunicipalities}) && fed.count(index) == 0) {
        Report(table.Place(row, "id"),
               absl::StrCat("no load of ", kLoads, " is in ", municipality.name));
      }
      if (table.size() == 1 || !IsClean({kMunicipalities})) continue;
      const Nearest next = NearestMunicipality(municipality.lat_deg, municipality.lon_deg, row);
      if (next.distance_km <= kFarthestNeighbourKm) continue;
      Report(table.Place(row, "lat_deg"),
             absl::StrFormat("lies %.0f km from the nearest other municipality, %s",
                             next.distance_km, next.name));
    }
  }

  template <class Concerns>
  void CheckCoordinates(const std::string& file, const Concerns& concerns) {
    if (tables_.municipalities.empty() || !IsClean({kMunicipalities})) return;
    const CsvTable table = Reread(file);
    if (!table.has_column("lat_deg") || !table.has_column("lon_deg")) return;
    for (std::size_t row = 0; row < table.size(); ++row) {
      if (!concerns(table, row)) continue;
      Diagnostics unreadable;
      const double lat_deg = table.Number(row, "lat_deg", -90, 90, unreadable);
      const double lon_deg = table.Number(row, "lon_deg", -180, 180, unreadable);
      if (!unreadable.empty()) continue;
      const Nearest nearest = NearestMunicipality(lat_deg, lon_deg, kNone);
      if (nearest.distance_km <= kFarthestKm) continue;
      Report(table.Place(row, "lat_deg"),
             absl::StrFormat("%g, %g lies outside the region: %.0f km from the middle of %s, its "
                             "nearest municipality",
                             lat_deg, lon_deg, nearest.distance_km, nearest.name));
    }
  }

  // Rows as models::Validate names them. Of two rows with one id the later: it has been told.
  void PlaceRows(const char* kind, const char* file, const char* column) {
    const CsvTable table = Reread(file);
    for (std::size_t row = 0; row < table.size(); ++row) {
      places_.insert_or_assign(absl::StrCat(kind, " ", table.Text(row, "id")),
                               table.Place(row, column));
    }
  }

  // Weights are mended at the boundaries of their area.
  void PlaceBoundaries() {
    const CsvTable table = Reread(kBoundaries);
    std::set<std::string> areas;
    for (std::size_t row = 0; row < table.size(); ++row) {
      const std::string& area = table.Text(row, "area");
      if (!areas.insert(area).second) continue;
      places_.insert_or_assign("exchange area " + area, table.Place(row, "weight_share"));
    }
    places_["boundaries"] = table.size() == 0 ? Diagnostic{.file = kBoundaries}
                                              : table.Place(0, "slack_participation_share");
  }

  void CheckGrid() {
    PlaceRows("station", kStations, "id");
    PlaceRows("bus", kBuses, "id");
    PlaceRows("branch", kBranches, "id");
    PlaceRows("load", kLoads, "id");
    PlaceRows("generator", "osm/generators.csv", "id");
    PlaceRows("shunt", "osm/shunts.csv", "id");
    PlaceRows("boundary", kBoundaries, "id");
    PlaceRows("exchange area", kAreas, "id");
    PlaceBoundaries();
    const auto violations = models::errors::FieldViolationsOf(models::Validate(tables_.grid));
    for (const models::errors::FieldViolation& each : violations) {
      if (absl::StartsWith(each.field, "bus ") &&
          !IsClean({kStations, kBuses, kBranches, kBoundaries})) {
        continue;  // who feeds a bus is not known
      }
      const bool is_sum =
          each.field == "boundaries" || absl::StartsWith(each.field, "exchange area ");
      if (is_sum && !IsClean({kBoundaries, kAreas})) continue;
      const auto place = places_.find(each.field);
      if (place != places_.end()) {
        Report(place->second, each.description);
      } else {
        diagnostics_.push_back(
            {.file = "osm", .column_name = each.field, .problem = each.description});
      }
    }
  }

  const std::string& directory_;
  const GridTables& tables_;
  Diagnostics& diagnostics_;
  std::set<std::pair<std::string, int>> rows_told_;
  std::set<std::string> files_told_;
  std::unordered_map<std::string, Diagnostic> places_;
};

}  // namespace

void CheckRegion(const std::string& directory, const GridTables& tables, Diagnostics& diagnostics) {
  Checker(directory, tables, diagnostics).Run();
}

}  // namespace data
