#include "solvers/heat/network_water.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "solvers/heat/network_flows.h"

namespace solvers::heat {
namespace {

using models::HeatConsumerIndex;
using models::HeatProducerIndex;

// Of the largest flow; what is left to a consumer whose pressure is the wrong way round.
constexpr double kLeastShare = 1e-4;
// Flows as small as the hydraulics are exact.
constexpr double kStillKgS = 1e-9;

}  // namespace

/// The network as it is built, with the producers that have a lift under one duty.
struct NetworkWater::Variant {
  explicit Variant(const models::HydraulicNetwork& network, std::vector<char> given_holds)
      : holds(std::move(given_holds)),
        hydraulics(Hydraulics::Make(network)),
        workspace(hydraulics.MakeWorkspace()) {}
  std::vector<char> holds;  // [producer] runs with a lift, or is the one whose vessel holds all
  Hydraulics hydraulics;
  std::unique_ptr<Hydraulics::Workspace> workspace;
};

NetworkWater::Workspace::Workspace() = default;
NetworkWater::Workspace::~Workspace() = default;

NetworkWater::NetworkWater(const models::HeatNetwork& network, NetworkWaterParams params)
    : network_(network),
      params_(params),
      layout_(models::MakeHydraulicNetwork(network)),
      first_holder_(network.producers.size()) {
  for (std::size_t row = network.producers.size(); row-- > 0;)
    if (network.producers[HeatProducerIndex(row)].HoldsPressure()) first_holder_ = row;
}

std::unique_ptr<NetworkWater::Workspace> NetworkWater::MakeWorkspace() const {
  auto workspace = std::make_unique<Workspace>();
  workspace->inputs_ = MakeStillInputs(network_, params_.water);
  return workspace;
}

double NetworkWater::LiftBar(const PumpDuty& duty) const {
  double lift_bar = 0.0;
  for (std::size_t row = 0; row < network_.producers.size(); ++row) {
    const auto& producer = network_.producers[HeatProducerIndex(row)];
    if (duty.runs[row] && producer.lift_bar) lift_bar = std::max(lift_bar, *producer.lift_bar);
  }
  return lift_bar;
}

absl::Status NetworkWater::Solve(const NetworkDraw& draw, const PumpDuty& duty,
                                 const NetworkFlows* start, Workspace& workspace,
                                 NetworkFlows& flows) const {
  const std::size_t producers = network_.producers.size();
  const auto holds = [&](std::size_t row) {
    if (duty.stands) return row == first_holder_;
    return duty.runs[row] && network_.producers[HeatProducerIndex(row)].lift_bar.has_value();
  };
  const auto is_this = [&](const std::unique_ptr<Variant>& variant) {
    for (std::size_t row = 0; row < producers; ++row)
      if (static_cast<bool>(variant->holds[row]) != holds(row)) return false;
    return true;
  };
  if (workspace.current_ == nullptr || !is_this(workspace.variants_.back())) {
    const auto found =
        std::find_if(workspace.variants_.begin(), workspace.variants_.end(), is_this);
    if (found != workspace.variants_.end()) {
      std::iter_swap(found, workspace.variants_.end() - 1);
    } else {
      std::vector<char> held(producers, 0);
      models::HydraulicNetwork network = layout_;
      for (auto& node : network.nodes) node.is_held = false;
      bool is_held = false, is_lifted = false;
      std::size_t lift = 0;
      for (std::size_t row = 0; row < producers; ++row) {
        const auto& producer = network_.producers[HeatProducerIndex(row)];
        held[row] = holds(row) ? 1 : 0;
        is_lifted = is_lifted || holds(row);
        if (producer.HoldsLiftOnly())
          network.lifts[models::HydraulicLiftIndex(lift++)].is_on = holds(row);
        if (!holds(row) || !producer.HoldsPressure()) continue;
        is_held = true;
        network.nodes[producer.supply].is_held = true;
        network.nodes[producer.back].is_held = true;
      }
      if (!is_lifted)
        return absl::FailedPreconditionError("network water: no running producer has a lift");
      // What its pump does not lift its vessel still holds.
      if (!is_held)
        network.nodes[network_.producers[HeatProducerIndex(first_holder_)].back].is_held = true;
      workspace.variants_.push_back(std::make_unique<Variant>(network, std::move(held)));
    }
    workspace.current_ = workspace.variants_.back().get();
  }

  const std::vector<char>& is_live = workspace.current_->hydraulics.is_live();
  const std::size_t consumers = network_.consumers.size();
  flows.consumer_flow_kg_s.resize(consumers);
  flows.is_short.assign(consumers, 0);
  for (std::size_t row = 0; row < consumers; ++row) {
    const auto& consumer = network_.consumers[HeatConsumerIndex(row)];
    const bool is_served = !duty.stands && is_live[consumer.supply.value()] != 0 &&
                           is_live[consumer.back.value()] != 0;
    double flow_kg_s = is_served ? draw.wanted_kg_s[row] : 0.0;
    // Who was short stays near what he had.
    if (start != nullptr && start->is_short[row] && start->consumer_flow_kg_s[row] > 0.0)
      flow_kg_s = std::min(flow_kg_s, start->consumer_flow_kg_s[row]);
    flows.consumer_flow_kg_s[row] = flow_kg_s;
  }
  const double lift_bar = duty.stands ? 0.0 : LiftBar(duty);
  const std::vector<double>* start_kg_s = start != nullptr ? &start->hydraulics.flow_kg_s : nullptr;
  flows.rounds = 0;
  do {
    if (absl::Status status = SolveOnce(duty, start_kg_s, workspace, flows); !status.ok())
      return status;
    ++flows.rounds;
    workspace.start_kg_s_ = flows.hydraulics.flow_kg_s;
    start_kg_s = &workspace.start_kg_s_;
  } while (!duty.stands && !Limit(draw, lift_bar, flows) && flows.rounds < params_.max_rounds);
  if (duty.stands) {
    for (std::size_t row = 0; row < consumers; ++row)
      flows.is_short[row] = draw.wanted_kg_s[row] > kStillKgS;
    flows.unsettled_share = 0.0;
  }
  flows.short_consumers =
      static_cast<int>(std::count(flows.is_short.begin(), flows.is_short.end(), 1));
  FindProducerFlows(workspace, flows);
  return absl::OkStatus();
}

absl::Status NetworkWater::SolveOnce(const PumpDuty& duty, const std::vector<double>* start_kg_s,
                                     Workspace& workspace, NetworkFlows& flows) const {
  HydraulicInputs& inputs = workspace.inputs_;
  std::fill(inputs.outflow_kg_s.begin(), inputs.outflow_kg_s.end(), 0.0);
  double drawn_kg_s = 0.0, built_kg_s = 0.0;
  for (std::size_t row = 0; row < network_.consumers.size(); ++row) {
    const auto& consumer = network_.consumers[HeatConsumerIndex(row)];
    const double flow_kg_s = flows.consumer_flow_kg_s[row];
    inputs.outflow_kg_s[consumer.supply.value()] += flow_kg_s;
    inputs.outflow_kg_s[consumer.back.value()] -= flow_kg_s;
    drawn_kg_s += flow_kg_s;
  }
  const auto gives = [&](std::size_t row) {
    return !duty.stands && duty.runs[row] &&
           network_.producers[HeatProducerIndex(row)].mass_flow_kg_s.has_value();
  };
  for (std::size_t row = 0; row < network_.producers.size(); ++row)
    if (gives(row)) built_kg_s += *network_.producers[HeatProducerIndex(row)].mass_flow_kg_s;
  const double ratio = built_kg_s > drawn_kg_s ? drawn_kg_s / built_kg_s : 1.0;
  flows.producer_flow_kg_s.assign(network_.producers.size(), 0.0);
  std::size_t lift = 0;
  for (std::size_t row = 0; row < network_.producers.size(); ++row) {
    const auto& producer = network_.producers[HeatProducerIndex(row)];
    if (producer.HoldsLiftOnly()) {
      inputs.lift_bar[lift++] = *producer.lift_bar;
    } else if (workspace.current_->holds[row] || row == first_holder_) {
      const double back_bar = *producer.pressure_bar - *producer.lift_bar;
      inputs.held_pressure_bar[producer.back.value()] = back_bar;
      inputs.held_pressure_bar[producer.supply.value()] =
          duty.stands ? back_bar : *producer.pressure_bar;
    } else if (gives(row)) {
      const double flow_kg_s = ratio * *producer.mass_flow_kg_s;
      flows.producer_flow_kg_s[row] = flow_kg_s;
      inputs.outflow_kg_s[producer.supply.value()] -= flow_kg_s;
      inputs.outflow_kg_s[producer.back.value()] += flow_kg_s;
    }
  }
  Variant& variant = *workspace.current_;
  return variant.hydraulics.Solve(inputs, params_.hydraulics, start_kg_s, *variant.workspace,
                                  flows.hydraulics);
}

bool NetworkWater::Limit(const NetworkDraw& draw, double lift_bar, NetworkFlows& flows) const {
  const std::vector<double>& pressure_bar = flows.hydraulics.pressure_bar;
  const double valve_bar = params_.valve_differential_bar;
  const bool is_last = flows.rounds >= params_.max_rounds;
  flows.unsettled_share = 0.0;
  for (std::size_t row = 0; row < draw.wanted_kg_s.size(); ++row) {
    const auto& consumer = network_.consumers[HeatConsumerIndex(row)];
    const double wanted_kg_s = draw.wanted_kg_s[row], open_kg_s = draw.open_kg_s[row];
    const double flow_kg_s = flows.consumer_flow_kg_s[row];
    flows.is_short[row] = wanted_kg_s > kStillKgS && !(flow_kg_s > 0.0);  // cut off
    if (!(wanted_kg_s > kStillKgS) || flows.is_short[row]) continue;
    const double differential_bar =
        pressure_bar[consumer.supply.value()] - pressure_bar[consumer.back.value()];
    const double passing_kg_s =
        open_kg_s * std::sqrt(std::clamp(differential_bar / valve_bar, 0.0, 1.0));
    const double least_kg_s = std::min(wanted_kg_s, kLeastShare * open_kg_s);
    const double right_kg_s = std::max(least_kg_s, std::min(wanted_kg_s, passing_kg_s));
    flows.is_short[row] = right_kg_s < wanted_kg_s;
    flows.unsettled_share =
        std::max(flows.unsettled_share, std::abs(flow_kg_s - right_kg_s) / open_kg_s);
  }
  if (flows.unsettled_share <= params_.settle_share || is_last) return true;
  for (std::size_t row = 0; row < draw.wanted_kg_s.size(); ++row) {
    const auto& consumer = network_.consumers[HeatConsumerIndex(row)];
    const double wanted_kg_s = draw.wanted_kg_s[row], open_kg_s = draw.open_kg_s[row];
    double& flow_kg_s = flows.consumer_flow_kg_s[row];
    if (!(wanted_kg_s > kStillKgS) || !(flow_kg_s > 0.0)) continue;
    const double differential_bar =
        pressure_bar[consumer.supply.value()] - pressure_bar[consumer.back.value()];
    const double lost_bar = std::max(lift_bar - differential_bar, 0.0);
    const double open_squared = open_kg_s * open_kg_s;
    const double squared =
        open_squared * lift_bar / (valve_bar + open_squared * lost_bar / (flow_kg_s * flow_kg_s));
    const double least_kg_s = std::min(wanted_kg_s, kLeastShare * open_kg_s);
    flow_kg_s = std::max(least_kg_s, std::min({wanted_kg_s, open_kg_s, std::sqrt(squared)}));
  }
  return false;
}

void NetworkWater::FindProducerFlows(Workspace& workspace, NetworkFlows& flows) const {
  // What leaves every node through pipes, pumps and valves, and is taken there.
  std::vector<double>& away_kg_s = workspace.away_kg_s_;
  away_kg_s.assign(network_.nodes.size(), 0.0);
  std::size_t link = 0;
  const auto pass = [&](const auto& table) {
    for (const auto& row : table) {
      away_kg_s[row.from.value()] += flows.hydraulics.flow_kg_s[link];
      away_kg_s[row.to.value()] -= flows.hydraulics.flow_kg_s[link];
      ++link;
    }
  };
  pass(network_.pipes);
  pass(network_.pumps);
  pass(network_.valves);
  for (std::size_t row = 0; row < network_.consumers.size(); ++row)
    away_kg_s[network_.consumers[HeatConsumerIndex(row)].supply.value()] +=
        flows.consumer_flow_kg_s[row];
  const auto& producers = network_.producers.rows();
  const auto is_holder = [&](std::size_t row) {
    return workspace.current_->holds[row] && producers[row].HoldsPressure();
  };
  for (std::size_t row = 0; row < producers.size(); ++row) {
    if (producers[row].HoldsLiftOnly())
      flows.producer_flow_kg_s[row] = flows.hydraulics.flow_kg_s[link++];
    if (!is_holder(row)) away_kg_s[producers[row].supply.value()] -= flows.producer_flow_kg_s[row];
  }
  for (std::size_t row = 0; row < producers.size(); ++row) {
    if (!is_holder(row)) continue;
    const double flow_kg_s = away_kg_s[producers[row].supply.value()];
    flows.producer_flow_kg_s[row] = std::abs(flow_kg_s) > kStillKgS ? flow_kg_s : 0.0;
  }
}

}  // namespace solvers::heat
