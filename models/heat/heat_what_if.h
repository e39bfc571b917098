#pragma once

#include <span>
#include <vector>

#include "models/base/ids.h"
#include "models/heat/heat_system.h"
#include "models/heat/surplus_source.h"

namespace models {

/// How buildings are heated by electricity today.
enum class FormerHeating { kDirect, kHeatPump, kElectricBoiler };

/// Buildings at one bus that leave electric heating for a network.
struct ConvertedBuildings {
  BusIndex bus;
  double design_heat_mw = 0.0;  ///< mean of a day at −20 °C, hot water in it
  FormerHeating former = FormerHeating::kDirect;
};

/// What a what-if adds to one heat system.
struct HeatSystemExtras {
  std::vector<ConvertedBuildings> buildings;
  std::vector<SurplusSourceParams> sources;
};

/// Heat that the system's buildings need as a day's mean at −20 °C outdoors:
///   (U + v m)(T_set + 20) − gain + hot water,   m the mean ventilation share
double CalcDesignHeatMw(const HeatSystemParams& system);

/// Heat need of the buildings over that of the system as it is. Converted buildings are of its own
/// kind: all of the stock's powers and capacities grow by this share, its temperatures do not move.
double CalcConvertedRatio(const HeatSystemParams& system,
                          std::span<const ConvertedBuildings> buildings);

/// The system with both. Plants of the sources come last, in their order (MakeSurplusPlant); they
/// start at once, so that nothing of them is carried from one step to the next. The network's loss
/// stays as it is: no pipes are added.
HeatSystemParams Extend(const HeatSystemParams& system, const HeatSystemExtras& extras);

/// Share of its most heat that a source's plant has at a local time.
double CalcSurplusAvailableShare(const SurplusSourceParams& source, const OsloTime& local);

}  // namespace models
