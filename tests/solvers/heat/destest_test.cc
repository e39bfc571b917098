// The steady network exercise CE_0 of DESTEST: 16 buildings, answers of six programs as a band.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "solvers/heat/steady_heat.h"
#include "tests/support/heat_network_cases.h"

namespace solvers::heat {
namespace {

using models::HeatNodeIndex;

constexpr models::Water kWater{
    .density_kg_m3 = 988.0, .heat_capacity_j_per_kg_k = 4180.0, .viscosity_pa_s = 5.434e-4};
constexpr double kFlowKgS = 553.0 / 3600.0;
constexpr double kPaPerBar = 1e5;

class DestestNetwork {
 public:
  explicit DestestNetwork(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
      const std::vector<std::string> cells = absl::StrSplit(line, ',');
      double length_m = 0.0, diameter_m = 0.0, loss_w_per_m_k = 0.0;
      EXPECT_TRUE(absl::SimpleAtod(cells[2], &length_m) &&
                  absl::SimpleAtod(cells[4], &diameter_m) &&
                  absl::SimpleAtod(cells[6], &loss_w_per_m_k));
      for (const bool is_supply : {true, false}) {
        const HeatNodeIndex far = Node(cells[0], is_supply), near = Node(cells[1], is_supply);
        network.pipes.Add({.id = line,
                           .from = is_supply ? near : far,
                           .to = is_supply ? far : near,
                           .length_m = length_m,
                           .inner_diameter_m = diameter_m,
                           .roughness_m = 7e-6,
                           .loss_w_per_m_k = loss_w_per_m_k,
                           .ground_degc = 10.0});
      }
      if (cells[0].rfind("Simple", 0) == 0)
        network.consumers.Add({.id = cells[0],
                               .supply = Node(cells[0], true),
                               .back = Node(cells[0], false),
                               .heat_w = 30.0 * kFlowKgS * kWater.heat_capacity_j_per_kg_k,
                               .mass_flow_kg_s = kFlowKgS});
    }
    network.producers.Add({.id = "plant",
                           .back = Node("i", false),
                           .supply = Node("i", true),
                           .pressure_bar = 6.0,
                           .lift_bar = 2.0,
                           .supply_degc = 70.0});
  }
  HeatNodeIndex Node(const std::string& id, bool is_supply) {
    const auto [found, is_new] = nodes_.try_emplace(id + (is_supply ? "+" : "-"), HeatNodeIndex());
    if (is_new)
      found->second = network.nodes.Add(
          {.id = found->first,
           .side = is_supply ? models::HeatSide::kSupply : models::HeatSide::kReturn});
    return found->second;
  }

  models::HeatNetwork network;

 private:
  std::map<std::string, HeatNodeIndex> nodes_;
};

TEST(DestestTest, SteadyAnswersLieInsideTheBandOfSixPrograms) {
  const std::string path = tests::HeatReferenceDirectory() + "/destest/ce0_pipes.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no reference case " << path;
  DestestNetwork destest(path);
  ASSERT_TRUE(models::Validate(destest.network).ok()) << models::Validate(destest.network);
  ASSERT_EQ(destest.network.consumers.size(), 16u);
  const auto solution =
      SolveSteadyHeat(destest.network, {.water = models::WaterLaw::Constant(kWater)});
  ASSERT_TRUE(solution.ok()) << solution.status();
  const auto pressure_bar = [&](const char* id, bool is_supply) {
    return solution->hydraulics.pressure_bar[destest.Node(id, is_supply).value()];
  };
  const auto degc = [&](const char* id, bool is_supply) {
    return solution->node_degc[destest.Node(id, is_supply).value()];
  };
  const double supply_pa = kPaPerBar * (pressure_bar("i", true) - pressure_bar("e", true));
  EXPECT_GE(supply_pa, 22385.0);
  EXPECT_LE(supply_pa, 25399.0);
  EXPECT_NEAR(supply_pa, 23414.0, 0.01 * 23414.0);  // the run with Colebrook's law
  const double return_pa = kPaPerBar * (pressure_bar("h", false) - pressure_bar("i", false));
  EXPECT_GE(return_pa, 5658.0);
  EXPECT_LE(return_pa, 7913.0);
  EXPECT_NEAR(return_pa, 5909.0, 0.01 * 5909.0);
  EXPECT_NEAR(degc("e", true), 69.588, 2e-3);
  EXPECT_NEAR(degc("i", false), 39.478, 2e-3);
  EXPECT_NEAR(solution->producer_heat_w[0], 313571.0, 20.0);
  double lost_w = 0.0;
  for (const double loss_w : solution->pipe_loss_w) lost_w += loss_w;
  EXPECT_NEAR(lost_w, 5366.0, 5.0);
}

}  // namespace
}  // namespace solvers::heat
