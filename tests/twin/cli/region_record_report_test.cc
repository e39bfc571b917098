#include "twin/cli/region_record_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "data/region_loader.h"
#include "solvers/region_record.h"
#include "tests/support/region_paths.h"
#include "twin/cli/cold_spell.h"
#include "twin/cli/svg_chart.h"

namespace twin::cli {
namespace {

TEST(RegionRecordReportTest, ReportAndJsonTellTheSameMissesAndAreTheSameOnAnyThreads) {
  RecordQuestion question{.region_directory = tests::RegionDirectory(), .years = 1, .threads = 1};
  question.is_json = true;
  const auto answer = CalibrateRegion(question);
  ASSERT_TRUE(answer.ok()) << answer.status();
  question.threads = 2;
  const auto again = CalibrateRegion(question);
  ASSERT_TRUE(again.ok()) << again.status();
  ASSERT_EQ(answer->files.size(), 6U);
  for (std::size_t i = 0; i < answer->files.size(); ++i) {
    EXPECT_EQ(answer->files[i].text, again->files[i].text) << answer->files[i].name;
  }
  const auto json = nlohmann::json::parse(answer->text);
  std::size_t missed = 0, marks = 0;
  for (const auto& figure : json["figures"]) {
    if (!figure.contains("is_met")) continue;
    const double low = figure["measured_low"], high = figure["measured_high"];
    const bool is_inside = figure["twin"] >= low && figure["twin"] <= high;
    EXPECT_TRUE(figure["is_met"].get<bool>() || !is_inside) << figure;
    if (!figure["is_met"].get<bool>()) ++missed;
  }
  for (const ReportFile& file : answer->files) {
    for (std::size_t at = 0; (at = file.text.find("**MISS**", at)) != std::string::npos; ++at) {
      ++marks;
    }
  }
  EXPECT_EQ(marks, missed);
}

TEST(RegionRecordReportTest, AnUnknownQuantityIsRefusedBeforeAnythingIsComputed) {
  const RecordQuestion question{.region_directory = tests::RegionDirectory(), .years = 1000};
  EXPECT_TRUE(absl::IsNotFound(DescribeQuantiles(question, {"no1_peak_kw"}).status()));
}

TEST(ColdSpellTest, AnOffsetShiftsTheAirByItselfAndRaisesDemandAndImports) {
  const models::Region region = *data::LoadRegion(tests::RegionDirectory());
  const auto params = *solvers::MakeRegionRecordParams(region, "NO1", "oet:place/gvarv");
  const auto plain = CalcColdSpell(params, 2011, 3, 0.0);
  const auto cold = CalcColdSpell(params, 2011, 3, -8.0);
  ASSERT_TRUE(plain.ok()) << plain.status();
  ASSERT_TRUE(cold.ok()) << cold.status();
  ASSERT_EQ(cold->hours.size(), 24U * 7U);
  for (std::size_t i = 0; i < cold->hours.size(); ++i) {
    const bool is_inside = i >= 48 && i < 48 + 72;
    EXPECT_NEAR(cold->hours[i].own_degc - plain->hours[i].own_degc, is_inside ? -8.0 : 0.0, 1e-9)
        << i;
    double supplied_mw = cold->hours[i].unserved_mw;
    for (const double mw : cold->hours[i].generation_mw) supplied_mw += mw;
    for (const double mw : cold->hours[i].import_mw) supplied_mw += mw;
    EXPECT_NEAR(supplied_mw, cold->hours[i].region_mw + cold->hours[i].losses_mw, 1e-6) << i;
  }
  EXPECT_GE(cold->coldest, 48U);
  EXPECT_LT(cold->coldest, 120U);
  EXPECT_GT(cold->hours[cold->coldest].region_mw, plain->hours[plain->coldest].region_mw);
  EXPECT_TRUE(absl::IsInvalidArgument(CalcColdSpell(params, 2011, 0, 0.0).status()));
}

TEST(SvgChartTest, PointsStandWhereTheAxesPutThem) {
  // Width 276 = 62 + 200 + 14, height 174 = 34 + 100 + 40: x 0..10 on 62..262, y 0..5 on 188..88.
  const Chart chart{.title = "a < b",
                    .lines = {{"line", "#000000", false, {0.0, 10.0}, {0.0, 5.0}}}};
  const std::string svg = MakeChartsSvg("title", {chart}, 1, 276, 174);
  EXPECT_NE(svg.find("M62.0 188.0L262.0 88.0"), std::string::npos) << svg;
  EXPECT_NE(svg.find("a &lt; b"), std::string::npos);
}

}  // namespace
}  // namespace twin::cli
