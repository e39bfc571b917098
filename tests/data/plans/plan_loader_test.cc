#include "data/plans/plan_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "data/connection_profile_loader.h"
#include "data/plans/plan_assumptions.h"
#include "data/plans/plan_tables_loader.h"
#include "data/region_loader.h"
#include "solvers/plan/carrier_law.h"
#include "solvers/plan/plan_demand.h"
#include "tests/data/plans/plan_reader_fixture.h"
#include "tests/support/plan_cases.h"
#include "tests/support/plan_texts.h"

namespace data {
namespace {

using testing::HasSubstr;

constexpr const char* kSamples[] = {"dwellings",      "transformation", "business_park",
                                    "energy_station", "port",           "cabins"};

models::Plan Sample(const std::string& name, const std::string& ending) {
  const auto loaded = LoadPlans(PlanCase(name + ending), PlanCase(name + ".csv"), Context());
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return loaded.ok() && loaded->plans.size() == 1 ? loaded->plans[0] : models::Plan{};
}

struct Reckoned {
  solvers::PlanAreas areas;
  solvers::PlanDemand demand;
};

Reckoned Reckon(const models::Plan& plan) {
  static const models::ConnectionProfiles profiles =
      LoadConnectionProfiles(OstlandetFolder()).value();
  static const solvers::PlanClimate climate = tests::CosineClimate();
  Reckoned reckoned;
  const auto areas = solvers::CalcPlanAreas(plan, Context().tables);
  EXPECT_TRUE(areas.ok()) << areas.status();
  if (!areas.ok()) return reckoned;
  reckoned.areas = *areas;
  const auto demand = solvers::SolvePlanDemand(
      plan, *areas, Context().tables, profiles, {}, climate,
      {.first_year = 2027, .last_year = 2041, .build_out = {.first_year = 2030}});
  EXPECT_TRUE(demand.ok()) << demand.status();
  if (demand.ok()) reckoned.demand = *demand;
  return reckoned;
}

void ExpectSame(double a, double b, const std::string& what) {
  EXPECT_NEAR(a, b, 1e-6 * std::max(1e-9, std::abs(a))) << what;
}

class SampleTest : public testing::TestWithParam<const char*> {};

TEST_P(SampleTest, EveryFormatGivesTheSameDemand) {
  const Reckoned first = Reckon(Sample(GetParam(), ".gml"));
  ASSERT_FALSE(first.demand.years.empty());
  EXPECT_GT(first.demand.years.back().electricity_mwh[0][1], 0.0);
  for (const char* ending : {".sos", ".geojson", ".gpkg"}) {
    const Reckoned other = Reckon(Sample(GetParam(), ending));
    ASSERT_EQ(other.demand.years.size(), first.demand.years.size()) << ending;
    ExpectSame(first.areas.ground_m2, other.areas.ground_m2, ending);
    EXPECT_EQ(first.areas.gaps.size(), other.areas.gaps.size());
    for (std::size_t y = 0; y < first.demand.years.size(); ++y) {
      const solvers::PlanYearDemand &a = first.demand.years[y], &b = other.demand.years[y];
      for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
        for (std::size_t q = 0; q < models::kQuantileCount; ++q) {
          ExpectSame(a.electricity_mwh[c][q], b.electricity_mwh[c][q], ending);
          ExpectSame(a.winter_peak_mw[c][q], b.winter_peak_mw[c][q], ending);
          ExpectSame(a.summer_peak_mw[c][q], b.summer_peak_mw[c][q], ending);
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Plans, SampleTest, testing::ValuesIn(kSamples),
                         [](const auto& name) { return std::string(name.param); });

TEST(PlanLoaderTest, SamplesHaveTheNumbersTheyWereDrawnWith) {
  const Reckoned dwellings = Reckon(Sample("dwellings", ".sos"));
  // Rectangles: 260 × 180 m and a road of 260 × 8 m, the playground in the hole of its block.
  EXPECT_NEAR(dwellings.areas.ground_m2, 260.0 * 188.0, 1e-6);
  EXPECT_TRUE(dwellings.areas.overlaps.empty());
  EXPECT_TRUE(dwellings.areas.gaps.empty());
  const Reckoned transformation = Reckon(Sample("transformation", ".gml"));
  // The cellar of BKB1 is no second building.
  ASSERT_EQ(transformation.areas.notes.size(), 1u);
  EXPECT_THAT(transformation.areas.notes[0],
              HasSubstr("is drawn alike on levels 2 and 1: counted once"));
  const Reckoned cabins = Reckon(Sample("cabins", ".geojson"));
  EXPECT_THAT(cabins.areas.notes, testing::ElementsAre("2 areas are existing use and add nothing"));
}

TEST(PlanLoaderTest, OldCharacterSetsGiveTheSamePlan) {
  const models::Plan plan = Sample("dwellings", ".sos");
  const auto old = LoadPlans(PlanCase("dwellings_latin10.sos"), "", Context());
  ASSERT_TRUE(old.ok()) << old.status();
  EXPECT_EQ(old->plans[0].name, plan.name);
  EXPECT_EQ(old->plans[0].name, "Nordre Åsen boligområde (oppdiktet)");
}

TEST(PlanLoaderTest, ArchivesAndUnknownFilesAreRefusedUnopened) {
  EXPECT_THAT(ProblemsOf(std::string("PK\x03\x04", 4) + std::string(100, 'x')),
              HasSubstr("is an archive: unpack it"));
  EXPECT_THAT(ProblemsOf("\x1f\x8b"
                         "xxxx"),
              HasSubstr("is an archive"));
  EXPECT_THAT(ProblemsOf("hello"), HasSubstr("neither GML, SOSI, GeoJSON nor GeoPackage"));
  EXPECT_THAT(ProblemsOf(""), HasSubstr("is empty"));
  EXPECT_THAT(ProblemsOf(std::string((64u << 20) + 1, ' ')), HasSubstr("larger than 64 MiB"));
}

TEST(PlanLoaderTest, NothingIsKeptOfAFileThatIsHalfRight) {
  Diagnostics diagnostics;
  const LoadedPlans loaded = ParsePlans(tests::Replaced(tests::SmallGml(), "1113", "1399"), "plan",
                                        Context(), diagnostics);
  EXPECT_FALSE(diagnostics.empty());
  EXPECT_TRUE(loaded.plans.empty());
}

TEST(PlanLoaderTest, AnEmptyPlanSaysSo) {
  std::string text = tests::SmallGml();
  const std::size_t begin = text.find("<gml:featureMember><app:RpArealf");
  text.erase(begin, text.find("</gml:FeatureCollection>") - begin);
  EXPECT_THAT(ProblemsOf(text), HasSubstr("the plan is empty"));
}

TEST(PlanLoaderTest, AMunicipalAreaInAZoningPlanIsRefused) {
  EXPECT_THAT(
      ProblemsOf(tests::Replaced(tests::SmallGml(), "RpArealformålOmråde", "KpArealformålOmråde")),
      HasSubstr("purpose 1113 is not in KpArealformål"));
}

TEST(PlanAssumptionsTest, RowsThatFitNothingAreToldWithTheirLine) {
  std::vector<models::Plan> plans{ReadOne(tests::SmallGml())};
  const auto problems = [&](const std::string& csv) {
    Diagnostics diagnostics;
    ApplyPlanAssumptionsText(csv, "a.csv", plans, diagnostics);
    return diagnostics.empty() ? std::string() : ToText(diagnostics[0]);
  };
  EXPECT_EQ(problems("plan_id,field_name,dwellings\n7,B1,40\n"), "");
  EXPECT_EQ(plans[0].areas[0].dwellings_count, 40.0);
  EXPECT_EQ(problems("plan_id,field_name,first_year,build_years\n7,,2030,3\n"), "");
  EXPECT_EQ(plans[0].build_out->first_year, 2030);
  EXPECT_THAT(problems("plan_id,field_name\n8,B1\n"), HasSubstr("a.csv:2"));
  EXPECT_THAT(problems("plan_id,field_name,dwellings\n7,B2,4\n"), HasSubstr("has no field 'B2'"));
  EXPECT_THAT(problems("plan_id,field_name,dwellings\n7,,4\n"), HasSubstr("is of an area"));
  EXPECT_THAT(problems("plan_id,field_name,storeys\n7,B1,tall\n"), HasSubstr("'tall'"));
}

TEST(PlanTablesTest, EveryFileOfEveryRowSaysItsSource) {
  const models::PlanTables& tables = Context().tables;
  EXPECT_GT(tables.purposes.rows().size(), 400u);
  for (const models::PurposeParams& row : tables.purposes.rows()) {
    EXPECT_FALSE(row.source.empty());
    EXPECT_TRUE(row.confidence == "high" || row.confidence == "medium" || row.confidence == "low");
  }
  EXPECT_EQ(tables.uses.uses.size(), 17u);
  for (const models::BuildingUseParams& use : tables.uses.uses) {
    EXPECT_EQ(use.standards.size(), 3u) << use.id;
  }
}

TEST(PlanTablesTest, TheRegionsRevisionDoesNotDependOnThem) {
  namespace fs = std::filesystem;
  const fs::path copy = fs::path(testing::TempDir()) / "region_without_plans";
  fs::remove_all(copy);
  fs::copy(OstlandetFolder(), copy, fs::copy_options::recursive);
  fs::remove_all(copy / kPlansFolder);
  const auto with = LoadRegion(OstlandetFolder());
  const auto without = LoadRegion(copy.string());
  fs::remove_all(copy);
  ASSERT_TRUE(with.ok() && without.ok()) << with.status() << without.status();
  EXPECT_EQ(with->data_revision, without->data_revision);
}

TEST(PlanTablesTest, EnergyAndPeakOfTheTablesAgreeWithTheirShapes) {
  const solvers::PlanClimate climate = tests::CosineClimate();
  const models::BuildingUses& uses = Context().tables.uses;
  int met = 0, all = 0;
  for (const models::BuildingUseParams& use : uses.uses) {
    const models::UseStandard& standard = *models::FindStandard(use, "tek17");
    for (std::size_t c = 0; c < models::kEnergyCarrierCount; ++c) {
      if (standard.floor[c].energy_kwh_per_m2[1] == 0.0) continue;
      const solvers::CarrierLaw law = solvers::SolveCarrierLaw(
          static_cast<models::EnergyCarrier>(c), standard.floor[c].energy_kwh_per_m2[1],
          standard.floor[c].peak_w_per_m2[1], *models::FindShape(uses, use.shape_id[c]), climate);
      ++all;
      if (law.meets_peak) ++met;
      EXPECT_TRUE(law.meets_peak) << use.id << " "
                                  << models::EnergyCarrierId(static_cast<models::EnergyCarrier>(c))
                                  << " γ " << law.exponent << " θ " << law.threshold_degc;
    }
  }
  EXPECT_EQ(met, all);
}

}  // namespace
}  // namespace data
