#pragma once

#include <optional>

#include "absl/status/status.h"
#include "models/heat/heat_exchanger.h"

namespace models {

/// A customer's connection: a valve and an exchanger for radiators, and beside them one for hot tap
/// water, heated as it is drawn. With a preheater hot water has two stages: all primary water that
/// comes back from both exchangers warms the cold water first.
struct SubstationParams {
  HeatExchangerParams space{};
  double space_flow_max_kg_s = 0.0;  ///< primary, with the valve fully open
  std::optional<HeatExchangerParams> hot_water = std::nullopt;
  std::optional<HeatExchangerParams> preheater = std::nullopt;  ///< primary: the common return
  double hot_water_flow_max_kg_s = 0.0;
};

/// One side of what a building asks of its substation: heat to warm water from `cold` to `warm`.
struct HeatRequest {
  double heat_w = 0.0;
  double cold_degc = 0.0;  ///< into the exchanger, e.g. the radiators' return
  double warm_degc = 0.0;  ///< out of it, if all heat is given
};

struct SubstationInputs {
  HeatRequest space{};
  HeatRequest hot_water{.heat_w = 0.0, .cold_degc = 8.0, .warm_degc = 58.0};
  double arriving_degc = 0.0;                ///< primary
  double heat_capacity_j_per_kg_k = 4190.0;  ///< of all waters
};

/// What a valve lets through and what comes of it, with the exact derivatives by the arriving
/// temperature that a Newton method over the network needs.
struct ValveResult {
  double flow_kg_s = 0.0;
  double return_degc = 0.0;      ///< the secondary cold temperature when nothing flows
  double heat_w = 0.0;           ///< negative when the arriving water is colder than the secondary
  double missing_w = 0.0;        ///< asked for and not given
  bool is_saturated = false;     ///< the valve is fully open
  double flow_kg_s_per_k = 0.0;  ///< dm/dT_arriving
  double return_per_arriving_ratio = 0.0;  ///< dT_return/dT_arriving
};

struct SubstationResult {
  ValveResult space{};
  ValveResult hot_water{};   ///< of its valve; heat and what is missing of both stages
  double flow_kg_s = 0.0;    ///< primary, both together
  double return_degc = 0.0;  ///< of the mixture, behind a preheater
  double heat_w = 0.0;
  double missing_w = 0.0;
  double flow_kg_s_per_k = 0.0;
  double return_per_arriving_ratio = 0.0;
};

/// Both circuits together: flows add up, returns mix; derivatives of the mixture move with both
/// returns and with the shares of both flows.
SubstationResult CalcMixedCircuits(const ValveResult& space, const ValveResult& hot_water);

/// InvalidArgument with every violation at once: a transfer, nominal flow or largest flow that is
/// not positive and finite, a share of resistance outside 0 to 1.
absl::Status Validate(const SubstationParams& substation);

}  // namespace models
