// What the region says of itself: which rows are invented, which were tuned, and that the two
// reports of it agree.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "tests/support/region_paths.h"

namespace data {
namespace {

constexpr double kMostTunedShare = 0.05;

TEST(RegionCompletionTest, AtMostOneRowInTwentyIsTunedAndTheReportCountsThem) {
  std::size_t row_count = 0, tuned_count = 0;
  for (const char* name : {"osm/stations.csv", "osm/buses.csv", "osm/branches.csv", "osm/loads.csv",
                           "osm/generators.csv", "osm/shunts.csv", "osm/boundaries.csv",
                           "exchange_areas.csv", "municipalities.csv"}) {
    Diagnostics diagnostics;
    const CsvTable table = CsvTable::Load(absl::StrCat(tests::RegionDirectory(), "/", name), name,
                                          {"id", "source", "confidence"}, diagnostics);
    ASSERT_TRUE(ToStatus(diagnostics).ok()) << ToStatus(diagnostics);
    row_count += table.size();
    for (std::size_t row = 0; row < table.size(); ++row) {
      if (!table.Text(row, "tuning").empty()) ++tuned_count;
    }
  }
  std::printf("tuned: %zu of %zu rows\n", tuned_count, row_count);
  EXPECT_GT(tuned_count, 0u);
  EXPECT_LE(static_cast<double>(tuned_count), kMostTunedShare * static_cast<double>(row_count));
  std::ifstream file(tests::RegionDirectory() + "/COMPLETION.md");
  const std::string report((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
  EXPECT_THAT(report, testing::HasSubstr(absl::StrCat("Tuned: ", tuned_count, " of ", row_count)));
}

TEST(RegionCompletionTest, EverySyntheticOrTunedBranchGivesItsReason) {
  Diagnostics diagnostics;
  const CsvTable table =
      CsvTable::Load(tests::RegionDirectory() + "/osm/branches.csv", "osm/branches.csv",
                     {"name", "is_synthetic", "tuning", "source", "confidence"}, diagnostics);
  ASSERT_TRUE(ToStatus(diagnostics).ok()) << ToStatus(diagnostics);
  int completions = 0;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::string& source = table.Text(row, "source");
    const bool is_completion = absl::StrContains(source, "completion: ");
    const bool is_synthetic = table.Text(row, "is_synthetic") == "1";
    completions += is_completion ? 1 : 0;
    EXPECT_TRUE(!is_completion || is_synthetic) << table.Text(row, "name");
    if (!is_synthetic) continue;
    EXPECT_EQ(table.Text(row, "confidence"), "low") << table.Text(row, "name");
    EXPECT_TRUE(is_completion || absl::StrContains(source, "synthetic") ||
                absl::StrContains(source, "worked proposal") || !table.Text(row, "tuning").empty())
        << table.Text(row, "name");
  }
  EXPECT_GT(completions, 20);
}

}  // namespace
}  // namespace data
