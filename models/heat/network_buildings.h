#pragma once

#include <vector>

#include "models/heat/heat_network.h"
#include "models/heat/heated_building.h"

namespace models {

/// The least heat a customer's building is invented for.
inline constexpr double kLeastBuildingHeatW = 1000.0;

/// A building of this kind and standard whose rooms take exactly this heat at rest on the design
/// day of Oslo (heat is in proportion to the heated area). Valid: heat above zero.
BuildingParams MakeBuildingOfHeat(BuildingKind kind, BuildingStandard standard, double heat_w);

/// One building for every consumer of a network of which only the heat on the design day is known:
/// apartment blocks, offices, schools and small houses of the three older standards in turns, by
/// row; `design` with no peak of hot water gets none. Nothing here is measured: all is invented.
std::vector<HeatedBuildingParams> MakeNetworkBuildings(const HeatNetwork& network,
                                                       const ConnectionDesign& design);

}  // namespace models
