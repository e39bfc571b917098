#include "solvers/heat/hydraulic_layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "models/heat/static_pressure.h"

namespace solvers::heat {
namespace {

using models::HydraulicNodeIndex;
using models::HydraulicPipeIndex;
using models::HydraulicPumpIndex;
using models::HydraulicValveIndex;
using models::ValveKind;

int At(HydraulicNodeIndex node) { return static_cast<int>(node.value()); }

class Maker {
 public:
  explicit Maker(const models::HydraulicNetwork& network)
      : network_(network), node_count_(network.nodes.size()) {}

  HydraulicLayout Make() {
    AddLinks();
    FindLive();
    FindSpanning();
    TakeLeaves();
    ChooseCoreNodes();
    WalkChains();
    AddLeafPipes();
    AddControls();
    MakePattern();
    return std::move(layout_);
  }

 private:
  enum class Place : std::uint8_t { kNone, kPlain, kControl };

  void AddLink(const std::string& id, HydraulicNodeIndex from, HydraulicNodeIndex to, Place place) {
    layout_.link_ids.push_back(id);
    layout_.from.push_back(At(from));
    layout_.to.push_back(At(to));
    const double from_m = network_.nodes[from].height_m, to_m = network_.nodes[to].height_m;
    layout_.rise_m.push_back(to_m - from_m);
    layout_.ambient_rise_pa.push_back(network_.is_gauge_local ? models::CalcAmbientPa(to_m) -
                                                                    models::CalcAmbientPa(from_m)
                                                              : 0.0);
    place_.push_back(place);
  }

  void AddLinks() {
    for (const auto& node : network_.nodes) {
      layout_.node_ids.push_back(node.id);
      layout_.is_held.push_back(node.is_held);
    }
    is_sensed_.assign(node_count_, 0);
    layout_.pipe_count = static_cast<int>(network_.pipes.size());
    layout_.pump_count = static_cast<int>(network_.pumps.size());
    layout_.valve_count = static_cast<int>(network_.valves.size());
    layout_.lift_count = static_cast<int>(network_.lifts.size());
    for (const auto& pipe : network_.pipes) {
      AddLink(pipe.id, pipe.from, pipe.to,
              !pipe.is_open          ? Place::kNone
              : pipe.has_check_valve ? Place::kControl
                                     : Place::kPlain);
      AddShape(pipe.inner_diameter_m, pipe.length_m, pipe.roughness_m, pipe.fittings_ratio);
    }
    for (const auto& pump : network_.pumps)
      AddLink(pump.id, pump.from, pump.to, pump.is_on ? Place::kControl : Place::kNone);
    for (const auto& valve : network_.valves) {
      AddLink(valve.id, valve.from, valve.to, valve.is_open ? Place::kControl : Place::kNone);
      AddShape(valve.diameter_m, 0.0, 0.0, valve.fittings_ratio);
      if (valve.kind != ValveKind::kDifferentialPressure) continue;
      for (const HydraulicNodeIndex node : {valve.sensed_high, valve.sensed_low})
        if (node.valid()) is_sensed_[node.value()] = 1;
    }
    for (const auto& lift : network_.lifts) {
      AddLink(lift.id, lift.from, lift.to, lift.is_on ? Place::kControl : Place::kNone);
      layout_.rise_m.back() = layout_.ambient_rise_pa.back() = 0.0;  // it holds gauge to gauge
    }
  }

  void AddShape(double diameter_m, double length_m, double roughness_m, double fittings_ratio) {
    layout_.shapes.push_back({.diameter_m = diameter_m,
                              .area_m2 = 0.25 * std::numbers::pi * diameter_m * diameter_m,
                              .length_ratio = length_m / diameter_m,
                              .relative_roughness_ratio = roughness_m / diameter_m,
                              .fittings_ratio = fittings_ratio});
  }

  // Which nodes links that are not shut join with a held one.
  void FindLive() {
    std::vector<int> root(node_count_);
    std::iota(root.begin(), root.end(), 0);
    const auto find = [&root](int node) {
      while (root[node] != node) node = root[node] = root[root[node]];
      return node;
    };
    for (int link = 0; link < layout_.link_count(); ++link)
      if (place_[link] != Place::kNone) root[find(layout_.from[link])] = find(layout_.to[link]);
    std::vector<char> root_is_held(node_count_, 0);
    layout_.is_live.assign(node_count_, 0);
    for (std::size_t node = 0; node < node_count_; ++node)
      if (layout_.is_held[node]) root_is_held[find(static_cast<int>(node))] = 1;
    for (std::size_t node = 0; node < node_count_; ++node)
      layout_.is_live[node] = root_is_held[find(static_cast<int>(node))];
    for (int link = 0; link < layout_.link_count(); ++link)
      if (!layout_.is_live[layout_.from[link]]) place_[link] = Place::kNone;
  }

  // Links at each node; degrees count what stands on its own as well.
  void FindSpanning() {
    first_.assign(node_count_ + 1, 0);
    const auto for_ends = [this](auto&& visit) {
      for (int link = 0; link < layout_.link_count(); ++link) {
        if (place_[link] == Place::kNone) continue;
        visit(layout_.from[link], link);
        visit(layout_.to[link], link);
      }
    };
    for_ends([this](int node, int) { ++first_[node + 1]; });
    for (std::size_t node = 0; node < node_count_; ++node) first_[node + 1] += first_[node];
    at_node_.resize(first_.back());
    std::vector<int> next(first_.begin(), first_.end() - 1);
    for_ends([&](int node, int link) { at_node_[next[node]++] = link; });
    degree_.resize(node_count_);
    for (std::size_t node = 0; node < node_count_; ++node) {
      degree_[node] = first_[node + 1] - first_[node];
      if (!layout_.is_held[node]) continue;
      auto& held = layout_.held_nodes.emplace_back();
      held.node = static_cast<int>(node);
      for (int k = first_[node]; k < first_[node + 1]; ++k)
        held.links.emplace_back(at_node_[k], layout_.from[at_node_[k]] == held.node ? 1 : -1);
    }
  }

  int OtherEnd(int link, int node) const {
    return layout_.from[link] == node ? layout_.to[link] : layout_.from[link];
  }

  bool MayLeave(int node) const {
    return degree_[node] == 1 && !layout_.is_held[node] && !is_sensed_[node];
  }

  void TakeLeaves() {
    is_inner_.assign(node_count_, 0);
    is_taken_.assign(node_count_, 0);
    std::vector<int> leaves;
    for (std::size_t node = 0; node < node_count_; ++node)
      if (MayLeave(static_cast<int>(node))) leaves.push_back(static_cast<int>(node));
    for (std::size_t next = 0; next < leaves.size(); ++next) {
      const int node = leaves[next];
      for (int k = first_[node]; k < first_[node + 1]; ++k) {
        const int pipe = at_node_[k];
        if (place_[pipe] != Place::kPlain) continue;
        const int parent = OtherEnd(pipe, node);
        layout_.leaves.push_back({node, parent, pipe, layout_.from[pipe] == node ? 1 : -1});
        place_[pipe] = Place::kNone;
        is_taken_[node] = 1;
        --degree_[parent];
        if (MayLeave(parent)) leaves.push_back(parent);
      }
    }
  }

  // A node between two plain pipes needs no unknown of its own.
  void ChooseCoreNodes() {
    row_of_.assign(node_count_, -1);
    for (std::size_t n = 0; n < node_count_; ++n) {
      const int node = static_cast<int>(n);
      if (!layout_.is_live[node] || layout_.is_held[node] || is_taken_[node]) continue;
      if (degree_[node] == 2 && !is_sensed_[node]) {
        int plain = 0;
        for (int k = first_[node]; k < first_[node + 1]; ++k)
          plain += place_[at_node_[k]] == Place::kPlain ? 1 : 0;
        if (plain == 2) {
          is_inner_[node] = 1;
          continue;
        }
      }
      row_of_[node] = layout_.row_count();
      layout_.core_nodes.push_back(node);
    }
  }

  // The plain pipe at an inner node that is not the given one.
  int NextPipe(int node, int pipe) const {
    for (int k = first_[node]; k < first_[node + 1]; ++k)
      if (at_node_[k] != pipe && place_[at_node_[k]] == Place::kPlain) return at_node_[k];
    return -1;
  }

  void WalkChains() {
    for (std::size_t n = 0; n < node_count_; ++n) {
      const int start = static_cast<int>(n);
      if (!layout_.is_live[start] || is_taken_[start] || is_inner_[start]) continue;
      for (int k = first_[start]; k < first_[start + 1]; ++k)
        if (place_[at_node_[k]] == Place::kPlain) WalkChain(start, at_node_[k]);
    }
    layout_.chain_pipe_count = static_cast<int>(layout_.pipes.size());
  }

  void WalkChain(int start, int pipe) {
    const int first = static_cast<int>(layout_.pipes.size());
    for (int node = start;;) {
      const int next = OtherEnd(pipe, node);
      const bool is_last = !is_inner_[next];
      layout_.pipes.push_back({pipe, layout_.from[pipe] == node ? 1 : -1, is_last ? -1 : next});
      // Walked pipes are marked after the next one is found, so that the walk does not turn back.
      const int following = is_last ? -1 : NextPipe(next, pipe);
      place_[pipe] = Place::kNone;
      node = next;
      if (is_last) break;
      pipe = following;
    }
    const int last = layout_.pipes.back().link;
    const int end = layout_.pipes.back().sign > 0 ? layout_.to[last] : layout_.from[last];
    layout_.chains.push_back({MakeSpan(start, end), first, static_cast<int>(layout_.pipes.size())});
  }

  HydraulicLayout::Span MakeSpan(int from, int to) const {
    return {from, to, row_of_[from], row_of_[to], -1, -1, -1};
  }

  void AddLeafPipes() {
    for (auto& leaf : layout_.leaves) {
      layout_.pipes.push_back({leaf.place, leaf.sign, -1});
      leaf.place = static_cast<int>(layout_.pipes.size()) - 1;
    }
  }

  void AddControls() {
    using Kind = HydraulicLayout::ControlKind;
    for (int link = 0; link < layout_.link_count(); ++link) {
      if (place_[link] != Place::kControl) continue;
      HydraulicLayout::Control control{.span = MakeSpan(layout_.from[link], layout_.to[link]),
                                       .kind = Kind::kCheckedPipe,
                                       .link = link,
                                       .row = link,
                                       .sensed_high = -1,
                                       .sensed_low = -1};
      if (link >= layout_.pipe_count) {
        control.kind = Kind::kPump;
        control.row = link - layout_.pipe_count;
      }
      if (link >= layout_.pipe_count + layout_.pump_count + layout_.valve_count) {
        control.kind = Kind::kLift;
        control.row = link - layout_.pipe_count - layout_.pump_count - layout_.valve_count;
      } else if (link >= layout_.pipe_count + layout_.pump_count) {
        control.kind = Kind::kValve;
        control.row -= layout_.pump_count;
        const auto& valve = network_.valves[HydraulicValveIndex(control.row)];
        if (valve.kind == ValveKind::kPressureReducing) control.sensed_high = control.span.to;
        if (valve.kind == ValveKind::kPressureSustaining) control.sensed_high = control.span.from;
        if (valve.kind == ValveKind::kDifferentialPressure) {
          control.sensed_high = At(valve.sensed_high);
          control.sensed_low = At(valve.sensed_low);
        }
      }
      layout_.controls.push_back(control);
    }
  }

  void MakePattern() {
    std::vector<std::vector<int>> below(layout_.core_nodes.size());
    const auto for_spans = [this](auto&& visit) {
      for (auto& chain : layout_.chains) visit(chain.span);
      for (auto& control : layout_.controls) visit(control.span);
    };
    for_spans([&below](const HydraulicLayout::Span& span) {
      if (span.row_from < 0 || span.row_to < 0 || span.row_from == span.row_to) return;
      below[std::min(span.row_from, span.row_to)].push_back(std::max(span.row_from, span.row_to));
    });
    layout_.column_start.push_back(0);
    for (int column = 0; column < layout_.row_count(); ++column) {
      auto& rows = below[column];
      std::sort(rows.begin(), rows.end());
      rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
      layout_.row_index.push_back(column);
      layout_.row_index.insert(layout_.row_index.end(), rows.begin(), rows.end());
      layout_.column_start.push_back(static_cast<int>(layout_.row_index.size()));
    }
    for_spans([this](HydraulicLayout::Span& span) {
      if (span.row_from >= 0) span.slot_from = layout_.column_start[span.row_from];
      if (span.row_to >= 0) span.slot_to = layout_.column_start[span.row_to];
      if (span.row_from < 0 || span.row_to < 0 || span.row_from == span.row_to) return;
      const int column = std::min(span.row_from, span.row_to);
      const auto begin = layout_.row_index.begin() + layout_.column_start[column];
      const auto end = layout_.row_index.begin() + layout_.column_start[column + 1];
      span.slot_between =
          static_cast<int>(std::lower_bound(begin, end, std::max(span.row_from, span.row_to)) -
                           layout_.row_index.begin());
    });
  }

  const models::HydraulicNetwork& network_;
  const std::size_t node_count_;
  HydraulicLayout layout_;
  std::vector<Place> place_;          // [link] what is still to be placed
  std::vector<char> is_sensed_;       // [node]
  std::vector<char> is_taken_;        // [node] in a tree
  std::vector<char> is_inner_;        // [node] inside a chain
  std::vector<int> first_, at_node_;  // links at each node
  std::vector<int> degree_;
  std::vector<int> row_of_;
};

}  // namespace

HydraulicLayout MakeHydraulicLayout(const models::HydraulicNetwork& network) {
  return Maker(network).Make();
}

}  // namespace solvers::heat
