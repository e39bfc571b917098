#include "twin/convert/connection_point.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "models/base/great_circle.h"
#include "models/base/status_macros.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;
using models::AssetKind;
using models::BusIndex;
using models::StationIndex;

constexpr double kRegionalKv = 132.0;
constexpr double kSameKv = 0.5;
constexpr double kFarthestKm = 100.0;

absl::StatusOr<StationIndex> FindNearestStation(const models::Region& region,
                                                const pb::Position& position) {
  std::vector<char> has_bus(region.grid.stations.size(), 0);
  for (const models::BusParams& bus : region.grid.buses) has_bus[bus.station.value()] = 1;
  bool has_coordinates = false;
  std::optional<StationIndex> nearest;
  double least_km = 0.0;
  for (std::size_t i = 0; i < region.grid.stations.size(); ++i) {
    const models::StationParams& station = region.grid.stations[StationIndex(i)];
    has_coordinates |= station.lat_deg != 0.0 || station.lon_deg != 0.0;
    if (has_bus[i] == 0 || !station.is_in_region) continue;
    const double distance_km = models::CalcGreatCircleKm(station.lat_deg, station.lon_deg,
                                                         position.lat_deg(), position.lon_deg());
    if (nearest.has_value() && distance_km >= least_km) continue;
    nearest = StationIndex(i);
    least_km = distance_km;
  }
  if (!has_coordinates || !nearest.has_value()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the stations of ", region.name, " have no coordinates; name one"));
  }
  if (least_km > kFarthestKm) {
    return absl::NotFoundError(
        absl::StrFormat("no station lies within %.0f km; the nearest, %s, is %.0f km away",
                        kFarthestKm, region.grid.stations[*nearest].name, least_km));
  }
  return *nearest;
}

absl::StatusOr<BusIndex> ChooseBus(const models::Region& region, StationIndex station,
                                   double nominal_kv) {
  std::vector<std::string> voltages;
  std::optional<BusIndex> chosen;
  const auto is_better = [](double kv, double than_kv) {
    const bool is_regional = kv <= kRegionalKv + kSameKv;
    if (is_regional != (than_kv <= kRegionalKv + kSameKv)) return is_regional;
    return is_regional ? kv > than_kv : kv < than_kv;
  };
  for (std::size_t i = 0; i < region.grid.buses.size(); ++i) {
    const models::BusParams& bus = region.grid.buses[BusIndex(i)];
    if (bus.station != station) continue;
    voltages.push_back(absl::StrCat(bus.nominal_kv));
    if (nominal_kv > 0.0 && std::abs(bus.nominal_kv - nominal_kv) > kSameKv) continue;
    if (!chosen.has_value() || is_better(bus.nominal_kv, region.grid.buses[*chosen].nominal_kv)) {
      chosen = BusIndex(i);
    }
  }
  if (chosen.has_value()) return *chosen;
  const std::string& name = region.grid.stations[station].name;
  if (voltages.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(name, " has no busbar in the model"));
  }
  return absl::NotFoundError(absl::StrCat(name, " has no busbar at ", nominal_kv, " kV; it has ",
                                          absl::StrJoin(voltages, ", "), " kV"));
}

}  // namespace

absl::StatusOr<BusIndex> FindConnectionBus(const models::Region& region,
                                           const models::AssetNames& names,
                                           const pb::AskCapacityRequest& request) {
  if (request.has_position()) {
    TWIN_ASSIGN_OR_RETURN(const StationIndex station,
                          FindNearestStation(region, request.position()));
    return ChooseBus(region, station, request.nominal_kv());
  }
  const auto station = names.Find(request.at(), {AssetKind::kStation});
  if (station.ok()) return ChooseBus(region, StationIndex(station->row), request.nominal_kv());
  if (!absl::IsNotFound(station.status())) return station.status();
  const auto bus = names.Find(request.at(), {AssetKind::kBus});
  if (!bus.ok()) {
    return absl::IsNotFound(bus.status()) ? station.status() : bus.status();
  }
  const double bus_kv = region.grid.buses[BusIndex(bus->row)].nominal_kv;
  if (request.nominal_kv() > 0.0 && std::abs(bus_kv - request.nominal_kv()) > kSameKv) {
    return absl::NotFoundError(absl::StrCat(request.at(), " is a busbar at ", bus_kv, " kV"));
  }
  return BusIndex(bus->row);
}

}  // namespace twin::convert
