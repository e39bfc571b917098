#pragma once

#include "absl/strings/string_view.h"
#include "data/diagnostics.h"
#include "data/plans/plan_feature.h"

namespace data {

/// Reads a plan from a GeoJSON FeatureCollection. By RFC 7946 coordinates are WGS 84, longitude
/// first. Metres need the member "crs" of the older specification, which says so in the file:
///   "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
/// (a GIS writes it by itself). Every feature has a property `objekttype` (or objtype,
/// objekttypenavn, featuretype) as SOSI and NPAD name it, and their other properties by name, case
/// and å ø æ or not; objects inside properties are read into. Areas are Polygon or MultiPolygon.
/// What is wrong goes to the diagnostics as "features[12]"; text that is no JSON with its byte.
PlanFile ParseGeojsonPlan(absl::string_view text, const std::string& shown_name,
                          Diagnostics& diagnostics);

}  // namespace data
