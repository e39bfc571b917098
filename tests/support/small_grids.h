#pragma once

#include "absl/strings/str_cat.h"
#include "models/electricity/grid.h"

namespace tests {

/// A source bus and `load_buses` further ones in a chain of equal lines: r + jx ohm at 132 kV.
inline models::ElectricityGrid MakeChain(int load_buses, double r_ohm, double x_ohm,
                                         double b_siemens = 0.0) {
  models::ElectricityGrid grid;
  grid.stations.Add({.id = "s0", .name = "Station"});
  for (int i = 0; i <= load_buses; ++i) {
    grid.buses.Add({.id = absl::StrCat("b", i),
                    .name = absl::StrCat("Bus ", i),
                    .station = models::StationIndex(0),
                    .nominal_kv = 132.0});
  }
  for (int i = 0; i < load_buses; ++i) {
    grid.branches.Add({.id = absl::StrCat("l", i),
                       .name = absl::StrCat("Line ", i),
                       .from = models::BusIndex(static_cast<std::size_t>(i)),
                       .to = models::BusIndex(static_cast<std::size_t>(i) + 1),
                       .r_ohm = r_ohm,
                       .x_ohm = x_ohm,
                       .b_siemens = b_siemens,
                       .rating = {100.0, 100.0, 100.0}});
  }
  grid.exchange_areas.Add({.id = "A"});
  grid.boundaries.Add({.id = "x0",
                       .bus = models::BusIndex(0),
                       .area = models::ExchangeAreaIndex(0),
                       .weight_share = 1.0,
                       .q_min_mvar = -1e4,
                       .q_max_mvar = 1e4,
                       .v_set_pu = 1.0,
                       .slack_participation_share = 1.0});
  return grid;
}

/// A chain of four buses with a boundary at either end: cut in the middle, both parts live on.
inline models::ElectricityGrid MakeChainBetweenBoundaries() {
  models::ElectricityGrid grid = MakeChain(3, 1.0, 10.0);
  models::BoundaryParams& first = grid.boundaries[models::BoundaryIndex(0)];
  first.slack_participation_share = 0.6;
  models::BoundaryParams second = first;
  second.id = "x3";
  second.bus = models::BusIndex(3);
  second.slack_participation_share = 0.4;
  grid.boundaries.Add(second);
  return grid;
}

}  // namespace tests
