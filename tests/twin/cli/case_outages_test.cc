// What `twin n-1` and `twin bench powerflow` print.
#include "twin/cli/case_outages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "twin/cli/bench_powerflow.h"
#include "twin/cli/bench_stream.h"

namespace twin::cli {
namespace {

using Json = nlohmann::json;

// Twins of 40 MVA feed bus 30; a third line hangs bus 4 on it. 50 MW and 5 MW.
std::string TwinsText(double demand_mw) {
  return "mpc.baseMVA = 100;\n"
         "mpc.bus = [\n"
         " 7 3 0 0 0 0 1 1 0 132 1 1.1 0.9\n"
         " 30 1 " +
         std::to_string(demand_mw) +
         " 10 0 0 1 1 0 132 1 1.1 0.9\n"
         " 4 1 5 1 0 0 1 1 0 132 1 1.1 0.9\n"
         "];\n"
         "mpc.gen = [7 0 0 900 -900 1.0 100 1 900 0];\n"
         "mpc.branch = [\n"
         " 7 30 0.001 0.05 0 40 0 0 0 0 1 -360 360\n"
         " 7 30 0.001 0.05 0 40 0 0 0 0 1 -360 360\n"
         " 30 4 0.001 0.05 0 40 0 0 0 0 1 -360 360\n"
         "];\n";
}

LoadedCase MakeTwins(double demand_mw) {
  auto matpower = data::ParseMatpowerCase(TwinsText(demand_mw), "twins.m");
  EXPECT_TRUE(matpower.ok()) << matpower.status();
  auto loaded = MakeLoadedCase(*std::move(matpower));
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return *std::move(loaded);
}

Json Ask(const LoadedCase& loaded, const OutageQuestion& question) {
  const auto answer = SolveOutages(loaded, question);
  EXPECT_TRUE(answer.ok()) << answer.status();
  return Json::parse(MakeOutagesJson(loaded, question, *answer));
}

TEST(CaseOutagesTest, TheWorstComesFirstWithBranchBusAndLostLoad) {
  const Json json = Ask(MakeTwins(50.0), {});
  ASSERT_EQ(json["outages"].size(), 3u);
  EXPECT_EQ(json["outages_count"], 3);
  EXPECT_TRUE(json["non_converged"].empty());
  const Json& worst = json["outages"][0];
  EXPECT_EQ(worst["kind"], "line");
  EXPECT_EQ(worst["method"], "ac");
  EXPECT_NEAR(worst["worst_loading_share"].get<double>(), 56.0 / 40.0, 0.1);
  EXPECT_EQ(worst["branches"][0].get<int>() + worst["worst_branch"].get<int>(), 3);  // its twin
  const Json& tail = json["outages"][2];
  EXPECT_EQ(tail["id"], "branch:3");
  EXPECT_EQ(tail["lost_load_mw"], 5.0);
  ASSERT_EQ(json["overloaded"].size(), 2u);
  EXPECT_EQ(json["overloaded"][0]["outages"].size(), 1u);
}

TEST(CaseOutagesTest, AMastTakesBothTwinsAndAnOutageWithoutSolutionIsNamed) {
  const Json json = Ask(MakeTwins(50.0), {.masts = {"1+2"}});
  bool has_mast = false;
  for (const Json& outage : json["outages"]) {
    if (outage["kind"] != "common mast") continue;
    has_mast = true;
    EXPECT_EQ(outage["id"], "mast:1+2");
    EXPECT_EQ(outage["lost_load_mw"], 55.0);
  }
  EXPECT_TRUE(has_mast);
  // One line of x = 0.05 carries at most 1/(2 x) = 10 pu: two carry 1200 MW, one does not.
  const Json heavy = Ask(MakeTwins(1200.0), {});
  ASSERT_EQ(heavy["non_converged"].size(), 2u);
  EXPECT_EQ(heavy["non_converged"][0]["id"], "branch:1");
  EXPECT_FALSE(heavy["non_converged"][0]["reason"].get<std::string>().empty());
  const LoadedCase loaded = MakeTwins(50.0);
  for (const char* mast : {"1+99", "a+b", "1+0", ""}) {
    EXPECT_EQ(SolveOutages(loaded, {.masts = {mast}}).status().code(),
              absl::StatusCode::kInvalidArgument)
        << mast;
  }
}

TEST(CaseOutagesTest, TheScreenIsToldAndItsMissesMeasured) {
  const Json screened = Ask(MakeTwins(20.0), {.screen = solvers::ContingencyScreen::kLinear});
  EXPECT_EQ(screened["is_screened"], true);
  EXPECT_EQ(screened["solved_count"], 1);  // the tail is cut off and asked of AC
  EXPECT_EQ(screened["outages"][0]["method"], "linear estimate");
  const Json all = Ask(MakeTwins(20.0),
                       {.screen = solvers::ContingencyScreen::kLinear, .measures_misses = true});
  EXPECT_EQ(all["solved_count"], 3);
  EXPECT_EQ(all["screen"]["wanted_count"], 1);
  EXPECT_TRUE(all["screen"]["missed_overloads"].empty());
  EXPECT_NEAR(all["outages"][0]["worst_loading_share"].get<double>(),
              screened["outages"][0]["worst_loading_share"].get<double>(), 0.05);
}

TEST(CaseOutagesTest, TheNewtonStepScreensAndTellsWhatItLeftOut) {
  constexpr auto kStep = solvers::ContingencyScreen::kStep;
  const LoadedCase loaded = MakeTwins(20.0);
  const Json json = Ask(loaded, {.screen = kStep});
  EXPECT_EQ(json["screen"]["method"], "1p1q");
  EXPECT_EQ(json["screen"]["estimated_count"], 2);
  EXPECT_EQ(json["screen"]["wanted_count"], 1);  // the tail is cut off
  EXPECT_EQ(json["screen"]["screened_out_count"], 2);
  EXPECT_FALSE(json["screen"].contains("missed_overloads"));
  EXPECT_EQ(json["outages"][0]["method"], "newton step");
  const Json all = Ask(loaded, {.screen = kStep, .measures_misses = true});
  EXPECT_EQ(all["solved_count"], 3);
  for (const char* key : {"missed_overloads", "missed_voltages", "missed_non_converged"}) {
    EXPECT_TRUE(all["screen"][key].empty()) << key;
  }
  EXPECT_EQ(all["screen"]["worst_missed_loading_share"], 0.0);
  EXPECT_NEAR(all["outages"][0]["worst_loading_share"].get<double>(),
              json["outages"][0]["worst_loading_share"].get<double>(), 2e-3);
  // 27 of 40 MVA: within a margin of 40 %.
  EXPECT_EQ(Ask(loaded, {.screen = kStep, .screen_margin_share = 0.4})["solved_count"], 3);
  const OutageQuestion question{.screen = kStep};
  EXPECT_THAT(MakeOutagesText(loaded, question, *SolveOutages(loaded, question)),
              testing::HasSubstr("the screen (1p1q) has cleared 2 of 3 outages"));
}

TEST(CaseOutagesTest, TheTableNamesWhatIsOverloadedAndWhatIsLost) {
  const LoadedCase loaded = MakeTwins(50.0);
  const auto answer = SolveOutages(loaded, {});
  ASSERT_TRUE(answer.ok());
  const std::string text = MakeOutagesText(loaded, {}, *answer);
  EXPECT_THAT(text, testing::HasSubstr("2 branches above 100 % of rate A because of"));
  EXPECT_THAT(text, testing::HasSubstr("5.0 MW lost"));
}

// 90 MW by two lines of 40 MVA: overloaded before anything is lost.
TEST(CaseOutagesTest, WhatTheIntactGridBreaksIsListedApart) {
  const LoadedCase loaded = MakeTwins(85.0);
  const auto answer = SolveOutages(loaded, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  const Json json = Json::parse(MakeOutagesJson(loaded, {}, *answer));
  ASSERT_EQ(json["base"]["overloaded"].size(), 2u);
  EXPECT_NEAR(json["base"]["overloaded"][0]["loading_share"].get<double>(), 45.5 / 40.0, 0.05);
  // The tail's loss relieves them: it overloads nothing.
  ASSERT_EQ(json["overloaded"].size(), 2u);
  for (const Json& branch : json["overloaded"]) {
    ASSERT_EQ(branch["outages"].size(), 1u);
    EXPECT_NE(branch["outages"][0]["id"], "branch:3");
  }
  for (const Json& outage : json["outages"]) {
    EXPECT_EQ(outage["risen_branch"].is_null(), outage["id"] == "branch:3");
  }
  const std::string text = MakeOutagesText(loaded, {}, *answer);
  EXPECT_THAT(text, testing::HasSubstr("exists in the intact grid: 2 branches above the limit"));
}

TEST(CaseOutagesTest, WithoutRatingsNothingIsRankedAndThatIsTold) {
  LoadedCase loaded = MakeTwins(50.0);
  for (models::BranchParams& branch : loaded.region.grid.branches) branch.is_monitored = false;
  const auto answer = SolveOutages(loaded, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  const Json json = Json::parse(MakeOutagesJson(loaded, {}, *answer));
  EXPECT_EQ(json["rated_branches_count"], 0);
  EXPECT_EQ(json["ranking"], "none: no branch has a rating");
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(json["outages"][i]["id"], "branch:" + std::to_string(i + 1));
    EXPECT_TRUE(json["outages"][i]["worst_loading_share"].is_null());
  }
  EXPECT_THAT(MakeOutagesText(loaded, {}, *answer),
              testing::HasSubstr("by nothing but the file's order"));
}

TEST(CaseOutagesTest, AFoldersRatingsTakeThePlaceOfRateA) {
  const std::string folder = testing::TempDir() + "/outages_of_a_folder";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/twins.m") << TwinsText(50.0);
  std::ofstream(folder + "/profile.csv") << "load_share\n1.0\n0.5\n";
  std::ofstream(folder + "/ratings.csv") << "branch_row,rating_mva\n1,80\n";
  const auto loaded = LoadCase(folder);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const Json json = Ask(*loaded, {});
  // Without row 2 its twin carries 56 of 80 MVA; without row 1, row 2 56 of 40.
  ASSERT_EQ(json["overloaded"].size(), 1u);
  EXPECT_EQ(json["overloaded"][0]["branch"], 2);
  std::filesystem::remove(folder + "/twins.m");
  EXPECT_EQ(LoadCase(folder).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(BenchPowerFlowTest, EveryEngineHasItsFigures) {
  const LoadedCase loaded = MakeTwins(50.0);
  const auto bench = MeasurePowerFlow(loaded, 2);
  ASSERT_TRUE(bench.ok()) << bench.status();
  const Json json = Json::parse(MakeBenchJson(loaded, *bench));
  ASSERT_EQ(json["engines"].size(), 5u);
  const std::vector<std::string> names{"klu", "block", "lanes", "batch", "batch"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Json& engine = json["engines"][i];
    EXPECT_EQ(engine["name"], names[i]);
    EXPECT_EQ(engine["threads"], i == 4 ? 2 : 1);
    EXPECT_EQ(engine["outages_count"], 2);  // the tail is a bridge
    EXPECT_EQ(engine["outages_unsolved_count"], 0);
    EXPECT_FALSE(engine["instruction_set"].get<std::string>().empty());
    const bool is_batch = names[i] == "batch";
    for (const char* key : {"cold_ms", "reused_ms", "series_step_one_ms", "outages_plain_per_s"}) {
      EXPECT_EQ(engine[key].is_null(), is_batch) << names[i] << " " << key;
    }
    const bool has_batches = i >= 2;
    for (const char* key : {"series_step_batch_ms", "outages_batch_per_s"}) {
      EXPECT_EQ(engine[key].is_null(), !has_batches) << names[i] << " " << key;
    }
  }
  EXPECT_EQ(json["engines"][0]["ratio_to_klu"]["reused"], 1.0);
  EXPECT_NEAR(json["engines"][3]["ratio_to_klu"]["series_step_batch"].get<double>(),
              json["engines"][0]["series_step_one_ms"].get<double>() /
                  json["engines"][3]["series_step_batch_ms"].get<double>(),
              1e-9);
  EXPECT_THAT(MakeBenchText(loaded, *bench), testing::HasSubstr("outages tried, unsolved"));
}

TEST(BenchStreamTest, EveryStepIsSolvedAndMemoryDoesNotGrowWithThem) {
  const LoadedCase loaded = MakeTwins(50.0);
  const StreamQuestion few{.steps = 100}, many{.steps = 20000, .threads = 2};
  const auto short_run = MeasureStream(loaded, few);
  ASSERT_TRUE(short_run.ok()) << short_run.status();
  const auto bench = MeasureStream(loaded, many);
  ASSERT_TRUE(bench.ok()) << bench.status();
  EXPECT_EQ(bench->unsolved_count, 0u);
  EXPECT_GT(short_run->peak_memory_bytes, 0u);
  // A number a step would be 160 kB, a number a step and branch 640 kB; two threads' stacks,
  // buffers and heaps are what is allowed.
  EXPECT_LT(bench->peak_memory_bytes, short_run->peak_memory_bytes + 4'000'000u);
  // Losses per step are those of the case, give or take what loads move.
  EXPECT_NEAR(bench->losses_mwh / 20000.0, short_run->losses_mwh / 100.0,
              0.05 * short_run->losses_mwh / 100.0);
  const Json json = Json::parse(MakeStreamJson(loaded, many, *bench));
  EXPECT_EQ(json["steps_count"], 20000);
  EXPECT_EQ(json["threads"], 2);
  EXPECT_GT(json["steps_per_s"].get<double>(), 0.0);
  EXPECT_THAT(MakeStreamText(loaded, many, *bench), testing::HasSubstr("peak memory"));
}

TEST(BenchStreamTest, ThreadsChangeNothingButTheTime) {
  const LoadedCase loaded = MakeTwins(50.0);
  const auto one = MeasureStream(loaded, {.steps = 500});
  const auto two = MeasureStream(loaded, {.steps = 500, .threads = 2});
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_EQ(one->worst_step, two->worst_step);
  EXPECT_EQ(one->worst_loading_share, two->worst_loading_share);
  EXPECT_EQ(one->violation_count, two->violation_count);
  EXPECT_NEAR(one->losses_mwh, two->losses_mwh, 1e-9 * one->losses_mwh);  // another order of adding
}

}  // namespace
}  // namespace twin::cli
