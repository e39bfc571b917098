#include "models/electricity/grid_project.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "models/base/errors.h"
#include "models/region_year.h"
#include "tests/support/small_grids.h"

namespace models {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

BranchParams Line(const std::string& id, double rating_mva = 100.0) {
  return {.id = id,
          .name = id,
          .r_ohm = 1.0,
          .x_ohm = 10.0,
          .rating = {rating_mva, rating_mva, rating_mva}};
}

// Three projects on a chain b0 - b1 - b2: a second line b1 - b2 (2030), a ring line from a new bus
// (2032) that needs it, and a stronger l0 (2028).
std::vector<GridProject> ThreeProjects() {
  GridProject twin{.id = "twin", .early_year = 2029, .base_year = 2030, .late_year = 2031};
  twin.steps.push_back(AddBranch{Line("l1b"), "b1", "b2"});
  GridProject ring{.id = "ring", .early_year = 2031, .base_year = 2032, .late_year = 2035};
  ring.required_ids = {"twin"};
  // A step may stand before what it stands on.
  ring.steps.push_back(AddBranch{Line("new"), "b0", "b9"});
  ring.steps.push_back(ChangeBranch{Line("l1b", 200.0), "b1", "b9"});
  ring.steps.push_back(AddBranch{Line("tie"), "b9", "b2"});
  ring.steps.push_back(RemoveBranch{"l1"});
  ring.steps.push_back(AddShunt{{.id = "c9", .is_continuous = true}, "b9"});
  ring.steps.push_back(AddBus{{.id = "b9", .name = "Bus 9", .nominal_kv = 132.0}, "s9"});
  ring.steps.push_back(AddStation{{.id = "s9", .name = "Station 9"}});
  GridProject stronger{
      .id = "a stronger one", .early_year = 2028, .base_year = 2028, .late_year = 2028};
  stronger.steps.push_back(ChangeBranch{Line("l0", 300.0), "b0", "b1"});
  return {ring, twin, stronger};
}

std::string Describe(const ElectricityGrid& grid) {
  std::string text;
  for (const StationParams& station : grid.stations) text += station.id + ";";
  for (const BusParams& bus : grid.buses) {
    text += bus.id + "@" + std::to_string(bus.station.value()) + ";";
  }
  for (const BranchParams& branch : grid.branches) {
    text += branch.id + ":" + std::to_string(branch.from.value()) + "-" +
            std::to_string(branch.to.value()) + "/" + std::to_string(branch.rating.cold_mva) +
            (branch.is_in_service ? "" : " out") + ";";
  }
  for (const ShuntParams& shunt : grid.shunts) {
    text += shunt.id + "@" + std::to_string(shunt.bus.value()) + ";";
  }
  return text;
}

std::vector<std::string> ProblemsOf(const std::vector<GridProject>& projects) {
  const auto grid = MakeGridOfYear(tests::MakeChain(2, 1.0, 10.0), projects, 2050, Pace::kBase);
  std::vector<std::string> lines;
  for (const auto& violation : errors::FieldViolationsOf(grid.status())) {
    lines.push_back(violation.field + ": " + violation.description);
  }
  return lines;
}

TEST(GridProjectTest, AYearBeforeTheFirstProjectGivesTheBaseGrid) {
  const ElectricityGrid base = tests::MakeChain(2, 1.0, 10.0);
  const auto grid = MakeGridOfYear(base, ThreeProjects(), 2027, Pace::kEarly);
  ASSERT_TRUE(grid.ok()) << grid.status();
  EXPECT_EQ(Describe(*grid), Describe(base));
}

TEST(GridProjectTest, AProjectStandsFromItsYearOnAtEveryPace) {
  const ElectricityGrid base = tests::MakeChain(2, 1.0, 10.0);
  const auto lines = [&](int year, Pace pace) {
    return MakeGridOfYear(base, ThreeProjects(), year, pace)->branches.size();
  };
  EXPECT_EQ(lines(2028, Pace::kEarly), 2u);
  EXPECT_EQ(lines(2029, Pace::kEarly), 3u);
  EXPECT_EQ(lines(2029, Pace::kBase), 2u);
  EXPECT_EQ(lines(2030, Pace::kBase), 3u);
  EXPECT_EQ(lines(2034, Pace::kLate), 3u);
  EXPECT_EQ(lines(2035, Pace::kLate), 5u);
}

TEST(GridProjectTest, RowsKeepTheirPositionsAndNewOnesAreAppended) {
  const auto grid =
      MakeGridOfYear(tests::MakeChain(2, 1.0, 10.0), ThreeProjects(), 2032, Pace::kBase);
  ASSERT_TRUE(grid.ok()) << grid.status();
  EXPECT_EQ(Describe(*grid),
            "s0;s9;b0@0;b1@0;b2@0;b9@1;"
            "l0:0-1/300.000000;l1:1-2/100.000000 out;l1b:1-3/200.000000;"
            "new:0-3/100.000000;tie:3-2/100.000000;c9@3;");
}

TEST(GridProjectTest, TheOrderOfProjectsDoesNotMatter) {
  std::vector<GridProject> projects = ThreeProjects();
  const auto by_id = [](const GridProject& a, const GridProject& b) { return a.id < b.id; };
  std::sort(projects.begin(), projects.end(), by_id);
  const ElectricityGrid base = tests::MakeChain(2, 1.0, 10.0);
  const std::string first = Describe(*MakeGridOfYear(base, projects, 2040, Pace::kBase));
  int orders = 0;
  do {
    EXPECT_EQ(Describe(*MakeGridOfYear(base, projects, 2040, Pace::kBase)), first);
    ++orders;
  } while (std::next_permutation(projects.begin(), projects.end(), by_id));
  EXPECT_EQ(orders, 6);
}

TEST(GridProjectTest, EveryWrongReferenceIsToldAtOnce) {
  std::vector<GridProject> projects = ThreeProjects();
  GridProject wrong{.id = "wrong", .early_year = 2030, .base_year = 2029, .late_year = 2028};
  wrong.steps.push_back(AddBranch{Line("l0"), "b0", "b9"});
  wrong.steps.push_back(RemoveBranch{"nothing"});
  wrong.steps.push_back(ChangeBranch{Line("l1"), "b1", "b2"});
  wrong.steps.push_back(AddBus{{.id = "b8", .nominal_kv = 1.0}, "s8"});
  wrong.steps.push_back(AddShunt{{.id = "c8"}, "b7"});
  projects.push_back(wrong);
  EXPECT_THAT(
      ProblemsOf(projects),
      UnorderedElementsAre(
          "grid project wrong (base_year): is 2029, before early_year 2030",
          "grid project wrong (late_year): is 2028, before base_year 2029",
          "grid project wrong step 1 (id): 'l0' is a branch of the base grid already",
          "grid project wrong step 1 (to_bus_id): 'b9' is added by project ring, which this one "
          "does not require",
          "grid project wrong step 2 (id): there is no branch 'nothing'",
          "grid project wrong step 3 (id): 'l1' is changed by project ring, too, and neither "
          "requires the other",
          "grid project wrong step 4 (station_id): there is no station 's8'",
          "grid project wrong step 5 (bus_id): there is no bus 'b7'"));
}

TEST(GridProjectTest, RequirementsMustBeKnownNotCircularAndNotLater) {
  std::vector<GridProject> projects = ThreeProjects();
  projects[0].required_ids = {"twin", "unheard"};
  EXPECT_THAT(
      ProblemsOf(projects),
      UnorderedElementsAre("grid project ring (requires): there is no grid project 'unheard'"));
  projects = ThreeProjects();
  projects[1].required_ids = {"ring"};
  EXPECT_THAT(ProblemsOf(projects),
              UnorderedElementsAre("grid project ring (requires): 'ring' requires itself, directly "
                                   "or through others",
                                   "grid project twin (requires): 'twin' requires itself, directly "
                                   "or through others"));
  projects = ThreeProjects();
  projects[1].late_year = 2036;
  EXPECT_THAT(ProblemsOf(projects),
              UnorderedElementsAre("grid project ring (requires): 'twin' stands in 2036 at pace "
                                   "late, after this project in 2035"));
}

TEST(GridProjectTest, WhatARequiredProjectRemovedCannotBeChanged) {
  std::vector<GridProject> projects = ThreeProjects();
  GridProject late{.id = "late", .early_year = 2040, .base_year = 2040, .late_year = 2040};
  late.required_ids = {"ring"};
  late.steps.push_back(ChangeBranch{Line("l1"), "b1", "b2"});
  late.steps.push_back(RemoveBranch{"new"});
  late.steps.push_back(RemoveBranch{"new"});
  projects.push_back(late);
  EXPECT_THAT(
      ProblemsOf(projects),
      UnorderedElementsAre("grid project late step 1 (id): 'l1' was removed by project ring",
                           "grid project late step 3 (id): 'new' is changed twice by this "
                           "project"));
}

TEST(GridProjectTest, AGridThatIsCutApartIsRefused) {
  GridProject cut{.id = "cut", .early_year = 2030, .base_year = 2030, .late_year = 2030};
  cut.steps.push_back(RemoveBranch{"l1"});
  const auto grid = MakeGridOfYear(tests::MakeChain(2, 1.0, 10.0), {cut}, 2030, Pace::kBase);
  EXPECT_EQ(grid.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(grid.status().message()), HasSubstr("b2"));
}

TEST(RegionYearTest, TheRegionOfAYearIsNamedByYearAndPaceAndHasNothingLeftToBuild) {
  Region region;
  region.data_revision = "abc";
  region.grid = tests::MakeChain(2, 1.0, 10.0);
  region.grid_projects = ThreeProjects();
  const auto of_year = MakeRegionOfYear(region, 2030, Pace::kLate);
  ASSERT_TRUE(of_year.ok()) << of_year.status();
  EXPECT_EQ(of_year->data_revision, "abc-2030late");
  EXPECT_EQ(of_year->grid.branches.size(), 2u);
  EXPECT_TRUE(of_year->grid_projects.empty());
  EXPECT_EQ(MakeRegionOfYear(region, 2030, Pace::kBase)->grid.branches.size(), 3u);
}

}  // namespace
}  // namespace models
