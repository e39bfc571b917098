#include "twin/plans/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "tests/data/plans/plan_reader_fixture.h"
#include "twin/plans/document_pdf.h"
#include "twin/plans/figure_reader.h"
#include "twin/plans/plan_record.h"
#include "twin/plans/statement_files.h"

namespace twin::plans {
namespace {

using testing::HasSubstr;
using testing::Not;

std::shared_ptr<const Surroundings> Around() {
  static const auto around =
      std::make_shared<const Surroundings>(*LoadSurroundings(data::OstlandetFolder()));
  return around;
}

PlanCheck Check(const std::string& name) {
  auto check = CheckPlanFile({.region_directory = data::OstlandetFolder(),
                              .file = data::PlanCase(name + ".geojson"),
                              .assumptions_file = data::PlanCase(name + ".csv")},
                             Around());
  EXPECT_TRUE(check.ok()) << check.status();
  return check.ok() ? *std::move(check) : PlanCheck{};
}

Document Write(const PlanCheck& check, bool is_norwegian) {
  const auto record = MakePlanRecord(check);
  auto document = MakeStatement(check, 0, record, {.is_norwegian = is_norwegian});
  EXPECT_TRUE(document.ok()) << document.status();
  return document.ok() ? *std::move(document) : Document{};
}

TEST(FigureReaderTest, NumbersAreWrittenAsPeopleDo) {
  EXPECT_EQ(FormatNumber(1234.5, 1, true), "1234,5");
  EXPECT_EQ(FormatNumber(12345.678, 2, true), "12 345,68");
  EXPECT_EQ(FormatNumber(1234567.0, 0, false), "1,234,567");
  EXPECT_EQ(FormatNumber(-0.001, 2, true), "0,00");
  EXPECT_EQ(FormatNumber(-21.0, 0, true), "−21");
}

TEST(FigureReaderTest, WhatTheRecordLacksIsRemembered) {
  const nlohmann::ordered_json record{{"a", 1.5}, {"b", nullptr}};
  FigureReader reader(record, false);
  EXPECT_EQ(reader.Number("/a", 1), "1.5");
  EXPECT_EQ(reader.Number("/b", 1), "–");
  EXPECT_EQ(reader.Number("/c", 1), "–");
  EXPECT_THAT(reader.missing(), testing::ElementsAre("/c"));
}

TEST(StatementTest, EveryFigureOfATableIsTheRecordsAtItsPointer) {
  for (const char* name : {"dwellings", "business_park", "port"}) {
    const PlanCheck check = Check(name);
    const auto record = MakePlanRecord(check);
    const Document document = Write(check, true);
    int figures = 0;
    for (const Block& block : document.blocks) {
      const auto* table = std::get_if<TextTable>(&block);
      if (table == nullptr) continue;
      for (const auto& row : table->rows) {
        ASSERT_EQ(row.size(), table->columns.size());
        for (const Cell& cell : row) {
          if (cell.pointer.empty() || cell.pointer.find(' ') != std::string::npos) continue;
          const nlohmann::ordered_json::json_pointer at(cell.pointer);
          ASSERT_TRUE(record.contains(at)) << cell.pointer;
          if (!record.at(at).is_number_float()) continue;
          ++figures;
          // The text's digits, read back, are the record's number in some power of ten.
          std::string digits = std::regex_replace(cell.text, std::regex(" "), "");
          digits = std::regex_replace(digits, std::regex(","), ".");
          digits = std::regex_replace(digits, std::regex("−"), "-");
          const double told = std::stod(digits);
          const double value = record.at(at).get<double>();
          const std::size_t point = digits.find('.');
          const double half =
              0.5000001 * std::pow(10.0, point == std::string::npos
                                             ? 0.0
                                             : -static_cast<double>(digits.size() - point - 1));
          EXPECT_TRUE(std::abs(told - value) <= half || std::abs(told - 1e-3 * value) <= half)
              << cell.pointer << ": " << cell.text << " for " << value;
        }
      }
    }
    EXPECT_GT(figures, 60) << name;
  }
}

TEST(StatementTest, BothLanguagesSayTheSameFigures) {
  const PlanCheck check = Check("dwellings");
  const Document norwegian = Write(check, true), english = Write(check, false);
  ASSERT_EQ(norwegian.blocks.size(), english.blocks.size());
  EXPECT_EQ(norwegian.language, "nb");
  EXPECT_THAT(MakeHtml(norwegian), HasSubstr("Forslag til planbestemmelser"));
  EXPECT_THAT(MakeHtml(english), HasSubstr("Proposed provisions"));
  EXPECT_THAT(MakeHtml(english), Not(HasSubstr("Fjernvarme,")));
}

// The dwellings are built from 2028 over four years; the record goes on to 2032.
TEST(StatementTest, ThePlanIsCompleteInTheYearInWhichTheLastIsAdded) {
  const PlanCheck check = Check("dwellings");
  EXPECT_EQ(check.plans[0].demand.years.back().year, 2032);
  EXPECT_THAT(MakeHtml(Write(check, true)), HasSubstr("bygges ut fra 2028 og står ferdig i 2031."));
  EXPECT_THAT(MakeHtml(Write(check, false)), HasSubstr("built from 2028 and complete in 2031."));
  PlanCheckQuestion question{.region_directory = data::OstlandetFolder(),
                             .file = data::PlanCase("port.geojson"),
                             .start_year = 2030,
                             .build_years = 100.0};
  const auto slow = CheckPlanFile(question, Around());
  ASSERT_TRUE(slow.ok()) << slow.status();
  EXPECT_THAT(MakeHtml(Write(*slow, true)), HasSubstr("og er ikke ferdig før etter 2069."));
}

// Ships draw shore power in summer: what is to be provided for is not the winter's figure.
TEST(StatementTest, TheNeedIsTheHighestOfWinterAndSummer) {
  const PlanCheck check = Check("port");
  const auto& last = check.plans[0].demand.years.back();
  ASSERT_GT(last.summer_peak_mw[0][1], last.winter_peak_mw[0][1]);
  const std::string html = MakeHtml(Write(check, true));
  EXPECT_THAT(html, HasSubstr("Hvor mye: " + FormatNumber(last.summer_peak_mw[0][1], 2, true)));
  EXPECT_THAT(html, HasSubstr("Det er om sommeren; på dimensjonerende vinterdag " +
                              FormatNumber(last.winter_peak_mw[0][1], 2, true)));
  EXPECT_THAT(html, HasSubstr("anslått til " + FormatNumber(last.summer_peak_mw[0][1], 1, true)));
  EXPECT_THAT(MakeHtml(Write(Check("dwellings"), true)), Not(HasSubstr("Det er om sommeren")));
}

TEST(StatementTest, ReasonsAreToldInTheLanguageOfTheStatement) {
  PlanCheckQuestion question{.region_directory = data::OstlandetFolder(),
                             .file = data::PlanCase("energy_station.gpkg")};
  const auto check = CheckPlanFile(question, Around());
  ASSERT_TRUE(check.ok()) << check.status();
  EXPECT_THAT(MakeHtml(Write(*check, true)), HasSubstr("effekt og profil er ikke oppgitt"));
  EXPECT_THAT(MakeHtml(Write(*check, false)), HasSubstr("its power and profile are not given"));
}

TEST(StatementTest, WhatIsNotKnownIsSaidWithItsReason) {
  const std::string html = MakeHtml(Write(Check("dwellings"), true));
  EXPECT_THAT(html, HasSubstr("Det vi ikke vet"));
  EXPECT_THAT(html, HasSubstr("ingen planleggingsår i tvillingen ble spurt"));
  EXPECT_THAT(html, HasSubstr("Konsesjonsområder"));
}

TEST(StatementTest, TheRoomIsToldByItsBucketAndNothingElse) {
  PlanCheckQuestion question{.region_directory = data::OstlandetFolder(),
                             .file = data::PlanCase("business_park.geojson"),
                             .assumptions_file = data::PlanCase("business_park.csv")};
  question.ask_grid = [](const GridPoint&, double) {
    return GridRoom{.room_mw = 5.0,
                    .bucket = {"5 to 10 MW", "5 til 10 MW"},
                    .reason_class = "TRANSFORMATION",
                    .planning_year = 2030,
                    .record_id = "0123"};
  };
  const auto check = CheckPlanFile(question, Around());
  ASSERT_TRUE(check.ok()) << check.status();
  const std::string html = MakeHtml(Write(*check, true));
  EXPECT_THAT(html, HasSubstr("5 til 10 MW"));
  EXPECT_THAT(html, HasSubstr("Det som begrenser: transformering i en stasjon."));
  EXPECT_THAT(html, Not(HasSubstr("TRANSFORMATION")));
  EXPECT_THAT(html, HasSubstr("Margin år for år"));
}

TEST(StatementTest, ThePlansOwnTextIsTextAndNothingElse) {
  PlanCheck check = Check("dwellings");
  check.plans[0].plan.name = "<script>alert(1)</script>&\"'";
  check.plans[0].plan.areas[0].field_name = "<img src=http://example.org/x>";
  const std::string html = MakeHtml(Write(check, true));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;"));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
}

TEST(StatementTest, NothingInThePageIsFetched) {
  const std::string html = MakeHtml(Write(Check("transformation"), false));
  for (const char* reference : {"href=", "src=", "url(", "@import", "http-equiv=\"refresh"}) {
    EXPECT_THAT(html, Not(HasSubstr(reference))) << reference;
  }
}

TEST(StatementTest, ThePdfIsTheSameEveryTimeAndTellsNoTime) {
  const Document document = Write(Check("dwellings"), true);
  const auto one = MakePdf(document), other = MakePdf(document);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(*one, *other);
  EXPECT_THAT(*one, testing::StartsWith("%PDF-"));
  EXPECT_THAT(*one, Not(HasSubstr("/Author")));
  EXPECT_THAT(*one, HasSubstr("20260101"));
}

TEST(StatementTest, TextThatIsNoUtf8DoesNotStopThePdf) {
  PlanCheck check = Check("dwellings");
  check.plans[0].plan.name = "bad \xff\xfe name";
  check.plans[0].plan.areas[0].field_name = "\xc3";
  EXPECT_TRUE(MakeStatementFiles(check, {}).ok());
}

TEST(StatementTest, EverySampleHasItsFiles) {
  for (const char* name :
       {"dwellings", "transformation", "business_park", "energy_station", "port", "cabins"}) {
    const auto files = MakeStatementFiles(Check(name), {});
    ASSERT_TRUE(files.ok()) << name << files.status();
    EXPECT_EQ(files->size(), 6u);
    const auto geojson = nlohmann::json::parse(files->back().bytes);
    EXPECT_EQ(geojson["type"], "FeatureCollection");
    for (const auto& feature : geojson["features"]) {
      const auto& first = feature["geometry"]["coordinates"][0][0][0];
      EXPECT_GT(first[0].get<double>(), 4.0);  // longitude first
      EXPECT_LT(first[0].get<double>(), 32.0);
      EXPECT_GT(first[1].get<double>(), 57.0);
    }
  }
}

TEST(StatementTest, EqualRecordsHaveEqualIds) {
  const auto record = MakePlanRecord(Check("port"));
  EXPECT_EQ(CalcPlanRecordId(record), CalcPlanRecordId(record));
  EXPECT_EQ(CalcPlanRecordId(record).size(), 32u);
}

}  // namespace
}  // namespace twin::plans
