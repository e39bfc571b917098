#include "twin/cli/heat_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/heat_folder.h"
#include "tests/support/region_paths.h"
#include "twin/cli/bench_heat.h"
#include "twin/cli/heat_alarms.h"
#include "twin/cli/heat_connect.h"
#include "twin/cli/heat_report.h"
#include "twin/cli/heat_transient.h"

namespace twin::cli {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using HeatCaseTest = tests::HeatFolderTest;

TEST_F(HeatCaseTest, OnePipeIsTheFormula) {
  const auto answer = SolveHeatCase(Load(), {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  const double arrives_degc = 6.0 + 84.0 * std::exp(-214.8 / (4.0 * 4190.0));
  const Json json = Json::parse(MakeHeatJson(Load(), *answer));
  EXPECT_TRUE(json["converged"]);
  EXPECT_NEAR(json["consumers"][0]["t_supply_degc"], arrives_degc, 1e-9);
  EXPECT_NEAR(json["pipes"][0]["loss_w"], 4.0 * 4190.0 * (90.0 - arrives_degc), 1e-6);
  EXPECT_NEAR(json["nodes"][1]["t_degc"], arrives_degc, 1e-9);
  EXPECT_EQ(json["nodes"][0]["side"], "supply");
  EXPECT_NEAR(json["nodes"][0]["p_bar"], 8.0, 1e-12);
  EXPECT_NEAR(json["pipes"][0]["dp_bar"], json["pipes"][1]["dp_bar"], 1e-9);
  EXPECT_LT(std::abs(json["balances"]["energy_left_w"].get<double>()), 1e-3);
  EXPECT_THAT(MakeHeatText(Load(), *answer), HasSubstr("coldest consumer   house"));
}

TEST_F(HeatCaseTest, TheThreeWaysOfFrictionDifferInSlowFlowOnly) {
  models::HeatNetwork network = Load();
  auto& consumer = network.consumers[models::HeatConsumerIndex(0)];
  const auto loss_bar = [&](FrictionChoice friction) {
    const auto answer = SolveHeatCase(network, {.friction = friction});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer->solution.hydraulics.pressure_bar[0] -
           answer->solution.hydraulics.pressure_bar[1];
  };
  EXPECT_NEAR(loss_bar(FrictionChoice::kAllRegimes), loss_bar(FrictionChoice::kColebrook), 1e-12);
  EXPECT_NE(loss_bar(FrictionChoice::kColebrook), loss_bar(FrictionChoice::kSwameeJain));
  consumer.mass_flow_kg_s = 0.04;  // Re 1,440
  consumer.heat_w = 100.0;
  EXPECT_LT(loss_bar(FrictionChoice::kAllRegimes), 0.9 * loss_bar(FrictionChoice::kColebrook));
}

TEST_F(HeatCaseTest, ProblemsInTablesAreToldAllAtOnceWithTheirLines) {
  Write("consumers.csv",
        "consumer,supply_node,return_node,q_w,mdot_kg_per_s,t_return_c\n"
        "house,nowhere,house_back,-5,4,50\n");
  const auto network = LoadHeatCase(folder_.string());
  EXPECT_EQ(network.status().code(), absl::StatusCode::kInvalidArgument);
  const std::string message(network.status().message());
  EXPECT_THAT(message, HasSubstr("nowhere"));
  EXPECT_THAT(message, HasSubstr("q_w"));
  EXPECT_THAT(message, HasSubstr("consumers.csv"));
}

TEST_F(HeatCaseTest, NoSolutionIsToldInJson) {
  models::HeatNetwork network = Load();
  network.consumers[models::HeatConsumerIndex(0)].return_degc = 95.0;
  const auto answer =
      SolveHeatCase(network, {.consumers = solvers::heat::ConsumerMode::kReturnTemperature});
  ASSERT_FALSE(answer.ok());
  const Json json = Json::parse(MakeHeatFailureJson(answer.status()));
  EXPECT_FALSE(json["converged"]);
  EXPECT_THAT(json["reason"].get<std::string>(), HasSubstr("consumer house"));
}

TEST_F(HeatCaseTest, WhatBreaksALimitIsAnAlarmInJsonAndInWords) {
  const double speed_m_per_s = 4.0 / (968.0 * 0.25 * M_PI * 0.1071 * 0.1071);
  HeatCaseOptions options;
  EXPECT_TRUE(SolveHeatCase(Load(), options)->alarms.empty());
  EXPECT_THAT(MakeHeatText(Load(), *SolveHeatCase(Load(), options)), HasSubstr("no alarms"));
  options.limits.pressure_max_bar = 8.0;  // as much as the plant holds
  EXPECT_TRUE(SolveHeatCase(Load(), options)->alarms.empty());

  options.limits.pressure_max_bar = 6.0;
  options.limits.speed_max_m_per_s = 0.4;
  options.limits.supply_min_degc = 95.0;
  models::HeatNetwork network = Load();
  const auto answer = SolveHeatCase(network, options);
  ASSERT_TRUE(answer.ok()) << answer.status();
  const Json alarms = Json::parse(MakeHeatJson(network, *answer))["alarms"];
  // Two supply nodes, two pipes, the consumer.
  ASSERT_EQ(alarms.size(), 5u) << alarms;
  EXPECT_EQ(alarms[0]["kind"], "supply_temperature");  // 1 + (95 − 89)/10
  EXPECT_EQ(alarms[0]["element"], "house");
  EXPECT_EQ(alarms[1]["kind"], "pressure");
  EXPECT_EQ(alarms[1]["element"], "plant");
  EXPECT_NEAR(alarms[1]["value"], 8.0, 1e-12);
  EXPECT_EQ(alarms[1]["limit"], 6.0);
  EXPECT_EQ(alarms[1]["unit"], "bar");
  EXPECT_NEAR(alarms[1]["used_ratio"], 8.0 / 6.0, 1e-12);
  for (const Json& alarm : alarms) {
    EXPECT_GT(alarm["used_ratio"], 1.0);
    if (alarm["kind"] == "speed") {
      EXPECT_NEAR(alarm["value"], speed_m_per_s, 1e-9);
    }
  }
  const std::string text = MakeHeatText(network, *answer);
  EXPECT_THAT(text, HasSubstr("5 alarms, worst first"));
  EXPECT_THAT(text, HasSubstr("node plant has 8.00 bar gauge, more than the 6 its pipes are for"));
  EXPECT_THAT(text, HasSubstr("pipe out runs at 0.46 m/s, faster than 0.4"));

  // A class in the tables counts before that of the option.
  network.pipes[models::HeatPipeIndex(0)].pressure_class = models::PressureClass::kPn10;
  const auto of_class = SolveHeatCase(network, options);
  ASSERT_TRUE(of_class.ok());
  EXPECT_EQ(of_class->alarms.size(), 3u);
}

TEST_F(HeatCaseTest, OfManyAlarmsTheTextTellsTheWorst) {
  const models::HeatNetwork network = Load();
  solvers::heat::HeatLimit alarm{.kind = solvers::heat::HeatLimitKind::kGradient,
                                 .row = 1,
                                 .value = 260.4,
                                 .limit = 200.0,
                                 .beyond = 60.4,
                                 .used_ratio = 1.302};
  EXPECT_EQ(TellHeatAlarm(network, alarm), "pipe back loses 260 Pa/m, more than 200");
  alarm.kind = solvers::heat::HeatLimitKind::kBoilingMargin;
  alarm.value = -0.25;
  alarm.limit = 0.5;
  EXPECT_THAT(TellHeatAlarm(network, alarm), HasSubstr("node house is 0.25 bar short"));
  EXPECT_THAT(TellHeatAlarms(network, std::vector(25, alarm)), HasSubstr("and 5 more"));
}

TEST_F(HeatCaseTest, AFrontArrivesAfterTheHydraulicDelayAndEnergyCloses) {
  Write("supply.csv", "time_s,t_supply_c\n0,80\n600,80\n600.001,90\n7200,90\n");
  const auto series = LoadHeatSeries((folder_ / "supply.csv").string());
  ASSERT_TRUE(series.ok()) << series.status();
  const auto answer = RunHeatTransient(Load(), *series, {.step_s = 10.0});
  ASSERT_TRUE(answer.ok()) << answer.status();
  // ρ A L/m = 968 · 9.0088e-3 · 1000 / 4 = 2,180.1 s
  const double delay_s = 968.0 * 0.25 * M_PI * 0.1071 * 0.1071 * 1000.0 / 4.0;
  const auto& degc = answer->consumer_supply_degc[0];
  const double low_degc = degc.front(), high_degc = degc.back();
  EXPECT_NEAR(high_degc - low_degc, 10.0 * std::exp(-214.8 / (4.0 * 4190.0)), 1e-3);
  for (std::size_t row = 0; row < degc.size(); ++row) {
    const double since_s = answer->time_s[row] - 600.0 - delay_s;
    if (since_s < 0.0) {
      EXPECT_NEAR(degc[row], low_degc, 2e-3);
    } else if (since_s > 20.0) {
      EXPECT_NEAR(degc[row], high_degc, 2e-3);
    }
  }
  EXPECT_LT(answer->energy_left_ratio, 1e-9);
  EXPECT_EQ(answer->hydraulic_solves, 0);
  const Json json = Json::parse(MakeTransientJson(Load(), *answer));
  EXPECT_EQ(json["consumers"][0]["t_supply_degc"].size(), 720u);
}

// A booster in the street and a valve that holds 1 bar over the house: from the tables through
// solution and report to a run over time.
TEST_F(HeatCaseTest, PumpsAndValvesGoFromTablesToEveryReport) {
  Write("nodes.csv",
        "node,side,height_m\nplant,supply,0\nlow,supply,0\nhouse,supply,0\nhouse_back,return,0\n"
        "held,return,0\nplant_back,return,0\n");
  Write("pipes.csv",
        "pipe,from_node,to_node,length_m,inner_diameter_mm,roughness_mm,loss_coefficient,"
        "u_w_per_mk,t_ground_c\n"
        "out,plant,low,1000,107.1,0.05,0,0.2148,6\n"
        "back,held,plant_back,1000,107.1,0.05,0,0.2148,6\n");
  Write("pumps.csv", "pump,from_node,to_node,curve\nbooster,low,house,5:1.5\n");
  Write("valves.csv",
        "valve,from_node,to_node,type,diameter_mm,loss_coefficient,setting_bar,sensed_high_node,"
        "sensed_low_node\nholder,house_back,held,differential_pressure,80,4,1,house,house_back\n");
  const models::HeatNetwork network = Load();
  const auto answer = SolveHeatCase(network, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  const Json json = Json::parse(MakeHeatJson(network, *answer));
  EXPECT_NEAR(json["pumps"][0]["m_kg_s"], 4.0, 1e-9);
  EXPECT_NEAR(json["pumps"][0]["lift_bar"], 2.0 - 0.5 * 16.0 / 25.0, 1e-6);
  EXPECT_EQ(json["valves"][0]["status"], "controlling");
  EXPECT_NEAR(json["consumers"][0]["dp_bar"], 1.0, 1e-6);
  EXPECT_LT(json["balances"]["worst_node_kg_s"], 1e-9);
  EXPECT_LT(std::abs(json["balances"]["energy_left_w"].get<double>()), 1e-3);
  const double arrives_degc = 6.0 + 84.0 * std::exp(-214.8 / (4.0 * 4190.0));
  EXPECT_NEAR(json["consumers"][0]["t_supply_degc"], arrives_degc, 1e-9);

  Write("step.csv", "time_s,t_supply_c\n0,80\n600,80\n600.001,90\n7200,90\n");
  const auto series = LoadHeatSeries((folder_ / "step.csv").string());
  ASSERT_TRUE(series.ok()) << series.status();
  const auto run = RunHeatTransient(network, *series, {.step_s = 20.0});
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_NEAR(run->consumer_supply_degc[0].back(), arrives_degc, 2e-3);
  EXPECT_LT(run->energy_left_ratio, 1e-9);
}

TEST_F(HeatCaseTest, MovingDemandMovesFlows) {
  Write("demand.csv", "time_s,demand_share\n0,1\n3600,0.5\n");
  const auto series = LoadHeatSeries((folder_ / "demand.csv").string());
  ASSERT_TRUE(series.ok()) << series.status();
  const auto answer = RunHeatTransient(Load(), *series, {.step_s = 60.0});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->time_s.size(), 60u);
  EXPECT_GT(answer->hydraulic_solves, 50);
  EXPECT_LT(answer->energy_left_ratio, 1e-9);
  EXPECT_LT(answer->taken_j, 500000.0 * 3600.0 * 0.76);
}

TEST_F(HeatCaseTest, BadSeriesNameTheirLines) {
  Write("bad.csv", "time_s,t_supply_c\n0,80\n0,190\n");
  const auto series = LoadHeatSeries((folder_ / "bad.csv").string());
  const std::string message(series.status().message());
  EXPECT_THAT(message, HasSubstr("bad.csv"));
  EXPECT_THAT(message, HasSubstr("does not come after"));
  EXPECT_THAT(message, HasSubstr("190"));
  Write("none.csv", "time_s\n0\n1\n");
  EXPECT_THAT(std::string(LoadHeatSeries((folder_ / "none.csv").string()).status().message()),
              HasSubstr("neither"));
}

TEST_F(HeatCaseTest, AConnectionAnswerNamesWhatStopsIt) {
  HeatConnectOptions options{.supply_node = "house"};
  const auto report = AnswerHeatConnect(Load(), options);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_GT(report->answer.available_w, 1e5);
  ASSERT_TRUE(report->answer.binding.has_value());
  const Json json = Json::parse(MakeConnectJson(Load(), options, *report));
  EXPECT_FALSE(json["binding"]["element"].get<std::string>().empty());
  EXPECT_FALSE(json.contains("fits"));
  options.asked_w = 1e3;
  EXPECT_TRUE(Json::parse(MakeConnectJson(Load(), options, *report))["fits"]);
  options.asked_w = 1e9;
  EXPECT_THAT(MakeConnectText(Load(), options, *report), HasSubstr("does not fit"));
  options.supply_node = "hous";
  EXPECT_EQ(AnswerHeatConnect(Load(), options).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(HeatCaseTest, TooManyStepsAreRefused) {
  Write("long.csv", "time_s,t_supply_c\n0,80\n1000000000,90\n");
  const auto series = LoadHeatSeries((folder_ / "long.csv").string());
  ASSERT_TRUE(series.ok());
  EXPECT_EQ(RunHeatTransient(Load(), *series, {.step_s = 1.0}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(HeatCaseTest, TheBenchTellsEveryPart) {
  const auto bench = MeasureHeat(Load(), 3);
  ASSERT_TRUE(bench.ok()) << bench.status();
  const Json json = Json::parse(MakeHeatBenchJson(Load(), *bench));
  for (const char* part : {"from_tables", "cold", "warm", "coupled", "coupled_warm",
                           "transient_step", "transport_step"}) {
    EXPECT_GT(json[part]["median_ms"], 0.0) << part;
    EXPECT_LE(json[part]["min_ms"], json[part]["median_ms"]) << part;
  }
}

TEST(EpanetCaseTest, AFileIsSolvedAtTimeZero) {
  const std::string path = tests::ReferenceDirectory() + "/heat/epanet/Net1.inp";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no reference case " << path;
  EXPECT_TRUE(IsEpanetFile(path));
  const auto epanet = LoadEpanet(path);
  ASSERT_TRUE(epanet.ok()) << epanet.status();
  const auto answer = SolveEpanet(*epanet);
  ASSERT_TRUE(answer.ok()) << answer.status();
  const Json json = Json::parse(MakeEpanetJson(*epanet, *answer));
  EXPECT_EQ(json["nodes"][0]["id"], "10");
  EXPECT_NEAR(json["nodes"][0]["head"], 1004.347392, 1e-3);
  EXPECT_NEAR(json["pipes"][0]["flow"], 1866.17583, 1e-2);
  EXPECT_THAT(MakeEpanetText(*epanet, *answer), HasSubstr("1 pumps"));
}

}  // namespace
}  // namespace twin::cli
