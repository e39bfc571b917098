#include "models/asset_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "models/base/errors.h"
#include "tests/support/small_grids.h"
#include "tests/support/small_heat.h"

namespace models {
namespace {

Region MakeRegion() {
  Region region;
  region.grid = tests::MakeChain(2, 1.0, 10.0);
  region.grid.loads.Add({.id = "load-1", .name = "Ås"});
  region.grid.loads.Add({.id = "load-2", .name = "Ås"});
  region.grid.generators.Add({.id = "gen-1", .name = "Vamma"});
  region.grid.generators.Add({.id = "Bus 1", .name = "a plant with a bus's name as id"});
  region.heat_systems.Add(tests::MakeHeatSystem());
  HeatSystemParams second = tests::MakeHeatSystem();
  second.id = "h2";
  second.name = "Heat 2";
  second.plants.resize(1);
  second.plants[0].id = "waste-2";
  region.heat_systems.Add(second);
  return region;
}

TEST(AssetNamesTest, FindsByIdAndByName) {
  const AssetNames names(MakeRegion());
  const auto by_id = names.Find("b1", {AssetKind::kBus});
  ASSERT_TRUE(by_id.ok()) << by_id.status();
  EXPECT_EQ(*by_id, (AssetRef{.kind = AssetKind::kBus, .row = 1}));
  EXPECT_EQ(*names.Find("Bus 1", {AssetKind::kBus}), *by_id);
  EXPECT_EQ(names.IdOf(*by_id), "b1");
  EXPECT_EQ(names.NameOf(*by_id), "Bus 1");
}

TEST(AssetNamesTest, EveryRowOfEveryTableIsFoundByItsId) {
  const Region region = MakeRegion();
  const AssetNames names(region);
  const auto expect_found = [&](const auto& table, AssetKind kind) {
    std::size_t row = 0;
    for (const auto& params : table) {
      const auto found = names.Find(params.id, {kind});
      ASSERT_TRUE(found.ok()) << found.status();
      EXPECT_EQ(*found, (AssetRef{.kind = kind, .row = row}));
      EXPECT_EQ(names.NameOf(*found), params.name);
      ++row;
    }
  };
  expect_found(region.grid.stations, AssetKind::kStation);
  expect_found(region.grid.buses, AssetKind::kBus);
  expect_found(region.grid.branches, AssetKind::kBranch);
  expect_found(region.grid.generators, AssetKind::kGenerator);
  expect_found(region.grid.loads, AssetKind::kLoad);
  expect_found(region.heat_systems, AssetKind::kHeatSystem);
}

TEST(AssetNamesTest, AHeatPlantNamesItsSystem) {
  const AssetNames names(MakeRegion());
  const auto plant = names.Find("waste-2", {AssetKind::kHeatPlant});
  ASSERT_TRUE(plant.ok()) << plant.status();
  EXPECT_EQ(*plant,
            (AssetRef{.kind = AssetKind::kHeatPlant, .row = 0, .heat_system = HeatSystemIndex(1)}));
  EXPECT_EQ(names.IdOf(*plant), "waste-2");
}

TEST(AssetNamesTest, OnlyTheKindsAskedForAreSearched) {
  const AssetNames names(MakeRegion());
  EXPECT_EQ(names.Find("Vamma", {AssetKind::kBus}).status().code(), absl::StatusCode::kNotFound);
  const auto either = names.Find("Vamma", {AssetKind::kBus, AssetKind::kGenerator});
  ASSERT_TRUE(either.ok()) << either.status();
  EXPECT_EQ(either->kind, AssetKind::kGenerator);
}

TEST(AssetNamesTest, AnIdGoesBeforeAName) {
  const auto found =
      AssetNames(MakeRegion()).Find("Bus 1", {AssetKind::kBus, AssetKind::kGenerator});
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->kind, AssetKind::kGenerator);
}

TEST(AssetNamesTest, ANameOfSeveralAsksForAnId) {
  const absl::Status status = AssetNames(MakeRegion()).Find("Ås", {AssetKind::kLoad}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(errors::SuggestionsOf(status), testing::ElementsAre("load-1", "load-2"));
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("'Ås' names 2 loads"));
}

TEST(AssetNamesTest, AnUnknownNameGivesTheNearest) {
  const absl::Status status = AssetNames(MakeRegion()).Find("Buss 1", {AssetKind::kBus}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("no bus is called 'Buss 1'"));
  EXPECT_THAT(errors::SuggestionsOf(status), testing::ElementsAre("Bus 1", "Bus 0", "Bus 2"));
}

TEST(AssetNamesTest, EveryKindHasAWord) {
  EXPECT_EQ(AssetKindName(AssetKind::kStation), "station");
  EXPECT_EQ(AssetKindName(AssetKind::kBus), "bus");
  EXPECT_EQ(AssetKindName(AssetKind::kBranch), "branch");
  EXPECT_EQ(AssetKindName(AssetKind::kGenerator), "generator");
  EXPECT_EQ(AssetKindName(AssetKind::kLoad), "load");
  EXPECT_EQ(AssetKindName(AssetKind::kHeatSystem), "heat system");
  EXPECT_EQ(AssetKindName(AssetKind::kHeatPlant), "heat plant");
}

}  // namespace
}  // namespace models
