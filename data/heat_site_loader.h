#pragma once

#include <string>

#include "data/diagnostics.h"
#include "models/heat/heat_network_site.h"

namespace data {

/// The table of pipe networks of a region, apart from those the electricity depends on.
inline constexpr char kHeatSitesFile[] = "heat_networks.csv";

/// Reads heat_networks.csv below `directory`: towns whose pipes are generated. A region without the
/// file has none. Heights, counts and temperatures are checked by trying to generate the network.
/// What is wrong goes to the diagnostics, all of it at once.
models::Table<models::HeatNetworkIndex, models::HeatNetworkSite> LoadHeatSites(
    const std::string& directory,
    const models::Table<models::HeatSystemIndex, models::HeatSystemParams>& systems,
    Diagnostics& diagnostics);

}  // namespace data
