#pragma once

#include <string>

#include "absl/status/status.h"
#include "models/base/ids.h"
#include "models/plants/heat_plant.h"
#include "models/time/oslo_calendar.h"

namespace models {

using SurplusSourceIndex = Index<struct SurplusSourceTag>;

enum class SurplusHours { kFlat, kWorkday };

/// Heat that somebody has and does not need: where, how hot, how much, and how far to a network.
struct SurplusSourceParams {
  std::string id;
  std::string name;
  std::string kind;  ///< e.g. "data centre"
  MunicipalityIndex municipality;
  double lat_deg = 0.0;
  double lon_deg = 0.0;
  double winter_degc = 0.0;  ///< in mid January
  double summer_degc = 0.0;  ///< in mid July
  double cooled_to_degc = 0.0;
  double heat_mw = 0.0;       ///< when all of it is there
  double winter_share = 1.0;  ///< of heat_mw in mid January
  double summer_share = 1.0;  ///< of heat_mw in mid July
  SurplusHours hours = SurplusHours::kFlat;
  double taken_share = 0.0;     ///< that a network takes today
  bool is_operating = false;    ///< false: planned, paused or cancelled
  HeatSystemIndex heat_system;  ///< the nearest
  double network_km = 0.0;      ///< along the ground to it
  std::string path;             ///< by what way
  BusIndex bus;                 ///< where a heat pump at it would draw
};

/// Temperature and heat through the year: a cosine between mid January and mid July. Workday
/// sources give a third outside 6–18 on workdays.
double CalcSurplusDegC(const SurplusSourceParams& source, const OsloTime& local);
double CalcSurplusHeatMw(const SurplusSourceParams& source, const OsloTime& local);

/// Whether a network could take more of it than it does.
bool HasHeatLeft(const SurplusSourceParams& source);

/// A plant that would bring what nobody takes today to the nearest network: as it is where the
/// coldest source is above `supply_degc`, else by a heat pump at the source's bus, sized by its
/// coldest temperature:  Q = Q_source · COP/(COP − 1)
/// **Valid** return below supply. The heat pump has the region's usual share of Lorenz and limits.
HeatPlantParams MakeSurplusPlant(const SurplusSourceParams& source, double supply_degc,
                                 double return_degc);

/// InvalidArgument with every violation at once.
absl::Status Validate(const SurplusSourceParams& source);

}  // namespace models
