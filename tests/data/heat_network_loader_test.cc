#include "data/heat_network_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/region_paths.h"

namespace data {
namespace {

using testing::AllOf;
using testing::HasSubstr;

void Write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path) << text;
}

class HeatNetworkLoaderTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / (std::string("heat_") + test->name());
    std::filesystem::create_directories(folder_);
    Write(folder_ / "nodes.csv",
          "node,side,height_m\na,supply,0\nb,supply,5\nc,return,0\nd,return,5\n");
    Write(folder_ / "pipes.csv",
          kPipeHeader + "ab,a,b,100,107.1,0.05,2,0.2,6\n" + "dc,d,c,100,107.1,0.05,2,0.2,6\n");
    Write(folder_ / "consumers.csv",
          "consumer,supply_node,return_node,q_w,mdot_kg_per_s,t_return_c\nk,b,d,250000,1.25,50\n");
    Write(folder_ / "producers.csv", kProducerHeader + "p,c,a,14,6,95,\n");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::string kPipeHeader =
      "pipe,from_node,to_node,length_m,inner_diameter_mm,roughness_mm,loss_coefficient,u_w_per_mk,"
      "t_ground_c\n";
  const std::string kProducerHeader =
      "producer,return_node,flow_node,p_flow_bar_gauge,p_lift_bar,t_flow_c,mdot_kg_per_s\n";
  std::filesystem::path folder_;
};

TEST_F(HeatNetworkLoaderTest, ReadsEveryTable) {
  Diagnostics diagnostics;
  const models::HeatNetwork network = LoadHeatNetwork(folder_.string(), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  ASSERT_EQ(network.pipes.size(), 2u);
  const auto& pipe = network.pipes[models::HeatPipeIndex(1)];
  EXPECT_EQ(pipe.from, models::HeatNodeIndex(3));
  EXPECT_DOUBLE_EQ(pipe.inner_diameter_m, 0.1071);
  EXPECT_DOUBLE_EQ(pipe.roughness_m, 5e-5);
  EXPECT_TRUE(pipe.is_open);
  const auto& producer = network.producers[models::HeatProducerIndex(0)];
  EXPECT_EQ(producer.lift_bar, 6.0);
  EXPECT_FALSE(producer.mass_flow_kg_s.has_value());
  EXPECT_EQ(network.nodes[producer.back].side, models::HeatSide::kReturn);
}

TEST_F(HeatNetworkLoaderTest, TellsEveryErrorAtOnceWithFileAndLine) {
  Write(folder_ / "pipes.csv", kPipeHeader + "ab,a,x,100,107.1,0.05,2,0.2,6\n" +
                                   "dc,d,c,-1,abc,0.05,2,0.2,6\n" + "ac,a,c,10,50,0.05,2,0.2,6\n");
  Write(folder_ / "producers.csv", kProducerHeader + "p,a,c,14,6,95,3\n");
  Diagnostics diagnostics;
  LoadHeatNetwork(folder_.string(), diagnostics);
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : diagnostics) lines.push_back(ToText(diagnostic));
  EXPECT_THAT(lines,
              testing::ElementsAre(AllOf(HasSubstr("pipes.csv:2"), HasSubstr("to_node")),
                                   AllOf(HasSubstr("pipes.csv:3"), HasSubstr("length_m")),
                                   AllOf(HasSubstr("pipes.csv:3"), HasSubstr("inner_diameter_mm")),
                                   AllOf(HasSubstr("pipes.csv:4"), HasSubstr("other side")),
                                   AllOf(HasSubstr("producers.csv:2"), HasSubstr("no return node")),
                                   AllOf(HasSubstr("producers.csv:2"), HasSubstr("no supply node")),
                                   AllOf(HasSubstr("producers.csv:2"), HasSubstr("one of them"))));
}

TEST_F(HeatNetworkLoaderTest, ANetworkWithoutHeldPressureIsToldOf) {
  Write(folder_ / "producers.csv", kProducerHeader + "p,c,a,14,,95,3\n");
  Diagnostics diagnostics;
  LoadHeatNetwork(folder_.string(), diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_THAT(diagnostics[0].problem, HasSubstr("no producer holds the pressure"));
}

TEST(HeatNetworkReferenceTest, ReadsTheReferenceNetworks) {
  const std::string directory = tests::ReferenceDirectory() + "/heat/pandapipes_nets/grid1k";
  if (!std::filesystem::exists(directory)) GTEST_SKIP() << "no reference case " << directory;
  Diagnostics diagnostics;
  const models::HeatNetwork network = LoadHeatNetwork(directory, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  EXPECT_EQ(network.pipes.size(), 1098u);
}

}  // namespace
}  // namespace data
