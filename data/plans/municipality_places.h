#pragma once

#include <string>
#include <vector>

#include "data/diagnostics.h"
#include "data/plans/plan_feature.h"
#include "models/plan/plan.h"

namespace data {

/// Where a municipality lies, roughly.
struct MunicipalityPlace {
  std::string id;  ///< four digits
  std::string name;
  models::PlanPoint centre;
  double radius_m = 0.0;  ///< of a disc of its size
};

/// Rows of municipalities.csv in a region's folder: id, name, area_km2, lat_deg, lon_deg.
std::vector<MunicipalityPlace> LoadMunicipalityPlaces(const std::string& directory,
                                                      Diagnostics& diagnostics);

/// Reports plans that lie farther from the centre of their municipality than three of its radii and
/// 15 km: then the file's coordinate system, or the municipality's number, is wrong. Where the
/// numbers would fit in the other UTM zone, says so. Municipalities that are not in the list are
/// not judged.
void CheckPlanPlaces(const PlanFile& file, const std::vector<models::Plan>& plans,
                     const std::vector<MunicipalityPlace>& municipalities,
                     const std::string& shown_name, Diagnostics& diagnostics);

}  // namespace data
