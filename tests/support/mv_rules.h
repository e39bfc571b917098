#pragma once

#include "models/distribution/mv_rules.h"

namespace tests {

/// Rules with four lines and four cables, everything typical.
inline models::MvRules MakeMvRules() {
  models::MvRules rules;
  rules.line_types = {{"feal25", "FeAl 25", false, 0.723, 0.394, 9.2, 266},
                      {"feal50", "FeAl 50", false, 0.36, 0.373, 9.8, 416},
                      {"feal70", "FeAl 70", false, 0.258, 0.362, 10.1, 517},
                      {"feal120", "FeAl 120", false, 0.151, 0.348, 10.4, 630},
                      {"al95", "95 Al", true, 0.32, 0.118, 200, 270},
                      {"al240", "240 Al", true, 0.125, 0.103, 280, 435},
                      {"al400", "400 Al", true, 0.0778, 0.096, 340, 560},
                      {"al630", "630 Al", true, 0.0469, 0.09, 400, 720}};
  rules.substation_kva = {50, 100, 200, 315, 500, 800, 1250, 1600};
  rules.transformer_mva = {5, 10, 15, 25, 40, 50};
  rules.town = {.node_customer_count = 130,
                .demand_ratio = 1.0,
                .feeder_mw = 5.0,
                .cable_share = 0.97,
                .detour_ratio = 1.3,
                .path_cost_ratio = 0.2,
                .loading_share = 0.55};
  rules.country = {.node_customer_count = 14,
                   .demand_ratio = 1.6,
                   .feeder_mw = 3.0,
                   .cable_share = 0.35,
                   .detour_ratio = 1.2,
                   .path_cost_ratio = 0.15,
                   .loading_share = 0.8};
  rules.customers_per_person_ratio = 0.58;
  rules.town_density_per_km2 = 10.0;
  rules.town_density_exponent_ratio = 0.7;
  rules.town_customers_per_km2 = 1000.0;
  rules.settled_radius_share = 0.6;
  rules.radius_max_km = 30.0;
  rules.coincidence_limit_share = 0.5;
  rules.drop_limit_share = 0.06;
  rules.substation_loading_share = 0.9;
  rules.cold_emergency_ratio = 1.2;
  rules.single_unit_mw = 8.0;
  return rules;
}

}  // namespace tests
