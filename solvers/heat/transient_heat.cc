#include "solvers/heat/transient_heat.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "solvers/heat/flow_order.h"
#include "solvers/heat/link_network.h"
#include "solvers/heat/network_flows.h"
#include "solvers/heat/node_streams.h"

namespace solvers::heat {
namespace {

using models::HeatConsumerIndex;
using models::HeatPipeIndex;
using models::HeatProducerIndex;

// Less than this does not count as flowing: the hydraulics are no more exact.
constexpr double kStillKgS = 1e-9;
constexpr int kMaxParts = 4096;
constexpr std::uint32_t kFewestParcels = 16;
constexpr double kQuarterCirclePi = 0.78539816339744830962;

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

constexpr std::size_t kNoLift = static_cast<std::size_t>(-1);

struct ConsumerNodes {
  std::uint32_t supply, back;
};
struct ProducerNodes {
  std::uint32_t supply, back;
  bool holds_pressure;
  std::size_t lift_link;  // of one that holds a lift alone, kNoLift otherwise
  double flow_kg_s;
};

bool AllFinite(const std::vector<double>& values) {
  bool is_finite = true;
  for (const double value : values)
    is_finite &= std::abs(value) <= std::numeric_limits<double>::max();
  return is_finite;
}

absl::Status CheckInputs(const TransientHeatInputs& inputs, std::size_t pipes, std::size_t links,
                         std::size_t producers, std::size_t consumers) {
  if (inputs.flow_kg_s.size() != links || inputs.ground_degc.size() != pipes ||
      inputs.producer_supply_degc.size() != producers ||
      (!inputs.producer_flow_kg_s.empty() && inputs.producer_flow_kg_s.size() != producers) ||
      inputs.consumers.size() != consumers)
    return absl::InvalidArgumentError(absl::StrFormat(
        "transient heat: flows of %d links and ground of %d pipes, %d producers, %d consumers "
        "given, there are %d links with pumps, valves and lifts, %d pipes, %d producers, %d "
        "consumers",
        inputs.flow_kg_s.size(), inputs.ground_degc.size(), inputs.producer_supply_degc.size(),
        inputs.consumers.size(), links, pipes, producers, consumers));
  if (!(inputs.step_s > 0.0) || !std::isfinite(inputs.step_s))
    return absl::InvalidArgumentError(
        absl::StrCat("transient heat: step of ", inputs.step_s, " s"));
  if (!AllFinite(inputs.flow_kg_s) || !AllFinite(inputs.ground_degc) ||
      !AllFinite(inputs.producer_supply_degc) || !AllFinite(inputs.producer_flow_kg_s))
    return absl::InvalidArgumentError(
        "transient heat: a flow, ground or supply temperature is not finite");
  for (std::size_t row = 0; row < consumers; ++row) {
    const ConsumerDraw& draw = inputs.consumers[row];
    if (!(draw.flow_kg_s >= 0.0) || !std::isfinite(draw.flow_kg_s + draw.return_degc + draw.heat_w))
      return absl::InvalidArgumentError(absl::StrCat("transient heat: consumers[", row,
                                                     "]: flow negative or something not finite"));
  }
  return absl::OkStatus();
}

absl::Status CheckReturns(const TransientHeatInputs& inputs,
                          const std::vector<double>& return_degc) {
  for (std::size_t row = 0; row < return_degc.size(); ++row)
    if (inputs.consumers[row].flow_kg_s > 0.0 && !std::isfinite(return_degc[row]))
      return absl::InvalidArgumentError(absl::StrCat("transient heat: substation of consumers[",
                                                     row, "] gives water back at ",
                                                     return_degc[row], " degrees"));
  return absl::OkStatus();
}

}  // namespace

struct TransientHeat::Layout {
  /// `ordered`: the network with its pipes in the order of `pipe_of_slot`; `links`: what
  /// MakeLinkNetwork makes of that.
  Layout(const models::HeatNetwork& ordered, const models::HeatNetwork& links,
         std::vector<std::uint32_t> pipe_of_slot, const TransientHeatParams& given)
      : params(given),
        pipe_of(std::move(pipe_of_slot)),
        slot_of(pipe_of.size()),
        pipes(MakePipes(ordered, given)),
        order(links),
        nodes(ordered.nodes.size()) {
    for (std::uint32_t slot = 0; slot < pipe_of.size(); ++slot) slot_of[pipe_of[slot]] = slot;
    for (const auto& pipe : links.pipes) link_ids.push_back(pipe.id);
    for (const auto& consumer : ordered.consumers)
      consumers.push_back({static_cast<std::uint32_t>(consumer.supply.value()),
                           static_cast<std::uint32_t>(consumer.back.value())});
    link_count = link_ids.size();
    for (const auto& producer : ordered.producers)
      producers.push_back({static_cast<std::uint32_t>(producer.supply.value()),
                           static_cast<std::uint32_t>(producer.back.value()),
                           producer.HoldsPressure(),
                           producer.HoldsLiftOnly() ? link_count++ : kNoLift,
                           producer.mass_flow_kg_s.value_or(0.0)});
  }

  TransientHeatParams params;
  // Pipes have places in the order in which a step is likely to meet them, so that memory is read
  // in order. Everything inside is told by slot, everything outside by pipe.
  std::vector<std::uint32_t> pipe_of, slot_of;
  PlugFlow pipes;  // [slot]
  // By slot, then pumps and valves, which have places of their own behind those of pipes; copied
  // into every workspace.
  FlowOrder order;
  std::size_t nodes;
  std::vector<std::string> link_ids;  // [slot] and pumps and valves
  std::size_t link_count = 0;         // with lifts
  std::vector<ConsumerNodes> consumers;
  std::vector<ProducerNodes> producers;
};

struct TransientHeat::Workspace::Buffers {
  explicit Buffers(const Layout& layout)
      : order(layout.order),
        flow_kg_s(layout.link_ids.size()),
        ground_degc(layout.pipes.size()),
        moves(layout.link_ids.size()),
        drawn_kg_s(layout.nodes),
        supply_degc(layout.consumers.size()),
        return_degc(layout.consumers.size()),
        streams(layout.nodes, layout.pipes.size(), layout.link_ids.size()) {}

  FlowOrder order;
  PlugFlow::Work pipes;
  std::vector<double> given_flow_kg_s, given_ground_degc;  // [link], [pipe] of the last step
  std::vector<double> flow_kg_s;    // [slot, pump, valve] 0 where it counts as still
  std::vector<double> ground_degc;  // [slot]
  std::vector<PipeFlow> moves;      // [slot, pump, valve]
  // What `moves` and `order` were made for, so that steps with the same flows need not look again.
  double sorted_step_s = 0.0;
  std::vector<double> sorted_flow_kg_s;
  std::vector<double> drawn_kg_s;                // [node] taken out except by holders of pressure
  std::vector<double> supply_degc, return_degc;  // [consumer]
  NodeStreams streams;
  PieceList lists[3];

  std::vector<double> outlet_sum_degc, loss_sum_w;  // [slot] over the parts of a step

  bool SortFlows(const PlugFlow& plugs, double step_s);
  void TakeFlows(const Layout& layout, const TransientHeatInputs& inputs);
  void KeepPart(bool is_first);
  void FindProducerFlows(const Layout& layout, const TransientHeatInputs& inputs,
                         std::vector<double>& producer_flow_kg_s);
};

// From pipes to slots; most steps have the flows and the ground of the last one.
void TransientHeat::Workspace::Buffers::TakeFlows(const Layout& layout,
                                                  const TransientHeatInputs& inputs) {
  if (given_flow_kg_s != inputs.flow_kg_s) {
    given_flow_kg_s = inputs.flow_kg_s;
    for (std::size_t slot = 0; slot < flow_kg_s.size(); ++slot) {
      const double flow =
          given_flow_kg_s[slot < layout.pipe_of.size() ? layout.pipe_of[slot] : slot];
      flow_kg_s[slot] = std::abs(flow) > kStillKgS ? flow : 0.0;
    }
  }
  if (given_ground_degc != inputs.ground_degc) {
    given_ground_degc = inputs.ground_degc;
    for (std::size_t slot = 0; slot < ground_degc.size(); ++slot)
      ground_degc[slot] = given_ground_degc[layout.pipe_of[slot]];
  }
}

void TransientHeat::Workspace::Buffers::KeepPart(bool is_first) {
  if (is_first) {
    outlet_sum_degc = streams.outlet_degc();
    loss_sum_w = pipes.loss_w;
    return;
  }
  for (std::size_t slot = 0; slot < loss_sum_w.size(); ++slot) {
    outlet_sum_degc[slot] += streams.outlet_degc()[slot];
    loss_sum_w[slot] += pipes.loss_w[slot];
  }
}

/// Says of every pipe how water moves in a step of this length, and finds the order.
bool TransientHeat::Workspace::Buffers::SortFlows(const PlugFlow& plugs, double step_s) {
  if (step_s == sorted_step_s && flow_kg_s == sorted_flow_kg_s) return true;
  sorted_step_s = 0.0;
  for (std::size_t row = 0; row < moves.size(); ++row) {
    const double flow = flow_kg_s[row];
    const bool is_short =
        row >= plugs.size() || std::abs(flow) * step_s > plugs.params().pipes[row].water_kg;
    moves[row] = flow > 0.0   ? (is_short ? PipeFlow::kShortForward : PipeFlow::kForward)
                 : flow < 0.0 ? (is_short ? PipeFlow::kShortBack : PipeFlow::kBack)
                              : PipeFlow::kStill;
  }
  if (!order.Update(moves)) return false;
  sorted_step_s = step_s;
  sorted_flow_kg_s = flow_kg_s;
  return true;
}

// A producer that holds pressure gives what its node is short of.
void TransientHeat::Workspace::Buffers::FindProducerFlows(const Layout& layout,
                                                          const TransientHeatInputs& inputs,
                                                          std::vector<double>& producer_flow_kg_s) {
  std::fill(drawn_kg_s.begin(), drawn_kg_s.end(), 0.0);
  for (std::size_t row = 0; row < layout.consumers.size(); ++row)
    drawn_kg_s[layout.consumers[row].supply] += inputs.consumers[row].flow_kg_s;
  for (std::size_t row = 0; row < layout.producers.size(); ++row) {
    const ProducerNodes& producer = layout.producers[row];
    if (producer.holds_pressure) continue;
    if (producer.lift_link != kNoLift) {
      const double flow = inputs.flow_kg_s[producer.lift_link];
      producer_flow_kg_s[row] = std::abs(flow) > kStillKgS ? flow : 0.0;
      drawn_kg_s[producer.supply] -= flow;
      continue;
    }
    producer_flow_kg_s[row] =
        inputs.producer_flow_kg_s.empty() ? producer.flow_kg_s : inputs.producer_flow_kg_s[row];
    drawn_kg_s[producer.supply] -= producer_flow_kg_s[row];
  }
  for (std::size_t row = 0; row < layout.producers.size(); ++row) {
    if (!layout.producers[row].holds_pressure) continue;
    const std::uint32_t node = layout.producers[row].supply;
    double flow = drawn_kg_s[node];
    for (std::uint32_t k = order.first()[node]; k < order.first()[node + 1]; ++k) {
      const PipeLink link = order.at_node()[k];
      const double away_kg_s = flow_kg_s[link.pipe];
      flow += link.end == PipeEnd::kFrom ? away_kg_s : -away_kg_s;
    }
    producer_flow_kg_s[row] = std::abs(flow) > kStillKgS ? flow : 0.0;
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
  std::vector<std::uint32_t> pipe_of = OrderPipes(network);
  models::HeatNetwork ordered = network;
  for (std::size_t slot = 0; slot < pipe_of.size(); ++slot)
    ordered.pipes[HeatPipeIndex(slot)] = network.pipes[HeatPipeIndex(pipe_of[slot])];
  return TransientHeat(std::make_unique<const Layout>(ordered, MakeLinkNetwork(ordered),
                                                      std::move(pipe_of), params));
}

std::unique_ptr<TransientHeat::Workspace> TransientHeat::MakeWorkspace() const {
  return std::make_unique<Workspace>(*layout_);
}

const PlugFlow& TransientHeat::pipes() const { return layout_->pipes; }
std::size_t TransientHeat::SlotOf(models::HeatPipeIndex pipe) const {
  return layout_->slot_of[pipe.value()];
}

TransientHeatState TransientHeat::MakeState(const std::vector<double>& from_degc,
                                            const std::vector<double>& to_degc) const {
  TransientHeatState state;
  std::vector<double> from_slot_degc, to_slot_degc;
  for (const std::uint32_t pipe : layout_->pipe_of) {
    from_slot_degc.push_back(from_degc[pipe]);
    to_slot_degc.push_back(to_degc[pipe]);
  }
  state.pipes = layout_->pipes.MakeState(from_slot_degc, to_slot_degc);
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
  const std::size_t nodes = layout.nodes, pipes = plugs.size();
  const std::size_t consumers = layout.consumers.size(), producers = layout.producers.size();

  if (absl::Status status = CheckInputs(inputs, pipes, layout.link_count, producers, consumers);
      !status.ok())
    return status;
  if (state.pipes.pipes.size() != pipes)
    return absl::InvalidArgumentError(absl::StrCat(
        "transient heat: state of ", state.pipes.pipes.size(), " pipes, there are ", pipes));
  buffers.TakeFlows(layout, inputs);
  int parts = 1;
  while (!buffers.SortFlows(plugs, inputs.step_s / parts)) {
    if (parts >= kMaxParts)
      return absl::FailedPreconditionError(
          absl::StrFormat("transient heat: water circulates through %s and others within %g s",
                          layout.link_ids[buffers.order.Blocked()], inputs.step_s / parts));
    parts *= 2;
  }
  const double step_s = inputs.step_s / parts, share = 1.0 / parts;
  const double heat_capacity = layout.params.water.heat_capacity_j_per_kg_k;

  result.node_degc.assign(nodes, 0.0);
  result.pipe_outlet_degc.resize(pipes);
  result.pipe_loss_w.resize(pipes);
  result.consumer_supply_degc.assign(consumers, 0.0);
  result.consumer_return_degc.assign(consumers, 0.0);
  result.consumer_heat_w.assign(consumers, 0.0);
  result.producer_return_degc.assign(producers, 0.0);
  result.producer_heat_w.assign(producers, 0.0);
  result.producer_flow_kg_s.resize(producers);
  result.fed_w = result.taken_w = result.lost_w = 0.0;
  result.parts = parts;

  buffers.FindProducerFlows(layout, inputs, result.producer_flow_kg_s);

  const double stored_before_j = state.stored_j;
  NodeStreams& streams = buffers.streams;
  const std::vector<double>& node_degc = streams.node_degc();
  for (int part = 0; part < parts; ++part) {
    plugs.Begin(step_s, buffers.flow_kg_s, buffers.ground_degc, buffers.pipes);
    streams.Clear();
    for (std::size_t row = 0; row < producers; ++row)
      if (result.producer_flow_kg_s[row] > 0.0)
        streams.Feed(layout.producers[row].supply, result.producer_flow_kg_s[row],
                     inputs.producer_supply_degc[row]);
    streams.Visit(plugs, buffers.order, buffers.order.supply(), buffers.flow_kg_s, state.pipes,
                  buffers.pipes);

    for (std::size_t row = 0; row < consumers; ++row) {
      const ConsumerDraw& draw = inputs.consumers[row];
      const double supply_degc = node_degc[layout.consumers[row].supply];
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
    if (substations) {
      (*substations)(step_s, buffers.supply_degc, buffers.return_degc);
      if (absl::Status status = CheckReturns(inputs, buffers.return_degc); !status.ok())
        return status;
    }
    for (std::size_t row = 0; row < consumers; ++row) {
      const double flow = inputs.consumers[row].flow_kg_s;
      const double supply_degc = buffers.supply_degc[row], return_degc = buffers.return_degc[row];
      result.consumer_supply_degc[row] += share * supply_degc;
      result.consumer_return_degc[row] += share * return_degc;
      if (!(flow > 0.0) || std::isnan(supply_degc)) continue;
      const double heat_w = heat_capacity * flow * (supply_degc - return_degc);
      result.consumer_heat_w[row] += share * heat_w;
      result.taken_w += share * heat_w;
      streams.Feed(layout.consumers[row].back, flow, return_degc);
    }
    for (std::size_t row = 0; row < producers; ++row)
      if (result.producer_flow_kg_s[row] < 0.0)
        streams.Feed(layout.producers[row].back, -result.producer_flow_kg_s[row],
                     node_degc[layout.producers[row].supply]);
    streams.Visit(plugs, buffers.order, buffers.order.back(), buffers.flow_kg_s, state.pipes,
                  buffers.pipes);

    for (std::size_t row = 0; row < producers; ++row) {
      const double return_degc = node_degc[layout.producers[row].back];
      result.producer_return_degc[row] += share * return_degc;
      if (!(result.producer_flow_kg_s[row] > 0.0)) continue;
      const double heat_w = heat_capacity * result.producer_flow_kg_s[row] *
                            (inputs.producer_supply_degc[row] - return_degc);
      result.producer_heat_w[row] += share * heat_w;
      result.fed_w += share * heat_w;
    }
    for (std::size_t node = 0; node < nodes; ++node)
      result.node_degc[node] += share * node_degc[node];
    plugs.Finish(state.pipes, buffers.pipes);
    if (parts > 1) buffers.KeepPart(part == 0);
  }
  const std::vector<double>& outlet_degc =
      parts > 1 ? buffers.outlet_sum_degc : streams.outlet_degc();
  const std::vector<double>& loss_w = parts > 1 ? buffers.loss_sum_w : buffers.pipes.loss_w;
  for (std::size_t pipe = 0; pipe < pipes; ++pipe) {
    const std::uint32_t slot = layout.slot_of[pipe];
    result.pipe_loss_w[pipe] = share * loss_w[slot];
    result.lost_w += share * loss_w[slot];
    result.pipe_outlet_degc[pipe] = buffers.moves[slot] == PipeFlow::kStill
                                        ? PlugFlow::CalcEndDegC(state.pipes, slot, PipeEnd::kTo)
                                        : share * outlet_degc[slot];
  }
  state.stored_j = buffers.pipes.stored_j;
  result.stored_w = (state.stored_j - stored_before_j) / inputs.step_s;
  return absl::OkStatus();
}

}  // namespace solvers::heat
