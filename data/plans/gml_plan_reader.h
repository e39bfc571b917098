#pragma once

#include "absl/strings/string_view.h"
#include "data/diagnostics.h"
#include "data/plans/plan_feature.h"

namespace data {

/// Reads a plan from GML 3.2 of Plan 5.0 (NPAD: Reguleringsplanforslag, Reguleringsplan,
/// Kommuneplan; the version is the end of the namespace of the application schema). Every geometry
/// must have a coordinate system, its own srsName or that of what it stands in, of the feature or
/// of the collection's envelope, and all the same. Surfaces are Polygon, MultiSurface, Surface of
/// patches; rings are LinearRing or Ring of curves of LineStringSegment, Arc and ArcString; a third
/// coordinate is left out. References to geometry elsewhere are refused.
/// No document type, and so no entity of its own, is accepted; nothing is fetched. Diagnostics
/// carry the line and the gml:id.
PlanFile ParseGmlPlan(absl::string_view bytes, const std::string& shown_name,
                      Diagnostics& diagnostics);

}  // namespace data
