// Cases with known answers: <case>.m against <case>.solution.csv, whose conventions are: reactive
// limits not enforced, taps as in the file, one slack bus, the file's angle at the slack bus.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/matpower_folder.h"
#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "data/region_loader.h"
#include "models/base/units.h"
#include "solvers/ac_power_flow.h"
#include "solvers/profile_inputs.h"
#include "solvers/secure_ratings.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr double kVoltageTolerancePu = 1e-8;

std::string CasePath(const std::string& name, const std::string& ending) {
  return absl::StrCat(tests::ReferenceDirectory(), "/matpower/", name, ending);
}

class MatpowerCaseTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(CasePath(GetParam(), ".m"))) {
      GTEST_SKIP() << "no reference case " << CasePath(GetParam(), ".m")
                   << "; set OET_REFERENCE_DIR";
    }
  }
};

// The value of key=… in the first line.
double ReadTotal(const std::string& name, const std::string& key) {
  std::ifstream file(CasePath(name, ".solution.csv"));
  std::string line;
  std::getline(file, line);
  const std::size_t at = line.find(" " + key + "=");
  return at == std::string::npos ? std::nan("") : std::stod(line.substr(at + key.size() + 2));
}

TEST_P(MatpowerCaseTest, VoltagesEqualTheKnownSolution) {
  const std::string name = GetParam();
  const auto matpower = data::LoadMatpowerCase(CasePath(name, ".m"));
  ASSERT_TRUE(matpower.ok()) << matpower.status();
  const auto region = data::MakeMatpowerRegion(*matpower);
  ASSERT_TRUE(region.ok()) << region.status();
  const models::ElectricityGrid& grid = region->grid;
  const auto solver = AcPowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok()) << solver.status();
  const auto workspace = solver->MakeWorkspace();
  const PowerFlowInputs inputs = MakeProfileInputs(*region, 1.0);
  const PowerFlowOptions options{
      .tolerance_pu = 1e-10, .enforces_q_limits = false, .moves_taps = false};
  const auto solution = solver->Solve(inputs, PowerFlowState::MakeFlat(grid), options, *workspace);
  ASSERT_TRUE(solution.ok()) << solution.status();

  data::Diagnostics diagnostics;
  const auto known = data::CsvTable::Load(CasePath(name, ".solution.csv"), name,
                                          {"bus", "vm_pu", "va_deg"}, diagnostics);
  ASSERT_TRUE(data::ToStatus(diagnostics).ok()) << data::ToStatus(diagnostics);
  ASSERT_EQ(known.size(), grid.buses.size());
  double slack_deg = 0.0;
  for (const data::MatpowerBus& bus : matpower->buses) {
    if (bus.type == data::MatpowerBusType::kSlack) slack_deg = bus.va_deg;
  }
  double worst_pu = 0.0;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    ASSERT_EQ(grid.buses[BusIndex(i)].id, "bus:" + known.Text(i, "bus"));
    const double vm_pu = known.Number(i, "vm_pu", 0, 2, diagnostics);
    const double va_deg = known.Number(i, "va_deg", -360, 360, diagnostics) - slack_deg;
    worst_pu =
        std::max({worst_pu, std::abs(solution->state.vm_pu[BusIndex(i)] - vm_pu),
                  std::abs(solution->state.va_rad[BusIndex(i)] - va_deg * models::kRadPerDeg)});
  }
  EXPECT_LT(worst_pu, kVoltageTolerancePu);
  const double losses_mw = ReadTotal(name, "branch_loss_MW");
  EXPECT_NEAR(solution->result.losses_mw, losses_mw, 1e-6 * std::max(1.0, losses_mw));
  RecordProperty("worst_pu", absl::StrCat(worst_pu));
  std::printf("%s: worst %.2g pu or rad, losses %.6f MW, %d steps\n", name.c_str(), worst_pu,
              solution->result.losses_mw, solution->result.iterations);
}

INSTANTIATE_TEST_SUITE_P(Known, MatpowerCaseTest,
                         testing::Values("case5", "case9", "case14", "case30", "case33bw", "case39",
                                         "case57", "case69", "case118", "case136ma", "case141",
                                         "case300", "case533mt_hi", "case1354pegase"),
                         [](const auto& one) { return std::string(one.param); });

class SecureRatingsTest : public MatpowerCaseTest {};

TEST_P(SecureRatingsTest, NoOutageLoadsABranchAboveItsRating) {
  const auto matpower = data::LoadMatpowerCase(CasePath(GetParam(), ".m"));
  ASSERT_TRUE(matpower.ok()) << matpower.status();
  const auto region = data::MakeMatpowerRegion(*matpower);
  ASSERT_TRUE(region.ok()) << region.status();
  const auto worst = CalcWorstOutages(*region, {1.0, 0.55});
  ASSERT_TRUE(worst.ok()) << worst.status();
  for (const std::string& outage : worst->unsolved) std::printf("unsolved: %s\n", outage.c_str());
  // Heavily loaded cases have outages that no reactive power can carry at full load.
  EXPECT_LE(worst->unsolved.size(), 4u);
  const auto rating_mva = MakeSecureRatingsMva(*region, *worst, 1);
  EXPECT_EQ(rating_mva, MakeSecureRatingsMva(*region, *worst, 1));
  const auto middle = CalcWorstOutages(*region, {0.8});
  ASSERT_TRUE(middle.ok()) << middle.status();
  for (std::size_t k = 0; k < rating_mva.size(); ++k) {
    const BranchIndex branch(k);
    EXPECT_GE(rating_mva[branch], 1.02 * worst->apparent_mva[branch]);
    if (!worst->unsolved.empty()) continue;
    EXPECT_GE(rating_mva[branch], middle->apparent_mva[branch])
        << region->grid.branches[branch].name;
  }
}

TEST_P(SecureRatingsTest, AWrittenFolderLoadsAsANetworkThatIsSecureInEveryQuarter) {
  const auto matpower = data::LoadMatpowerCase(CasePath(GetParam(), ".m"));
  ASSERT_TRUE(matpower.ok()) << matpower.status();
  const auto bare = data::MakeMatpowerRegion(*matpower);
  ASSERT_TRUE(bare.ok()) << bare.status();
  const auto worst = CalcWorstOutages(*bare, {1.0, 0.85, 0.7, 0.55});
  ASSERT_TRUE(worst.ok()) << worst.status();
  if (!worst->unsolved.empty()) GTEST_SKIP() << "cannot be made secure: " << worst->unsolved[0];
  std::string folder = (std::filesystem::temp_directory_path() / "twin-case-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const absl::Status made = data::MakeMatpowerFolder(
      CasePath(GetParam(), ".m"), 1344, 5, MakeSecureRatingsMva(*bare, *worst, 5), folder);
  const auto region = data::LoadRegion(folder);
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(made.ok()) << made;
  ASSERT_TRUE(region.ok()) << region.status();
  std::vector<double> some_shares;
  for (std::size_t q = 0; q < region->profile->load_share.size(); q += 61) {
    some_shares.push_back(region->profile->load_share[q]);
  }
  const auto checked = CalcWorstOutages(*region, some_shares);
  ASSERT_TRUE(checked.ok()) << checked.status();
  double tightest_share = 0.0;
  for (std::size_t k = 0; k < region->grid.branches.size(); ++k) {
    const models::BranchParams& branch = region->grid.branches[BranchIndex(k)];
    ASSERT_TRUE(branch.is_monitored) << branch.name;
    tightest_share =
        std::max(tightest_share, checked->apparent_mva[BranchIndex(k)] / branch.rating.cold_mva);
  }
  EXPECT_LT(tightest_share, 1.0);
  std::printf("%s: tightest branch at %.3f of its rating over %zu quarters\n", GetParam(),
              tightest_share, some_shares.size());
}

INSTANTIATE_TEST_SUITE_P(Small, SecureRatingsTest,
                         testing::Values("case14", "case30", "case57", "case118"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace solvers
