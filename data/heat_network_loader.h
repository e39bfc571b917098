#pragma once

#include <string>

#include "data/diagnostics.h"
#include "models/heat/heat_network.h"

namespace data {

/// Reads nodes.csv, pipes.csv, consumers.csv, producers.csv, pumps.csv and valves.csv below
/// `directory`. Ids are texts; lengths and diameters are converted to metres. Needed columns:
///   nodes      node, side (supply | return), height_m
///   pipes      pipe, from_node, to_node, length_m, inner_diameter_mm, roughness_mm,
///              loss_coefficient, u_w_per_mk, t_ground_c; optional dn (a size of EN 253; diameters
///              that are given must be its own within 0.6 mm, those left empty are), pn_bar (6 | 10
///              | 16 | 25), outer_diameter_mm (of the steel), is_open (0 | 1),
///              has_check_valve (0 | 1: lets water through from → to only)
///   consumers  consumer, supply_node, return_node, q_w, mdot_kg_per_s, t_return_c
///   producers  producer, return_node, flow_node, p_flow_bar_gauge, p_lift_bar, t_flow_c,
///              mdot_kg_per_s; of p_lift_bar and mdot_kg_per_s one is empty. With a lift and no
///              p_flow_bar_gauge the pump holds its lift wherever the pressure of another lies
/// Two tables may be missing:
///   pumps      pump, from_node, to_node, curve (flow:lift in kg/s and bar at full speed, as
///              "0:3.2 20:2.5 40:0.4"; one point or three from no flow are fitted, see
///              FitPumpCurve); optional power_kw (into the water, instead of the curve),
///              speed_share, is_on (0 | 1)
///   valves     valve, from_node, to_node, type (throttle | pressure_reducing | pressure_sustaining
///              | pressure_breaker | differential_pressure | flow_limit), diameter_mm,
///              loss_coefficient (when open); by type setting_bar or setting_kg_per_s, and of
///              differential_pressure sensed_high_node and sensed_low_node (it throttles what is
///              too much, or, sensing high at from_node or low at to_node, what is too little);
///              optional is_open, is_fixed_open (0 | 1)
/// Heights lie between −400 and 2500 m. What is wrong goes to the diagnostics, all of it at once.
/// When nothing is, the network has also passed models::Validate, and standing water is nowhere
/// below vacuum nor above a pn_bar that is given. What is only unusual goes to `notes`, which may
/// be null: a diameter that EN 253 does not have, air drawn at rest, more than PN 16 where no
/// pn_bar is given, several producers that hold the pressure.
models::HeatNetwork LoadHeatNetwork(const std::string& directory, Diagnostics& diagnostics,
                                    Diagnostics* notes = nullptr);

}  // namespace data
