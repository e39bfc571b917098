#include "data/plans/municipality_places.h"

#include <cmath>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/csv_reader.h"
#include "models/base/units.h"

namespace data {
namespace {

constexpr double kRadii = 3.0;
constexpr double kEdgeM = 15'000.0;

double CalcDistanceM(const models::PlanPoint& a, const models::PlanPoint& b) {
  return std::hypot(a.east_m - b.east_m, a.north_m - b.north_m);
}

// A point of the first area, read as if the file were in another system.
std::optional<models::PlanPoint> FirstPointIn(const PlanFile& file, CoordinateSystem system) {
  for (const PlanFeature& feature : file.features) {
    if (!feature.surface || feature.surface->empty() || feature.surface->front().shell.empty()) {
      continue;
    }
    const auto there = ToPlanSurface({{.shell = {feature.surface->front().shell.front()}}}, system);
    if (!there.ok()) return std::nullopt;
    return there->front().shell.front();
  }
  return std::nullopt;
}

std::string Advice(const PlanFile& file, const MunicipalityPlace& municipality, double limit_m) {
  for (const CoordinateSystem other : {CoordinateSystem::kUtm32, CoordinateSystem::kUtm33}) {
    if (file.coordinates == other || file.coordinates == CoordinateSystem::kGeographic) continue;
    const auto there = FirstPointIn(file, other);
    if (!there || CalcDistanceM(*there, municipality.centre) > limit_m) continue;
    return absl::StrCat("its numbers fit ", CoordinateSystemText(other),
                        ": set the right coordinate system and export again");
  }
  return "its coordinate system or its kommunenummer is wrong";
}

}  // namespace

std::vector<MunicipalityPlace> LoadMunicipalityPlaces(const std::string& directory,
                                                      Diagnostics& diagnostics) {
  const CsvTable table = CsvTable::Load(
      (std::filesystem::path(directory) / "municipalities.csv").string(), "municipalities.csv",
      {"id", "name", "area_km2", "lat_deg", "lon_deg"}, diagnostics);
  std::vector<MunicipalityPlace> places;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const double latitude_deg = table.Number(row, "lat_deg", 57.0, 72.0, diagnostics);
    const double longitude_deg = table.Number(row, "lon_deg", 4.0, 32.0, diagnostics);
    const double area_km2 = table.Number(row, "area_km2", 0.0, 1e5, diagnostics);
    places.push_back({.id = table.Text(row, "id"),
                      .name = table.Text(row, "name"),
                      .centre = ToPlanPoint(longitude_deg, latitude_deg),
                      .radius_m = 1000.0 * std::sqrt(area_km2 / models::kPi)});
  }
  return places;
}

void CheckPlanPlaces(const PlanFile& file, const std::vector<models::Plan>& plans,
                     const std::vector<MunicipalityPlace>& municipalities,
                     const std::string& shown_name, Diagnostics& diagnostics) {
  for (const models::Plan& plan : plans) {
    if (plan.areas.empty() || plan.areas.front().surface.empty()) continue;
    for (const MunicipalityPlace& municipality : municipalities) {
      if (municipality.id != plan.municipality_id) continue;
      const models::PlanPoint at = plan.areas.front().surface.front().shell.front();
      const double limit_m = kRadii * municipality.radius_m + kEdgeM;
      const double distance_m = CalcDistanceM(at, municipality.centre);
      if (distance_m <= limit_m) continue;
      diagnostics.push_back(
          {.file = shown_name,
           .column_name = absl::StrCat("plan ", plan.municipality_id, " ", plan.id),
           .problem = absl::StrFormat("lies %.0f km from %s by %s; %s", distance_m / 1000.0,
                                      municipality.name, CoordinateSystemText(*file.coordinates),
                                      Advice(file, municipality, limit_m))});
    }
  }
}

}  // namespace data
