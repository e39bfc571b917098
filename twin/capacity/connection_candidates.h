#pragma once

#include <vector>

#include "models/electricity/connection_voltage.h"
#include "models/electricity/measure.h"
#include "models/region.h"
#include "twin/capacity/mv_networks.h"

namespace twin::capacity {

struct GeoPoint {
  double lat_deg = 0.0;
  double lon_deg = 0.0;
};

/// An area and what shall be connected to it.
struct CandidateQuestion {
  std::vector<GeoPoint> outline;  ///< at least three corners, in order; sides are straight
  double requested_mw = 0.0;
};

/// What candidates are made from besides the grid.
struct CandidateTables {
  const MvNetworks& mv;
  const models::ConnectionVoltages& voltages;
  const models::MeasureCatalogue& catalogue;
};

/// Where an area could be connected.
struct ConnectionCandidate {
  models::BusIndex bus;
  models::MvNodeIndex mv_node;  ///< valid: a node of the medium voltage below the bus
  double nominal_kv = 0.0;
  double distance_km = 0.0;  ///< from the nearest side, as the crow flies; 0 inside
  bool suits_voltage = true;
  /// Of a line and of a cable along kRouteRatio times the distance; bays are not in it.
  models::MeasureCost line, cable;
};

/// Routes are longer than the crow flies (assumed).
inline constexpr double kRouteRatio = 1.3;

/// Kilometres from a place to an outline; 0 inside.
double CalcDistanceKm(const std::vector<GeoPoint>& outline, const GeoPoint& place);

/// Busbars of the region within 100 km, and the nearest node of every medium voltage: those of a
/// usual voltage first, by the middle of the line's cost (without prices by distance), `most` at
/// most.
std::vector<ConnectionCandidate> FindConnectionCandidates(const models::Region& region,
                                                          const CandidateTables& tables,
                                                          const CandidateQuestion& question,
                                                          std::size_t most);

}  // namespace twin::capacity
