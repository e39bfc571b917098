#include "data/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace data {
namespace {

TEST(CsvReaderTest, ReadsQuotesNotesAndWindowsLineEnds) {
  Diagnostics diagnostics;
  const CsvTable table = CsvTable::Parse(
      "# a note, with a comma\nid,name\r\na,\"Sylling, øst \"\"1\"\"\"\r\nb,plain\r\n", "t.csv",
      {"id", "name"}, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  ASSERT_EQ(table.size(), 2u);
  EXPECT_EQ(table.Text(0, "name"), "Sylling, øst \"1\"");
  EXPECT_EQ(table.Text(1, "id"), "b");
}

TEST(CsvReaderTest, ReportsEveryErrorWithFileLineAndColumn) {
  Diagnostics diagnostics;
  const CsvTable table = CsvTable::Parse("id,mw\na,12\nb,nan\nc,x1\nd,-5\ne,1,2\n", "t.csv",
                                         {"id", "mw", "source"}, diagnostics);
  for (std::size_t row = 0; row < table.size(); ++row) {
    table.Number(row, "mw", 0.0, 100.0, diagnostics);
  }
  std::vector<std::string> texts;
  for (const Diagnostic& diagnostic : diagnostics) texts.push_back(ToText(diagnostic));
  EXPECT_THAT(texts, testing::ElementsAre("t.csv:1 (source): the column is missing",
                                          "t.csv:6: has 3 fields, the header 2",
                                          "t.csv:3 column 2 (mw): is nan, must lie in [0, 100]",
                                          "t.csv:4 column 2 (mw): 'x1' is no number",
                                          "t.csv:5 column 2 (mw): is -5, must lie in [0, 100]"));
}

TEST(CsvReaderTest, AQuoteThatIsNeverClosedIsNamed) {
  Diagnostics diagnostics;
  CsvTable::Parse("id\n\"open\n", "t.csv", {"id"}, diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(diagnostics[0].line, 2);
}

TEST(CsvReaderTest, AMissingFileIsNamed) {
  Diagnostics diagnostics;
  CsvTable::Load("/nowhere/at/all.csv", "all.csv", {"id"}, diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(ToText(diagnostics[0]), "all.csv: the file is not there");
}

TEST(CsvReaderTest, LinesAreCountedFromTheTopOfTheFileNotesIncluded) {
  Diagnostics diagnostics;
  const CsvTable table = CsvTable::Parse("# one\n# two\nid,mw,mw\na,1,2\nb,x,2\n", "t.csv",
                                         {"id", "source"}, diagnostics);
  table.Number(1, "mw", 0.0, 100.0, diagnostics);
  std::vector<std::string> texts;
  for (const Diagnostic& diagnostic : diagnostics) texts.push_back(ToText(diagnostic));
  EXPECT_THAT(texts,
              testing::ElementsAre("t.csv:3 column 3 (mw): the header names this column twice",
                                   "t.csv:3 (source): the column is missing",
                                   "t.csv:5 column 2 (mw): 'x' is no number"));
}

TEST(CsvReaderTest, AnEmptyFileIsNamed) {
  for (const char* text : {"", "# only a note\n", "\xEF\xBB\xBF"}) {
    Diagnostics diagnostics;
    EXPECT_EQ(CsvTable::Parse(text, "t.csv", {"id"}, diagnostics).size(), 0u);
    ASSERT_EQ(diagnostics.size(), 1u);
    EXPECT_EQ(diagnostics[0].problem, "there is no header row");
  }
}

TEST(CsvReaderTest, ATableOfAHeaderAloneIsEmptyAndSound) {
  Diagnostics diagnostics;
  EXPECT_EQ(CsvTable::Parse("id,mw\n", "t.csv", {"id"}, diagnostics).size(), 0u);
  EXPECT_TRUE(diagnostics.empty());
}

// Unicode 15, table 3-7: the first and last of every kind, and what lies just outside.
TEST(CsvReaderTest, WhatIsNotUtf8IsNamedFieldByField) {
  for (const char* good : {"ø", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    Diagnostics diagnostics;
    CsvTable::Parse(std::string("id,name\na,") + good + "\n", "t.csv", {}, diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << good;
  }
  for (const char* bad :
       {"\xF8", "\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "\xE2\x82", "\xE2\x82x", "\xFF"}) {
    Diagnostics diagnostics;
    const CsvTable table =
        CsvTable::Parse(std::string("id,name\na,x") + bad + "\nb,y\n", "t.csv", {}, diagnostics);
    ASSERT_EQ(diagnostics.size(), 1u);
    EXPECT_EQ(ToText(diagnostics[0]), "t.csv:2 column 2 (name): is not UTF-8");
    EXPECT_EQ(table.size(), 2u) << "reading goes on";
    EXPECT_THAT(table.Text(0, "name"), testing::StartsWith("x\xEF\xBF\xBD"));
  }
}

TEST(CsvReaderTest, FlagsAreZeroOrOne) {
  Diagnostics diagnostics;
  const CsvTable table = CsvTable::Parse("on\n1\n0\nyes\n", "t.csv", {"on"}, diagnostics);
  EXPECT_TRUE(table.Flag(0, "on", diagnostics));
  EXPECT_FALSE(table.Flag(1, "on", diagnostics));
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_FALSE(table.Flag(2, "on", diagnostics));
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(ToText(diagnostics[0]), "t.csv:4 column 1 (on): is 'yes', must be 0 or 1");
}

TEST(CsvReaderTest, AFieldThatIsTooLongIsNamed) {
  Diagnostics diagnostics;
  CsvTable::Parse("id\n" + std::string(20000, 'x') + "\n", "t.csv", {"id"}, diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(diagnostics[0].line, 2);
  EXPECT_THAT(diagnostics[0].problem, testing::HasSubstr("longer than 16384 bytes"));
}

TEST(IdTableTest, DanglingReferencesNameTheNearest) {
  Diagnostics diagnostics;
  const CsvTable buses =
      CsvTable::Parse("id\nhamang-300\nhamang-132\nhamang-132\n", "buses.csv", {"id"}, diagnostics);
  IdTable ids("bus");
  for (std::size_t row = 0; row < buses.size(); ++row) ids.Add(buses, row, "id", diagnostics);
  const CsvTable loads = CsvTable::Parse("bus\nhamang-30\n", "loads.csv", {"bus"}, diagnostics);
  EXPECT_FALSE(ids.Resolve(loads, 0, "bus", diagnostics).has_value());
  ASSERT_EQ(diagnostics.size(), 2u);
  EXPECT_EQ(ToText(diagnostics[0]),
            "buses.csv:4 column 1 (id): 'hamang-132' is the id of two rows (bus)");
  EXPECT_THAT(ToText(diagnostics[1]), testing::HasSubstr("nearest: hamang-300"));
}

}  // namespace
}  // namespace data
