#include "data/epanet_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "data/epanet_options.h"
#include "models/base/units.h"
#include "models/heat/hazen_williams.h"
#include "tests/support/epanet_cases.h"

namespace data {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr double kFt = 0.3048;
constexpr double kDensity = 1100.0;
constexpr double kGpmKgS = kDensity * kFt * kFt * kFt / 448.831;
constexpr double kFtPa = kDensity * 9.81 * kFt;
constexpr double kPsiPa = kFtPa / (0.4333 * 1.1);
constexpr double kFittings = 0.02517 * models::kPi * models::kPi * 9.81 / kFt / 8.0;

EpanetCase ReadSound(const std::string& text) {
  Diagnostics diagnostics;
  EpanetCase answer = ParseEpanetCase(text, "small.inp", diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << ToStatus(diagnostics);
  return answer;
}

std::vector<std::string> ReadProblems(const std::string& text) {
  Diagnostics diagnostics;
  ParseEpanetCase(text, "x.inp", diagnostics);
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : diagnostics) lines.push_back(ToText(diagnostic));
  return lines;
}

template <class Table>
const auto& Row(const Table& table, const std::string& id) {
  for (const auto& row : table)
    if (row.id == id) return row;
  ADD_FAILURE() << "there is no " << id;
  return *table.begin();
}

TEST(EpanetReaderTest, ReadsNodesAndDemands) {
  const EpanetCase read = ReadSound(tests::SmallEpanetCase());
  EXPECT_EQ(read.title, "Small\nnetwork");
  EXPECT_DOUBLE_EQ(read.density_kg_m3, kDensity);
  EXPECT_DOUBLE_EQ(read.viscosity_pa_s, 2.0 * 1.1e-5 * kFt * kFt * kDensity);
  EXPECT_DOUBLE_EQ(read.flow_unit_kg_s, kGpmKgS);
  EXPECT_DOUBLE_EQ(read.length_unit_m, kFt);
  ASSERT_EQ(read.network.nodes.size(), 8u);
  EXPECT_DOUBLE_EQ(Row(read.network.nodes, "b").height_m, 90.0 * kFt);
  // Three hours are one period and a half: every pattern stands at its second multiplier.
  const std::vector<double> demand = {
      10.0 * 2.0, 30.0 * 2.0 + 4.0 * 2.0, 0.0, -5.0 * 2.0, 2.0, 2.0, 0.0, 0.0};
  for (std::size_t i = 0; i < demand.size(); ++i)
    EXPECT_NEAR(read.outflow_kg_s[i], 1.5 * demand[i] * kGpmKgS, 1e-12) << i;
  EXPECT_TRUE(read.network.nodes[models::HydraulicNodeIndex(6)].is_held);
  EXPECT_NEAR(read.held_pressure_pa[6], 0.1 * 200.0 * kFtPa, 1e-6);  // head 220 ft at height 200
  EXPECT_NEAR(read.held_pressure_pa[7], 10.0 * kFtPa, 1e-6);
  ASSERT_TRUE(read.places[0].has_value());
  EXPECT_EQ((*read.places[0])[1], 2.5);
  EXPECT_FALSE(read.places[1].has_value());
}

TEST(EpanetReaderTest, ReadsPipesAndTheirStatus) {
  const EpanetCase read = ReadSound(tests::SmallEpanetCase());
  const auto& pipe = Row(read.network.pipes, "p1");
  EXPECT_DOUBLE_EQ(pipe.length_m, 1000.0 * kFt);
  EXPECT_DOUBLE_EQ(pipe.inner_diameter_m, kFt);
  EXPECT_EQ(pipe.hazen_williams_ratio, 100.0);
  EXPECT_DOUBLE_EQ(pipe.fittings_ratio, 0.5 * kFittings);
  EXPECT_TRUE(pipe.is_open);  // one control asks for a junction's pressure, one is disabled
  EXPECT_FALSE(Row(read.network.pipes, "p2").is_open);
  EXPECT_TRUE(Row(read.network.pipes, "p3").has_check_valve);
  EXPECT_TRUE(Row(read.network.pipes, "p4").is_open);
  EXPECT_FALSE(Row(read.network.pipes, "p5").is_open);  // the tank's level is that of the control
  EXPECT_FALSE(Row(read.network.pipes, "p6").is_open);  // at 6 o'clock, by the number 0
}

TEST(EpanetReaderTest, AFittingLosesTheFormatsHead) {
  const EpanetCase read = ReadSound(tests::SmallEpanetCase());
  models::HydraulicPipeParams pipe = Row(read.network.pipes, "p1");
  const double flow_kg_s = 3.0 * kFt * kFt * kFt * kDensity;  // 3 cubic feet per second, d = 1 ft
  const auto loss_pa = [&] {
    return CalcHazenWilliamsLoss(MakeHazenWilliamsShape(pipe, kDensity), flow_kg_s).loss_pa;
  };
  const double with_pa = loss_pa();
  pipe.fittings_ratio = 0.0;
  EXPECT_NEAR((with_pa - loss_pa()) / kFtPa, 0.02517 * 0.5 * 9.0, 1e-10);
}

TEST(EpanetReaderTest, ReadsPumps) {
  const EpanetCase read = ReadSound(tests::SmallEpanetCase());
  const auto& design = Row(read.network.pumps, "u1");
  ASSERT_TRUE(design.curve.has_value());
  EXPECT_NEAR(design.curve->shut_off_pa, 1.33334 * 250.0 * kFtPa, 1e-6);
  EXPECT_NEAR(design.curve->exponent, 2.0, 1e-4);
  EXPECT_EQ(design.speed_ratio, 0.9);  // the level is not below 9.99
  EXPECT_TRUE(design.is_on);           // it closes later
  const auto& law = Row(read.network.pumps, "u2");
  EXPECT_FALSE(law.is_on);
  EXPECT_NEAR(law.curve->exponent, std::log(41.0 / 12.0) / std::log(2.0), 1e-12);
  const auto& pieces = Row(read.network.pumps, "u3");
  EXPECT_FALSE(pieces.curve.has_value());
  ASSERT_EQ(pieces.point_kg_s.size(), 4u);
  EXPECT_NEAR(pieces.point_kg_s[2], 20.0 * kGpmKgS, 1e-12);
  EXPECT_NEAR(pieces.point_pa[2], 70.0 * kFtPa, 1e-8);
  // Head times flow, 8.814 ft⁴/s a horsepower; near 745.7 W of water, here of a heavier liquid.
  EXPECT_NEAR(*Row(read.network.pumps, "u4").power_w, 15.0 * 745.7 * 1.1, 15.0);
  EXPECT_EQ(Row(read.network.pumps, "u5").speed_ratio, 0.8);
}

TEST(EpanetReaderTest, ReadsValves) {
  const EpanetCase read = ReadSound(tests::SmallEpanetCase());
  const auto& reducing = Row(read.network.valves, "v1");
  EXPECT_EQ(reducing.kind, models::ValveKind::kPressureReducing);
  EXPECT_NEAR(reducing.setting_pa, 50.0 * kPsiPa, 1e-6);
  EXPECT_DOUBLE_EQ(reducing.fittings_ratio, 0.3 * kFittings);
  EXPECT_TRUE(reducing.is_open && !reducing.is_fixed_open);
  const auto& sustaining = Row(read.network.valves, "v2");
  EXPECT_TRUE(sustaining.is_open && sustaining.is_fixed_open);
  EXPECT_FALSE(Row(read.network.valves, "v3").is_open);
  EXPECT_NEAR(Row(read.network.valves, "v4").setting_kg_s, 120.0 * kGpmKgS, 1e-12);
  EXPECT_DOUBLE_EQ(Row(read.network.valves, "v5").fittings_ratio, 7.0 * kFittings);
  EXPECT_DOUBLE_EQ(Row(read.network.valves, "v6").fittings_ratio, 0.2 * kFittings);
}

TEST(EpanetReaderTest, NotesWhatIsNotFollowed) {
  const EpanetCase read = ReadSound(tests::SmallEpanetCase());
  std::vector<std::string> notes;
  for (const Diagnostic& note : read.notes) notes.push_back(note.problem);
  EXPECT_THAT(notes, ElementsAre(HasSubstr("after time 0"), HasSubstr("pressure of a junction"),
                                 HasSubstr("rules")));
}

TEST(EpanetReaderTest, ReadsMetricUnitsAndDarcyWeisbach) {
  const EpanetCase read = ReadSound(
      "[OPTIONS]\nUNITS LPS\nHEADLOSS D-W\nVISCOSITY 1e-6\n"
      "[RESERVOIRS]\nR 50\n[JUNCTIONS]\nA 10 36\nB 10\n[PIPES]\nP R A 100 200 0.05\n"
      "[VALVES]\nV A B 150 PRV 20\n[PUMPS]\nU R A POWER 10\n");
  EXPECT_DOUBLE_EQ(read.length_unit_m, 1.0);
  EXPECT_NEAR(read.outflow_kg_s[0], 36.0, 1e-3);  // 28.317 litres in a cubic foot
  EXPECT_DOUBLE_EQ(read.viscosity_pa_s, 1e-3);
  const auto& pipe = Row(read.network.pipes, "P");
  EXPECT_FALSE(pipe.hazen_williams_ratio.has_value());
  EXPECT_DOUBLE_EQ(pipe.roughness_m, 5e-5);
  EXPECT_DOUBLE_EQ(pipe.inner_diameter_m, 0.2);
  EXPECT_NEAR(Row(read.network.valves, "V").setting_pa, 20.0 * 1000.0 * 9.81, 1e-6);
  EXPECT_NEAR(*Row(read.network.pumps, "U").power_w, 1e4, 20.0);
}

TEST(EpanetReaderTest, KnowsEveryUnitOfFlow) {
  // Cubic metres per second of each, by exact conversion; the format's own are good to 2e-4.
  const double gallon_m3 = 3.785411784e-3;
  const std::vector<std::pair<const char*, double>> units = {{"CFS", kFt * kFt * kFt},
                                                             {"GPM", gallon_m3 / 60.0},
                                                             {"MGD", gallon_m3 * 1e6 / 86400.0},
                                                             {"IMGD", 4.54609e-3 * 1e6 / 86400.0},
                                                             {"AFD", 1233.48184 / 86400.0},
                                                             {"LPS", 1e-3},
                                                             {"LPM", 1e-3 / 60.0},
                                                             {"MLD", 1e3 / 86400.0},
                                                             {"CMH", 1.0 / 3600.0},
                                                             {"CMD", 1.0 / 86400.0},
                                                             {"CMS", 1.0}};
  for (const auto& [name, m3_per_s] : units) {
    const EpanetCase read = ReadSound(std::string("[OPTIONS]\nUnits ") + name +
                                      "\n[RESERVOIRS]\nR 1\n[JUNCTIONS]\nA 0\n");
    EXPECT_NEAR(read.flow_unit_kg_s, 1000.0 * m3_per_s, 2e-4 * 1000.0 * m3_per_s) << name;
  }
}

TEST(EpanetReaderTest, TellsEveryErrorAtOnceWithItsLine) {
  EXPECT_THAT(ReadProblems("[OPTIONS]\nUnits QPS\nHeadloss C-M\nDemand Model PDA\n"
                           "[JUNCTIONS]\nA ten 5 P9\nA 3\n[RESERVOIRS]\nR 1\n"
                           "[PIPES]\nP A X 100 12 100\nQ A A -1 12 abc\n"
                           "[PUMPS]\nU R A HEAD C\nW R A\n"
                           "[VALVES]\nV R A 12 PRV 5\nG A A2 12 GPV C\n"
                           "[CONTROLS]\nLINK N OPEN AT TIME 0\n[EMITTERS]\nA 0.5\n[NONSENSE]\n"),
              testing::UnorderedElementsAre(
                  AllOf(HasSubstr("x.inp:2 column 2"), HasSubstr("unit of flow")),
                  AllOf(HasSubstr("x.inp:3 column 2"), HasSubstr("Manning")),
                  AllOf(HasSubstr("x.inp:4 column 3"), HasSubstr("depends on pressure")),
                  AllOf(HasSubstr("x.inp:6 column 2"), HasSubstr("'ten' is no number")),
                  AllOf(HasSubstr("x.inp:6 column 4"), HasSubstr("no pattern 'P9'")),
                  AllOf(HasSubstr("x.inp:7 column 1"), HasSubstr("stands twice")),
                  AllOf(HasSubstr("x.inp:11 column 3"), HasSubstr("no node 'X'")),
                  AllOf(HasSubstr("x.inp:12 column 3"), HasSubstr("where the link begins")),
                  AllOf(HasSubstr("x.inp:12 column 4"), HasSubstr("length is -1")),
                  AllOf(HasSubstr("x.inp:12 column 6"), HasSubstr("'abc' is no number")),
                  AllOf(HasSubstr("x.inp:14 column 5"), HasSubstr("no curve 'C'")),
                  AllOf(HasSubstr("x.inp:15"), HasSubstr("curve (HEAD) or a power")),
                  AllOf(HasSubstr("x.inp:17 column 2"), HasSubstr("reservoir or tank")),
                  AllOf(HasSubstr("x.inp:18 column 3"), HasSubstr("no node 'A2'")),
                  AllOf(HasSubstr("x.inp:18 column 5"), HasSubstr("not supported")),
                  AllOf(HasSubstr("x.inp:20 column 2"), HasSubstr("no link 'N'")),
                  AllOf(HasSubstr("x.inp:22 column 2"), HasSubstr("emitters")),
                  AllOf(HasSubstr("x.inp:23 column 1"), HasSubstr("no section"))));
}

TEST(EpanetReaderTest, ANetworkWithoutHeldHeadIsToldOf) {
  EXPECT_THAT(ReadProblems("[JUNCTIONS]\nA 1\n"), ElementsAre(HasSubstr("no node's pressure")));
  EXPECT_THAT(ReadProblems(""), ElementsAre(HasSubstr("no node's pressure")));
}

TEST(EpanetReaderTest, ACheckValveHasNoStatus) {
  EXPECT_THAT(ReadProblems("[RESERVOIRS]\nR 1\n[JUNCTIONS]\nA 1\n[PIPES]\nP R A 1 1 100 0 CV\n"
                           "[STATUS]\nP Closed\n"),
              ElementsAre(AllOf(HasSubstr("x.inp:8"), HasSubstr("check valve"))));
}

TEST(EpanetReaderTest, AFileThatIsNotThereIsToldOf) {
  Diagnostics diagnostics;
  LoadEpanetCase("/nowhere/net.inp", diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(ToText(diagnostics[0]), "net.inp: the file is not there");
}

TEST(EpanetReaderTest, TimesAreRead) {
  EXPECT_EQ(ParseEpanetHours("5", ""), 5.0);
  EXPECT_EQ(ParseEpanetHours("5:30", ""), 5.5);
  EXPECT_EQ(ParseEpanetHours("0:00:36", ""), 0.01);
  EXPECT_EQ(ParseEpanetHours("90", "MIN"), 1.5);
  EXPECT_EQ(ParseEpanetHours("2", "Days"), 48.0);
  EXPECT_EQ(ParseEpanetHours("12", "am"), 0.0);
  EXPECT_EQ(ParseEpanetHours("12:30", "PM"), 12.5);
  EXPECT_EQ(ParseEpanetHours("1:30", "PM"), 13.5);
  for (const auto& [time, unit] : std::vector<std::pair<const char*, const char*>>{{"13", "PM"},
                                                                                   {"x", ""},
                                                                                   {"1:2:3:4", ""},
                                                                                   {"-1", ""},
                                                                                   {"nan", ""},
                                                                                   {"1", "furlong"},
                                                                                   {"", ""},
                                                                                   {"1:30", "MIN"}})
    EXPECT_FALSE(ParseEpanetHours(time, unit).has_value()) << time << unit;
}

}  // namespace
}  // namespace data
