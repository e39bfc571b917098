#include "data/grid_project_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "data/region_loader.h"
#include "models/base/errors.h"
#include "models/region_year.h"
#include "tests/support/region_copy.h"

namespace data {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing::UnorderedElementsAre;

class GridProjectLoaderTest : public testing::Test {
 protected:
  std::vector<std::string> Load() {
    const auto region = LoadRegion(copy_.directory());
    std::vector<std::string> texts;
    for (const auto& violation : models::errors::FieldViolationsOf(region.status())) {
      texts.push_back(violation.field + " " + violation.description);
    }
    return texts;
  }

  tests::RegionCopy copy_;
};

TEST_F(GridProjectLoaderTest, TheShippedProjectsBuildTheGridOfEveryYear) {
  const auto region = LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  EXPECT_EQ(region->grid_projects.size(), 12u);
  for (int year = 2020; year <= 2045; ++year) {
    for (const auto pace : {models::Pace::kEarly, models::Pace::kBase, models::Pace::kLate}) {
      const auto of_year = models::MakeRegionOfYear(*region, year, pace);
      EXPECT_TRUE(of_year.ok()) << year << ": " << of_year.status();
    }
  }
}

TEST_F(GridProjectLoaderTest, NewBranchesAreCooledByTheNearestPlace) {
  const auto region = LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  const auto of_year = models::MakeRegionOfYear(*region, 2045, models::Pace::kLate);
  ASSERT_TRUE(of_year.ok()) << of_year.status();
  EXPECT_GT(of_year->grid.branches.size(), region->grid.branches.size());
  int blindern = 0;
  for (const auto& branch : of_year->grid.branches) {
    ASSERT_TRUE(of_year->places.contains(branch.place)) << branch.name;
    if (branch.name != "Bærum - Smestad (cable)") continue;
    EXPECT_EQ(of_year->places[branch.place].id, "oet:place/oslo_blindern");
    ++blindern;
  }
  EXPECT_EQ(blindern, 1);
}

TEST_F(GridProjectLoaderTest, ALicencedProjectSaysItsDateAndSource) {
  const auto region = LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  int seen = 0;
  for (const models::GridProject& project : region->grid_projects) {
    EXPECT_FALSE(project.source.empty());
    EXPECT_FALSE(project.effect_no.empty());
    if (project.id != "hamang_smestad") continue;
    ++seen;
    EXPECT_EQ(project.status, models::GridProjectStatus::kLicensed);
    EXPECT_EQ(project.licence_date, "2024-04-02");
    EXPECT_THAT(project.required_ids, ElementsAre("hamang_station"));
  }
  EXPECT_EQ(seen, 1);
}

TEST_F(GridProjectLoaderTest, ARegionWithoutBothTablesHasNone) {
  copy_.Remove(kGridProjectsFile);
  EXPECT_THAT(Load(), ElementsAre(HasSubstr("grid_projects.csv")));
  copy_.Remove(kGridProjectStepsFile);
  EXPECT_THAT(Load(), ElementsAre());
}

TEST_F(GridProjectLoaderTest, WhatIsWrongIsToldWithItsPlace) {
  const auto project = [&](const std::string& id, const char* column, const char* value) {
    return copy_.SetField(kGridProjectsFile, id + ",", column, value);
  };
  const std::string status = project("liasen", "status", "dreamt_of");
  const std::string date = project("frogner_minne_132", "licence_date", "9 Feb 2023");
  const std::string year = project("skyberg", "early_year", "2031");
  const std::string needed = project("oslo_west_420", "requires", "hamang_station");
  const std::string kv =
      copy_.SetField(kGridProjectStepsFile, "faberg_oslo_420,add_bus,", "nominal_kv", "420000");
  const std::string bus = copy_.SetField(kGridProjectStepsFile, "hamang_station,add_branch,",
                                         "to_bus_id", "osm:way/187555858@133");
  const std::string action =
      copy_.SetField(kGridProjectStepsFile, "tegneby_station,add_branch,", "action", "add");
  const std::string owner =
      copy_.SetField(kGridProjectStepsFile, "vestfold_transformers,", "project_id", "vestfold");
  const auto texts = Load();
  EXPECT_THAT(texts, Contains(StartsWith(status + "'dreamt_of' is none of announced, planned")));
  EXPECT_THAT(texts, Contains(date + "'9 Feb 2023' is no date as 2024-04-02"));
  EXPECT_THAT(texts, Contains(StartsWith(kv + "is 420000, must lie in")));
  EXPECT_THAT(texts, Contains(HasSubstr("base_year): is 2030, before early_year 2031")));
  EXPECT_THAT(texts, Contains(bus + "there is no bus 'osm:way/187555858@133'"));
  EXPECT_THAT(texts, Contains(StartsWith(action + "'add' is none of add_station, add_bus")));
  EXPECT_THAT(texts, Contains(StartsWith(owner + "there is no grid project 'vestfold'")));
  EXPECT_THAT(texts, Contains(HasSubstr("is added by project hamang_smestad, which this one does "
                                        "not require")));
}

TEST_F(GridProjectLoaderTest, AGridThatAProjectCutsApartIsToldAtTheProject) {
  // The only line to Uvdal II goes when Skyberg comes.
  std::vector<std::string> lines = copy_.Lines(kGridProjectStepsFile);
  const std::string radial = copy_.Lines("osm/branches.csv")[static_cast<std::size_t>(
      copy_.LineOf("osm/branches.csv", "oet:branch/092d52c3dfc5") - 1)];
  const int line = copy_.LineOf(kGridProjectStepsFile, "skyberg,add_branch,");
  lines[static_cast<std::size_t>(line - 1)] =
      "skyberg,remove_branch,oet:branch/092d52c3dfc5,x" + std::string(37, ',') + "test,low";
  std::string text;
  for (const std::string& each : lines) text += each + "\n";
  copy_.Write(kGridProjectStepsFile, text);
  const int project = copy_.LineOf(kGridProjectsFile, "skyberg,");
  const auto texts = Load();
  EXPECT_THAT(texts, Contains(HasSubstr("grid_projects.csv:" + std::to_string(project) +
                                        " column 1 (id): in 2028, bus")));
  EXPECT_THAT(texts, Contains(HasSubstr("has no path to a boundary bus")));
}

TEST_F(GridProjectLoaderTest, TheRevisionCoversBothTables) {
  const auto before = LoadRegion(copy_.directory());
  ASSERT_TRUE(before.ok());
  copy_.SetField(kGridProjectsFile, "skyberg,", "base_year", "2031");
  const auto after = LoadRegion(copy_.directory());
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_NE(after->data_revision, before->data_revision);
  copy_.SetField(kGridProjectStepsFile, "skyberg,add_branch,", "name", "Skyberg 300/132 T3");
  EXPECT_NE(LoadRegion(copy_.directory())->data_revision, after->data_revision);
}

}  // namespace
}  // namespace data
