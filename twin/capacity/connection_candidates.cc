#include "twin/capacity/connection_candidates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

#include "models/base/units.h"

namespace twin::capacity {
namespace {

using models::BusIndex;

constexpr double kFarthestKm = 100.0;
constexpr double kEarthKm = 6371.0;

struct Flat {
  double east_km = 0.0;
  double north_km = 0.0;
};

// As seen from `place`: over tens of kilometres the earth is flat enough.
Flat ToFlat(const GeoPoint& point, const GeoPoint& place) {
  const double rad = models::kRadPerDeg;
  return {kEarthKm * rad * (point.lon_deg - place.lon_deg) * std::cos(rad * place.lat_deg),
          kEarthKm * rad * (point.lat_deg - place.lat_deg)};
}

// Of the origin from a side.
double CalcSideKm(const Flat& a, const Flat& b) {
  const double east_km = b.east_km - a.east_km, north_km = b.north_km - a.north_km;
  const double square = east_km * east_km + north_km * north_km;
  const double along =
      square > 0.0 ? std::clamp(-(a.east_km * east_km + a.north_km * north_km) / square, 0.0, 1.0)
                   : 0.0;
  return std::hypot(a.east_km + along * east_km, a.north_km + along * north_km);
}

GeoPoint MiddleOf(const std::vector<GeoPoint>& outline) {
  GeoPoint middle;
  for (const GeoPoint& corner : outline) {
    middle.lat_deg += corner.lat_deg / static_cast<double>(outline.size());
    middle.lon_deg += corner.lon_deg / static_cast<double>(outline.size());
  }
  return middle;
}

class Finder {
 public:
  Finder(const models::Region& region, const CandidateTables& tables,
         const CandidateQuestion& question)
      : region_(region), tables_(tables), question_(question) {}

  std::vector<ConnectionCandidate> Run(std::size_t most) {
    const auto& grid = region_.grid;
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      const models::BusParams& bus = grid.buses[BusIndex(i)];
      const models::StationParams& station = grid.stations[bus.station];
      if (!bus.is_monitored || !station.is_in_region) continue;
      Add({.bus = BusIndex(i), .nominal_kv = bus.nominal_kv}, {station.lat_deg, station.lon_deg});
    }
    const GeoPoint middle = MiddleOf(question_.outline);
    std::set<double> mv_kv;
    for (const auto& supply : tables_.mv.grid().supplies) mv_kv.insert(supply.nominal_kv);
    for (const double nominal_kv : mv_kv) {
      const auto point = tables_.mv.FindNearest(middle.lat_deg, middle.lon_deg, nominal_kv);
      if (!point.ok()) continue;
      const auto& node = tables_.mv.grid().nodes[point->node];
      Add({.bus = point->bus, .mv_node = point->node, .nominal_kv = nominal_kv},
          {node.lat_deg, node.lon_deg});
    }
    std::stable_sort(found_.begin(), found_.end(),
                     [](const auto& a, const auto& b) { return OrderOf(a) < OrderOf(b); });
    if (found_.size() > most) found_.resize(most);
    return std::move(found_);
  }

 private:
  static std::tuple<bool, double, double> OrderOf(const ConnectionCandidate& candidate) {
    const models::CostRange& range = candidate.line.range;
    return {!candidate.suits_voltage, range.low_mnok + range.high_mnok, candidate.distance_km};
  }

  void Add(ConnectionCandidate candidate, const GeoPoint& place) {
    candidate.distance_km = CalcDistanceKm(question_.outline, place);
    if (candidate.distance_km > kFarthestKm) return;
    candidate.suits_voltage =
        SuitsVoltage(tables_.voltages, question_.requested_mw, candidate.nominal_kv);
    const models::MeasureAmount amount{.km = kRouteRatio * candidate.distance_km};
    const auto cost = [&](models::BranchKind kind) {
      return CalcMeasureCost(tables_.catalogue, models::MeasureKind::kParallelCircuit,
                             candidate.nominal_kv, kind, amount);
    };
    candidate.line = cost(models::BranchKind::kLine);
    candidate.cable = cost(models::BranchKind::kCable);
    found_.push_back(candidate);
  }

  const models::Region& region_;
  const CandidateTables& tables_;
  const CandidateQuestion& question_;
  std::vector<ConnectionCandidate> found_;
};

}  // namespace

double CalcDistanceKm(const std::vector<GeoPoint>& outline, const GeoPoint& place) {
  double least_km = std::numeric_limits<double>::infinity();
  bool is_inside = false;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Flat a = ToFlat(outline[i], place), b = ToFlat(outline[(i + 1) % outline.size()], place);
    least_km = std::min(least_km, CalcSideKm(a, b));
    // Sides that cross the line from here to the east, once for each.
    if ((a.north_km > 0.0) == (b.north_km > 0.0)) continue;
    const double at = a.north_km / (a.north_km - b.north_km);
    if (a.east_km + at * (b.east_km - a.east_km) > 0.0) is_inside = !is_inside;
  }
  return is_inside ? 0.0 : least_km;
}

std::vector<ConnectionCandidate> FindConnectionCandidates(const models::Region& region,
                                                          const CandidateTables& tables,
                                                          const CandidateQuestion& question,
                                                          std::size_t most) {
  return Finder(region, tables, question).Run(most);
}

}  // namespace twin::capacity
