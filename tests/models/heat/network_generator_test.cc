#include "models/heat/network_generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/base/errors.h"

namespace models {
namespace {

HeatNetworkSpec Town() {
  return {.id = "town",
          .design_heat_w = 45e6,
          .supply_degc = 120.0,
          .return_degc = 60.0,
          .trench_count = 250,
          .producer_count = 2,
          .seed = 7};
}

std::vector<double> Numbers(const GeneratedHeatNetwork& made) {
  std::vector<double> numbers;
  for (const auto& node : made.network.nodes) numbers.push_back(node.height_m);
  for (const auto& pipe : made.network.pipes) {
    numbers.push_back(pipe.length_m);
    numbers.push_back(pipe.inner_diameter_m);
    numbers.push_back(pipe.loss_w_per_m_k);
    numbers.push_back(static_cast<double>(pipe.from.value()));
  }
  for (const auto& consumer : made.network.consumers) numbers.push_back(consumer.heat_w);
  for (const auto& place : made.places) numbers.push_back(place.east_m + 3.0 * place.north_m);
  return numbers;
}

TEST(NetworkGeneratorTest, OneSeedGivesTheSameBytesTwoSeedsDiffer) {
  const auto first = GenerateHeatNetwork(Town());
  const auto again = GenerateHeatNetwork(Town());
  HeatNetworkSpec other_spec = Town();
  other_spec.seed = 8;
  const auto other = GenerateHeatNetwork(other_spec);
  ASSERT_TRUE(first.ok() && again.ok() && other.ok()) << first.status();
  EXPECT_EQ(Numbers(*first), Numbers(*again));
  EXPECT_NE(Numbers(*first), Numbers(*other));
}

TEST(NetworkGeneratorTest, ItIsWhatWasAskedFor) {
  for (const int trenches : {10, 50, 250, 1400}) {
    HeatNetworkSpec spec = Town();
    spec.trench_count = trenches;
    spec.producer_count = trenches >= 250 ? 3 : 1;
    const auto made = GenerateHeatNetwork(spec);
    ASSERT_TRUE(made.ok()) << made.status();
    const HeatNetwork& network = made->network;
    ASSERT_TRUE(Validate(network).ok());
    EXPECT_EQ(network.pipes.size(), 2u * static_cast<std::size_t>(trenches));
    EXPECT_EQ(network.nodes.size(), 2u * made->places.size());
    EXPECT_EQ(network.producers.size(), static_cast<std::size_t>(spec.producer_count));
    double heat_w = 0.0, part_w = 0.0;
    for (const auto& consumer : network.consumers) heat_w += consumer.heat_w;
    for (const double design_w : made->producer_design_w) part_w += design_w;
    EXPECT_NEAR(heat_w, spec.design_heat_w, 1e-9 * spec.design_heat_w);
    EXPECT_NEAR(part_w, spec.design_heat_w, 1e-9 * spec.design_heat_w);
    // A forest with one tree a plant, and a tenth of the trenches as loops.
    const auto loops = trenches - static_cast<int>(made->places.size()) + spec.producer_count;
    EXPECT_EQ(loops, std::lround(0.1 * trenches));
  }
}

TEST(NetworkGeneratorTest, BothSidesAreAlikeAndOpposite) {
  const auto made = GenerateHeatNetwork(Town());
  ASSERT_TRUE(made.ok());
  const std::size_t trenches = 250, nodes = made->places.size();
  for (std::size_t t = 0; t < trenches; ++t) {
    const auto& supply = made->network.pipes[HeatPipeIndex(t)];
    const auto& back = made->network.pipes[HeatPipeIndex(trenches + t)];
    EXPECT_EQ(supply.from.value() + nodes, back.to.value());
    EXPECT_EQ(supply.to.value() + nodes, back.from.value());
    EXPECT_EQ(supply.length_m, back.length_m);
    EXPECT_EQ(supply.inner_diameter_m, back.inner_diameter_m);
    EXPECT_GT(supply.loss_w_per_m_k, back.loss_w_per_m_k);  // warmed by the other
    EXPECT_GT(supply.loss_w_per_m_k, 0.05);
    EXPECT_LT(supply.loss_w_per_m_k, 0.8);
    EXPECT_TRUE(CheckPipeSize(supply.inner_diameter_m, supply.outer_diameter_m).belongs);
  }
}

// Every node hangs on a plant, by union-find over the supply pipes.
TEST(NetworkGeneratorTest, EveryStreetIsReached) {
  const auto made = GenerateHeatNetwork(Town());
  ASSERT_TRUE(made.ok());
  std::vector<std::size_t> root(made->places.size());
  std::iota(root.begin(), root.end(), std::size_t{0});
  const auto find = [&root](std::size_t node) {
    while (root[node] != node) node = root[node] = root[root[node]];
    return node;
  };
  for (std::size_t t = 0; t < 250; ++t) {
    const auto& pipe = made->network.pipes[HeatPipeIndex(t)];
    root[find(pipe.from.value())] = find(pipe.to.value());
  }
  std::vector<char> has_plant(root.size(), 0);
  for (const auto& producer : made->network.producers) has_plant[find(producer.supply.value())] = 1;
  for (std::size_t node = 0; node < root.size(); ++node) EXPECT_TRUE(has_plant[find(node)]) << node;
}

TEST(NetworkGeneratorTest, HeightsAreSmoothAndWithinTheRange) {
  HeatNetworkSpec spec = Town();
  spec.height_range_m = 40.0;
  const auto made = GenerateHeatNetwork(spec);
  ASSERT_TRUE(made.ok());
  double highest_m = 0.0;
  for (const auto& node : made->network.nodes) {
    EXPECT_GE(node.height_m, 0.0);
    highest_m = std::max(highest_m, node.height_m);
  }
  EXPECT_GT(highest_m, 10.0);
  EXPECT_LT(highest_m, 60.0);
  for (const auto& pipe : made->network.pipes) {
    const double rise_m =
        made->network.nodes[pipe.from].height_m - made->network.nodes[pipe.to].height_m;
    EXPECT_LT(std::abs(rise_m), 0.12 * pipe.length_m);
  }
  spec.height_range_m = 0.0;
  const auto flat = GenerateHeatNetwork(spec);
  ASSERT_TRUE(flat.ok());
  for (const auto& node : flat->network.nodes) EXPECT_EQ(node.height_m, 0.0);
}

TEST(NetworkGeneratorTest, WrongFieldsAreNamedAtOnce) {
  HeatNetworkSpec spec = Town();
  spec.design_heat_w = -1.0;
  spec.trench_count = 3;
  spec.supply_degc = 60.0;
  std::vector<std::string> fields;
  for (const auto& violation : errors::FieldViolationsOf(GenerateHeatNetwork(spec).status()))
    fields.push_back(violation.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"design_heat_w", "supply_degc", "trench_count",
                                              "producer_count"}));
}

}  // namespace
}  // namespace models
