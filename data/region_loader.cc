#include "data/region_loader.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "data/climate_loader.h"
#include "data/connection_profile_loader.h"
#include "data/connection_voltage_loader.h"
#include "data/consumption_statistics.h"
#include "data/df_profile_loader.h"
#include "data/fault_rules_loader.h"
#include "data/grid_loader.h"
#include "data/grid_project_loader.h"
#include "data/heat_loader.h"
#include "data/heat_site_loader.h"
#include "data/line_conductor_loader.h"
#include "data/matpower_region.h"
#include "data/measure_loader.h"
#include "data/mv_rules_loader.h"
#include "data/plans/plan_tables_loader.h"
#include "data/public_record.h"
#include "data/region_checks.h"
#include "data/sector_loader.h"
#include "data/surplus_loader.h"
#include "data/weather_year_loader.h"
#include "models/base/great_circle.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

namespace fs = std::filesystem;

constexpr char kNotice[] =
    "Synthetic grid: built from public facts and typical parameters, not the real one.";
constexpr char kPublicRecordFile[] = "public_record.csv";
constexpr std::size_t kRevisionDigits = 12;

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
      const double km = models::CalcGreatCircleKm(lat_deg, lon_deg, place.lat_deg, place.lon_deg);
      if (km >= least_km) continue;
      least_km = km;
      nearest = models::PlaceIndex(i);
    }
    return nearest;
  }

  models::PlaceIndex Between(const models::StationParams& from,
                             const models::StationParams& to) const {
    return Nearest(0.5 * (from.lat_deg + to.lat_deg), 0.5 * (from.lon_deg + to.lon_deg), false);
  }

  models::PlaceIndex AtBus(models::BusIndex bus, bool is_wind) const {
    const auto& station = region_.grid.stations[region_.grid.buses[bus].station];
    return Nearest(station.lat_deg, station.lon_deg, is_wind);
  }

 private:
  const models::Region& region_;
};

// Branches of projects may end at stations and buses that projects add.
void LinkProjectPlaces(const PlaceFinder& finder, models::Region& region) {
  std::unordered_map<std::string, const models::StationParams*> stations, station_of_bus;
  for (const auto& station : region.grid.stations) stations.emplace(station.id, &station);
  for (const auto& bus : region.grid.buses) {
    station_of_bus.emplace(bus.id, &region.grid.stations[bus.station]);
  }
  for (const models::GridProject& project : region.grid_projects) {
    for (const models::GridStep& step : project.steps) {
      if (const auto* added = std::get_if<models::AddStation>(&step)) {
        stations.emplace(added->station.id, &added->station);
      }
    }
  }
  for (const models::GridProject& project : region.grid_projects) {
    for (const models::GridStep& step : project.steps) {
      if (const auto* added = std::get_if<models::AddBus>(&step)) {
        station_of_bus.emplace(added->bus.id, stations.at(added->station_id));
      }
    }
  }
  const auto link = [&](auto* step) {
    if (step == nullptr) return;
    step->branch.place =
        finder.Between(*station_of_bus.at(step->from_bus_id), *station_of_bus.at(step->to_bus_id));
  };
  for (models::GridProject& project : region.grid_projects) {
    for (models::GridStep& step : project.steps) {
      link(std::get_if<models::AddBranch>(&step));
      link(std::get_if<models::ChangeBranch>(&step));
    }
  }
}

void LinkPlaces(models::Region& region) {
  const PlaceFinder finder(region);
  LinkProjectPlaces(finder, region);
  models::ElectricityGrid& grid = region.grid;
  for (models::LoadParams& load : grid.loads) load.place = finder.AtBus(load.bus, false);
  for (models::GeneratorParams& generator : grid.generators) {
    const bool is_wind = generator.kind == models::GeneratorKind::kWind;
    generator.place = finder.AtBus(generator.bus, is_wind);
  }
  for (models::BranchParams& branch : grid.branches) {
    branch.place = finder.Between(grid.stations[grid.buses[branch.from].station],
                                  grid.stations[grid.buses[branch.to].station]);
  }
}

// Pipe networks, medium voltage, profiles of questions, land-use plans, what short circuits and
// ratings by weather are reckoned from and what the twin is held against: nothing of the regional
// grid's power flow follows from them.
bool IsApartFromElectricity(const std::string& file_name) {
  return file_name == kHeatSitesFile || file_name == kSurplusFile ||
         file_name == kPublicRecordFile || file_name == kMvRulesFile ||
         file_name == kMvLineTypesFile || file_name == kMvTransformersFile ||
         file_name == kShortCircuitFile || file_name == kLineConductorsFile ||
         file_name == kBranchConductorsFile || file_name == kConnectionProfilesFile ||
         file_name == kMeasurePricesFile || file_name == kMeasureRulesFile ||
         file_name == kConnectionVoltagesFile || file_name == kDfProfilesFile ||
         file_name == kConnectionHoursFile;
}

std::vector<fs::path> FindTables(const fs::path& directory) {
  std::vector<fs::path> tables;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const fs::path extension = entry.path().extension();
    if (IsApartFromElectricity(entry.path().filename().string())) continue;
    if (entry.path().parent_path().filename() == kPlansFolder) continue;
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

namespace {

// What the region is held against or picked from, which nothing of it follows from: read for its
// errors alone, so that all tables are checked at once.
void CheckTablesBeside(const std::string& directory, const GridTables& grid,
                       Diagnostics& diagnostics) {
  LoadConsumptionStatistics(directory, grid.municipalities, diagnostics);
  LoadPublicRecord(directory, diagnostics);
  LoadFaultRules(directory, diagnostics);
  LoadLineConductors(directory, grid.grid, diagnostics);
  LoadConnectionProfiles(directory, diagnostics);
  LoadMeasureCatalogue(directory, diagnostics);
  LoadConnectionVoltages(directory, diagnostics);
  LoadDfProfiles(directory, diagnostics);
  if (fs::exists(fs::path(directory) / kPlansFolder)) LoadPlanTables(directory, diagnostics);
  if (fs::exists(fs::path(directory) / kWeatherYearsFile)) LoadWeatherYears(directory, diagnostics);
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
  region.grid_projects = LoadGridProjects(directory, grid.grid, diagnostics);
  region.heat_systems =
      LoadHeat(directory, grid.grid, climate.places, grid.municipalities, diagnostics);
  region.heat_networks = LoadHeatSites(directory, region.heat_systems, diagnostics);
  region.surplus_sources = LoadSurplusSources(directory, grid.grid, region.heat_systems,
                                              grid.municipalities, diagnostics);
  region.mv_rules = LoadMvRules(directory, diagnostics);
  CheckRegion(directory, grid, diagnostics);
  CheckTablesBeside(directory, grid, diagnostics);
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
  for (const models::HeatSystemParams& system : region.heat_systems) {
    TWIN_RETURN_IF_ERROR(models::Validate(system));
  }
  LinkPlaces(region);
  LinkSectors(region);
  return region;
}

}  // namespace data
