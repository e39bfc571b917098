#include "data/plans/sosi_plan_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/plans/sosi_charset.h"
#include "tests/data/plans/plan_reader_fixture.h"
#include "tests/support/plan_texts.h"

namespace data {
namespace {

using testing::HasSubstr;
using tests::Replaced;
using tests::SmallSosi;

TEST(SosiPlanReaderTest, AnAreaIsPutTogetherFromCurvesEitherWayRound) {
  const models::Plan plan = ReadOne(SmallSosi());
  EXPECT_EQ(plan.version, 45);
  EXPECT_EQ(plan.municipality_id, "3205");
  ASSERT_EQ(plan.areas.size(), 1u);
  const models::PlanAreaParams& area = plan.areas[0];
  EXPECT_EQ(area.purpose_code, 1113);
  EXPECT_EQ(area.field_name, "B1");
  EXPECT_DOUBLE_EQ(*area.utilisation.bra_ratio, 1.5);
  ASSERT_EQ(area.surface[0].holes.size(), 1u);
  EXPECT_NEAR(models::CalcAreaM2(area.surface), 10'000.0 - 200.0, 1e-9);
  EXPECT_NEAR(models::CalcBox(area.surface).north_m, 6'648'100.0, 1e-9);
}

TEST(SosiPlanReaderTest, ACurveThatRunsTheWrongWayIsToldNotTurned) {
  const std::string problems = ProblemsOf(Replaced(SmallSosi(), ":-2", ":2"));
  EXPECT_THAT(problems, HasSubstr(".FLATE 4"));
  EXPECT_THAT(problems, HasSubstr("broken between curves 1 and 2"));
  EXPECT_THAT(problems, HasSubstr("it would close with curve 2 the other way round"));
}

TEST(SosiPlanReaderTest, OutlinesThatDoNotCloseAreTold) {
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), ":-2 (:3)", "(:3)")),
              HasSubstr("its outline is not closed: begins at N 6648000, E 622000"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), "(:3)", "(:9)")),
              HasSubstr("refers to curve 9, which is not there"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), "(:3)", "(:3")), HasSubstr("parentheses"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), "(:3)", ":3)")), HasSubstr("broken between"));
}

TEST(SosiPlanReaderTest, TheHeadMustSayWhatNumbersMean) {
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), "...KOORDSYS 22\n", "")),
              HasSubstr("KOORDSYS '' is not read: export in 22"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), "KOORDSYS 22", "KOORDSYS 109")),
              HasSubstr("KOORDSYS '109' is not read"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), "...ENHET 0.01\n", "")), HasSubstr("has no ENHET"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), "...ORIGO-NØ 6648000 622000\n", "")),
              HasSubstr("has no ORIGO-NØ"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), "VERSJON 4.5", "VERSJON 3.4")),
              HasSubstr("SOSI-VERSJON '3.4' is not read"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), "..TEGNSETT UTF-8\n", "")),
              HasSubstr("has no TEGNSETT"));
}

TEST(SosiPlanReaderTest, AWrongOriginLeavesTheFilesOwnFrame) {
  const std::string framed =
      Replaced(SmallSosi(), "...ENHET 0.01\n",
               "...ENHET 0.01\n..OMRÅDE\n...MIN-NØ 6647999 621999\n...MAX-NØ 6648101 622101\n");
  EXPECT_EQ(ProblemsOf(framed), "");
  EXPECT_THAT(ProblemsOf(Replaced(framed, "ENHET 0.01", "ENHET 0.1")),
              HasSubstr("lies outside the file's own OMRÅDE"));
}

TEST(SosiPlanReaderTest, TheOtherZoneIsNoticedByTheMunicipality) {
  const std::string problems = ProblemsOf(Replaced(SmallSosi(), "KOORDSYS 22", "KOORDSYS 23"));
  EXPECT_THAT(problems, HasSubstr("km from Lillestrøm by EPSG:25833; its numbers fit EPSG:25832"));
}

TEST(SosiPlanReaderTest, DamagedTextIsToldWithItsLine) {
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), ".SLUTT\n", "")),
              HasSubstr("ends without .SLUTT: the file is cut short"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), "0 10000\n", "0 nan\n")), HasSubstr("plan:11"));
  EXPECT_THAT(ProblemsOf(Replaced(SmallSosi(), "0 10000\n", "0 10000 7\n")),
              HasSubstr("a point lacks a coordinate"));
}

TEST(SosiPlanReaderTest, ArcsAreRounded) {
  // Curve 2 replaced by half a circle from one corner to the other, bulging to the south-east.
  const std::string text = Replaced(SmallSosi(), ".KURVE 2:\n..NØ\n0 0\n10000 0\n10000 10000\n",
                                    ".BUEP 2:\n..NØ\n0 0\n10000 0\n10000 10000\n");
  const models::Plan plan = ReadOne(text);
  // The corner to the north-west lies on the circle of the diagonal: half a disc of 70.71 m.
  EXPECT_NEAR(models::CalcAreaM2(plan.areas[0].surface), 7853.98 + 5000.0 - 200.0, 2.5);
}

TEST(SosiCharsetTest, NorwegianLettersComeThroughInEverySet) {
  const auto with = [](const std::string& set, const std::string& bytes) {
    return DecodeSosi(".HODE\n..TEGNSETT " + set + "\n" + bytes).value().substr(18 + set.size());
  };
  EXPECT_EQ(with("ISO8859-1", "\xc6\xd8\xc5\xe6\xf8\xe5"), "ÆØÅæøå");
  EXPECT_EQ(with("ISO8859-10", "\xc6\xd8\xc5\xe6\xf8\xe5\xaa\xb9"), "ÆØÅæøåŠđ");
  EXPECT_EQ(with("ANSI", "\xc6\xd8\xc5\x8a"), "ÆØÅŠ");
  EXPECT_EQ(with("DOSN8", "\x92\x9d\x8f\x91\x9b\x86"), "ÆØÅæøå");
  EXPECT_EQ(with("ND7", "[\\]{|}"), "ÆØÅæøå");
  EXPECT_EQ(with("UTF-8", "ÆØÅæøå"), "ÆØÅæøå");
}

TEST(SosiCharsetTest, WhatIsNotTrueIsRefused) {
  EXPECT_THAT(DecodeSosi(".HODE\n..TEGNSETT UTF-8\n..EIER \xc6").status().ToString(),
              HasSubstr("says TEGNSETT UTF-8 but is not"));
  EXPECT_THAT(DecodeSosi(".HODE\n..TEGNSETT KOI8-R\n").status().ToString(),
              HasSubstr("'KOI8-R' is not read"));
}

}  // namespace
}  // namespace data
