#pragma once

#include "absl/status/status.h"
#include "models/heat/building.h"
#include "models/heat/radiator.h"
#include "models/heat/substation.h"

namespace models {

/// A building with its radiators behind a substation.
struct HeatedBuildingParams {
  BuildingParams building;
  RadiatorParams radiator;
  HeatingCurveParams heating_curve;
  SubstationParams substation;
  double least_drop_k = 5.0;  ///< that radiator valves leave between supply and return
};

/// What a new connection is designed for; typical of a building with radiators.
struct ConnectionDesign {
  double primary_supply_degc = 95.0;  ///< on the coldest day, as it arrives
  double radiator_supply_degc = 60.0;
  double radiator_return_degc = 40.0;
  double approach_k = 3.0;              ///< of the primary return above the radiators'
  double hot_water_peak_w = 0.0;        ///< 0: no hot water from the network
  double hot_water_supply_degc = 65.0;  ///< the coldest primary supply, in summer
  double hot_water_return_degc = 20.0;
  double valve_reserve_ratio = 1.2;  ///< largest flow of a valve over its design flow
};

/// Radiators for the building's largest heat at these temperatures, exchangers and valves that give
/// it and the hot water, 8 to 58 °C, exactly at their design.
HeatedBuildingParams MakeHeatedBuilding(const BuildingParams& building,
                                        const ConnectionDesign& design);

/// InvalidArgument with every violation of all parts at once, as "building.heat_max_w".
absl::Status Validate(const HeatedBuildingParams& consumer);

}  // namespace models
