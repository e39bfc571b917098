// The grid with its announced projects: three worked cases and their outages in the years to come,
// and each project held against what it was announced for.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "data/region_loader.h"
#include "models/electricity/grid_project.h"
#include "models/electricity/topology.h"
#include "solvers/ac_power_flow.h"
#include "tests/support/outage_walk.h"
#include "tests/support/region_cases.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::ElectricityGrid;
using models::GridProject;
using models::Pace;

// Valdres: confirmed by public sources and not mended by any announced project.
constexpr char kNamedOverload[] = "Dokka - By";

const models::Region& Shipped() {
  static const auto* region = new models::Region(*data::LoadRegion(tests::RegionDirectory()));
  return *region;
}

ElectricityGrid GridOf(int year) {
  auto grid = models::MakeGridOfYear(Shipped().grid, Shipped().grid_projects, year, Pace::kBase);
  EXPECT_TRUE(grid.ok()) << grid.status();
  return *std::move(grid);
}

struct YearCase {
  int year = 0;
  tests::RegionCase one;
};
void PrintTo(const YearCase& one, std::ostream* out) { *out << one.one.name << " " << one.year; }

std::vector<YearCase> YearCases() {
  std::vector<YearCase> cases;
  for (const int year : {2030, 2040}) {
    for (const tests::RegionCase& one : tests::kRegionCases) cases.push_back({year, one});
  }
  return cases;
}

class RegionProjectsTest : public testing::TestWithParam<YearCase> {};

TEST_P(RegionProjectsTest, EveryOutageThatSplitsNothingHasASolutionWithinVoltageLimits) {
  const ElectricityGrid grid = GridOf(GetParam().year);
  const auto solver = AcPowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok()) << solver.status();
  const auto workspace = solver->MakeWorkspace();
  const PowerFlowInputs inputs = tests::MakeRegionCase(grid, GetParam().one);
  const auto intact = solver->Solve(inputs, PowerFlowState::MakeFlat(grid), {}, *workspace);
  ASSERT_TRUE(intact.ok()) << intact.status();
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchParams& branch = grid.branches[BranchIndex(k)];
    if (!branch.is_monitored || !branch.is_in_service) continue;
    EXPECT_LT(tests::ApparentMva(intact->result.flow[BranchIndex(k)]),
              branch.rating.*GetParam().one.rating_mva)
        << branch.name;
  }
  double worst_share = 0.0;
  std::string worst;
  tests::OutageWalk walk;
  ASSERT_NO_FATAL_FAILURE(tests::WalkOutages(
      *solver, grid, inputs, intact->state, walk,
      [&](BranchIndex outage, BranchIndex loaded, double apparent_mva) {
        const models::BranchParams& branch = grid.branches[loaded];
        const double share = apparent_mva / (branch.rating.*GetParam().one.rating_mva);
        if (share > 1.0) {
          EXPECT_EQ(branch.name.rfind(kNamedOverload, 0), 0u)
              << branch.name << " without " << grid.branches[outage].name << ": " << share;
        }
        if (share <= worst_share) return;
        worst_share = share;
        worst = branch.name + " without " + grid.branches[outage].name;
      }));
  std::printf("%d %s: losses %.1f MW, %d outages, %.3f-%.3f pu, at most %.1f %% %s\n",
              GetParam().year, GetParam().one.name.c_str(), intact->result.losses_mw, walk.outages,
              walk.lowest_pu, walk.highest_pu, 100.0 * worst_share, worst.c_str());
  EXPECT_GT(walk.outages, 640);  // as many as today's grid has, and those of the projects
}

INSTANTIATE_TEST_SUITE_P(Years, RegionProjectsTest, testing::ValuesIn(YearCases()),
                         [](const auto& one) {
                           return one.param.one.name + std::to_string(one.param.year);
                         });

TEST(RegionProjectsOfAYearTest, AYearBeforeTheFirstProjectGivesTodaysGrid) {
  const ElectricityGrid grid = GridOf(2025);
  const ElectricityGrid& base = Shipped().grid;
  ASSERT_EQ(grid.branches.size(), base.branches.size());
  EXPECT_EQ(grid.buses.size(), base.buses.size());
  EXPECT_EQ(grid.shunts.size(), base.shunts.size());
  for (std::size_t k = 0; k < base.branches.size(); ++k) {
    const models::BranchParams& then = grid.branches[BranchIndex(k)];
    const models::BranchParams& now = base.branches[BranchIndex(k)];
    EXPECT_EQ(then.id, now.id);
    EXPECT_EQ(then.from, now.from);
    EXPECT_EQ(then.to, now.to);
    EXPECT_EQ(then.place, now.place);
    EXPECT_EQ(then.x_ohm, now.x_ohm);
    EXPECT_EQ(then.rating.cold_mva, now.rating.cold_mva);
    EXPECT_EQ(then.is_in_service, now.is_in_service);
  }
}

// What a project was announced for: these circuits, old and new, are loaded less in the cold case.
struct Relief {
  const char* project;
  std::vector<std::string> names;
  const char* outage;  // empty: the intact grid
};
void PrintTo(const Relief& relief, std::ostream* out) { *out << relief.project; }

class ProjectReliefTest : public testing::TestWithParam<Relief> {
 protected:
  // Projects in service for good and, when asked for, one with what it requires.
  static ElectricityGrid GridWith(const std::string& id, bool with_itself) {
    std::vector<GridProject> projects = Shipped().grid_projects;
    std::vector<std::string> wanted{id};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      for (const GridProject& project : projects) {
        if (project.id != wanted[i]) continue;
        wanted.insert(wanted.end(), project.required_ids.begin(), project.required_ids.end());
      }
    }
    if (!with_itself) wanted.erase(wanted.begin());
    std::erase_if(projects, [&](const GridProject& project) {
      return std::find(wanted.begin(), wanted.end(), project.id) == wanted.end();
    });
    auto grid = models::MakeGridOfYear(Shipped().grid, projects, 2100, Pace::kLate);
    EXPECT_TRUE(grid.ok()) << grid.status();
    return *std::move(grid);
  }

  // Largest loading of circuits by name, or nothing when there is no power flow.
  static std::optional<double> LoadingShare(const ElectricityGrid& grid, const Relief& relief) {
    const auto solver = AcPowerFlow::Make(grid);
    EXPECT_TRUE(solver.ok()) << solver.status();
    const auto workspace = solver->MakeWorkspace();
    PowerFlowInputs inputs = tests::MakeRegionCase(grid, tests::kRegionCases[0]);
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      if (grid.branches[BranchIndex(k)].name == relief.outage) {
        inputs.in_service[BranchIndex(k)] = 0;
      }
    }
    const auto solution = solver->Solve(inputs, PowerFlowState::MakeFlat(grid), {}, *workspace);
    if (!solution.ok()) return std::nullopt;
    double largest_share = 0.0;
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      const models::BranchParams& branch = grid.branches[BranchIndex(k)];
      if (!branch.is_in_service ||
          std::find(relief.names.begin(), relief.names.end(), branch.name) == relief.names.end()) {
        continue;
      }
      largest_share =
          std::max(largest_share, tests::ApparentMva(solution->result.flow[BranchIndex(k)]) /
                                      branch.rating.cold_mva);
    }
    return largest_share;
  }
};

TEST_P(ProjectReliefTest, ItsCircuitsAreLoadedLess) {
  const auto before_share = LoadingShare(GridWith(GetParam().project, false), GetParam());
  const auto after_share = LoadingShare(GridWith(GetParam().project, true), GetParam());
  ASSERT_TRUE(before_share.has_value());
  ASSERT_TRUE(after_share.has_value());
  std::printf("%s: %.1f %% before, %.1f %% after\n", GetParam().project, 100.0 * *before_share,
              100.0 * *after_share);
  EXPECT_GT(*before_share, 0.0);
  EXPECT_LT(*after_share, *before_share);
}

INSTANTIATE_TEST_SUITE_P(
    Announced, ProjectReliefTest,
    testing::Values(Relief{"sogn_ulven", {"Sogn - Ulven"}, ""},
                    Relief{"frogner_minne_132", {"Frogner - Minne"}, ""},
                    Relief{"hamang_station", {"Hamang 300/132 T1", "Hamang 300/132 T3"}, ""},
                    Relief{"vestfold_transformers", {"Tveiten 300/132 T1", "Hof 300/132 T1"}, ""},
                    Relief{"tegneby_station", {"Hasle 420/300 T1", "Hasle 420/300 T2"}, ""},
                    Relief{"skyberg", {"Vardal 300/132 T1", "Vardal 300/132 T3"}, ""},
                    Relief{"liasen", {"Ulven 300/132 T1", "Ulven 300/132 T2"}, ""},
                    Relief{"hamang_smestad",
                           {"Hamang - Bærum", "Bærum - Smestad", "Hamang - Bærum (cable)",
                            "Bærum - Smestad (cable)"},
                           ""},
                    Relief{"flesaker_tegneby_hasle",
                           {"Flesaker - Tegneby", "Tegneby - Hasle"},
                           "Sylling - Tegneby"},
                    Relief{"oslo_west_420", {"Sylling - Hamang 1", "Sylling - Hamang 2"}, ""},
                    Relief{"faberg_oslo_420", {"Røykås - Fåberg", "Fåberg - Frogner"}, ""}),
    [](const auto& one) { return std::string(one.param.project); });

}  // namespace
}  // namespace solvers
