// A person's own region: whatever is wrong in whatever table is told at its place, all at once, and
// nothing is told that is not wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "data/region_loader.h"
#include "models/base/errors.h"
#include "tests/support/region_copy.h"

namespace data {
namespace {

class RegionValidationTest : public testing::Test {
 protected:
  // First line of the table, 1 for the first of the file.
  int HeaderLine(const std::string& file) const {
    const std::vector<std::string> lines = copy_.Lines(file);
    std::size_t header = 0;
    while (absl::StartsWith(lines[header], "#")) ++header;
    return static_cast<int>(header) + 1;
  }

  std::string PlaceAt(const std::string& file, int line, const std::string& column) const {
    const std::vector<std::string> names =
        absl::StrSplit(copy_.Lines(file)[static_cast<std::size_t>(HeaderLine(file) - 1)], ',');
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == column) {
        return absl::StrCat(file, ":", line, " column ", i + 1, " (", column, "): ");
      }
    }
    ADD_FAILURE() << file << " has no column " << column;
    return "";
  }

  // The n-th row of a table, 1 for the first.
  std::string Row(const std::string& file, int n) const {
    return copy_.Lines(file)[static_cast<std::size_t>(HeaderLine(file) + n - 1)];
  }

  /// Damages a field of a row and expects to be told so.
  void Damage(const std::string& file, const std::string& row, const std::string& column,
              const std::string& value, const std::string& problem) {
    const std::string place = copy_.SetField(file, row, column, value);
    EXPECT_EQ(place.rfind(file, 0), 0u);
    files_.insert(file);
    expected_.push_back({place, problem});
  }
  void Damage(const std::string& file, int n, const std::string& column, const std::string& value,
              const std::string& problem) {
    Damage(file, Row(file, n), column, value, problem);
  }

  /// Appends a row and expects to be told of its field.
  void Append(const std::string& file, const std::string& row, const std::string& column,
              const std::string& problem) {
    std::string text = copy_.Read(file);
    if (text.back() != '\n') text += "\n";
    copy_.Write(file, text + row + "\n");
    const int line = static_cast<int>(copy_.Lines(file).size()) - 1;
    files_.insert(file);
    expected_.push_back({PlaceAt(file, line, column), problem});
  }
  void Repeat(const std::string& file, const std::string& column = "id",
              const std::string& problem = "is the id of two rows") {
    Append(file, Row(file, 5), column, problem);
  }

  void ExpectExactly() {
    const auto region = LoadRegion(copy_.directory());
    EXPECT_EQ(region.status().code(), absl::StatusCode::kInvalidArgument);
    std::vector<std::string> texts;
    for (const auto& violation : models::errors::FieldViolationsOf(region.status())) {
      texts.push_back(violation.field + " " + violation.description);
    }
    for (const auto& [place, problem] : expected_) {
      int times = 0;
      for (const std::string& text : texts) {
        times += absl::StartsWith(text, place) && absl::StrContains(text, problem);
      }
      EXPECT_EQ(times, 1) << place << problem;
    }
    for (const std::string& text : texts) {
      bool is_expected = false;
      for (const auto& [place, problem] : expected_) {
        is_expected |= absl::StartsWith(text, place) && absl::StrContains(text, problem);
      }
      EXPECT_TRUE(is_expected) << text;
    }
    EXPECT_EQ(texts.size(), expected_.size());
  }

  struct Expected {
    std::string place, problem;
  };
  tests::RegionCopy copy_;
  std::set<std::string> files_;
  std::vector<Expected> expected_;
};

TEST_F(RegionValidationTest, EveryDamageInEveryTableIsToldAtItsPlaceAndNothingElse) {
  Append("municipalities.csv", "99,Nowhere,Oslo,NO1,100,10,60,10.7,Nobody,test,low", "id",
         "'99' is no municipality number of four digits");
  Damage("municipalities.csv", 2, "population_count", "-5", "is -5, must lie in");
  Damage("municipalities.csv", 4, "lat_deg", "10.5", "is 10.5, must lie in [50, 75]");
  Damage("municipalities.csv", 6, "source", "", "is empty");
  Repeat("municipalities.csv");

  Repeat("osm/stations.csv");
  Damage("osm/stations.csv", 3, "lon_deg", "60.1", "is 60.1, must lie in [0, 35]");
  Damage("osm/stations.csv", 7, "is_in_region", "yes", "is 'yes', must be 0 or 1");
  Repeat("osm/buses.csv");
  Damage("osm/buses.csv", 4, "station_id", "osm:way/none", "there is no station 'osm:way/none'");
  Damage("osm/buses.csv", 6, "nominal_kv", "132000", "is 132000, must lie in [0.1, 1500]");
  Repeat("osm/branches.csv");
  Damage("osm/branches.csv", 3, "to_bus_id", "osm:way/none@420", "there is no bus");
  Damage("osm/branches.csv", 6, "x_ohm", "zero", "'zero' is no number");
  Damage("osm/branches.csv", 8, "kind", "rope", "'rope' is none of line, cable");
  Damage("osm/branches.csv", 9, "tap_max_step", "1.5", "is 1.5, must be a whole number");
  Repeat("osm/loads.csv");
  Damage("osm/loads.csv", 2, "municipality_id", "0302", "there is no municipality '0302'");
  Damage("osm/loads.csv", 4, "municipality_id", "", "is empty");
  Damage("osm/loads.csv", 6, "cold_mw", "-1", "is -1, must lie in");
  Damage("osm/loads.csv", 8, "bus_id", "x@47", "there is no bus 'x@47'");
  Repeat("osm/generators.csv");
  Damage("osm/generators.csv", 2, "bus_id", "x@132", "there is no bus 'x@132'");
  Damage("osm/generators.csv", 4, "municipality_id", "9999", "there is no municipality '9999'");
  Damage("osm/generators.csv", 6, "v_set_pu", "102", "is 102, must lie in [0.5, 1.5]");
  Repeat("osm/shunts.csv");
  Damage("osm/shunts.csv", 2, "bus_id", "x@300", "there is no bus 'x@300'");
  Damage("osm/shunts.csv", 12, "max_steps", "2.5", "is 2.5, must be a whole number");
  Repeat("osm/boundaries.csv");
  Damage("osm/boundaries.csv", 2, "area", "NO9", "there is no exchange area 'NO9'");
  Damage("osm/boundaries.csv", 4, "weight_share", "1.2", "is 1.2, must lie in [0, 1]");
  Append("exchange_areas.csv", Row("exchange_areas.csv", 1), "id", "is the id of two rows");
  Damage("exchange_areas.csv", 2, "import_limit_mw", "-3500", "is -3500, must lie in");

  Damage("grid_projects.csv", "liasen,", "status", "dreamt_of", "'dreamt_of' is none of");
  Damage("grid_projects.csv", "skyberg,", "licence_date", "2023", "'2023' is no date");
  Damage("grid_projects.csv", "sogn_ulven,", "late_year", "29", "is 29, must lie in");
  Damage("grid_projects.csv", "frogner_minne_132,", "owner", "", "is empty");
  Damage("osm/grid_project_steps.csv", "skyberg,add_branch", "project_id", "sky",
         "there is no grid project 'sky'");
  Damage("osm/grid_project_steps.csv", "liasen,remove_branch", "id", "oet:branch/none",
         "there is no branch 'oet:branch/none'");
  Damage("osm/grid_project_steps.csv", "tegneby_station,add_branch", "summer_mva", "-1000",
         "is -1000, must lie in");
  Damage("osm/grid_project_steps.csv", "vestfold_transformers,add_branch", "to_bus_id", "x@132",
         "there is no bus 'x@132'");

  Repeat("places.csv");
  Damage("places.csv", 2, "normal_degc_01", "-80", "is -80, must lie in [-40, 40]");
  Damage("places.csv", 4, "lat_deg", "n/a", "'n/a' is no number");
  Damage("demand.csv", "base_mw,", "value", "nan", "is nan, must lie in [1, 100000]");
  Append("demand.csv", "base_kw,1,kW,test,low", "parameter", "'base_kw' is not a known parameter");
  Damage("sectors.csv", "industry,", "noise_share", "5", "is 5, must lie in [0, 0.5]");
  Damage("sectors.csv", "cabins,", "tan_phi_ratio", "none", "'none' is no number");
  Append("sector_shapes.csv", Row("sector_shapes.csv", 4), "sector", "this shape occurs twice");
  Append("sector_demand.csv", "0999,services,tertiary,1,0,0,1,test,low", "municipality_id",
         "there is no municipality '0999'");
  Damage("sector_demand.csv", 4, "normal_year_gwh", "-3", "is -3, must lie in");
  Damage("large_loads.csv", 2, "status", "maybe", "'maybe'");
  Damage("large_loads.csv", 3, "size_mw", "lots", "'lots' is no number");
  Damage("osm/large_load_buses.csv", 1, "large_load_id", "oet:large/none", "'oet:large/none'");
  Damage("osm/large_load_buses.csv", 2, "bus_id", "x@132", "there is no bus 'x@132'");
  Damage("growth.csv", "2035,base,services,", "factor_ratio", "-1", "is -1, must lie in [0, 1000]");
  Append("growth.csv", Row("growth.csv", 60), "year", "occur twice");
  Damage("consumption_statistics.csv", 2, "consumption_gwh", "-5.6", "is -5.6, must lie in");
  Damage("consumption_statistics.csv", 3, "consumer_group", "ghosts", "'ghosts' is not known");
  Damage("public_record.csv", 2, "statistic", "best", "'best' is not known");
  Damage("public_record.csv", 3, "tolerance_share", "2", "is 2, must lie in [0, 1]");
  Damage("weather_years.csv", 2, "seed", "1.5", "is no whole number");
  Damage("weather_years.csv", 3, "year", "19", "is 19, must lie in [1900, 9999]");
  Damage("hour_shapes.csv", "djf,workday,", "h07", "-1", "is -1, must lie in [0, 5]");
  Append("hour_shapes.csv", Row("hour_shapes.csv", 3), "season", "occur twice");
  Damage("prices.csv", 2, "value", "1e9", "is 1e9, must lie in");
  Append("prices.csv", "tax,1,1,test,low", "parameter", "'tax' is not a known parameter");
  Damage("dispatch.csv", 2, "value", "3", "is 3, must lie in [0, 1]");
  Append("dispatch.csv", Row("dispatch.csv", 4), "parameter", "occurs twice");

  Repeat("heat_plants.csv");
  Damage("heat_plants.csv", "oet:heatplant/klemetsrud", "heat_system_id", "oet:heat/bergen",
         "'oet:heat/bergen'");
  Damage("heat_plants.csv", "oet:heatplant/skoyen_vest_1", "bus", "Smestad 48", "'Smestad 48'");
  Damage("heat_plants.csv", "oet:heatplant/skoyen_vest_2", "kind", "stove", "'stove' is none of");
  Append("heat_systems.csv", Row("heat_systems.csv", 1), "id", "is the id of two rows");
  Damage("heat_systems.csv", 1, "place_id", "oet:place/moon", "'oet:place/moon' is not known");
  Damage("heat_hours.csv", 3, "ventilation_workday_share", "15", "is 15, must lie in [0, 1]");
  Append("heat_hours.csv", "oet:heat/oslo,1.5,1,0,0,test,low", "hour", "must be a whole hour");
  Append("heat_networks.csv", Row("heat_networks.csv", 2), "id", "is the id of two rows");
  Damage("heat_networks.csv", 1, "trench_count", "17.5", "must be a whole number");
  Damage("heat_held_electricity.csv", 2, "summer_mw", "1e9", "is 1e9, must lie in");
  Damage("heat_networks.csv", 3, "heat_system_id", "oet:heat/none", "'oet:heat/none'");

  Damage("heat_systems.csv", 2, "municipality_id", "0302", "'0302' is not known");
  Damage("heat_plants.csv", "oet:heatplant/haraldrud_pellets", "power_line", "steam",
         "'steam' is none of");
  Damage("heat_plants.csv", "oet:heatplant/skoyen_lng", "captures", "0.5", "must be 0 or 1");
  Damage("waste_heat_sources.csv", 1, "hours", "night", "neither flat nor workday");
  Damage("waste_heat_sources.csv", 2, "heat_system_id", "oet:heat/none", "'oet:heat/none'");
  Damage("waste_heat_sources.csv", 3, "taken_share", "1.2", "is 1.2, must lie in [0, 1]");

  Damage("mv_rules.csv", "drop_limit_share,", "value", "6", "is 6, must lie in");
  Append("mv_rules.csv", "colour,1,1,test,low", "parameter", "'colour' is not a known parameter");
  Damage("mv_line_types.csv", 2, "rating_a", "0.416", "is 0.416, must lie in");
  Repeat("mv_line_types.csv");
  Damage("mv_transformers.csv", 1, "place", "cellar", "'cellar' is neither");
  Damage("mv_transformers.csv", 3, "rated_mva", "200000", "is 200000, must lie in");

  Damage("short_circuit.csv", "hydro_rx,", "value", "-1", "is -1, must lie in [0, 1]");
  Append("short_circuit.csv", "colour,1,1,test,low", "parameter",
         "'colour' is not a known parameter");
  Damage("line_conductors.csv", 3, "diameter_mm", "0", "is 0, must lie in [1, 100]");
  Repeat("line_conductors.csv");
  Damage("osm/branch_conductors.csv", 20, "branch_id", "oet:none", "no branch 'oet:none'");
  Damage("osm/branch_conductors.csv", 22, "conductor_id", "rope", "there is no conductor 'rope'");
  Damage("osm/branch_conductors.csv", 24, "bundle_count", "1.5", "is no whole number");

  Damage("measure_prices.csv", 3, "unit", "kg", "'kg' is not known");
  Damage("measure_rules.csv", "response,", "value", "2", "is 2, must lie in [0, 1]");
  Damage("connection_voltages.csv", 3, "to_kv", "1", "is below from_kv");
  Damage("df_profiles.csv", 3, "rating_ratio", "7", "is 7, must lie in [0.1, 2]");

  Damage("connection_profiles.csv", 2, "as_of", "soon", "is no day like 2026-11-29");
  Append("connection_profile_hours.csv",
         "nobody,1,12,all,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,test,low", "profile",
         "'nobody' is no profile that has hours");

  std::set<std::string> tables;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(copy_.directory())) {
    if (entry.path().extension() != ".csv") continue;
    tables.insert(std::filesystem::relative(entry.path(), copy_.directory()).string());
  }
  tables.erase("osm/completions.csv");  // input of the builder, not read here
  // Those of plans are damaged in tests/plans.
  std::erase_if(tables, [](const std::string& table) { return table.starts_with("plans/"); });
  EXPECT_EQ(files_, tables) << "every table is damaged";
  ExpectExactly();
}

TEST_F(RegionValidationTest, WhatOnlyRowsTogetherShowIsToldWhereItIsMended) {
  Damage("osm/boundaries.csv", 1, "weight_share", "0.35", "has weights that sum to 0.99");
  // Oslo's own row stays; another station of the region lies in Bergen.
  Damage("osm/stations.csv", "osm:way/290373414,", "lon_deg", "5.3", "lies outside the region");
  expected_.back().place = PlaceAt(
      "osm/stations.csv", copy_.LineOf("osm/stations.csv", "osm:way/290373414,"), "lat_deg");
  Damage("places.csv", 3, "lat_deg", "70.2", "lies outside the region");
  Damage("heat_networks.csv", 2, "lat_deg", "63.4", "lies outside the region");
  Damage("osm/grid_project_steps.csv", "liasen,add_station", "lat_deg", "65",
         "lies outside the region");
  Append("municipalities.csv", "9901,Nowhere,Oslo,NO1,100,10,60,10.7,Nobody,test,low", "id",
         "no load of osm/loads.csv is in Nowhere");
  Append("municipalities.csv", "9902,Far,Troms,NO4,100,10,69.6,18.9,Nobody,test,low", "id",
         "no load of osm/loads.csv is in Far");
  expected_.push_back(
      {PlaceAt("municipalities.csv", static_cast<int>(copy_.Lines("municipalities.csv").size()) - 1,
               "lat_deg"),
       "from the nearest other municipality"});
  Damage("osm/branches.csv", 6, "x_ohm", "0", "has no impedance");
  expected_.back().place = PlaceAt("osm/branches.csv", HeaderLine("osm/branches.csv") + 6, "id");
  copy_.SetField("osm/branches.csv", Row("osm/branches.csv", 6), "r_ohm", "0");
  Damage("demand.csv", "memory_share_today,", "value", "0.7", "the three shares sum to 1.1");
  Damage("hour_shapes.csv", "jja,workday,", "h00", "2", "the hours' mean is 1.04");
  Damage("mv_transformers.csv", "busbar,15,", "rated_mva", "60", "is not above the 60 before it");
  expected_.back().place = PlaceAt("mv_transformers.csv",
                                   copy_.LineOf("mv_transformers.csv", "busbar,25,"), "rated_mva");
  Damage("heat_systems.csv", 1, "return_degc", "99", "");
  ExpectExactly();
}

TEST_F(RegionValidationTest, ABusThatNothingFeedsIsToldAtItsRow) {
  const int line = copy_.LineOf("osm/buses.csv", "osm:way/749676336@300");
  for (const char* name : {",Hamang - Bærum,", ",Bærum - Smestad,"}) {
    for (const std::string& each : copy_.Lines("osm/branches.csv")) {
      if (absl::StrContains(each, name)) {
        copy_.SetField("osm/branches.csv", each, "is_in_service", "0");
      }
    }
  }
  const auto region = LoadRegion(copy_.directory());
  std::vector<std::string> texts;
  for (const auto& violation : models::errors::FieldViolationsOf(region.status())) {
    EXPECT_THAT(violation.description, testing::HasSubstr("has no path to a boundary bus"));
    texts.push_back(violation.field);
  }
  EXPECT_THAT(texts, testing::Contains(testing::HasSubstr(
                         absl::StrCat("osm/buses.csv:", line, " column 1 (id)"))));
}

}  // namespace
}  // namespace data
