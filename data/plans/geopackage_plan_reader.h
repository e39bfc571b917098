#pragma once

#include "absl/strings/string_view.h"
#include "data/diagnostics.h"
#include "data/plans/plan_feature.h"

namespace data {

/// Reads a plan from the bytes of a GeoPackage (OGC 12-128r18). Every feature table whose name is
/// an object type is read ("rparealformalomrade", "RpArealformålOmråde"); a table of another name
/// is when its rows say their type in a column objekttype, objtype or objekttypenavn. Plans may
/// have a table of attributes (without geometry) named "arealplan". Coordinates are of the system
/// that gpkg_spatial_ref_sys names for the table; a geometry that names another is refused. The
/// bytes are never a database that lives: they are opened in memory, read-only, without views,
/// triggers, extensions or functions of the file's schema, and queries are stopped after a number
/// of steps. Diagnostics name table and row.
PlanFile ParseGeopackagePlan(absl::string_view bytes, const std::string& shown_name,
                             Diagnostics& diagnostics);

}  // namespace data
