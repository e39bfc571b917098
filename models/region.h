#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/base/ids.h"
#include "models/climate/demand.h"
#include "models/climate/growth.h"
#include "models/climate/measured_weather.h"
#include "models/climate/price.h"
#include "models/climate/weather.h"
#include "models/distribution/mv_rules.h"
#include "models/electricity/dispatch.h"
#include "models/electricity/grid.h"
#include "models/electricity/grid_project.h"
#include "models/electricity/large_load.h"
#include "models/heat/heat_network_site.h"
#include "models/heat/heat_system.h"
#include "models/heat/surplus_source.h"
#include "models/profile.h"

namespace models {

/// Energy of one sector in one municipality, and what its general loads draw on average.
struct SectorUse {
  double normal_year_gwh = 0.0;      ///< with the named loads
  double named_gwh = 0.0;            ///< part that named loads draw
  double after_statistic_gwh = 0.0;  ///< part that came after the year of the statistic
  double reference_mw = 0.0;         ///< mean of the general loads in the reference climate
};

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
  /// Weather that takes the generator's place; null: none. Its hash is part of data_revision.
  std::shared_ptr<const MeasuredWeather> measured_weather;
  DemandParams demand;
  Table<MunicipalityIndex, SectorTable<SectorUse>> sector_use;  ///< empty without a sector model
  Table<LargeLoadIndex, LargeLoadParams> large_loads;
  Growth growth;
  PriceParams price;
  DispatchParams dispatch;
  Table<HeatSystemIndex, HeatSystemParams> heat_systems;
  Table<SurplusSourceIndex, SurplusSourceParams> surplus_sources;
  Table<HeatNetworkIndex, HeatNetworkSite> heat_networks;  ///< pipes are generated from these
  std::optional<MvRules> mv_rules;       ///< medium-voltage networks are generated from these
  std::optional<ProfileParams> profile;  ///< with one, there is no climate and no heat
};

}  // namespace models
