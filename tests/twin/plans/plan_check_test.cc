#include "twin/plans/plan_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/data/plans/plan_reader_fixture.h"

namespace twin::plans {
namespace {

using nlohmann::json;
using testing::HasSubstr;

PlanCheckQuestion Question(const std::string& name, const std::string& ending = ".sos") {
  return {.region_directory = data::OstlandetFolder(),
          .file = data::PlanCase(name + ending),
          .assumptions_file = data::PlanCase(name + ".csv")};
}

PlanCheck Check(const PlanCheckQuestion& question) {
  auto check = CheckPlanFile(question);
  EXPECT_TRUE(check.ok()) << check.status();
  return check.ok() ? *std::move(check) : PlanCheck{};
}

TEST(PlanCheckTest, ThePlansYearsRunFromTheFirstToTheYearAfterTheLast) {
  const json report = json::parse(MakePlanJson(Check(Question("dwellings"))));
  EXPECT_EQ(report["format"], "SOSI");
  EXPECT_EQ(report["coordinate_system"], "EPSG:25832");
  const json& plan = report["plans"][0];
  EXPECT_EQ(plan["status"]["name"], "Endelig vedtatt arealplan");
  EXPECT_EQ(plan["years"].front()["year"], 2028);
  EXPECT_EQ(plan["years"].back()["year"], 2032);
  EXPECT_EQ(plan["years"][3]["built_floor_m2"], plan["years"][4]["built_floor_m2"]);
  EXPECT_FALSE(plan["has_assumed_years"]);
  EXPECT_EQ(plan["weather_place"], "Oslo Blindern");
  EXPECT_EQ(plan["areas"].size(), 6u);
}

TEST(PlanCheckTest, FlatsTakeWhatFlatsTake) {
  const json plan = json::parse(MakePlanJson(Check(Question("dwellings"))))["plans"][0];
  const json& year = plan["years"].back();
  const double floor_m2 = year["built_floor_m2"];
  const double direct_mwh = year["electricity_mwh"]["direct"][1];
  const double direct_mw = year["winter_peak_mw"]["direct"][1];
  // New dwellings: 80 to 140 kWh/m² with cars, 30 to 70 W/m² at the design temperature.
  EXPECT_GT(1000.0 * direct_mwh / floor_m2, 80.0);
  EXPECT_LT(1000.0 * direct_mwh / floor_m2, 140.0);
  EXPECT_GT(1e6 * direct_mw / floor_m2, 30.0);
  EXPECT_LT(1e6 * direct_mw / floor_m2, 70.0);
  EXPECT_LT(year["winter_peak_mw"]["district-heat"][1], 0.6 * direct_mw);
}

TEST(PlanCheckTest, NamesAreCutBetweenLetters) {
  const std::string text = MakePlanText(Check(Question("dwellings")));
  EXPECT_THAT(text, HasSubstr("1112 Boligbebyggelse - konsentrert små    12600"));
}

TEST(PlanCheckTest, WithoutAssumptionsGapsAreToldAndYearsAssumed) {
  PlanCheckQuestion question = Question("energy_station", ".gpkg");
  question.assumptions_file.clear();
  const PlanCheck check = Check(question);
  const json plan = json::parse(MakePlanJson(check))["plans"][0];
  EXPECT_TRUE(plan["has_assumed_years"]);
  EXPECT_EQ(plan["areas"][0]["not_known"],
            "1360 Bensinstasjon/vegserviceanlegg: its power and profile are not given");
  EXPECT_THAT(MakePlanText(check), HasSubstr("not known: BV1"));
  EXPECT_THAT(MakePlanText(check), HasSubstr("assumed: built from 2030 over 5 years"));
}

TEST(PlanCheckTest, CombinedPurposesWithoutSharesAreRefused) {
  PlanCheckQuestion question = Question("transformation", ".geojson");
  question.assumptions_file.clear();
  const auto check = CheckPlanFile(question);
  ASSERT_FALSE(check.ok());
  const json failure = json::parse(MakePlanFailureJson(check.status()));
  EXPECT_EQ(failure["problems"].size(), 3u);
  EXPECT_THAT(failure["problems"][0]["problem"].get<std::string>(),
              HasSubstr("combined purpose 1800 Kombinert bebyggelse og anleggsformål needs the "
                        "share of each use"));
}

TEST(PlanCheckTest, TheSeriesIsTheYearQuarterByQuarter) {
  PlanCheckQuestion question = Question("port");
  question.series_year = 2035;
  const std::string csv = MakePlanSeriesCsv(Check(question));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 35041);
  EXPECT_THAT(csv, testing::StartsWith("quarter_of_year,direct_p50_mw,air-pump_p50_mw"));
}

TEST(PlanCheckTest, AFileThatIsNotThereIsToldPlainly) {
  PlanCheckQuestion question = Question("dwellings");
  question.file = "/nowhere/plan.gml";
  EXPECT_THAT(CheckPlanFile(question).status().ToString(), HasSubstr("the file is not there"));
}

}  // namespace
}  // namespace twin::plans
