#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "twin/heat/network_model.h"

namespace tests {

/// A small invented town with two plants; `system_design_mw` 100, supply 70 to 90 °C.
inline models::HeatNetworkSite TownSite() {
  models::HeatNetworkSite site{.id = "town", .name = "Town", .lat_deg = 60.0, .lon_deg = 10.0};
  site.system = models::HeatSystemIndex(0);
  site.system_design_mw = 100.0;
  site.supply_warm_degc = 70.0;
  site.spec = {.id = "town",
               .design_heat_w = 12e6,
               .supply_degc = 90.0,
               .return_degc = 50.0,
               .trench_count = 60,
               .street_m = 150.0,
               .height_range_m = 30.0,
               .producer_count = 2,
               .seed = 11};
  return site;
}

inline const twin::heat::NetworkModel& TownModel() {
  static const auto model = [] {
    auto made = twin::heat::NetworkModel::Make(TownSite());
    EXPECT_TRUE(made.ok()) << made.status();
    return *std::move(made);
  }();
  return *model;
}

}  // namespace tests
