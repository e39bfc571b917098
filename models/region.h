#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/base/ids.h"
#include "models/climate/demand.h"
#include "models/climate/price.h"
#include "models/climate/weather.h"
#include "models/distribution/mv_rules.h"
#include "models/electricity/dispatch.h"
#include "models/electricity/grid.h"
#include "models/electricity/grid_project.h"
#include "models/heat/heat_network_site.h"
#include "models/heat/heat_system.h"
#include "models/profile.h"

namespace models {

/// Everything that is built, in one place: what a scenario patches.
struct Region {
  std::string id;
  std::string name;
  std::string notice;         ///< what every answer must say of the data, e.g. that it is synthetic
  std::string data_revision;  ///< hash of the tables, without that of heat_networks
  ElectricityGrid grid;
  std::vector<GridProject> grid_projects;  ///< announced; models/region_year.h builds them
  Table<MunicipalityIndex, MunicipalityParams> municipalities;
  Table<PlaceIndex, PlaceParams> places;
  DemandParams demand;
  PriceParams price;
  DispatchParams dispatch;
  Table<HeatSystemIndex, HeatSystemParams> heat_systems;
  Table<HeatNetworkIndex, HeatNetworkSite> heat_networks;  ///< pipes are generated from these
  std::optional<MvRules> mv_rules;  ///< medium-voltage networks are generated from these
  std::optional<ProfileParams> profile;  ///< with one, there is no climate and no heat
};

}  // namespace models
