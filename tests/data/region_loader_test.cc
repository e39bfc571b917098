#include "data/region_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "models/base/errors.h"
#include "tests/support/region_copy.h"

namespace data {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class RegionLoaderTest : public testing::Test {
 protected:
  std::string LoadRevision() const {
    const auto region = LoadRegion(copy_.directory());
    EXPECT_TRUE(region.ok()) << region.status();
    return region.ok() ? region->data_revision : "";
  }
  tests::RegionCopy copy_;
};

TEST_F(RegionLoaderTest, TheShippedRegionLoadsAndSaysWhatItIs) {
  const auto region = LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  EXPECT_EQ(region->id, "ostlandet");
  EXPECT_THAT(region->notice, HasSubstr("Synthetic"));
  EXPECT_EQ(region->data_revision.size(), 12u);
  EXPECT_EQ(region->heat_systems.size(), 54u);
}

TEST_F(RegionLoaderTest, EverythingIsLinkedToAPlaceWithItsKindOfWeather) {
  const auto region = LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  const auto is_ridge = [&](models::PlaceIndex place) {
    EXPECT_TRUE(region->places.contains(place));
    return region->places[place].wind_m_per_s[0] > 0.0;
  };
  for (const auto& load : region->grid.loads) EXPECT_FALSE(is_ridge(load.place)) << load.id;
  for (const auto& branch : region->grid.branches) EXPECT_FALSE(is_ridge(branch.place));
  std::set<models::PlaceIndex> ridges;
  for (const auto& plant : region->grid.generators) {
    EXPECT_EQ(is_ridge(plant.place), plant.kind == models::GeneratorKind::kWind) << plant.id;
    if (is_ridge(plant.place)) ridges.insert(plant.place);
  }
  EXPECT_GT(ridges.size(), 1u) << "wind farms are not all on one ridge";
}

TEST_F(RegionLoaderTest, ALoadFeelsTheNearestPlace) {
  const auto region = LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  int at_blindern = 0;
  for (const auto& load : region->grid.loads) {
    const auto& bus = region->grid.buses[load.bus];
    const auto& place = region->places[load.place];
    if (bus.name == "Oslo A 47") {  // between the city hall and Smestad
      EXPECT_EQ(place.id, "oet:place/oslo_blindern");
      ++at_blindern;
    }
  }
  EXPECT_EQ(at_blindern, 1);
}

TEST_F(RegionLoaderTest, EqualTablesHaveEqualRevisionsWhereverTheyLie) {
  const auto shipped = LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(shipped.ok()) << shipped.status();
  EXPECT_EQ(LoadRevision(), shipped->data_revision);
}

TEST_F(RegionLoaderTest, OneByteInAnyTableChangesTheRevision) {
  const std::string before = LoadRevision();
  for (const char* file : {"prices.csv", "osm/loads.csv", "heat_hours.csv"}) {
    const std::string text = copy_.Read(file);
    std::string changed = text;
    const std::size_t at = changed.rfind("low\n");  // the last row's confidence
    const std::size_t flipped = at != std::string::npos ? at : changed.size() - 2;
    changed[flipped] = changed[flipped] == 'x' ? 'y' : 'x';
    copy_.Write(file, changed);
    EXPECT_NE(LoadRevision(), before) << file;
    copy_.Write(file, text);
  }
  EXPECT_EQ(LoadRevision(), before);
}

TEST_F(RegionLoaderTest, AFileThatIsNoTableChangesNothing) {
  const std::string before = LoadRevision();
  copy_.Write("note.txt", "to whom it may concern");
  EXPECT_EQ(LoadRevision(), before);
}

TEST_F(RegionLoaderTest, ErrorsOfGridClimateAndHeatComeTogether) {
  copy_.SetField("osm/loads.csv", "id,", "bus_id", "bus");
  const std::string demand = copy_.SetField("demand.csv", "base_mw", "value", "nan");
  const std::string heat =
      copy_.SetField("heat_plants.csv", "oet:heatplant/klemetsrud", "heat_max_mw", "-3");
  const auto region = LoadRegion(copy_.directory());
  EXPECT_EQ(region.status().code(), absl::StatusCode::kInvalidArgument);
  std::vector<std::string> texts;
  for (const auto& violation : models::errors::FieldViolationsOf(region.status())) {
    texts.push_back(violation.field + " " + violation.description);
  }
  EXPECT_THAT(texts, testing::Contains(AllOf(HasSubstr("osm/loads.csv:"),
                                             HasSubstr("(bus_id): the column is missing"))));
  EXPECT_THAT(texts, testing::Contains(demand + "is nan, must lie in [1, 100000]"));
  EXPECT_THAT(texts, testing::Contains(heat + "is -3, must lie in [0, 10000]"));
}

TEST_F(RegionLoaderTest, WhatReadsWellButIsNoGridIsRefused) {
  copy_.SetField("osm/boundaries.csv", copy_.Lines("osm/boundaries.csv")[3], "weight_share",
                 "0.01");
  const auto region = LoadRegion(copy_.directory());
  EXPECT_EQ(region.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(region.status().message()), HasSubstr("weights that sum to"));
}

TEST_F(RegionLoaderTest, AFolderThatIsNotThereIsNotFound) {
  EXPECT_EQ(LoadRegion("/nowhere/at/all").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace data
