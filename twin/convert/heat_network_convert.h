#pragma once

#include <vector>

#include "google/protobuf/repeated_field.h"
#include "models/region.h"
#include "ostlandet/twin/v1/heat_network.pb.h"
#include "solvers/heat/heat_connection.h"
#include "twin/heat/network_minutes.h"
#include "twin/heat/network_states.h"
#include "twin/heat/network_what_if.h"

namespace twin::convert {

/// How finely columns are told: what anyone may see, and what readers of customers' business may.
enum class Grain { kCoarse, kExact };

ostlandet::twin::v1::HeatNetwork ToHeatNetwork(const heat::NetworkModel& model,
                                               const models::Region& region);
ostlandet::twin::v1::HeatNetworkPlan ToHeatNetworkPlan(const heat::NetworkModel& model);

/// `tables` are those the limit was found in.
ostlandet::twin::v1::HeatLimit ToHeatLimit(const heat::NetworkModel& model,
                                           const models::HeatNetwork& tables,
                                           const solvers::heat::HeatLimit& limit);
/// The first kMaxHeatRowsSent of them.
void AddHeatLimits(const heat::NetworkModel& model, const models::HeatNetwork& tables,
                   const std::vector<solvers::heat::HeatLimit>& limits,
                   google::protobuf::RepeatedPtrField<ostlandet::twin::v1::HeatLimit>& sent);

ostlandet::twin::v1::HeatNetworkSummary ToHeatNetworkSummary(const heat::NetworkModel& model,
                                                             const models::HeatNetwork& tables,
                                                             const heat::NetworkSolution& solution);
/// Of the model's own nodes and trenches, also when `solution` has more.
ostlandet::twin::v1::HeatNetworkColumns ToHeatNetworkColumns(const heat::NetworkModel& model,
                                                             const heat::NetworkSolution& solution,
                                                             Grain grain);
void AddHeatPlantStates(
    const heat::NetworkModel& model, const heat::NetworkSolution& solution,
    google::protobuf::RepeatedPtrField<ostlandet::twin::v1::HeatNetworkPlantState>& plants);
ostlandet::twin::v1::HeatNodeSeries ToHeatNodeSeries(const std::vector<heat::NodePoint>& points,
                                                     Grain grain);
ostlandet::twin::v1::HeatNodeChange ToHeatNodeChange(const heat::NetworkModel& model,
                                                     const heat::NodeChange& change);
ostlandet::twin::v1::HeatConnectionPoint ToHeatConnectionPoint(
    const solvers::heat::HeatConnectionMoment& moment);
ostlandet::twin::v1::Position ToPosition(const heat::NetworkPlace& place);

}  // namespace twin::convert
