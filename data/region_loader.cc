#include "data/region_loader.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "data/climate_loader.h"
#include "data/grid_loader.h"
#include "data/heat_loader.h"
#include "data/heat_site_loader.h"
#include "data/matpower_region.h"
#include "data/mv_rules_loader.h"
#include "data/sector_loader.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"

namespace data {
namespace {

namespace fs = std::filesystem;

constexpr char kNotice[] =
    "Synthetic grid: built from public facts and typical parameters, not the real one.";
constexpr char kPublicRecordFile[] = "public_record.csv";
constexpr std::size_t kRevisionDigits = 12;
constexpr double kEarthRadiusKm = 6371.0;

// Great-circle distance by the haversine formula.
double CalcDistanceKm(double lat1_deg, double lon1_deg, double lat2_deg, double lon2_deg) {
  const double half_lat = 0.5 * (lat2_deg - lat1_deg) * models::kRadPerDeg;
  const double half_lon = 0.5 * (lon2_deg - lon1_deg) * models::kRadPerDeg;
  const double h = std::pow(std::sin(half_lat), 2) + std::cos(lat1_deg * models::kRadPerDeg) *
                                                         std::cos(lat2_deg * models::kRadPerDeg) *
                                                         std::pow(std::sin(half_lon), 2);
  return 2.0 * kEarthRadiusKm * std::asin(std::min(1.0, std::sqrt(h)));
}

class PlaceFinder {
 public:
  explicit PlaceFinder(const models::Region& region) : region_(region) {}

  // Places with wind at hub height are ridges; only wind farms belong to them.
  models::PlaceIndex Nearest(double lat_deg, double lon_deg, bool is_wind) const {
    models::PlaceIndex nearest;
    double least_km = std::numeric_limits<double>::max();
    for (std::size_t i = 0; i < region_.places.size(); ++i) {
      const models::PlaceParams& place = region_.places[models::PlaceIndex(i)];
      const bool is_ridge = place.wind_m_per_s[0] > 0.0;
      if (is_ridge != is_wind) continue;
      const double km = CalcDistanceKm(lat_deg, lon_deg, place.lat_deg, place.lon_deg);
      if (km >= least_km) continue;
      least_km = km;
      nearest = models::PlaceIndex(i);
    }
    return nearest;
  }

  models::PlaceIndex AtBus(models::BusIndex bus, bool is_wind) const {
    const auto& station = region_.grid.stations[region_.grid.buses[bus].station];
    return Nearest(station.lat_deg, station.lon_deg, is_wind);
  }

 private:
  const models::Region& region_;
};

void LinkPlaces(models::Region& region) {
  const PlaceFinder finder(region);
  models::ElectricityGrid& grid = region.grid;
  for (models::LoadParams& load : grid.loads) load.place = finder.AtBus(load.bus, false);
  for (models::GeneratorParams& generator : grid.generators) {
    const bool is_wind = generator.kind == models::GeneratorKind::kWind;
    generator.place = finder.AtBus(generator.bus, is_wind);
  }
  for (models::BranchParams& branch : grid.branches) {
    const auto& from = grid.stations[grid.buses[branch.from].station];
    const auto& to = grid.stations[grid.buses[branch.to].station];
    branch.place =
        finder.Nearest(0.5 * (from.lat_deg + to.lat_deg), 0.5 * (from.lon_deg + to.lon_deg), false);
  }
}

// Pipe networks, medium voltage and what the twin is held against: nothing of the regional grid
// follows from them.
bool IsApartFromElectricity(const std::string& file_name) {
  return file_name == kHeatSitesFile || file_name == kPublicRecordFile ||
         file_name == kMvRulesFile || file_name == kMvLineTypesFile ||
         file_name == kMvTransformersFile;
}

std::vector<fs::path> FindTables(const fs::path& directory) {
  std::vector<fs::path> tables;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const fs::path extension = entry.path().extension();
    if (IsApartFromElectricity(entry.path().filename().string())) continue;
    if (entry.is_regular_file() && (extension == ".csv" || extension == ".m")) {
      tables.push_back(fs::relative(entry.path(), directory));
    }
  }
  std::sort(tables.begin(), tables.end());
  return tables;
}

// SHA-256 over names and contents of all other tables, in order of their names: a planning year
// must not be computed again for a pipe or a feeder.
std::string CalcRevision(const fs::path& directory) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestInit_ex(context, EVP_sha256(), nullptr);
  for (const fs::path& table : FindTables(directory)) {
    std::ifstream file(directory / table, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)),
                            std::istreambuf_iterator<char>());
    const std::string header = absl::StrCat(table.string(), "\n", bytes.size(), "\n");
    EVP_DigestUpdate(context, header.data(), header.size());
    EVP_DigestUpdate(context, bytes.data(), bytes.size());
  }
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  EVP_DigestFinal_ex(context, digest.data(), nullptr);
  EVP_MD_CTX_free(context);
  const absl::string_view view(reinterpret_cast<const char*>(digest.data()), digest.size());
  return absl::BytesToHexString(view).substr(0, kRevisionDigits);
}

}  // namespace

absl::StatusOr<models::Region> LoadRegion(const std::string& directory) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    return absl::NotFoundError(absl::StrCat("there is no region folder ", directory));
  }
  if (IsMatpowerFolder(directory)) {
    TWIN_ASSIGN_OR_RETURN(models::Region region, LoadMatpowerRegion(directory));
    region.data_revision = CalcRevision(directory);
    return region;
  }
  Diagnostics diagnostics;
  GridTables grid = LoadGrid(directory, diagnostics);
  ClimateTables climate = LoadClimate(directory, diagnostics);
  SectorTables sectors = LoadSectors(directory, grid, diagnostics);
  models::Region region;
  region.heat_systems = LoadHeat(directory, grid.grid, climate.places, diagnostics);
  region.heat_networks = LoadHeatSites(directory, region.heat_systems, diagnostics);
  region.mv_rules = LoadMvRules(directory, diagnostics);
  TWIN_RETURN_IF_ERROR(ToStatus(diagnostics));
  region.id = "ostlandet";
  region.name = "Østlandet";
  region.notice = kNotice;
  region.data_revision = CalcRevision(directory);
  region.grid = std::move(grid.grid);
  region.municipalities = std::move(grid.municipalities);
  region.places = std::move(climate.places);
  region.demand = climate.demand;
  region.demand.sector_model = std::move(sectors.model);
  region.sector_use = std::move(sectors.use);
  region.large_loads = std::move(sectors.large_loads);
  region.growth = std::move(sectors.growth);
  region.price = climate.price;
  region.dispatch = climate.dispatch;
  TWIN_RETURN_IF_ERROR(models::Validate(region.grid));
  for (const models::HeatSystemParams& system : region.heat_systems) {
    TWIN_RETURN_IF_ERROR(models::Validate(system));
  }
  LinkPlaces(region);
  LinkSectors(region);
  return region;
}

}  // namespace data
