// What `twin powerflow` prints, against cases with known answers. Conventions of those: reactive
// limits not enforced, ratios as in the file, one slack bus with the file's angle.
#include "twin/cli/case_power_flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "models/base/units.h"
#include "solvers/radial_sweep.h"
#include "tests/support/region_paths.h"
#include "twin/cli/case_report.h"

namespace twin::cli {
namespace {

using Json = nlohmann::json;

constexpr double kVoltageTolerancePu = 1e-8;

std::string CasePath(const std::string& name, const std::string& ending) {
  return absl::StrCat(tests::ReferenceDirectory(), "/matpower/", name, ending);
}

struct KnownBus {
  int number = 0;
  double vm_pu = 0.0;
  double va_deg = 0.0;
};

struct KnownSolution {
  std::string totals;
  std::vector<KnownBus> buses;

  double Total(const std::string& key) const {
    const std::size_t at = totals.find(" " + key + "=");
    return at == std::string::npos ? std::nan("") : std::stod(totals.substr(at + key.size() + 2));
  }
};

KnownSolution ReadKnown(const std::string& name) {
  KnownSolution known;
  std::ifstream file(CasePath(name, ".solution.csv"));
  std::getline(file, known.totals);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = absl::StrSplit(line, ',');
    if (fields.size() == 3) {
      known.buses.push_back({std::stoi(fields[0]), std::stod(fields[1]), std::stod(fields[2])});
    }
  }
  return known;
}

Json Answer(const LoadedCase& loaded, const CasePowerFlowOptions& options) {
  const auto answer = SolveCase(loaded, options);
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.ok() ? Json::parse(MakePowerFlowJson(loaded, *answer)) : Json();
}

double CalcWorst(const Json& answer, const KnownSolution& known) {
  double worst_pu = 0.0;
  for (std::size_t i = 0; i < known.buses.size(); ++i) {
    const Json& bus = answer["buses"][i];
    EXPECT_EQ(bus["id"], known.buses[i].number);
    worst_pu = std::max(
        {worst_pu, std::abs(bus["vm_pu"].get<double>() - known.buses[i].vm_pu),
         std::abs(bus["va_deg"].get<double>() - known.buses[i].va_deg) * models::kRadPerDeg});
  }
  return worst_pu;
}

class KnownCaseTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(CasePath(GetParam(), ".solution.csv"))) {
      GTEST_SKIP() << "no reference case " << CasePath(GetParam(), ".solution.csv")
                   << "; set OET_REFERENCE_DIR";
    }
  }
};

TEST_P(KnownCaseTest, EveryNumberOfTheAnswerIsTheKnownOne) {
  const auto loaded = LoadCase(CasePath(GetParam(), ".m"));
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const KnownSolution known = ReadKnown(GetParam());
  for (const CaseStart start : {CaseStart::kFile, CaseStart::kDc}) {
    const Json answer = Answer(*loaded, {.start = start});
    ASSERT_EQ(answer["converged"], true);
    ASSERT_EQ(answer["buses"].size(), known.buses.size());
    EXPECT_EQ(answer["branches"].size(), loaded->matpower.branches.size());
    const double worst_pu = CalcWorst(answer, known);
    EXPECT_LT(worst_pu, kVoltageTolerancePu);
    const std::vector<std::pair<const char*, const char*>> totals{{"losses_mw", "branch_loss_MW"},
                                                                  {"slack_p_mw", "slack_P_MW"},
                                                                  {"slack_q_mvar", "slack_Q_Mvar"}};
    for (const auto& [ours, theirs] : totals) {
      const double expected = known.Total(theirs);
      EXPECT_NEAR(answer[ours].get<double>(), expected, 1e-6 * std::max(1.0, std::abs(expected)))
          << ours;
    }
    double losses_mw = 0.0;
    for (const Json& branch : answer["branches"]) {
      losses_mw += branch["p_from_mw"].get<double>() + branch["p_to_mw"].get<double>();
    }
    EXPECT_NEAR(losses_mw, answer["losses_mw"].get<double>(), 1e-6);
    std::printf("%s: worst %.2g pu or rad, %d steps\n", GetParam(), worst_pu,
                answer["iterations"].get<int>());
  }
}

INSTANTIATE_TEST_SUITE_P(Reference, KnownCaseTest,
                         testing::Values("case5", "case9", "case14", "case30", "case33bw", "case39",
                                         "case57", "case69", "case118", "case136ma", "case141",
                                         "case300", "case533mt_hi", "case1354pegase",
                                         "case9241pegase", "case_ACTIVSg10k"),
                         [](const auto& one) { return std::string(one.param); });

// The flows of the grid's authors, and the voltages that the file stores: a solution to ten digits.
TEST(CineldiCaseTest, VoltagesAndFlowsAreTheKnownOnes) {
  const std::string folder = absl::StrCat(tests::ReferenceDirectory(), "/cineldi/");
  if (!std::filesystem::exists(folder + "case_cineldi124.m")) {
    GTEST_SKIP() << "no reference case in " << folder << "; set OET_REFERENCE_DIR";
  }
  const auto loaded = LoadCase(folder + "case_cineldi124.m");
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  for (const CaseStart start : {CaseStart::kFlat, CaseStart::kDc, CaseStart::kFile}) {
    const Json answer = Answer(*loaded, {.start = start});
    for (std::size_t i = 0; i < loaded->matpower.buses.size(); ++i) {
      const data::MatpowerBus& bus = loaded->matpower.buses[i];
      EXPECT_NEAR(answer["buses"][i]["vm_pu"].get<double>(), bus.vm_pu, kVoltageTolerancePu);
      EXPECT_NEAR(answer["buses"][i]["va_deg"].get<double>() * models::kRadPerDeg,
                  bus.va_deg * models::kRadPerDeg, kVoltageTolerancePu);
    }
    EXPECT_NEAR(answer["slack_p_mw"].get<double>(), 6.605693465, 1e-7);
    EXPECT_NEAR(answer["slack_q_mvar"].get<double>(), 1.808520790, 1e-7);
    EXPECT_NEAR(answer["losses_mw"].get<double>(), 0.198516140, 1e-7);
    std::ifstream flows(folder + "CINELDI_MV_reference_grid_base_branch_pf_sol.csv");
    std::string line;
    std::getline(flows, line);
    std::size_t row = 0;
    for (; std::getline(flows, line); ++row) {
      const std::vector<std::string> fields = absl::StrSplit(line, ';');
      const Json& branch = answer["branches"][row];
      EXPECT_NEAR(branch["p_from_mw"].get<double>(), std::stod(fields[0]), 1e-7);
      EXPECT_NEAR(branch["q_from_mvar"].get<double>(), std::stod(fields[1]), 1e-7);
      EXPECT_NEAR(branch["p_to_mw"].get<double>(), std::stod(fields[2]), 1e-7);
      EXPECT_NEAR(branch["q_to_mvar"].get<double>(), std::stod(fields[3]), 1e-7);
    }
    EXPECT_EQ(row, loaded->matpower.branches.size());
  }
}

// The same grid by sweeps along its tree, as feeders are solved: rows stand after those that feed
// them only after a walk from the source.
TEST(CineldiCaseTest, SweepsGiveTheKnownVoltages) {
  const std::string file = absl::StrCat(tests::ReferenceDirectory(), "/cineldi/case_cineldi124.m");
  if (!std::filesystem::exists(file)) {
    GTEST_SKIP() << "no reference case " << file << "; set OET_REFERENCE_DIR";
  }
  const auto matpower = data::LoadMatpowerCase(file);
  ASSERT_TRUE(matpower.ok()) << matpower.status();
  const int source = matpower->generators[0].bus_number;
  std::map<int, const data::MatpowerBus*> bus_of;
  for (const data::MatpowerBus& bus : matpower->buses) bus_of[bus.number] = &bus;
  solvers::RadialFeeder feeder{.first = models::MvNodeIndex(0), .nominal_kv = 22.0};
  std::map<int, int> row_of{{source, -1}};
  std::vector<int> number_of;
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (const data::MatpowerBranch& branch : matpower->branches) {
      for (const auto& [from, to] : {std::pair(branch.from_number, branch.to_number),
                                     std::pair(branch.to_number, branch.from_number)}) {
        if (row_of.count(from) == 0 || row_of.count(to) != 0) continue;
        feeder.parent.push_back(row_of[from]);
        row_of[to] = static_cast<int>(number_of.size());
        number_of.push_back(to);
        feeder.z_pu.push_back(std::complex<double>(branch.r_pu, branch.x_pu) / matpower->base_mva);
        feeder.half_b_pu.push_back(0.5 * branch.b_pu * matpower->base_mva);
        feeder.rating_mva.push_back(branch.rate_a_mva);
        feeder.demand_mva.emplace_back(bus_of[to]->demand_mw, bus_of[to]->demand_mvar);
        has_grown = true;
      }
    }
  }
  ASSERT_EQ(number_of.size(), 123u);
  solvers::RadialSolution solution;
  ASSERT_TRUE(solvers::SolveRadial(feeder, {.busbar_v_pu = bus_of[source]->vm_pu}, solution));
  for (std::size_t i = 0; i < number_of.size(); ++i) {
    const data::MatpowerBus& known = *bus_of[number_of[i]];
    EXPECT_NEAR(std::abs(solution.v_pu[i]), known.vm_pu, kVoltageTolerancePu);
    EXPECT_NEAR(std::arg(solution.v_pu[i]), known.va_deg * models::kRadPerDeg, kVoltageTolerancePu);
  }
  EXPECT_NEAR(solution.losses_mw, 0.198516140, 1e-7);
  EXPECT_NEAR(solution.lowest_v_pu, 0.952788208, 1e-8);
}

// A slack bus at −7 degrees, a bus nobody reaches, a line out of service, one without a rating.
constexpr char kSmall[] =
    "mpc.baseMVA = 10;\n"
    "mpc.bus = [\n"
    " 7 3 0 0 0 0 1 1 -7 20 1 1.1 0.9\n"
    " 30 1 2 1 0 0 1 1 -7 20 1 1.1 0.9\n"
    " 4 4 1 1 0 0 1 1 0 20 1 1.1 0.9\n"
    "];\n"
    "mpc.gen = [7 0 0 50 -50 1.0 10 1 10 0];\n"
    "mpc.branch = [\n"
    " 7 30 0 0.2 0 4 0 0 0 0 1 -360 360\n"
    " 7 30 0 0.2 0 0 0 0 0 0 0 -360 360\n"
    " 30 4 0 0.2 0 9 0 0 0 0 1 -360 360\n"
    "];\n";

LoadedCase MakeSmall(const std::string& from = "", const std::string& to = "") {
  std::string text = kSmall;
  if (!from.empty()) text.replace(text.find(from), from.size(), to);
  auto matpower = data::ParseMatpowerCase(text, "small.m");
  EXPECT_TRUE(matpower.ok()) << matpower.status();
  auto loaded = MakeLoadedCase(*std::move(matpower));
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return *std::move(loaded);
}

TEST(CasePowerFlowTest, ALineByHand) {
  const Json answer = Answer(MakeSmall(), {.start = CaseStart::kFlat});
  std::vector<std::string> keys;
  for (const auto& [key, value] : answer.items()) keys.push_back(key);
  EXPECT_THAT(keys,
              testing::UnorderedElementsAre("converged", "iterations", "losses_mw", "slack_p_mw",
                                            "slack_q_mvar", "buses", "branches", "milliseconds"));
  // x = 0.2, S = 0.2 + j0.1 per unit: V⁴ + (2 q x − 1) V² + x² |S|² = 0 with V_slack = 1.
  const double x = 0.2, p = 0.2, q = 0.1;
  const double half = (1.0 - 2.0 * q * x) / 2.0;
  const double v2 = half + std::sqrt(half * half - x * x * (p * p + q * q));
  EXPECT_NEAR(answer["buses"][1]["vm_pu"].get<double>(), std::sqrt(v2), 1e-10);
  const double angle_deg = std::asin(p * x / std::sqrt(v2)) * models::kDegPerRad;
  EXPECT_NEAR(answer["buses"][1]["va_deg"].get<double>(), -7.0 - angle_deg, 1e-8);
  EXPECT_NEAR(answer["slack_p_mw"].get<double>(), 2.0, 1e-8);
  const double loss_mvar = 10.0 * x * (p * p + q * q) / v2;
  EXPECT_NEAR(answer["slack_q_mvar"].get<double>(), 1.0 + loss_mvar, 1e-8);
  EXPECT_NEAR(answer["losses_mw"].get<double>(), 0.0, 1e-8);
  const Json& line = answer["branches"][0];
  EXPECT_EQ(line["id"], 1);
  EXPECT_NEAR(line["p_to_mw"].get<double>(), -2.0, 1e-8);
  EXPECT_NEAR(line["loading_share"].get<double>(), std::sqrt(5.0) / std::sqrt(v2) / 4.0, 1e-8);
}

TEST(CasePowerFlowTest, WhatIsCutOffHasNoVoltageAndWhatIsOutNoFlow) {
  const Json answer = Answer(MakeSmall(), {});
  EXPECT_EQ(answer["buses"][2]["id"], 4);
  EXPECT_TRUE(answer["buses"][2]["vm_pu"].is_null());
  EXPECT_TRUE(answer["buses"][2]["va_deg"].is_null());
  for (const std::size_t out : {std::size_t{1}, std::size_t{2}}) {
    EXPECT_EQ(answer["branches"][out]["p_from_mw"], 0.0);
    EXPECT_EQ(answer["branches"][out]["q_to_mvar"], 0.0);
    EXPECT_TRUE(answer["branches"][out]["loading_share"].is_null());
  }
}

TEST(CasePowerFlowTest, TooMuchLoadIsToldWithAReason) {
  const LoadedCase heavy = MakeSmall("30 1 2 1", "30 1 2e3 1");
  const auto answer = SolveCase(heavy, {});
  ASSERT_EQ(answer.status().code(), absl::StatusCode::kFailedPrecondition) << answer.status();
  const Json json = Json::parse(MakeFailureJson(answer.status(), 1.5));
  EXPECT_EQ(json["converged"], false);
  EXPECT_THAT(json["reason"].get<std::string>(), testing::HasSubstr("Bus 30"));
  EXPECT_TRUE(json["buses"].empty());
}

TEST(CasePowerFlowTest, AReactiveLimitLetsTheVoltageGo) {
  std::string text = kSmall;
  text.replace(text.find(" 30 1 2 1"), 9, " 30 2 2 1");
  const std::string generators = "mpc.gen = [7 0 0 50 -50 1.0 10 1 10 0";
  text.replace(text.find(generators), generators.size(),
               generators + "; 30 1 0 0.5 -0.5 1.02 10 1 10 0");
  auto matpower = data::ParseMatpowerCase(text, "small.m");
  ASSERT_TRUE(matpower.ok()) << matpower.status();
  const auto loaded = MakeLoadedCase(*std::move(matpower));
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const Json held = Answer(*loaded, {});
  EXPECT_NEAR(held["buses"][1]["vm_pu"].get<double>(), 1.02, 1e-12);
  const Json limited = Answer(*loaded, {.enforces_q_limits = true});
  EXPECT_LT(limited["buses"][1]["vm_pu"].get<double>(), 1.0);
  // 1 MW and 0.5 Mvar of load are left, the generator gives the other halves.
  EXPECT_NEAR(limited["branches"][0]["q_to_mvar"].get<double>(), -0.5, 1e-8);
}

TEST(CasePowerFlowTest, TheTableNamesTotalsLoadingsAndVoltages) {
  const LoadedCase loaded = MakeSmall();
  const auto answer = SolveCase(loaded, {});
  ASSERT_TRUE(answer.ok());
  const std::string text = MakePowerFlowText(loaded, *answer);
  EXPECT_THAT(text, testing::HasSubstr("slack bus 7: 2.0000 MW"));
  EXPECT_THAT(text, testing::HasSubstr("block Newton, "));
  EXPECT_THAT(text, testing::HasSubstr("1 buses without voltage"));
  EXPECT_THAT(text, testing::HasSubstr("Bus 7 - Bus 30 (row 1)"));
  EXPECT_THAT(text, testing::HasSubstr("lowest voltages"));
}

}  // namespace
}  // namespace twin::cli
