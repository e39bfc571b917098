#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "models/base/ids.h"
#include "models/heat/hydraulic_network.h"
#include "models/heat/pipe_series.h"

namespace models {

// Nodes and pipes stand in the same rows as in the water network that MakeHydraulicNetwork gives.
using HeatNodeIndex = HydraulicNodeIndex;
using HeatPipeIndex = HydraulicPipeIndex;
using HeatConsumerIndex = Index<struct HeatConsumerTag>;
using HeatProducerIndex = Index<struct HeatProducerTag>;

enum class HeatSide : std::uint8_t { kSupply, kReturn };

struct HeatNodeParams {
  std::string id;
  HeatSide side = HeatSide::kSupply;
  double height_m = 0.0;
};

/// One buried pipe full of water. Flow is positive from → to.
struct HeatPipeParams {
  std::string id;
  HeatNodeIndex from;
  HeatNodeIndex to;
  double length_m = 0.0;
  double inner_diameter_m = 0.0;
  double outer_diameter_m = 0.0;
  double roughness_m = 0.0;
  double fittings_ratio = 0.0;  ///< sum of loss coefficients ζ
  double loss_w_per_m_k = 0.0;  ///< heat lost per metre and kelvin above the ground
  double ground_degc = 0.0;
  bool is_open = true;                          ///< false: a closed valve lets nothing through
  std::optional<PressureClass> pressure_class;  ///< absent: not known
  bool has_check_valve = false;                 ///< lets water through from → to only
};

/// A customer takes heat from a supply node and gives the water back to a return node.
struct HeatConsumerParams {
  std::string id;
  HeatNodeIndex supply;
  HeatNodeIndex back;  ///< return node
  double heat_w = 0.0;
  double mass_flow_kg_s = 0.0;  ///< used when the flow is given
  double return_degc = 0.0;     ///< used when the return temperature is given
};

/// A plant heats water from a return node to a supply node. It is one of three:
///   pressure and lift  holds the gauge pressure at its supply node, and with the lift at its
///   return
///                      node. Where several do, each side finds its own flows, and what leaves one
///                      of them need not be what comes back to it
///   lift alone         its pump holds supply − return pressure; the same water comes in and leaves
///   mass flow          gives this flow and no pressure
struct HeatProducerParams {
  std::string id;
  HeatNodeIndex back;  ///< return node
  HeatNodeIndex supply;
  std::optional<double> pressure_bar;    ///< gauge, at the supply node; only with a lift
  std::optional<double> lift_bar;        ///< supply less return, gauge to gauge
  std::optional<double> mass_flow_kg_s;  ///< present: gives this flow
  double supply_degc = 0.0;

  bool HoldsPressure() const { return pressure_bar.has_value() && lift_bar.has_value(); }
  bool HoldsLiftOnly() const { return !pressure_bar && lift_bar.has_value(); }
};

/// The tables of one district-heating network with supply and return.
struct HeatNetwork {
  Table<HeatNodeIndex, HeatNodeParams> nodes;
  Table<HeatPipeIndex, HeatPipeParams> pipes;
  Table<HeatConsumerIndex, HeatConsumerParams> consumers;
  Table<HeatProducerIndex, HeatProducerParams> producers;
  Table<HydraulicPumpIndex, HydraulicPumpParams> pumps;     ///< within one side, boosters
  Table<HydraulicValveIndex, HydraulicValveParams> valves;  ///< within one side
};

/// Errors: InvalidArgument with every field that is wrong, as "pipes[12].length_m": an index
/// outside its table, a pipe that joins the two sides or ends where it begins, a length, diameter
/// or flow that is not positive (a consumer's may be zero), a consumer or producer whose nodes lie
/// on the wrong side, a pump or valve that joins the two sides or is wrong as of HydraulicNetwork's
/// Validate, a producer with a lift and a flow, with neither, or with a pressure and
/// no lift, and a network in which no producer holds pressure.
absl::Status Validate(const HeatNetwork& network);

/// What water alone sees of it: nodes of producers that hold pressure are held, those that hold a
/// lift alone are its lifts, in their order, from return to supply.
HydraulicNetwork MakeHydraulicNetwork(const HeatNetwork& network);

}  // namespace models
