#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "data/diagnostics.h"
#include "models/heat/heat_network.h"

namespace data {

/// Reads a heat network from one GeoJSON FeatureCollection (RFC 7946: WGS 84, longitude first).
/// Each feature has a property `kind`:
///   node      a Point; its third coordinate is the height where there is no height_m
///   pipe      a LineString from from_node to to_node; without length_m its length is that of the
///             line
///   consumer  any geometry or none
///   producer  any geometry or none
///   pump, valve  any geometry or none
/// The other properties are named as the columns of the tables (heat_network_loader.h), numbers are
/// JSON numbers, is_open and its like are true or false, null is as good as absent; the id is the
/// property named as the kind, or the feature's own id. Features may come in any order. The length
/// of a line is the sum over its pieces of √(x² + y²) with
///   x = N(φ) cos φ Δλ,  y = M(φ) Δφ,
/// φ the middle latitude, N and M the radii of curvature of the WGS 84 ellipsoid across and along
/// the meridian; heights are not counted. Against the geodesic this is good to 1e-6 for pieces of
/// ten kilometres at 60° north. What is wrong goes to the diagnostics, all of it at once up to
/// 1,000, as "features[12] 'ab' length_m"; text that is no JSON with line and column. When nothing
/// is, the network has also passed models::Validate. Heights, pressures and `notes` as of
/// LoadHeatNetwork. Limits: 64 MiB.
models::HeatNetwork ParseHeatGeojson(absl::string_view text, const std::string& shown_name,
                                     Diagnostics& diagnostics, Diagnostics* notes = nullptr);

/// The same from a file.
models::HeatNetwork LoadHeatGeojson(const std::string& path, Diagnostics& diagnostics,
                                    Diagnostics* notes = nullptr);

}  // namespace data
