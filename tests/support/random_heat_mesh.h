#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "models/heat/heat_network.h"

namespace tests {

/// A street grid with supply and return, drawn in random directions, short and long pipes mixed,
/// and flows through it that balance at every node to rounding, whatever their direction.
class RandomHeatMesh {
 public:
  static constexpr double kFixedFeedKgS = 1.5;

  RandomHeatMesh(std::size_t width, std::size_t height, std::uint32_t seed) : random_(seed) {
    const std::size_t places = width * height;
    for (const auto side : {models::HeatSide::kSupply, models::HeatSide::kReturn})
      for (std::size_t place = 0; place < places; ++place)
        network_.nodes.Add({.id = std::to_string(network_.nodes.size()), .side = side});
    parent_.assign(places, 0);
    parent_street_.assign(places, 0);
    std::vector<char> is_reached(places, 0);
    std::vector<std::pair<std::size_t, std::size_t>> streets;
    for (std::size_t y = 0; y < height; ++y)
      for (std::size_t x = 0; x < width; ++x) {
        if (x + 1 < width) streets.emplace_back(y * width + x, y * width + x + 1);
        if (y + 1 < height) streets.emplace_back(y * width + x, (y + 1) * width + x);
      }
    std::shuffle(streets.begin(), streets.end(), random_);
    // A random spanning tree: streets in random order, again and again, that reach a new place.
    is_reached[0] = 1;
    order_ = {0};
    std::vector<char> is_tree(streets.size(), 0);
    while (order_.size() < places)
      for (std::size_t row = 0; row < streets.size(); ++row) {
        auto [a, b] = streets[row];
        if (is_reached[a] == is_reached[b]) continue;
        if (is_reached[b]) std::swap(a, b);
        is_reached[b] = 1;
        parent_[b] = a;
        parent_street_[b] = row;
        is_tree[row] = 1;
        order_.push_back(b);
      }
    for (std::size_t row = 0; row < streets.size(); ++row)
      if (!is_tree[row]) loops_.push_back(row);
    for (std::size_t side : {0, 1})
      for (const auto& [a, b] : streets) {
        const bool is_turned = Unit() < 0.5;
        models::HeatPipeParams pipe;
        pipe.id = std::to_string(network_.pipes.size());
        pipe.from = models::HeatNodeIndex((is_turned ? b : a) + side * places);
        pipe.to = models::HeatNodeIndex((is_turned ? a : b) + side * places);
        pipe.length_m = Unit() < 0.4 ? 1.0 + 20.0 * Unit() : 20.0 + 300.0 * Unit();
        pipe.inner_diameter_m = 0.03 + 0.1 * Unit();
        pipe.outer_diameter_m = pipe.inner_diameter_m + 0.007;
        pipe.loss_w_per_m_k = 0.15 + 0.2 * Unit();
        pipe.ground_degc = 6.0;
        network_.pipes.Add(pipe);
        streets_.push_back({pipe.from.value() - side * places, pipe.to.value() - side * places});
      }
    for (std::size_t place = 1; place < places; ++place)
      if (Unit() < 0.5)
        network_.consumers.Add({.id = "c" + std::to_string(place),
                                .supply = models::HeatNodeIndex(place),
                                .back = models::HeatNodeIndex(place + places)});
    network_.producers.Add({.id = "main",
                            .back = models::HeatNodeIndex(places),
                            .supply = models::HeatNodeIndex(0),
                            .pressure_bar = 10.0,
                            .lift_bar = 5.0});
    network_.producers.Add({.id = "fixed",
                            .back = models::HeatNodeIndex(2 * places - 1),
                            .supply = models::HeatNodeIndex(places - 1),
                            .mass_flow_kg_s = kFixedFeedKgS});
  }

  const models::HeatNetwork& network() const { return network_; }
  double Unit() { return std::uniform_real_distribution<double>(0.0, 1.0)(random_); }

  /// Flows of all pipes when consumers draw this and loops circulate at random, now this way, now
  /// that.
  std::vector<double> MakeFlows(const std::vector<double>& consumer_flow_kg_s,
                                double circulation_kg_s) {
    const std::size_t places = parent_.size(), streets = streets_.size() / 2;
    std::vector<double> flow_kg_s(2 * streets, 0.0);
    for (std::size_t side : {0, 1}) {
      // Towards the leaves on the supply side, so that both sides are worked out alike.
      std::vector<double> drawn_kg_s(places, 0.0);
      const double sign = side == 0 ? 1.0 : -1.0;
      for (std::size_t row = 0; row < network_.consumers.size(); ++row)
        drawn_kg_s[network_.consumers[models::HeatConsumerIndex(row)].supply.value()] +=
            consumer_flow_kg_s[row];
      drawn_kg_s[places - 1] -= kFixedFeedKgS;
      for (const std::size_t street : loops_) {
        const double flow = circulation_kg_s * (2.0 * Unit() - 1.0);
        const auto& [from, to] = streets_[side * streets + street];
        flow_kg_s[side * streets + street] = sign * flow;
        drawn_kg_s[from] += flow;
        drawn_kg_s[to] -= flow;
      }
      for (std::size_t k = order_.size(); k-- > 1;) {
        const std::size_t place = order_[k], pipe = side * streets + parent_street_[place];
        const bool leads_here = streets_[pipe].second == place;
        flow_kg_s[pipe] = sign * (leads_here ? drawn_kg_s[place] : -drawn_kg_s[place]);
        drawn_kg_s[parent_[place]] += drawn_kg_s[place];
      }
    }
    return flow_kg_s;
  }

 private:
  std::mt19937 random_;
  models::HeatNetwork network_;
  std::vector<std::pair<std::size_t, std::size_t>> streets_;  // [pipe] places from, to
  std::vector<std::size_t> parent_, parent_street_, order_, loops_;
};

}  // namespace tests
