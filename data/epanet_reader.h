#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "data/diagnostics.h"
#include "models/heat/friction.h"
#include "models/heat/hydraulic_network.h"

namespace data {

/// A water network as an EPANET file has it at time 0.
struct EpanetCase {
  std::string title;
  /// Nodes: junctions, then reservoirs, then tanks, each in the order of the file.
  models::HydraulicNetwork network;
  std::vector<double> outflow_kg_s;      ///< [node] demand
  std::vector<double> held_pressure_pa;  ///< [node] read where a node is held
  double density_kg_m3 = 0.0;
  double viscosity_pa_s = 0.0;
  models::FrictionOptions friction;  ///< of pipes without a coefficient of Hazen and Williams
  double length_unit_m = 0.0;        ///< one foot or one metre, for telling heads as the file does
  double flow_unit_kg_s = 0.0;       ///< one unit of flow of the file
  /// [node] x and y of the drawing, in its own units.
  std::vector<std::optional<std::array<double, 2>>> places;
  Diagnostics notes;  ///< what the file asks for and the answer at time 0 does not follow
};

/// Reads a file of EPANET 2.2: nodes, links, patterns, curves, demands, initial status and what the
/// simple controls make of it at time 0. A pressure is p = ρ g (head − height) with g = 9.81 m/s²,
/// gauge to one and the same pressure everywhere; density is 1000 kg/m³ times the specific gravity.
/// The format's own rounded constants are used, so that heads agree with its own to 1e-3 ft: units
/// of flow, loss of fittings (ζ is scaled by 0.99942), shut-off head of a curve of one point. With
/// Darcy and Weisbach's law heads differ by 0.05 % of the friction, because the format's g does.
/// Not supported, and reported: friction after Chezy and Manning, demand that depends on pressure,
/// emitters, leakage, general purpose and positional valves, status of a range of links.
/// Not followed, and noted: what happens after time 0, rules, full and empty tanks.
/// What is wrong goes to the diagnostics with its line, all of it at once up to 1,000. When nothing
/// is, the network has also passed models::Validate. Limits: 64 MiB, 1,000,000 lines, 16 KiB a
/// line.
/// **Source** Rossman et al. 2020, EPANET 2.2 User Manual, EPA/600/R-20/133, appendix C.
EpanetCase ParseEpanetCase(absl::string_view text, const std::string& shown_name,
                           Diagnostics& diagnostics);

/// The same from a file.
EpanetCase LoadEpanetCase(const std::string& path, Diagnostics& diagnostics);

}  // namespace data
