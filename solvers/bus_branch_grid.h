#pragma once

#include <array>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/node_grid.h"
#include "solvers/power_flow.h"

namespace solvers {

using SwitchStates = models::Table<models::SwitchIndex, char>;  ///< 1: closed

/// A node grid as power flows see it: nodes joined by closed switches and by branches without
/// impedance are one bus, three-winding transformers are stars of three branches.
struct BusBranchGrid {
  models::ElectricityGrid grid;
  models::Table<models::BusIndex, models::BusIndex> bus_of;  ///< [node]
  /// [branch of the node grid] its branch; invalid when both ends are one bus.
  models::Table<models::BranchIndex, models::BranchIndex> branch_of;
  models::Table<models::ThreeWindingIndex, std::array<models::BranchIndex, 3>> legs_of;
  std::vector<models::BusIndex> star_of;  ///< [three-winding transformer] its star point
  SwitchStates is_closed;
};

/// Switch states as built.
SwitchStates MakeSwitchStates(const models::NodeGrid& nodes);

/// Topology processing. A bus is named after its first node and has the tightest of its nodes'
/// voltage limits; loads, generators, shunts and boundaries follow their nodes. Branches between
/// nodes of one bus, and those without impedance, have no branch of their own.
/// Errors: InvalidArgument naming every switch or joint that joins different nominal voltages or
/// has a ratio other than 1, and rows that name no node.
absl::StatusOr<BusBranchGrid> MakeBusBranchGrid(const models::NodeGrid& nodes,
                                                SwitchStates is_closed);

/// Inputs by node as inputs by bus: sums of injections, limits and shares. A bus regulates when one
/// of its nodes does. `in_service` is [branch of the node grid]; of joints the grid's own counts.
/// Errors: InvalidArgument naming the bus whose nodes are to hold different voltages.
absl::StatusOr<PowerFlowInputs> MakeBusInputs(const BusBranchGrid& buses,
                                              const PowerFlowInputs& node_inputs);

/// Lays a link's schedule into inputs by node: what it takes and puts in, and the voltage its
/// converters hold. `p_mw` [link] as of models::CalcHvdcFlow.
/// Errors: InvalidArgument for a schedule that is not finite or beyond the link's maximum.
absl::Status AddHvdcLinks(const models::NodeGrid& nodes,
                          const models::Table<models::HvdcLinkIndex, double>& p_mw,
                          PowerFlowInputs& node_inputs);

/// Flow through a switch or a branch without impedance, `from` to `to`.
struct JointFlow {
  double p_mw = 0.0;
  double q_mvar = 0.0;
};

/// A bus solution told by node.
struct NodeSolution {
  models::Table<models::BusIndex, double> vm_pu, va_rad;
  models::Table<models::BusIndex, char> is_energised;
  models::Table<models::BranchIndex, BranchFlow> flow;  ///< of joints, too: without losses
  models::Table<models::SwitchIndex, JointFlow> switch_flow;
  models::Table<models::ThreeWindingIndex, std::array<BranchFlow, 3>> leg_flow;
};

/// Flows inside a bus follow from what every node takes and gives: they are the ones of equal
/// resistances, so a path without alternative carries exactly what it must, and parallel paths
/// share. What regulation adds at a bus is split over its regulating nodes by their ranges, what the
/// bus takes of its part's mismatch over its participants by their shares.
///   A f = s at every node,  f = Aᵀ (A Aᵀ)⁺ s   with A the incidence of the closed joints
absl::StatusOr<NodeSolution> ExpandToNodes(const models::NodeGrid& nodes,
                                           const BusBranchGrid& buses,
                                           const PowerFlowInputs& node_inputs,
                                           const PowerFlowAnswer& answer);

}  // namespace solvers
