#pragma once

#include "models/heat/heat_network.h"

namespace tests {

struct OneStreet {
  double heat_w = 0.0;
  double loss_w_per_m_k = 0.0;
  double length_m = 1000.0;
  double inner_diameter_m = 0.15;
};

/// A plant (nodes 0, 2), a street of supply and return, a house (nodes 1, 3) at its end: 110 °C
/// out, 60 °C back, 14 bar and 6 bar of lift at the plant, all on one height.
inline models::HeatNetwork MakeOneStreet(const OneStreet& street) {
  using models::HeatNodeIndex;
  models::HeatNetwork network;
  network.nodes = {{.id = "plant"},
                   {.id = "end"},
                   {.id = "plant back", .side = models::HeatSide::kReturn},
                   {.id = "end back", .side = models::HeatSide::kReturn}};
  models::HeatPipeParams pipe{.id = "street",
                              .from = HeatNodeIndex(0),
                              .to = HeatNodeIndex(1),
                              .length_m = street.length_m,
                              .inner_diameter_m = street.inner_diameter_m,
                              .outer_diameter_m = street.inner_diameter_m + 0.01,
                              .roughness_m = 0.1e-3,
                              .loss_w_per_m_k = street.loss_w_per_m_k,
                              .ground_degc = 7.0};
  network.pipes.Add(pipe);
  pipe.id = "street back";
  pipe.from = HeatNodeIndex(3);
  pipe.to = HeatNodeIndex(2);
  network.pipes.Add(pipe);
  network.consumers.Add({.id = "house",
                         .supply = HeatNodeIndex(1),
                         .back = HeatNodeIndex(3),
                         .heat_w = street.heat_w,
                         .mass_flow_kg_s = 0.0,
                         .return_degc = 60.0});
  network.producers.Add({.id = "boiler",
                         .back = HeatNodeIndex(2),
                         .supply = HeatNodeIndex(0),
                         .pressure_bar = 14.0,
                         .lift_bar = 6.0,
                         .mass_flow_kg_s = std::nullopt,
                         .supply_degc = 110.0});
  return network;
}

}  // namespace tests
