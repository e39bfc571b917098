#pragma once

#include <string>

#include "models/base/ids.h"
#include "models/climate/sector.h"

namespace models {

enum class LargeLoadStatus { kOperating, kReserved, kQueue, kAnnounced, kClosed };

/// One large consumer by name, with where it stands in the queue. Only those that a load of the
/// grid draws are part of the base year.
struct LargeLoadParams {
  std::string id;
  std::string name;
  Sector sector = Sector::kIndustry;
  MunicipalityIndex municipality;  ///< unset where the facts know the region only
  LargeLoadStatus status = LargeLoadStatus::kOperating;
  double size_mw = 0.0;  ///< 0: not published
  int from_year = 0;     ///< in service; 0: not known
  BusIndex bus;          ///< where it would connect; unset: not known
  LoadIndex drawn_by;  ///< the grid's load that draws it; unset: part of the municipality, or none
};

}  // namespace models
