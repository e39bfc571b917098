#pragma once

#include <string>

#include "data/diagnostics.h"
#include "models/heat/heat_network.h"

namespace data {

/// Reads nodes.csv, pipes.csv, consumers.csv and producers.csv below `directory`. Ids are texts;
/// lengths and diameters are converted to metres. Needed columns:
///   nodes      node, side (supply | return), height_m
///   pipes      pipe, from_node, to_node, length_m, inner_diameter_mm, roughness_mm,
///              loss_coefficient, u_w_per_mk, t_ground_c; optional dn (a size of EN 253; diameters
///              that are given must be its own within 0.6 mm, those left empty are), pn_bar (6 | 10
///              | 16 | 25), outer_diameter_mm (of the steel), is_open (0 | 1)
///   consumers  consumer, supply_node, return_node, q_w, mdot_kg_per_s, t_return_c
///   producers  producer, return_node, flow_node, p_flow_bar_gauge, p_lift_bar, t_flow_c,
///              mdot_kg_per_s; of p_lift_bar and mdot_kg_per_s one is empty
/// Heights lie between −400 and 2500 m. What is wrong goes to the diagnostics, all of it at once.
/// When nothing is, the network has also passed models::Validate, and standing water is nowhere
/// below vacuum nor above a pn_bar that is given. What is only unusual goes to `notes`, which may
/// be null: a diameter that EN 253 does not have, air drawn at rest, more than PN 16 where no
/// pn_bar is given.
models::HeatNetwork LoadHeatNetwork(const std::string& directory, Diagnostics& diagnostics,
                                    Diagnostics* notes = nullptr);

}  // namespace data
