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
