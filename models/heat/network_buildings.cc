#include "models/heat/network_buildings.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace models {
namespace {

constexpr std::array kKinds{BuildingKind::kApartmentBlock, BuildingKind::kOffice,
                            BuildingKind::kSchool, BuildingKind::kSmallHouse};
constexpr std::array kStandards{BuildingStandard::kBefore1970, BuildingStandard::k1970To1986,
                                BuildingStandard::k1987To2006};

}  // namespace

BuildingParams MakeBuildingOfHeat(BuildingKind kind, BuildingStandard standard, double heat_w) {
  const double heat_w_per_m2 = CalcRestHeatW(MakeBuilding(kind, standard, 1.0), kOsloDesignDegC);
  return MakeBuilding(kind, standard, heat_w / heat_w_per_m2);
}

std::vector<HeatedBuildingParams> MakeNetworkBuildings(const HeatNetwork& network,
                                                       const ConnectionDesign& design) {
  std::vector<HeatedBuildingParams> buildings;
  buildings.reserve(network.consumers.size());
  for (const HeatConsumerParams& consumer : network.consumers) {
    // Four kinds and three standards: all twelve in turns.
    const std::size_t row = buildings.size();
    buildings.push_back(MakeHeatedBuilding(
        MakeBuildingOfHeat(kKinds[row % kKinds.size()], kStandards[row % kStandards.size()],
                           std::max(consumer.heat_w, kLeastBuildingHeatW)),
        design));
  }
  return buildings;
}

}  // namespace models
