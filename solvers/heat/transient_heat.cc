#include "solvers/heat/transient_heat.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "solvers/heat/flow_order.h"

namespace solvers::heat {
namespace {

using models::HeatConsumerIndex;
using models::HeatNodeIndex;
using models::HeatPipeIndex;
using models::HeatProducerIndex;

// Less than this does not count as flowing: the hydraulics are no more exact.
constexpr double kStillKgS = 1e-9;
constexpr int kMaxParts = 4096;
constexpr std::uint32_t kFewestParcels = 16;
constexpr double kQuarterCirclePi = 0.78539816339744830962;

absl::Status CheckHolders(const models::HeatNetwork& network) {
  std::vector<char> is_held(network.nodes.size(), 0);
  for (const auto& producer : network.producers) {
    if (!producer.lift_bar) continue;
    for (const HeatNodeIndex node : {producer.supply, producer.back})
      if (std::exchange(is_held[node.value()], 1))
        return absl::InvalidArgumentError(absl::StrCat("producer ", producer.id,
                                                       " holds the pressure of node ",
                                                       network.nodes[node].id, " a second time"));
  }
  return absl::OkStatus();
}

absl::Status CheckParams(const TransientHeatParams& params) {
  const auto positive = [](double value) { return value > 0.0 && std::isfinite(value); };
  if (!positive(params.water.density_kg_m3) || !positive(params.water.heat_capacity_j_per_kg_k))
    return absl::InvalidArgumentError("water: density and heat capacity must be positive");
  if (!(params.wall.capacity_j_per_m3_k >= 0.0) || !(params.wall.beside_water_share >= 0.0) ||
      !(params.wall.beside_water_share <= 1.0))
    return absl::InvalidArgumentError("wall: capacity below 0 or share outside 0 to 1");
  if (!(params.merge_tolerance_k >= 0.0))
    return absl::InvalidArgumentError("merge_tolerance_k must not be negative");
  if (params.max_parcels_per_pipe < kFewestParcels ||
      !std::has_single_bit(params.max_parcels_per_pipe))
    return absl::InvalidArgumentError(absl::StrCat(
        "max_parcels_per_pipe must be a power of two from 16, is ", params.max_parcels_per_pipe));
  return absl::OkStatus();
}

PlugFlowParams MakePipes(const models::HeatNetwork& network, const TransientHeatParams& params) {
  PlugFlowParams plugs{.heat_capacity_j_per_kg_k = params.water.heat_capacity_j_per_kg_k,
                       .merge_tolerance_k = params.merge_tolerance_k,
                       .max_parcels = params.max_parcels_per_pipe,
                       .pipes = {}};
  for (const auto& pipe : network.pipes) {
    const double inner_m2 = pipe.inner_diameter_m * pipe.inner_diameter_m;
    const double wall_m2 =
        std::max(0.0, pipe.outer_diameter_m * pipe.outer_diameter_m - inner_m2) * kQuarterCirclePi;
    const double wall_j_per_k = params.wall.capacity_j_per_m3_k * wall_m2 * pipe.length_m;
    const double beside_j_per_k = params.wall.beside_water_share * wall_j_per_k;
    plugs.pipes.push_back(
        {.water_kg = params.water.density_kg_m3 * inner_m2 * kQuarterCirclePi * pipe.length_m +
                     beside_j_per_k / params.water.heat_capacity_j_per_kg_k,
         .loss_w_per_k = pipe.loss_w_per_m_k * pipe.length_m,
         .wall_j_per_k = wall_j_per_k - beside_j_per_k});
  }
  return plugs;
}

struct ConsumerNodes {
  std::uint32_t supply, back;
};
struct ProducerNodes {
  std::uint32_t supply, back;
  bool holds_pressure;
  double flow_kg_s;
};

bool AllFinite(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value * 0.0;
  return sum == 0.0;
}

}  // namespace

struct TransientHeat::Layout {
  Layout(const models::HeatNetwork& network, const TransientHeatParams& given)
      : params(given), pipes(MakePipes(network, given)), order(network) {
    for (const auto& node : network.nodes)
      is_supply.push_back(node.side == models::HeatSide::kSupply);
    for (const auto& pipe : network.pipes) pipe_ids.push_back(pipe.id);
    for (const auto& consumer : network.consumers)
      consumers.push_back({static_cast<std::uint32_t>(consumer.supply.value()),
                           static_cast<std::uint32_t>(consumer.back.value())});
    for (const auto& producer : network.producers)
      producers.push_back({static_cast<std::uint32_t>(producer.supply.value()),
                           static_cast<std::uint32_t>(producer.back.value()),
                           producer.lift_bar.has_value(), producer.mass_flow_kg_s.value_or(0.0)});
  }

  TransientHeatParams params;
  PlugFlow pipes;
  FlowOrder order;  // copied into every workspace
  std::vector<char> is_supply;
  std::vector<std::string> pipe_ids;
  std::vector<ConsumerNodes> consumers;
  std::vector<ProducerNodes> producers;
};

struct TransientHeat::Workspace::Buffers {
  explicit Buffers(const Layout& layout)
      : order(layout.order),
        flow_kg_s(layout.pipes.size()),
        moves(layout.pipes.size()),
        feed_kg_s(layout.is_supply.size()),
        feed_k_kg_s(layout.is_supply.size()),
        drawn_kg_s(layout.is_supply.size()),
        supply_degc(layout.consumers.size()),
        return_degc(layout.consumers.size()),
        node_degc(layout.is_supply.size()) {}

  FlowOrder order;
  PlugFlow::Work pipes;
  std::vector<double> flow_kg_s;                 // [pipe] 0 where it counts as still
  std::vector<PipeFlow> moves;                   // [pipe]
  std::vector<double> feed_kg_s;                 // [node] from outside the pipes
  std::vector<double> feed_k_kg_s;               // [node] Σ m T of it
  std::vector<double> drawn_kg_s;                // [node] taken out except by holders of pressure
  std::vector<double> supply_degc, return_degc;  // [consumer]
  std::vector<double> node_degc;                 // [node] of this part of the step
  PieceList lists[3];

  void Feed(std::uint32_t node, double flow, double temperature_degc) {
    feed_kg_s[node] += flow;
    feed_k_kg_s[node] += flow * temperature_degc;
  }
  bool SortFlows(const PlugFlow& plugs, double step_s);
  void VisitNodes(const PlugFlow& plugs, const std::vector<NodeVisit>& visits, double share,
                  PlugFlowState& state, std::vector<double>& outlet_degc);
};

/// Says of every pipe how water moves in a step of this length, and finds the order.
bool TransientHeat::Workspace::Buffers::SortFlows(const PlugFlow& plugs, double step_s) {
  for (std::size_t row = 0; row < moves.size(); ++row) {
    const double flow = flow_kg_s[row];
    const bool is_short = std::abs(flow) * step_s > plugs.params().pipes[row].water_kg;
    moves[row] = flow > 0.0   ? (is_short ? PipeFlow::kShortForward : PipeFlow::kForward)
                 : flow < 0.0 ? (is_short ? PipeFlow::kShortBack : PipeFlow::kBack)
                              : PipeFlow::kStill;
  }
  return order.Update(moves);
}

void TransientHeat::Workspace::Buffers::VisitNodes(const PlugFlow& plugs,
                                                   const std::vector<NodeVisit>& visits,
                                                   double share, PlugFlowState& state,
                                                   std::vector<double>& outlet_degc) {
  const std::vector<PipeLink>& links = order.links();
  PieceList* mixed = &lists[0];
  PieceList* arriving = &lists[1];
  PieceList* spare = &lists[2];
  for (const NodeVisit& visit : visits) {
    double flow = feed_kg_s[visit.node];
    if (flow > 0.0) mixed->SetConstant(feed_k_kg_s[visit.node] / flow);
    for (std::uint32_t k = visit.inflow; k < visit.outflow; ++k) {
      const PipeLink link = links[k];
      plugs.DrainPipe(link.pipe, link.end, state, pipes, *arriving);
      outlet_degc[link.pipe] += share * arriving->CalcMeanK();
      const double arriving_kg_s = std::abs(flow_kg_s[link.pipe]);
      if (flow == 0.0) {
        std::swap(mixed, arriving);
      } else {
        MixPieces(*mixed, flow, *arriving, arriving_kg_s, *spare);
        std::swap(mixed, spare);
      }
      flow += arriving_kg_s;
    }
    if (flow == 0.0) {
      // Nothing arrives: what stands beside the node is seen there.
      const std::uint32_t first = order.first()[visit.node];
      if (first == order.first()[visit.node + 1]) {
        node_degc[visit.node] = std::numeric_limits<double>::quiet_NaN();
        continue;
      }
      const PipeLink beside = order.at_node()[first];
      mixed->SetConstant(PlugFlow::CalcEndDegC(state, beside.pipe, beside.end));
    }
    mixed->Simplify(plugs.params().merge_tolerance_k);
    node_degc[visit.node] = mixed->CalcMeanK();
    for (std::uint32_t k = visit.outflow; k < visit.end; ++k)
      plugs.FeedPipe(links[k].pipe, links[k].end, *mixed, state, pipes);
  }
}

TransientHeat::TransientHeat(std::unique_ptr<const Layout> layout) : layout_(std::move(layout)) {}
TransientHeat::~TransientHeat() = default;
TransientHeat::TransientHeat(TransientHeat&&) noexcept = default;
TransientHeat& TransientHeat::operator=(TransientHeat&&) noexcept = default;
TransientHeat::Workspace::Workspace(const Layout& layout)
    : buffers_(std::make_unique<Buffers>(layout)) {}
TransientHeat::Workspace::~Workspace() = default;

absl::StatusOr<TransientHeat> TransientHeat::Make(const models::HeatNetwork& network,
                                                  const TransientHeatParams& params) {
  if (absl::Status status = CheckHolders(network); !status.ok()) return status;
  if (absl::Status status = CheckParams(params); !status.ok()) return status;
  return TransientHeat(std::make_unique<const Layout>(network, params));
}

std::unique_ptr<TransientHeat::Workspace> TransientHeat::MakeWorkspace() const {
  return std::make_unique<Workspace>(*layout_);
}

const PlugFlow& TransientHeat::pipes() const { return layout_->pipes; }

TransientHeatState TransientHeat::MakeState(const std::vector<double>& from_degc,
                                            const std::vector<double>& to_degc) const {
  TransientHeatState state;
  state.pipes = layout_->pipes.MakeState(from_degc, to_degc);
  state.stored_j = layout_->pipes.CalcStoredJ(state.pipes);
  return state;
}

absl::Status TransientHeat::Advance(const TransientHeatInputs& inputs,
                                    std::optional<SubstationCall> substations,
                                    TransientHeatState& state, Workspace& workspace,
                                    TransientHeatResult& result) const {
  const Layout& layout = *layout_;
  const PlugFlow& plugs = layout.pipes;
  Workspace::Buffers& buffers = *workspace.buffers_;
  const std::size_t nodes = layout.is_supply.size(), pipes = plugs.size();
  const std::size_t consumers = layout.consumers.size(), producers = layout.producers.size();

  if (inputs.flow_kg_s.size() != pipes || inputs.ground_degc.size() != pipes ||
      inputs.producer_supply_degc.size() != producers || inputs.consumers.size() != consumers)
    return absl::InvalidArgumentError(absl::StrFormat(
        "transient heat: flows of %d and ground of %d pipes, %d producers, %d consumers given, "
        "there are %d pipes, %d producers, %d consumers",
        inputs.flow_kg_s.size(), inputs.ground_degc.size(), inputs.producer_supply_degc.size(),
        inputs.consumers.size(), pipes, producers, consumers));
  if (state.pipes.pipes.size() != pipes)
    return absl::InvalidArgumentError(absl::StrCat(
        "transient heat: state of ", state.pipes.pipes.size(), " pipes, there are ", pipes));
  if (!(inputs.step_s > 0.0) || !std::isfinite(inputs.step_s))
    return absl::InvalidArgumentError(
        absl::StrCat("transient heat: step of ", inputs.step_s, " s"));
  if (!AllFinite(inputs.flow_kg_s) || !AllFinite(inputs.ground_degc) ||
      !AllFinite(inputs.producer_supply_degc))
    return absl::InvalidArgumentError(
        "transient heat: a flow, ground or supply temperature is not finite");
  for (std::size_t row = 0; row < consumers; ++row) {
    const ConsumerDraw& draw = inputs.consumers[row];
    if (!(draw.flow_kg_s >= 0.0) || !std::isfinite(draw.flow_kg_s + draw.return_degc + draw.heat_w))
      return absl::InvalidArgumentError(absl::StrCat("transient heat: consumers[", row,
                                                     "]: flow negative or something not finite"));
  }

  for (std::size_t row = 0; row < pipes; ++row)
    buffers.flow_kg_s[row] =
        std::abs(inputs.flow_kg_s[row]) > kStillKgS ? inputs.flow_kg_s[row] : 0.0;
  int parts = 1;
  while (!buffers.SortFlows(plugs, inputs.step_s / parts)) {
    if (parts >= kMaxParts)
      return absl::FailedPreconditionError(
          absl::StrFormat("transient heat: water circulates through pipe %s and others within %g s",
                          layout.pipe_ids[buffers.order.Blocked()], inputs.step_s / parts));
    parts *= 2;
  }
  const double step_s = inputs.step_s / parts, share = 1.0 / parts;
  const double heat_capacity = layout.params.water.heat_capacity_j_per_kg_k;

  result.node_degc.assign(nodes, 0.0);
  result.pipe_outlet_degc.assign(pipes, 0.0);
  result.pipe_loss_w.assign(pipes, 0.0);
  result.consumer_supply_degc.assign(consumers, 0.0);
  result.consumer_return_degc.assign(consumers, 0.0);
  result.consumer_heat_w.assign(consumers, 0.0);
  result.producer_return_degc.assign(producers, 0.0);
  result.producer_heat_w.assign(producers, 0.0);
  result.producer_flow_kg_s.resize(producers);
  result.fed_w = result.taken_w = result.lost_w = 0.0;
  result.parts = parts;

  // A producer that holds pressure gives what its node is short of.
  for (std::size_t row = 0; row < producers; ++row)
    result.producer_flow_kg_s[row] = layout.producers[row].flow_kg_s;
  std::vector<double>& drawn_kg_s = buffers.drawn_kg_s;
  std::fill(drawn_kg_s.begin(), drawn_kg_s.end(), 0.0);
  for (std::size_t row = 0; row < consumers; ++row)
    drawn_kg_s[layout.consumers[row].supply] += inputs.consumers[row].flow_kg_s;
  for (std::size_t row = 0; row < producers; ++row)
    if (!layout.producers[row].holds_pressure)
      drawn_kg_s[layout.producers[row].supply] -= layout.producers[row].flow_kg_s;
  for (std::size_t row = 0; row < producers; ++row) {
    if (!layout.producers[row].holds_pressure) continue;
    const std::uint32_t node = layout.producers[row].supply;
    double flow = drawn_kg_s[node];
    for (std::uint32_t k = buffers.order.first()[node]; k < buffers.order.first()[node + 1]; ++k) {
      const PipeLink link = buffers.order.at_node()[k];
      flow +=
          link.end == PipeEnd::kFrom ? buffers.flow_kg_s[link.pipe] : -buffers.flow_kg_s[link.pipe];
    }
    result.producer_flow_kg_s[row] = std::abs(flow) > kStillKgS ? flow : 0.0;
  }

  const double stored_before_j = state.stored_j;
  for (int part = 0; part < parts; ++part) {
    plugs.Begin(step_s, buffers.flow_kg_s, inputs.ground_degc, state.pipes, buffers.pipes);
    std::fill(buffers.feed_kg_s.begin(), buffers.feed_kg_s.end(), 0.0);
    std::fill(buffers.feed_k_kg_s.begin(), buffers.feed_k_kg_s.end(), 0.0);
    for (std::size_t row = 0; row < producers; ++row)
      if (result.producer_flow_kg_s[row] > 0.0)
        buffers.Feed(layout.producers[row].supply, result.producer_flow_kg_s[row],
                     inputs.producer_supply_degc[row]);
    buffers.VisitNodes(plugs, buffers.order.supply(), share, state.pipes, result.pipe_outlet_degc);

    for (std::size_t row = 0; row < consumers; ++row) {
      const ConsumerDraw& draw = inputs.consumers[row];
      const double supply_degc = buffers.node_degc[layout.consumers[row].supply];
      buffers.supply_degc[row] = supply_degc;
      double& return_degc = buffers.return_degc[row];
      if (draw.mode == ConsumerDraw::Mode::kReturnTemperature) {
        return_degc = draw.return_degc;
      } else {
        const double coldest_degc = std::min(supply_degc, layout.params.coldest_return_degc);
        return_degc = draw.flow_kg_s > 0.0
                          ? std::max(coldest_degc,
                                     supply_degc - draw.heat_w / (heat_capacity * draw.flow_kg_s))
                          : supply_degc;
      }
    }
    if (substations) (*substations)(step_s, buffers.supply_degc, buffers.return_degc);
    for (std::size_t row = 0; row < consumers; ++row) {
      const double flow = inputs.consumers[row].flow_kg_s;
      const double supply_degc = buffers.supply_degc[row], return_degc = buffers.return_degc[row];
      result.consumer_supply_degc[row] += share * supply_degc;
      result.consumer_return_degc[row] += share * return_degc;
      if (!(flow > 0.0)) continue;
      const double heat_w = heat_capacity * flow * (supply_degc - return_degc);
      result.consumer_heat_w[row] += share * heat_w;
      result.taken_w += share * heat_w;
      buffers.Feed(layout.consumers[row].back, flow, return_degc);
    }
    for (std::size_t row = 0; row < producers; ++row)
      if (result.producer_flow_kg_s[row] < 0.0)
        buffers.Feed(layout.producers[row].back, -result.producer_flow_kg_s[row],
                     buffers.node_degc[layout.producers[row].supply]);
    buffers.VisitNodes(plugs, buffers.order.back(), share, state.pipes, result.pipe_outlet_degc);

    for (std::size_t row = 0; row < producers; ++row) {
      const double return_degc = buffers.node_degc[layout.producers[row].back];
      result.producer_return_degc[row] += share * return_degc;
      if (!(result.producer_flow_kg_s[row] > 0.0)) continue;
      const double heat_w = heat_capacity * result.producer_flow_kg_s[row] *
                            (inputs.producer_supply_degc[row] - return_degc);
      result.producer_heat_w[row] += share * heat_w;
      result.fed_w += share * heat_w;
    }
    for (std::size_t node = 0; node < nodes; ++node)
      result.node_degc[node] += share * buffers.node_degc[node];
    plugs.Finish(state.pipes, buffers.pipes);
    for (std::size_t row = 0; row < pipes; ++row) {
      result.pipe_loss_w[row] += share * buffers.pipes.loss_w[row];
      result.lost_w += share * buffers.pipes.loss_w[row];
    }
  }
  for (std::size_t row = 0; row < pipes; ++row)
    if (buffers.flow_kg_s[row] == 0.0)
      result.pipe_outlet_degc[row] = PlugFlow::CalcEndDegC(state.pipes, row, PipeEnd::kTo);
  state.stored_j = buffers.pipes.stored_j;
  result.stored_w = (state.stored_j - stored_before_j) / inputs.step_s;
  return absl::OkStatus();
}

}  // namespace solvers::heat
