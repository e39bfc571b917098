#include "data/parameter_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace data {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class ParameterTableTest : public testing::Test {
 protected:
  ParameterTableTest() {
    std::string folder = (fs::temp_directory_path() / "twin-parameters-XXXXXX").string();
    directory_ = mkdtemp(folder.data());
  }
  ~ParameterTableTest() override { fs::remove_all(directory_); }

  void Write(const std::string& rows) const {
    std::ofstream(directory_ / "p.csv") << "parameter,value,unit,source,confidence\n" << rows;
  }
  ParameterTable Open() { return ParameterTable(directory_.string(), "p.csv", diagnostics_); }
  std::vector<std::string> Texts() const {
    std::vector<std::string> texts;
    for (const Diagnostic& diagnostic : diagnostics_) texts.push_back(ToText(diagnostic));
    return texts;
  }

  fs::path directory_;
  Diagnostics diagnostics_;
};

TEST_F(ParameterTableTest, GivesValuesAndSeriesByName) {
  Write("b_02,2.5,1,s,low\na,-1,K,s,low\nb_01,1.5,1,s,low\n");
  ParameterTable table = Open();
  EXPECT_EQ(table.Get("a", -5, 5), -1.0);
  std::array<double, 2> series{};
  table.GetSeries("b_", 1, 0, 5, series);
  EXPECT_THAT(series, ElementsAre(1.5, 2.5));
  table.ReportUnknown();
  EXPECT_THAT(Texts(), ElementsAre());
}

TEST_F(ParameterTableTest, NamesMissingUnknownDoubleAndOutOfRange) {
  Write("a,7,1,s,low\nb,1,1,s,low\nb,2,1,s,low\nd,1,1,s,low\n");
  ParameterTable table = Open();
  EXPECT_EQ(table.Get("a", 0, 5), 0.0);
  table.Get("b", 0, 5);
  EXPECT_EQ(table.Get("c", 0, 5), 0.0);
  table.ReportUnknown();
  EXPECT_THAT(Texts(), ElementsAre("p.csv:2 column 2 (value): is 7, must lie in [0, 5]",
                                   "p.csv:4 column 1 (parameter): 'b' occurs twice",
                                   "p.csv (parameter): 'c' is missing",
                                   "p.csv:5 column 1 (parameter): 'd' is not a known parameter"));
}

TEST_F(ParameterTableTest, EveryRowSaysItsSourceAndConfidence) {
  Write("a,1,1,,low\nb,1,1,s,\n");
  Open();
  EXPECT_THAT(Texts(), ElementsAre("p.csv:2 column 4 (source): is empty",
                                   "p.csv:3 column 5 (confidence): is empty"));
}

TEST_F(ParameterTableTest, AFileThatIsNotThereIsNamedOnce) {
  ParameterTable table = Open();
  table.Get("a", 0, 5);
  table.Get("b", 0, 5);
  EXPECT_THAT(Texts(), ElementsAre("p.csv: the file is not there"));
}

TEST_F(ParameterTableTest, AHeaderAloneIsReportedByWhatIsMissing) {
  Write("");
  ParameterTable table = Open();
  table.Get("a", 0, 5);
  EXPECT_THAT(Texts(), ElementsAre("p.csv (parameter): 'a' is missing"));
}

}  // namespace
}  // namespace data
