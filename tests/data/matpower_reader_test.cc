#include "data/matpower_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace data {
namespace {

using testing::HasSubstr;

// Two buses and a line, with `rows` after them; every trap of a file is put into `rows`.
std::string MakeText(const std::string& rows = "") {
  return "function mpc = tiny\n"
         "mpc.version = '2';\n"
         "mpc.baseMVA = 10;\n"
         "mpc.bus = [ % comment ; ] inside\n"
         "\t7\t3\t0\t0\t0\t0\t1\t1\t0\t12.66\t1\t1\t1;\n"
         "  30, 1, 100, 60, 1, -2, 1, 1, -3.5, 12.66, 1, 1.1, 0.9\n"
         "];\n"
         "mpc.gen = [7 0 0 Inf -Inf 1.01 100 1 10 0];\n"
         "mpc.branch = [\n"
         "  7 30 0.5 -1e-1 0 0 0 0 0 0 1 -360 360;\n"
         "];\n" +
         rows;
}

absl::StatusOr<MatpowerCase> Parse(const std::string& text) {
  return ParseMatpowerCase(text, "tiny.m");
}

std::string ProblemOf(const std::string& text) {
  const auto parsed = Parse(text);
  EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(parsed.status().message());
}

TEST(MatpowerReaderTest, ReadsRowsEndedBySemicolonOrLine) {
  const auto parsed = Parse(MakeText());
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->name, "tiny");
  EXPECT_EQ(parsed->base_mva, 10.0);
  ASSERT_EQ(parsed->buses.size(), 2u);
  EXPECT_EQ(parsed->buses[0].type, MatpowerBusType::kSlack);
  EXPECT_EQ(parsed->buses[1].number, 30);
  EXPECT_EQ(parsed->buses[1].demand_mw, 100.0);
  EXPECT_EQ(parsed->buses[1].shunt_mw, 1.0);
  EXPECT_EQ(parsed->buses[1].shunt_mvar, -2.0);
  EXPECT_EQ(parsed->buses[1].va_deg, -3.5);
  EXPECT_TRUE(std::isinf(parsed->generators[0].q_max_mvar));
  EXPECT_EQ(parsed->branches[0].x_pu, -0.1);
}

TEST(MatpowerReaderTest, CarriesOutStatementsAfterTheMatrices) {
  const auto parsed = Parse(
      MakeText("[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD, GS, BS, BUS_AREA, VM, ...\n"
               "    VA, BASE_KV] = idx_bus;\n"
               "[F_BUS, T_BUS, BR_R, BR_X] = idx_brch;\n"
               "Vbase = mpc.bus(1, BASE_KV) * 1e3;      %% in Volts\n"
               "Sbase = mpc.baseMVA * 1e6;\n"
               "mpc.branch(:, [BR_R BR_X]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);\n"
               "mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;\n"
               "pf = 0.85;\n"
               "mpc.bus(:, QD) = mpc.bus(:, PD) * sin(acos(pf));\n"
               "mpc.bus(:, PD) = mpc.bus(:, PD) * pf;\n"));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_DOUBLE_EQ(parsed->buses[1].demand_mw, 0.085);
  EXPECT_DOUBLE_EQ(parsed->buses[1].demand_mvar, 0.1 * std::sin(std::acos(0.85)));
  EXPECT_DOUBLE_EQ(parsed->branches[0].r_pu, 0.5 / (12660.0 * 12660.0 / 10e6));
}

TEST(MatpowerReaderTest, UnderstandsExpressionsCellsAndComments) {
  std::string text =
      MakeText("mpc.bus_name = {'A ; ]'; \"it's\"; 'O''Dea' % }\n};\n%{\nno [\n%}\n");
  const auto replace = [&text](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("mpc.baseMVA = 10;", "mpc.baseMVA = 50/3; ");
  replace("12.66", "135/sqrt(3)");
  replace("100, 60", "2^3 -4 - 1");  // 8 and −4 − 1
  replace("1.01", "(1 + 0.01)");
  const auto parsed = Parse(text);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_DOUBLE_EQ(parsed->base_mva, 50.0 / 3.0);
  EXPECT_DOUBLE_EQ(parsed->buses[0].base_kv, 135.0 / std::sqrt(3.0));
  EXPECT_EQ(parsed->buses[1].demand_mw, 8.0);
  EXPECT_EQ(parsed->buses[1].demand_mvar, -5.0);
  EXPECT_DOUBLE_EQ(parsed->generators[0].v_set_pu, 1.01);
}

TEST(MatpowerReaderTest, NamesLineAndColumnOfWhatItCannotUnderstand) {
  EXPECT_THAT(ProblemOf(MakeText("for k = 1:3\n")), HasSubstr("tiny.m:12 column 1"));
  EXPECT_THAT(ProblemOf(MakeText("x = loadcase('case9');\n")),
              HasSubstr("'loadcase' is not known"));
  EXPECT_THAT(ProblemOf(MakeText("x = 1 +\n")), HasSubstr("tiny.m:12 column 8"));
  EXPECT_THAT(ProblemOf(MakeText("x = [1 2; 3];\n")), HasSubstr("the row has 1 columns"));
  EXPECT_THAT(ProblemOf(MakeText("x = mpc.bus(9, 1);\n")), HasSubstr("index 9 lies outside 1 … 2"));
  EXPECT_THAT(ProblemOf(MakeText("x = 'abc\n")), HasSubstr("a quote is never closed"));
  EXPECT_THAT(ProblemOf(MakeText("x = [1 2\n")), HasSubstr("a bracket is never closed"));
  EXPECT_THAT(ProblemOf(MakeText("x = {'a'\n")), HasSubstr("a brace is never closed"));
  EXPECT_THAT(ProblemOf(MakeText("x = 12abc;\n")), HasSubstr("is no number"));
  EXPECT_THAT(ProblemOf(MakeText("mpc.bus(:, 3) = [1 2 3];\n")),
              HasSubstr("does not fit into 2 × 1"));
  EXPECT_THAT(ProblemOf(MakeText("[A, B] = idx_cost;\n")),
              HasSubstr("'idx_cost' is not supported"));
  EXPECT_THAT(ProblemOf(MakeText("x = mpc.bus * mpc.bus;\n")), HasSubstr("is not supported"));
  const std::string deep = "x = " + std::string(100000, '(') + "1\n";
  EXPECT_THAT(ProblemOf(MakeText(deep)), HasSubstr("nested too deeply"));
  EXPECT_THAT(ProblemOf(MakeText("x = " + std::string(100000, '[') + "\n")), HasSubstr("deeply"));
}

TEST(MatpowerReaderTest, ReadsOverFurtherColumnsAndKeepsEveryRowOfABusAndABranch) {
  std::string text = MakeText();
  const auto replace = [&text](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  // A fourteenth column (rated current), a parallel branch that shifts the phase, two generators at
  // one bus, of which one is out, and an isolated bus.
  replace("1 -360 360;\n",
          "1 -360 360 12/sqrt(3);\n\t7\t30\t.5\t.1\t0\t9\t9\t9\t.98\t-30\t0\t0\t0\t7\n");
  replace("100 1 10 0];", "100 1 10 0; 7 5 0 1 -1 1.02 100 0 10 0];");
  replace("1, 1.1, 0.9\n", "1, 1.1, 0.9\n4 4 1 1 0 0 1 1 0 20 1 1.1 0.9");
  const auto parsed = Parse(text);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  ASSERT_EQ(parsed->branches.size(), 2u);
  EXPECT_EQ(parsed->branches[1].tap_ratio, 0.98);
  EXPECT_EQ(parsed->branches[1].shift_deg, -30.0);
  EXPECT_EQ(parsed->branches[1].rate_a_mva, 9.0);
  EXPECT_FALSE(parsed->branches[1].is_in_service);
  ASSERT_EQ(parsed->generators.size(), 2u);
  EXPECT_FALSE(parsed->generators[1].is_in_service);
  ASSERT_EQ(parsed->buses.size(), 3u);
  EXPECT_EQ(parsed->buses[2].type, MatpowerBusType::kIsolated);
}

TEST(MatpowerReaderTest, NamesTheLineOfWhatAStatementHasMadeWrong) {
  EXPECT_THAT(ProblemOf(MakeText("\nmpc.branch = mpc.branch * 0;\n")),
              HasSubstr("tiny.m:10 column 1: bus number is 0"));
  EXPECT_THAT(ProblemOf(MakeText("\nmpc.bus = 5;\n")),
              HasSubstr("tiny.m:13 column 1: mpc.bus has 1 columns, it needs 13"));
}

TEST(MatpowerReaderTest, ReportsEveryWrongRowAtOnce) {
  std::string text = MakeText();
  const auto replace = [&text](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("30, 1, 100", "30, 9, 100");
  replace("[7 0 0", "[8 0 0");
  replace("7 30 0.5 -1e-1", "7 7 0 0");
  const std::string problem = ProblemOf(text);
  EXPECT_THAT(problem, HasSubstr("tiny.m:6 column 2: bus type is 9"));
  EXPECT_THAT(problem, HasSubstr("tiny.m:8 column 1: there is no bus 8"));
  EXPECT_THAT(problem, HasSubstr("tiny.m:10 column 2: the branch begins and ends at the same bus"));
  EXPECT_THAT(problem, HasSubstr("tiny.m:10 column 4: the branch has no impedance"));
}

TEST(MatpowerReaderTest, NeverFallsOverATornOrDamagedFile) {
  const std::string whole = MakeText("mpc.bus(:, 3) = mpc.bus(:, 3) / (1e3 + sqrt(4));\n");
  ASSERT_TRUE(Parse(whole).ok());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    (void)Parse(whole.substr(0, length)).ok();
  }
  const std::string odd = "[](){};,'\"%.=+-*/^:\n\t\0x9eI\xff";
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char c : odd) {
      std::string damaged = whole;
      damaged[at] = c;
      (void)Parse(damaged).ok();
    }
  }
}

TEST(MatpowerReaderTest, RefusesAnotherFormatVersionAndMissingParts) {
  EXPECT_THAT(ProblemOf("mpc.version = '1';\n"), HasSubstr("format version '1'"));
  EXPECT_THAT(ProblemOf(""), HasSubstr("there is no matrix mpc.bus"));
  EXPECT_EQ(LoadMatpowerCase("/nowhere/case.m").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace data
