#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "twin/cli/heat_case.h"

namespace tests {

/// One plant, one customer 1,000 m away, DN100; 20 kW per kelvin at 4.777 kg/s.
class HeatFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(folder_);
    Write("nodes.csv",
          "node,side,height_m\nplant,supply,0\nhouse,supply,0\nhouse_back,return,0\n"
          "plant_back,return,0\n");
    Write("pipes.csv",
          "pipe,from_node,to_node,length_m,inner_diameter_mm,roughness_mm,loss_coefficient,"
          "u_w_per_mk,t_ground_c\n"
          "out,plant,house,1000,107.1,0.05,0,0.2148,6\n"
          "back,house_back,plant_back,1000,107.1,0.05,0,0.2148,6\n");
    Write("consumers.csv",
          "consumer,supply_node,return_node,q_w,mdot_kg_per_s,t_return_c\n"
          "house,house,house_back,500000,4,50\n");
    Write("producers.csv",
          "producer,return_node,flow_node,p_flow_bar_gauge,p_lift_bar,t_flow_c,mdot_kg_per_s\n"
          "plant,plant_back,plant,8,4,90,\n");
  }
  void Write(const char* file, const std::string& text) { std::ofstream(folder_ / file) << text; }
  models::HeatNetwork Load() {
    const auto network = twin::cli::LoadHeatCase(folder_.string());
    EXPECT_TRUE(network.ok()) << network.status();
    return *network;
  }

  std::filesystem::path folder_;
};

}  // namespace tests
