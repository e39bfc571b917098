#include "models/plan/heat_tables.h"

#include <gtest/gtest.h>

#include "data/plans/heat_tables_loader.h"
#include "tests/data/plans/plan_reader_fixture.h"

namespace models {
namespace {

TEST(HeatTablesTest, AnAnnuityByHand) {
  // 4 % and 20 years: 0.04/(1 − 1.04^−20) = 0.073582.
  EXPECT_NEAR(CalcAnnuityRatio(0.04, 20.0), 0.0735818, 1e-6);
  EXPECT_NEAR(CalcAnnuityRatio(0.0, 20.0), 0.05, 1e-12);
  EXPECT_EQ(CalcAnnuityRatio(0.04, 0.0), 1.0);
}

TEST(HeatTablesTest, BurntFuelCountsByItsEfficiencyAndPumpsNotAtAll) {
  const EmissionMethodParams method{
      .waste_kg_per_mwh = 208.0, .pellet_kg_per_mwh = 25.0, .gas_kg_per_mwh = 201.8};
  EXPECT_NEAR(CalcHeatEmissionKgPerMwh(method, HeatPlantKind::kGasBoiler, 0.9), 201.8 / 0.9, 1e-9);
  EXPECT_NEAR(CalcHeatEmissionKgPerMwh(method, HeatPlantKind::kPelletBoiler, 0.8), 31.25, 1e-9);
  EXPECT_EQ(CalcHeatEmissionKgPerMwh(method, HeatPlantKind::kWasteIncineration, 0.85), 208.0);
  EXPECT_EQ(CalcHeatEmissionKgPerMwh(method, HeatPlantKind::kHeatPump, 3.0), 0.0);
}

TEST(HeatTablesTest, ARowGivenTwiceOrUpsideDownIsRefused) {
  HeatPlanTables tables;
  tables.costs = {{.choice = "direct", .low_in_unit = 1.0, .high_in_unit = 2.0},
                  {.choice = "direct", .low_in_unit = 3.0, .high_in_unit = 2.0}};
  const std::string problem(Validate(tables).ToString());
  EXPECT_NE(problem.find("direct/plant is given twice"), std::string::npos) << problem;
  EXPECT_NE(problem.find("its high is below its low"), std::string::npos) << problem;
}

TEST(HeatTablesTest, EveryWayOfHeatingInTheRegionHasItsCosts) {
  const auto tables = data::LoadHeatPlanTables(data::OstlandetFolder());
  ASSERT_TRUE(tables.ok()) << tables.status();
  for (const char* choice :
       {"direct", "air-pump", "ground-pump", "district-heat", "surplus-lift", "chiller"}) {
    EXPECT_NE(FindHeatCost(*tables, choice, HeatCostItem::kPlant), nullptr) << choice;
  }
  EXPECT_EQ(tables->methods.size(), 5u);
  for (const HeatCostParams& row : tables->costs) {
    EXPECT_FALSE(row.source.empty());
    EXPECT_GT(row.price_year, 2000);
  }
}

}  // namespace
}  // namespace models
