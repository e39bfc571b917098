#include "solvers/heat/temperature_sweep.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"

namespace solvers::heat {
namespace {

using models::HeatNodeIndex;
using models::HeatPipeIndex;

// Less than this does not count as flowing: the hydraulics are no more exact.
constexpr double kStillKgS = 1e-9;

}  // namespace

TemperatureSweep::TemperatureSweep(const models::HeatNetwork& network,
                                   const models::WaterLaw& water)
    : network_(network),
      water_(water),
      order_(network),
      direction_(network.pipes.size(), PipeFlow::kStill),
      flow_kg_s_(network.pipes.size()),
      keep_ratio_(network.pipes.size()),
      inlet_degc_(network.pipes.size()),
      fed_kg_s_(network.nodes.size()),
      fed_w_(network.nodes.size()),
      inflow_kg_s_(network.nodes.size()),
      node_degc_(network.nodes.size()),
      asked_kg_s_(network.nodes.size()),
      asked_kg_s_per_k_(network.nodes.size()),
      rise_k_(network.nodes.size()) {
  double hottest_degc = models::kWaterColdestDegC;
  for (const auto& producer : network.producers)
    hottest_degc = std::max(hottest_degc, producer.supply_degc);
  mean_degc_.assign(network.pipes.size(), hottest_degc);
  capacity_j_per_kg_k_.assign(network.pipes.size(), water.HeatCapacityJPerKgK(hottest_degc));
  outlet_degc_.assign(network.pipes.size(), hottest_degc);
  for (const auto& pipe : network.pipes) {
    from_.push_back(static_cast<std::uint32_t>(pipe.from.value()));
    to_.push_back(static_cast<std::uint32_t>(pipe.to.value()));
    ground_degc_.push_back(pipe.ground_degc);
    loss_w_per_k_.push_back(pipe.loss_w_per_m_k * pipe.length_m);
  }
}

absl::Status TemperatureSweep::SetFlows(const std::vector<double>& flow_kg_s) {
  worst_change_k_ = 0.0;
  for (std::size_t pipe = 0; pipe < direction_.size(); ++pipe) {
    const double size_kg_s = std::abs(flow_kg_s[pipe]);
    flow_kg_s_[pipe] = size_kg_s;
    if (size_kg_s <= kStillKgS) {
      direction_[pipe] = PipeFlow::kStill;
      flow_kg_s_[pipe] = keep_ratio_[pipe] = 0.0;
      outlet_degc_[pipe] = inlet_degc_[pipe] = mean_degc_[pipe] = ground_degc_[pipe];
      continue;
    }
    direction_[pipe] = flow_kg_s[pipe] > 0.0 ? PipeFlow::kShortForward : PipeFlow::kShortBack;
    keep_ratio_[pipe] = std::exp(-loss_w_per_k_[pipe] / (capacity_j_per_kg_k_[pipe] * size_kg_s));
  }
  if (!order_.Update(direction_))
    return absl::FailedPreconditionError(
        absl::StrCat("heat network: water circulates through ",
                     network_.pipes[HeatPipeIndex(order_.Blocked())].id));
  return absl::OkStatus();
}

void TemperatureSweep::ClearFeeds() {
  std::fill(fed_kg_s_.begin(), fed_kg_s_.end(), 0.0);
  std::fill(fed_w_.begin(), fed_w_.end(), 0.0);
}

void TemperatureSweep::Feed(HeatNodeIndex node, double flow_kg_s, double temperature_degc) {
  if (flow_kg_s <= 0.0) return;
  fed_kg_s_[node.value()] += flow_kg_s;
  fed_w_[node.value()] += flow_kg_s * water_.EnthalpyJPerKg(temperature_degc);
}

void TemperatureSweep::Run(const std::vector<NodeVisit>& visits) {
  const std::vector<PipeLink>& links = order_.links();
  for (const NodeVisit& visit : visits) {
    double inflow_kg_s = fed_kg_s_[visit.node], enthalpy_w = fed_w_[visit.node];
    for (std::uint32_t k = visit.inflow; k < visit.outflow; ++k) {
      const std::uint32_t pipe = links[k].pipe;
      inflow_kg_s += flow_kg_s_[pipe];
      enthalpy_w += flow_kg_s_[pipe] * water_.EnthalpyJPerKg(outlet_degc_[pipe]);
    }
    inflow_kg_s_[visit.node] = inflow_kg_s;
    double& node_degc = node_degc_[visit.node];
    if (inflow_kg_s > 0.0) {
      node_degc = water_.TemperatureDegC(enthalpy_w / inflow_kg_s);
    } else {
      const std::uint32_t first = order_.first()[visit.node];
      node_degc = first < order_.first()[visit.node + 1]
                      ? ground_degc_[order_.at_node()[first].pipe]
                      : std::numeric_limits<double>::quiet_NaN();
    }
    for (std::uint32_t k = visit.outflow; k < visit.end; ++k) {
      const std::uint32_t pipe = links[k].pipe;
      const double outlet_degc =
          ground_degc_[pipe] + (node_degc - ground_degc_[pipe]) * keep_ratio_[pipe];
      worst_change_k_ = std::max(worst_change_k_, std::abs(outlet_degc - outlet_degc_[pipe]));
      inlet_degc_[pipe] = node_degc;
      outlet_degc_[pipe] = outlet_degc;
      mean_degc_[pipe] = 0.5 * (node_degc + outlet_degc);
      if (!water_.is_constant())
        capacity_j_per_kg_k_[pipe] =
            0.5 * (water_.HeatCapacityJPerKgK(node_degc) + water_.HeatCapacityJPerKgK(outlet_degc));
    }
  }
}

double TemperatureSweep::PipeLossW(std::size_t pipe) const {
  return flow_kg_s_[pipe] *
         (water_.EnthalpyJPerKg(inlet_degc_[pipe]) - water_.EnthalpyJPerKg(outlet_degc_[pipe]));
}

double TemperatureSweep::MeanPipeDegC(std::size_t pipe) const { return mean_degc_[pipe]; }

void TemperatureSweep::ClearAsked() {
  std::fill(asked_kg_s_.begin(), asked_kg_s_.end(), 0.0);
  std::fill(asked_kg_s_per_k_.begin(), asked_kg_s_per_k_.end(), 0.0);
}

void TemperatureSweep::Ask(HeatNodeIndex node, double more_kg_s, double slope_kg_s_k) {
  asked_kg_s_[node.value()] += more_kg_s;
  asked_kg_s_per_k_[node.value()] += slope_kg_s_k;
}

std::size_t TemperatureSweep::UpstreamNode(const PipeLink& link) const {
  return link.end == PipeEnd::kTo ? from_[link.pipe] : to_[link.pipe];
}

// dT_out/dm of a pipe at a given inlet.
double TemperatureSweep::GainKSPerKg(std::uint32_t pipe) const {
  const double flow_kg_s = flow_kg_s_[pipe];
  return (inlet_degc_[pipe] - ground_degc_[pipe]) * keep_ratio_[pipe] * loss_w_per_k_[pipe] /
         (capacity_j_per_kg_k_[pipe] * flow_kg_s * flow_kg_s);
}

// M rise = Σ m (e rise_up + g Δm) + Σ Δm (T_out − T) over what flows in.
void TemperatureSweep::RiseWith(const std::vector<double>& flow_change_kg_s) {
  const std::vector<PipeLink>& links = order_.links();
  for (const NodeVisit& visit : order_.supply()) {
    double& rise_k = rise_k_[visit.node];
    rise_k = 0.0;
    if (visit.inflow == visit.outflow) continue;
    double sum = 0.0;
    for (std::uint32_t k = visit.inflow; k < visit.outflow; ++k) {
      const std::uint32_t pipe = links[k].pipe;
      const double change_kg_s = direction_[pipe] == PipeFlow::kShortForward
                                     ? flow_change_kg_s[pipe]
                                     : -flow_change_kg_s[pipe];
      sum += flow_kg_s_[pipe] * (keep_ratio_[pipe] * rise_k_[UpstreamNode(links[k])] +
                                 GainKSPerKg(pipe) * change_kg_s) +
             change_kg_s * (outlet_degc_[pipe] - node_degc_[visit.node]);
    }
    rise_k = sum / inflow_kg_s_[visit.node];
  }
}

// At a node with inflow shares φ, pipes that keep e of their warmth and gain g = dT_out/dm:
//   rise = Σ φ (e rise_up + φ g more),   more = asked + slope · rise
// so that more = (asked + slope Σ φ e rise_up)/(1 − slope Σ φ² g). Slope and gain have opposite
// signs as long as warm water loses heat and cold water gains it.
void TemperatureSweep::Respond() {
  const std::vector<PipeLink>& links = order_.links();
  const std::vector<NodeVisit>& visits = order_.supply();
  const auto for_inflow = [&](const NodeVisit& visit, auto&& use) {
    const double inverse = 1.0 / inflow_kg_s_[visit.node];
    for (std::uint32_t k = visit.inflow; k < visit.outflow; ++k)
      use(links[k], flow_kg_s_[links[k].pipe] * inverse);
  };
  for (auto visit = visits.rbegin(); visit != visits.rend(); ++visit) {
    if (visit->inflow == visit->outflow) continue;
    double kept = 0.0, gained = 0.0;
    for_inflow(*visit, [&](const PipeLink& link, double share) {
      kept += share * keep_ratio_[link.pipe];
      gained += share * share * GainKSPerKg(link.pipe);
    });
    const double slope = asked_kg_s_per_k_[visit->node];
    const double scale = 1.0 / (1.0 - slope * gained);
    for_inflow(*visit, [&](const PipeLink& link, double share) {
      const std::size_t up = UpstreamNode(link);
      asked_kg_s_[up] += share * scale * asked_kg_s_[visit->node];
      asked_kg_s_per_k_[up] += share * scale * slope * kept;
    });
  }
  for (const NodeVisit& visit : visits) {
    double& rise_k = rise_k_[visit.node];
    rise_k = 0.0;
    if (visit.inflow == visit.outflow) continue;
    double gained = 0.0;
    for_inflow(visit, [&](const PipeLink& link, double share) {
      rise_k += share * keep_ratio_[link.pipe] * rise_k_[UpstreamNode(link)];
      gained += share * share * GainKSPerKg(link.pipe);
    });
    const double slope = asked_kg_s_per_k_[visit.node];
    rise_k += gained * (asked_kg_s_[visit.node] + slope * rise_k) / (1.0 - slope * gained);
  }
}

}  // namespace solvers::heat
